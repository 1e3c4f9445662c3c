"""The inputs of a rating, as one SQL query that the worker and the pages share.

For each current figure it finds the definition, scheme version, target and comparators that judge it, works out the
running total of a cumulative indicator and the share of the target due by then, and hands the engine's operands on under
the names that `kpis.rating_sql` uses. The ids of the rows it used are the rating's inputs: a figure is pending exactly
when no rating has them all.

Which target judges a figure: that of its own quarter (or month, or year), else that of its own financial year, else that
of the year in which it was reported (a figure published a year late is judged by the target in force when the committee
sees it, as the paper of November 2021 does with exclusions), else that of a programme that is running.

How much of it is due: of a year's target its profile, or for a cumulative indicator the months that are over; of a programme
its straight line. Either is taken to date where the figure is the year so far, and of its own quarter where it is not.

Which definition and scheme: in an open round those in force now; a closed round keeps the definition of the day it closed,
as its paper does (`kpis.selectors.dashboard`), whatever the indicator has become since.

Comparators: the figure one place and one year before in the same series. None across a break in the series; and none of
the year so far against a single quarter, or against another quarter of its year (rating.md section 4).
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.backends.utils import CursorWrapper

from kpis.models.ratings import INPUTS

#: Quarters per year, and the months from January to the first of the financial year, in the ordinals of `council.periods`.
_FINANCIAL_YEAR = (
    "CASE f.grain WHEN 'Q' THEN f.ordinal / 4 WHEN 'M' THEN (f.ordinal - 3) / 12 ELSE f.ordinal END"
)
_YEAR_BEFORE = "CASE f.grain WHEN 'Q' THEN 4 WHEN 'M' THEN 12 ELSE 1 END"
# How many of the twelve months are over at the end of the figure's quarter or month.
_MONTHS_GONE = """CASE judged.grain WHEN 'Q' THEN 3 * (mod(judged.ordinal, 4) + 1)
                    WHEN 'M' THEN mod(judged.ordinal - 3, 12) + 1 END"""
# For a figure of the year so far, or of a whole year: how many of its months were over before the programme began.
_MONTHS_BEFORE = """CASE WHEN t.ordinal / 4 = judged.financial_year
                        AND (judged.grain = 'Y' OR t.ordinal <= 4 * judged.financial_year + ({months_gone} - 1) / 3)
                    THEN 3 * mod(t.ordinal, 4) ELSE 0 END"""

_QUERY = """
WITH versions AS (
    SELECT v.id, v.scheme_id, s.is_house_default, v.valid_from,
           lead(v.valid_from) OVER (PARTITION BY v.scheme_id ORDER BY v.valid_from) AS valid_to
    FROM kpis_schemeversion v JOIN kpis_scheme s ON s.id = v.scheme_id
    WHERE {known_versions}
), breaks AS (
    SELECT indicator_id, grain, array_agg(ordinal) AS ordinals FROM kpis_seriesbreak
    WHERE {known_breaks} GROUP BY indicator_id, grain
), judged AS (
    SELECT f.*, d.id AS definition_id, v.id AS scheme_version_id,
           d.good_is, d.tolerance, d.importance, d.dead_band, d.cumulative, d.scheme_id,
           d.cumulative OR f.is_running_total AS is_so_far, {financial_year} AS financial_year,
           coalesce(
               own.id,
               year.id,
               (SELECT id FROM kpis_target round WHERE round.indicator_id = f.indicator_id AND round.grain = 'Y'
                   AND round.ordinal = f.reported_in / 4 AND {round}),
               (SELECT id FROM kpis_target programme WHERE programme.indicator_id = f.indicator_id
                   AND programme.grain = 'P' AND f.reported_in BETWEEN programme.ordinal AND programme.last_quarter
                   AND {programme} ORDER BY programme.ordinal DESC LIMIT 1)
           ) AS target_id,
           CASE WHEN NOT (d.cumulative AND f.grain <> 'Y') THEN previous.id END AS previous_id,
           last_year.id AS last_year_id,
           previous.value AS previous_value, last_year.value AS last_year_value,
           CASE WHEN d.cumulative THEN {total} END AS total,
           CASE WHEN d.cumulative THEN {last_year_total} END AS last_year_total
    FROM kpis_figure f
    LEFT JOIN council_reportingquarter reported ON reported.ordinal = f.reported_in
    JOIN kpis_definition d ON d.indicator_id = f.indicator_id AND {definition}
    JOIN versions v ON f.reported_in >= v.valid_from AND (v.valid_to IS NULL OR f.reported_in < v.valid_to)
        AND CASE WHEN d.scheme_id IS NULL THEN v.is_house_default ELSE v.scheme_id = d.scheme_id END
    LEFT JOIN breaks ON breaks.indicator_id = f.indicator_id AND breaks.grain = f.grain
    LEFT JOIN kpis_target own ON own.indicator_id = f.indicator_id
        AND own.grain = f.grain AND own.grain <> 'Y' AND own.ordinal = f.ordinal AND {own}
    LEFT JOIN kpis_target year ON year.indicator_id = f.indicator_id
        AND year.grain = 'Y' AND year.ordinal = {financial_year} AND {year}
    LEFT JOIN kpis_figure previous ON previous.indicator_id = f.indicator_id AND previous.grain = f.grain
        AND previous.ordinal = f.ordinal - 1 AND previous.value IS NOT NULL AND {previous}
        AND NOT f.is_running_total AND NOT previous.is_running_total
        AND (breaks.ordinals IS NULL OR f.ordinal <> ALL(breaks.ordinals))
    LEFT JOIN kpis_figure last_year ON last_year.indicator_id = f.indicator_id AND last_year.grain = f.grain
        AND last_year.ordinal = f.ordinal - {year_before} AND last_year.value IS NOT NULL AND {last_year}
        AND (d.cumulative OR last_year.is_running_total = f.is_running_total)
        AND (breaks.ordinals IS NULL OR NOT EXISTS (
            SELECT FROM unnest(breaks.ordinals) broken WHERE broken > last_year.ordinal AND broken <= f.ordinal))
    WHERE {f} AND {scope} {fence}
)
SELECT j.id AS figure_id, {inputs},
       j.indicator_id, j.grain, j.ordinal, j.reported_in, j.financial_year, j.is_so_far,
       j.good_is, j.tolerance, j.importance,
       coalesce(j.dead_band, 0) AS dead_band,
       j.quartile, j.forecast, j.value, j.numerator, j.denominator, j.cumulative,
       -- A cumulative indicator with a quarter missing has no running total, and so no figure to judge.
       CASE WHEN j.cumulative AND j.value IS NOT NULL AND j.total IS NULL THEN 'not_available' ELSE j.absence END
           AS absence,
       j.text AS absence_text,
       CASE WHEN j.cumulative THEN j.total ELSE j.value END AS actual,
       CASE WHEN NOT j.cumulative OR j.grain = 'Y' THEN j.previous_value END AS previous,
       CASE WHEN j.cumulative THEN j.last_year_total ELSE j.last_year_value END AS last_year,
       {asked}
