"""What others achieved beside an indicator's own figures, as one person may see both."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from council.periods import parse
from council.presenters import figure_text
from kpis.benchmarks import Match, Own, difference, match, quartile_words, rank_words
from kpis.models import Benchmark, Definition
from kpis.presenters import amount
from kpis.selectors.indicator import IndicatorPage, SeriesPoint
from kpis.visibility import View

_DASHES = ("-", "–")


@dataclass(frozen=True)
class Compared:
    """One comparator for one period, and the figure of ours that belongs beside it, if there is one."""

    benchmark: Benchmark
    definition: Definition
    own: SeriesPoint | None
    match: Match | None

    @property
    def label(self) -> str:
        return self.benchmark.label

    @property
    def period(self) -> str:
        return parse(self.benchmark.period).label if self.benchmark.period else "Not given"

    @property
    def theirs(self) -> str:
        """Their figure as ours are printed, with its second number; else the words in its place, or of a range of theirs."""
        value, second = self.benchmark.value, self.benchmark.second_value
        if self._is_range and self.benchmark.text:
            return self.benchmark.text
        words = [amount(value, self.definition)] if value is not None else []
        if second is not None:
            number = figure_text(second, self.definition.second_unit)
            words.append(f"({number})" if words else number)
        # Words that only say the rank or the quartile stand in the column of our place already.
        return " ".join(words) or ("" if self.standing else self.benchmark.text) or "–"

    @property
    def ours(self) -> str:
        if self.own is None:
            return "–"
        if self._is_second:
            return figure_text(self.own.figure.second_value, self.definition.second_unit)
        return amount(self.own.figure.value, self.definition)

    @property
    def _is_range(self) -> bool:
        """Two numbers of an indicator that has only one: the lowest and the highest."""
        both = self.benchmark.value is not None and self.benchmark.second_value is not None
        return both and not self.definition.second_unit

    @property
    def _is_second(self) -> bool:
        """Whether the second number is the one to compare: a rate beside our rate."""
        return self.benchmark.value is None and self.benchmark.second_value is not None

    @property
    def standing(self) -> str:
        """The place among others and the quartile, as far as they are known."""
        known = (
            rank_words(self.benchmark.rank, self.benchmark.rank_of),
            quartile_words(self.benchmark.quartile),
        )
        return "; ".join(filter(None, known))

    @property
    def difference(self) -> str:
        """Ours beside theirs in words; "" where one of the two is not known."""
        if self.own is None or self.match is None or self._is_range:
            return ""
        figure = self.own.figure
        if self._is_second:
            own, other, unit = figure.second_value, self.benchmark.second_value, self.definition.second_unit
        else:
            own, other, unit = figure.value, self.benchmark.value, self.definition.unit
        if own is None or other is None:
            return ""
        return difference(
            own,
            other,
            whom=_whom(self.benchmark),
            good_is=self.definition.good_is,
            says_better=self.match.is_same,
            size=lambda distance: _distance(
                distance, unit, None if self._is_second else self.definition.decimals
            ),
        )

    @property
    def note(self) -> str:
        """What has to be said about the periods, then what the source says."""
        said = self.match.note if self.match and self.difference else ""
        return " ".join(filter(None, [said, self.benchmark.note]))

    @property
    def point(self) -> SeriesPoint | None:
        """The figure that theirs may be drawn beside: one of the same period, not a total of the year so far."""
        if self.own is None or self.match is None or not self.match.is_same:
            return None
        is_total = self.own.actual != self.own.figure.value
        return None if is_total or self.benchmark.value is None else self.own


def compared(page: IndicatorPage, view: View) -> list[Compared]:
    """Every comparator of the rounds this person may see, each with its newest period first. One query.

    A dash in a paper, which says that it compares with nobody, is left out.
    """
    definition = page.definition
    found = (
        Benchmark.objects.current()
        .filter(indicator=definition.indicator_id, reported_in__in=view.rounds_of(definition.service))
        .exclude(text__in=_DASHES, value=None, second_value=None, rank=None, quartile=None)
        .order_by("comparator", "name", "-reported_in", "-period")
    )
    points = [point for point in page.series if point.figure.value is not None]
    ours = [Own(point.figure.period, point.figure.reported_in, point.figure.value) for point in points]
    rows = []
    for benchmark in found:
        matched = match(benchmark.period, benchmark.reported_in, ours)
        rows.append(
            Compared(
                benchmark=benchmark,
                definition=definition,
                own=points[matched.place] if matched else None,
                match=matched,
            )
        )
    order = list(Benchmark.Comparator)
    return sorted(rows, key=lambda row: order.index(Benchmark.Comparator(row.benchmark.comparator)))


def _whom(benchmark: Benchmark) -> str:
    """The comparator within a sentence: "the England average", "the statistical neighbours", or its own name."""
    if benchmark.name:
        return benchmark.name
    words = benchmark.get_comparator_display()
    return f"the {words}" if words.startswith("England") else f"the {words[:1].lower()}{words[1:]}"


def _distance(distance: Decimal, unit: str, decimals: int | None) -> str:
    """How far apart two figures are: two percentages by points."""
    if unit == "%":
        unit = "point" if distance == 1 else "points"
    return figure_text(distance, unit, decimals)
