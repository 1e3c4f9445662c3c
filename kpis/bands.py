"""Where a figure would have to lie for each rating: what the trend chart shades behind its line. Pure.

Every rule compares the figure with a few numbers: the target, its bounds, the floor, and these moved by an allowance.
Between two neighbouring ones the rating cannot change, so asking the engine once between each pair finds every band.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from kpis import rating
from kpis.rating_values import All, AnyOf, Condition, Forecast, Not, Within


@dataclass(frozen=True)
class RatingBand:
    """Figures between `low` and `high` (None: no end) have `status`."""

    low: Decimal | None
    high: Decimal | None
    status: str


def rating_bands(inputs: rating.Inputs, scheme: rating.Scheme) -> list[RatingBand]:
    """The bands for one figure's target, from the lowest up; none without a target in numbers.

    The figure's own value does not matter. Neighbours with one status are one band.
    """
    limits = sorted(set(_limits(inputs, scheme)))
    if not limits:
        return []
    beyond = max(limits[-1] - limits[0], abs(limits[-1]), Decimal(1))
    pairs = [(None, limits[0]), *pairwise(limits), (limits[-1], None)]
    inside = [limits[0] - beyond, *((low + high) / 2 for low, high in pairwise(limits)), limits[-1] + beyond]
    found: list[RatingBand] = []
    for (low, high), actual in zip(pairs, inside, strict=True):
        outcome = rating.rate(replace(inputs, actual=actual, absence="", absence_reason=""), scheme)
        if not outcome.rated:
            return []
        if found and found[-1].status == outcome.status:
            found[-1] = replace(found[-1], high=high)
        else:
            found.append(RatingBand(low, high, outcome.status))
    return found


def _limits(inputs: rating.Inputs, scheme: rating.Scheme) -> Iterator[Decimal]:
    target = inputs.held_against
    bases = [number for number in (target.value, target.low, target.high) if number is not None]
    yield from bases
    if target.floor is not None:
        yield target.floor
    for allowed in _allowances(scheme):
        percent, points = (
            scheme.tolerance_for(inputs.tolerance, inputs.importance) if number == "tolerance" else number
            for number in (allowed.percent, allowed.points)
        )
        for base in bases:
            distances = [points] if percent is None or base == 0 else [percent * abs(base) / 100]
            for distance in distances:
                if distance is not None:
                    yield base - distance
                    yield base + distance


def _allowances(scheme: rating.Scheme) -> Iterator[Within]:
    for rule in scheme.rules:
        if rule.when is not None:
            yield from _walk(rule.when)


def _walk(condition: Condition) -> Iterator[Within]:
    match condition:
        case Within():
            yield condition
        case All(conditions) | AnyOf(conditions):
            for each in conditions:
                yield from _walk(each)
        case Forecast(inner) | Not(inner):
            yield from _walk(inner)
