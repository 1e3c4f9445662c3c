"""P5: every exact boundary of amber and the nearest figure to either side, through the engine and through its SQL."""

from __future__ import annotations

import time
from decimal import Decimal

from django.db import connection

from kpis import rating, rating_sql, schemes
from tests.bench import data
from tests.bench.measure import Report

TOLERANCES = (Decimal("2.5"), Decimal(5), Decimal(10))
NEIGHBOUR = Decimal("0.0001")


def run(report: Report) -> None:
    """Rate them all, both ways; not one may be wrong."""
    scheme = schemes.parse_scheme(data.read_yaml(data.FIXTURES / "reference" / "schemes" / "house.yaml"))
    cases = [
        (good_is, tolerance, target, actual, status)
        for good_is, away in (("high", -1), ("low", 1))
        for tolerance in TOLERANCES
        for target in (Decimal(tenths) / 10 for tenths in range(1, 1001))
        for boundary in (target + away * target * tolerance / 100,)
        for actual, status in (
            (boundary - away * NEIGHBOUR, "amber"),
            (boundary, "amber"),
            (boundary + away * NEIGHBOUR, "red"),
        )
    ]
    start = time.perf_counter()
    wrong = sum(_engine(scheme, *case[:4]) != case[4] for case in cases)
    report.add("boundaries: cases", len(cases), "figures")
    report.add("boundaries: engine", len(cases) / (time.perf_counter() - start), "figures/s")
    report.add("boundaries: wrong by the engine", wrong, "figures", most=0)
    report.add("boundaries: wrong by its SQL", _wrong_in_sql(scheme, cases), "figures", most=0)


def _engine(scheme: rating.Scheme, good_is: str, tolerance: Decimal, target: Decimal, actual: Decimal) -> str:
    inputs = rating.Inputs(
        good_is=rating.GoodIs(good_is), actual=actual, target=rating.Target(value=target), tolerance=tolerance
    )
    return rating.rate(inputs, scheme).status


def _wrong_in_sql(scheme: rating.Scheme, cases: list[tuple]) -> int:
    columns = [list(column) for column in zip(*cases, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(*) FROM (
                    SELECT *, NULL::numeric AS low, NULL::numeric AS high, NULL::numeric AS floor, '' AS strict,
                           '' AS absence, '' AS importance, true AS has_target, false AS target_text,
                           NULL::numeric AS quartile, NULL::numeric AS target_quartile, NULL::numeric AS forecast
                    FROM unnest(%s, %s::numeric[], %s::numeric[], %s::numeric[], %s)
                        AS cases(good_is, tolerance, target, actual, expected)
                ) figures WHERE ({rating_sql.outcome_sql(scheme)}) IS DISTINCT FROM expected""",
            columns,
        )
        return cursor.fetchone()[0]
