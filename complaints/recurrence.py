"""Did it happen again? Complaints of the same kind in the four quarters after an action, against the four before it. Pure.

"The learning is not always widely known and there is a risk that other mistakes with similar themes, continue to occur"
(annual report 2020/21, section 2.4): a council says what it learnt, and hardly ever whether that helped. The quarter in
which the action was done is of neither side: complaints of its first weeks could not yet be fewer.

The verdict keeps chance apart from change. Were nothing different, each complaint of the eight quarters would be as likely
to fall before as after; where a split at least as uneven comes about by chance in more than one of twenty cases (two-sided,
by the binomial distribution, exactly), there are "about as many". With fewer than six complaints no split is that uneven.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from council.periods import Quarter, quarter_of

QUARTERS = 4
#: With five complaints even five to none comes about by chance in one of sixteen cases.
FEWEST = 6
#: One in twenty.
CHANCE = 20


class Verdict(StrEnum):
    """What the counts say, in words."""

    NOT_DONE = "The action is not done yet"
    WATCHING = "Still watching"
    TOO_FEW = "Too few to say"
    FEWER = "Fewer"
    AS_MANY = "About as many"
    MORE = "More"


@dataclass(frozen=True)
class QuarterCount:
    """Complaints received in one quarter; None where the quarter is not over."""

    quarter: Quarter
    count: int | None


@dataclass(frozen=True)
class Watch:
    """The quarters before and after an action, and what they say."""

    done_on: date | None
    before: tuple[QuarterCount, ...] = ()
    after: tuple[QuarterCount, ...] = ()

    @property
    def total_before(self) -> int:
        return sum(each.count or 0 for each in self.before)

    @property
    def total_after(self) -> int:
        return sum(each.count or 0 for each in self.after)

    @property
    def quarters_over(self) -> int:
        """How many of the quarters after the action are over."""
        return sum(each.count is not None for each in self.after)

    @property
    def verdict(self) -> Verdict:
        """The word for it."""
        if self.done_on is None:
            return Verdict.NOT_DONE
        if self.quarters_over < QUARTERS:
            return Verdict.WATCHING
        before, after = self.total_before, self.total_after
        if before + after < FEWEST:
            return Verdict.TOO_FEW
        if by_chance(before, after):
            return Verdict.AS_MANY
        return Verdict.FEWER if after < before else Verdict.MORE

    @property
    def sentence(self) -> str:
        """The verdict with its counts, and what it means."""
        verdict, before, after = self.verdict, self.total_before, self.total_after
        if verdict is Verdict.NOT_DONE:
            return "The action is not done yet: the watch begins with the quarter after it."
        if verdict is Verdict.WATCHING:
            return (
                f"Still watching: {self.quarters_over} of {QUARTERS} quarters after the action are over, with "
                f"{complaints(after)}; {complaints(before)} in the {QUARTERS} before it."
            )
        counts = f"{complaints(after)} in the four quarters after the action, {before:,} in the four before."
        meaning = {
            Verdict.TOO_FEW: "So few complaints cannot show whether it helped.",
            Verdict.AS_MANY: "Chance alone could make such a difference."
            if before != after
            else "Nothing shows that it helped.",
            Verdict.FEWER: "Chance alone hardly makes such a difference.",
            Verdict.MORE: "It happened again: look at the action once more.",
        }
        return f"{verdict}: {counts} {meaning[verdict]}"


def watch(done_on: date | None, counts: Mapping[int, int], today: date) -> Watch:
    """The watch over an action; `counts` are complaints received by the ordinal of their quarter, none meaning nought."""
    if done_on is None:
        return Watch(None)
    middle = quarter_of(done_on).ordinal
    return Watch(
        done_on,
        tuple(_counted(number, counts, today) for number in range(middle - QUARTERS, middle)),
        tuple(_counted(number, counts, today) for number in range(middle + 1, middle + QUARTERS + 1)),
    )


def span(done_on: date) -> range:
    """The ordinals of all quarters that a watch looks at, the quarter of the action among them."""
    middle = quarter_of(done_on).ordinal
    return range(middle - QUARTERS, middle + QUARTERS + 1)


def by_chance(before: int, after: int) -> bool:
    """Whether a split at least this uneven comes about by chance in more than one of twenty cases.

    >>> by_chance(6, 0), by_chance(10, 4), by_chance(18, 4)
    (False, True, False)
    """
    total = before + after
    ways = term = 1
    for number in range(min(before, after)):
        term = term * (total - number) // (number + 1)
        ways += term
    return 2 * ways * CHANCE > 1 << total


def complaints(count: int) -> str:
    """A count with its noun: "1 complaint", "1,204 complaints"."""
    return f"{count:,} complaint{'' if count == 1 else 's'}"


def _counted(ordinal: int, counts: Mapping[int, int], today: date) -> QuarterCount:
    quarter = Quarter.from_ordinal(ordinal)
    return QuarterCount(quarter, counts.get(ordinal, 0) if quarter.end < today else None)
