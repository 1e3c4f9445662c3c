"""What a performance paper prints of a quarter, for the check before publication: figures, targets, ratings, commentary."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from django.urls import reverse

from committee.reconcile.facts import Papers, Passage, Place, Printing, Rated, Role, State
from council.period_kinds import FinancialYear, Period
from council.periods import Quarter, Slot, parse
from council.presenters import figure_text
from kpis.commentary_text import points, words
from kpis.models import Benchmark, Commentary, Definition, Figure, Target
from kpis.presenters import (
    benchmark_words,
    is_pair,
    second_amount,
    table_amount,
    table_words,
    target_number,
    target_words,
    unusual_period,
)
from kpis.selectors import commentary, dashboard
from kpis.selectors.columns import history_slots
from kpis.selectors.dashboard import IndicatorRow
from kpis.visibility import View

#: Periods as an older paper printed them, by indicator and column, where they are not what its figures cover.
PrintedPeriods = Mapping[tuple[str, str], str]
NONE_PRINTED: PrintedPeriods = MappingProxyType({})
#: Parts of a commentary in printed order.
_PARTS = ("body", "issues", "causes")


def kpi_facts(
    quarter: Quarter,
    view: View,
    *,
    paper: str,
    as_at: datetime.datetime | None = None,
    printed_periods: PrintedPeriods = NONE_PRINTED,
    rows: list[IndicatorRow] | None = None,
) -> Papers:
    """Everything that the paper of a quarter prints from data, as `view` may see it. Fourteen queries at most.

    `rows` are those of `dashboard.rows` with their history, where they were read already.
    """
    if not view.sees_quarter(quarter):
        return Papers()
    rows = dashboard.rows(quarter, view, as_at=as_at, with_history=True) if rows is None else rows
    said = commentary.of_quarter(quarter, view, as_at=as_at)
    return Papers(
        printings=tuple(
            printing for row in rows for printing in _printings(row, quarter, paper, printed_periods)
        ),
        passages=(
            *(passage for each in said for passage in _passages(each, quarter, paper)),
            *(passage for row in rows for passage in _notes(row, quarter, paper)),
        ),
        rated=tuple(rated for row in rows if (rated := _rated(row, quarter, paper))),
        other_names=_other_names(rows, said),
    )


def _other_names(rows: list[IndicatorRow], said: list[Commentary]) -> dict[str, tuple[str, ...]]:
    """The headings under which one indicator is spoken of, and the names of those that print no figure."""
    names: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.definition.value_type == Definition.ValueType.TEXT:
            names[subject_of(row.definition.indicator.slug)].append(row.definition.name)
    for each in said:
        indicators = list(each.indicators.all())
        if len(indicators) == 1:
            names[subject_of(indicators[0].slug)].append(each.heading)
    return {subject: tuple(found) for subject, found in names.items()}


def subject_of(slug: str) -> str:
    return f"kpi:{slug}"


def _printings(
    row: IndicatorRow, quarter: Quarter, paper: str, printed_periods: PrintedPeriods
) -> Iterator[Printing]:
    definition = row.definition
    printer = _Printer(row, paper)
    for slot in history_slots(row, quarter):
        figure = row.history.get(slot)
        if figure is not None and figure.value is not None:
            printed = printed_periods.get((definition.indicator.slug, str(slot)))
            yield from printer.figure(slot, figure, printed)
    if row.target is not None:
        yield from printer.target(row.target)
    for benchmark in row.benchmarks:
        yield from printer.benchmark(benchmark)


class _Printer:
    """The printings of one indicator."""

    def __init__(self, row: IndicatorRow, paper: str) -> None:
        self.row, self.definition = row, row.definition
        self.slug = row.definition.indicator.slug
        self.paper = paper
        self.address = reverse("kpi-detail", args=[self.slug])

    def figure(self, slot: Slot, figure: Figure, printed: str | None) -> Iterator[Printing]:
        total = self.row.running_total(figure)
        common: dict[str, Any] = {
            "where": slot.label,
            "period": parse(figure.period),
            "period_printed": unusual_period(figure, self.definition) if printed is None else printed,
            "column": slot.period,
            "state": _state(figure),
            "cell": table_words(figure, self.definition, total),
        }
        yield self._printing("value", table_amount(figure.value, self.definition), **common)
        if figure.second_value is not None:
            yield self._printing("second", self._second(figure), **common, second=True)
        if total is not None and total != figure.value:
            yield self._printing("running_total", table_amount(total, self.definition), **common)

    def target(self, target: Target) -> Iterator[Printing]:
        number = target_number(target, self.definition)
        if not number:
            return
        common: dict[str, Any] = {
            "where": "target",
            "period_printed": target.text,
            "column": _column_of(target),
            "cell": target_words(target, self.definition, self.row.replaced_target),
        }
        yield self._printing("target", number, **common)
        if target.second_value is not None:
            text = figure_text(target.second_value, target.second_unit)
            yield self._printing("second_target", text, **common, second=True)

    def benchmark(self, benchmark: Benchmark) -> Iterator[Printing]:
        """A pair that is printed as one text has its two numbers in it: "17.3%/64.0"."""
        cell = benchmark_words(benchmark, self.definition)
        common: dict[str, Any] = {
            "where": benchmark.label,
            "period": parse(benchmark.period) if benchmark.period else None,
            "cell": cell,
            "comparator": benchmark.label,
        }
        first, slash, second = cell.partition("/")
        if slash and is_pair(self.definition) and benchmark.text:
            yield self._printing("benchmark", first.strip(), **common)
            yield self._printing("second_benchmark", second.strip(), **common, second=True)
            return
        if benchmark.value is not None:
            yield self._printing("benchmark", table_amount(benchmark.value, self.definition), **common)
        if benchmark.second_value is not None:
            text = second_amount(benchmark.second_value, self.definition)
            yield self._printing("second_benchmark", text, **common, second=True)

    def _second(self, figure: Figure) -> str:
        if is_pair(self.definition):
            return second_amount(figure.second_value, self.definition)
        return figure_text(figure.second_value)

    def _printing(self, role: Role, text: str, *, where: str, second: bool = False, **rest: Any) -> Printing:
        definition = self.definition
        return Printing(
            place=Place(self.paper, f"{definition.name}, {where}", self.address),
            subject=subject_of(self.slug),
            subject_name=definition.name,
            role=role,
            text=text,
            unit=_unit(definition.second_unit if second else definition.unit),
            good_is=definition.good_is,
            **rest,
        )


def _unit(unit: str) -> str:
    """The unit as the rules know it; of a count, the name of what is counted."""
    if unit.startswith("per "):
        return "rate"
    return {"%": "percent", "£": "money", "": "number"}.get(unit, "days" if unit.startswith("days") else unit)


def _state(figure: Figure) -> State:
    if figure.is_forecast:
        return "forecast"
    return "provisional" if figure.state in {"provisional", "estimate"} else ""


def _column_of(target: Target) -> Period | None:
    """The period that a target is for; a programme's is none of the calendar."""
    if target.grain == Target.Grain.PROGRAMME:
        return None
    return (
        FinancialYear.from_ordinal(target.ordinal)
        if target.grain == "Y"
        else Slot(target.grain, target.ordinal).period
    )


