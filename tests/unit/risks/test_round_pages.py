"""The risk lead's pages: the quarter, the decision about a review, and the moves with their confirmation."""

from __future__ import annotations

import datetime

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council.authorization import Role
from council.periods import parse_quarter
from risks.actions import movements, reviews
from risks.models import Place, Register, Review, ReviewRound, ReviewStep
from risks.selectors.movements import is_on
from tests.risk_factories import (
    DECISION,
    close_quarter,
    make_assessment,
    make_entry,
    make_person,
    make_register,
    open_next,
    risk_lead,
)
from tests.unit.kpis.page_forms import typed, words

pytestmark = pytest.mark.django_db

Q4 = parse_quarter("2021-22-Q4")
ROUND = "/risks/rounds/2021-22-Q4/"
ENTRY = "/risks/of-highways/h1/"
DAY = {"decided_on_day": "1", "decided_on_month": "2", "decided_on_year": "2022"}
DECIDED = {"reason": "Agreed at the meeting.", "decided_by": "the Corporate Management Team", **DAY}
MOST_QUERIES = 15


@pytest.fixture
def place(person) -> Place:
    """An entry of the Highways Service with a residual score of 12, submitted by the officer."""
    register = make_register("of-highways", service="highways", name="Highways register")
    place = make_entry(register, "H1", title="The salt runs out", reviewer=person("officer"))
    make_assessment(place, "4x5", "3x4", by=person("officer"), confidence="amber")
    reviews.submit(place.entry, quarter=Q4, by=person("officer"))
    return place


def seen(place: Place) -> int:
    return ReviewStep.objects.filter(review__entry=place.entry).order_by("id").last().pk


def state(place: Place) -> str:
    return Review.objects.get(entry=place.entry, round=Q4.ordinal).state


def day_of(day: datetime.date) -> dict[str, int]:
    return {"due_on_day": day.day, "due_on_month": day.month, "due_on_year": day.year}


# --- The quarter ----------------------------------------------------------------------------------------------------


def test_the_next_quarter_is_opened_with_its_deadline(lead) -> None:
    assert "Open Quarter 1 (April-June) 2022/23" in words(lead.get("/risks/rounds/"))
    address = "/risks/rounds/2022-23-Q1/open/"
    page = words(lead.get(address))
    assert "Corporate Risk and Opportunity Register" in page
    assert "Quarter 4 (Jan-March) 2021/22 is still open" in page
    assert typed(lead, address)["due_on_day"] == "12", "seven weeks before the quarter ends"
    response = lead.post(address, day_of(datetime.date(2022, 5, 13)), follow=True)
    assert "is open. Reviews are due on 13 May 2022" in words(response)
    assert ReviewRound.objects.get(ordinal=Q4.next.ordinal).due_on == datetime.date(2022, 5, 13)
    assert lead.get(address).status_code == 302, "open already"


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (("1", "4", "2022"), "The day must be after the quarter begins, on 1 April 2022"),
        (("1", "4", "2023"), "The day must be within half a year after the quarter ends, on 30 June 2022"),
        (("", "", ""), "Enter the day by which reviews are due"),
    ],
)
def test_a_deadline_that_makes_no_sense_is_refused(lead, day, sentence: str) -> None:
    fields = dict(zip(("due_on_day", "due_on_month", "due_on_year"), day, strict=True))
    assert sentence in words(lead.post("/risks/rounds/2022-23-Q1/open/", fields))
    assert not ReviewRound.objects.filter(ordinal=Q4.next.ordinal).exists()


@pytest.mark.parametrize(
    "address",
    [
        "/risks/rounds/2022-23-Q2/open/",  # quarters open in order
        "/risks/rounds/2031-32-Q1/",
        "/risks/rounds/never/",
        "/risks/rounds/2022-23-Q1/close/",
        "/risks/corporate/no-such/decide/",
        "/risks/no-such/corp1/escalate/",
        "/risks/corporate/corp1/close/?quarter=2031-32-Q1",
        "/risks/corporate/corp1/close/?quarter=never",
    ],
)
def test_addresses_of_nothing(lead, address: str) -> None:
    assert lead.get(address).status_code == 404


