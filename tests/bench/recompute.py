"""Rating 440,000 figures, against one bare MERGE that writes the same ratings (bars P1 and P4).

Runs alternate between the two, because the machine may be busy with something else; the ratios are of medians.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from fractions import Fraction

from django.db import connection
from django.utils import timezone

from council.models import AuditEntry
from kpis.actions import ratings
from kpis.models import Rating, Scheme, SchemeVersion
from kpis.selectors import inputs
from kpis.selectors.inputs import EVERYTHING, Scope
from tests.bench import bare_merge, data
from tests.bench.measure import Report, no_time_limit, seconds, value_of
from tests.oracles import rating as oracle

INDICATORS, QUARTERS, RUNS = 11_000, 40, 3
SAMPLE = 20_000  # figures that the slow engine rates again


def run(report: Report) -> None:
    """Measure, compare, and count what a second run writes."""
    data.make_council()
    data.make_series(INDICATORS, QUARTERS)
    first, unchanged, changed = ([], []), ([], []), ([], [])
    with no_time_limit():
        for number in range(RUNS):
            _without_ratings()
            _pair(first)
            _vacuum()
            _pair(unchanged)
            report.add(
                f"recompute: ratings that differ from the bare MERGE's, run {number + 1}",
                bare_merge.differences(),
                "ratings",
                most=0,
            )
            _next_house_version()
            _pair(changed)
            report.add(
                f"recompute: the same after a new scheme, run {number + 1}",
                bare_merge.differences(),
                "ratings",
                most=0,
            )
        _vacuum()
        _second_run(report)
    figures = INDICATORS * QUARTERS
    product, bare = (statistics.median(times) for times in first)
    report.add("recompute: first run", product, "s")
    report.add("recompute: first run, bare MERGE", bare, "s")
    report.add("recompute: first run, ratio", product / bare, "x", most=1.5)
    report.add("recompute: speed of the first run", figures / product, "figures/s", least=100_000)
    product, bare = (statistics.median(times) for times in changed)
    report.add("recompute: all changed", product, "s")
    report.add("recompute: all changed, bare MERGE", bare, "s")
    report.add("recompute: all changed, ratio", product / bare, "x", most=3)
    product, bare = (statistics.median(times) for times in unchanged)
    report.add("recompute: nothing changed", product, "s")
    report.add("recompute: nothing changed, bare MERGE", bare, "s")
    report.add("recompute: nothing changed, ratio", product / bare, "x", most=2)
    report.add(
        f"recompute: wrong of {SAMPLE:,} rated again with fractions",
        _wrong_by_the_oracle(),
        "ratings",
        most=0,
    )


def _pair(times: tuple[list[float], list[float]]) -> None:
    """The product and the baseline, one after the other."""
    works: list[Callable[[], object]] = [lambda: ratings.rate(EVERYTHING), bare_merge.merge]
    for work, into in zip(works, times, strict=True):
        into.append(seconds(work))


def _without_ratings() -> None:
    """Both tables empty. (Ratings are append-only; a test database may be emptied.)"""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kpis_rating DISABLE TRIGGER append_only")
        cursor.execute("TRUNCATE kpis_rating")
        cursor.execute("ALTER TABLE kpis_rating ENABLE TRIGGER append_only")
    bare_merge.make_table()
    _vacuum()


def _vacuum() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE kpis_rating")
        cursor.execute(f"VACUUM ANALYZE {bare_merge.TABLE}")


def _next_house_version() -> None:
    """The house scheme once more, for all quarters: every rating has to be made again."""
    scheme = Scheme.objects.get(is_house_default=True)
    last = scheme.versions.order_by("-version").first()
    SchemeVersion.objects.create(
        scheme=scheme,
        version=last.version + 1,
        valid_from=last.valid_from + 1,
        content=last.content,
        recorded_at=timezone.now(),
    )


def _second_run(report: Report) -> None:
    """P4: what a run that finds nothing to do leaves behind."""
    ratings_before, entries_before = Rating.objects.count(), AuditEntry.objects.count()
    wal_before = value_of("SELECT pg_current_wal_insert_lsn() - '0/0'")
    ratings.rate(EVERYTHING)
    report.add(
        "recompute: WAL of a run with nothing to do",
        float(value_of("SELECT pg_current_wal_insert_lsn() - '0/0'") - wal_before) / 1e6,
        "MB",
        most=2,
    )
    report.add("recompute: ratings it writes", Rating.objects.count() - ratings_before, "rows", most=0)
    report.add(
        "recompute: audit entries it writes", AuditEntry.objects.count() - entries_before, "rows", most=0
    )


def _wrong_by_the_oracle() -> int:
    """How many figures of a sample the second engine (fractions, no SQL, no line shared) rates differently."""
    sample = value_of(
        f"SELECT array_agg(id) FROM (SELECT id FROM kpis_figure ORDER BY md5(id::text) LIMIT {SAMPLE}) f"
    )
    scheme = SchemeVersion.objects.filter(scheme__is_house_default=True).latest("version").content
    wrong = 0
    for row in inputs.fetch(Scope(figures=sample)):
        exact = _fractions(row)
        wrong += (row["status"], row["direction_previous"] or "", row["direction_last_year"] or "") != (
            oracle.status(exact, scheme),
            oracle.direction(exact, "previous", exact["actual"]),
            oracle.direction(exact, "last_year", exact["actual"]),
        )
    return wrong


def _fractions(row: dict) -> dict:
    numbers = (
        "actual",
        "target",
        "low",
        "high",
        "floor",
        "tolerance",
        "previous",
        "last_year",
        "quartile",
        "dead_band",
    )
    exact = {
        name: None if row[name] is None else Fraction(row[name])
        for name in (*numbers, "target_quartile", "forecast")
    }
    return {**row, **exact}
