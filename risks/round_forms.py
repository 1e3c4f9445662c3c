"""The forms in which a risk quarter is opened, moved, closed and reopened, and a review is decided."""

from __future__ import annotations

import datetime

from django import forms
from django.core.exceptions import ValidationError

from council import round_forms
from council.decision_forms import DecisionForm, ReasonForm
from council.periods import date_label

#: A register is read in its quarter or soon after; a day beyond this is a slip of the keyboard.
LATEST_DUE = datetime.timedelta(days=184)


class DueForm(round_forms.DueForm):
    """The day by which a quarter's reviews are due."""

    asked = "reviews"
    question = "By which day are reviews due?"
    reminded = "Whoever reviews an entry is reminded a week before, on the day, and each week after."

    def clean_due_on(self) -> datetime.date:
        day, quarter = self.cleaned_data["due_on"], self.quarter
        if day <= quarter.start:
            raise ValidationError(f"The day must be after the quarter begins, on {date_label(quarter.start)}")
        if day > quarter.end + LATEST_DUE:
            raise ValidationError(
                f"The day must be within half a year after the quarter ends, on {date_label(quarter.end)}"
            )
        return day


class DeadlineForm(DueForm, ReasonForm):
    """Another day by which reviews are due, and why."""

    field_order = ["due_on", "reason"]


class ReviewDecisionForm(DecisionForm):
    """What the risk lead decides about a review."""

    thing = "review"
    author = "owner"
    accept, send_back = "Agree it", "Return it to its owner"
    nothing_chosen = "Choose whether you agree the review or return it to its owner"


class ReturnAgreedForm(ReviewDecisionForm):
    """An agreed review that is returned after all: there is nothing to choose, only to say why."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"] = forms.CharField(widget=forms.HiddenInput, initial=self.SEND_BACK)

    def clean_decision(self) -> str:
        return self.SEND_BACK
