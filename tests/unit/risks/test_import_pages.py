"""The page on which a register is uploaded: what is in the file is shown before it is written."""

from __future__ import annotations

import base64

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from council.authorization import Role
from risks.models import Place, Register
from tests.risk_factories import close_quarter, make_person, make_register
from tests.unit.kpis.page_forms import words
from tests.unit.risks.import_files import FIRE, FLOODS, csv_of, row

pytestmark = pytest.mark.django_db

ADDRESS = "/risks/of-highways/import/"
GOOD = csv_of(row(FLOODS, target_likelihood="2", target_impact="4"), row(FIRE))


@pytest.fixture(autouse=True)
def register(db) -> Register:
    return make_register("of-highways", service="highways", name="Highways register")


def choose(lead: Client, text: str | bytes, name: str = "register.csv") -> HttpResponse:
    content = text if isinstance(text, bytes) else text.encode()
    return lead.post(ADDRESS, {"file": SimpleUploadedFile(name, content)})


def held(shown: HttpResponse) -> dict[str, str]:
    page = BeautifulSoup(shown.content, "html.parser")
    return {box["name"]: box["value"] for box in page.select(".app-preview [type=hidden][value]")}


def on_register() -> list[str]:
    return [place.ref for place in Place.objects.filter(register__slug="of-highways")]


def test_what_is_shown_is_what_is_saved(lead: Client) -> None:
    shown = choose(lead, GOOD)
    page = BeautifulSoup(shown.content, "html.parser")
    first = page.select_one("[aria-label='What is in the file'] tbody tr")
    assert [cell.get_text(" ", strip=True) for cell in first.select("th, td")] == [
        "R1 Floods", "Risk", "16 H High Major/Likely", "8 M Medium Major/Unlikely", "–",
    ]  # fmt: skip
    assert on_register() == []
    saved = lead.post(ADDRESS, held(shown))
    assert saved.headers["Location"] == "/risks/of-highways/?quarter=2021-22-Q4"
    assert on_register() == ["R1", "R2"]
    again = lead.post(ADDRESS, held(choose(lead, GOOD)), follow=True)
    assert "0 added, 0 changed, 2 unchanged" in words(again)


@pytest.mark.parametrize(
    ("written", "printed"),
    [("31/03/2031", "31 March 2031"), ("March 2031/Ongoing", "March 2031/Ongoing"), ("", "–")],
)
def test_the_target_date_is_shown_as_the_card_prints_it(lead: Client, written: str, printed: str) -> None:
    page = BeautifulSoup(choose(lead, csv_of(row(FLOODS, target_date=written))).content, "html.parser")
    cells = page.select("[aria-label='What is in the file'] tbody td")
    assert cells[-1].get_text(strip=True) == printed


@pytest.mark.parametrize("page", ["/risks/of-highways/?quarter=2021-22-Q4", "/risks/manage/"])
def test_it_is_offered_while_a_quarter_is_open(lead: Client, page: str) -> None:
    def offers() -> list[str]:
        links = BeautifulSoup(lead.get(page).content, "html.parser").select("main a")
        return [link["href"] for link in links if link["href"].endswith("/import/")]

    assert ADDRESS in offers()
    assert "/risks/corporate-2018/import/" not in offers()
    close_quarter()
    assert offers() == []


def test_every_finding_is_told_and_nothing_can_be_saved(lead: Client) -> None:
    wrong = csv_of(row(FLOODS, likelihood="Major"), row(FIRE, score="25"))
    shown = choose(lead, wrong)
    assert "2 findings, so nothing can be imported yet" in words(shown)
    assert "Save it as shown" not in words(shown)
    forced = {"name": "register.csv", "held": base64.b64encode(wrong.encode()).decode()}
    assert "2 findings" in words(lead.post(ADDRESS, forced))
    assert on_register() == []


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "register.csv", "The selected file is empty"),
        (b"name,other\n1,2\n", "register.csv", "register.csv"),
        (b"%PDF-1.4", "register.csv", "is a PDF, not a spreadsheet"),
        (b"ref,title", "register.pdf", "The selected file must be a CSV, ODS or XLSX"),
        (b"x" * 1_100_000, "register.csv", "must be smaller than 1MB"),
    ],
)
def test_what_is_no_register(lead: Client, content: bytes, name: str, sentence: str) -> None:
    assert sentence in words(choose(lead, content, name))
    assert on_register() == []


@pytest.mark.parametrize("lost", ["", "§§§", "AAA", base64.b64encode(b"PK\x03\x04").decode()])
def test_a_held_file_that_was_lost_or_forged(lead: Client, lost: str) -> None:
    answer = lead.post(ADDRESS, {"name": "register.csv", "held": lost})
    assert answer.status_code == 200
    assert "Error:" in words(answer)
    assert on_register() == []


def test_without_an_open_quarter_it_says_who_opens_one(lead: Client) -> None:
    close_quarter()
    assert "none is open" in words(lead.get(ADDRESS))
    assert "none is open" in words(choose(lead, GOOD))
    assert on_register() == []


def test_only_whoever_keeps_the_register(client_of) -> None:
    stranger = client_of(make_person("stranger", Role.RISK, service="finance").username)
    assert stranger.get("/risks/corporate/import/").status_code == 403
    assert stranger.post("/risks/corporate/import/", {}).status_code == 403
    assert stranger.get(ADDRESS).status_code == 404
