"""How a year's target is spread over its four quarters. Pure.

A profile is four percentages that together are 100. A seasonal one is taken from past years: the share that each quarter
had of everything the indicator counted in them. All years weigh by their size, so that one thin year (a lockdown) does not
say more than a full one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, Decimal

HUNDRED = Decimal(100)
#: Shares worked out from past years are offered in tenths of a percent.
STEP = Decimal("0.1")
#: How many full years a seasonal profile is taken from, at most.
YEARS = 3

Shares = tuple[Decimal, Decimal, Decimal, Decimal]

EVEN: Shares = (Decimal(25), Decimal(25), Decimal(25), Decimal(25))


def seasonal(years: Iterable[Sequence[Decimal]]) -> Shares | None:
    """The share of each quarter over several years, in tenths of a percent; None where there is nothing to share out.

    >>> [str(share) for share in seasonal([(Decimal(10), Decimal(20), Decimal(30), Decimal(40))])]
    ['10.0', '20.0', '30.0', '40.0']
    """
    sums = [sum(quarters, Decimal(0)) for quarters in zip(*years, strict=True)]
    total = sum(sums, Decimal(0))
    if total <= 0 or any(each < 0 for each in sums):
        return None
    exact = [each * HUNDRED / total for each in sums]
    shares = [share.quantize(STEP, ROUND_FLOOR) for share in exact]
    # What rounding down left over goes to the shares that lost most, so that they still make 100.
    left = int((HUNDRED - sum(shares)) / STEP)
    by_loss = sorted(range(4), key=lambda quarter: exact[quarter] - shares[quarter], reverse=True)
    for quarter in by_loss[:left]:
        shares[quarter] += STEP
    first, second, third, fourth = shares
    return first, second, third, fourth


def to_date(shares: Sequence[Decimal]) -> list[Decimal]:
    """What is expected by the end of each quarter where the quarters add up.

    >>> [str(share) for share in to_date(EVEN)]
    ['25', '50', '75', '100']
    """
    return [sum(shares[: quarter + 1], Decimal(0)) for quarter in range(4)]


def wrong_with(shares: Sequence[Decimal]) -> str:
    """Why four percentages are no profile, in a sentence; "" where they are one."""
    if any(share < 0 for share in shares):
        return "A share cannot be below 0."
    total = sum(shares, Decimal(0))
    if total != HUNDRED:
        return f"The four shares make {total.normalize():f}%. They must make 100%."
    return ""
