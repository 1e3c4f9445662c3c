"""The KPIs' charts: a trend of one indicator, the mix of ratings of a quarter. Takes rows; never asks the database."""

from __future__ import annotations

from collections import Counter

from council.charts import Band, Chart, Group, Mix, Point, Trend, mix_chart, trend_chart
from council.control_charts import Control, Lines, control_chart
from council.models import CorporatePriority
from council.periods import parse
from council.presenters import UNRATED, mark_of
from council.sections import Mark
from kpis.bands import rating_bands
from kpis.selectors.indicator import IndicatorPage
from kpis.selectors.signals import ControlSeries


def trend(page: IndicatorPage) -> Chart | None:
    """The indicator's figures over time with the target, the bands of the newest target, and each figure's rating."""
    if not page.points:
        return None
    points = tuple(
        Point(
            label=point.label,
            tick=point.tick,
            value=point.actual,
            target=point.target,
            mark=mark_of(point.status, page.marks) if point.status else None,
            broken=point.broken,
            note=parse(point.figure.period).label,
        )
        for point in page.points
    )
    newest = page.points[-1]
    bands = rating_bands(newest.inputs, newest.scheme) if newest.inputs and newest.scheme else []
    drawn = Trend(
        points=points,
        unit=page.definition.unit,
        decimals=page.definition.decimals,
        bands=tuple(Band(page.marks[band.status], band.low, band.high) for band in bands),
        marks=tuple(page.marks.values()),
    )
    title = "Trend" if not page.definition.cumulative else "Trend of the year so far"
    return trend_chart(drawn, title=title)


def control(series: ControlSeries) -> Chart | None:
    """The comparable figures between their limits; None where there are too few for any lines."""
    lines = tuple(
        Lines(stretch.places[0], stretch.places[-1], stretch.centre, stretch.lower, stretch.upper)
        for stretch in series.stretches
        if not stretch.missing
    )
    if not lines:
        return None
    points = tuple(
        Point(
            label=point.label,
            tick=point.tick,
            value=point.figure.value,
            broken=series.broken.get(place, ""),
        )
        for place, point in enumerate(series.points)
    )
    drawn = Control(
        trend=Trend(points=points, unit=series.definition.unit, decimals=series.definition.decimals),
        lines=lines,
        unusual=frozenset().union(*(stretch.unusual for stretch in series.stretches)),
        signals=series.signals,
    )
    return control_chart(drawn, title="Control chart", message=series.sentences[0])


def mix(counted: dict[CorporatePriority, Counter[str]], statuses: dict[str, Mark]) -> Chart:
    """How many indicators of each corporate priority have each rating or state."""
    found = {code for counts in counted.values() for code in counts}
    marks = (*statuses.values(), *(mark for code, mark in UNRATED.items() if code in found))
    groups = tuple(Group(priority.name, dict(counts)) for priority, counts in counted.items())
    return mix_chart(Mix(groups=groups, marks=marks), title="Ratings by corporate priority")
