"""The annual report on screen, and the pages on which complaints managers work on it."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.actions import reports as actions
from complaints.models import ActiveCases, AnnualReport, ReportText
from complaints.report_outline import SECTIONS, STATEMENTS
from tests.unit.complaints.report_pages import CLOSED, MOST_QUERIES, OPEN, main_of, said, specs_of, table_of
from tests.unit.kpis.page_forms import typed, words

pytestmark = pytest.mark.django_db

TEXT = f"{OPEN}text/2.6/"


@pytest.fixture
def manager(client_of) -> Client:
    return client_of("complaints")


def write(section: str, text: str, person, based_on: int = 0) -> ReportText:
    return actions.write_text(
        year=2021, section=section, text=text, by=person("complaints"), based_on=based_on
    )


# --- Reading ---------------------------------------------------------------------------------------------------------


def test_every_section_stands_in_the_order_of_the_report(manager) -> None:
    page = main_of(manager, CLOSED)
    headings = [said(each) for each in page.select("h3")]
    assert headings == [f"{section.number} {section.title}" for section in SECTIONS]
    links = {link["href"] for link in page.select("nav[aria-label='Sections'] a")}
    assert {f"#{each['id']}" for each in page.select("h3")} <= links


def test_the_fifteen_graphs_have_drawing_table_and_alternative_text(manager) -> None:
    page = main_of(manager, CLOSED)
    names = [said(each) for each in page.select(".app-graph__name")]
    assert [name.split(":")[0] for name in names] == [f"Graph {number}" for number in range(1, 16)]
    assert len(specs_of(page)) == 15
    for graph in page.select(".app-graph"):
        alternative = graph.select_one("[role=img]")["aria-label"]
        assert "In 2020/21:" in alternative and "In 2019/20:" in alternative
        assert graph.select("table tbody tr")


def test_the_numbers_are_those_of_the_published_report(manager) -> None:
    page = main_of(manager, CLOSED)
    assert table_of(page, "Statutory complaints")["All statutory complaints"] == ["788", "646"]
    assert table_of(page, "Adult social care complaints by outcome")["Closed complaints"][1] == "416"
    assert "243" in said(page) and "£7,297.03" in said(page) and "£19,700.00" in said(page)


def test_words_learning_statements_and_differences_stand_in_it(manager) -> None:
    text = said(main_of(manager, CLOSED))
    assert "a Shared Learning Panel has recently been created" in text
    assert "managers reminded social workers at supervision" in text
    assert all(statement.what in text for statement in STATEMENTS)
    differing = table_of(main_of(manager, CLOSED), "Published figures that differ")
    assert any("205" in " ".join(cells) and "226" in " ".join(cells) for cells in differing.values())


def test_sections_without_words_say_so_to_staff_alone(client_of, manager, person) -> None:
    page = said(main_of(manager, OPEN))
    assert "No words yet The protocol with the NHS, and the themes of joint complaints." in page
    assert "Write the words of section 2.6" in page
    actions.close_report(year=2021, by=person("complaints"), reason="For a test")
    assert "The protocol with the NHS, and" not in said(main_of(client_of("member"), OPEN))


def test_paragraphs_and_lists_of_a_text(manager, person) -> None:
    write("2.6", "First paragraph.\n\nWe did:\n- this\n- that <b>", person)
    page = main_of(manager, OPEN)
    prose = next(each for each in page.select(".app-prose") if "First paragraph." in each.text)
    assert [said(each) for each in prose.select("p")] == ["First paragraph.", "We did:"]
    assert [said(each) for each in prose.select("li")] == ["this", "that <b>"]


@pytest.mark.parametrize("username", ["complaints", "member"])
def test_few_queries(client_of, username: str) -> None:
    client = client_of(username)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(CLOSED).status_code == 200
    assert len(queries) <= MOST_QUERIES


@pytest.mark.parametrize(
    "address",
    [
        "/complaints/report/2030-31/",
        "/complaints/report/2020-21-Q1/",
        "/complaints/report/never/",
        f"{CLOSED}text/1.1/",  # closed
        f"{CLOSED}active/adults/",
        f"{CLOSED}counted/",
        f"{OPEN}text/9.9/",
        f"{OPEN}active/inclusion/",
        f"{OPEN}active/nothing/",
    ],
)
def test_addresses_of_nothing(manager, address: str) -> None:
    assert manager.get(address).status_code == 404


# --- Writing ---------------------------------------------------------------------------------------------------------


def test_words_are_written_beside_those_of_last_year(manager) -> None:
    page = said(main_of(manager, TEXT))
    assert "What the report of 2020/21 said" in page and "Joint Complaints Protocol" in page
    data = typed(manager, TEXT) | {"text": "New themes this year."}
    response = manager.post(TEXT, data)
    assert response.status_code == 302 and response.url == f"{OPEN}#section-2-6"
    assert "New themes this year." in said(main_of(manager, OPEN))


def test_two_writers_lose_nothing(manager, person) -> None:
    data = typed(manager, TEXT) | {"text": "What I wrote."}
    write("2.6", "What a colleague wrote.", person, based_on=int(data["version"]))
    answer = manager.post(TEXT, data)
    assert answer.status_code == 409
    assert "What a colleague wrote." in words(answer) and "What I wrote." in words(answer)
    assert ReportText.objects.current().get(report=2021, section="2.6").text == "What a colleague wrote."
    again = typed_of(answer) | {"text": "What I wrote."}
    assert manager.post(TEXT, again).status_code == 302
    assert ReportText.objects.current().get(report=2021, section="2.6").text == "What I wrote."


def typed_of(answer) -> dict[str, str]:
    """The version that the page of a conflict was made over."""
    form = answer.context["form"]
    return {"version": form["version"].value()}


def test_active_cases(manager) -> None:
    address = f"{OPEN}active/adults/"
    for wrong, sentence in (
        ("", "Enter active cases of adult"),
        ("12.5", "whole number"),
        ("0", "greater than"),
    ):
        assert sentence in words(manager.post(address, typed(manager, address) | {"count": wrong}))
    assert manager.post(address, typed(manager, address) | {"count": "21,400"}).status_code == 302
    assert ActiveCases.objects.current().get(year=2021, area="adults").count == 21_400


def day(value: datetime.date) -> dict[str, int]:
    return {"counted_on_day": value.day, "counted_on_month": value.month, "counted_on_year": value.year}


def test_another_last_day_of_counting(manager) -> None:
    address = f"{OPEN}counted/"
    early = manager.post(address, day(datetime.date(2022, 3, 30)))
    assert "The day cannot be before the year ends, on 31 March 2022" in words(early)
    late = manager.post(address, day(datetime.date(2024, 3, 30)))
    assert "The day must be within a year after the year ends" in words(late)
    assert (
        manager.post(address, day(datetime.date(2022, 5, 31)) | {"reason": "Late panel."}).status_code == 302
    )
    assert AnnualReport.objects.get(year=2021).counted_on == datetime.date(2022, 5, 31)


# --- Opening, closing, reopening -------------------------------------------------------------------------------------


def test_the_next_report_is_opened(manager) -> None:
    address = "/complaints/report/open/"
    assert "2022/23" in said(main_of(manager, address))
    data = {"year": "2022", **day(datetime.date(2023, 6, 30))}
    response = manager.post(address, data)
    assert response.status_code == 302 and response.url == "/complaints/report/2022-23/"
    assert "2022/23" not in said(main_of(manager, address).select_one("select"))
    empty = main_of(manager, response.url)
    assert "There is nothing to show." in said(empty), "a year without cases has no drawing of itself"
    wrong = manager.post(address, {"year": "2020", **day(datetime.date(2021, 6, 30))})
    assert wrong.status_code == 200, "a year that has its report is no choice"


def test_closing_lists_what_is_missing_and_asks_why(manager) -> None:
    address = f"{OPEN}close/"
    page = said(main_of(manager, address))
    assert "What is still missing" in page and "still to be put into words" in page
    assert "Enter the reason" in words(manager.post(address, {"reason": " "}))
    assert AnnualReport.objects.get(year=2021).is_open
    assert manager.post(address, {"reason": "The committee meets early."}).status_code == 302
    page = said(main_of(manager, f"{OPEN}reopen/"))
    assert "Closed on" in page and "The committee meets early." in page
    assert "The report is closed already." in said(main_of(manager, address))


def test_reopening_needs_a_reason_and_hides_the_report(manager, client_of) -> None:
    member = client_of("member")
    assert member.get(CLOSED).status_code == 200
    assert "Enter the reason" in words(manager.post(f"{CLOSED}reopen/", {"reason": ""}))
    assert manager.post(f"{CLOSED}reopen/", {"reason": "A case was counted twice."}).status_code == 302
    assert member.get(CLOSED).status_code == 404
    assert "The report is open already." in said(main_of(manager, f"{CLOSED}reopen/"))
    assert manager.get(f"{CLOSED}text/1.1/").status_code == 200
