"""The list of all indicators for the people who keep them, and what it can be narrowed to."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from council.filters import MOST_LETTERS, Filters
from council.periods import date_label
from council.tables import CouncilTable, TextColumn
from kpis.models import Definition

STATES = {
    "in-use": "In use",
    "retired": "Retired",
    "overdue": "Review overdue",
}


def review_is_overdue(definition: Definition, today: datetime.date) -> bool:
    """Whether somebody should have asked by now if it is still the right measure."""
    return definition.retired_on is None and definition.review_on is not None and definition.review_on < today


class DefinitionFilterForm(forms.Form):
    """Drawn above the list. A value that is not among the choices is passed over."""

    search = forms.CharField(label="Words in the name", required=False, max_length=MOST_LETTERS)
    service = forms.ChoiceField(label="Service", required=False)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *STATES.items()])


class DefinitionFilters(Filters):
    """The definitions kept by the address's filters, the form to change them, and the chosen ones, each removable."""

    form_class = DefinitionFilterForm

    def __init__(self, query: QueryDict, rows: list[Definition], today: datetime.date) -> None:
        self.today = today
        services = dict(sorted({row.service.slug: row.service.name for row in rows}.items(), key=_by_name))
        super().__init__(query, {"service": services, "state": STATES})
        self.form = DefinitionFilterForm(initial=self.chosen_values, auto_id="filter-%s")
        self.form.fields["service"].choices = [("", "All"), *services.items()]
        self.kept = [row for row in rows if self._keeps(row)]

    def _keeps(self, row: Definition) -> bool:
        state = self.chosen_values.get("state")
        return (
            self.chosen_values.get("search", "").casefold() in row.name.casefold()
            and self.chosen_values.get("service", row.service.slug) == row.service.slug
            and (state != "in-use" or row.retired_on is None)
            and (state != "retired" or row.retired_on is not None)
            and (state != "overdue" or review_is_overdue(row, self.today))
        )


def _by_name(item: tuple[str, str]) -> str:
    return item[1]


class DefinitionTable(CouncilTable):
    """Every indicator, retired ones too. The name leads to its definition, or, for readers, to its page."""

    hide_caption = True
    nothing = "No indicator matches these filters. Remove one to see more."

    name = TextColumn(verbose_name="Indicator")
    service = TextColumn(accessor="service__name", verbose_name="Service")
    frequency = TextColumn(verbose_name="Frequency")
    good_is = TextColumn(empty_values=(), verbose_name="Good is")
    group = TextColumn(accessor="group__name", verbose_name="Group")
    scheme = TextColumn(empty_values=(), verbose_name="Scheme", orderable=False)
    review_on = TextColumn(empty_values=(), verbose_name="Review")

    def __init__(self, *args: Any, today: datetime.date, may_edit: bool, **kwargs: Any) -> None:
        self.today = today
        self.address = "kpi-definition" if may_edit else "kpi-detail"
        super().__init__(*args, **kwargs)

    def render_name(self, value: str, record: Definition) -> SafeString:
        """The link, what it is worked out from, and when it was retired."""
        under = f"Retired on {date_label(record.retired_on)}" if record.retired_on else ""
        if record.calculation:
            under = f"Worked out from other indicators. {under}".strip()
        link = format_html(
            '<a class="govuk-link" href="{}">{}</a>',
            reverse(self.address, args=[record.indicator.slug]),
            value,
        )
        return format_html('{} <span class="app-under">{}</span>', link, under) if under else link

    def render_frequency(self, record: Definition) -> str:
        return record.get_frequency_display()

    def render_good_is(self, record: Definition) -> str:
        return record.get_good_is_display() if record.good_is else "In words"

    def render_scheme(self, record: Definition) -> str:
        return str(record.scheme) if record.scheme else "House"

    def render_review_on(self, record: Definition) -> SafeString | str:
        if record.review_on is None:
            return "–"
        day = date_label(record.review_on)
        if not review_is_overdue(record, self.today):
            return day
        return format_html('<strong class="govuk-tag govuk-tag--yellow">Overdue</strong> {}', day)
