"""What the lists of indicators can be narrowed to; the choices follow from the rows, the state is in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django import forms
from django.http import QueryDict

from council.filters import MOST_LETTERS, Filters, quarter_choices
from council.models import ReportingQuarter
from council.periods import Quarter
from council.presenters import UNRATED
from kpis.selectors.dashboard import IndicatorRow, statuses

#: The part of a row that each filter looks at: (slug, words).
PARTS: dict[str, Callable[[IndicatorRow], tuple[str, str]]] = {
    "priority": lambda r: (r.definition.chapter.slug, r.definition.chapter.name),
    "directorate": lambda r: (r.definition.directorate.slug, r.definition.directorate.name),
    "service": lambda r: (r.definition.service.slug, r.definition.service.name),
}


def _has_priorities(rows: list[IndicatorRow]) -> bool:
    return not rows or any(row.definition.priority_id is not None for row in rows)


class FilterForm(forms.Form):
    """Drawn beside the list. A value that is not among the choices is passed over, never an error."""

    quarter = forms.ChoiceField(label="Quarter", required=False)
    search = forms.CharField(label="Words in the name", required=False, max_length=MOST_LETTERS)
    priority = forms.ChoiceField(label="Corporate priority", required=False)
    directorate = forms.ChoiceField(label="Directorate", required=False)
    service = forms.ChoiceField(label="Service", required=False)
    status = forms.ChoiceField(label="Rating", required=False)


class IndicatorFilters(Filters):
    """The rows kept by the address's filters, the form to change them, and the chosen ones, each removable."""

    form_class = FilterForm

    def __init__(
        self,
        query: QueryDict,
        *,
        rows: list[IndicatorRow],
        quarters: Iterable[ReportingQuarter],
        quarter: Quarter,
    ):
        choices: dict[str, dict[str, str]] = {}
        # A paper that is arranged by directorates has no priorities to choose from.
        parts = {name: part for name, part in PARTS.items() if name != "priority" or _has_priorities(rows)}
        for name, part in parts.items():
            one_of_each = {getattr(row.definition, f"{name}_id"): row for row in rows}
            choices[name] = dict(sorted(map(part, one_of_each.values()), key=lambda pair: pair[1]))
        present = {row.shown_status for row in rows}
        marks = {**statuses(rows), **UNRATED}
        choices["status"] = {code: mark.word for code, mark in marks.items() if code in present}
        super().__init__(query, choices)
        self.form = FilterForm(initial={**self.chosen_values, "quarter": str(quarter)}, auto_id="filter-%s")
        for name in PARTS.keys() - parts.keys():
            del self.form.fields[name]
        for name, words in choices.items():
            self.form.fields[name].choices = [("", "All"), *words.items()]
        self.form.fields["quarter"].choices = quarter_choices(quarters)
        self.kept = [row for row in rows if self._keeps(row)]

    def _keeps(self, row: IndicatorRow) -> bool:
        for name, wanted in self.chosen_values.items():
            if name == "search":
                if wanted.casefold() not in row.definition.name.casefold():
                    return False
            elif name == "status":
                if row.shown_status != wanted:
                    return False
            elif PARTS[name](row)[0] != wanted:
                return False
        return True
