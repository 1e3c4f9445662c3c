"""Risk quarters as the risk lead runs them: what opening one asks for, how its reviews stand, what hinders closing."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from council.models import User
from council.periods import Quarter, quarter_of
from risks.models import Details, Place, Register, Review, ReviewRound, ReviewRoundStep, ReviewStep
from risks.presenters import ReviewTag, review_tag
from risks.register_rows import Finding
from risks.selectors import findings, movements, proposals, register, reviews
from risks.selectors.proposals import Proposals
from risks.selectors.register import Row
from risks.visibility import RiskView

State = Review.State

#: How long before its quarter ends reviews are due, unless the risk lead says another day: the committee of 25 November
#: 2021 read the register of October to December.
USUALLY_DUE_BEFORE_END = datetime.timedelta(weeks=7)


@dataclass(frozen=True)
class RoundSummary:
    """One risk quarter in the list; `entries` is how many reviews an open one asks for."""

    round: ReviewRound
    entries: int
    states: Counter[str]

    @property
    def submitted(self) -> int:
        """Reviews that their owners are done with."""
        return self.states[State.SUBMITTED] + self.states[State.AGREED]

    @property
    def agreed(self) -> int:
        return self.states[State.AGREED]


@dataclass(frozen=True)
class ToReview:
    """A register that a new quarter will ask about: its entries, and those of them that nobody is named to review."""

    register: Register
    entries: int
    unnamed: int


@dataclass(frozen=True)
class Watched:
    """One entry of a register in the monitor; `submission` is the step by which its review was submitted, while it is."""

    row: Row
    round: ReviewRound
    findings: list[Finding]
    submission: ReviewStep | None = None

    @property
    def state(self) -> str:
        return self.row.review.state if self.row.review else ""

    @property
    def tag(self) -> ReviewTag:
        """The state in a word or two."""
        return review_tag(self.row.review, is_open=self.round.is_open)

    @property
    def reviewer(self) -> User | None:
        return self.row.details.reviewer

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for the risk lead's decision."""
        return self.round.is_open and self.state == State.SUBMITTED

    @property
    def is_clear(self) -> bool:
        """Whether it waits and the checks find nothing: it may be agreed with others in one go."""
        return self.is_waiting and not self.findings

    def is_late(self, today: datetime.date) -> bool:
        """Whether the day by which it was due has gone by without it."""
        due_on = self.round.due_on
        done = self.state in {State.SUBMITTED, State.AGREED}
        return self.round.is_open and not done and due_on is not None and due_on < today


@dataclass(frozen=True)
class Monitor:
    """A risk quarter with everything that its lead watches."""

    round: ReviewRound
    registers: list[tuple[Register, list[Watched]]]
    proposals: Proposals
    steps: list[ReviewRoundStep]

    @cached_property
    def entries(self) -> list[Watched]:
        """Each entry once, though it may stand on two registers."""
        first: dict[int, Watched] = {}
        for _, watched in self.registers:
            for each in watched:
                first.setdefault(each.row.entry.pk, each)
        return list(first.values())

    @cached_property
    def states(self) -> Counter[str]:
        return Counter(each.state for each in self.entries)

    @property
    def submitted(self) -> int:
        return self.states[State.SUBMITTED] + self.states[State.AGREED]

    @property
    def agreed(self) -> int:
        return self.states[State.AGREED]

    @property
    def waiting(self) -> list[Watched]:
        return [each for each in self.entries if each.is_waiting]

    @property
    def clear(self) -> list[Watched]:
        return [each for each in self.entries if each.is_clear]

    @property
    def not_agreed(self) -> list[Watched]:
        return [each for each in self.entries if each.state != State.AGREED]

    def late(self, today: datetime.date) -> int:
        return sum(each.is_late(today) for each in self.entries)


