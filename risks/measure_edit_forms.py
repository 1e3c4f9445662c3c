"""The forms in which a control or an action is written, and changed in any of its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from council.forms import DatePartsField, Presentation
from council.sections import clean_text
from risks.models import Action, Control
from risks.score_forms import LARGEST_VERSION

GROUP = "govuk-fieldset__legend--s"


class MeasureEditForm(forms.Form):
    """What a control and an action share. `version` is the one that the person saw, to tell when another is newer."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION)
    text = forms.CharField(label="What is it?", widget=forms.Textarea, max_length=4000)
    sub_items = forms.CharField(
        label="Points under it",
        help_text="One a line. Leave it empty if there are none.",
        required=False,
        widget=forms.Textarea,
        max_length=8000,
    )
    heading = forms.CharField(
        label="Heading",
        help_text="Only if it stands under one with others: Capacity",
        required=False,
        max_length=200,
    )
    sub_heading = forms.CharField(label="Sub-heading", required=False, max_length=200)
    owner = forms.CharField(
        label="Owner",
        help_text="A post, not a person's name",
        required=False,
        max_length=200,
    )
    presentation: Mapping[str, Presentation] = {
        "text": Presentation(rows=3),
        "sub_items": Presentation(rows=4),
        "heading": Presentation(width=20),
        "sub_heading": Presentation(width=20),
    }
    #: The choices and days that are kept as they were chosen; the other fields are words.
    CHOSEN: tuple[str, ...] = ()
    WORDS: tuple[str, ...] = ("heading", "sub_heading", "owner")

    def __init__(self, data: QueryDict | None, *, seen: Control | Action | None, **kwargs: Any) -> None:
        #: The version that the person looked at; None of a new one.
        self.seen = seen
        super().__init__(data, initial=self._initial(seen), **kwargs)

    def _initial(self, seen: Control | Action | None) -> dict[str, Any]:
        if seen is None:
            return {"version": 0}
        values = {name: getattr(seen, name) for name in ("version", "text", *self.WORDS, *self.CHOSEN)}
        return values | {"sub_items": "\n".join(seen.sub_items)}

    def clean_text(self) -> str:
        text = one_line(self.cleaned_data["text"])
        if not text:
            raise ValidationError(self.fields["text"].error_messages["required"])
        return text

    def measure_fields(self) -> dict[str, Any]:
        """What a valid form says, in the fields of the model."""
        data = self.cleaned_data
        return (
            {"text": data["text"], "sub_items": points(data["sub_items"])}
            | {name: clean_text(data[name]).strip() for name in self.WORDS if name in data}
            | {name: data[name] for name in self.CHOSEN if name in data}
        )


class ControlEditForm(MeasureEditForm):
    """A control that is in place."""

    CHOSEN = ("adequacy",)
    adequacy = forms.ChoiceField(
        label="How adequate is it?", choices=[("", "Not said"), *Control.Adequacy.choices], required=False
    )

    def __init__(self, data: QueryDict | None, *, is_opportunity: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["text"].label = "What is in place?"
        self.fields["text"].error_messages["required"] = "Enter what is in place"


class ActionEditForm(MeasureEditForm):
    """An action that is to change the score. A day that was agreed is kept beside the one it moved to, with the reason."""

    CHOSEN = ("kind", "due_on", "revised_due_on", "status")
    WORDS = (*MeasureEditForm.WORDS, "revised_reason", "progress")

    kind = forms.ChoiceField(label="What is it for?", choices=Action.Kind.choices, widget=forms.RadioSelect)
    due_on = DatePartsField(label="Due", help_text="As first agreed", required=False)
    revised_due_on = DatePartsField(label="New date, if it moved", required=False)
    revised_reason = forms.CharField(
        label="Why did the date move?",
        help_text="Printed beside the new date",
        required=False,
        widget=forms.Textarea,
        max_length=2000,
    )
    status = forms.ChoiceField(label="How far is it?", choices=Action.Status.choices, required=False)
    progress = forms.CharField(label="Progress", required=False, widget=forms.Textarea, max_length=4000)
    presentation = MeasureEditForm.presentation | {
        "kind": Presentation(label_classes=GROUP),
        "due_on": Presentation(label_classes=GROUP),
        "revised_due_on": Presentation(label_classes=GROUP),
        "revised_reason": Presentation(rows=2),
        "progress": Presentation(rows=3),
    }
    field_order = (
        "version", "text", "sub_items", "heading", "sub_heading", "owner",
        "kind", "due_on", "revised_due_on", "revised_reason", "status", "progress",
    )  # fmt: skip

    def __init__(self, data: QueryDict | None, *, is_opportunity: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["text"].label = "What will be done?"
        self.fields["text"].error_messages["required"] = "Enter what will be done"
        if self.seen is None:  # a date that nobody agreed yet cannot have moved
            del self.fields["revised_due_on"], self.fields["revised_reason"]
            usual = Action.Kind.TO_REALISE if is_opportunity else Action.Kind.MITIGATING
            self.initial |= {"kind": usual, "status": Action.Status.NOT_STARTED}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.seen is None or "revised_due_on" in self.errors:
            return data
        reason = data["revised_reason"] = clean_text(data.get("revised_reason", "")).strip()
        moved_to = data.get("revised_due_on")
        is_new = moved_to != self.seen.revised_due_on
        if moved_to and not reason:
            self.add_error("revised_reason", "Say why the date moved: the reason is printed beside it")
        elif moved_to and is_new and reason == self.seen.revised_reason:
            self.add_error(
                "revised_reason", "Say why the date moved again: the reason given is the last one's"
            )
        elif moved_to and is_new and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Enter the day that was first agreed, since it moved")
        elif reason and not moved_to:
            self.add_error("revised_due_on", "Enter the new date, or remove the reason")
        return data


def one_line(text: str) -> str:
    """A text on one line, as pages and papers print it."""
    return " ".join(clean_text(text).split())


def points(text: str) -> list[str]:
    """The points of a typed text, one a line; a bullet before them that somebody pasted is left out.

    >>> points("Recruit\\r\\n\\r\\n- Train staff\\n• Keep them")
    ['Recruit', 'Train staff', 'Keep them']
    """
    lines = (
        one_line(line.strip().removeprefix("•").removeprefix("- ")) for line in clean_text(text).splitlines()
    )
    return [line for line in lines if line]
