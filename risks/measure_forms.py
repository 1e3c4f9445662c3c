"""The forms in which the owner of an entry updates its controls and actions in the quarter's review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from django import forms
from django.http import QueryDict

from council.forms import DatePartsField, Presentation, has_errors, summary_of
from council.sections import clean_text
from risks.measure_changes import Change
from risks.models import Action, Control
from risks.score_forms import LARGEST_VERSION

#: Versions that people looked at, by model, number and version.
Seen = Mapping[tuple[type[Control | Action], int, int], Control | Action]


class MeasureForm(forms.Form):
    """One control or action. It is saved only where it says something else than the version that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION)
    OF: Literal["control", "action"]
    FIELDS: tuple[str, ...]

    def __init__(self, data: QueryDict | None, *, measure: Control | Action, seen: Seen) -> None:
        prefix = f"{self.OF}-{measure.number}"
        typed = data.get(f"{prefix}-version", "") if data is not None else ""
        version = int(typed) if typed.isdecimal() and len(typed) < 9 else measure.version
        #: What stands now, and what the person looked at: another version where somebody was quicker.
        self.measure = measure
        self.seen = seen.get((type(measure), measure.number, version), measure)
        self.theirs = measure if self.seen.version != measure.version else None
        super().__init__(
            data,
            prefix=prefix,
            initial={name: getattr(self.seen, name) for name in ("version", *self.FIELDS)},
        )

    def change(self) -> Change | None:
        """What a valid form changes; None where it changes nothing."""
        changed = [name for name in self.changed_data if name in self.fields and name != "version"]
        if not changed:
            return None
        return Change(
            of=self.OF,
            number=self.measure.number,
            based_on=self.cleaned_data["version"],
            fields=self._fields(changed),
        )

    def _fields(self, changed: list[str]) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in changed}

    @property
    def is_in_conflict(self) -> bool:
        """Whether somebody else wrote a newer version, and this person changed the one before it."""
        return self.theirs is not None and self.is_bound and self.change() is not None


class ControlForm(MeasureForm):
    """A control: how well it works, and whether it is still in place."""

    OF = "control"
    FIELDS = ("adequacy", "ended")
    adequacy = forms.ChoiceField(
        label="How adequate is it?", choices=[("", "Not said"), *Control.Adequacy.choices], required=False
    )
    ended = forms.BooleanField(label="It is no longer in place", required=False)


class ActionForm(MeasureForm):
    """An action: how far it is, and another date where the agreed one does not hold."""

    OF = "action"
    FIELDS = ("status", "progress", "due_on", "revised_due_on", "revised_reason", "ended")
    status = forms.ChoiceField(label="How far is it?", choices=Action.Status.choices, required=False)
    progress = forms.CharField(label="Progress", required=False, widget=forms.Textarea, max_length=4000)
    due_on = DatePartsField(label="Due", help_text="As first agreed", required=False)
    revised_due_on = DatePartsField(label="New date, if it moves", required=False)
    revised_reason = forms.CharField(
        label="Why does the date move?", required=False, widget=forms.Textarea, max_length=2000
    )
    ended = forms.BooleanField(label="It is withdrawn, and nobody will do it", required=False)
    presentation = {
        "progress": Presentation(rows=3),
        "due_on": Presentation(label_classes="govuk-fieldset__legend--s"),
        "revised_due_on": Presentation(label_classes="govuk-fieldset__legend--s"),
        "revised_reason": Presentation(rows=2),
    }

    def __init__(self, data: QueryDict | None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        # A date that was agreed is not rewritten: it moves, with a reason. One that nobody set is set first.
        if self.seen.due_on is None:
            del self.fields["revised_due_on"], self.fields["revised_reason"]
        else:
            del self.fields["due_on"]

    @property
    def summary(self) -> str:
        """What opens the rest of the form."""
        if "due_on" in self.fields:
            return (
                "Progress, date, withdraw it" if self.seen.progress else "Add progress or a date, withdraw it"
            )
        return "Progress, new date, withdraw it"

    @property
    def is_open(self) -> bool:
        """Whether the rest of the form is shown at once: something in it was typed or is wrong."""
        return self.is_bound and bool(self.errors or set(self.changed_data) - {"status", "version"})

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "revised_reason" not in data:
            return data
        reason = data["revised_reason"] = clean_text(data["revised_reason"]).strip()
        moved_to = data.get("revised_due_on")
        if moved_to and not reason:
            self.add_error("revised_reason", "Say why the date moves: the reason is printed beside it")
        elif moved_to and moved_to != self.seen.revised_due_on and reason == self.seen.revised_reason:
            self.add_error(
                "revised_reason", "Say why the date moves again: the reason given is the last one's"
            )
        return data


class NewActionForm(forms.Form):
    """An action that came up in this quarter."""

    text = forms.CharField(label="What will be done", required=False, widget=forms.Textarea, max_length=4000)
    owner = forms.CharField(
        label="Owner", help_text="A post, not a person's name", required=False, max_length=200
    )
    due_on = DatePartsField(label="Due", required=False)
    presentation = {
        "text": Presentation(rows=3),
        "due_on": Presentation(label_classes="govuk-fieldset__legend--s"),
    }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["text"] = clean_text(data.get("text", "")).strip()
        if not data["text"] and (data.get("owner") or data.get("due_on")):
            self.add_error("text", "Enter what will be done, or empty the owner and the date")
        return data

    def change(self, kind: str) -> Change | None:
        data = self.cleaned_data
        if not data["text"]:
            return None
        fields = {name: data[name] for name in ("text", "owner", "due_on")}
        return Change(of="action", fields=fields | {"kind": kind, "status": Action.Status.NOT_STARTED})


class MeasureForms:
    """All controls and actions of an entry on one page, and a new action, saved together."""

    def __init__(self, data: QueryDict | None, *, versions: Seen, kind_of_new: str) -> None:
        now = [row for row in versions.values() if row.is_current]
        self.controls = self._forms(ControlForm, data, now, versions)
        self.actions = self._forms(ActionForm, data, now, versions)
        self.new = NewActionForm(data, prefix="new")
        self.kind_of_new = kind_of_new

    @staticmethod
    def _forms(kind: type[MeasureForm], data: QueryDict | None, now: list, versions: Seen) -> list:
        """Those in place, and those that somebody ended while they were being filled in."""
        model = {"control": Control, "action": Action}[kind.OF]
        return [
            kind(data, measure=row, seen=versions)
            for row in now
            if isinstance(row, model)
            and (not row.ended or (data is not None and f"{kind.OF}-{row.number}-version" in data))
        ]

    @property
    def existing(self) -> list[MeasureForm]:
        return [*self.actions, *self.controls]

    @property
    def all(self) -> list[forms.Form]:
        return [*self.actions, self.new, *self.controls]

    def is_valid(self) -> bool:
        wrong = [form for form in self.all if not form.is_valid()]
        return not wrong

    @property
    def has_errors(self) -> bool:
        return has_errors(*self.all)

    @property
    def errors(self) -> list[dict[str, str]]:
        """The lines of the error summary."""
        return summary_of(*self.all)

    def changes(self) -> list[Change]:
        """What valid forms change."""
        found = [*(form.change() for form in self.existing), self.new.change(self.kind_of_new)]
        return [change for change in found if change is not None]
