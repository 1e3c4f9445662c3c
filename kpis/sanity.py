"""What looks wrong about a figure that is being entered: sentences that ask the officer to look again. Pure.

A warning never blocks. It says what was expected, with the numbers, and the officer confirms the figure or says why it is
right. The thresholds below are the product's own, chosen so that an ordinary quarter raises none; a figure as large as
two of the largest moves in its history is a different matter from one that merely went up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import median

from council.sections import Cell

#: Fewer moves than these say nothing about what is usual.
FEWEST_MOVES = 3
#: How many times its largest move so far a figure may move before anybody asks.
MOVES_ALLOWED = 2
#: A change of less than this part of the figure is never asked about.
SMALL_CHANGE = Decimal("0.05")
#: Two figures the same to the last of at least so many digits look copied.
DIGITS_OF_A_COPY = 3
SLIPS = (1000, 100, 10)


@dataclass(frozen=True, kw_only=True)
class Typed:
    """The numbers of one figure as they were typed."""

    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Usual:
    """What is known of the indicator: `past` are its comparable figures before this one, newest first.

    `year_so_far` is the running total of the year's earlier quarters, where the figure itself is a running total;
    `past` are then the same quarters of earlier years.
    """

    past: Sequence[Decimal] = ()
    year_so_far: Decimal | None = None
    unit: str = ""
    decimals: int | None = None

    def amount(self, value: Decimal) -> str:
        """A number as a page prints it."""
        return Cell.figure(value, unit=self.unit, decimals=self.decimals).text

    def exactly(self, value: Decimal) -> str:
        """A number with all its digits, where rounding would hide what is wrong."""
        return Cell.figure(value, unit=self.unit).text

    @property
    def is_percentage(self) -> bool:
        return self.unit == "%"


def warnings(typed: Typed, usual: Usual) -> list[str]:
    """Why the figure may be wrong, in sentences; none where it looks like the ones before it.

    >>> warnings(Typed(value=Decimal("0.91")), Usual(past=[Decimal(90), Decimal(92)], unit="%"))
    ['0.91% looks like a fraction: earlier figures were between 90% and 92%. Should it be 91%?']
    """
    found = [
        _of_counts(typed, usual),
        _over_a_hundred(typed, usual),
        _negative(typed, usual),
        _falling_total(typed, usual),
        _slip(typed, usual) or _outlier(typed, usual) or _copy(typed, usual),
    ]
    return [sentence for sentence in found if sentence]


def _of_counts(typed: Typed, usual: Usual) -> str:
    """A figure that is not what its numerator and denominator give."""
    if typed.numerator is None or not typed.denominator or not usual.is_percentage:
        return ""
    given = typed.numerator * 100 / typed.denominator
    last_place = Decimal(1).scaleb(min(int(typed.value.as_tuple().exponent), 0))
    if abs(given - typed.value) <= last_place:
        return ""
    return (
        f"The figure is {usual.exactly(typed.value)}, but {typed.numerator:,f} of {typed.denominator:,f} "
        f"are {usual.exactly(_rounded(given))}."
    )


def _over_a_hundred(typed: Typed, usual: Usual) -> str:
    """A percentage above 100 of an indicator that has never been above it, and the counts it comes from."""
    if not usual.is_percentage or typed.value <= 100 or any(value > 100 for value in usual.past):
        return ""
    if typed.numerator is not None and typed.denominator is not None and typed.numerator > typed.denominator:
        return (
            f"The numerator {typed.numerator:,f} is more than the denominator {typed.denominator:,f}, so the figure is "
            f"{usual.exactly(_rounded(typed.value))}. Have they changed places?"
        )
    return f"{usual.exactly(typed.value)} is more than 100%."


def _negative(typed: Typed, usual: Usual) -> str:
    """A figure below nought of an indicator that has never been there."""
    if typed.value >= 0 or not usual.past or any(value < 0 for value in usual.past):
        return ""
    return (
        f"{usual.exactly(typed.value)} is less than nought, which no earlier figure was. Is the sign right?"
    )


def _falling_total(typed: Typed, usual: Usual) -> str:
    """A total of the year so far that is less than it was."""
    if usual.year_so_far is None or typed.value >= usual.year_so_far:
        return ""
    return (
        f"The year so far was {usual.exactly(usual.year_so_far)} already, and a running total does not fall to "
        f"{usual.exactly(typed.value)}. Is this the figure of the quarter alone?"
    )


def _slip(typed: Typed, usual: Usual) -> str:
    """A figure that would be usual if it were 10, 100 or 1,000 times as large or as small."""
    if len(usual.past) < 2 or not typed.value or _is_near(typed.value, usual.past, _spread(usual.past)):
        return ""
    factors = [Decimal(1) / slip for slip in SLIPS] + [Decimal(slip) for slip in reversed(SLIPS)]
    meant = next((typed.value * each for each in factors if _is_near(typed.value * each, usual.past)), None)
    if meant is None:
        return ""
    if usual.is_percentage and meant == typed.value * 100:
        return (
            f"{usual.exactly(typed.value)} looks like a fraction: earlier figures were {_range(usual)}. "
            f"Should it be {usual.exactly(_plain(meant))}?"
        )
    larger = abs(typed.value) > abs(meant)
    times = int(typed.value / meant if larger else meant / typed.value)
    return (
        f"{usual.exactly(typed.value)} is about {times:,} times as {'large' if larger else 'small'} as usual: earlier "
        f"figures were {_range(usual)}. Should it be {usual.exactly(_plain(meant))}?"
    )


def _outlier(typed: Typed, usual: Usual) -> str:
    """A figure outside its history that has moved further than the history ever did."""
    moves = [abs(newer - older) for newer, older in pairwise(usual.past)]
    if len(moves) < FEWEST_MOVES or min(usual.past) <= typed.value <= max(usual.past):
        return ""
    newest = usual.past[0]
    move, largest = abs(typed.value - newest), max(moves)
    if move <= max(MOVES_ALLOWED * largest, SMALL_CHANGE * abs(newest)):
        return ""
    way = "up" if typed.value > newest else "down"
    never = f"by more than {usual.exactly(_plain(largest))}" if largest else "at all"
    return (
        f"{usual.exactly(typed.value)} is {way} from {usual.exactly(newest)}. Over the {len(usual.past)} figures before, it "
        f"never moved {never} from one to the next."
    )


def _copy(typed: Typed, usual: Usual) -> str:
    """The figure before, to the last digit, of an indicator that does not usually stay the same."""
    if len(usual.past) < 2 or typed.value != usual.past[0] or usual.past[0] == usual.past[1]:
        return ""
    digits = str(abs(typed.value)).replace(".", "").strip("0")
    if len(digits) < DIGITS_OF_A_COPY:
        return ""
    return f"{usual.exactly(typed.value)} is the figure before to the last digit. Has it been copied?"


def _is_near(value: Decimal, past: Sequence[Decimal], beyond: Decimal = Decimal(0)) -> bool:
    """Whether a value lies among the past ones, or outside them by no more than `beyond` or a tenth of their middle."""
    margin = max(beyond, abs(median(past)) / 10)
    return min(past) - margin <= value <= max(past) + margin


def _spread(past: Sequence[Decimal]) -> Decimal:
    return max(past) - min(past)


def _rounded(value: Decimal) -> Decimal:
    """To two places, where the number is not so large that they mean nothing."""
    return _plain(round(value, 2)) if value.adjusted() < 20 else value


def _range(usual: Usual) -> str:
    low, high = min(usual.past), max(usual.past)
    return (
        f"all {usual.amount(low)}" if low == high else f"between {usual.amount(low)} and {usual.amount(high)}"
    )


def _plain(value: Decimal) -> Decimal:
    """The same number without an exponent or the zeros a multiplication left."""
    trimmed = value.normalize()
    return trimmed if int(trimmed.as_tuple().exponent) <= 0 else trimmed.quantize(Decimal(1))
