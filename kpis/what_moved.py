"""What moved: the number counted, or the group it is taken from. Pure.

A committee read "more young people actually in employment ... but the increased cohort size means the KPI is reporting a
lower percentage". The change of a share n/d is split into

    effect of the number counted    (n2 - n1) x the mean of 1/d1 and 1/d2
    effect of the group             (1/d2 - 1/d1) x the mean of n1 and n2

which add up to the change exactly and do not depend on which is changed first (Das Gupta, "Standardization and
Decomposition of Rates", US Bureau of the Census, 1993).
"""

from dataclasses import dataclass
from decimal import Decimal

from kpis.rating_sums import EXACT, HUNDRED, SHOWN, rounded


@dataclass(frozen=True)
class Counts:
    """A share as what was counted, and the group it is taken from."""

    numerator: Decimal
    denominator: Decimal


@dataclass(frozen=True)
class Split:
    """The change of a share in percentage points, and the part each number had in it."""

    before: Counts
    now: Counts
    by_numerator: Decimal
    by_denominator: Decimal

    @property
    def change(self) -> Decimal:
        return SHOWN.add(self.by_numerator, self.by_denominator)

    @property
    def way(self) -> int:
        """1 where the share rose, -1 where it fell, 0 where it is the same: by products, so nothing is rounded."""
        now = EXACT.multiply(self.now.numerator, self.before.denominator)
        before = EXACT.multiply(self.before.numerator, self.now.denominator)
        return (now > before) - (now < before)


def split(before: Counts, now: Counts) -> Split:
    """Which part of the change comes from the number counted, and which from the group. Groups are above zero."""
    more = EXACT.subtract(now.numerator, before.numerator)
    smaller = EXACT.subtract(before.denominator, now.denominator)
    counted = EXACT.add(before.numerator, now.numerator)
    groups = EXACT.add(before.denominator, now.denominator)
    # With the fractions brought together, each effect is one quotient.
    under = EXACT.multiply(EXACT.multiply(before.denominator, now.denominator), Decimal(2))
    return Split(
        before,
        now,
        by_numerator=SHOWN.divide(EXACT.multiply(EXACT.multiply(more, groups), HUNDRED), under),
        by_denominator=SHOWN.divide(EXACT.multiply(EXACT.multiply(smaller, counted), HUNDRED), under),
    )


def sentence(found: Split, decimals: int = 1) -> str:
    """The split in words, e.g. "The number counted rose by 12 (to 130), but the group grew faster, ..."."""
    more = EXACT.subtract(found.now.numerator, found.before.numerator)
    bigger = EXACT.subtract(found.now.denominator, found.before.denominator)
    if not more and not bigger:
        return "Neither the number counted nor the group it is taken from changed."
    parts = _parts(found, more, bigger)
    told = f"{_counted(found, more)}, {parts}, so the share {_result(found, decimals)}."
    if not more or not bigger:
        return told
    return (
        f"{told} The number counted alone accounts for {_points(found.by_numerator, decimals)}, "
        f"the size of the group for {_points(found.by_denominator, decimals)}."
    )


def _counted(found: Split, more: Decimal) -> str:
    now = f"{found.now.numerator:,f}"
    if not more:
        return f"The number counted stayed at {now}"
    return f"The number counted {'rose' if more > 0 else 'fell'} by {more.copy_abs():,f} (to {now})"


def _parts(found: Split, more: Decimal, bigger: Decimal) -> str:
    """How the group changed beside the number counted; "but" where the share went the other way than the count."""
    group = "the group it is taken from"
    size = f"{bigger.copy_abs():,f}, to {found.now.denominator:,f}"
    if not bigger:
        return f"and {group} stayed at {found.now.denominator:,f}"
    signed = f"({'+' if bigger > 0 else '−'}{size})"
    verb = "grew" if bigger > 0 else "shrank"
    if not more or (more > 0) != (bigger > 0):
        return f"{'and' if more else 'but'} {group} {verb} {signed}"
    if found.way == 0:
        return f"and {group} {verb} in proportion {signed}"
    if (found.way > 0) == (more > 0):
        return f"and {group} {verb} more slowly {signed}"
    return f"but {group} {verb} faster {signed}"


def _result(found: Split, decimals: int) -> str:
    if found.way == 0:
        return "stayed the same"
    verb = "rose" if found.way > 0 else "fell"
    size = rounded(found.change.copy_abs(), decimals)
    if not size:
        return f"{verb} by less than {Decimal(1).scaleb(-decimals):f} percentage points"
    return f"{verb} by {size:f} percentage points"


def _points(effect: Decimal, decimals: int) -> str:
    size = rounded(effect.copy_abs(), decimals)
    return f"{'−' if effect < 0 and size else '+' if size else ''}{size:f}"
