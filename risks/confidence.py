"""Whether an entry is on course for its target: the owner's confidence beside arithmetic (field.md 4.11). Pure.

Cover report of 25 November 2021: "target dates by which the risk rating would become acceptable". The test says what the
numbers say, asks about what does not fit them, and gives an outlook by this rule, the first line that holds:

    unknown   there is no current score, target or day to count to, or the target is worse than the current score
    green     the target is reached
    red       the target day lies behind; or at most two quarters are left, and the score moves at less than half the
              pace that is needed
    amber     the pace is less than needed, an action is late, or the target day was put back
    unknown   there is no earlier score, so no pace
    green     otherwise

The pace is points towards the target for each quarter, over the quarters given. Opportunities are mirrored: their
scores are to rise. The numbers of the rule are the product's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise

from council.period_kinds import Quarter, date_label, quarter_of
from risks import travel
from risks.target_dates import day_of

#: With so few quarters left, a pace of less than half of what is needed cannot be made up.
LAST_QUARTERS = 2


class Outlook(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What is known of an entry in the quarter reported.

    `earlier_scores` and `earlier_days` are current scores and target days as they were in the quarters before it, oldest
    first, one for each quarter (None where there was none). `confidence` is green, amber, red or empty; `direction`
    the owner's: improving, same, worsening or empty.
    """

    quarter: Quarter
    is_opportunity: bool
    current: Decimal | None
    target: Decimal | None
    target_day: date | None = None
    target_date_text: str = ""
    earlier_scores: Sequence[Decimal | None] = ()
    earlier_days: Sequence[date | None] = ()
    actions_done: int = 0
    actions_open: int = 0
    actions_late: int = 0
    confidence: str = ""
    direction: str = ""

    @property
    def gap(self) -> Decimal | None:
        """Points still to go; nought where the target is reached, below it where the target is worse than now."""
        if self.current is None or self.target is None:
            return None
        return self.target - self.current if self.is_opportunity else self.current - self.target

    @property
    def quarters_left(self) -> int | None:
        """Quarters after the one reported until that of the target day; below nought where it lies behind."""
        return None if self.target_day is None else quarter_of(self.target_day).ordinal - self.quarter.ordinal

    @property
    def needed(self) -> Decimal | None:
        """Points for each quarter left, the present one where no other is; None without a gap or a day ahead."""
        gap, left = self.gap, self.quarters_left
        return None if gap is None or gap <= 0 or left is None or left < 0 else gap / max(left, 1)

    @property
    def pace(self) -> Decimal | None:
        """Points towards the target for each quarter since the first score known; below nought where it moved away."""
        known = [(place, score) for place, score in enumerate(self.earlier_scores) if score is not None]
        if self.current is None or not known:
            return None
        place, first = known[0]
        gained = self.current - first if self.is_opportunity else first - self.current
        return gained / (len(self.earlier_scores) - place)

    @property
    def put_back(self) -> tuple[int, int]:
        """How often the target day was moved to a later one, and by how many days in all."""
        days = [day for day in (*self.earlier_days, self.target_day) if day is not None]
        later = [(after - before).days for before, after in pairwise(days) if after > before]
        return len(later), sum(later)


