"""The Ombudsman's enquiries: recorded, answered, decided; what a decision does to the case; the pages."""

from __future__ import annotations

import datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints.actions import ombudsman, steps
from complaints.actions.refusals import ComplaintRefused
from complaints.models import Decision, Feedback, OmbudsmanCase, Outcome
from complaints.selectors import ombudsman as selectors
from complaints.visibility import visible_to
from council.actions.superseding import EditConflict
from council.authorization import Role
from tests.complaint_factories import (
    complaints_manager,
    decided_enquiry,
    enquiry,
    learning_point,
    log_complaint,
    stage_of,
    standing,
)
from tests.risk_factories import make_person
from tests.unit.risks.page_words import seen

pytestmark = pytest.mark.django_db

DAY = datetime.date
MOST_QUERIES = 15


@pytest.fixture
def case() -> Feedback:
    """A complaint that the council answered: not upheld."""
    found = log_complaint(stage="respond")
    stage = stage_of(found)
    steps.answer(
        found,
        stage.number,
        by=complaints_manager(),
        based_on=stage.version,
        on=DAY(2021, 6, 21),
        outcome=Outcome.NOT_UPHELD,
    )
    return found


@pytest.fixture
def manager(client_of) -> Client:
    return client_of("complaints")


@pytest.fixture
def narrow(db) -> Client:
    """The browser of somebody who handles the complaints of the Highways Service alone."""
    client = Client()
    client.force_login(make_person("narrow", Role.COMPLAINTS, service="highways"))
    return client


def address(row: OmbudsmanCase, way: str = "") -> str:
    return f"/complaints/ombudsman/{row.key}/{way}"


# --- Actions --------------------------------------------------------------------------------------------------------------


def test_a_decision_ends_the_case_and_taking_it_back_undoes_that(case) -> None:
    made = decided_enquiry(feedback=case, council_outcome=Outcome.NOT_UPHELD)
    now = standing(case)
    assert (now.outcome, now.resolved_at, now.closed_on) == (Outcome.UPHELD, "ombudsman", DAY(2021, 9, 1))
    ombudsman.take_back_decision(made.key, by=complaints_manager(), based_on=made.version)
    now = standing(case)
    assert (now.outcome, now.resolved_at, now.closed_on) == (Outcome.NOT_UPHELD, "respond", DAY(2021, 6, 21))


@pytest.mark.parametrize(
    "decision", [Decision.REFERRED_BACK, Decision.NOT_INVESTIGATED, Decision.ADVICE_GIVEN]
)
def test_a_decision_without_an_investigation_leaves_the_case_as_it_was(case, decision: str) -> None:
    decided_enquiry(feedback=case, decision=decision)
    assert standing(case).resolved_at == "respond"


def test_removing_an_enquiry_or_linking_it_elsewhere_lets_the_case_stand_as_before(case) -> None:
    made = decided_enquiry(feedback=case)
    other = ombudsman.change(made.key, by=complaints_manager(), based_on=made.version, feedback=None)
    assert standing(case).resolved_at == "respond"
    again = ombudsman.change(made.key, by=complaints_manager(), based_on=other.version, feedback=case)
    assert standing(case).resolved_at == "ombudsman"
    ombudsman.remove(made.key, by=complaints_manager(), based_on=again.version)
    assert standing(case).resolved_at == "respond"


def test_what_the_council_decided_is_proposed_even_after_the_ombudsman_decided(case) -> None:
    assert selectors.council_outcome(case) == Outcome.NOT_UPHELD
    decided_enquiry(feedback=case)
    assert selectors.council_outcome(case) == Outcome.NOT_UPHELD
    assert selectors.council_outcome(log_complaint()) == ""
    assert selectors.council_outcome(None) == ""


def test_an_enquiry_about_a_synthetic_case_is_synthetic(case) -> None:
    Feedback.objects.filter(pk=case.pk).update(synthetic=True)
    case.refresh_from_db()
    assert enquiry(feedback=case).synthetic
    assert not enquiry("20 009 999").synthetic


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"answer_by": DAY(2021, 6, 30)}, "before the enquiry came"),
        ({"received_on": DAY(2099, 1, 1)}, "future"),
        ({"reference": " 20  001 234 "}, "with this reference"),
    ],
)
def test_what_cannot_be_recorded(fields: dict, words: str) -> None:
    enquiry()
    with pytest.raises(ComplaintRefused, match=words):
        enquiry(**{"reference": "20 009 999"} | fields)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"decided_on": DAY(2021, 6, 30)}, "before the enquiry came"),
        ({"decided_on": timezone.localdate() + datetime.timedelta(days=1)}, "future"),
        ({"decision": ""}, "Choose what"),
        ({"decision": "fair"}, "Choose what"),
        ({"decision": Decision.NOT_UPHELD, "already_remedied": True}, "Only a complaint that is upheld"),
        ({"council_outcome": "splendid"}, "Choose what the council"),
    ],
)
def test_what_cannot_be_decided(fields: dict, words: str) -> None:
    with pytest.raises(ComplaintRefused, match=words):
        decided_enquiry(**fields)