def test_the_monitor_shows_reviews_findings_and_what_is_put_forward(lead, place) -> None:
    page = lead.get(ROUND)
    said = words(page)
    assert "1 of 11 submitted, 0 agreed. 1 waits for your decision." in said
    assert "For consideration and possible inclusion on the corporate register" in said
    assert "The residual score is 12, and 12 or more is considered for the corporate register." in said
    links = {link["href"] for link in BeautifulSoup(page.content, "html.parser").select("main a")}
    quarter = "?quarter=2021-22-Q4"
    assert {f"{ENTRY}{name}/{quarter}" for name in ("decide", "escalate", "keep")} <= links
    assert "Overdue" in said and "Read and decide about H1" in said


def test_a_closed_quarter_has_no_proposals_and_nothing_to_decide(lead, place) -> None:
    close_quarter(Q4)
    said = words(lead.get(ROUND))
    assert "For consideration" not in said and "Read and decide" not in said and "Not agreed" in said
    assert "The quarter is closed, so there is nothing to decide." in words(
        lead.get(f"{ENTRY}decide/?quarter=2021-22-Q4")
    )


def test_closing_lists_what_is_not_agreed_and_needs_a_reason(lead, client_of, place) -> None:
    address = f"{ROUND}close/"
    page = words(lead.get(address))
    assert "H1 , The salt runs out (Highways register): submitted" in page
    assert "1 entry waits for a decision about the corporate register" in page
    assert "Enter the reason" in words(lead.post(address, {"reason": " "}))
    member = client_of("member")
    assert member.get("/risks/corporate/?quarter=2021-22-Q4").status_code == 404
    closed = lead.post(address, {"reason": "The committee meets."}, follow=True)
    assert "Members see the registers that are for them from now on." in words(closed)
    assert "The committee meets." in words(closed), "in the steps"
    assert member.get("/risks/corporate/?quarter=2021-22-Q4").status_code == 200
    again = lead.post(f"{ROUND}reopen/", {"reason": "A slip."}, follow=True)
    assert "is open again. Members do not see it until you close it." in words(again)
    assert member.get("/risks/corporate/?quarter=2021-22-Q4").status_code == 404


def test_the_deadline_is_moved_with_a_reason(lead) -> None:
    day = day_of(datetime.date(2022, 3, 1))
    assert "Enter the reason" in words(lead.post(f"{ROUND}deadline/", day))
    moved = lead.post(f"{ROUND}deadline/", {**day, "reason": "Half term."}, follow=True)
    assert "Reviews are now due on 1 March 2022." in words(moved) and "Half term." in words(moved)


def test_reviews_without_findings_are_agreed_at_once_after_a_look(lead, place) -> None:
    address = f"{ROUND}agree/"
    assert "1 submitted review is agreed at once." in words(lead.get(address))
    asked = typed(lead, address)
    assert state(place) == "submitted", "looking agrees nothing"
    assert "1 review is agreed." in words(lead.post(address, asked, follow=True))
    assert state(place) == "agreed"
    late = lead.post(address, asked, follow=True)
    assert "0 reviews are agreed. 1 review is as before" in words(late)
    assert "No submitted review is without findings." in words(lead.get(address))


@pytest.mark.parametrize("review", ["", "x-y", "1", "1-2-3", "9" * 30 + "-1", "²-1"])
def test_what_is_no_review_is_passed_over(lead, place, review: str) -> None:
    assert lead.post(f"{ROUND}agree/", {"review": review}).status_code == 302
    assert state(place) == "submitted"


# --- The decision ---------------------------------------------------------------------------------------------------


def test_the_lead_reads_everything_and_agrees(lead, place) -> None:
    page = words(lead.get(f"{ENTRY}decide/"))
    for said in ("What changed since the quarter before", "20 (Catastrophic/Likely)", "Confidence test"):
        assert said in page
    response = lead.post(f"{ENTRY}decide/", {"seen": seen(place), "decision": "approve"}, follow=True)
    assert "The review of H1 is agreed. Nothing else waits for your decision." in words(response)
    assert state(place) == "agreed"


