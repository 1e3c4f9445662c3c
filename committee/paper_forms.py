"""The forms of a paper: what it is drawn from, the words of its parts, what was seen of its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from committee.house_order import PART_OF, Block
from committee.models import Paper, PaperWords
from council.forms import Presentation

#: More than any part of a paper has: the longest minutes that are known have a third of it.
MOST_LETTERS = 100_000
#: Boxes are as high as their part is usually long.
ROWS = {Block.FRONT: 2, Block.IMPLICATIONS: 5, Block.END: 3}
USUAL_ROWS = 10
#: What begins the name of the field that holds the version that was read.
VERSION = "version-"


class WordsForm(forms.Form):
    """The words of some parts of a paper, each with the version that the author saw (0: nobody had written it)."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        parts: Iterable[str],
        kept: Mapping[str, PaperWords],
    ) -> None:
        self.parts = list(parts)
        super().__init__(data)
        for key in self.parts:
            part, row = PART_OF[key], kept.get(key)
            self.fields[key] = forms.CharField(
                label=part.heading,
                help_text=part.hint,
                required=False,
                strip=False,
                max_length=MOST_LETTERS,
                widget=forms.Textarea,
                initial=row.text if row else "",
            )
            self.fields[VERSION + key] = forms.IntegerField(
                min_value=0, widget=forms.HiddenInput, initial=row.version if row else 0
            )

    @property
    def presentation(self) -> dict[str, Presentation]:
        return {
            key: Presentation(rows=ROWS.get(PART_OF[key].block, USUAL_ROWS), label_classes="govuk-label--m")
            for key in self.parts
        }

    @property
    def boxes(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Each part: its key, its box, and the hidden field with its version."""
        return [(key, self[key], self[VERSION + key]) for key in self.parts]

    @property
    def words(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key in self.parts}

    @property
    def based_on(self) -> dict[str, int]:
        return {key: self.cleaned_data[VERSION + key] for key in self.parts}


class SetupForm(forms.Form):
    """What a paper is drawn from: its kind, how it is printed, and the period that it reports."""

    kind = forms.ChoiceField(label="Kind of paper", choices=Paper.Kind.choices, widget=forms.RadioSelect)
    performance_style = forms.ChoiceField(
        label="How the performance report prints its commentary",
        choices=[(style.value, style.label) for style in (Paper.Style.TABLES, Paper.Style.NARRATIVE)],
        widget=forms.RadioSelect,
        required=False,
    )
    performance_quarter = forms.ChoiceField(
        label="Quarter of the performance report",
        required=False,
        error_messages={"required": "Select the quarter of the performance report"},
    )
    risks_style = forms.ChoiceField(
        label="How the register is printed",
        choices=[(style.value, style.label) for style in (Paper.Style.CARDS, Paper.Style.REGISTER)],
        widget=forms.RadioSelect,
        required=False,
    )
    risks_quarter = forms.ChoiceField(
        label="Quarter of the risk register",
        required=False,
        error_messages={"required": "Select the quarter of the risk register"},
    )
    year = forms.TypedChoiceField(
        label="Year of the complaints report",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"required": "Select the year of the complaints report"},
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    presentation = {
        "kind": Presentation(
            label_classes="govuk-fieldset__legend--s",
            item_hints={Paper.Kind.FREE: "Words only, such as minutes: no figures are drawn into it"},
            reveals={
                Paper.Kind.PERFORMANCE: ("performance_style", "performance_quarter"),
                Paper.Kind.RISKS: ("risks_style", "risks_quarter"),
                Paper.Kind.COMPLAINTS: ("year",),
            },
        )
    }

    #: Which fields a kind needs, and what each is in the paper.
    NEEDS: Mapping[str, Mapping[str, str]] = {
        Paper.Kind.PERFORMANCE: {"performance_style": "style", "performance_quarter": "quarter"},
        Paper.Kind.RISKS: {"risks_style": "style", "risks_quarter": "quarter"},
        Paper.Kind.COMPLAINTS: {"year": "year"},
        Paper.Kind.FREE: {},
    }

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        paper: Paper,
        quarters: Iterable[tuple[str, str]],
        risk_quarters: Iterable[tuple[str, str]],
        years: Iterable[tuple[int, str]],
    ) -> None:
        super().__init__(data, initial=self._initial(paper))
        self.fields["performance_quarter"].choices = [("", "Choose a quarter"), *quarters]
        self.fields["risks_quarter"].choices = [("", "Choose a quarter"), *risk_quarters]
        self.fields["year"].choices = [("", "Choose a year"), *years]

    @classmethod
    def _initial(cls, paper: Paper) -> dict[str, Any]:
        own = {field: getattr(paper, name) for field, name in cls.NEEDS[paper.kind].items()}
        return {"kind": paper.kind, "version": paper.version} | own

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for field in self.NEEDS.get(data.get("kind", ""), ()):
            if field not in self.errors and data.get(field) in ("", None):
                self.add_error(field, self[field].field.error_messages["required"])
        return data

    @property
    def about(self) -> dict[str, Any]:
        """The fields of the paper; those that its kind does not have are empty."""
        chosen = {
            name: self.cleaned_data[field] for field, name in self.NEEDS[self.cleaned_data["kind"]].items()
        }
        return {"kind": self.cleaned_data["kind"], "style": "", "quarter": "", "year": None} | chosen


class SeenForm(forms.Form):
    """Which figures the page showed, so that nothing is called seen that changed since."""

    figures = forms.CharField(max_length=64, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
