"""The baseline of the recompute: one bare MERGE, written for the benchmark's data alone.

It knows that all indicators use the house scheme, that all targets are values for a year and that nothing was ever
superseded; it reads comparators with window functions and checks nothing else. It must write exactly the ratings that
the product writes (`differences` counts those that are not the same), so it is also a second opinion on all of them.
"""

from __future__ import annotations

from django.db import connection

TABLE = "bench_rating"
_TOTAL = "CASE WHEN count(f.value) OVER y = f.ordinal % 4 + 1 THEN sum(f.value) OVER y END"


def _direction(comparator: str) -> str:
    gain = (
        f"CASE good_is WHEN 'high' THEN actual - {comparator} WHEN 'low' THEN {comparator} - actual "
        f"ELSE abs({comparator} - target) - abs(actual - target) END"
    )
    return f"CASE sign({gain}) WHEN 1 THEN 'better' WHEN 0 THEN 'same' WHEN -1 THEN 'worse' END"


MERGE = f"""
MERGE INTO {TABLE} b USING (
    SELECT figure_id, definition_id, scheme_version_id, target_id, previous_id, last_year_id, total, last_year_total,
           CASE WHEN actual IS NULL THEN 'not_available' WHEN short <= 0 THEN 'green'
                WHEN short * 100 <= coalesce(tolerance, 5) * abs(target) THEN 'amber' ELSE 'red' END AS status,
           {_direction("previous")} AS direction_previous,
           {_direction("last_year")} AS direction_last_year
    FROM (
        SELECT *, CASE good_is WHEN 'high' THEN target - actual WHEN 'low' THEN actual - target
                  ELSE abs(actual - target) END AS short
        FROM (
            SELECT figure_id, definition_id, target_id, good_is, tolerance, value, cumulative, scheme_version_id,
                   CASE WHEN NOT cumulative AND previous_value IS NOT NULL THEN before_id END AS previous_id,
                   CASE WHEN last_year_value IS NOT NULL THEN year_before_id END AS last_year_id,
                   CASE WHEN cumulative THEN total END AS total,
                   CASE WHEN cumulative AND last_year_value IS NOT NULL THEN lag(total, 4) OVER w END AS last_year_total,
                   CASE WHEN NOT cumulative THEN value WHEN value IS NOT NULL THEN total END AS actual,
                   CASE WHEN cumulative THEN year_target * (ordinal % 4 + 1) / 4 ELSE year_target END AS target,
                   CASE WHEN NOT cumulative THEN previous_value END AS previous,
                   CASE WHEN NOT cumulative THEN last_year_value
                        WHEN last_year_value IS NOT NULL THEN lag(total, 4) OVER w END AS last_year
            FROM (
                SELECT f.id AS figure_id, f.indicator_id, f.ordinal, f.value, d.id AS definition_id, d.good_is,
                       d.tolerance, d.cumulative, t.id AS target_id, t.value AS year_target,
                       (SELECT max(v.id) FROM kpis_schemeversion v JOIN kpis_scheme s ON s.id = v.scheme_id
                        WHERE s.is_house_default) AS scheme_version_id,
                       lag(f.id) OVER w AS before_id, lag(f.value) OVER w AS previous_value,
                       lag(f.id, 4) OVER w AS year_before_id, lag(f.value, 4) OVER w AS last_year_value,
                       {_TOTAL} AS total
                FROM kpis_figure f
                JOIN kpis_definition d ON d.indicator_id = f.indicator_id
                JOIN kpis_target t ON t.indicator_id = f.indicator_id AND t.grain = 'Y' AND t.ordinal = f.ordinal / 4
                WINDOW w AS (PARTITION BY f.indicator_id ORDER BY f.ordinal),
                       y AS (PARTITION BY f.indicator_id, f.ordinal / 4 ORDER BY f.ordinal)
            ) read
            WINDOW w AS (PARTITION BY indicator_id ORDER BY ordinal)
        ) operands
    ) judged
) i ON b.figure_id = i.figure_id
WHEN MATCHED AND (b.scheme_version_id, b.target_id, b.status) IS DISTINCT FROM
                 (i.scheme_version_id, i.target_id, i.status)
    THEN UPDATE SET scheme_version_id = i.scheme_version_id, target_id = i.target_id, status = i.status,
                    direction_previous = i.direction_previous, direction_last_year = i.direction_last_year,
                    rated_at = now()
WHEN NOT MATCHED THEN
    INSERT (figure_id, definition_id, scheme_version_id, target_id, previous_id, last_year_id, total, last_year_total,
            status, direction_previous, direction_last_year, rated_at)
    VALUES (i.figure_id, i.definition_id, i.scheme_version_id, i.target_id, i.previous_id, i.last_year_id, i.total,
            i.last_year_total, i.status, i.direction_previous, i.direction_last_year, now())
"""

_COLUMNS = (
    "figure_id, definition_id, scheme_version_id, target_id, previous_id, last_year_id, trim_scale(total), "
    "trim_scale(last_year_total), status, direction_previous, direction_last_year"
)


def make_table() -> None:
    """An empty copy of the ratings' table, with its indexes."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(f"CREATE TABLE {TABLE} (LIKE kpis_rating INCLUDING ALL)")


def merge() -> None:
    """Rate everything the bare way, with the memory the product gives itself."""
    with connection.cursor() as cursor:
        cursor.execute("SET work_mem = '128MB'; SET jit = off")
        cursor.execute(MERGE)
        cursor.execute("RESET work_mem; RESET jit")


def differences() -> int:
    """How many of the newest scheme version's ratings are in one table only, in any column but the moment."""
    newest = "WHERE scheme_version_id = (SELECT max(scheme_version_id) FROM kpis_rating)"
    ours, theirs = f"SELECT {_COLUMNS} FROM kpis_rating {newest}", f"SELECT {_COLUMNS} FROM {TABLE} {newest}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (({ours} EXCEPT ALL {theirs}) UNION ALL ({theirs} EXCEPT ALL {ours})) d"
        )
        return cursor.fetchone()[0]