def test_two_people_who_change_one() -> None:
    made = enquiry()
    ombudsman.answer(made.key, by=complaints_manager(), based_on=1, answered_on=DAY(2021, 7, 9))
    with pytest.raises(EditConflict):
        ombudsman.change(made.key, by=complaints_manager(), based_on=1, area="children")


def test_who_may_record_an_enquiry(person, case) -> None:
    for username in ("officer", "performance", "member", "auditor", "admin"):
        with pytest.raises(PermissionDenied):
            enquiry(by=person(username))
    narrow = make_person("narrow", Role.COMPLAINTS, service="highways")
    with pytest.raises(PermissionDenied):
        enquiry(by=narrow)
    with pytest.raises(PermissionDenied):
        enquiry(by=narrow, feedback=case)


# --- Selectors ------------------------------------------------------------------------------------------------------------


def test_the_year_of_receipt_and_the_year_of_the_decision() -> None:
    view = visible_to(complaints_manager())
    before = [
        selectors.year_statistics(view, year, DAY(2022, 6, 1), area="other")[0] for year in (2021, 2022)
    ]
    made = enquiry(area="other", received_on=DAY(2022, 3, 31))
    ombudsman.decide(
        made.key,
        by=complaints_manager(),
        based_on=1,
        decided_on=DAY(2022, 4, 1),
        decision=Decision.UPHELD,
        council_outcome=Outcome.NOT_UPHELD,
        settlement=Decimal("250.50"),
    )
    after = [selectors.year_statistics(view, year, DAY(2022, 6, 1), area="other")[0] for year in (2021, 2022)]
    assert [year.received for year in after] == [before[0].received + 1, before[1].received]
    assert [year.decided for year in after] == [before[0].decided, before[1].decided + 1]
    assert after[1].newly_upheld == before[1].newly_upheld + 1
    assert after[1].paid == before[1].paid + Decimal("250.50")


def test_states(case) -> None:
    waiting, answered, decided = enquiry("A 1"), enquiry("A 2"), decided_enquiry("A 3")
    ombudsman.change(waiting.key, by=complaints_manager(), based_on=1, answer_by=DAY(2021, 7, 20))
    ombudsman.answer(answered.key, by=complaints_manager(), based_on=1, answered_on=DAY(2021, 7, 9))
    ombudsman.recommend(decided.key, by=complaints_manager(), text="Review it", due_on=DAY(2021, 12, 1))
    view = visible_to(complaints_manager())

    def found(state: str, today: DAY) -> set[str]:
        rows = selectors.matching(view, {"state": state, "search": "A "}, today)
        return {row.reference for row in rows}

    on = DAY(2021, 7, 20)
    assert found("to-answer", on) == {"A 1"}
    assert found("answer-overdue", on) == set()
    assert found("answer-overdue", DAY(2021, 7, 21)) == {"A 1"}
    assert found("waiting", on) == {"A 2"}
    assert found("decided", on) == found("to-do", on) == {"A 3"}
    assert found("overdue", DAY(2021, 12, 1)) == set()
    assert found("overdue", DAY(2021, 12, 2)) == {"A 3"}


# --- Pages ----------------------------------------------------------------------------------------------------------------


def test_from_the_enquiry_to_the_proof_through_the_pages(manager, case) -> None:
    day = {"received_on_day": "1", "received_on_month": "7", "received_on_year": "2021"}
    sent = {"version": "0", "reference": "20 005 678", "case": case.reference.lower(), "area": "adults"}
    response = manager.post("/complaints/ombudsman/add/", sent | day)
    row = OmbudsmanCase.objects.current().get(reference="20 005 678")
    assert response.url == address(row)
    answered = {"answered_on_day": "9", "answered_on_month": "7", "answered_on_year": "2021"}
    manager.post(address(row, "answer/"), {"version": "1"} | answered)
    assert "Proposed from the last stage" in seen(manager, address(row, "decide/"))
    decided = {"decided_on_day": "1", "decided_on_month": "9", "decided_on_year": "2021"}
    manager.post(
        address(row, "decide/"),
        {"version": "2", "decision": "upheld", "council_outcome": "not_upheld", "settlement": "£1,250"}
        | decided,
    )
    words = seen(manager, address(row))
    assert "Newly upheld" in words
    assert "£1,250.00" in words
    due = {"due_on_day": "1", "due_on_month": "12", "due_on_year": "2021"}
    manager.post(address(row, "recommendations/add/"), {"version": "0", "text": "Review the guidance"} | due)
    assert "Overdue" in seen(manager, address(row))
    done = {"done_on_day": "1", "done_on_month": "11", "done_on_year": "2021"}
    manager.post(address(row, "recommendations/1/done/"), {"version": "1", "proof": "Guidance sent"} | done)
    words = seen(manager, address(row))
    assert "In time" in words
    assert "Guidance sent" in words
    assert standing(case).resolved_at == "ombudsman"


