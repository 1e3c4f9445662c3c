"""The form of equality monitoring: every question may be left out."""

from __future__ import annotations

from django import forms

from complaints.equality_questions import QUESTIONS
from council.forms import Presentation


class EqualityForm(forms.Form):
    """One field a question."""

    presentation = {question.code: Presentation(classes="govuk-radios--small") for question in QUESTIONS}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[question.code] = forms.ChoiceField(
                label=question.words, choices=question.choices, required=False, widget=forms.RadioSelect
            )

    def answers(self) -> dict[str, str]:
        """The questions that were answered, by code."""
        return {code: answer for code, answer in self.cleaned_data.items() if answer}
