"""The registers' pages: what each person sees of them, and what they never see."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council.models import Service
from risks.actions import entries
from risks.models import Place, Register
from tests.risk_factories import (
    close_quarter,
    make_assessment,
    make_entry,
    make_register,
    open_quarter,
    risk_lead,
)
from tests.unit.risks.page_words import address_of, seen

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15


# --- The registers ------------------------------------------------------------------------------------------------


def test_the_registers_of_the_newest_closed_quarter_and_those_of_other_years(client_of) -> None:
    words = seen(client_of("member"), "/risks/")
    assert "Quarter 3 (Oct-Dec) 2021/22" in words
    assert "Corporate Risk and Opportunity Register 7 risks 1 V Very high 5 H High 1 M Medium" in words
    assert "2 opportunities 1 H High 1 M Medium" in words
    assert "Registers of other years Corporate Risk and Opportunity Register, 2018 to 2020" in words


def test_another_quarter(client_of) -> None:
    words = seen(client_of("member"), "/risks/?quarter=2018-19-Q4")
    assert "Corporate Risk and Opportunity Register, 2018 to 2020 11 risks" in words


@pytest.mark.parametrize("quarter", ["2021-22-Q4", "2035-36-Q1", "next", "2020-21-Q1"])
def test_a_quarter_that_a_member_may_not_see_is_not_there(client_of, quarter: str) -> None:
    for address in ("/risks/", "/risks/corporate/", "/risks/corporate/corp1/"):
        assert client_of("member").get(f"{address}?quarter={quarter}").status_code == 404


def test_members_see_no_register_of_a_directorate(client_of) -> None:
    own = make_register("own", service="highways")
    place = make_entry(own, "R1", title="A secret of ours")
    make_assessment(place)
    close_quarter()
    member = client_of("member")
    assert "Register own" not in seen(member, "/risks/")
    for address in ("/risks/own/", "/risks/own/r1/", "/risks/growth-environment-transport/"):
        assert member.get(address).status_code == 404
    assert "Register own" in seen(client_of("risk"), "/risks/")
    assert "A secret of ours" in seen(client_of("officer"), "/risks/own/")


def test_nothing_of_an_open_quarter_reaches_a_member(client_of) -> None:
    place = Place.objects.get(register__slug="corporate", key="corp1")
    details = place.entry.details.current().get()
    entries.change(place.entry, by=risk_lead(), based_on=details.version, title="Not for members yet")
    make_assessment(place, "5x5", progress=[{"items": [{"text": "Draft progress"}]}], reason="Draft reason")
    entries.write_action(place.entry, by=risk_lead(), kind="mitigating", text="Draft action")
    added = make_entry(place.register, "Corp 99", title="A draft entry")
    member = client_of("member")
    for address in (
        "/risks/",
        "/risks/corporate/",
        "/risks/corporate/?search=draft",
        "/risks/corporate/corp1/",
    ):
        words = seen(member, address).casefold()
        assert "draft" not in words.replace("search=draft", "").replace("words in the entry: draft", "")
        assert "not for members yet" not in words
    assert member.get(address_of(added)).status_code == 404
    words = seen(client_of("risk"), address_of(place, open_quarter()))
    assert "Not for members yet" in words
    assert "Draft progress" in words
    assert "25 V Very high" in words


def test_a_register_without_entries_says_what_to_do(client_of) -> None:
    make_register("empty", for_members=True)
    quarter = open_quarter()
    assert "The register has no entries in this quarter. Add the first one." in seen(
        client_of("risk"), f"/risks/empty/?quarter={quarter}"
    )
    close_quarter()
    assert "The register had no entries in this quarter." in seen(client_of("member"), "/risks/empty/")
    assert "Register empty It had no entries." in seen(client_of("member"), "/risks/")


def test_where_no_quarter_was_closed_yet(client_of, monkeypatch) -> None:
    monkeypatch.setattr("risks.visibility.RiskView.rounds", [])
    assert "No quarter of the registers has been closed yet." in seen(client_of("member"), "/risks/")
    assert "No risk quarter has been opened yet." in seen(client_of("risk"), "/risks/")
    assert "No entry" not in seen(client_of("member"), "/risks/corporate/")
    assert client_of("member").get("/risks/corporate/corp1/").status_code == 404


# --- A register ---------------------------------------------------------------------------------------------------


def test_filters_and_order_are_in_the_address(client_of) -> None:
    words = seen(client_of("member"), "/risks/corporate/?kind=risk&band=high&sort=-current")
    assert "5 entries" in words
    assert "Risk or opportunity: Risk" in words
    assert words.index("Corp 1 Reshaping") < words.index("Corp 2 Family")
    assert "CO1" not in words


def test_filters_that_nothing_matches(client_of) -> None:
    words = seen(client_of("member"), "/risks/corporate/?search=wordless")
    assert "No entry matches these filters." in words


def test_an_ended_register_shows_its_last_quarter(client_of) -> None:
    assert "Quarter 4 (Jan-March) 2018/19" in seen(client_of("member"), "/risks/corporate-2018/")
    assert client_of("member").get("/risks/corporate-2018/?quarter=2021-22-Q3").status_code == 404


def test_while_a_quarter_is_open_an_officer_sees_the_entries_they_review(client_of, person) -> None:
    register = Register.objects.get(slug="corporate")
    make_entry(register, "Corp 90", title="Theirs to review", reviewer=person("officer"))
    make_entry(register, "Corp 91", title="Not theirs")
    words = seen(client_of("officer"), f"/risks/corporate/?quarter={open_quarter()}")
    assert "until it closes you see the entries that you review" in words
    assert "Theirs to review" in words
    assert "Not theirs" not in words
    assert "Not started" in words


def test_staff_find_the_open_quarter_from_a_closed_one(client_of) -> None:
    quarter = open_quarter()
    for address in ("/risks/", "/risks/corporate/"):
        assert f"Show {quarter.label}, which is open" in seen(client_of("risk"), address)
        assert "which is open" not in seen(client_of("member"), address)
    assert f"{quarter.label}, which is open" in seen(client_of("risk"), "/risks/corporate/corp1/")
    assert "which is open" not in seen(client_of("member"), "/risks/corporate/corp1/")


# --- Cost ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["member", "officer", "risk"])
@pytest.mark.parametrize("address", ["/risks/", "/risks/corporate/?search=front", "/risks/corporate/corp1/"])
def test_a_page_asks_few_questions(client_of, username: str, address: str) -> None:
    client = client_of(username)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) <= MOST_QUERIES, [query["sql"][:120] for query in asked]


def test_more_registers_and_entries_ask_no_more_questions(client_of) -> None:
    client = client_of("risk")

    def questions(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    quarter = open_quarter()
    addresses = [f"/risks/?quarter={quarter}", f"/risks/corporate/?quarter={quarter}"]
    corporate = Register.objects.get(slug="corporate")
    services = list(Service.objects.filter(slug__in=["highways", "libraries"]))
    make_assessment(make_entry(corporate, "X0", services=services))
    before = [questions(address) for address in addresses]
    for number in range(6):
        make_assessment(make_entry(corporate, f"X{number + 1}", services=services))
        make_assessment(make_entry(make_register(f"more-{number}", service="highways"), "R1"))
    assert [questions(address) for address in addresses] == before
    assert max(before) <= MOST_QUERIES