def _rated(row: IndicatorRow, quarter: Quarter, paper: str) -> Rated | None:
    """The rating of this quarter; None where there is none, or it is an earlier one that stands."""
    if row.state not in row.marks or row.figure is None or row.figure.value is None:
        return None
    definition, outcome = row.definition, row.outcome
    met = None if outcome is None or outcome.shortfall is None else outcome.shortfall <= 0
    return Rated(
        place=Place(
            paper, f"{definition.name}, rating", reverse("kpi-detail", args=[definition.indicator.slug])
        ),
        subject=subject_of(definition.indicator.slug),
        name=definition.name,
        period=quarter,
        status=row.mark.word,
        is_best=row.state == next(iter(row.marks)),
        value=table_amount(row.figure.value, definition),
        target=target_words(row.target, definition),
        meets_target=met,
    )


def _passages(said: Commentary, quarter: Quarter, paper: str) -> Iterator[Passage]:
    subjects = tuple(subject_of(indicator.slug) for indicator in said.indicators.all())
    address = reverse("kpi-detail", args=[subjects[0].removeprefix("kpi:")]) if subjects else ""
    place = Place(paper, f"commentary on {said.heading}", address)

    def passage(text: str, *, is_bullet: bool) -> Passage:
        return Passage(place, text, subjects, said.heading, quarter, is_bullet)

    for part in _PARTS:
        for block in getattr(said, part):
            if block["kind"] == "paragraph":
                yield passage(block["text"], is_bullet=False)
            else:
                yield from (passage(text, is_bullet=True) for text in _bullets(block["items"]))
    yield from (passage(text, is_bullet=True) for text in _bullets(said.action_items))


def _notes(row: IndicatorRow, quarter: Quarter, paper: str) -> Iterator[Passage]:
    """What the tables say of an indicator in words: instead of a figure, below the table, beside an agreed rating."""
    name, slug = row.definition.name, row.definition.indicator.slug
    instead = [row.figure.text] if row.figure is not None and row.figure.value is None else []
    agreed = [row.override.reason] if row.agreed and row.override else []
    place = Place(paper, f"{name}, the notes", reverse("kpi-detail", args=[slug]))
    for text in (*instead, *row.definition.footnotes, *agreed):
        yield Passage(place, text, (subject_of(slug),), name, quarter)


def _bullets(items: list[Any]) -> Iterator[str]:
    for item in items:
        yield words(item)
        yield from _bullets(points(item))
