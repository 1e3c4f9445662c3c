"""The engine against a second implementation, and at the exact boundaries that floating point gets wrong."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.rating import GoodIs, Inputs, Scheme, Target, rate
from kpis.schemes import parse_scheme, to_mapping
from tests.oracles import rating as oracle
from tests.unit.kpis.rating_rows import as_fractions, as_inputs, reference_schemes, rows, scheme_mappings

SCHEMES = {scheme.name: scheme for scheme in reference_schemes()}


def assert_agrees(row: dict[str, Any], scheme: Scheme) -> None:
    outcome = rate(as_inputs(row), scheme)
    naive = as_fractions(row)
    assert outcome.status == oracle.status(naive, to_mapping(scheme))
    present = not row["absence"] and row["actual"] is not None
    for against, found in (
        ("previous", outcome.direction_previous),
        ("last_year", outcome.direction_last_year),
    ):
        assert found == (oracle.direction(naive, against, naive["actual"]) if present else "")


@settings(max_examples=400, deadline=None)
@given(row=rows(), name=st.sampled_from(sorted(SCHEMES)))
def test_reference_schemes_agree_with_the_oracle(row: dict[str, Any], name: str) -> None:
    assert_agrees(row, SCHEMES[name])


@settings(max_examples=400, deadline=None)
@given(row=rows(), mapping=scheme_mappings())
def test_random_schemes_agree_with_the_oracle(row: dict[str, Any], mapping: dict[str, Any]) -> None:
    assert_agrees(row, parse_scheme(mapping))


@settings(max_examples=200, deadline=None)
@given(row=rows(), mapping=scheme_mappings(), decimals=st.none() | st.integers(0, 3))
def test_every_outcome_has_a_reason_that_names_its_figure(
    row: dict[str, Any], mapping: dict[str, Any], decimals: int | None
) -> None:
    outcome = rate(as_inputs(row, decimals=decimals, unit="%"), parse_scheme(mapping))
    assert outcome.reason.endswith(".")
    assert ("%" in outcome.reason) == (not row["absence"] and row["actual"] is not None)
    if outcome.rated:
        assert outcome.label in outcome.reason


@pytest.mark.parametrize("tolerance", [Decimal("2.5"), Decimal(5), Decimal(10)])
@pytest.mark.parametrize("good_is", [GoodIs.HIGH, GoodIs.LOW])
def test_every_exact_boundary_of_targets_up_to_100(good_is: GoodIs, tolerance: Decimal) -> None:
    """Bar P5: floating point gives the wrong colour in about one of eight of these."""
    step = Decimal("0.0001")
    away = -1 if good_is is GoodIs.HIGH else 1
    for tenths in range(1, 1001):
        target = Decimal(tenths) / 10
        boundary = target + away * target * tolerance / 100
        for actual, expected in (
            (target, "green"),
            (target + away * step, "amber"),
            (boundary - away * step, "amber"),
            (boundary, "amber"),
            (boundary + away * step, "red"),
        ):
            inputs = Inputs(good_is=good_is, actual=actual, target=Target(value=target), tolerance=tolerance)
            assert rate(inputs, SCHEMES["house"]).status == expected, (target, actual)


def test_comparisons_are_exact_beyond_28_digits() -> None:
    target = Decimal("0.1000000000000000000000000000000000000001")
    just_short = Decimal("0.1000000000000000000000000000000000000000")
    inputs = Inputs(good_is=GoodIs.HIGH, actual=just_short, target=Target(value=target))
    assert rate(inputs, SCHEMES["met-or-not"]).status == "not-met"
    # 5% of a target with 40 decimals: the boundary has 42, and one more unit less is too much.
    boundary = Decimal("0.095000000000000000000000000000000000000095")
    just_outside = Decimal("0.095000000000000000000000000000000000000094")
    for actual, expected in ((boundary, "amber"), (just_outside, "red")):
        inputs = Inputs(good_is=GoodIs.HIGH, actual=actual, target=Target(value=target))
        assert rate(inputs, SCHEMES["house"]).status == expected