FROM ({with_target}) j
"""

# What the target asks of a figure.
_ASKED = """j.target_kind, j.target_words, coalesce(j.strict, '') AS strict, j.target_quartile,
       -- What is due by now: the target, or the share of it that is due.
       {value} AS target, {low} AS low, {high} AS high, {floor} AS floor,
       -- The same of the whole year (or programme); a year-end forecast is held against that of a year.
       coalesce(j.target_grain, 'Y') = 'Y' AS covers_year,
       j.whole_value AS year_value, j.whole_low AS year_low, j.whole_high AS year_high, j.whole_floor AS year_floor,
       j.due, j.due_of,
       coalesce(j.target_kind, 'none') NOT IN ('none', 'text') AS has_target,
       coalesce(j.target_kind = 'text', false) AS target_text"""

# Figures with their targets. OFFSET 0 keeps the planner from writing what is due out again wherever it is named.
_WITH_TARGET = """
    SELECT judged.*, t.kind AS target_kind, t.grain AS target_grain, t.text AS target_words,
           t.strict, t.quartile AS target_quartile,
           t.value AS whole_value, t.low AS whole_low, t.high AS whole_high, t.floor AS whole_floor,
           -- Two numbers and no quotient, so that a twelfth of 1,200 is 100.
           CASE WHEN t.kind = 'programme' THEN
                    CASE WHEN judged.grain = 'Y' THEN 12 - {months_before}
                         WHEN judged.is_so_far THEN {months_gone} - {months_before}
                         WHEN judged.grain = 'Q' THEN 3 ELSE 1 END
                WHEN t.grain <> 'Y' OR judged.grain = 'Y' THEN NULL
                WHEN t.profile IS NOT NULL AND judged.grain = 'Q' AND judged.is_so_far
                    THEN (SELECT sum(part) FROM unnest(t.profile[1:mod(judged.ordinal, 4) + 1]) part)
                WHEN t.profile IS NOT NULL AND judged.grain = 'Q' THEN t.profile[mod(judged.ordinal, 4) + 1]
                WHEN judged.cumulative THEN {months_gone}
           END AS due,
           CASE WHEN t.kind = 'programme' THEN 3 * (t.last_quarter - t.ordinal + 1)
                WHEN t.profile IS NOT NULL AND judged.grain = 'Q' THEN 100 ELSE 12 END AS due_of
    FROM judged {target_rows} OFFSET 0
