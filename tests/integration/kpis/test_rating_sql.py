"""The SQL form of a scheme against the engine, in PostgreSQL."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpis.rating import Rule, Scheme, rate
from kpis.rating_sql import direction_sql, outcome_sql, shortfall_sql
from kpis.rating_sums import shortfall
from kpis.schemes import parse_scheme
from tests.unit.kpis.rating_rows import as_inputs, reference_schemes, rows, scheme_mappings

pytestmark = pytest.mark.django_db

SCHEMES = {scheme.name: scheme for scheme in reference_schemes()}
COLUMNS = {
    **dict.fromkeys(("good_is", "absence", "strict", "importance"), "text"),
    **dict.fromkeys(("has_target", "target_text", "covers_year"), "boolean"),
    **dict.fromkeys(
        (
            "actual", "target", "low", "high", "floor", "target_quartile", "tolerance", "previous", "last_year",
            "quartile", "forecast", "dead_band", "year_value", "year_low", "year_high", "year_floor",
        ),
        "numeric",
    ),
}  # fmt: skip

# The database is only read, so nothing has to be undone between examples.
READ_ONLY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def in_sql(figures: list[dict[str, Any]], scheme: Scheme) -> list[tuple[str, str, str, Decimal | None]]:
    """Status, both directions and shortfall of every figure, worked out by PostgreSQL in one query."""
    records = [{"ordinal": number} | as_columns(row) for number, row in enumerate(figures)]
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {outcome_sql(scheme)}, {direction_sql('previous')}, {direction_sql('last_year')}, "
            f"{shortfall_sql()} FROM jsonb_to_recordset(%s) AS figures(ordinal integer, {columns}) ORDER BY ordinal",
            [json.dumps(records, default=str)],
        )
        return cursor.fetchall()


def as_columns(row: dict[str, Any]) -> dict[str, Any]:
    target = as_inputs(row).held_against
    return {**row, "has_target": target.is_set, "target_text": target.is_text_only}


def assert_same(figures: list[dict[str, Any]], scheme: Scheme) -> None:
    for row, (status, previous, last_year, short) in zip(figures, in_sql(figures, scheme), strict=True):
        inputs = as_inputs(row)
        outcome = rate(inputs, scheme)
        assert status == outcome.status, row
        if row["actual"] is None or row["absence"]:
            continue
        assert (previous or "", last_year or "") == (
            outcome.direction_previous,
            outcome.direction_last_year,
        ), row
        assert short == shortfall(row["actual"], inputs), row


@READ_ONLY
@given(figures=st.lists(rows(), min_size=1, max_size=40))
@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_reference_schemes_are_the_same_in_sql(name: str, figures: list[dict[str, Any]]) -> None:
    assert_same(figures, SCHEMES[name])


@READ_ONLY
@given(figures=st.lists(rows(), min_size=1, max_size=25), mapping=scheme_mappings())
def test_random_schemes_are_the_same_in_sql(figures: list[dict[str, Any]], mapping: dict[str, Any]) -> None:
    assert_same(figures, parse_scheme(mapping))


@pytest.mark.parametrize("good_is", ["high", "low"])
@pytest.mark.parametrize("tolerance", ["2.5", "5", "10"])
def test_every_exact_boundary_is_the_same_in_sql(good_is: str, tolerance: str) -> None:
    """Bar P5: targets 0.1 to 100.0, their exact amber boundary, and 0.0001 to either side."""
    away = -1 if good_is == "high" else 1
    figures, expected = [], []
    for tenths in range(1, 1001):
        target = Decimal(tenths) / 10
        boundary = target + away * target * Decimal(tolerance) / 100
        for actual, status in (
            (boundary - away * Decimal("0.0001"), "amber"),
            (boundary, "amber"),
            (boundary + away * Decimal("0.0001"), "red"),
        ):
            figures.append(
                dict.fromkeys(COLUMNS)
                | {"good_is": good_is, "actual": actual, "target": target, "tolerance": Decimal(tolerance)}
                | {"absence": "", "strict": "", "importance": "", "target_text": "", "dead_band": Decimal(0)}
                | {"is_profiled": False, "covers_year": True}
            )
            expected.append(status)
    assert [status for status, *_ in in_sql(figures, SCHEMES["house"])] == expected


def test_a_status_code_that_could_carry_sql_is_refused() -> None:
    house = SCHEMES["house"]
    forged = Scheme(house.name, house.label, house.statuses, (Rule("red' OR 'a' = 'a"),))
    with pytest.raises(ValueError, match="is not a status code"):
        outcome_sql(forged)


def test_only_known_comparators_reach_the_sql() -> None:
    with pytest.raises(ValueError, match="use previous or last_year"):
        direction_sql("now()")
