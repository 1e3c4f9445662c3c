"""Figures as a file: what a template asks for, and what the figures of a file are held against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from council.periods import Slot
from kpis.imports import Change
from kpis.models import Definition, Figure, SeriesBreak
from kpis.sanity import Typed, warnings
from kpis.selectors.entry import Round, usual
from kpis.selectors.return_lines import Line, lines_of
from kpis.visibility import View


def template_lines(rounds: Iterable[Round], view: View) -> list[Line]:
    """The figures that the rounds ask for, with what an officer looks at beside them."""
    found: list[Line] = []
    for round_ in rounds:
        definitions = {task.definition.pk: task.definition for task in round_.tasks}
        lines = lines_of(list(definitions.values()), round_.quarter, view)
        found += [line for line in lines if not line.calculated_from]
    return found


def warnings_of(changes: Iterable[Change]) -> dict[int, list[str]]:
    """What looks wrong about the new figures, by the row of the file. Three queries, however many rows."""
    numbers = [change for change in changes if change.entry.value is not None]
    indicators = {change.measure.id for change in numbers}
    definitions = {
        row.indicator_id: row for row in Definition.objects.current().filter(indicator__in=indicators)
    }
    series: dict[int, list[Figure]] = defaultdict(list)
    for figure in Figure.objects.current().filter(indicator__in=indicators):
        series[figure.indicator_id].append(figure)
    breaks: dict[int, list[Slot]] = defaultdict(list)
    for mark in SeriesBreak.objects.filter(indicator__in=indicators, removed_at=None):
        breaks[mark.indicator_id].append(mark.slot)
    found = {}
    for change in numbers:
        entry, key = change.entry, change.measure.id
        typed = Typed(value=entry.value, numerator=entry.numerator, denominator=entry.denominator)
        found[change.row] = warnings(typed, usual(definitions[key], change.slot, series[key], breaks[key]))
    return found