def test_returning_needs_a_comment_and_leads_to_the_next(lead, place, person) -> None:
    other = make_entry(place.register, "H2", reviewer=person("officer"))
    make_assessment(other, by=person("officer"), confidence="green")
    reviews.submit(other.entry, quarter=Q4, by=person("officer"))
    back = {"seen": seen(place), "decision": "send-back"}
    assert "Enter what is to be changed" in words(lead.post(f"{ENTRY}decide/", back))
    assert "Choose whether you agree" in words(lead.post(f"{ENTRY}decide/", {"seen": seen(place)}))
    assert state(place) == "submitted"
    response = lead.post(f"{ENTRY}decide/", {**back, "comment": "Why 20?"}, follow=True)
    assert "The review of H1 is back with its owner. This one waits as well." in words(response)
    assert response.redirect_chain[-1][0] == "/risks/of-highways/h2/decide/?quarter=2021-22-Q4"
    assert state(place) == "sent_back"


def test_an_agreed_review_can_still_be_returned(lead, place) -> None:
    reviews.agree(place.entry, quarter=Q4, by=risk_lead())
    asked = typed(lead, f"{ENTRY}decide/")
    assert "Enter what is to be changed" in words(lead.post(f"{ENTRY}decide/", asked))
    lead.post(f"{ENTRY}decide/", {**asked, "comment": "One more look"})
    assert state(place) == "sent_back"


def test_a_review_that_changed_meanwhile_is_shown_again_with_what_was_typed(lead, place, person) -> None:
    was = seen(place)
    reviews.take_back(place.entry, quarter=Q4, by=person("officer"))
    reviews.submit(place.entry, quarter=Q4, by=person("officer"))
    fields = {"seen": was, "decision": "send-back", "comment": "Half a page of thoughts"}
    response = lead.post(f"{ENTRY}decide/", fields)
    assert response.status_code == 409
    assert "Nothing was decided" in words(response) and "Half a page of thoughts" in words(response)
    form = BeautifulSoup(response.content, "html.parser").select_one("main form")
    assert form.select_one("[name=seen]")["value"] == str(seen(place)), (
        "the next attempt decides about this one"
    )
    assert state(place) == "submitted"


# --- Moves ----------------------------------------------------------------------------------------------------------


def confirm(client: Client, address: str, fields: dict[str, str]) -> tuple[HttpResponse, HttpResponse]:
    """The page that says what will happen, and what follows when its form is sent back as a browser would."""
    asked = client.post(address, fields)
    assert asked.status_code == 200
    form = BeautifulSoup(asked.content, "html.parser").select_one("main form")
    carried = {box["name"]: box.get("value", "") for box in form.select("input[type=hidden]")}
    assert carried.items() >= {name: value for name, value in fields.items() if value}.items(), (
        "nothing is lost"
    )
    done = client.post(address, {**carried, "confirmed": "yes"}, follow=True)
    return asked, done


def test_an_entry_is_escalated_with_the_next_free_reference(lead, place) -> None:
    address = f"{ENTRY}escalate/?quarter=2021-22-Q4"
    assert "Corporate Risk and Opportunity Register (as Corp 8)" in words(lead.get(address))
    asked, done = confirm(lead, address, {**DECIDED, "reason": "", "to": "corporate", "ref": ""})
    sentence = (
        "Corp 8, The salt runs out: escalated from the register of Highways Service with a residual score of 12 "
        "(Major/Possible), as decided by the Corporate Management Team."
    )
    assert sentence in words(asked) and "It stays on Highways register as H1." in words(asked)
    assert f"{sentence} To undo it, de-escalate Corp 8." in words(done)
    above = Place.objects.get(register__slug="corporate", key="corp8")
    assert above.entry == place.entry and is_on(above, Q4) and is_on(place, Q4)
    assert above.movements.get().score == 12
    assert "It is on Corporate Risk and Opportunity Register already, as Corp 8." in words(lead.get(address))


def test_asking_moves_nothing_and_what_was_typed_can_be_changed(lead, place) -> None:
    fields = {**DECIDED, "to": "corporate", "ref": "Corp 12"}
    lead.post(f"{ENTRY}escalate/", fields)
    back = lead.post(f"{ENTRY}escalate/", {**fields, "change": "yes"})
    form = BeautifulSoup(back.content, "html.parser").select_one("main form")
    assert form.select_one("[name=ref]")["value"] == "Corp 12"
    assert form.select_one("[name=reason]").get_text().strip() == "Agreed at the meeting."
    assert not Place.objects.filter(register__slug="corporate", entry=place.entry).exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ref": "corp-3"}, "has an entry corp-3 already. Corp 8 is free."),
        ({"ref": "!"}, "Give a reference with letters or digits"),
        ({"ref": "checks"}, "is the name of a page of the register"),
        ({"to": "corporate-2018"}, "Select a valid choice"),
        ({"decided_by": ""}, "Enter who decided"),
        ({"decided_on_day": ""}, "The date must include a day"),
        ({"decided_on_year": str(timezone.localdate().year + 1)}, "The day must be today or before"),
    ],
)
def test_what_is_wrong_is_named_beside_its_field(lead, place, changes, sentence: str) -> None:
    response = lead.post(f"{ENTRY}escalate/", {**DECIDED, "to": "corporate", "ref": "", **changes})
    assert sentence in words(response) and "Agreed at the meeting." in words(response)
    assert not Place.objects.filter(register__slug="corporate", entry=place.entry).exists()


