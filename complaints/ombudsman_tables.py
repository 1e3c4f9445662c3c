"""The tables of the Ombudsman's enquiries on screen."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from complaints.models import OmbudsmanCase
from complaints.ombudsman_statistics import Group, Statistics, is_newly_upheld
from complaints.presenters import due_cell, synthetic_tag
from council.period_kinds import FinancialYear, date_label
from council.tables import CouncilTable, LinkColumn, TextColumn


class EnquiryColumn(LinkColumn):
    """The Ombudsman's reference, which leads to the enquiry, and below it the council's case."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(url=lambda row: reverse("complaint-ombudsman-case", args=[row.key]), **kwargs)

    def render(self, value: str, record: OmbudsmanCase) -> SafeString:
        link = super().render(value, record)
        mark = synthetic_tag() if record.synthetic else ""
        ours = record.feedback.reference if record.feedback else "Not one of our cases"
        return format_html('<strong>{}</strong> {} <span class="app-under">{}</span>', link, mark, ours)


class OmbudsmanTable(CouncilTable):
    """One row an enquiry."""

    hide_caption = True  # the page has a heading right above it
    nothing = "No enquiry matches these filters. Remove one to see more."

    enquiry = EnquiryColumn(accessor="reference", verbose_name="Enquiry", order_by=("reference",))
    area = TextColumn(verbose_name="Area", order_by=("area", "reference"))
    received = TextColumn(
        accessor="received_on", verbose_name="Received", order_by=("received_on", "reference")
    )
    answered = TextColumn(accessor="received_on", verbose_name="Answer", order_by=("answer_by", "reference"))
    decision = TextColumn(
        accessor="received_on", verbose_name="Decision", order_by=("decided_on", "reference")
    )
    recommendations = TextColumn(
        accessor="recommended", empty_values=(None, 0), verbose_name="Recommendations", orderable=False
    )

    def __init__(self, rows: Any, *, today: datetime.date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(rows, **kwargs)

    def render_area(self, record: OmbudsmanCase) -> str:
        return record.get_area_display()

    def render_received(self, value: datetime.date) -> str:
        return date_label(value)

    def render_answered(self, record: OmbudsmanCase) -> SafeString | str:
        """When it was answered; before that, by when it is to be."""
        if record.answered_on:
            return f"Answered {date_label(record.answered_on)}"
        if record.decided_on or not record.answer_by:
            return "–"
        return due_cell(record.answer_by, self.today)

    def render_decision(self, record: OmbudsmanCase) -> SafeString | str:
        if not record.decided_on:
            return "Not decided yet"
        is_new = is_newly_upheld(record.decision, record.council_outcome)
        return format_html(
            '{} <span class="app-under">{}</span>',
            "Newly upheld" if is_new else record.get_decision_display(),
            date_label(record.decided_on),
        )

    def render_recommendations(self, value: int, record: OmbudsmanCase) -> SafeString:
        done = value - (record.to_do or 0)
        late = (
            format_html(' <strong class="govuk-tag govuk-tag--red">{} overdue</strong>', record.overdue)
            if record.overdue
            else ""
        )
        return format_html("{} of {} done{}", done, value, late)


@dataclass(frozen=True)
class Line:
    """One statistic: its name, what it counts, and its value in each of the years side by side."""

    name: str
    meaning: str
    values: list[str]


def statistics_lines(years: list[Statistics]) -> list[Line]:
    """The statistics to hold for the annual letter, a line each."""

    def line(name: str, meaning: str, value: Any) -> Line:
        return Line(name, meaning, [str(value(year)) for year in years])

    return [
        line("Enquiries received", "In the year", lambda year: f"{year.received:,}"),
        line("Decided", "All decisions of the year", lambda year: f"{year.decided:,}"),
        *(_of_group(group, meaning, years) for group, meaning in _GROUPS),
        line("Upheld", "Of those investigated: the Ombudsman’s uphold rate", lambda year: year.uphold_rate),
        line(
            "Actual uphold rate",
            "Upheld where the council had neither upheld nor partly upheld it itself, of all decisions",
            lambda year: year.actual_uphold_rate,
        ),
        line(
            "Satisfactory remedy already provided",
            "Of those upheld, the council’s own remedy was enough",
            lambda year: year.remedied_rate,
        ),
        line("Public reports", "Among the decisions", lambda year: f"{year.public_reports:,}"),
        line(
            "Recommendations done in time",
            "Of those that were due in the year and are done or late; under 100% is to be scrutinised",
            lambda year: year.compliance.share,
        ),
        line("Paid after decisions", "Settlements", lambda year: f"£{year.paid:,.2f}"),
    ]


_GROUPS = (
    (Group.NOT_FOR_US, "Referred back, advice given, incomplete or invalid"),
    (Group.CLOSED, "Without an investigation"),
    (Group.INVESTIGATED, "Upheld or not upheld"),
)


def _of_group(group: Group, meaning: str, years: list[Statistics]) -> Line:
    return Line(group.value, meaning, [f"{year.groups[group]:,}" for year in years])


def year_label(year: int) -> str:
    return FinancialYear(year).label
