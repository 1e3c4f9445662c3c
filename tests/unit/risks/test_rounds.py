"""Opening, moving, closing and reopening a risk quarter, deciding about reviews as they were read, and the monitor."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from council.authorization import Role
from council.models import User
from council.periods import Quarter, parse_quarter
from risks.actions import decisions, entries, movements, reviews, rounds
from risks.actions.rounds import ReviewsMissing, RoundRefused
from risks.models import Place, Register, Review, ReviewRound, ReviewRoundStep, ReviewStep
from risks.selectors import rounds as selector
from risks.selectors.decisions import decision
from risks.selectors.rounds import Monitor, Watched
from risks.visibility import visible_to
from tests.risk_factories import (
    DECISION,
    agree_review,
    close_quarter,
    make_assessment,
    make_entry,
    make_person,
    open_next,
    open_quarter,
    risk_lead,
)

pytestmark = pytest.mark.django_db

Q4 = parse_quarter("2021-22-Q4")


@pytest.fixture
def officer(person) -> User:
    return person("officer")


def submitted(register: Register, ref: str, officer: User, **fields: object) -> Place:
    place = make_entry(register, ref, reviewer=officer)
    make_assessment(place, by=officer, confidence="amber", **fields)
    reviews.submit(place.entry, quarter=open_quarter(), by=officer)
    return place


def watch(quarter: Quarter = Q4, who: User | None = None) -> Monitor:
    found = selector.monitor(quarter, visible_to(who or risk_lead()))
    assert found is not None
    return found


def of(place: Place, monitor: Monitor) -> Watched:
    return next(each for each in monitor.entries if each.row.place == place)


def newest_step(place: Place) -> int:
    return ReviewStep.objects.filter(review__entry=place.entry).order_by("id").last().pk


# --- The quarter ----------------------------------------------------------------------------------------------------


def test_a_quarter_is_opened_once_with_its_deadline_and_in_order() -> None:
    due = datetime.date(2022, 5, 13)
    row = rounds.open_round(quarter=Q4.next, by=risk_lead(), due_on=due)
    assert (row.due_on, row.opened_by, row.is_open) == (due, risk_lead(), True)
    again = rounds.open_round(quarter=Q4.next, by=risk_lead(), due_on=None)
    assert again.due_on == due, "opening what is open changes nothing"
    assert row.steps.count() == 1
    with pytest.raises(RoundRefused, match="Quarters open in order"):
        rounds.open_round(quarter=parse_quarter("2020-21-Q1"), by=risk_lead())
    close_quarter(Q4)
    close_quarter(Q4.next)
    with pytest.raises(RoundRefused, match="Reopen it with a reason"):
        rounds.open_round(quarter=Q4.next, by=risk_lead())


def test_closing_without_reviews_needs_a_reason_and_keeps_it() -> None:
    with pytest.raises(ReviewsMissing, match="entries have no agreed review"):
        rounds.close_round(quarter=Q4, by=risk_lead(), reason="  ")
    row = rounds.close_round(quarter=Q4, by=risk_lead(), reason="The committee meets.")
    assert row.closed_by == risk_lead()
    assert row.steps.last().reason == "The committee meets."
    assert rounds.close_round(quarter=Q4, by=risk_lead()).closed_at == row.closed_at


def test_closing_when_all_is_agreed_needs_none() -> None:
    for each in watch().entries:
        make_assessment(each.row.place)
        agree_review(each.row.place)
    assert watch().not_agreed == []
    assert not rounds.close_round(quarter=Q4, by=risk_lead()).is_open


def test_quarters_close_in_order_and_reopen_from_the_newest_back() -> None:
    rounds.open_round(quarter=Q4.next, by=risk_lead())
    with pytest.raises(RoundRefused, match="quarters close in order"):
        close_quarter(Q4.next)
    close_quarter(Q4)
    close_quarter(Q4.next)
    with pytest.raises(RoundRefused, match="from the newest back"):
        rounds.reopen_round(quarter=Q4, by=risk_lead(), reason="A slip")
    with pytest.raises(RoundRefused, match="stays on record"):
        rounds.reopen_round(quarter=Q4.next, by=risk_lead(), reason=" ")


def test_reopening_opens_agreed_reviews_too(register, officer) -> None:
    place = submitted(register, "H1", officer)
    reviews.agree(place.entry, quarter=Q4, by=risk_lead())
    close_quarter(Q4)
    rounds.reopen_round(quarter=Q4, by=risk_lead(), reason="A slip")
    review = Review.objects.get(entry=place.entry)
    assert review.state == Review.State.IN_PROGRESS
    assert review.steps.last().step == ReviewStep.Step.REOPENED


def test_the_deadline_of_an_open_quarter_moves_with_a_step() -> None:
    day = datetime.date(2022, 3, 1)
    rounds.move_deadline(quarter=Q4, due_on=day, by=risk_lead(), reason="Half term")
    row = ReviewRound.objects.get(ordinal=Q4.ordinal)
    assert row.due_on == day and row.steps.last().step == ReviewRoundStep.Step.DEADLINE
    close_quarter(Q4)
    with pytest.raises(RoundRefused, match="nothing is due in it any more"):
        rounds.move_deadline(quarter=Q4, due_on=day, by=risk_lead())


def test_whoever_keeps_one_register_runs_no_quarter() -> None:
    """A quarter is the whole council's: closing it would show other registers to members."""
    narrow = make_person("narrow", Role.RISK, service="highways")
    steps = (
        lambda: rounds.open_round(quarter=Q4.next, by=narrow),
        lambda: rounds.move_deadline(quarter=Q4, due_on=datetime.date(2022, 3, 1), by=narrow),
        lambda: rounds.close_round(quarter=Q4, by=narrow, reason="Mine are done"),
        lambda: rounds.reopen_round(quarter=Q4.previous, by=narrow, reason="A slip"),
    )
    for step in steps:
        with pytest.raises(PermissionDenied, match="part of the council only"):
            step()
    assert not visible_to(narrow).runs_rounds and visible_to(risk_lead()).runs_rounds


