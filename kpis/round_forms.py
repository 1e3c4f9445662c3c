"""The forms in which a round is opened, moved, closed and reopened, and a return is decided."""

from __future__ import annotations

import datetime

from django import forms
from django.core.exceptions import ValidationError

from council.forms import DatePartsField, Presentation
from council.periods import Quarter, date_label
from council.sections import clean_text

LATEST_DUE = datetime.timedelta(days=366)


class DueForm(forms.Form):
    """The day by which a quarter's returns are due."""

    due_on = DatePartsField(
        label="By which day are returns due?", help_text="Officers are reminded a week before and on the day."
    )

    def __init__(self, *args, quarter: Quarter, **kwargs):
        super().__init__(*args, **kwargs)
        self.quarter = quarter
        self.fields["due_on"].error_messages["required"] = "Enter the day by which returns are due"

    def clean_due_on(self) -> datetime.date:
        day, end = self.cleaned_data["due_on"], self.quarter.end
        if day <= end:
            raise ValidationError(f"The day must be after the quarter ends, on {date_label(end)}")
        if day > end + LATEST_DUE:
            raise ValidationError(
                f"The day must be within a year after the quarter ends, on {date_label(end)}"
            )
        return day


class ReasonForm(forms.Form):
    """Why something is done that stays on record."""

    reason = forms.CharField(widget=forms.Textarea, max_length=2000)
    presentation = {"reason": Presentation(rows=3)}

    def __init__(self, *args, label: str, help_text: str = "", required: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label, field.help_text, field.required = label, help_text, required
        field.error_messages["required"] = "Enter the reason"

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"]).strip()


class DeadlineForm(DueForm, ReasonForm):
    """Another day by which returns are due, and why."""

    field_order = ["due_on", "reason"]


class ReturnForm(forms.Form):
    """What the approver decides about a return. `seen` is its newest step when it was read."""

    APPROVE, SEND_BACK = "approve", "send-back"

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[(APPROVE, "Approve it"), (SEND_BACK, "Return it to its officer")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you approve the return or return it to its officer"},
    )
    comment = forms.CharField(
        label="Comment",
        help_text="Needed where you return it: say what is to be changed. The officer reads it beside the return.",
        required=False,
        widget=forms.Textarea,
        max_length=2000,
    )
    presentation = {"comment": Presentation(rows=3)}

    def clean(self) -> dict:
        data = super().clean()
        data["comment"] = clean_text(data.get("comment", "")).strip()
        if data.get("decision") == self.SEND_BACK and not data["comment"]:
            self.add_error("comment", "Enter what is to be changed")
        return data

    @property
    def approves(self) -> bool:
        """Whether the decision is to approve; only of a valid form."""
        return self.cleaned_data["decision"] == self.APPROVE


class SinceForm(forms.Form):
    """From which moment on changes are shown: the closing of a quarter, or a day."""

    since = forms.ChoiceField(label="Show what changed since", required=False)

    def __init__(self, *args, choices: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["since"].choices = choices
