"""What the feedback log can be narrowed to. The state is in the address; the words of a case are never searched."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse

from complaints.models import Area, Kind, Outcome, Procedure
from complaints.presenters import stage_names
from complaints.selectors import cases
from complaints.visibility import ComplaintView
from complaints.written_days import read_day
from council.filters import MOST_LETTERS, Filters
from council.period_kinds import date_label

DUE = {
    "overdue": "Overdue",
    "soon": "Due this week",
    "acknowledge": "To acknowledge",
    "open": "All open cases",
    "closed": "Closed cases",
}
MINE = {"yes": "Open cases that I logged or worked on"}
#: The filters that stand at once above the list; the others are behind "More filters".
FIRST = ("search", "due", "kind", "area", "service")


class DayField(forms.CharField):
    """A day as people write it."""

    def clean(self, value: Any) -> datetime.date | None:
        """The day, or None where nothing was written."""
        text = super().clean(value)
        if not text:
            return None
        day = read_day(text)
        if day is None:
            raise forms.ValidationError(
                f"{self.label}: write the day like 27 3 2021 or 27 March 2021", code="invalid"
            )
        return day


class CaseFilterForm(forms.Form):
    """Drawn above the log. A value that is not among the choices is passed over; a day that cannot be read is named."""

    search = forms.CharField(label="Reference", required=False, max_length=MOST_LETTERS)
    due = forms.ChoiceField(label="Due", required=False)
    kind = forms.ChoiceField(label="Kind", required=False)
    area = forms.ChoiceField(label="Area", required=False)
    service = forms.ChoiceField(label="Service", required=False)
    type = forms.ChoiceField(label="Service type", required=False)
    procedure = forms.ChoiceField(label="Procedure", required=False)
    stage = forms.ChoiceField(label="Stage", required=False)
    outcome = forms.ChoiceField(label="Outcome", required=False)
    joint = forms.ChoiceField(label="Joint with the NHS", required=False)
    mine = forms.ChoiceField(label="Whose work", required=False)
    since = DayField(label="Received from", required=False, max_length=MOST_LETTERS)
    until = DayField(label="Received up to", required=False, max_length=MOST_LETTERS)


class CaseFilters(Filters):
    """The filters of an address, the form to change them, and the chosen ones, each removable."""

    form_class = CaseFilterForm

    def __init__(self, query: QueryDict, view: ComplaintView) -> None:
        super().__init__(query, _choices(view))
        if "search" in self.chosen_values:
            self.chosen_values["search"] = self.chosen_values["search"].upper()
        typed = {name: query.get(name, "")[:MOST_LETTERS] for name in ("since", "until")}
        self.form = CaseFilterForm({**self.chosen_values, **typed}, auto_id="filter-%s")
        for name, choices in self.words.items():
            # Where there is one choice there is nothing to choose.
            if len(choices) < 2 and name != "mine" and name not in self.chosen_values:
                del self.form.fields[name]
            else:
                self.form.fields[name].choices = [("", "All"), *choices.items()]
        self.form.is_valid()
        for name in typed:
            if day := self.form.cleaned_data.get(name):
                self.chosen_values[name] = day.isoformat()
                self.words[name] = {day.isoformat(): date_label(day)}

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields that stand above the list."""
        return [field for field in self.form if field.name in FIRST]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields behind "More filters"."""
        return [field for field in self.form if field.name not in FIRST]

    @property
    def shows_more(self) -> bool:
        """Whether a filter is in use, or refused, that would be out of sight."""
        used = {*self.chosen_values, *self.form.errors}
        return not used <= set(FIRST)


def _choices(view: ComplaintView) -> dict[str, dict[str, str]]:
    """The choices of each filter: values with words."""
    return {
        "due": dict(DUE),
        "kind": dict(Kind.choices),
        "area": dict(Area.choices),
        "service": {row.slug: row.name for row in cases.services_of(view)},
        "type": {row.slug: f"{row.get_area_display()}: {row.name}" for row in cases.service_types_of(view)},
        "procedure": dict(Procedure.choices),
        "stage": {**stage_names(), "ombudsman": "Decided by the Ombudsman"},
        "outcome": dict(Outcome.choices),
        "joint": {"yes": "Joint", "no": "Not joint"},
        "mine": dict(MINE),
    }


def cases_address(**chosen: str) -> str:
    """The address of the log with filters chosen: what other pages lead to."""
    query = QueryDict(mutable=True)
    query.update(chosen)
    return f"{reverse('complaint-cases')}?{query.urlencode()}"
