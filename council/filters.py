"""What lists share that the address narrows: the quarter to choose, the chosen filters in words, each removable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from council.models.rounds import Round
from council.periods import Quarter

MOST_LETTERS = 100


class QuarterForm(forms.Form):
    """The quarter that a page shows, to choose another one."""

    quarter = forms.ChoiceField(label="Quarter", required=False)

    def __init__(self, *, rounds: Iterable[Round], quarter: Quarter) -> None:
        super().__init__(initial={"quarter": str(quarter)})
        self.fields["quarter"].choices = quarter_choices(rounds)


def quarter_choices(rounds: Iterable[Round]) -> list[tuple[str, str]]:
    """The rounds a person may look at, as the choices of a field."""
    return [(str(row), f"{row.quarter.label}{' (open)' if row.is_open else ''}") for row in rounds]


def searched(query: QueryDict) -> str:
    """The words that the address looks for; without NUL, which no text of the database can hold."""
    return query.get("search", "").replace("\0", "").strip()[:MOST_LETTERS]


class Filters:
    """The filters of an address. A value that is not among the choices is passed over, never an error.

    `words` are the choices of each filter: their values as the address writes them, each in words. `form_class` is the
    form that draws them; its labels name them.
    """

    form_class: type[forms.Form]

    def __init__(self, query: QueryDict, words: Mapping[str, Mapping[str, str]]) -> None:
        self.query, self.words = query, words
        self.chosen_values = {
            name: query[name] for name, choices in words.items() if query.get(name) in choices
        }
        if sought := searched(query):
            self.chosen_values["search"] = sought

    @property
    def chosen(self) -> list[dict[str, str]]:
        """The filters in force in words, each with the address without it."""
        labels = {name: field.label for name, field in self.form_class.base_fields.items()}
        return [
            {
                "text": f"{labels[name]}: {self.words.get(name, {}).get(value, value)}",
                "href": self._without(name),
            }
            for name, value in self.chosen_values.items()
        ]

    @property
    def query_string(self) -> str:
        """The filters in force as an address writes them: another page or file takes them over."""
        return urlencode(self.chosen_values)

    @property
    def clear(self) -> str:
        """The address without any filter, still in the same quarter."""
        return self._without(*self.chosen_values)

    def _without(self, *names: str) -> str:
        query = self.query.copy()
        for name in (*names, "page"):
            query.pop(name, None)
        return f"?{query.urlencode()}"
