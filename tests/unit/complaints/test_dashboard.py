"""The home page of complaints: what needs doing and the running year for staff, a closed year for everybody else."""

from __future__ import annotations

import datetime

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints.models import AnnualReport, Procedure
from council.authorization import Role
from tests.complaint_factories import log_complaint
from tests.risk_factories import make_person
from tests.unit.complaints.report_pages import MOST_QUERIES, main_of, said, specs_of, table_of

pytestmark = pytest.mark.django_db

HOME = "/complaints/"


@pytest.fixture
def manager(client_of) -> Client:
    return client_of("complaints")


def waiting(client: Client) -> dict[str, tuple[int, str]]:
    """What needs doing: the label's first words to its number and address."""
    items = main_of(client, HOME).select(".app-numbers__item")
    return {
        said(item.select_one(".app-numbers__label")).split(",")[0]: (
            int(said(item.select_one(".app-numbers__value"))),
            link["href"] if (link := item.select_one("a")) else "",
        )
        for item in items
    }


def cases_listed(client: Client, address: str) -> int:
    """How many cases the log says it lists."""
    text = said(main_of(client, address))
    if "No case matches" in text:
        return 0
    words = text.split()
    place = next(
        place for place, word in enumerate(words) if word.startswith("case") and words[place - 1][0].isdigit()
    )
    return int(words[place - 1].replace(",", ""))


def test_each_number_of_what_needs_doing_leads_to_as_many_cases(manager) -> None:
    today = timezone.localdate()
    log_complaint(received_on=today - datetime.timedelta(days=400))
    log_complaint(Procedure.CHILDREN, received_on=today - datetime.timedelta(days=12))
    found = waiting(manager)
    assert found["Cases overdue"][0] > 0
    for label in ("Cases overdue", "Due this week", "To acknowledge", "Cases open"):
        number, address = found[label]
        assert cases_listed(manager, address) == number, label


def test_a_new_complaint_is_counted_at_once(manager) -> None:
    before = waiting(manager)
    log_complaint(received_on=timezone.localdate() - datetime.timedelta(days=400))
    after = waiting(manager)
    assert after["Cases overdue"][0] == before["Cases overdue"][0] + 1
    assert after["To acknowledge"][0] == before["To acknowledge"][0] + 1


def test_the_ombudsman_and_learning_are_among_what_needs_doing(manager) -> None:
    found = waiting(manager)
    assert found["Ombudsman answers due"][1] == "/complaints/ombudsman/?state=to-answer"
    assert found["Recommendations to be done"][1] == "/complaints/ombudsman/?state=to-do"
    assert found["Learning actions open"][1] == "/complaints/learning/"


def test_staff_see_the_year_that_is_open_and_can_choose_another(manager) -> None:
    page = main_of(manager, HOME)
    assert "The year 2021/22 so far" in said(page)
    assert [said(each) for each in page.select("select option")] == ["2021/22 (open)", "2020/21", "2019/20"]
    earlier = said(main_of(manager, f"{HOME}?year=2020-21"))
    assert "The year 2020/21" in earlier and "so far" not in earlier


def test_a_number_leads_staff_to_its_cases(manager) -> None:
    page = main_of(manager, f"{HOME}?year=2020-21")
    links = {said(link): link["href"] for link in page.select("td a")}
    address = links["420"]
    assert "procedure=adults-statutory" in address and "since=2020-04-01" in address
    assert cases_listed(manager, address) == 420


def test_drawings_show_the_numbers_of_their_tables(manager) -> None:
    page = main_of(manager, f"{HOME}?year=2020-21")
    first = specs_of(page)[0]
    assert [trace["name"] for trace in first["data"]] == ["2019/20", "2020/21"]
    rows = table_of(page, "Statutory complaints")
    assert [[row[0] for row in rows.values()][:2], [row[1] for row in rows.values()][:2]] == [
        trace["text"] for trace in first["data"]
    ]


def test_synthetic_figures_are_marked_for_everybody(client_of) -> None:
    for username in ("complaints", "member", "auditor"):
        assert "Synthetic: the cases counted here were made up" in said(main_of(client_of(username), HOME))


@pytest.mark.parametrize("username", ["member", "auditor", "officer", "admin"])
def test_others_see_the_newest_closed_year_and_nothing_to_do(client_of, username: str) -> None:
    page = main_of(client_of(username), HOME)
    text = said(page)
    assert "The year 2020/21" in text and "What needs doing" not in text
    assert "Not shown means under 5, or kept back so that a number under 5 cannot be worked out." in text
    assert not page.select("a[href*='/complaints/cases/']")


def test_somebody_who_handles_one_service_sees_their_work_and_closed_years(client_of) -> None:
    make_person("of-highways", Role.COMPLAINTS, service="highways")
    client = client_of("of-highways")
    found = waiting(client)
    assert found["Cases overdue"][0] == 0, "the demonstration has no case of that service"
    page = main_of(client, HOME)
    assert "The year 2020/21" in said(page) and not page.select("td a")
    assert client.get(f"{HOME}?year=2021-22").status_code == 404


@pytest.mark.parametrize("year", ["2021-22", "2031-32", "2020-21-Q1", "never", "0000-01"])
def test_a_year_that_is_not_to_be_seen_is_not_there(client_of, year: str) -> None:
    assert client_of("member").get(f"{HOME}?year={year}").status_code == 404


def test_without_any_report_the_page_says_what_to_do(client_of, manager) -> None:
    connection.cursor().execute("TRUNCATE complaints_annualreport CASCADE")
    assert not AnnualReport.objects.exists()
    assert "No annual report has been opened yet." in said(main_of(manager, HOME))
    assert "No annual report has been closed yet." in said(main_of(client_of("member"), HOME))
    assert "No annual report" in said(main_of(manager, "/complaints/years/"))


@pytest.mark.parametrize("username", ["complaints", "member"])
@pytest.mark.parametrize("address", [HOME, f"{HOME}?year=2020-21", "/complaints/years/"])
def test_few_queries(client_of, username: str, address: str) -> None:
    client = client_of(username)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert len(queries) <= MOST_QUERIES


def test_the_navigation_leads_everybody_here(client_of) -> None:
    for username in ("complaints", "member"):
        page = BeautifulSoup(client_of(username).get(HOME).content, "html.parser")
        current = page.select_one("nav [aria-current]")
        assert current is not None and said(current) == "Complaints"


def test_years_beside_each_other_hold_published_ones(manager) -> None:
    page = main_of(manager, "/complaints/years/?year=2020-21")
    heads = [said(each) for each in page.select("table")[0].select("thead th")]
    assert "2017/18 Published" in heads and heads[-2:] == ["2019/20", "2020/21"]
    text = said(page)
    assert "788" in text and "646" in text
