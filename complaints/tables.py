"""The tables of complaints on screen."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from complaints.models import Area, Complainant, Kind, Standing
from complaints.presenters import due_cell, outcome_label, procedure_label, stage_label, synthetic_tag
from council.period_kinds import date_label
from council.tables import CouncilTable, LinkColumn, TextColumn


def _address(row: Standing) -> str:
    return reverse("complaint-case", args=[row.feedback.reference])


class CaseColumn(LinkColumn):
    """A case's reference, which leads to its page, and below it its kind."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(url=_address, **kwargs)

    def render(self, value: str, record: Standing) -> SafeString:
        link = super().render(value, record)
        joint = ", joint" if record.joint else ""
        mark = synthetic_tag() if record.feedback.synthetic else ""
        return format_html(
            '<strong>{}</strong> {} <span class="app-under">{}{}</span>',
            link, mark, Kind(record.kind).label, joint,
        )  # fmt: skip


class CaseTable(CouncilTable):
    """The feedback log: one row a case. Nothing in it names or describes a person."""

    hide_caption = True  # the page has a heading right above it
    nothing = "No case matches these filters. Remove one to see more."

    case = CaseColumn(accessor="feedback__reference", verbose_name="Case", order_by=("feedback__reference",))
    received = TextColumn(
        accessor="received_on", verbose_name="Received", order_by=("received_on", "feedback_id")
    )
    about = TextColumn(
        accessor="area", verbose_name="About", order_by=("area", "service_type__name", "feedback_id")
    )
    complainant = TextColumn(verbose_name="From", order_by=("complainant", "feedback_id"))
    stage = TextColumn(
        accessor="procedure",
        empty_values=("",),
        verbose_name="Procedure",
        order_by=("procedure", "stage", "feedback_id"),
    )
    due = TextColumn(accessor="due_on", verbose_name="Due", order_by=("due_on", "feedback_id"))
    outcome = TextColumn(
        empty_values=("",), verbose_name="Outcome", order_by=("outcome", "closed_on", "feedback_id")
    )

    def __init__(self, rows: Any, *, today: datetime.date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(rows, **kwargs)

    def render_received(self, value: datetime.date) -> str:
        return date_label(value)

    def render_about(self, value: str, record: Standing) -> SafeString | str:
        """The service type and, below it, the area; the area alone where no type is known."""
        area = Area(value).label
        if record.service_type is None:
            return area
        return format_html('{} <span class="app-under">{}</span>', record.service_type.name, area)

    def render_complainant(self, value: str) -> str:
        return Complainant(value).label

    def render_stage(self, value: str, record: Standing) -> SafeString:
        stage = stage_label(value, record.stage)
        return format_html('{} <span class="app-under">{}</span>', procedure_label(value), stage)

    def render_due(self, value: datetime.date) -> SafeString:
        return due_cell(value, self.today)

    def render_outcome(self, value: str, record: Standing) -> SafeString:
        closed = f"closed {date_label(record.closed_on)}" if record.closed_on else ""
        at = ", by the Ombudsman" if record.resolved_at == "ombudsman" else ""
        return format_html('{}{} <span class="app-under">{}</span>', outcome_label(value), at, closed)
