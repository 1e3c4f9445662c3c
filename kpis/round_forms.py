"""The forms in which a round is opened, moved, closed and reopened, and a return is decided."""

from __future__ import annotations

import datetime

from django import forms
from django.core.exceptions import ValidationError

from council import round_forms
from council.decision_forms import DecisionForm, ReasonForm
from council.periods import date_label

LATEST_DUE = datetime.timedelta(days=366)


class DueForm(round_forms.DueForm):
    """The day by which a quarter's returns are due."""

    asked = "returns"
    question = "By which day are returns due?"
    reminded = "Officers are reminded a week before and on the day."

    def clean_due_on(self) -> datetime.date:
        day, end = self.cleaned_data["due_on"], self.quarter.end
        if day <= end:
            raise ValidationError(f"The day must be after the quarter ends, on {date_label(end)}")
        if day > end + LATEST_DUE:
            raise ValidationError(
                f"The day must be within a year after the quarter ends, on {date_label(end)}"
            )
        return day


class DeadlineForm(DueForm, ReasonForm):
    """Another day by which returns are due, and why."""

    field_order = ["due_on", "reason"]


class ReturnForm(DecisionForm):
    """What the approver decides about a return."""

    thing = "return"
    author = "officer"
    accept, send_back = "Approve it", "Return it to its officer"
    nothing_chosen = "Choose whether you approve the return or return it to its officer"


class SinceForm(forms.Form):
    """From which moment on changes are shown: the closing of a quarter, or a day."""

    since = forms.ChoiceField(label="Show what changed since", required=False)

    def __init__(self, *args, choices: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["since"].choices = choices
