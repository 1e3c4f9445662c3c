"""Home and the overview of a quarter."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

pytestmark = pytest.mark.django_db


def soup(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def text(response) -> str:
    return " ".join(soup(response).main.get_text(" ").split())


def test_somebody_unknown_sees_the_way_in_and_no_figure() -> None:
    page = soup(Client().get("/"))
    assert page.find("a", href=lambda href: href and href.startswith("/sign-in/"))
    assert "88.71" not in page.get_text()
    navigation = page.find("nav", attrs={"aria-label": "Main"})
    assert [link.get_text(strip=True) for link in navigation.select("a")] == [
        "Home",
        "Published papers",
        "Open data",
    ]


def test_an_officers_home_says_what_is_due(client_of) -> None:
    assert "Quarter 3" in text(client_of("officer").get("/"))


def test_a_members_home_speaks_of_the_newest_closed_quarter_only(client_of) -> None:
    words = text(client_of("member").get("/"))
    assert "Quarter 2 (July-Sep) 2021/22" in words
    assert "Quarter 3" not in words


def test_the_overview_shows_the_newest_closed_quarter_with_its_counts(client_of) -> None:
    page = soup(client_of("member").get("/overview/"))
    words = " ".join(page.main.get_text(" ").split())
    assert "Quarter 2 (July-Sep) 2021/22" in words
    for name in ("Delivering better services", "Protecting our environment", "Caring for the vulnerable"):
        assert name in words
    assert page.select_one(".app-rag")


@pytest.mark.parametrize("address", ["/overview/", "/kpis/"])
def test_filters_narrow_the_list_and_stay_in_the_address(client_of, address: str) -> None:
    page = soup(client_of("member").get(address, {"priority": "protecting-our-environment", "status": "red"}))
    rows = page.select("main table tbody tr")
    names = [row.get_text(" ") for row in rows]
    assert any("recycl" in name for name in names)
    assert not any("Safety carriageway" in name for name in names)


def test_a_rating_is_word_letter_and_shape(client_of) -> None:
    mark = soup(client_of("member").get("/overview/")).select_one("main table .app-rag")
    assert mark.select_one("svg")
    assert mark.select_one(".app-rag__letter").get_text(strip=True) in {"G", "A", "R"}
    assert mark.select_one(".app-rag__word").get_text(strip=True) in {
        "On track",
        "Slightly below desired",
        "Requires improvement",
    }


def test_the_navigation_holds_only_what_a_person_may_open(client_of) -> None:
    def labels(username: str) -> set[str]:
        page = soup(client_of(username).get("/"))
        return {link.get_text(strip=True) for link in page.select("header nav a")}

    assert "Returns" in labels("officer")
    assert "Returns" not in labels("member")
    assert {"Home", "Overview", "Indicators"} <= labels("member")