@dataclass(frozen=True)
class Challenge:
    """Something for the owner to explain: `code` for scripts, `sentence` for people."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """What the test found. `reason` says which line of the rule gave the outlook."""

    outlook: Outlook
    reason: str
    facts: tuple[str, ...]
    challenges: tuple[Challenge, ...]


def test(subject: Subject) -> Verdict:
    """The facts, what they ask the owner, and the outlook."""
    outlook, reason = _outlook(subject)
    return Verdict(outlook, reason, tuple(_facts(subject)), tuple(_challenges(subject, outlook, reason)))


def _outlook(subject: Subject) -> tuple[Outlook, str]:
    gap, left, needed, pace = subject.gap, subject.quarters_left, subject.needed, subject.pace
    if gap is None:
        missing = "current score" if subject.current is None else "target score"
        return Outlook.UNKNOWN, f"There is no {missing}."
    if gap < 0:
        return Outlook.UNKNOWN, "The target is worse than the current score, so one of them needs mending."
    if gap == 0:
        return Outlook.GREEN, "The target is reached."
    if left is None:
        return Outlook.UNKNOWN, "There is no target day to count to."
    if needed is None:
        return Outlook.RED, "The target day lies behind, and the target is not reached."
    if pace is not None and left <= LAST_QUARTERS and pace * 2 < needed:
        return Outlook.RED, f"The score moves at less than half the pace needed, with {_left(left)}."
    if pace is not None and pace < needed:
        return Outlook.AMBER, "The score moves more slowly than needed."
    if subject.actions_late:
        return Outlook.AMBER, f"{_late(subject)}."
    if subject.put_back[0]:
        return Outlook.AMBER, f"{_put_back(subject)}."
    if pace is None:
        return Outlook.UNKNOWN, "There is no earlier score, so no pace to go by."
    return Outlook.GREEN, "The score moves at least as fast as needed, no action is late, and the day stands."


def _facts(subject: Subject) -> Iterator[str]:
    gap, left, needed, pace = subject.gap, subject.quarters_left, subject.needed, subject.pace
    if gap is not None and subject.current is not None and subject.target is not None:
        yield _gap(subject.current, subject.target, gap, subject.is_opportunity)
    if left is not None and subject.target_day is not None:
        yield f"The target day is {date_label(subject.target_day)}: {_left(left)}."
    if needed is not None:
        yield f"It needs {_points(needed)} a quarter{_beside(pace)}."
    if subject.actions_done or subject.actions_open:
        yield (
            f"Of {_things(subject.actions_done + subject.actions_open, 'action')}, {subject.actions_done} "
            f"{_be(subject.actions_done)} done and {subject.actions_open} open, {subject.actions_late} of them late."
        )
    if subject.put_back[0]:
        yield f"{_put_back(subject)}."


def _challenges(subject: Subject, outlook: Outlook, reason: str) -> Iterator[Challenge]:
    gap = subject.gap
    text = subject.target_date_text.strip()
    if gap is not None and gap > 0:
        if text and day_of(text) is None:
            yield Challenge(
                "not_a_date", f'"{text}" is not a day: nothing can be late against it. Which day is meant?'
            )
        elif subject.target_day is None:
            yield Challenge("no_date", "There is no target date. By when is the target to be reached?")
        if (subject.quarters_left or 0) < 0 and subject.target_day is not None:
            yield Challenge(
                "date_passed",
                f"The target day {date_label(subject.target_day)} lies behind, with {_points(gap)} still to go.",
            )
    if subject.put_back[0]:
        yield Challenge("date_moved", f"{_put_back(subject)}. Why will it hold this time?")
    if subject.actions_late:
        yield Challenge("actions_late", f"{_late(subject)}. What does that do to the target?")
    scores = (*subject.earlier_scores, subject.current)
    if sentence := travel.unmoved(subject.direction, scores):
        yield Challenge("no_change", _begun(sentence))
    before = subject.earlier_scores[-1] if subject.earlier_scores else None
    if sentence := travel.contradiction(subject.direction, before, subject.current, subject.is_opportunity):
        yield Challenge("contradicts", _begun(sentence))
    if subject.confidence == Outlook.GREEN and outlook in {Outlook.AMBER, Outlook.RED}:
        yield Challenge(
            "confident", f"The owner's confidence is green, and the arithmetic says {outlook}: {reason}"
        )


def _gap(current: Decimal, target: Decimal, gap: Decimal, is_opportunity: bool) -> str:
    if gap == 0:
        return f"The score is {current:f}, which is the target."
    way = "rise" if is_opportunity else "fall"
    if gap > 0:
        return f"The score is {current:f} and is to {way} by {_points(gap)} to {target:f}."
    return f"The score is {current:f}, and the target {target:f} is worse by {_points(-gap)}."


def _beside(pace: Decimal | None) -> str:
    if pace is None:
        return "; there is no earlier score to show the pace so far"
    if pace < 0:
        return f"; so far it moved away by {_points(-pace)} a quarter"
    return f"; so far it moved by {_points(pace)} a quarter"


def _left(quarters: int) -> str:
    if quarters < 0:
        return f"{_things(-quarters, 'quarter')} ago"
    return f"{_things(quarters, 'quarter')} left" if quarters else "no quarter left after this one"


def _late(subject: Subject) -> str:
    return f"{_things(subject.actions_late, 'action')} {_be(subject.actions_late)} late"


def _put_back(subject: Subject) -> str:
    times, days = subject.put_back
    return (
        f"The target day was put back {'once' if times == 1 else f'{times} times'}, by {_things(days, 'day')}"
    )


def _points(number: Decimal) -> str:
    """To one decimal place, without a nought behind the point."""
    rounded = number.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    whole = rounded.to_integral_value()
    return f"{whole if rounded == whole else rounded:f} {'point' if rounded == 1 else 'points'}"


def _things(count: int, name: str) -> str:
    return f"{count:,} {name if count == 1 else f'{name}s'}"


def _be(count: int) -> str:
    return "is" if count == 1 else "are"


def _begun(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
