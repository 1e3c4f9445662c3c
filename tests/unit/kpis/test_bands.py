"""The bands behind a trend, against the engine asked at every step. No database."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from kpis import rating
from kpis.bands import RatingBand, rating_bands
from tests.unit.kpis.rating_rows import reference_schemes

SCHEMES = {scheme.name: scheme for scheme in reference_schemes()}
HOUSE = SCHEMES["house"]


def inputs(good_is: str = "high", *, tolerance: str | None = None, **target: object) -> rating.Inputs:
    return rating.Inputs(
        good_is=rating.GoodIs(good_is),
        actual=Decimal(1),
        target=rating.Target(**target) if target else None,
        tolerance=Decimal(tolerance) if tolerance else None,
    )


def band(low: str | None, high: str | None, status: str) -> RatingBand:
    return RatingBand(*(Decimal(end) if end is not None else None for end in (low, high)), status)


def test_high_is_good() -> None:
    assert rating_bands(inputs(value=Decimal(90)), HOUSE) == [
        band(None, "85.5", "red"),
        band("85.5", "90", "amber"),
        band("90", None, "green"),
    ]


def test_low_is_good() -> None:
    assert rating_bands(inputs("low", value=Decimal(10)), HOUSE) == [
        band(None, "10", "green"),
        band("10", "10.5", "amber"),
        band("10.5", None, "red"),
    ]


def test_a_range_has_amber_on_both_sides() -> None:
    found = rating_bands(inputs("range", low=Decimal(600), high=Decimal(680)), HOUSE)
    assert [each.status for each in found] == ["red", "amber", "green", "amber", "red"]
    assert (found[2].low, found[2].high) == (600, 680)
    assert (found[0].high, found[-1].low) == (570, 714)


def test_the_indicators_own_tolerance() -> None:
    assert rating_bands(inputs(value=Decimal(90), tolerance="10"), HOUSE)[0] == band(None, "81", "red")


def test_nothing_to_shade_without_a_target_in_numbers() -> None:
    assert rating_bands(inputs(), HOUSE) == []
    assert rating_bands(inputs(text="Maintain"), HOUSE) == []


@pytest.mark.parametrize("name", sorted(SCHEMES))
@pytest.mark.parametrize("good_is", ["high", "low"])
@pytest.mark.parametrize("target", ["0", "0.09", "95", "-2"])
def test_every_scheme_the_bands_say_what_the_engine_says(name: str, good_is: str, target: str) -> None:
    """In steps of a fiftieth of the width around the target, ends of bands left out (they belong to either side)."""
    asked = replace(
        inputs(good_is, value=Decimal(target), floor=Decimal(target) - 1),
        previous=Decimal(target),
        last_year=Decimal(target),
        forecast=Decimal(target),
        quartile=2,
    )
    bands = rating_bands(asked, SCHEMES[name])
    edges = {end for each in bands for end in (each.low, each.high)}
    assert all(after.low == before.high for before, after in pairwise(bands))
    assert not bands or (bands[0].low, bands[-1].high) == (None, None)
    width = max(abs(Decimal(target)), Decimal(1)) / 4
    for step in range(-50, 51):
        figure = Decimal(target) + width * step / 50
        if figure in edges or not bands:
            continue
        (inside,) = [
            b for b in bands if (b.low is None or b.low < figure) and (b.high is None or figure < b.high)
        ]
        assert rating.rate(replace(asked, actual=figure), SCHEMES[name]).status == inside.status, figure
