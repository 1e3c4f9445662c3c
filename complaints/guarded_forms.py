"""Forms for texts that everybody will read: whoever writes one is asked to look again where it seems to name a person."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from complaints.personal_marks import marks
from council.fields import DatePartsField
from council.forms import Presentation
from council.sections import clean_text

#: More versions than anything will ever have; what an address or a form says beyond that is no version.
LARGEST_VERSION = 999_999_999
GROUP = "govuk-fieldset__legend--s"


class VersionedForm(forms.Form):
    """A form about something that others may change meanwhile: `version` is the one that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION, initial=0)


class GuardedForm(VersionedForm):
    """Asks once more before it takes a text that looks as if it told who somebody is; it can be saved all the same."""

    #: The fields whose words will be published.
    GUARDED: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marks = self._marks() if self.is_bound else []
        if self.marks:
            self.fields["looked"] = forms.BooleanField(
                label="I looked again: nobody can be recognised from it",
                error_messages={
                    "required": f"The text seems to hold {_listed(self.marks)}. Take it out, or tick that you looked "
                    "again: it will be published"
                },
            )

    def _marks(self) -> list[str]:
        typed = "\n".join(str(self.data.get(self.add_prefix(name), "")) for name in self.GUARDED)
        return marks(clean_text(typed))


class SureForm(VersionedForm):
    """That somebody is sure; it says nothing but which version they looked at."""


def day_field(label: str, help_text: str = "", *, required: bool = True) -> DatePartsField:
    """A day; where it is required, what is missing is said by its label."""
    messages = {"required": f"Enter the day: {label[:1].lower()}{label[1:].rstrip('?')}"}
    return DatePartsField(label=label, help_text=help_text, required=required, error_messages=messages)


def not_in_the_future(day: datetime.date | None) -> datetime.date | None:
    """The day, unless it is still to come. Raises ValidationError."""
    if day and day > timezone.localdate():
        raise ValidationError("The day must not be in the future")
    return day


#: Of a day or a group of choices: its legend is as large as the labels of the other questions.
LEGEND = Presentation(label_classes=GROUP)


def _listed(found: list[str]) -> str:
    """ "a postcode", "a postcode and a telephone number", "a, b and c"."""
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"
