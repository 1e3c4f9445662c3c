"""The forms in which a case is sorted and told: its details, its words, its elements, what is done to put it right."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils import timezone

from complaints.entry_forms import EntryChoices
from complaints.models import (
    Area,
    Channel,
    Complainant,
    Details,
    Element,
    Outcome,
    Procedure,
    Remedy,
    Subject,
)
from complaints.offers import Offer, offer
from complaints.stage_forms import GROUP, LARGEST_VERSION, LONGEST_TEXT, PastDayField
from council.forms import DatePartsField, NumberField, Presentation
from council.sections import clean_text


class CaseForm(forms.Form):
    """What all these have in common: the version that the person saw, and that they looked again where asked to."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION, required=False
    )
    confirmed = forms.BooleanField(label="I have checked it, and it is right", required=False)
    presentation: ClassVar[dict[str, Presentation]] = {}

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that the page draws one after the other."""
        return [field for field in self.visible_fields() if field.name != "confirmed"]

    def clean_version(self) -> int:
        return self.cleaned_data["version"] or 0


class DetailsForm(CaseForm):
    """How a case is sorted and counted. Nothing here names or describes a person."""

    KEPT = ("received_on", "channel", "area", "subjects", "complainant", "procedure", "lead_body", "partners")

    received_on = PastDayField(label="Received on")
    channel = forms.ChoiceField(label="How it came", choices=Channel.choices)
    complainant = forms.ChoiceField(label="Who it is from", choices=Complainant.choices)
    area = forms.ChoiceField(label="Area", choices=Area.choices)
    service_type = forms.ChoiceField(
        label="Service type", required=False, help_text="What the council was doing for them"
    )
    service = forms.ChoiceField(label="Service", required=False)
    subjects = forms.MultipleChoiceField(
        label="What it is about",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Select all that apply",
    )
    procedure = forms.ChoiceField(label="Procedure", choices=[("", "Select"), *Procedure.choices])
    lead_body = forms.ChoiceField(
        label="Is it joint with the NHS?",
        required=False,
        widget=forms.RadioSelect,
        choices=[("", "No"), ("council", "Yes, the council leads"), ("nhs", "Yes, an NHS body leads")],
    )
    partners = forms.CharField(
        label="Organisations that it is joint with",
        help_text="Their names, with commas between them. No people's names.",
        required=False,
        max_length=300,
    )
    presentation = {
        "received_on": Presentation(label_classes=GROUP),
        "subjects": Presentation(label_classes=GROUP, classes="govuk-checkboxes--small app-columns"),
        "lead_body": Presentation(label_classes=GROUP, classes="govuk-radios--small"),
    }

    def __init__(
        self, data: QueryDict | None, *, details: Details, choices: EntryChoices, is_complaint: bool
    ) -> None:
        initial = {name: getattr(details, name) for name in self.KEPT} | {
            "version": details.version,
            "service_type": details.service_type.slug if details.service_type else "",
            "service": details.service.slug if details.service else "",
        }
        super().__init__(data, initial=initial)
        self.types = {row.slug: row for row in [*choices.service_types, details.service_type] if row}
        self.services = {row.slug: row for row in [*choices.services, details.service] if row}
        self.fields["service_type"].choices = [
            ("", "None fits, or not known"),
            *((slug, f"{row.get_area_display()}: {row.name}") for slug, row in self.types.items()),
        ]
        self.fields["service"].choices = [
            ("", "Not known"),
            *((slug, row.name) for slug, row in self.services.items()),
        ]
        known = dict(choices.subjects)
        kept = {slug: slug.replace("-", " ").capitalize() for slug in details.subjects if slug not in known}
        self.fields["subjects"].choices = [*choices.subjects, *kept.items()]
        if not is_complaint:
            del self.fields["procedure"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        kept = self.types.get(data.get("service_type", ""))
        if kept and data.get("area") and data["area"] != kept.area:
            self.add_error(
                "area", f"{kept.name} belongs to {kept.get_area_display()}: select that, or another type"
            )
        data["partners"] = clean_text(data.get("partners", "")).strip()
        if data["partners"] and not data.get("lead_body"):
            self.add_error("lead_body", "Select who leads, or take the organisations away")
        elif data.get("lead_body") and not data["partners"] and "partners" not in self.errors:
            self.add_error("partners", "Enter the organisations that it is joint with")
        return data

    def fields_of_details(self) -> dict[str, Any]:
        """What a valid form says, in the fields of `Details`."""
        data = self.cleaned_data
        return {name: data[name] for name in self.KEPT if name in data} | {
            "service_type": self.types.get(data["service_type"]),
            "service": self.services.get(data["service"]),
        }

    @property
    def offered(self) -> Offer:
        """The procedure that what it is about and who complains lead to."""
        return offer(self.cleaned_data["area"], self.cleaned_data["complainant"])


class TextForm(CaseForm):
    """One text of a case. `version` is the one that the person saw, to tell when another is newer."""

    text = forms.CharField(label="Text", widget=forms.Textarea, max_length=LONGEST_TEXT, required=False)

    def __init__(self, data: QueryDict | None, *, label: str, rows: int = 8, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["text"].label = label
        self.presentation = {"text": Presentation(rows=rows)}


class NoteForm(CaseForm):
    """Something to remember about a case."""

    text = forms.CharField(
        label="Note",
        help_text="What happened or was said, and when. Only those who may read the words of cases see it.",
        widget=forms.Textarea,
        max_length=LONGEST_TEXT,
    )
    presentation = {"text": Presentation(rows=6)}


class LinkForm(CaseForm):
    """Another case that belongs together with this one."""

    reference = forms.CharField(
        label="Reference of the other case", help_text="Like CF-2020-0001", max_length=20
    )
    presentation = {"reference": Presentation(width=20)}


class MeasureForm(CaseForm):
    """What an element and a remedy share: words, where this person may write them."""

    question: ClassVar[str]
    KEPT: ClassVar[tuple[str, ...]]

    words_version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION, required=False
    )
    words = forms.CharField(required=False, widget=forms.Textarea, max_length=LONGEST_TEXT)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        row: Element | Remedy | None,
        words: tuple[str, int] = ("", 0),
        writes_words: bool,
        **kwargs: Any,
    ) -> None:
        initial = {name: getattr(row, name) for name in self.KEPT} if row else {}
        initial |= {"version": row.version if row else 0, "words": words[0], "words_version": words[1]}
        super().__init__(data, initial=initial, **kwargs)
        self.presentation = self.presentation | {"words": Presentation(rows=4)}
        self.fields["words"].label = self.question
        if not writes_words:
            del self.fields["words"], self.fields["words_version"]

    def measure_fields(self) -> dict[str, Any]:
        """What a valid form says, in the fields of the model."""
        return {name: self.cleaned_data[name] for name in self.KEPT}

    @property
    def said(self) -> str | None:
        """The words of a valid form; None where they were not asked for."""
        return self.cleaned_data["words"].strip() if "words" in self.fields else None


class ElementForm(MeasureForm):
    """One of the things that a complaint is about."""

    question = "What exactly is complained of?"
    KEPT = ("subject", "outcome")

    subject = forms.ModelChoiceField(
        Subject.objects.none(), label="What is it about?", empty_label="Select", to_field_name="slug"
    )
    outcome = forms.ChoiceField(
        label="Outcome",
        help_text="Once it was looked into. The outcome of the whole complaint is proposed from those of its points.",
        choices=[("", "Not decided yet"), *Outcome.choices],
        required=False,
    )
    field_order = ("subject", "words", "outcome")

    def __init__(self, data: QueryDict | None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        row: Element | None = kwargs["row"]
        found = Subject.objects.on(timezone.localdate())
        if row:
            found = found | Subject.objects.filter(pk=row.subject_id)
            self.initial["subject"] = row.subject.slug
        self.fields["subject"].queryset = found


class RemedyForm(MeasureForm):
    """What the council does to put something right."""

    question = "What is to be done?"
    KEPT = ("what", "amount", "agreed_on", "due_on", "done_on")

    what = forms.ChoiceField(label="What is it?", choices=Remedy.What.choices, widget=forms.RadioSelect)
    amount = NumberField(
        label="Amount",
        help_text="In pounds. Only for a payment",
        unit="£",
        required=False,
        max_digits=12,
        decimal_places=2,
    )
    agreed_on = PastDayField(label="When was it agreed?")
    due_on = DatePartsField(
        label="By when is it to be done?",
        help_text="You are reminded of it. Leave it empty if no day was agreed.",
        required=False,
    )
    done_on = PastDayField(
        label="When was it done?", help_text="Leave it empty until it is done", required=False
    )
    presentation = {
        name: Presentation(label_classes=GROUP) for name in ("what", "agreed_on", "due_on", "done_on")
    }
    field_order = ("what", "amount", "words", "agreed_on", "due_on", "done_on")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        what, amount = data.get("what"), data.get("amount")
        if "amount" not in self.errors:
            if what == Remedy.What.MONEY and not amount:
                self.add_error("amount", "Enter the amount of the payment, more than £0")
            elif what and what != Remedy.What.MONEY and amount is not None:
                self.add_error("amount", "Only a payment has an amount: leave it empty")
            elif amount is not None and amount < 0:
                self.add_error("amount", "The amount must be more than £0")
        agreed = data.get("agreed_on")
        for name in ("due_on", "done_on"):
            if agreed and data.get(name) and data[name] < agreed:
                self.add_error(name, "The date must be the day on which it was agreed, or later")
        return data