def summaries() -> list[RoundSummary]:
    """Every risk quarter, newest first. Two queries, and one for each that is open."""
    states: dict[int, Counter[str]] = {}
    for ordinal, state in Review.objects.values_list("round_id", "state"):
        states.setdefault(ordinal, Counter())[state] += 1
    return [
        RoundSummary(
            row,
            len(reviews.entries_on_any(row.quarter)) if row.is_open else 0,
            states.get(row.ordinal, Counter()),
        )
        for row in ReviewRound.objects.order_by("-ordinal")
    ]


def open_round(wanted: Quarter | None = None) -> ReviewRound | None:
    """The risk quarter that is being reviewed, the newest where two are; or `wanted`, if it is open."""
    rounds = ReviewRound.objects.filter(closed_at=None)
    return (rounds if wanted is None else rounds.filter(ordinal=wanted.ordinal)).first()


def next_quarter(today: datetime.date) -> Quarter:
    """The quarter that is opened next: after the newest, or, where there is none, the one that is running."""
    newest = ReviewRound.objects.first()
    return newest.quarter.next if newest else quarter_of(today)


def usual_due_date(quarter: Quarter) -> datetime.date:
    """Seven weeks before the quarter ends, so that a committee can read the register within it."""
    return quarter.end - USUALLY_DUE_BEFORE_END


def plan(quarter: Quarter, view: RiskView) -> list[ToReview]:
    """What a new quarter will ask for, by register; registers without entries too."""
    registers = [each for each in view.registers if each.exists_in(quarter)]
    places = movements.places_on_any(registers, quarter)
    entries = {place.entry_id for place in places}
    named = set(
        Details.objects.current()
        .filter(entry__in=entries)
        .exclude(reviewer=None)
        .values_list("entry", flat=True)
    )

    def of(each: Register) -> ToReview:
        on: list[Place] = [place for place in places if place.register_id == each.pk]
        return ToReview(each, len(on), sum(place.entry_id not in named for place in on))

    return [of(each) for each in registers]


def monitor(quarter: Quarter, view: RiskView) -> Monitor | None:
    """A risk quarter with the entries of the registers that this person keeps; None where nobody opened it.

    A closed quarter is read as it stood when it closed.
    """
    row = ReviewRound.objects.select_related("closed_by").filter(ordinal=quarter.ordinal).first()
    if row is None:
        return None
    kept = proposals.kept_registers(view, quarter)
    moment = register.moment_of(row)
    places = movements.places_on_any(kept, quarter, moment)
    rows = register.rows_of(places, quarter, moment=moment, with_texts=False)
    histories = findings.histories(rows, quarter, moment=moment)
    on = findings.checked_on(row)
    submissions = _submissions(quarter)

    def watch(each: Row) -> Watched:
        done = each.review is not None and each.review.state in {State.SUBMITTED, State.AGREED}
        return Watched(
            each,
            row,
            findings.of_entry(each, histories[each.entry.pk], on),
            submissions.get(each.entry.pk) if done else None,
        )

    by_register: dict[int, list[Watched]] = {each.pk: [] for each in kept}
    for each in rows:
        by_register[each.place.register_id].append(watch(each))
    return Monitor(
        round=row,
        registers=[(each, by_register[each.pk]) for each in kept],
        proposals=proposals.among(rows, quarter) if row.is_open else Proposals(),
        steps=list(row.steps.select_related("by")),
    )


def _submissions(quarter: Quarter) -> dict[int, ReviewStep]:
    """The newest submission of each entry's review in a quarter, by the entry's id."""
    steps = (
        ReviewStep.objects.filter(review__round=quarter.ordinal, step=ReviewStep.Step.SUBMITTED)
        .select_related("review", "by")
        .order_by("at", "id")
    )
    return {step.review.entry_id: step for step in steps}


def days_until(due_on: datetime.date | None) -> int | None:
    """Days until the deadline in London's calendar, negative once it has gone by."""
    return None if due_on is None else (due_on - timezone.localdate()).days
