"""The pages of the round: opening, watching, moving, closing, reopening, and the approver's decision."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from council.models import ReportingQuarter, RoundStep
from kpis.actions import ratings, returns
from kpis.models import Return
from kpis.selectors.inputs import EVERYTHING
from tests.factories import submit_as_it_stands
from tests.unit.kpis.round_rows import highways, person, submitted

pytestmark = pytest.mark.django_db

DECIDE = "/kpis/returns/2021-22-Q3/highways/decide/"


def text(response) -> str:
    return " ".join(response.content.decode().split())


# --- Rounds ---------------------------------------------------------------------------------------------------------


def test_a_quarter_is_opened_with_its_deadline(client_of, q3) -> None:
    lead = client_of("performance")
    assert "Open Quarter 4 (Jan-March) 2021/22" in text(lead.get("/kpis/rounds/"))
    page = text(lead.get("/kpis/rounds/2021-22-Q4/open/"))
    assert "Highways Service" in page and "Annual figures with no fixed time" in page
    day = {"due_on_day": "6", "due_on_month": "5", "due_on_year": "2022"}
    response = lead.post("/kpis/rounds/2021-22-Q4/open/", day, follow=True)
    assert "is open. Its returns are due on 6 May 2022" in text(response)
    row = ReportingQuarter.objects.get(ordinal=q3.next.ordinal)
    assert (row.due_on, row.opened_by) == (datetime.date(2022, 5, 6), person("performance"))


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (("31", "3", "2022"), "The day must be after the quarter ends, on 31 March 2022"),
        (("6", "5", "2032"), "The day must be within a year after the quarter ends"),
        (("", "", ""), "Enter the day by which returns are due"),
        (("31", "4", "2022"), "The date must be a real date"),
    ],
)
def test_a_deadline_that_makes_no_sense_is_refused(client_of, q3, day, sentence: str) -> None:
    fields = dict(zip(("due_on_day", "due_on_month", "due_on_year"), day, strict=True))
    response = client_of("performance").post("/kpis/rounds/2021-22-Q4/open/", fields)
    assert sentence in text(response)
    assert not ReportingQuarter.objects.filter(ordinal=q3.next.ordinal).exists()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/kpis/rounds/2022-23-Q1/open/", 404),  # quarters open in order
        ("/kpis/rounds/2021-22-Q3/open/", 302),  # open already
        ("/kpis/rounds/2031-32-Q1/", 404),
        ("/kpis/rounds/never/", 404),
        ("/kpis/rounds/2021-22-Q4/close/", 404),
        ("/kpis/returns/2021-22-Q3/no-such-service/decide/", 404),
        ("/kpis/returns/2031-32-Q1/highways/decide/", 404),
    ],
)
def test_addresses_of_nothing(client_of, address: str, status: int) -> None:
    assert client_of("performance").get(address).status_code == status


def test_the_monitor_shows_each_return_and_what_hinders_closing(client_of, q3) -> None:
    submitted(q3)
    ratings.rate(EVERYTHING)
    page = text(client_of("performance").get("/kpis/rounds/2021-22-Q3/"))
    assert "1 return is waiting for approval." in page
    assert f'href="{DECIDE}"' in page
    assert "Highways Performance Officer" in page
    assert "are late" in page, "the demonstration's round was due in 2022"


def test_the_quarter_is_closed_with_a_reason_and_then_members_see_it(client_of, q3) -> None:
    lead, member = client_of("performance"), client_of("member")
    assert member.get("/overview/?quarter=2021-22-Q3").status_code == 404
    page = text(lead.get("/kpis/rounds/2021-22-Q3/close/"))
    assert "The return of Highways Service is not submitted: 0 of 4 figures entered." in page
    refused = lead.post("/kpis/rounds/2021-22-Q3/close/", {"reason": " "})
    assert "Enter the reason" in text(refused)
    assert member.get("/overview/?quarter=2021-22-Q3").status_code == 404
    closed = lead.post("/kpis/rounds/2021-22-Q3/close/", {"reason": "The committee meets."}, follow=True)
    assert "is closed. Members see it from now on." in text(closed)
    assert "The committee meets." in text(closed), "in the steps"
    assert member.get("/overview/?quarter=2021-22-Q3").status_code == 200


def test_reopening_says_what_it_means_and_hides_the_quarter(client_of) -> None:
    lead, member = client_of("performance"), client_of("member")
    address = "/kpis/rounds/2021-22-Q2/reopen/"
    assert "Members do not see the quarter until you close it again." in text(lead.get(address))
    assert "Enter the reason" in text(lead.post(address, {"reason": ""}))
    assert member.get("/overview/?quarter=2021-22-Q2").status_code == 200
    assert "is open again" in text(lead.post(address, {"reason": "Late figures"}, follow=True))
    assert member.get("/overview/?quarter=2021-22-Q2").status_code == 404
    assert member.get("/kpis/changes/?since=2021-22-Q2").status_code == 404


def test_the_deadline_is_moved_with_a_reason(client_of, q3) -> None:
    lead, address = client_of("performance"), "/kpis/rounds/2021-22-Q3/deadline/"
    day = {"due_on_day": "18", "due_on_month": "2", "due_on_year": "2022"}
    assert "Enter the reason" in text(lead.post(address, day))
    assert "Returns are now due on 18 February 2022." in text(
        lead.post(address, {**day, "reason": "Half term."}, follow=True)
    )
    assert RoundStep.objects.get(round=q3.ordinal, step="deadline").reason == "Half term."


def test_quarters_close_in_order_and_the_page_says_so(client_of, q3) -> None:
    lead = client_of("performance")
    lead.post("/kpis/rounds/2021-22-Q2/reopen/", {"reason": "Late figures"})
    response = lead.post("/kpis/rounds/2021-22-Q3/close/", {"reason": "In a hurry"})
    assert "quarters close in order" in text(response)
    assert ReportingQuarter.objects.get(ordinal=q3.ordinal).is_open


# --- The approver ---------------------------------------------------------------------------------------------------


def decision(client: Client, **fields: object):
    row = Return.objects.get(service=highways(), round__closed_at=None)
    return client.post(DECIDE, {"seen": row.steps.last().pk, **fields}, follow=True)


def test_the_approver_reads_everything_on_one_page(client_of, q3) -> None:
    submitted(q3)
    ratings.rate(EVERYTHING)
    page = text(client_of("approver").get(DECIDE))
    assert page.count("91.25%") >= 4
    assert "88.71%" in page, "the figure of the quarter before"
    assert "How was this rated?" in page and "Save the decision" in page
    assert "/kpis/defects-4h-emergency/override/2021-22-Q3/" in page


def test_the_approver_approves(client_of, q3) -> None:
    row = submitted(q3)
    response = decision(client_of("approver"), decision="approve")
    assert "The return of Highways Service is approved. Nothing else waits" in text(response)
    row.refresh_from_db()
    assert (row.state, row.steps.last().by) == ("approved", person("approver"))


def test_the_approver_returns_it_with_a_comment(client_of, q3) -> None:
    row, approver = submitted(q3), client_of("approver")
    assert "Enter what is to be changed" in text(decision(approver, decision="send-back"))
    decision(approver, decision="send-back", comment="The second figure is last year's.")
    row.refresh_from_db()
    assert (row.state, row.steps.last().comment) == ("sent_back", "The second figure is last year's.")


def test_a_decision_leads_on_to_the_next_return(client_of, q3) -> None:
    submitted(q3)
    lighting = returns.Service.objects.get(slug="street-lighting")
    submit_as_it_stands(lighting, q3, person("officer"))
    response = decision(client_of("approver"), decision="approve")
    assert response.redirect_chain[-1][0] == "/kpis/returns/2021-22-Q3/street-lighting/decide/"
    assert "This one waits as well." in text(response)


def test_nobody_decides_about_their_own(client_of, q3) -> None:
    submitted(q3)
    Return.objects.update(submitted_by=person("performance"))
    lead = client_of("performance")
    page = text(lead.get(DECIDE))
    assert "somebody else must decide about it" in page and "Save the decision" not in page
    assert decision(lead, decision="approve").status_code == 403
    assert Return.objects.get(service=highways(), round__closed_at=None).state == "submitted"


def test_what_moved_meanwhile_is_shown_and_what_was_typed_kept(client_of, q3) -> None:
    row, approver = submitted(q3), client_of("approver")
    read = row.steps.last().pk
    returns.take_back(service=highways(), quarter=q3, by=person("officer"))
    submit_as_it_stands(highways(), q3, person("officer"))
    fields = {"seen": read, "decision": "send-back", "comment": "Typed before it moved"}
    response = approver.post(DECIDE, fields)
    assert response.status_code == 409
    assert "Nothing was decided" in text(response) and "Typed before it moved" in text(response)
    assert f'name="seen" value="{row.steps.last().pk}"' in text(response), (
        "the next try is about what it shows"
    )
    row.refresh_from_db()
    assert row.state == "submitted"


def test_an_approver_decides_only_in_the_own_directorate(client_of) -> None:
    assert client_of("approver").get("/kpis/returns/2021-22-Q3/libraries/decide/").status_code == 403
    assert client_of("officer").get(DECIDE).status_code == 403


def test_a_return_that_was_not_submitted_is_shown_without_a_form(client_of) -> None:
    page = text(client_of("approver").get(DECIDE))
    assert "It has not been submitted yet" in page and "Save the decision" not in page
    assert "4 of 4 figures are missing." in page


def test_the_pages_stay_within_their_queries(client_of, q3, django_assert_max_num_queries) -> None:
    submitted(q3)
    ratings.rate(EVERYTHING)
    for username, address in (
        ("approver", DECIDE),
        ("performance", "/kpis/rounds/2021-22-Q3/"),
        ("performance", "/kpis/rounds/2021-22-Q4/open/"),
        ("performance", "/kpis/rounds/"),
        ("member", "/kpis/changes/?since=2021-22-Q2"),
    ):
        client = client_of(username)
        client.get(address)
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200
