"""The forms in which the owner of an entry says how its quarter went, and how confident they are."""

from __future__ import annotations

from typing import Any

from django import forms

from council.forms import Presentation
from council.sections import clean_text
from risks import outlines
from risks.models import Assessment
from risks.presenters import CONFIDENCE, owners_direction
from risks.score_forms import LARGEST_VERSION

LONGEST_OUTLINE = 20_000
OUTLINE_HINT = "Begin a line with - for a bullet, and with # for a heading."


def confidence_field(**kwargs: Any) -> forms.ChoiceField:
    """The owner's confidence, a colour and its word."""
    return forms.ChoiceField(
        label="How confident are you that the target will be reached by its date?",
        choices=[
            (mark.code, f"{mark.code.capitalize()}: {mark.word.lower()}") for mark in CONFIDENCE.values()
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say how confident you are that the target will be reached"},
        **kwargs,
    )


class ConfirmForm(forms.Form):
    """Nothing has changed since last quarter. How confident the owner is has to be said all the same."""

    confidence = confidence_field()
    presentation = {
        "confidence": Presentation(
            label_classes="govuk-fieldset__legend--s", classes="govuk-radios--inline govuk-radios--small"
        )
    }


class ProgressForm(forms.Form):
    """What the owner says of the quarter, as the card prints it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION)
    progress = forms.CharField(
        label="Progress",
        help_text=f"What has been done this quarter. {OUTLINE_HINT}",
        required=False,
        widget=forms.Textarea,
        max_length=LONGEST_OUTLINE,
    )
    direction = forms.ChoiceField(
        label="Which way is it going, in your view?",
        choices=[
            (code, f"{owners_direction(code).word} ({owners_direction(code).arrow})")
            for code in Assessment.Direction.values
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    travel = forms.CharField(
        label="Words on the direction of travel",
        help_text=f"Printed beside it. {OUTLINE_HINT}",
        required=False,
        widget=forms.Textarea,
        max_length=LONGEST_OUTLINE,
    )
    confidence = confidence_field(required=False)
    summary = forms.CharField(
        label="Summary for the cover report",
        help_text="A paragraph or two for the committee. Leave a blank line between paragraphs.",
        required=False,
        widget=forms.Textarea,
        max_length=LONGEST_OUTLINE,
    )
    presentation = {
        "progress": Presentation(rows=12, label_classes="govuk-label--m"),
        "direction": Presentation(label_classes="govuk-fieldset__legend--m"),
        "travel": Presentation(rows=4),
        "confidence": Presentation(label_classes="govuk-fieldset__legend--m"),
        "summary": Presentation(rows=5, label_classes="govuk-label--m"),
    }

    OUTLINES = ("progress", "travel")

    def __init__(self, *args: Any, now: Assessment, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "version": now.version,
            "direction": now.direction,
            "confidence": now.confidence,
            "summary": "\n\n".join(now.summary),
        } | {name: outlines.to_text(outlines.from_json(getattr(now, name))) for name in self.OUTLINES}
        super().__init__(*args, **kwargs)

    def assessment_fields(self) -> dict[str, Any]:
        """What a valid form says, in the fields of an assessment."""
        data = self.cleaned_data
        return {
            "direction": data["direction"],
            "confidence": data["confidence"],
            "summary": paragraphs(data["summary"]),
        } | {name: outlines.to_json(outlines.from_text(data[name])) for name in self.OUTLINES}


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a typed text, each on one line.

    >>> paragraphs("One,\\nstill one.\\n\\nTwo.")
    ['One, still one.', 'Two.']
    """
    blocks: list[list[str]] = [[]]
    for line in clean_text(text).splitlines():
        if line.strip():
            blocks[-1].append(line.strip())
        else:
            blocks.append([])
    return [" ".join(block) for block in blocks if block]
