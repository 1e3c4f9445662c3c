"""The forms of packs: why a finding may stand, that somebody is sure, what an erratum says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from committee.meeting_forms import VersionedForm
from committee.models import AgendaItem
from council.forms import Presentation
from council.sections import clean_text

MOST = 4000


class AcceptForm(VersionedForm):
    """Why a finding may stand. `version`: of the answer that was read, 0 where nobody had answered."""

    reason = forms.CharField(
        label="Why may it stand?",
        help_text="Kept with the pack, with your name and the finding as it reads now.",
        widget=forms.Textarea,
        max_length=MOST,
        error_messages={"required": "Enter why it may stand"},
    )
    presentation = {"reason": Presentation(rows=3)}


class SureForm(forms.Form):
    """That somebody is sure about publishing an edition; it says nothing but which one they looked at."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ErratumForm(forms.Form):
    """What a published paper said, what it says now, and why."""

    item = forms.ChoiceField(label="Which paper?", error_messages={"required": "Select the paper"})
    said = forms.CharField(
        label="The paper said",
        help_text="Word for word, and where: page 14, “45%”",
        widget=forms.Textarea,
        max_length=MOST,
        error_messages={"required": "Enter what the paper said"},
    )
    now_says = forms.CharField(
        label="It should say",
        widget=forms.Textarea,
        max_length=MOST,
        error_messages={"required": "Enter what it should say"},
    )
    reason = forms.CharField(
        label="Why is it corrected?",
        widget=forms.Textarea,
        max_length=MOST,
        error_messages={"required": "Enter why it is corrected"},
    )
    presentation = {
        "said": Presentation(rows=3),
        "now_says": Presentation(rows=3),
        "reason": Presentation(rows=3),
    }

    def __init__(self, data: Mapping[str, Any] | None = None, *, items: Iterable[AgendaItem]) -> None:
        super().__init__(data)
        self.items = {str(item.pk): item for item in items}
        self.fields["item"].choices = [
            ("", "Choose a paper"),
            *((key, f"{item.position}. {item.title}") for key, item in self.items.items()),
        ]

    def clean_item(self) -> AgendaItem:
        return self.items[self.cleaned_data["item"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in ("said", "now_says", "reason"):
            data[name] = clean_text(data.get(name, "")).strip()
        return data