def test_a_reference_that_somebody_took_meanwhile_is_refused_and_all_is_kept(lead, place) -> None:
    fields = {**DECIDED, "to": "corporate", "ref": "Corp 8"}
    lead.post(f"{ENTRY}escalate/", fields)
    make_entry(Register.objects.get(slug="corporate"), "Corp8")
    response = lead.post(f"{ENTRY}escalate/", {**fields, "confirmed": "yes"})
    assert "has an entry Corp 8 already" in words(response) and "Agreed at the meeting." in words(response)
    assert "Corp9 is free" in words(response)


def test_the_reference_that_was_shown_is_the_one_that_is_given(lead, place) -> None:
    asked = lead.post(f"{ENTRY}escalate/", {**DECIDED, "to": "corporate", "ref": ""})
    form = BeautifulSoup(asked.content, "html.parser").select_one("main form")
    carried = {box["name"]: box.get("value", "") for box in form.select("input[type=hidden]")}
    assert carried["ref"] == "Corp 8"
    make_entry(Register.objects.get(slug="corporate"), "Corp8")
    response = lead.post(f"{ENTRY}escalate/", {**carried, "confirmed": "yes"})
    assert "has an entry Corp 8 already" in words(response), "not another one in silence"


def test_an_entry_that_somebody_moved_meanwhile_is_not_moved_twice(lead, place) -> None:
    lead.post(f"{ENTRY}close/", DECIDED)
    movements.close(place, quarter=Q4, decision=DECISION, by=risk_lead())
    response = lead.post(f"{ENTRY}close/", {**DECIDED, "confirmed": "yes"})
    assert "H1 is not on Highways register in Quarter 4 (Jan-March) 2021/22. It can be reopened." in words(
        response
    )
    assert place.movements.filter(kind="closed").count() == 1


def test_considered_and_kept(lead, place) -> None:
    asked, done = confirm(lead, f"{ENTRY}keep/", DECIDED)
    assert "It is not put forward again in this quarter." in words(asked)
    assert (
        "H1, The salt runs out: considered for the corporate register with a residual score of 12 (Major/Possible) and "
        "kept on the register of Highways Service, as decided by the Corporate Management Team"
    ) in words(done)
    assert "Nothing is put forward" in words(lead.get(ROUND))


