"""What the forms share with which a round of any app is taken a step further."""

from __future__ import annotations

from collections.abc import Callable

from django import forms

from council.forms import DatePartsField
from council.periods import Quarter


class DueForm(forms.Form):
    """The day by which what a quarter asks for is due.

    The form of one kind of round says what it asks for, in which words, who is reminded of it, and (`clean_due_on`)
    which days can be.
    """

    asked = ""
    question = ""
    reminded = ""

    due_on = DatePartsField()

    def __init__(self, *args, quarter: Quarter, **kwargs):
        super().__init__(*args, **kwargs)
        self.quarter = quarter
        field = self.fields["due_on"]
        field.label, field.help_text = self.question, self.reminded
        field.error_messages["required"] = f"Enter the day by which {self.asked} are due"


def carried_out(
    form: forms.Form, act: Callable[..., object], *refusals: type[Exception], **fixed: object
) -> bool:
    """Whether the form was sent and its verb done, with what was typed and what is `fixed`.

    What the verb refuses is said in the form, which keeps what was typed.
    """
    if not form.is_valid():
        return False
    try:
        act(**form.cleaned_data, **fixed)
    except refusals as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
