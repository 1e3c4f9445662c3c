"""The table of what changed after members had seen it."""

from __future__ import annotations

import datetime

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from council.periods import Quarter, date_label
from council.sections import Cell, Column, Document, Row, Section, Table
from council.tables import CouncilTable, LinkColumn, TextColumn
from kpis.selectors.changes import Change


def _address(change: Change) -> str | None:
    return reverse("kpi-detail", args=[change.slug]) if change.slug else None


class AboutColumn(LinkColumn):
    """What was changed, with a link to its indicator, and below it the kind of change."""

    def render(self, value: str, record: Change) -> SafeString:
        return format_html('{} <span class="app-under">{}</span>', super().render(value, record), record.kind)


class ChangeTable(CouncilTable):
    """Changes, newest first."""

    hide_caption = True  # the page has a heading right above it
    nothing = "Nothing has changed."

    about = AboutColumn(url=_address, verbose_name="What changed", orderable=False)
    old = TextColumn(verbose_name="Before", orderable=False)
    new = TextColumn(verbose_name="Now", orderable=False)
    reason = TextColumn(verbose_name="Reason", orderable=False)
    at = TextColumn(verbose_name="When and who", orderable=False)

    def render_at(self, record: Change) -> SafeString:
        return format_html(
            '{} <span class="app-under">{}</span>', date_label(localtime(record.at).date()), record.by
        )

    def render_reason(self, value: str) -> SafeString:
        return format_html('<span class="app-words">{}</span>', value)


def change_document(
    found: list[Change], quarter: Quarter, *, council: str, as_at: datetime.datetime
) -> Document:
    """The same changes of one quarter as a document."""
    title = f"Changed since {quarter.label} closed"
    columns = (
        Column("kind", "Kind"),
        Column("about", "What changed", weight=3),
        Column("old", "Before", weight=1.5),
        Column("new", "Now", weight=1.5),
        Column("reason", "Reason", weight=2),
        Column("on", "When"),
        Column("by", "Who", weight=1.5),
    )

    def row(change: Change) -> Row:
        day = date_label(localtime(change.at).date())
        words = (change.kind, change.about, change.old, change.new, change.reason, day, change.by)
        return Row(tuple(Cell(each) for each in words))

    table = Table(caption=f"Table 1: {title}", columns=columns, rows=tuple(map(row, found)), header_columns=2)
    return Document(
        title="Corporate performance: changes after closing",
        subtitle=quarter.label,
        council=council,
        as_at=as_at,
        sections=(Section(title, (table,)),),
        section_heading="",
        table_heading="",
    )
