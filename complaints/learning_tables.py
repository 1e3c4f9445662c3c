"""The tables of learning on screen."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from complaints.models import Learning
from complaints.presenters import due_cell
from council.period_kinds import FinancialYear, date_label
from council.tables import CouncilTable, LinkColumn, TextColumn

#: The tag of each status.
TAGS = {
    Learning.Status.IDENTIFIED: "govuk-tag--grey",
    Learning.Status.IN_PROGRESS: "govuk-tag--blue",
    Learning.Status.DONE: "govuk-tag--green",
    Learning.Status.EMBEDDED: "govuk-tag--green",
}
LETTERS = 160


def status_tag(point: Learning) -> SafeString:
    """How far a learning point is."""
    return format_html(
        '<strong class="govuk-tag {}">{}</strong>', TAGS[point.status], point.get_status_display()
    )


class PointColumn(LinkColumn):
    """The beginning of what was learnt, which leads to the point, and its heading below."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(url=lambda row: reverse("complaint-learning-point", args=[row.key]), **kwargs)

    def render(self, value: str, record: Learning) -> SafeString:
        link = super().render(Truncator(value).chars(LETTERS), record)
        return format_html('{} <span class="app-under">{}</span>', link, record.heading)


class LearningTable(CouncilTable):
    """One row a learning point."""

    hide_caption = True  # the page has a heading right above it
    nothing = "No learning matches these filters. Remove one to see more."

    text = PointColumn(verbose_name="What was learnt", orderable=False)
    year = TextColumn(verbose_name="Year and area", order_by=("year", "area", "source", "position"))
    source = TextColumn(verbose_name="Source", order_by=("source", "year", "area", "position"))
    status = TextColumn(verbose_name="Status", order_by=("status", "due_on", "pk"))
    owner = TextColumn(empty_values=("",), verbose_name="Owner", order_by=("owner", "pk"))
    due_on = TextColumn(verbose_name="Due", order_by=("due_on", "pk"))

    def __init__(self, rows: Any, *, today: datetime.date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(rows, **kwargs)

    def render_year(self, value: int, record: Learning) -> SafeString:
        return format_html(
            '{} <span class="app-under">{}</span>', FinancialYear(value).label, record.get_area_display()
        )

    def render_source(self, record: Learning) -> str:
        return record.get_source_display()

    def render_status(self, record: Learning) -> SafeString:
        done = f"on {date_label(record.done_on)}" if record.done_on else ""
        return format_html('{} <span class="app-under">{}</span>', status_tag(record), done)

    def render_due_on(self, value: datetime.date, record: Learning) -> SafeString | str:
        return date_label(value) if record.done_on else due_cell(value, self.today)
