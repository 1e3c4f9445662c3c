"""The tables of erasure and of the access log on screen."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from complaints.models import CaseAccess, Kind, Standing
from complaints.presenters import procedure_label, synthetic_tag
from complaints.selectors.privacy import RetentionLine
from council.period_kinds import date_label
from council.tables import CouncilTable, LinkColumn, TextColumn


class CaseColumn(LinkColumn):
    """A case's reference, which leads to its page, with the mark of one that was made up."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            accessor="feedback__reference",
            verbose_name="Case",
            url=lambda row: reverse("complaint-case", args=[row.feedback.reference]),
            **kwargs,
        )

    def render(self, value: str, record: Standing | CaseAccess) -> SafeString:
        mark = synthetic_tag() if record.feedback.synthetic else ""
        return format_html("{} {}", super().render(value, record), mark)


class DueTable(CouncilTable):
    """The cases whose words are no longer kept."""

    hide_caption = True  # the page has a heading right above it

    case = CaseColumn(orderable=False)
    kind = TextColumn(orderable=False)
    procedure = TextColumn(verbose_name="Procedure", orderable=False)
    service = TextColumn(accessor="service__name", verbose_name="Service", orderable=False)
    ended = TextColumn(accessor="ended_on", verbose_name="Ended", orderable=False)
    kept = TextColumn(accessor="ended_on", verbose_name="Kept until", orderable=False)

    def __init__(self, rows: Any, *, lines: Mapping[str, RetentionLine], **kwargs: Any) -> None:
        self.lines = lines
        super().__init__(rows, **kwargs)

    def render_kind(self, value: str) -> str:
        return Kind(value).label

    def render_procedure(self, value: str) -> str:
        return procedure_label(value)

    def render_ended(self, value: datetime.date) -> str:
        return date_label(value)

    def render_kept(self, value: datetime.date, record: Standing) -> str:
        return date_label(self.lines[record.procedure].kept_until(value))


class AccessTable(CouncilTable):
    """One row a reading, the newest first."""

    hide_caption = True

    at = TextColumn(verbose_name="When", order_by=("at", "id"))
    by = TextColumn(verbose_name="Who", orderable=False)
    what = TextColumn(verbose_name="What they did", orderable=False)
    case = CaseColumn(order_by=("feedback__reference", "-at"))

    def render_at(self, value: datetime.datetime) -> str:
        moment = timezone.localtime(value)
        return f"{date_label(moment.date())}, {moment:%H:%M}"

    def render_what(self, record: CaseAccess) -> str:
        return record.get_what_display()