def test_de_escalated_closed_reopened_merged_and_noted(lead, place) -> None:
    """Each says one sentence, and how it is undone."""
    movements.escalate(
        place,
        to=Register.objects.get(slug="corporate"),
        ref="Corp8",
        quarter=Q4,
        decision=DECISION,
        by=risk_lead(),
    )
    above = Place.objects.get(register__slug="corporate", key="corp8")
    make_entry(place.register, "H2", title="Another winter")
    asked, done = confirm(
        lead, "/risks/corporate/corp8/de-escalate/", {**DECIDED, "to": "of-highways", "ref": ""}
    )
    assert "It stays on Highways register as H1." in words(asked)
    assert (
        "it stays on the register of Highways Service; reason: Agreed at the meeting. To undo it, reopen Corp8 on "
        "Corporate Risk and Opportunity Register."
    ) in words(done)
    assert not is_on(above, Q4)

    asked, done = confirm(lead, "/risks/corporate/corp8/reopen/", DECIDED)
    assert "It comes back on Corporate Risk and Opportunity Register as Corp8" in words(asked)
    assert "reopened with a residual score of 12" in words(done) and is_on(above, Q4)

    asked, done = confirm(lead, f"{ENTRY}close/", DECIDED)
    assert "It leaves Corporate Risk and Opportunity Register, where it is Corp8." in words(asked)
    assert "H1, The salt runs out: closed" in words(done) and not is_on(above, Q4) and not is_on(place, Q4)

    confirm(lead, f"{ENTRY}reopen/", DECIDED)
    assert "H2: Another winter" in words(lead.get(f"{ENTRY}merge/"))
    asked, done = confirm(lead, f"{ENTRY}merge/", {**DECIDED, "into": "h2"})
    assert "merged into H2" in words(done) and not is_on(place, Q4)

    asked, done = confirm(lead, "/risks/of-highways/h2/note/", {"reason": "Salt is back in stock."})
    assert "Nothing moves." in words(asked) and "H2: Salt is back in stock." in words(done)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/risks/corporate/corp1/escalate/", "is escalated from another one"),
        ("/risks/corporate/corp1/keep/", "is on the corporate register already"),
        ("/risks/corporate/corp1/reopen/", "is on Corporate Risk and Opportunity Register already"),
        ("/risks/corporate-2018/cr9/reopen/", "is not kept any more in Quarter 4 (Jan-March) 2021/22"),
        ("/risks/adult-services/cr9/de-escalate/", "is de-escalated from there"),
        ("/risks/adult-services/cr9/merge/", "has no other entry of its kind"),
        ("/risks/corporate/corp1/close/?quarter=2021-22-Q3", "is closed. Entries move in a quarter that is"),
    ],
)
def test_what_cannot_be_done_is_said_without_a_form(lead, address: str, sentence: str) -> None:
    page = lead.get(address)
    assert sentence in words(page)
    assert BeautifulSoup(page.content, "html.parser").select("main form") == []


# --- Who, and at what cost ------------------------------------------------------------------------------------------


def test_whoever_keeps_one_register_watches_it_and_runs_nothing(place) -> None:
    own, stranger = Client(), Client()
    own.force_login(make_person("own", Role.RISK, service="highways"))
    stranger.force_login(make_person("stranger", Role.RISK, service="libraries"))
    page = words(own.get(ROUND))
    assert "H1 The salt runs out" in page and "Corp 1" not in page and "Close the quarter" not in page
    assert "Open Quarter 1" not in words(own.get("/risks/rounds/"))
    for step in ("close", "deadline", "reopen"):
        assert own.post(f"{ROUND}{step}/", {"reason": "x"}).status_code == 403
    assert own.get("/risks/rounds/2022-23-Q1/open/").status_code == 403
    assert "You do not keep a corporate register." in words(own.get(f"{ENTRY}escalate/"))
    assert own.get("/risks/corporate/corp1/decide/").status_code == 403
    assert own.get("/risks/corporate/corp1/close/").status_code == 403
    for page in ("decide", "close", "keep"):
        assert own.get(f"{ENTRY}{page}/").status_code == 200
        assert stranger.get(f"{ENTRY}{page}/").status_code == 404


@pytest.mark.parametrize("entries", [1, 30])
def test_no_page_asks_more_of_the_database_for_more_entries(lead, place, person, entries: int) -> None:
    for number in range(2, entries + 1):
        other = make_entry(place.register, f"H{number}", reviewer=person("officer"))
        make_assessment(other, "4x5", "3x4", by=person("officer"), confidence="amber")
        reviews.submit(other.entry, quarter=Q4, by=person("officer"))
    addresses = (
        ["/risks/?quarter=2021-22-Q4", "/risks/rounds/"]
        + [f"{ROUND}{step}" for step in ("", "close/", "agree/", "deadline/")]
        + [f"{ENTRY}{step}/" for step in ("decide", "escalate", "keep", "close", "merge", "note")]
        + ["/risks/corporate/corp1/de-escalate/", "/risks/rounds/2022-23-Q1/open/"]
    )
    counts = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(address).status_code == 200
        counts[address] = len(queries)
    assert {address: count for address, count in counts.items() if count > MOST_QUERIES} == {}


def test_leads_see_on_the_first_page_what_is_put_forward_and_nobody_else_does(lead, client_of, place) -> None:
    address, heading = "/risks/?quarter=2021-22-Q4", "For consideration and possible inclusion"
    assert heading in words(lead.get(address))
    assert heading not in words(client_of("auditor").get(address))
    quarter = open_next()
    assert heading in words(lead.get(f"/risks/?quarter={quarter}"))
