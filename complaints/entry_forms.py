"""The form in which feedback is logged: quick, with an offer in place of every question that the answers settle."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from complaints.models import Area, Channel, Complainant, Details, Kind, Procedure, ServiceType
from complaints.offers import Offer, offer
from complaints.presenters import stage_names
from complaints.stage_moves import first_stages, label_of
from council.fields import DatePartsField
from council.forms import Presentation
from council.models import Service

#: The texts of a case that are asked when it is logged, by the field's name.
TEXTS = {"name": "name", "contact": "contact", "person": "person", "words": "words"}
LONGEST_TEXT = 20_000
AS_OFFERED = "As offered by who complains and what about"
FROM_THE_FIRST = "Where the procedure begins"


@dataclass(frozen=True)
class EntryChoices:
    """What can be chosen on the day: service types, services (both those that the person handles), subjects."""

    service_types: list[ServiceType]
    services: list[Service]
    subjects: list[tuple[str, str]]
    needs_service: bool


class EntryForm(forms.Form):
    """A complaint, a comment or a compliment. `asked` holds the references of cases that the person was asked about."""

    kind = forms.ChoiceField(label="What is it?", choices=Kind.choices, widget=forms.RadioSelect)
    received_on = DatePartsField(label="Received on", help_text="The day on which it came in, like 27 3 2021")
    channel = forms.ChoiceField(label="How it came", choices=[("", "Select"), *Channel.choices])
    complainant = forms.ChoiceField(label="Who it is from", choices=[("", "Select"), *Complainant.choices])
    service_type = forms.ChoiceField(
        label="Service type", required=False, help_text="What the council was doing for them"
    )
    area = forms.ChoiceField(
        label="Area",
        required=False,
        choices=[("", "As the service type says"), *Area.choices],
        help_text="Select one where no service type fits",
    )
    service = forms.ChoiceField(label="Service", required=False)
    subjects = forms.MultipleChoiceField(
        label="What it is about",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Select all that apply",
    )
    procedure = forms.ChoiceField(
        label="Procedure",
        required=False,
        choices=[("", AS_OFFERED), *Procedure.choices],
        help_text="Of complaints only. You are told which one was offered, and why",
    )
    stage = forms.ChoiceField(label="First stage", required=False)
    lead_body = forms.ChoiceField(
        label="Is it joint with the NHS?",
        required=False,
        widget=forms.RadioSelect,
        choices=[("", "No"), ("council", "Yes, the council leads"), ("nhs", "Yes, an NHS body leads")],
    )
    partners = forms.CharField(label="Organisations that it is joint with", required=False, max_length=300)
    name = forms.CharField(label="Name", required=False, max_length=200)
    contact = forms.CharField(
        label="How to reach them", required=False, max_length=1000, widget=forms.Textarea
    )
    person = forms.CharField(label="Whom it is about, if somebody else", required=False, max_length=200)
    words = forms.CharField(
        label="What they said", required=False, max_length=LONGEST_TEXT, widget=forms.Textarea
    )
    asked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)

    presentation = {
        "kind": Presentation(classes="govuk-radios--inline"),
        "contact": Presentation(rows=2),
        "words": Presentation(rows=8),
        "subjects": Presentation(classes="govuk-checkboxes--small app-subjects"),
        "lead_body": Presentation(classes="govuk-radios--small"),
    }

    def __init__(self, data: QueryDict | None, *, choices: EntryChoices, today: datetime.date) -> None:
        super().__init__(data, initial={"received_on": today, "kind": Kind.COMPLAINT})
        self.today, self.choices = today, choices
        self._types = {row.slug: row for row in choices.service_types}
        self._services = {row.slug: row for row in choices.services}
        self.fields["service_type"].choices = [
            ("", "None fits, or not known"),
            *((row.slug, f"{row.get_area_display()}: {row.name}") for row in choices.service_types),
        ]
        self.fields["service"].choices = [
            ("", "As the service type says"),
            *((row.slug, row.name) for row in choices.services),
        ]
        self.fields["subjects"].choices = choices.subjects
        self.fields["stage"].choices = [("", FROM_THE_FIRST), *_stages()]

    def clean_received_on(self) -> datetime.date:
        day = self.cleaned_data["received_on"]
        if day > self.today:
            raise ValidationError("The day of receipt must be today or in the past")
        if day.year < 1990:
            raise ValidationError("The day of receipt must be in 1990 or later")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        kept = self._types.get(data.get("service_type", ""))
        data["kept_type"] = kept
        data["area"] = data.get("area") or (kept.area if kept else "")
        data["kept_service"] = self._services.get(data.get("service", "")) or (kept.service if kept else None)
        if not data["area"] and not {"service_type", "area"} & set(self.errors):
            self.add_error("service_type", "Select the service type, or the area below")
        if kept and data["area"] != kept.area:
            self.add_error(
                "area", f"{kept.name} belongs to {kept.get_area_display()}: select that, or no area"
            )
        if self.choices.needs_service and data["kept_service"] is None and "service" not in self.errors:
            self.add_error("service", "Select the service: you log feedback of your own services")
        self._check_joint(data)
        if data.get("kind") == Kind.COMPLAINT and data.get("area") and data.get("complainant"):
            self._check_procedure(data)
        elif data.get("kind") in (Kind.COMMENT, Kind.COMPLIMENT):
            for field in ("procedure", "stage"):
                if data.get(field):
                    self.add_error(field, "Only complaints have one: leave it as it was")
        return data

    def _check_joint(self, data: dict[str, Any]) -> None:
        if data.get("lead_body") and not data.get("partners", "").strip() and "partners" not in self.errors:
            self.add_error("partners", "Enter the organisations that it is joint with")
        if data.get("partners", "").strip() and not data.get("lead_body"):
            self.add_error("lead_body", "Select who leads, or take the organisations away")

    def _check_procedure(self, data: dict[str, Any]) -> None:
        data["offered"] = offer(data["area"], data["complainant"])
        data["procedure"] = data.get("procedure") or data["offered"].procedure
        known = first_stages(data["procedure"])
        if data.get("stage") and data["stage"] not in known:
            words = ", ".join(label_of(data["procedure"], code) for code in known)
            self.add_error("stage", f"This procedure begins with {words}: select one of these")

    @property
    def opens_handling(self) -> bool:
        """Whether a question that is usually left alone was answered, or must be."""
        return self._touches("procedure", "stage", "service")

    @property
    def opens_joint(self) -> bool:
        return self._touches("lead_body", "partners")

    def _touches(self, *names: str) -> bool:
        return any(self[name].value() or self[name].errors for name in names) or (
            self.choices.needs_service and "service" in names
        )

    @property
    def offered(self) -> Offer | None:
        """The procedure that was offered, of a valid form about a complaint."""
        return self.cleaned_data.get("offered")

    def details(self) -> dict[str, Any]:
        """The fields of `Details` of a valid form."""
        data = self.cleaned_data
        return {
            "received_on": data["received_on"],
            "channel": data["channel"],
            "captured": Details.Captured.LOG,
            "area": data["area"],
            "service": data["kept_service"],
            "service_type": data["kept_type"],
            "subjects": data["subjects"],
            "complainant": data["complainant"],
            "procedure": data["procedure"],
            "lead_body": data["lead_body"],
            "partners": data["partners"],
        }

    def texts(self) -> dict[str, str]:
        """The words of a valid form by part."""
        return {
            part: self.cleaned_data[name] for name, part in TEXTS.items() if self.cleaned_data[name].strip()
        }


def _stages() -> list[tuple[str, str]]:
    """The stages with which a procedure may begin."""
    begins = {code for procedure in Procedure for code in first_stages(procedure)}
    return [(code, words) for code, words in stage_names().items() if code in begins]
