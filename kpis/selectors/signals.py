"""What the figures of an indicator say beyond their rating: signal or noise, small numbers, what moved.

The rules are pure (kpis/control_chart.py, kpis/small_numbers.py, kpis/what_moved.py); this finds the figures they are
about on an indicator's page. It asks the database nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kpis import control_chart, small_numbers, what_moved
from kpis.control_chart import Stretch
from kpis.models import Definition
from kpis.presenters import amount
from kpis.selectors.indicator import IndicatorPage, SeriesPoint
from kpis.series import GRAIN

OVERLAP = (
    "Each figure covers twelve months, so neighbouring figures share most of their months and differ less than separate "
    "ones would: these limits are narrower than they should be."
)
NOT_TOTALS = "Each figure is that of its own period, not the total of the year so far."

SIGNAL_WORDS = {
    "above": "Unusual",
    "below": "Unusual",
    "high_run": "Sustained change",
    "low_run": "Sustained change",
    "rising": "Trend",
    "falling": "Trend",
}


@dataclass
class ControlSeries:
    """The comparable figures of an indicator: those of its own frequency, forecasts and running totals left out."""

    definition: Definition
    points: list[SeriesPoint]
    broken: dict[int, str]  # why the series starts anew, by the place of the first figure after it

    @property
    def values(self) -> list[Decimal | None]:
        return [point.figure.value for point in self.points]

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        known = [value for value in self.values if value is not None]
        return control_chart.stretches(
            self.values,
            self.broken,
            least=Decimal(0) if known and min(known) >= 0 else None,
            most=Decimal(100) if self.definition.unit == "%" and known and max(known) <= 100 else None,
        )

    @property
    def newest(self) -> Stretch:
        """The stretch that the next figure would belong to."""
        return self.stretches[-1] if self.stretches else Stretch(())

    @property
    def is_ready(self) -> bool:
        """Whether there are enough comparable figures for a control chart."""
        return not self.newest.missing

    @property
    def signals(self) -> dict[int, str]:
        """What each figure is part of, by its place."""
        found: dict[int, list[str]] = {}
        for stretch in self.stretches:
            for signal in stretch.signals:
                for place in signal.places:
                    found.setdefault(place, []).append(SIGNAL_WORDS[signal.kind])
        return {place: ", ".join(words) for place, words in found.items()}

    @property
    def sentences(self) -> list[str]:
        """What the newest comparable figures show, and what to bear in mind."""
        said = control_chart.sentences(
            self.newest,
            [point.label for point in self.points],
            self.values,
            lambda number: amount(number, self.definition),
        )
        if not self.is_ready:
            return said
        annual = self.definition.frequency == Definition.Frequency.ANNUAL
        if self.definition.basis == Definition.Basis.ROLLING_YEAR and not annual:
            said.append(OVERLAP)
        if self.definition.cumulative:
            said.append(NOT_TOTALS)
        return said


def control_series(page: IndicatorPage) -> ControlSeries:
    """The figures that a control chart of this indicator is made of, oldest first."""
    grain = GRAIN[page.definition.frequency]
    points = [
        point
        for point in page.series
        if point.figure.grain == grain and not point.figure.is_forecast and not point.figure.is_running_total
    ]
    broken = {}
    before = None
    for place, point in enumerate(points):
        ordinal = point.figure.ordinal
        # A break may fall on a period without a figure: the next figure then begins the new stretch.
        reasons = [
            reason
            for slot, reason in page.breaks.items()
            if slot.grain == grain and slot.ordinal <= ordinal and (before is None or slot.ordinal > before)
        ]
        if reasons:
            broken[place] = reasons[-1]
        before = ordinal
    return ControlSeries(page.definition, points, broken)


@dataclass(frozen=True)
class Newest:
    """What is said under the newest rating, and in the note of its chart."""

    sentences: tuple[str, ...] = ()
    note: str = ""


def newest(page: IndicatorPage) -> Newest:
    """How far the newest figure is from its target in cases, how firm its rating is, and what moved since the last."""
    point = page.newest
    if point is None or page.definition.cumulative:
        return Newest()
    counts = small_numbers.counts_of(point.inputs)
    if counts is None:
        return Newest()
    said = [
        _to_target(point),
        small_numbers.guard_sentence(counts[1]),
        _robustness(point),
        _moved(page, point, counts),
    ]
    return Newest(tuple(filter(None, said)), small_numbers.interval_sentence(*counts))


def _to_target(point: SeriesPoint) -> str:
    missing = point.people_short
    if not missing:
        return ""
    low, high = point.inputs.limits or (None, None)
    way = "more" if high is None or (low is not None and point.actual < low) else "fewer"
    return f"With {missing:,} {way} {'case' if missing == 1 else 'cases'} the target would have been met."


def _robustness(point: SeriesPoint) -> str:
    found = small_numbers.robustness(point.inputs, point.scheme)
    return small_numbers.robustness_sentence(found, point.scheme) if found else ""


def _moved(page: IndicatorPage, point: SeriesPoint, counts: tuple[Decimal, Decimal]) -> str:
    """What moved since the period before; nothing across a break."""
    slot = point.figure.slot
    before = next((each for each in page.series if each.figure.slot == slot.previous()), None)
    earlier = small_numbers.counts_of(before.inputs) if before and not point.broken else None
    if before is None or earlier is None:
        return ""
    found = what_moved.split(what_moved.Counts(*earlier), what_moved.Counts(*counts))
    words = what_moved.sentence(found, max(page.definition.decimals or 1, 1))
    return f"Since {before.label}: {words[0].lower()}{words[1:]}"
