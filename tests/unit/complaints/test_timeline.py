"""The timeline of a case: what happened on which day, and what of the record was put right, from versions alone."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from complaints.actions import elements, feedback, learning, ombudsman, remedies, stages, steps
from complaints.actions.case_pauses import pause, resume
from complaints.models import Feedback, Kind, Procedure, Subject
from complaints.selectors import case as selector
from complaints.selectors.timeline import Event
from complaints.visibility import visible_to
from tests.complaint_factories import complaints_manager, log_complaint, log_feedback, service_type

pytestmark = pytest.mark.django_db


def day(number: int, month: int = 6) -> datetime.date:
    return datetime.date(2021, month, number)


def events(case: Feedback) -> list[Event]:
    """The timeline, the oldest first."""
    page = selector.page(visible_to(complaints_manager()), case.reference)
    return page.timeline[::-1]


def said(case: Feedback) -> list[tuple[datetime.date, str, str]]:
    return [(event.day, event.title, event.detail) for event in events(case)]


@pytest.fixture
def case() -> Feedback:
    return log_complaint(Procedure.CHILDREN, stage="1", complainant="parent", channel="letter")


def test_a_complaint_through_two_stages(case: Feedback) -> None:
    by = complaints_manager()
    steps.acknowledge(case, 1, on=day(9), by=by, based_on=1)
    steps.extend(case, 1, letter_on=day(18), by=by, based_on=2)
    steps.answer(
        case, 1, on=day(30), outcome="partly_upheld", by=by, based_on=3, decided_by="Head of service",
        investigated="independent", cost=Decimal(1200),
    )  # fmt: skip
    stages.move_on(case, "2", on=day(8, 7), by=by)
    assert said(case) == [
        (day(7), "Complaint received", "Letter"),
        (day(7), "Stage 1, local resolution: started", "Due on 21 June 2021"),
        (day(9), "Stage 1, local resolution: acknowledged", ""),
        (
            day(18),
            "Stage 1, local resolution: extended",
            "The person was told by letter on 18 June 2021. Due on 5 July 2021",
        ),
        (
            day(30),
            "Stage 1, local resolution: answered, partly upheld",
            "Decided by Head of service, investigated by an independent investigator, cost £1,200.00",
        ),
        (day(8, 7), "Stage 2, investigation: started", "Due on 12 August 2021"),
    ]
    assert not any(event.is_correction for event in events(case))
    assert {event.by for event in events(case)} == {str(by)}


def test_what_was_put_right_is_a_correction_of_the_day_on_which_it_was(case: Feedback) -> None:
    by = complaints_manager()
    steps.answer(case, 1, on=day(30), outcome="upheld", by=by, based_on=1)
    stages.change(case, 1, by=by, based_on=2, answered_on=day(29), outcome="not_upheld")
    *_, last = events(case)
    assert last == Event(
        timezone.localdate(),
        "Stage 1, local resolution: corrected",
        "Answered: 29 June 2021 instead of 30 June 2021; Outcome: not upheld instead of upheld",
        last.recorded_at,
        str(by),
        is_correction=True,
    )


def test_a_stage_that_was_entered_by_mistake_stays_on_the_timeline(case: Feedback) -> None:
    stages.change(case, 1, by=complaints_manager(), based_on=1, void=True)
    last = events(case)[-1]
    assert (last.title, last.detail, last.is_correction) == (
        "Stage 1, local resolution: corrected", "Removed: it was entered by mistake", True,
    )  # fmt: skip


def test_details_that_were_changed_say_what_they_were(case: Feedback) -> None:
    Subject.objects.get_or_create(slug="delay", defaults={"name": "Delay"})
    kept = service_type("short-breaks-of-a-test", area="children", name="Short breaks")
    feedback.change_details(
        case, by=complaints_manager(), based_on=1, subjects=["delay"], service_type=kept, complainant="child"
    )
    last = events(case)[-1]
    assert (last.title, last.is_correction) == ("Details changed", True)
    assert last.detail == (
        "Service type: Short breaks instead of nothing; About: Delay instead of nothing; "
        "From: Child or young person instead of Parent or guardian"
    )


def test_a_pause_moves_the_due_date_and_says_why(case: Feedback) -> None:
    by = complaints_manager()
    stopped = pause(case, first=day(9), ground="court", by=by)
    resume(case, stopped.key, last=day(10), by=by, based_on=1)
    found = said(case)
    assert (day(9), "The clock stopped", "Pause for court proceedings") in found
    assert (day(11), "The clock ran again", "") in found
    moved = [detail for _, title, detail in found if title == "Stage 1, local resolution: due date moved"]
    assert moved[-1].startswith("Due on 23 June 2021 instead of ")


def test_points_remedies_and_notes(case: Feedback) -> None:
    by = complaints_manager()
    subject = Subject.objects.get_or_create(slug="delay", defaults={"name": "Delay"})[0]
    elements.add(case, subject=subject, by=by, words="Canary words")
    elements.change(case, 1, by=by, based_on=1, outcome="upheld")
    remedies.add(case, by=by, what="money", amount=Decimal(250), agreed_on=day(10), due_on=day(20))
    remedies.change(case, 1, by=by, based_on=1, done_on=day(15))
    remedies.change(case, 1, by=by, based_on=2, amount=Decimal(300))
    feedback.add_note(case, "Canary note", by=by)
    today = timezone.localdate()
    found = said(case)
    assert (day(10), "Remedy agreed: payment of £250.00", "To be done by 20 June 2021") in found
    assert (day(15), "Remedy done: payment of £250.00", "") in found
    assert (today, "Remedy corrected: payment", "Amount: £300.00 instead of £250.00") in found
    assert (today, "Point 1 of the complaint", "Delay") in found
    assert (today, "Point 1 of the complaint: upheld", "") in found
    assert [title for _, title, _ in found].count("Note written") == 1
    assert "anary" not in str(found)


def test_the_ombudsman_and_what_was_learnt(case: Feedback) -> None:
    by = complaints_manager()
    asked = ombudsman.add(
        by=by,
        reference="21 002 345",
        area="children",
        received_on=day(1, 9),
        answer_by=day(29, 9),
        feedback=case,
    )
    ombudsman.answer(asked.key, by=by, based_on=1, answered_on=day(20, 9))
    ombudsman.decide(
        asked.key, by=by, based_on=2, decided_on=day(1, 12), decision="upheld", settlement=Decimal(300)
    )
    point = learning.add(by=by, cases=[case], year=2021, area="children", text="Letters are answered")
    learning.done(point.key, by=by, based_on=1, done_on=day(2, 12), evidence="A sample")
    found = said(case)
    assert (
        day(1, 9),
        "Ombudsman 21 002 345: enquiry received",
        "An answer is wanted by 29 September 2021",
    ) in found
    assert (day(20, 9), "Ombudsman 21 002 345: answered", "") in found
    assert (day(1, 12), "Ombudsman 21 002 345: upheld", "£300.00 to be paid") in found
    assert (timezone.localdate(), "Learning recorded", "Letters are answered") in found
    assert (day(2, 12), "Learning: done", "Letters are answered") in found


def test_a_comment_has_the_day_on_which_it_came() -> None:
    assert said(log_feedback(Kind.COMMENT)) == [(day(7), "Comment received", "Other")]


def test_erasure_is_on_the_timeline(case: Feedback) -> None:
    Feedback.objects.filter(pk=case.pk).update(erased_at=timezone.now(), erased_by=complaints_manager())
    last = events(case)[-1]
    assert (last.title, last.by) == ("Words and names erased", str(complaints_manager()))