# --- Deciding as it was read ----------------------------------------------------------------------------------------


def test_a_review_is_decided_as_it_was_read(register, officer) -> None:
    place = submitted(register, "H1", officer)
    seen = newest_step(place)
    reviews.take_back(place.entry, quarter=Q4, by=officer)
    reviews.submit(place.entry, quarter=Q4, by=officer)
    with pytest.raises(decisions.ReviewMoved, match="Read it again"):
        decisions.decide(place.entry, quarter=Q4, by=risk_lead(), seen=seen, agreed=True)
    decided = decisions.decide(
        place.entry,
        quarter=Q4,
        by=risk_lead(),
        seen=newest_step(place),
        agreed=False,
        comment="Why is it still 16?",
    )
    assert decided.state == Review.State.SENT_BACK
    assert decided.steps.last().comment == "Why is it still 16?"


def test_nobody_else_decides(register, officer) -> None:
    place = submitted(register, "H1", officer)
    for other in (officer, make_person("narrow", Role.RISK, service="libraries")):
        with pytest.raises(PermissionDenied, match="Only the risk lead"):
            decisions.decide(place.entry, quarter=Q4, by=other, seen=newest_step(place), agreed=True)


def test_all_that_wait_without_findings_are_agreed_at_once(register, officer) -> None:
    clear = [submitted(register, f"H{number}", officer) for number in (1, 2)]
    swapped = submitted(register, "H3", officer, current="2x2", target="5x5")
    back = submitted(register, "H4", officer)
    later = submitted(register, "H5", officer)
    watched = watch()
    assert {each.row.place for each in watched.clear} == {*clear, back, later}
    assert of(swapped, watched).findings != []
    seen = {each.row.entry.pk: each.submission.pk for each in watched.waiting if each.row.place != later}
    reviews.take_back(back.entry, quarter=Q4, by=officer)
    outcome = decisions.agree_clear(quarter=Q4, by=risk_lead(), seen=seen)
    assert outcome == decisions.Agreed(agreed=2, left=2)
    states = {each.row.ref: each.state for each in watch().entries if each.row.place.register == register}
    assert states == {
        "H1": "agreed",
        "H2": "agreed",
        "H3": "submitted",
        "H4": "in_progress",
        "H5": "submitted",
    }


def test_nothing_is_agreed_at_once_in_a_closed_quarter(register, officer) -> None:
    place = submitted(register, "H1", officer)
    seen = {place.entry.pk: newest_step(place)}
    close_quarter(Q4)
    with pytest.raises(RoundRefused, match="not open for review"):
        decisions.agree_clear(quarter=Q4, by=risk_lead(), seen=seen)


# --- The monitor ----------------------------------------------------------------------------------------------------


def test_the_monitor_has_every_entry_of_the_registers_kept(register, officer) -> None:
    place = submitted(register, "H1", officer)
    waiting = make_entry(register, "H2")
    watched = watch()
    assert len(watched.entries) == 9 + 1 + 2, "the corporate register, CR9, and ours"
    assert (watched.submitted, watched.agreed, watched.waiting) == (1, 0, [of(place, watched)])
    assert of(place, watched).submission.by == officer
    assert of(waiting, watched).tag.text == "Not started"
    assert of(place, watched).reviewer == officer and of(waiting, watched).reviewer is None
    own = watch(who=make_person("narrow", Role.RISK, service="highways"))
    assert [each.row.ref for each in own.entries] == ["H1", "H2"]


