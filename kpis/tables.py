"""The KPIs' tables on screen."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from council.periods import Quarter
from council.presenters import direction_of, figure_text, mark_of, render_direction, render_mark
from council.sections import Mark
from council.tables import CouncilTable, LinkColumn, RagColumn, TextColumn
from kpis.models import Definition
from kpis.presenters import amount, chapter_word, figure_words, slot_heading, target_words
from kpis.rating_sums import movement
from kpis.selectors.dashboard import IndicatorRow
from kpis.selectors.grid import Cells
from kpis.selectors.previous_targets import UnderPrevious


def _address(row: IndicatorRow) -> str:
    return reverse("kpi-detail", args=[row.definition.indicator.slug])


class IndicatorColumn(LinkColumn):
    """An indicator's name, which leads to its page, and below it the directorate that answers for it."""

    def render(self, value: str, record: IndicatorRow) -> SafeString:
        link = super().render(value, record)
        return format_html('{} <span class="app-under">{}</span>', link, record.definition.directorate.name)


class IndicatorTable(CouncilTable):
    """A quarter's indicators: newest figure, target, rating and direction of travel."""

    hide_caption = True  # the pages have a heading right above it
    nothing = "No indicator matches these filters. Remove one to see more."

    name = IndicatorColumn(url=_address, accessor="definition__name", verbose_name="Performance indicator")
    priority = TextColumn(
        accessor="definition__chapter__name",
        verbose_name="Corporate priority",
        order_by=("definition__chapter__position", "definition__position"),
    )
    good_is = TextColumn(accessor="definition__get_good_is_display", verbose_name="Good is", orderable=False)
    figure = TextColumn(empty_values=(), verbose_name="Latest figure", orderable=False)
    target = TextColumn(empty_values=(), verbose_name="Target", orderable=False)
    rating = RagColumn(accessor="mark", verbose_name="Rating", order_by="rank")
    direction = TextColumn(accessor="judged", verbose_name="Direction of travel", orderable=False)

    #: By indicator, for the rows shown: what a target that changed lately would have made of the figure. The page sets it.
    under_previous: Mapping[int, UnderPrevious] = MappingProxyType({})

    def __init__(self, rows: list[IndicatorRow], **kwargs: Any) -> None:
        if chapter_word(row.definition for row in rows) == "Directorate":  # which stands below each name
            kwargs.setdefault("exclude", ("priority",))
        super().__init__(rows, **kwargs)

    def render_rating(self, value: Mark, record: IndicatorRow) -> SafeString:
        """The mark, and for four quarters after a change of target also the one it would have been."""
        mark = render_mark(value)
        earlier = self.under_previous.get(record.definition.indicator_id)
        if earlier is None:
            return mark
        return format_html(
            '{} <span class="app-under">{}: {}</span>', mark, earlier.opening, render_mark(earlier.mark)
        )

    def render_figure(self, record: IndicatorRow) -> SafeString | str:
        """The figure, its period where it is not of this quarter, and below it the forecast of the year made with it."""
        words = figure_words(record.figure, record.definition) or "–"
        if record.figure is None or record.figure.value is None:
            return words
        if not record.is_current:
            words = f"{words} for {slot_heading(record.figure.slot, record.definition.frequency)}"
        if record.figure.forecast is None:
            return words
        said = amount(record.figure.forecast, record.definition)
        rated = record.forecast
        mark = render_mark(mark_of(rated.status, record.marks)) if rated else ""
        return format_html(
            '{} <span class="app-under">Forecast for the year: {} {}</span>', words, said, mark
        )

    def render_target(self, record: IndicatorRow) -> str:
        return target_words(record.target, record.definition) or "–"

    def render_direction(self, value: dict) -> SafeString | str:
        """Since the period before; since last year, and saying so, where only that can be compared.

        As it is kept beside the rating: asking the engine for it would have the reason of every row written too.
        """
        if value["direction_previous"]:
            moved = movement(value["previous"], value["actual"])
            return render_direction(direction_of(value["direction_previous"], moved))
        if not value["direction_last_year"]:
            return "–"
        since = direction_of(value["direction_last_year"], movement(value["last_year"], value["actual"]))
        return render_direction(dataclasses.replace(since, word=f"{since.word} on last year"))


class RoundColumn(TextColumn):
    """What one reporting quarter had for an indicator: its mark, and below it the number that was rated."""

    def __init__(self, quarter: Quarter) -> None:
        self.quarter = quarter
        super().__init__(verbose_name=quarter.short_label, empty_values=(), orderable=False)

    def render(self, record: IndicatorRow, table: GridTable) -> SafeString:
        cell = table.cells[record.definition.indicator_id].get(self.quarter.ordinal)
        if cell is None:
            return mark_safe('–<span class="govuk-visually-hidden"> Not measured yet</span>')
        mark = render_mark(cell.mark, compact=True)
        if cell.value is None:
            return mark
        return format_html(
            '{} <span class="app-under">{}</span>', mark, _short_amount(cell.value, record.definition)
        )


class GridTable(CouncilTable):
    """Indicators by quarters, in groups by corporate priority. The page sets `cells`, those of the rows it shows."""

    classes = "app-grid"
    hide_caption = True
    nothing = IndicatorTable.nothing

    name = LinkColumn(
        url=_address, accessor="definition__name", verbose_name="Performance indicator", orderable=False
    )

    def __init__(self, rows: list[IndicatorRow], *, rounds: Iterable[Quarter], **kwargs: Any) -> None:
        self.cells: Cells = {}
        columns = [(f"round_{quarter.ordinal}", RoundColumn(quarter)) for quarter in rounds]
        super().__init__(rows, extra_columns=columns, **kwargs)

    @property
    def groups(self) -> list[tuple[str, SafeString]]:
        """The name of each priority on this page, and its rows as markup."""
        writers = self._cell_writers()

        def body(records: Iterable[IndicatorRow]) -> SafeString:
            rows = ("".join(write(record) for write in writers) for record in records)
            return mark_safe("".join(f'<tr class="govuk-table__row">{row}</tr>\n' for row in rows))  # noqa: S308 - every cell is escaped by its writer

        by_chapter = groupby(self.records_shown, key=lambda record: record.definition.chapter)
        return [(chapter.name, body(records)) for chapter, records in by_chapter]

    @property
    def marks(self) -> list[Mark]:
        """The ratings on this page, best first, for the key. States say themselves what they are."""
        shown = {cell.mark.code for rounds in self.cells.values() for cell in rounds.values()}
        known = {code: mark for record in self.records_shown for code, mark in record.marks.items()}
        return [mark for code, mark in known.items() if code in shown]

    @property
    def shows_running_totals(self) -> bool:
        """Whether some number on this page is the year so far."""
        return any(record.definition.cumulative for record in self.records_shown)


def _short_amount(value: Decimal, definition: Definition) -> str:
    """A number in a narrow cell: only % and £ stand beside it, the name of the row says the rest."""
    unit = definition.unit if definition.unit in {"%", "£"} else ""
    return figure_text(value, unit, definition.decimals)
