"""The forms in which the clocks of a whole procedure are stopped and started again."""

from __future__ import annotations

from typing import Any

from django import forms

from complaints.guarded_forms import LEGEND, VersionedForm, day_field
from complaints.models import Pause, Procedure
from council.forms import Presentation
from council.sections import clean_text


class ProcedurePauseForm(forms.Form):
    """A pause: whose clocks, from when, up to when, and why."""

    procedure = forms.ChoiceField(
        label="Whose clocks stand still?",
        choices=Procedure.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whose clocks stand still"},
    )
    first = day_field("What is the first day of the pause?", "For example, 26 3 2020")
    last = day_field(
        "What is its last day?", "Leave it empty while nobody knows. You can end it later.", required=False
    )
    reason = forms.CharField(
        label="Why?",
        help_text="It follows “not counting the pause for” in the explanation of every date that it moves. For example, "
        "the pandemic",
        max_length=Pause._meta.get_field("reason").max_length,
        error_messages={"required": "Enter why the clocks stand still"},
    )
    presentation = {"procedure": LEGEND, "first": LEGEND, "last": LEGEND, "reason": Presentation(width=30)}

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"]).strip()


class EndPauseForm(VersionedForm):
    """The last day of a pause."""

    last = day_field("What is the last day of the pause?", "The clocks run again on the day after it.")
    presentation = {"last": LEGEND}


class ClosureForm(forms.Form):
    """A day on which the council is closed beside the bank holidays."""

    day = day_field("Which day is the council closed?", "For example, 29 12 2026")
    name = forms.CharField(
        label="What is the day called?",
        help_text="As it follows “not counting” in the explanation of a date. For example, Christmas closure",
        max_length=120,
        error_messages={"required": "Enter what the day is called"},
    )
    presentation = {"day": LEGEND, "name": Presentation(width=20)}

    def clean_name(self) -> Any:
        return clean_text(self.cleaned_data["name"]).strip()