def test_an_entry_on_two_registers_is_counted_once(register, officer) -> None:
    place = submitted(register, "H1", officer)
    movements.escalate(
        place,
        to=Register.objects.get(slug="corporate"),
        ref="Corp8",
        quarter=Q4,
        decision=DECISION,
        by=risk_lead(),
    )
    watched = watch()
    shown = [each for _, entries in watched.registers for each in entries if each.row.entry == place.entry]
    assert len(shown) == 2
    assert sum(each.row.entry == place.entry for each in watched.entries) == 1


def test_what_is_late_follows_from_the_day_and_the_state(register, officer) -> None:
    done, begun = submitted(register, "H1", officer), make_entry(register, "H2")
    row = ReviewRound.objects.get(ordinal=Q4.ordinal)
    watched = watch()
    on, after = row.due_on, row.due_on + datetime.timedelta(days=1)
    assert not of(begun, watched).is_late(on) and of(begun, watched).is_late(after)
    assert not of(done, watched).is_late(after)
    close_quarter(Q4)
    closed = watch()
    assert not of(begun, closed).is_late(after) and of(begun, closed).tag.text == "Not agreed"


def test_the_list_counts_what_is_asked_and_what_is_done(register, officer) -> None:
    place = submitted(register, "H1", officer)
    newest = selector.summaries()[0]
    assert (newest.round.quarter, newest.entries, newest.submitted, newest.agreed) == (Q4, 11, 1, 0)
    reviews.agree(place.entry, quarter=Q4, by=risk_lead())
    assert selector.summaries()[0].agreed == 1
    assert [each.entries for each in selector.summaries()[1:]] == [0] * 5, "closed ones ask for nothing"


def test_what_comes_next(register) -> None:
    assert selector.next_quarter(timezone.localdate()) == Q4.next
    assert selector.usual_due_date(Q4) == datetime.date(2022, 2, 10)
    make_entry(register, "H1", reviewer=risk_lead())
    plan = {each.register.slug: each for each in selector.plan(Q4.next, visible_to(risk_lead()))}
    assert (plan["of-highways"].entries, plan["of-highways"].unnamed) == (1, 0)
    assert plan["adult-services"].entries == 1, "CR9"
    assert "corporate-2018" not in plan, "it has ended"


# --- What changed ---------------------------------------------------------------------------------------------------


def test_the_decision_shows_what_changed_since_the_quarter_before(register, officer) -> None:
    place = make_entry(register, "H1", reviewer=officer)
    make_assessment(place, "4x4", "2x4", confidence="green", direction="improving")
    kept = entries.write_control(place.entry, by=officer, text="Inspections")
    late = entries.write_action(place.entry, by=officer, kind="mitigating", text="New gullies")
    gone = entries.write_control(place.entry, by=officer, text="Patching")
    quarter = open_next()
    make_assessment(
        place, "3x4", "2x4", quarter=quarter, by=officer, confidence="amber", direction="improving",
        reason="Half the gullies are done",
    )  # fmt: skip
    entries.write_action(
        place.entry, by=officer, number=late.number, based_on=1, kind="mitigating", text="New gullies",
        revised_due_on=datetime.date(2022, 9, 30), revised_reason="The contractor is late",
    )  # fmt: skip
    entries.write_control(
        place.entry, by=officer, number=gone.number, based_on=1, text="Patching", ended=True
    )
    entries.write_control(place.entry, by=officer, number=kept.number, based_on=1, text="Inspections")
    entries.write_control(place.entry, by=officer, text="Cameras")
    entries.change(place.entry, by=officer, based_on=1, owner="Head of Highways", reason="Reorganised")
    reviews.submit(place.entry, quarter=quarter, by=officer)

    read = decision(place, ReviewRound.objects.get(ordinal=quarter.ordinal))
    assert [(each.name, each.before, each.now, each.reason) for each in read.standing] == [
        ("Current score", "16 (Major/Likely)", "12 (Major/Possible)", "Half the gullies are done"),
        ("Confidence", "Confident", "Some doubt", ""),
    ]
    assert [(each.name, each.before, each.now) for each in read.measures] == [
        ("Control added", "", "Cameras"),
        ("Control ended", "Patching", ""),
        ("Action changed", "New gullies", "New gullies; due 30 September 2022"),
    ]
    assert read.measures[-1].reason == "The contractor is late"
    assert [(each.name, each.before, each.now) for each in read.details] == [
        ("Owner", "Head of Service", "Head of Highways")
    ]
    assert read.is_waiting and read.submission.by == officer
    assert [action.text for action in read.row.actions] == ["New gullies"]
    assert read.verdict.facts[0] == "The score is 12 and is to fall by 4 points to 8."


def test_an_entry_that_nobody_assessed_has_no_change(register) -> None:
    place = make_entry(register, "H1")
    read = decision(place, ReviewRound.objects.get(ordinal=Q4.ordinal))
    assert (read.standing, read.measures, read.details, read.newest_step) == ([], [], [], 0)
    assert not read.may_be_returned
