"""The KPIs' charts: a trend of one indicator, the mix of ratings of a quarter. Takes rows; never asks the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from council.charts import Band, Chart, Comparator, Group, Mix, Point, Trend, mix_chart, trend_chart
from council.control_charts import Control, Lines, control_chart
from council.models import CorporatePriority, Directorate
from council.periods import Slot, parse
from council.presenters import UNRATED, mark_of
from council.sections import Mark
from kpis.bands import rating_bands
from kpis.selectors.benchmarks import Compared
from kpis.selectors.indicator import IndicatorPage, SeriesPoint
from kpis.selectors.signals import ControlSeries


def trend(page: IndicatorPage, others: Iterable[Compared] = ()) -> Chart | None:
    """The indicator's figures over time with the target, the bands of the newest target, each figure's rating, what broke
    or happened on the way, and what others achieved in the same periods."""
    if not page.points:
        return None
    broken, happened = _by_place(page.breaks, page.points), _by_place(page.events, page.points)
    for place, words in _counted_anew(page.points).items():
        broken[place] = f"{broken[place]}; {words}" if place in broken else words
    points = tuple(
        Point(
            label=point.label,
            tick=point.tick,
            value=point.actual,
            target=point.target,
            mark=mark_of(point.status, page.marks) if point.status else None,
            broken=broken.get(place, ""),
            event=happened.get(place, ""),
            note=parse(point.figure.period).label,
        )
        for place, point in enumerate(page.points)
    )
    newest = page.points[-1]
    bands = rating_bands(newest.inputs, newest.scheme) if newest.inputs and newest.scheme else []
    drawn = Trend(
        points=points,
        unit=page.definition.unit,
        decimals=page.definition.decimals,
        bands=tuple(Band(page.marks[band.status], band.low, band.high) for band in bands),
        marks=tuple(page.marks.values()),
        others=_comparators(page.points, others),
    )
    title = "Trend" if not page.definition.cumulative else "Trend of the year so far"
    return trend_chart(drawn, title=title)


def _by_place(said: dict[Slot, str], points: list[SeriesPoint]) -> dict[int, str]:
    """What is said of places in the series, by the point to mark: where the place has none, the next that has one."""
    found: dict[int, list[str]] = {}
    for slot, words in sorted(said.items(), key=lambda pair: pair[0].period.start):
        place = next(
            (n for n, p in enumerate(points) if p.figure.slot.period.start >= slot.period.start), None
        )
        if place is not None:
            own = points[place].figure.slot
            found.setdefault(place, []).append(words if own == slot else f"{words} (from {slot.label})")
    return {place: "; ".join(words) for place, words in found.items()}


def _counted_anew(points: list[SeriesPoint]) -> dict[int, str]:
    """Where figures of single periods give way to those of the year so far, or the other way round: a line across would
    compare what is not alike. An outturn is both, and goes with what follows it."""
    words = {
        True: "from here the figures are of the year so far",
        False: "from here each figure is of its own period",
    }
    kinds: list[bool | None] = []
    following: bool | None = None
    for point in reversed(points):
        if point.figure.grain != "Y":
            following = point.judged["cumulative"] or point.figure.is_running_total
        kinds.append(following)
    neighbours = pairwise(reversed(kinds))
    return {
        place: words[now]
        for place, (before, now) in enumerate(neighbours, start=1)
        if before is not None and now is not None and before != now
    }


def _comparators(points: list[SeriesPoint], others: Iterable[Compared]) -> tuple[Comparator, ...]:
    """Those with a number for the period of a figure that is drawn; of two printings of one, the newest."""
    places = {point.figure.pk: place for place, point in enumerate(points)}
    found: dict[str, dict[int, Decimal]] = {}
    for other in others:
        if other.point is not None and other.point.figure.pk in places:
            name = other.label if other.benchmark.period else f"{other.label}, period not given"
            values = found.setdefault(name, {})
            values.setdefault(places[other.point.figure.pk], other.benchmark.value)
    return tuple(
        Comparator(name, tuple(values.get(place) for place in range(len(points))))
        for name, values in found.items()
    )


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


def mix(counted: dict[CorporatePriority | Directorate, Counter[str]], statuses: dict[str, Mark]) -> Chart:
    """How many indicators of each chapter (a corporate priority or a directorate) have each rating or state."""
    found = {code for counts in counted.values() for code in counts}
    marks = (*statuses.values(), *(mark for code, mark in UNRATED.items() if code in found))
    groups = tuple(Group(chapter.name, dict(counts)) for chapter, counts in counted.items())
    by = "directorate" if all(isinstance(each, Directorate) for each in counted) else "corporate priority"
    return mix_chart(Mix(groups=groups, marks=marks), title=f"Ratings by {by}")
