"""What a quarter asks a person to look at first: the rows that `kpis.exceptions` judges."""

from __future__ import annotations

from council.periods import Quarter
from council.periods import quarter_of as quarter_of_day
from council.presenters import is_rated
from kpis.exceptions import Change, Findings, Gap, Indicator, Round, Standing, find
from kpis.models import Definition
from kpis.rating_sums import nearer_bound, relative_shortfall, shortfall
from kpis.selectors import dashboard, grid
from kpis.selectors.dashboard import IndicatorRow
from kpis.selectors.grid import Reported
from kpis.selectors.outcomes import engine_inputs, schemes_by_version
from kpis.visibility import View


def exceptions(quarter: Quarter, view: View) -> list[Findings]:
    """The lists of `quarter` as this person may see it. Ten queries."""
    schemes = schemes_by_version()
    rows = dashboard.summaries(quarter, view, schemes=schemes)
    rounds = grid.rounds_up_to(quarter, view)
    # Only these can be newly red or green, or red for long: the others' earlier ratings are not needed.
    extreme = [row for row in rows if row.state in (*list(row.marks)[:1], *list(row.marks)[-1:])]
    cells = grid.cells(extreme, rounds, view, schemes=schemes)
    now = Round(
        ordinal=quarter.ordinal,
        is_closed=quarter.ordinal in view.closed,
        known_from=_known_from(rounds, view),
    )
    return find([_indicator(row, cells.get(row.definition.indicator_id, {})) for row in rows], now)


def _known_from(rounds: list[Quarter], view: View) -> int | None:
    """The first round looked at, where there are earlier ones."""
    first = min((quarter.ordinal for quarter in rounds), default=None)
    return first if any(row.ordinal < first for row in view.quarters) else None


def _indicator(row: IndicatorRow, reported: dict[int, Reported]) -> Indicator:
    definition = row.definition
    return Indicator(
        slug=definition.indicator.slug,
        name=definition.name,
        unit=definition.unit,
        decimals=definition.decimals,
        standings=tuple(
            Standing(ordinal, cell.mark.words, cell.place)
            for ordinal, cell in sorted(reported.items(), reverse=True)
            if is_rated(cell.mark)
        ),
        gap=_gap(row) if row.is_current and row.is_rated else None,
        change=_change(row) if row.is_current else None,
        every=4 if definition.frequency == Definition.Frequency.ANNUAL else 1,
        is_awaited=row.state == "awaiting",
        newest=row.judged["reported_in"] if row.judged else None,
        since=quarter_of_day(definition.introduced_on).ordinal if definition.introduced_on else None,
    )


def _gap(row: IndicatorRow) -> Gap | None:
    """The distance from the target by the engine's own sums; None without a target to measure from, or from one of 0."""
    known = engine_inputs(row.judged, unit=row.definition.unit, decimals=row.definition.decimals)
    if known.actual is None:
        return None
    bound, distance = nearer_bound(known.actual, known), shortfall(known.actual, known)
    percent = relative_shortfall(known.actual, known)
    if bound is None or distance is None or percent is None:
        return None
    target = known.held_against
    is_range = target.low is not None and target.high is not None
    return Gap(known.actual, bound, distance, percent, is_range=is_range)


def _change(row: IndicatorRow) -> Change | None:
    """The change since the period before, where the two can be compared."""
    judged = row.judged
    if judged["actual"] is None or not judged["previous"]:
        return None
    return Change(judged["previous"], judged["actual"], judged["direction_previous"] or "")
