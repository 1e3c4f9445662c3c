"""The KPIs' tables on screen."""

from __future__ import annotations

import dataclasses

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from council.presenters import direction_of, render_direction
from council.tables import CouncilTable, LinkColumn, RagColumn, TextColumn
from kpis.presenters import figure_words, slot_heading, target_words
from kpis.rating import Outcome
from kpis.selectors.dashboard import IndicatorRow


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
        accessor="definition__priority__name",
        verbose_name="Corporate priority",
        order_by=("definition__priority__position", "definition__position"),
    )
    good_is = TextColumn(accessor="definition__get_good_is_display", verbose_name="Good is", orderable=False)
    figure = TextColumn(empty_values=(), verbose_name="Latest figure", orderable=False)
    target = TextColumn(empty_values=(), verbose_name="Target", orderable=False)
    rating = RagColumn(accessor="mark", verbose_name="Rating", order_by="rank")
    direction = TextColumn(accessor="outcome", verbose_name="Direction of travel", orderable=False)

    def render_figure(self, record: IndicatorRow) -> str:
        words = figure_words(record.figure, record.definition) or "–"
        if record.figure is None or record.is_current or record.figure.value is None:
            return words
        return f"{words} for {slot_heading(record.figure.slot, record.definition.frequency)}"

    def render_target(self, record: IndicatorRow) -> str:
        return target_words(record.target, record.definition) or "–"

    def render_direction(self, value: Outcome) -> SafeString | str:
        """Since the period before; since last year, and saying so, where only that can be compared."""
        if value.direction_previous:
            return render_direction(direction_of(value.direction_previous, value.movement_previous))
        if not value.direction_last_year:
            return "–"
        since = direction_of(value.direction_last_year, value.movement_last_year)
        return render_direction(dataclasses.replace(since, word=f"{since.word} on last year"))
