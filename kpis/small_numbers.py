"""Small numbers: how much a percentage says when few cases stand behind it. Pure.

A committee was told that "relatively small numbers ... impacted significantly on percentages", and that a figure "only
needed increasing by 5 people". So beside a rating stands how few cases would have changed it, found by asking the engine
about the same figure with one case more, one fewer, two more, and so on; all else stays as it is.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from kpis.rating import Inputs, Scheme, rate
from kpis.rating_sums import EXACT, HUNDRED, SHOWN, ZERO, rounded

#: Below 20 cases, one case moves the percentage by more than 5 points: more than the house scheme's whole amber band.
FEWEST_CASES = Decimal(20)
#: The engine is asked about no more cases than these: a rating that stands with 25 more and 25 fewer is not knife-edge.
MOST_ASKED = 25
#: The 97.5th percentile of the normal distribution, for an interval that holds in 95 of 100 cases.
Z_95 = Decimal("1.959964")

ONE, TWO, FOUR = Decimal(1), Decimal(2), Decimal(4)


@dataclass(frozen=True)
class Change:
    """The rating that a figure would have with so many cases more or fewer."""

    cases: int
    way: Literal["more", "fewer"]
    status: str  # a status code of the scheme


@dataclass(frozen=True)
class Robustness:
    """How firm a rating is: it stands with `stands_with` cases more or fewer; `changes` come with one case beyond."""

    stands_with: int
    changes: tuple[Change, ...]


def share(numerator: Decimal, denominator: Decimal) -> Decimal:
    """In percent."""
    return SHOWN.divide(EXACT.multiply(numerator, HUNDRED), denominator)


def counts_of(inputs: Inputs) -> tuple[Decimal, Decimal] | None:
    """Numerator and denominator where they are whole cases of a group and give the percentage that was reported."""
    numerator, denominator, figure = inputs.numerator, inputs.denominator, inputs.actual
    if inputs.unit != "%" or figure is None or numerator is None or denominator is None:
        return None
    whole = numerator == numerator.to_integral_value() and denominator == denominator.to_integral_value()
    if not whole or denominator <= 0 or not 0 <= numerator <= denominator:
        return None
    exponent = figure.as_tuple().exponent
    places = max(-exponent, 0) if isinstance(exponent, int) else 0
    if rounded(share(numerator, denominator), places) != figure:
        return None
    return numerator, denominator


def robustness(inputs: Inputs, scheme: Scheme) -> Robustness | None:
    """The fewest cases that would change the rating, each way.

    None where it cannot be said: no rating, no counts, a rounded percentage that is rated otherwise than its counts, or
    a group in which no number of cases would change anything.
    """
    counts = counts_of(inputs)
    present = rate(inputs, scheme)
    if counts is None or not present.rated:
        return None
    numerator, denominator = counts

    def status_at(cases: Decimal) -> str:
        return rate(replace(inputs, actual=share(cases, denominator), numerator=cases), scheme).status

    if status_at(numerator) != present.status:
        return None
    for cases in range(1, MOST_ASKED + 1):
        possible: list[tuple[Literal["more", "fewer"], Decimal]] = []
        if numerator + cases <= denominator:
            possible.append(("more", numerator + cases))
        if numerator >= cases:
            possible.append(("fewer", numerator - cases))
        if not possible:
            return None
        found = tuple(
            Change(cases, way, status) for way, at in possible if (status := status_at(at)) != present.status
        )
        if found:
            return Robustness(cases - 1, found)
    return Robustness(MOST_ASKED, ())


def robustness_sentence(found: Robustness, scheme: Scheme) -> str:
    """'The rating would not change with 4 cases more or fewer; with 5 fewer it would be "Requires improvement".'"""
    subject = "it" if found.stands_with else "the rating"
    changes = " and ".join(
        f"with {_more(change, short=found.stands_with > 0)} "
        f"{'' if number else f'{subject} would be '}“{scheme.status(change.status).label}”"
        for number, change in enumerate(found.changes)
    )
    if not found.stands_with:
        return f"{changes[0].upper()}{changes[1:]}."
    stands = f"The rating would not change with {_cases(found.stands_with)} more or fewer"
    return f"{stands}; {changes}." if changes else f"{stands}."


def _more(change: Change, *, short: bool) -> str:
    return f"{change.cases} {change.way}" + ("" if short else " case" if change.cases == 1 else " cases")


def _cases(number: int) -> str:
    return f"{number} case" if number == 1 else f"{number} cases"


def guard_sentence(denominator: Decimal) -> str:
    """A warning where the group is too small for its percentage to say much, else ""."""
    if denominator >= FEWEST_CASES:
        return ""
    weight = rounded(share(ONE, denominator), 1)
    return (
        f"Small numbers: this is a percentage of {denominator:f}, and each case is {weight} percentage points. "
        "Changes may be chance."
    )


def wilson_interval(numerator: Decimal, denominator: Decimal) -> tuple[Decimal, Decimal]:
    """The 95% interval of a share, in percent, after Wilson (1927): it stays within 0 and 100 for small groups too."""
    # (p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n)
    z_squared = SHOWN.multiply(Z_95, Z_95)
    part = SHOWN.divide(numerator, denominator)
    rest = SHOWN.divide(SHOWN.subtract(denominator, numerator), denominator)
    per_case = SHOWN.divide(z_squared, denominator)
    middle = SHOWN.add(part, SHOWN.divide(per_case, TWO))
    variance = SHOWN.divide(SHOWN.multiply(part, rest), denominator)
    spread = SHOWN.add(variance, SHOWN.divide(per_case, SHOWN.multiply(FOUR, denominator)))
    reach = SHOWN.multiply(Z_95, SHOWN.sqrt(spread))
    whole = SHOWN.add(ONE, per_case)
    low = SHOWN.divide(SHOWN.subtract(middle, reach), whole)
    high = SHOWN.divide(SHOWN.add(middle, reach), whole)
    # With nobody, or everybody, one end is exactly 0 or 100; fifty digits leave it a hair beside.
    low = ZERO if numerator == 0 else low
    high = ONE if numerator == denominator else high
    return SHOWN.multiply(low, HUNDRED), SHOWN.multiply(high, HUNDRED)


def interval_sentence(numerator: Decimal, denominator: Decimal) -> str:
    """What the interval means, for a note under the chart."""
    low, high = (rounded(end, 1) for end in wilson_interval(numerator, denominator))
    return (
        f"The newest figure is {numerator:,f} of {denominator:,f}. Taken as a sample of that size, it fits an underlying "
        f"rate anywhere between {low}% and {high}% (95% Wilson interval)."
    )
