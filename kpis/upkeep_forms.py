"""The small forms of the performance lead: the end of an indicator, marks in a series, groups, benchmarks, a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from council.fields import UploadField
from council.forms import DatePartsField, NumberField, Presentation
from council.models.fields import plain_number
from council.periods import Slot, parse, parse_quarter
from council.sections import clean_text
from kpis.models import Benchmark, Definition

PLACES_OF = {
    Definition.Frequency.MONTHLY: ("MY", "a month like 2021-09, or a year like 2021-22"),
    Definition.Frequency.QUARTERLY: ("QY", "a quarter like 2021-22-Q3, or a year like 2021-22"),
    Definition.Frequency.ANNUAL: ("Y", "a year like 2021-22"),
}


class RetireForm(forms.Form):
    """When an indicator ends, and why."""

    on = DatePartsField(
        label="Last day on which it is measured", help_text="It is due for the last time in that quarter."
    )
    reason = forms.CharField(
        label="Why is it retired?",
        help_text="Its page says so.",
        widget=forms.Textarea,
        max_length=2000,
        error_messages={"required": "Enter why it is retired"},
    )
    presentation = {"reason": Presentation(rows=3)}


class MarkForm(forms.Form):
    """A break or an event at one place of an indicator's series."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=[("break", "A break in the series"), ("event", "An event")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether it is a break or an event"},
    )
    place = forms.CharField(label="From which figure on?", max_length=20)
    reason = forms.CharField(
        label="What happened?",
        help_text="In the words that the chart prints: New boundary, or Storm Arwen",
        max_length=300,
        error_messages={"required": "Enter what happened"},
    )
    presentation = {
        "kind": Presentation(
            item_hints={
                "break": "A new definition, boundary or source: figures from here on are not compared with earlier ones.",
                "event": "Something that explains a figure. It is still compared with earlier ones.",
            }
        ),
        "place": Presentation(width=10),
    }

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grains, self.how = PLACES_OF[Definition.Frequency(definition.frequency)]
        place = self.fields["place"]
        place.help_text = f"Write {self.how}."
        place.error_messages["required"] = f"Enter the first figure it is about: {self.how}"

    def clean_place(self) -> Slot:
        try:
            slot = Slot.parse(self.cleaned_data["place"].strip())
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if slot.grain not in self.grains:
            raise ValidationError(f"This indicator has no such figure. Write {self.how}.")
        return slot


class GroupForm(forms.Form):
    """The name of a group."""

    name = forms.CharField(label="Name of the group", help_text="It heads their commentary.", max_length=200)


class MembersForm(forms.Form):
    """The indicators of a group. `seen` are the members that the person saw."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    members = forms.MultipleChoiceField(
        label="Indicators", required=False, widget=forms.CheckboxSelectMultiple
    )
    presentation = {"members": Presentation(classes="govuk-checkboxes--small")}

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = list(choices)


class BenchmarkForm(forms.Form):
    """What others achieved: one comparator for one period."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    comparator = forms.ChoiceField(label="Compared with", choices=Benchmark.Comparator.choices)
    name = forms.CharField(
        label="Name of the region or group",
        help_text="As it is to be printed, like North West. Leave it empty for England.",
        required=False,
        max_length=80,
    )
    reported_in = forms.CharField(
        label="Quarter whose paper prints it", help_text="Like 2021-22-Q2", max_length=20
    )
    period = forms.CharField(
        label="Period it is about",
        help_text="Like 2020-21, 2021-22-Q1, AY2019-20 or R12@2021-09-30. Leave it empty if the source gives none.",
        required=False,
        max_length=20,
    )
    value = NumberField(label="Their figure", required=False, validators=[plain_number])
    second_value = NumberField(label="Their second figure", required=False, validators=[plain_number])
    rank = forms.IntegerField(
        label="Our rank", help_text="1 is best", required=False, min_value=1, max_value=10_000
    )
    rank_of = forms.IntegerField(label="Of how many", required=False, min_value=1, max_value=10_000)
    quartile = forms.TypedChoiceField(
        label="Our quartile",
        choices=[("", "Not given"), ("1", "1 (best)"), ("2", "2"), ("3", "3"), ("4", "4")],
        coerce=int,
        empty_value=None,
        required=False,
    )
    text = forms.CharField(
        label="Words in place of a figure", help_text="Like n/a", required=False, max_length=120
    )
    source = forms.CharField(label="Source", required=False, max_length=200)
    note = forms.CharField(label="Note", required=False, max_length=2000, widget=forms.Textarea)

    def __init__(self, *args: Any, definition: Definition, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = definition.unit
        self.fields["value"].unit = unit if unit in {"%", "£"} else ""
        self.presentation = {
            "name": Presentation(width=20),
            "reported_in": Presentation(width=10),
            "period": Presentation(width=20),
            "value": Presentation(
                prefix=unit if unit == "£" else "", suffix="" if unit == "£" else unit, width=10
            ),
            "second_value": Presentation(suffix=definition.second_unit, width=10),
            "rank": Presentation(width=4),
            "rank_of": Presentation(width=4),
            "text": Presentation(width=20),
            "note": Presentation(rows=2),
        }
        if not definition.second_measure:
            del self.fields["second_value"]
        if not is_new:  # what it is about does not change: another period is another benchmark
            for name in ("comparator", "name", "reported_in", "period"):
                del self.fields[name]

    def clean_reported_in(self) -> int:
        try:
            return parse_quarter(self.cleaned_data["reported_in"].strip()).ordinal
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean_period(self) -> str:
        text = self.cleaned_data["period"].strip()
        try:
            return str(parse(text)) if text else ""
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors:
            return data
        says = ("value", "second_value", "rank", "quartile", "text")
        if all(data.get(name) in (None, "") for name in says):
            self.add_error("value", "Enter their figure, our rank, our quartile, or words in their place")
        if data["rank_of"] is not None and data["rank"] is None:
            self.add_error("rank", "Enter our rank too, or leave both empty")
        elif data["rank_of"] is not None and data["rank"] > data["rank_of"]:
            self.add_error("rank", f"Our rank cannot be behind all {data['rank_of']}")
        return data

    def values(self) -> dict[str, Any]:
        """What was entered, apart from what the benchmark is about."""
        names = ("value", "second_value", "rank", "rank_of", "quartile", "text", "source", "note")
        return {
            name: clean_text(value).strip() if isinstance(value := self.cleaned_data[name], str) else value
            for name in names
            if name in self.cleaned_data
        }


class DefinitionsFileForm(forms.Form):
    """A file with definitions."""

    file = UploadField(
        label="File with definitions",
        help_text="A YAML file as this page exports it, smaller than 2MB",
        endings=["yaml", "yml"],
        must_be="a YAML file",
        megabytes=2,
    )