def test_a_form_says_what_is_wrong(manager) -> None:
    words = seen_after(manager.post("/complaints/ombudsman/add/", {"version": "0", "case": "CF-1999-9999"}))
    assert "There is no case with this reference among those that you handle" in words
    assert "Enter the day: when did the enquiry come" in words
    row = enquiry()
    sent = {"version": "1", "decision": "not_upheld", "already_remedied": "on"}
    words = seen_after(manager.post(address(row, "decide/"), sent))
    assert "Enter the day of the decision" in words
    assert "Only a complaint that is upheld" in words


def test_what_somebody_typed_is_kept_when_another_was_quicker(manager) -> None:
    row = enquiry()
    ombudsman.change(row.key, by=complaints_manager(), based_on=1, area="children")
    day = {"received_on_day": "2", "received_on_month": "7", "received_on_year": "2021"}
    sent = {"version": "1", "reference": "Typed by me", "area": "other"} | day
    response = manager.post(address(row, "edit/"), sent)
    assert response.status_code == 409
    words = seen_after(response)
    assert "Somebody else changed this" in words
    assert "Children's social care Other services" in words
    assert "Typed by me" in response.content.decode()
    assert manager.post(address(row, "edit/"), sent | {"version": "2"}).status_code == 302


def test_a_recommendation_that_seems_to_name_somebody_is_asked_about_and_can_be_saved(manager) -> None:
    row = decided_enquiry()
    due = {"due_on_day": "1", "due_on_month": "12", "due_on_year": "2021"}
    sent = {"version": "0", "text": "Apologise to Mrs Smith"} | due
    words = seen_after(manager.post(address(row, "recommendations/add/"), sent))
    assert "The text seems to hold somebody’s name with a title" in words
    assert manager.post(address(row, "recommendations/add/"), sent | {"looked": "on"}).status_code == 302


def test_removing_is_asked_first(manager) -> None:
    row = enquiry()
    assert "Remove this enquiry?" in seen(manager, address(row, "remove/"))
    manager.post(address(row, "remove/"), {"version": "1"})
    assert manager.get(address(row)).status_code == 404


def test_somebody_of_one_service_sees_the_enquiries_about_its_cases_alone(narrow, case) -> None:
    rows = [enquiry("B 1"), enquiry("B 2", feedback=case)]
    assert "B 1" not in seen(narrow, "/complaints/ombudsman/")
    assert "B 2" not in seen(narrow, "/complaints/ombudsman/?search=B")
    for row in rows:
        for way in ("", "edit/", "answer/", "decide/", "remove/", "recommendations/add/"):
            assert narrow.get(address(row, way)).status_code == 404
            assert narrow.post(address(row, way)).status_code == 404
    words = seen_after(
        narrow.post(
            "/complaints/ombudsman/add/", {"version": "0", "reference": "B 3", "case": case.reference}
        )
    )
    assert "There is no case with this reference among those that you handle" in words


@pytest.mark.parametrize(
    "username", ["officer", "approver", "performance", "risk", "clerk", "member", "auditor", "admin"]
)
def test_nobody_else_sees_an_enquiry(client_of, username: str) -> None:
    row = enquiry("C 1")
    for way in ("/complaints/ombudsman/", "/complaints/ombudsman/statistics/", address(row)):
        response = client_of(username).get(way)
        assert response.status_code == 403
        assert "C 1" not in response.content.decode()


def test_an_unknown_enquiry_is_not_there(manager) -> None:
    assert manager.get(f"/complaints/ombudsman/{uuid4()}/").status_code == 404
    row = decided_enquiry()
    assert manager.get(address(row, "recommendations/7/")).status_code == 404


def test_pages_ask_few_questions_however_many_there_are(manager, case) -> None:
    row = decided_enquiry(feedback=case)
    learning_point(cases=[case])
    ombudsman.recommend(row.key, by=complaints_manager(), text="Review it", due_on=DAY(2021, 12, 1))
    addresses = [
        "/complaints/ombudsman/",
        "/complaints/ombudsman/statistics/",
        address(row),
        address(row, "decide/"),
    ]
    before = [questions(manager, each) for each in addresses]
    for number in range(8):
        decided_enquiry(f"D {number}", feedback=log_complaint())
    assert [questions(manager, each) for each in addresses] == before
    assert max(before) <= MOST_QUERIES


def questions(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def seen_after(response) -> str:
    """The words of an answer, however it is answered."""
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())
