"""What a register can be narrowed to; the choices follow from its entries, the state is in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from django import forms
from django.http import QueryDict
from django.utils.text import slugify

from council.filters import MOST_LETTERS, Filters, quarter_choices
from council.periods import Quarter
from risks import outlines
from risks.models import Assessment, Entry, ReviewRound
from risks.presenters import confidence_mark, travel_direction
from risks.selectors.register import Row
from risks.travel import Travel

#: A choice of a filter as the address writes it, and in words.
Choice = tuple[str, str]


class FilterForm(forms.Form):
    """Drawn above the register. A value that is not among the choices is passed over, never an error."""

    quarter = forms.ChoiceField(label="Quarter", required=False)
    search = forms.CharField(label="Words in the entry", required=False, max_length=MOST_LETTERS)
    kind = forms.ChoiceField(label="Risk or opportunity", required=False)
    band = forms.ChoiceField(label="Current score", required=False)
    owner = forms.ChoiceField(label="Owner", required=False)
    category = forms.ChoiceField(label="Category", required=False)
    confidence = forms.ChoiceField(label="Confidence in the target", required=False)
    direction = forms.ChoiceField(label="Direction of travel", required=False)
    priority = forms.ChoiceField(label="Corporate priority", required=False)
    service = forms.ChoiceField(label="Service", required=False)


#: Few texts stand in many rows.
_slug = lru_cache(maxsize=1000)(slugify)


def _kind(row: Row) -> Iterator[Choice]:
    yield row.entry.kind, Entry.Kind(row.entry.kind).label


def _band(row: Row) -> Iterator[Choice]:
    band = row.current.band
    if band:
        yield _slug(band.label), band.label
    elif row.current.score is None:
        yield "not-assessed", "Not assessed"


def _text(text: str) -> Iterator[Choice]:
    if text:
        yield _slug(text) or text, text


def _confidence(row: Row) -> Iterator[Choice]:
    code = row.assessment.confidence if row.assessment else ""
    yield code or "not-given", confidence_mark(code).word


def _direction(row: Row) -> Iterator[Choice]:
    yield row.travel.value, travel_direction(row.travel, opportunity=row.is_opportunity).word


def _priority(row: Row) -> Iterator[Choice]:
    if row.details.priority:
        yield row.details.priority.slug, row.details.priority.name


def _services(row: Row) -> Iterator[Choice]:
    for service in row.details.services.all():
        yield service.slug, service.name


#: The choices that an entry falls under. Several services may answer for one entry.
PARTS: dict[str, Callable[[Row], Iterator[Choice]]] = {
    "kind": _kind,
    "band": _band,
    "owner": lambda row: _text(row.details.owner),
    "category": lambda row: _text(row.details.category),
    "confidence": _confidence,
    "direction": _direction,
    "priority": _priority,
    "service": _services,
}
#: Filters whose choices have an order of their own; the others are in the order of the alphabet.
ORDERED: dict[str, list[str]] = {
    "kind": list(Entry.Kind),
    "confidence": [*Assessment.Confidence, "not-given"],
    "direction": list(Travel),
}


class RegisterFilters(Filters):
    """The rows kept by the address's filters, the form to change them, and the chosen ones, each removable."""

    form_class = FilterForm

    def __init__(
        self, query: QueryDict, *, rows: list[Row], rounds: Iterable[ReviewRound], quarter: Quarter
    ) -> None:
        super().__init__(query, {name: _choices(name, rows) for name in PARTS})
        self.form = FilterForm(initial={**self.chosen_values, "quarter": str(quarter)}, auto_id="filter-%s")
        self.form.fields["quarter"].choices = quarter_choices(rounds)
        for name, choices in self.words.items():
            # Where all entries are alike there is nothing to choose.
            if len(choices) < 2 and name not in self.chosen_values:
                del self.form.fields[name]
            else:
                self.form.fields[name].choices = [("", "All"), *choices.items()]
        self.kept = [row for row in rows if self._keeps(row)]

    def _keeps(self, row: Row) -> bool:
        return all(
            wanted.casefold() in _all_words(row) if name == "search" else wanted in dict(PARTS[name](row))
            for name, wanted in self.chosen_values.items()
        )


def _choices(name: str, rows: list[Row]) -> dict[str, str]:
    """The choices that occur, each in words."""
    found = {value: words for row in rows for value, words in PARTS[name](row)}
    if name == "band":
        heaviest = {value: row.current.score or 0 for row in rows for value, _ in _band(row)}
        return dict(sorted(found.items(), key=lambda pair: heaviest[pair[0]], reverse=True))
    if name in ORDERED:
        return {value: found[value] for value in ORDERED[name] if value in found}
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))


def _all_words(row: Row) -> str:
    """Everything that an entry says, in small letters."""
    details, assessment = row.details, row.assessment
    said = [details.description, details.consequences, assessment.progress if assessment else []]
    measures = [*row.controls, *row.actions]
    return "\n".join(
        (
            row.ref,
            details.title,
            details.owner,
            details.category,
            *(outlines.words(outlines.from_json(text)) for text in said),
            *(text for measure in measures for text in (measure.text, *measure.sub_items, measure.owner)),
        )
    ).casefold()
