"""The forms in which people enter figures, upload them, and propose and decide overrides."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from council.forms import NumberField, Presentation
from council.models.fields import plain_number
from council.sections import clean_text
from council.upload_forms import spreadsheet_field
from kpis.entries import Entry, percentage
from kpis.models import Definition, Figure
from kpis.presenters import in_unit
from kpis.sanity import Typed, Usual, warnings

LONGEST_TEXT = 300
#: More than any chain has, and a number that the database holds.
LARGEST_VERSION = 10**8
#: What is kept where somebody confirmed a figure without a word.
CONFIRMED = "Checked, and right."


class FigureForm(forms.Form):
    """One figure of one indicator. `version` is what the officer saw, so that nobody overwrites anybody unawares.

    A valid form may still ask (`is_asking`): its figure looks wrong beside the `usual` ones. It then waits for a tick or a
    reason, and is never refused. Words that stand by the same numbers already are not asked for again.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION)
    value = NumberField(required=False, validators=[plain_number])
    second_value = NumberField(required=False, validators=[plain_number])
    numerator = NumberField(label="Numerator", required=False, validators=[plain_number])
    denominator = NumberField(label="Denominator", required=False, validators=[plain_number])
    text = forms.CharField(
        label="If there is no figure, say why",
        help_text="For example: New measure from Quarter 1. It is printed in the figure's place.",
        required=False,
        max_length=LONGEST_TEXT,
    )
    forecast = NumberField(required=False, validators=[plain_number])
    state = forms.ChoiceField(
        label="How firm is the figure?", choices=Figure.State.choices, initial=Figure.State.PROVISIONAL
    )
    note = forms.CharField(
        label="Note",
        help_text="Printed as a footnote",
        required=False,
        widget=forms.Textarea,
        max_length=2000,
    )
    reason = forms.CharField(
        label="Why is the figure being changed?",
        help_text="The figure has been agreed, so the change and its reason are kept on record.",
        required=False,
        widget=forms.Textarea,
        max_length=2000,
    )
    confirmed = forms.BooleanField(label="I have checked it, and it is right", required=False)
    explanation = forms.CharField(
        label="Or say why it is right",
        help_text="The approver reads it, and it stays beside the figure.",
        required=False,
        max_length=500,
    )

    def __init__(
        self,
        *args,
        definition: Definition,
        quarter_label: str,
        is_open: bool,
        usual: Usual | None = None,
        forecast_of: str = "",
        current: Figure | None = None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.definition = definition
        self.usual = usual or Usual(unit=definition.unit, decimals=definition.decimals)
        self.current = current
        self.warnings: list[str] = []
        unit = definition.unit
        pound = unit == "£"
        self.fields["value"].label = f"Figure for {quarter_label}{in_unit(unit)}"
        self.fields["value"].unit = unit if unit in {"%", "£"} else ""
        self.presentation = {
            "value": Presentation(prefix=unit if pound else "", suffix="" if pound else unit, width=10),
            "second_value": Presentation(suffix=definition.second_unit, width=10),
            "numerator": Presentation(width=10),
            "denominator": Presentation(width=10),
            "forecast": Presentation(prefix=unit if pound else "", suffix="" if pound else unit, width=10),
            "note": Presentation(rows=2),
            "reason": Presentation(rows=2),
        }
        if forecast_of:
            self.fields["forecast"].label = f"Forecast for {forecast_of}, if there is one"
            self.fields["forecast"].help_text = "What the whole year is expected to come to."
        else:
            del self.fields["forecast"]
        if definition.second_measure:
            self.fields["second_value"].label = definition.second_measure
        else:
            del self.fields["second_value"]
        if definition.value_type != Definition.ValueType.PERCENTAGE:
            del self.fields["numerator"], self.fields["denominator"]
        if is_open:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = "Enter why the figure is being changed"

    def clean(self) -> dict:
        data = super().clean()
        if self.errors:
            return data
        top, bottom = data.get("numerator"), data.get("denominator")
        if (top is None) != (bottom is None):
            missing = "denominator" if bottom is None else "numerator"
            self.add_error(missing, f"Enter the {missing} too, or leave both empty")
        elif bottom is not None and bottom <= 0:
            self.add_error("denominator", "The denominator must be more than 0")
        elif top is not None and data["value"] is None:
            data["value"] = percentage(top, bottom)
            try:
                plain_number(data["value"])
            except ValidationError:
                self.add_error(
                    "numerator", "Check both numbers: their percentage is too large to be a figure"
                )
        if self.errors:
            return data
        if data["value"] is None and not data["text"].strip():
            self.add_error("value", "Enter a figure, or say why there is none")
        elif data["value"] is not None and data["text"].strip():
            self.add_error("text", "Remove these words, or the figure: a cell holds one or the other")
        elif data["value"] is not None:
            self.warnings = warnings(self._typed(data), self.usual)
        return data

    @property
    def is_asking(self) -> bool:
        """Whether a valid figure looks wrong, and nobody has said yet that it is right."""
        return bool(self.warnings) and not self._said()

    @property
    def questions(self) -> list[BoundField]:
        """The fields that answer a warning."""
        return [self["confirmed"], self["explanation"]]

    @property
    def entries(self) -> list[BoundField]:
        """The fields that are always shown."""
        return [field for field in self.visible_fields() if field.name not in {"confirmed", "explanation"}]

    def _typed(self, data: dict) -> Typed:
        return Typed(
            value=data["value"], numerator=data.get("numerator"), denominator=data.get("denominator")
        )

    def _said(self) -> str:
        """Why the figure is right in spite of its warnings; what was said before stands for the same numbers only."""
        words = clean_text(self.cleaned_data["explanation"]).strip()
        if words or self.cleaned_data["confirmed"]:
            return words or CONFIRMED
        before = self.current
        if before is None or before.value is None:
            return ""
        saved = Typed(value=before.value, numerator=before.numerator, denominator=before.denominator)
        return before.explanation if saved == self._typed(self.cleaned_data) else ""

    def entry_beside(self, current: Figure | None) -> Entry:
        """What was entered, for the action; only of a valid form. What the form does not ask stays as in `current`."""
        data = self.cleaned_data
        kept = (
            {name: getattr(current, name) for name in ("forecast", "quartile", "is_forecast")}
            if current
            else {}
        )
        if "forecast" in data:
            kept["forecast"] = data["forecast"]
        return Entry(
            **kept,
            value=data["value"],
            second_value=data.get("second_value"),
            numerator=data.get("numerator"),
            denominator=data.get("denominator"),
            absence="" if data["value"] is not None else Figure.Absence.NOT_AVAILABLE,
            text=clean_text(data["text"]).strip(),
            state=data["state"],
            note=clean_text(data["note"]).strip(),
            explanation=self._said() if self.warnings else "",
        )


class UploadForm(forms.Form):
    """A spreadsheet with figures."""

    file = spreadsheet_field("Spreadsheet with the figures", megabytes=10)


class OverrideForm(forms.Form):
    """Another rating than the calculated one, with the reason that will be printed beside it."""

    status = forms.ChoiceField(
        label="Which rating do you propose?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the rating that you propose"},
    )
    reason = forms.CharField(
        label="Why should the calculated rating not stand?",
        help_text="The reason is shown and printed wherever the agreed rating is.",
        widget=forms.Textarea,
        max_length=2000,
        error_messages={"required": "Enter why the calculated rating should not stand"},
    )

    def __init__(self, *args, choices: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = choices

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"])


class DecisionForm(forms.Form):
    """What somebody else than the proposer decides."""

    decision = forms.ChoiceField(choices=[("agree", "Agree"), ("decline", "Decline")])
    note = forms.CharField(
        label="Note on the decision",
        help_text="Where it was agreed, for the minutes; or why it is declined.",
        required=False,
        max_length=500,
    )

    def clean(self) -> dict:
        data = super().clean()
        data["note"] = clean_text(data.get("note", "")).strip()
        if data.get("decision") == "decline" and not data["note"]:
            self.add_error("note", "Say why the proposal is declined. It stays proposed until you do.")
        return data
