"""Work that Celery does: rate figures. Called by tasks and commands, never by a page.

One statement reads the inputs, applies the schemes in their SQL form and adds the ratings that do not exist yet. It is one
transaction, so readers see all of a job's ratings or none; it only adds rows to a table that no officer writes, so saves
do not wait for it; and since a rating is unique for its inputs it can run twice, or twice at once, and add nothing.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import connection, transaction

from council.actions.jobs import Progress
from council.models import Job
from council.rag import UNRATED
from kpis import rating_sql
from kpis.models import SchemeVersion
from kpis.models.ratings import INPUTS
from kpis.selectors.inputs import Scope, inputs_sql


@dataclass(frozen=True)
class Counts:
    """What a job did. `rated` figures now have a status; `changed` ratings were added, `unchanged` stood already;
    `unrated` counts the figures in each unrated state."""

    rated: int
    changed: int
    unchanged: int
    unrated: dict[str, int]

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.rated + other.rated,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            {state: self.unrated[state] + other.unrated[state] for state in self.unrated},
        )

    def __str__(self) -> str:
        states = ", ".join(f"{state} {count}" for state, count in self.unrated.items() if count) or "none"
        return f"rated {self.rated}, changed {self.changed}, unchanged {self.unchanged}; unrated: {states}"


# Hash joins are right for a whole council's figures and nested loops for one indicator's; the planner, which cannot know
# that indicator, grain and ordinal go together, expects one row where there are many and would loop 440,000 times.
_WHOLE_TABLE = "SET LOCAL enable_nestloop = off; SET LOCAL enable_memoize = off"


@transaction.atomic
def rate(scope: Scope) -> Counts:
    """Add the missing ratings of the figures in `scope`; all of them or, on any error, none."""
    inputs, parameters = inputs_sql(scope)
    names = ", ".join(INPUTS)
    same_inputs = " AND ".join(
        f"r.{name} IS NOT DISTINCT FROM i.{name}" for name in INPUTS if name != "figure_id"
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '90s'; SET LOCAL work_mem = '128MB'")
        if scope.is_wide:
            cursor.execute(_WHOLE_TABLE)
        cursor.execute(
            f"""
            WITH outcomes AS MATERIALIZED (
                SELECT {", ".join(f"i.{name}" for name in INPUTS)}, r.status AS known,
                       CASE WHEN r.status IS NULL THEN ({_status_sql()}) END AS status,
                       CASE WHEN r.status IS NULL THEN ({rating_sql.direction_sql("previous")}) END AS previous,
                       CASE WHEN r.status IS NULL THEN ({rating_sql.direction_sql("last_year")}) END AS last_year
                FROM ({inputs}) i LEFT JOIN kpis_rating r ON r.figure_id = i.figure_id AND {same_inputs}
            ), added AS (
                INSERT INTO kpis_rating ({names}, status, direction_previous, direction_last_year, rated_at)
                SELECT {names}, status, previous, last_year, clock_timestamp() FROM outcomes WHERE known IS NULL
                ON CONFLICT DO NOTHING
                RETURNING 1
            )
            SELECT coalesce(known, status), count(*), (SELECT count(*) FROM added) FROM outcomes GROUP BY 1
            """,
            parameters,
        )
        rows = cursor.fetchall()
    by_status = {status: count for status, count, _ in rows}
    changed = rows[0][2] if rows else 0
    unrated = {state: by_status.get(state, 0) for state in UNRATED}
    return Counts(
        rated=sum(by_status.values()) - sum(unrated.values()),
        changed=changed,
        unchanged=sum(by_status.values()) - changed,
        unrated=unrated,
    )


def recompute(job: Job, progress: Progress) -> dict:
    """The work of a recompute job: rate its quarters one after another, all of them or none.

    The job's parameter `quarters` is a list of ordinals. Returns the counts, added up.
    """
    quarters = job.parameters["quarters"]
    total = Counts(0, 0, 0, dict.fromkeys(UNRATED, 0))
    for done, quarter in enumerate(quarters):
        progress(done, len(quarters))
        total += rate(Scope(quarters=[quarter]))
    progress(len(quarters), len(quarters))
    return {**asdict(total), "summary": f"Finished: {total}."}


def _status_sql() -> str:
    """The rules of every scheme version as one CASE; each figure is judged by its own version's."""
    versions = SchemeVersion.objects.order_by("pk")
    cases = "\n".join(
        f"WHEN {version.pk} THEN ({rating_sql.outcome_sql(version.parsed())})" for version in versions
    )
    return f"CASE i.scheme_version_id {cases} END" if cases else "NULL::text"