"""

# Nobody can tell the planner that few figures need few targets: it would read the whole table, and its history, for them.
_ALL_TARGETS = "LEFT JOIN kpis_target t ON t.id = judged.target_id"
_FEW_TARGETS = "LEFT JOIN LATERAL (SELECT * FROM kpis_target WHERE id = judged.target_id OFFSET 0) t ON true"

# The year so far: as entered, where the figure is itself a running total, else the sum of the year's figures to date,
# which exists only when none of them is missing.
_TOTAL = """CASE WHEN {x}.is_running_total OR {x}.grain = 'Y' THEN {x}.value ELSE (
    SELECT CASE WHEN count(part.value) = count(*) AND count(*) = {places} THEN sum(part.value) END
    FROM kpis_figure part
    WHERE part.indicator_id = {x}.indicator_id AND part.grain = {x}.grain
      AND part.ordinal BETWEEN {x}.ordinal - {places} + 1 AND {x}.ordinal AND {part}) END"""
_DUE = "CASE WHEN j.due IS NULL THEN j.whole_{name} ELSE j.whole_{name} * j.due / j.due_of END"
_PLACES = "CASE {x}.grain WHEN 'Q' THEN mod({x}.ordinal, 4) + 1 ELSE mod({x}.ordinal - 3, 12) + 1 END"

# When a figure's round had closed, as it was known at a moment: a round that was reopened since stood closed before that.
_CLOSED_AS_AT = """CASE WHEN reported.closed_at <= %(as_at)s THEN reported.closed_at ELSE (
    SELECT CASE WHEN turn.step = 'closed' THEN turn.at END FROM council_roundstep turn
    WHERE turn.round_id = f.reported_in AND turn.step IN ('closed', 'reopened') AND turn.at <= %(as_at)s
    ORDER BY turn.at DESC, turn.id DESC LIMIT 1) END"""

#: The columns of a row that say how much of a target is due, with their types.
_PLACE = {
    "grain": "text",
    "ordinal": "int",
    "financial_year": "int",
    "cumulative": "boolean",
    "is_so_far": "boolean",
}
_OTHER_TARGETS = f"""
WITH judged AS (
    SELECT * FROM unnest({", ".join(f"%({name})s::{kind}[]" for name, kind in _PLACE.items())}, %(target_id)s::bigint[])
        WITH ORDINALITY AS given({", ".join(_PLACE)}, target_id, place)
)
SELECT j.target_id, {{asked}} FROM ({{with_target}}) j ORDER BY j.place
"""


@dataclass(frozen=True)
class Scope:
    """Which figures are meant: all of them, or those of some indicators, of some reporting quarters, or by id."""

    indicators: Collection[int] | None = None
    quarters: Collection[int] | None = None
    figures: Collection[int] | None = None

    @property
    def is_wide(self) -> bool:
        """Whether the figures are so many that reading whole tables is the quicker way."""
        return self.indicators is None and self.figures is None

    def where(self) -> tuple[str, dict[str, object]]:
        """An SQL condition over the alias f, and its parameters."""
        wanted = {"indicator_id": self.indicators, "reported_in": self.quarters, "id": self.figures}
        chosen = {column: list(values) for column, values in wanted.items() if values is not None}
        condition = " AND ".join(f"f.{column} = ANY(%(scope_{column})s)" for column in chosen) or "true"
        return condition, {f"scope_{column}": values for column, values in chosen.items()}


EVERYTHING = Scope()


def inputs_sql(scope: Scope, as_at: datetime.datetime | None = None) -> tuple[str, dict[str, object]]:
    """The query for the figures of `scope` as they stood `as_at` (None: now), and its parameters."""

    def in_force(alias: str) -> str:
        if as_at is None:
            return f"{alias}.superseded_at IS NULL"
        return f"{alias}.recorded_at <= %(as_at)s AND ({alias}.superseded_at IS NULL OR {alias}.superseded_at > %(as_at)s)"

    def total(x: str) -> str:
        return _TOTAL.format(x=x, places=_PLACES.format(x=x), part=in_force("part"))

    now = "NULL" if as_at is None else "%(as_at)s"
    closed_at = "reported.closed_at" if as_at is None else _CLOSED_AS_AT
    # The first version stands for the time before it as well.
    on_the_day = (
        f"(d.version = 1 OR d.recorded_at <= coalesce({closed_at}, 'infinity')) AND (d.superseded_at IS NULL "
        f"OR d.superseded_at > coalesce(least({closed_at}, {now}), 'infinity'))"
    )
    known_definitions = "" if as_at is None else "d.recorded_at <= %(as_at)s AND "
    condition, parameters = scope.where()
    aliases = ("f", "own", "year", "round", "programme", "previous", "last_year")
    sql = _QUERY.format(
        **{alias: in_force(alias) for alias in aliases},
        definition=known_definitions + on_the_day,
        known_versions="true" if as_at is None else "v.recorded_at <= %(as_at)s",
        known_breaks="removed_at IS NULL"
        if as_at is None
        else "recorded_at <= %(as_at)s AND (removed_at IS NULL OR removed_at > %(as_at)s)",
        scope=condition,
        # Of few figures, planning the whole query at once takes longer than it saves.
        fence="" if scope.is_wide else "OFFSET 0",
        financial_year=_FINANCIAL_YEAR,
        year_before=_YEAR_BEFORE,
        **_target_parts(is_wide=scope.is_wide),
        total=total("f"),
        last_year_total=total("last_year"),
        inputs=", ".join(f"j.{name}" for name in INPUTS if name != "figure_id"),
    )
    if as_at is not None:
        parameters["as_at"] = as_at
    return sql, parameters


def _target_parts(*, is_wide: bool) -> dict[str, str]:
    """The parts of a query that join the target and work out what it asks."""
    return {
        "asked": _ASKED.format(
            **{name: _DUE.format(name=name) for name in ("value", "low", "high", "floor")}
        ),
        "with_target": _WITH_TARGET.format(
            months_gone=_MONTHS_GONE,
            months_before=_MONTHS_BEFORE.format(months_gone=_MONTHS_GONE),
            target_rows=_ALL_TARGETS if is_wide else _FEW_TARGETS,
        ),
    }


def fetch(scope: Scope, as_at: datetime.datetime | None = None, *, only: Collection[str] = ()) -> list[dict]:
    """The inputs of each figure in `scope`, with the rating they have, if any, under `status` and `direction_*`.

    `status` is None where the figure is pending. `only` names the columns wanted, where thousands of rows make the others
    costly to carry. One query.
    """
    sql, parameters = inputs_sql(scope, as_at)
    rated = "r.figure_id = i.figure_id" + "".join(
        f" AND r.{name} IS NOT DISTINCT FROM i.{name}" for name in INPUTS if name != "figure_id"
    )
    rating_rows = f"LEFT JOIN kpis_rating r ON {rated}"
    if not scope.is_wide:  # as with targets
        rating_rows = f"LEFT JOIN LATERAL (SELECT * FROM kpis_rating r WHERE {rated} OFFSET 0) r ON true"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(only) or '*'} FROM ("
            "SELECT i.*, r.status, r.direction_previous, r.direction_last_year "
            f"FROM ({sql}) i {rating_rows}) judged",
            parameters,
        )
        return _as_dicts(cursor)


def under_other_targets(judged: Sequence[tuple[dict, int]]) -> list[dict]:
    """Rows of `fetch` as the target whose id stands beside each would judge it, in the same order.

    Whatever is not of the target stays as it was read. No rating is kept of such a row, so its `status` is None: the engine
    answers it. One query, of targets alone.
    """
    parameters = {name: [row[name] for row, _ in judged] for name in _PLACE}
    with connection.cursor() as cursor:
        cursor.execute(
            _OTHER_TARGETS.format(**_target_parts(is_wide=False)),
            parameters | {"target_id": [target for _, target in judged]},
        )
        asked = _as_dicts(cursor)
    return [{**row, **other, "status": None} for (row, _), other in zip(judged, asked, strict=True)]


def _as_dicts(cursor: CursorWrapper) -> list[dict]:
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
