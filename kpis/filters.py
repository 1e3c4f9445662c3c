"""What the lists of indicators can be narrowed to; the choices follow from the rows, the state is in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django import forms
from django.http import QueryDict

from council.models import ReportingQuarter
from council.periods import Quarter
from council.presenters import UNRATED
from kpis.selectors.dashboard import IndicatorRow, statuses

#: The part of a row that each filter looks at: (slug, words).
PARTS: dict[str, tuple[str, Callable[[IndicatorRow], tuple[str, str]]]] = {
    "priority": ("Corporate priority", lambda r: (r.definition.chapter.slug, r.definition.chapter.name)),
    "directorate": ("Directorate", lambda r: (r.definition.directorate.slug, r.definition.directorate.name)),
    "service": ("Service", lambda r: (r.definition.service.slug, r.definition.service.name)),
}


def _has_priorities(rows: list[IndicatorRow]) -> bool:
    return not rows or any(row.definition.priority_id is not None for row in rows)


class FilterForm(forms.Form):
    """Drawn beside the list. A value that is not among the choices is passed over, never an error."""

    quarter = forms.ChoiceField(label="Quarter", required=False)
    search = forms.CharField(label="Words in the name", required=False, max_length=100)
    priority = forms.ChoiceField(label="Corporate priority", required=False)
    directorate = forms.ChoiceField(label="Directorate", required=False)
    service = forms.ChoiceField(label="Service", required=False)
    status = forms.ChoiceField(label="Rating", required=False)


class QuarterForm(forms.Form):
    """The quarter that a page shows, to choose another one."""

    quarter = forms.ChoiceField(label="Quarter", required=False)

    def __init__(self, *, quarters: Iterable[ReportingQuarter], quarter: Quarter) -> None:
        super().__init__(initial={"quarter": str(quarter)})
        self.fields["quarter"].choices = quarter_choices(quarters)


def quarter_choices(quarters: Iterable[ReportingQuarter]) -> list[tuple[str, str]]:
    """The rounds a person may look at, as the choices of a field."""
    return [(str(row), f"{row.quarter.label}{' (open)' if row.is_open else ''}") for row in quarters]


class IndicatorFilters:
    """The rows kept by the address's filters, the form to change them, and the chosen ones, each removable."""

    def __init__(
        self,
        query: QueryDict,
        *,
        rows: list[IndicatorRow],
        quarters: Iterable[ReportingQuarter],
        quarter: Quarter,
    ):
        self.query = query
        choices = {}
        # A paper that is arranged by directorates has no priorities to choose from.
        parts = {name: part for name, part in PARTS.items() if name != "priority" or _has_priorities(rows)}
        for name, (_, part) in parts.items():
            one_of_each = {getattr(row.definition, f"{name}_id"): row for row in rows}
            choices[name] = sorted(map(part, one_of_each.values()), key=lambda pair: pair[1])
        present = {row.shown_status for row in rows}
        choices["status"] = [
            *((code, mark.word) for code, mark in statuses(rows).items() if code in present),
            *((code, mark.word) for code, mark in UNRATED.items() if code in present),
        ]
        self.chosen_values = {
            name: query[name] for name in choices if query.get(name) in {value for value, _ in choices[name]}
        }
        if words := query.get("search", "").strip()[:100]:
            self.chosen_values["search"] = words
        self.form = FilterForm(initial={**self.chosen_values, "quarter": str(quarter)}, auto_id="filter-%s")
        for name in PARTS.keys() - parts.keys():
            del self.form.fields[name]
        for name, pairs in choices.items():
            self.form.fields[name].choices = [("", "All"), *pairs]
        self.form.fields["quarter"].choices = quarter_choices(quarters)
        self.words = {name: dict(pairs) for name, pairs in choices.items()}
        self.kept = [row for row in rows if self._keeps(row)]

    def _keeps(self, row: IndicatorRow) -> bool:
        for name, wanted in self.chosen_values.items():
            if name == "search":
                if wanted.casefold() not in row.definition.name.casefold():
                    return False
            elif name == "status":
                if row.shown_status != wanted:
                    return False
            elif PARTS[name][1](row)[0] != wanted:
                return False
        return True

    @property
    def chosen(self) -> list[dict[str, str]]:
        """The filters in force in words, each with the address without it."""
        labels = {
            "search": "Words in the name",
            "status": "Rating",
            **{name: label for name, (label, _) in PARTS.items()},
        }
        return [
            {
                "text": f"{labels[name]}: {self.words.get(name, {}).get(value, value)}",
                "href": self._without(name),
            }
            for name, value in self.chosen_values.items()
        ]

    @property
    def clear(self) -> str:
        """The address without any filter, still in the same quarter."""
        return self._without(*self.chosen_values)

    def _without(self, *names: str) -> str:
        query = self.query.copy()
        for name in (*names, "page"):
            query.pop(name, None)
        return f"?{query.urlencode()}"
