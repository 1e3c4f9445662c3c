"""A risk quarter that closes while somebody saves in it, and two leads who decide about one entry."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from council.models import User
from council.periods import Quarter
from risks.actions import decisions, entries, movements, reviews, rounds
from risks.actions.decisions import Agreed, ReviewMoved
from risks.actions.entries import ReferenceTaken
from risks.actions.movements import MovementRefused
from risks.actions.reviews import ReviewRefused
from risks.actions.rounds import RoundRefused
from risks.models import Movement, Place, Register, Review, ReviewRound, ReviewStep
from risks.selectors.movements import is_on
from tests.integration.held import LONG, MOMENT, Held
from tests.integration.kpis.entering import at_once
from tests.risk_factories import (
    DECISION,
    close_quarter,
    make_assessment,
    make_entry,
    make_register,
    open_quarter,
    risk_lead,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quarter(committed_demo) -> Quarter:
    return open_quarter()


@pytest.fixture
def place(quarter) -> Place:
    """An entry of the Highways Service that its officer has assessed."""
    place = make_entry(make_register("of-highways", service="highways"), "H1", reviewer=officer())
    make_assessment(place, by=officer(), confidence="amber")
    return place


def officer() -> User:
    return User.objects.get(username="officer")


def submit(place: Place, quarter: Quarter) -> None:
    reviews.submit(place.entry, quarter=quarter, by=officer())


def outcome(work: Callable[[], object]) -> object:
    """What it gives, or how it was refused."""
    try:
        return work()
    except (MovementRefused, ReferenceTaken, ReviewMoved, ReviewRefused, RoundRefused) as refusal:
        return type(refusal)


def test_a_quarter_does_not_close_over_what_is_being_saved(place, quarter) -> None:
    """Members would see a register to which something is added afterwards."""
    saves: tuple[Callable[[], object], ...] = (
        lambda: make_assessment(place, "3x4", by=officer(), quarter=quarter),
        lambda: make_entry(place.register, "H2", quarter=quarter),
        lambda: movements.keep(place, quarter=quarter, decision=DECISION, by=risk_lead()),
    )
    for number, save in enumerate(saves):
        saving = Held(save)
        assert saving.done.wait(LONG)
        closing = Held(partial(close_quarter, quarter))
        assert not closing.done.wait(MOMENT), number
        assert not isinstance(saving.let_go(), Exception), number
        assert closing.done.wait(LONG)
        assert closing.let_go() == quarter
        rounds.reopen_round(quarter=quarter, by=risk_lead(), reason="Once more")


def test_what_is_saved_while_the_quarter_closes_is_refused(place, quarter) -> None:
    closing = Held(partial(close_quarter, quarter))
    assert closing.done.wait(LONG)
    saving = Held(lambda: make_assessment(place, "3x4", by=officer(), quarter=quarter))
    assert not saving.done.wait(MOMENT)
    closing.let_go()
    assert saving.done.wait(LONG)
    assert isinstance(saving.let_go(), RoundRefused)
    assert place.entry.assessments.count() == 1


def test_two_leads_decide_once(place, quarter) -> None:
    submit(place, quarter)
    seen = ReviewStep.objects.get(review__entry=place.entry).pk

    def decide(agreed: bool) -> object:
        return outcome(
            lambda: decisions.decide(
                place.entry, quarter=quarter, by=risk_lead(), seen=seen, agreed=agreed, comment="Look again"
            )
        )

    found = at_once(lambda: decide(True), lambda: decide(False))
    assert sum(isinstance(each, Review) for each in found) == 1
    assert ReviewMoved in found
    assert ReviewStep.objects.filter(review__entry=place.entry).count() == 2


def test_agreeing_all_while_the_owner_takes_one_back(place, quarter) -> None:
    other = make_entry(place.register, "H2", reviewer=officer())
    make_assessment(other, by=officer(), confidence="amber")
    for each in (place, other):
        submit(each, quarter)
    seen = {step.review.entry_id: step.pk for step in ReviewStep.objects.select_related("review")}
    taking = Held(lambda: reviews.take_back(place.entry, quarter=quarter, by=officer()))
    assert taking.done.wait(LONG)
    agreeing = Held(lambda: decisions.agree_clear(quarter=quarter, by=risk_lead(), seen=seen))
    assert not agreeing.done.wait(MOMENT), "waits for whoever was quicker"
    taking.let_go()
    assert agreeing.done.wait(LONG)
    assert agreeing.let_go() == Agreed(agreed=1, left=1)
    states = dict(Review.objects.filter(entry__in=seen).values_list("entry", "state"))
    assert states == {place.entry_id: "in_progress", other.entry_id: "agreed"}


def test_two_leads_move_one_entry_once(place, quarter) -> None:
    corporate = Register.objects.get(slug="corporate")

    def escalate(ref: str) -> object:
        return outcome(
            lambda: movements.escalate(
                place, to=corporate, ref=ref, quarter=quarter, decision=DECISION, by=risk_lead()
            )
        )

    found = at_once(lambda: escalate("Corp8"), lambda: escalate("Corp9"))
    assert sum(isinstance(each, Place) for each in found) == 1 and MovementRefused in found
    assert Movement.objects.filter(place__register=corporate, place__entry=place.entry).count() == 1


def test_one_reference_is_given_to_one_entry(place, quarter) -> None:
    corporate = Register.objects.get(slug="corporate")
    other = make_entry(place.register, "H2")

    def escalate(which: Place) -> object:
        return outcome(
            lambda: movements.escalate(
                which, to=corporate, ref="Corp8", quarter=quarter, decision=DECISION, by=risk_lead()
            )
        )

    found = at_once(lambda: escalate(place), lambda: escalate(other))
    assert sum(isinstance(each, Place) for each in found) == 1 and ReferenceTaken in found
    assert Place.objects.filter(register=corporate, key="corp8").count() == 1


def test_nothing_is_merged_into_what_is_being_closed(place, quarter) -> None:
    into = make_entry(place.register, "H2")
    closing = Held(lambda: movements.close(into, quarter=quarter, decision=DECISION, by=risk_lead()))
    assert closing.done.wait(LONG)
    merging = Held(
        lambda: movements.merge(place, into=into, quarter=quarter, decision=DECISION, by=risk_lead())
    )
    assert not merging.done.wait(MOMENT)
    closing.let_go()
    assert merging.done.wait(LONG)
    assert isinstance(merging.let_go(), MovementRefused)
    assert is_on(place, quarter) and not is_on(into, quarter)


def test_two_who_merge_two_entries_into_each_other_do_not_lock_each_other_out(place, quarter) -> None:
    other = make_entry(place.register, "H2")

    def merge(one: Place, into: Place) -> object:
        return outcome(
            lambda: movements.merge(one, into=into, quarter=quarter, decision=DECISION, by=risk_lead())
        )

    found = at_once(lambda: merge(place, other), lambda: merge(other, place))
    assert sum(isinstance(each, Movement) for each in found) == 1 and MovementRefused in found
    assert is_on(place, quarter) != is_on(other, quarter)


def test_two_leads_close_a_quarter_once(place, quarter) -> None:
    found = at_once(*(lambda: outcome(lambda: close_quarter(quarter)) for _ in range(2)))
    assert found == [quarter, quarter]
    assert ReviewRound.objects.get(ordinal=quarter.ordinal).steps.filter(step="closed").count() == 1


def test_a_new_entry_waits_for_a_closing_quarter(place, quarter) -> None:
    closing = Held(partial(close_quarter, quarter))
    assert closing.done.wait(LONG)
    adding = Held(
        lambda: entries.add(
            register=place.register, ref="H3", kind="risk", quarter=quarter, by=risk_lead(), title="Late"
        )
    )
    assert not adding.done.wait(MOMENT)
    closing.let_go()
    assert adding.done.wait(LONG)
    assert isinstance(adding.let_go(), RoundRefused)
