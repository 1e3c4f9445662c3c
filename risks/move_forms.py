"""The forms in which an entry is moved: why, who decided and when, and where it goes."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from council.forms import DatePartsField, Presentation
from council.sections import clean_text
from risks.models import Place
from risks.references import ReferenceRefused, check_ref
from risks.selectors.moves import Ground, Target


class NoteForm(forms.Form):
    """Why something is done; the report of the quarter prints it."""

    question: ClassVar[str] = "What is the report to say of it?"
    hint: ClassVar[str] = "The report of the quarter prints it as you write it, after the reference."
    reason_needed: ClassVar[bool] = True

    reason = forms.CharField(widget=forms.Textarea, max_length=2000)
    presentation: ClassVar[dict[str, Presentation]] = {"reason": Presentation(rows=3)}

    def __init__(self, *args, ground: Ground, **kwargs):
        super().__init__(*args, **kwargs)
        self.ground = ground
        field = self.fields["reason"]
        field.label, field.help_text, field.required = self.question, self.hint, self.reason_needed
        field.error_messages["required"] = "Enter what the report is to say"

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"]).strip()


class MoveForm(NoteForm):
    """A decision: why, by whom and on which day."""

    question = "Why?"
    hint = "The report of the quarter prints the reason."

    decided_by = forms.CharField(
        label="Who decided?",
        help_text="The meeting or management team, as the report is to name it after “decided by”: "
        "the Corporate Management Team",
        max_length=160,
    )
    decided_on = DatePartsField(label="On which day?", help_text="For example, 27 3 2022")
    field_order = ("to", "ref", "into", "reason", "decided_by", "decided_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = "Enter the reason"
        self.fields["decided_by"].error_messages["required"] = "Enter who decided"
        self.fields["decided_on"].error_messages["required"] = "Enter the day on which it was decided"

    def clean_decided_by(self) -> str:
        return clean_text(self.cleaned_data["decided_by"]).strip()

    def clean_decided_on(self) -> datetime.date:
        day = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise ValidationError("The day must be today or before: what is not decided yet moves nothing")
        return day


class KeepForm(MoveForm):
    question = "Why does it stay where it is?"


class CloseForm(MoveForm):
    question = "Why is it closed?"


class ReopenForm(MoveForm):
    question = "Why is it reopened?"


class TargetForm(MoveForm):
    """A move to another register."""

    to = forms.ChoiceField(widget=forms.RadioSelect, label="To which register?")
    ref = forms.CharField(
        label="Reference there",
        help_text="Leave it empty for the one given beside the register. A reference is used once, also after "
        "its entry has left.",
        max_length=30,
        required=False,
    )
    presentation: ClassVar[dict[str, Presentation]] = NoteForm.presentation | {"ref": Presentation(width=10)}

    def __init__(self, *args, ground: Ground, **kwargs):
        super().__init__(*args, ground=ground, **kwargs)
        targets = self.targets()
        self.by_slug = {target.register.slug: target for target in targets}
        self.fields["to"].choices = [(slug, target.words) for slug, target in self.by_slug.items()]
        self.fields["to"].error_messages["required"] = "Choose the register"
        likely = [target for target in targets if target.is_there or target.was_there] or targets
        if len(likely) == 1:
            self.fields["to"].initial = likely[0].register.slug

    def targets(self) -> list[Target]:
        """The registers to choose from."""
        return self.ground.above

    def clean_to(self) -> Target:
        return self.by_slug[self.cleaned_data["to"]]

    def clean(self) -> dict:
        data = super().clean()
        target = data.get("to")
        if target is None or "ref" not in data:
            return data
        typed = clean_text(data["ref"]).strip()
        if target.was_there or not typed:
            data["ref"] = target.ref
            return data
        data["ref"] = typed
        try:
            key = check_ref(typed)
        except ReferenceRefused as refusal:
            self.add_error("ref", str(refusal))
        else:
            if key in target.taken:
                self.add_error(
                    "ref", f"{target.register.name} has an entry {typed} already. {target.ref} is free."
                )
        return data


class EscalateForm(TargetForm):
    question = "Is there anything to say why?"
    hint = "The report gives the residual score. You can leave this empty."
    reason_needed = False


class DeEscalateForm(TargetForm):
    question = "Why does it leave the corporate register?"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].label = "On which register does it stay?"

    def targets(self) -> list[Target]:
        return self.ground.below


class MergeForm(MoveForm):
    """Another entry stands for it from now on."""

    question = "Why are they merged?"

    into = forms.ChoiceField(label="Which entry stands for it from now on?")

    def __init__(self, *args, ground: Ground, **kwargs):
        super().__init__(*args, ground=ground, **kwargs)
        self.by_key = {place.key: place for place, _ in ground.others}
        self.fields["into"].choices = [
            ("", "Choose an entry"),
            *((place.key, f"{place.ref}: {title}") for place, title in ground.others),
        ]
        self.fields["into"].error_messages["required"] = "Choose the entry that stands for it from now on"

    def clean_into(self) -> Place:
        return self.by_key[self.cleaned_data["into"]]
