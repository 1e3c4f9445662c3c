"""The forms in which a risk or an opportunity is put on a register, and what it is is changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from council.forms import DatePartsField, Presentation
from council.sections import clean_text
from risks import outlines
from risks.matrix import Matrix
from risks.models import Details, Entry
from risks.references import ReferenceRefused, check_ref
from risks.review_forms import LONGEST_OUTLINE, OUTLINE_HINT
from risks.score_forms import LARGEST_VERSION, PositionField
from risks.selectors.entry_choices import Choices

#: The id of the list of categories in use, from which a browser suggests.
CATEGORIES = "categories"
OUTLINES = ("description", "consequences")
GROUP = "govuk-fieldset__legend--s"
#: What the forms ask that say what an entry is.
ASKED = (
    "title", "category", "description", "consequences", "owner", "reviewer", "priority", "services", "note",
)  # fmt: skip


class KindForm(forms.Form):
    """The first question about a new entry: its words, colours and reference follow from the answer."""

    kind = forms.ChoiceField(
        label="What do you want to add?",
        choices=[(Entry.Kind.RISK, "A risk"), (Entry.Kind.OPPORTUNITY, "An opportunity")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether it is a risk or an opportunity"},
    )
    presentation = {
        "kind": Presentation(
            label_classes="govuk-fieldset__legend--l",
            is_page_heading=True,
            item_hints={
                "risk": "Something that may go wrong. A lower score is better.",
                "opportunity": "Something that may go well. A higher score is better.",
            },
        )
    }


class DetailsForm(forms.Form):
    """What an entry is. `version` is the one that the person saw, to tell when another is newer.

    Who reviews it is asked of those who keep its register.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION)
    title = forms.CharField(label="Title", max_length=400)
    category = forms.CharField(
        label="Category",
        help_text="Organisational, Finance, Reputational: as the register uses them",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"list": CATEGORIES, "autocomplete": "off"}),
    )
    description = forms.CharField(
        label="Description",
        help_text=OUTLINE_HINT,
        required=False,
        widget=forms.Textarea,
        max_length=LONGEST_OUTLINE,
    )
    consequences = forms.CharField(
        label="Consequences",
        help_text=OUTLINE_HINT,
        required=False,
        widget=forms.Textarea,
        max_length=LONGEST_OUTLINE,
    )
    owner = forms.CharField(
        label="Owner",
        help_text="A post, not a person's name: Director of Finance",
        required=False,
        max_length=200,
    )
    reviewer = forms.ChoiceField(
        label="Who reviews it each quarter?",
        help_text="They are asked for the review, and reminded of it.",
        required=False,
    )
    priority = forms.ChoiceField(label="Corporate priority", required=False)
    services = forms.MultipleChoiceField(
        label="Services that it concerns", required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label="Note",
        help_text="What published papers leave open about it",
        required=False,
        widget=forms.Textarea,
        max_length=4000,
    )
    reason = forms.CharField(
        label="Why is it changed?",
        help_text="Kept with this version for the record.",
        widget=forms.Textarea,
        max_length=2000,
        error_messages={"required": "Say why it is changed"},
    )
    presentation: dict[str, Presentation] = {
        "title": Presentation(),
        "category": Presentation(width=20),
        "description": Presentation(rows=8),
        "consequences": Presentation(rows=8),
        "services": Presentation(label_classes=GROUP, classes="govuk-checkboxes--small"),
        "note": Presentation(rows=2),
        "reason": Presentation(rows=2),
    }

    def __init__(self, *args: Any, kind: str, choices: Choices, keeps: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        if kind == Entry.Kind.OPPORTUNITY:
            self.fields["consequences"].label = "Benefits"
        self.fields["reviewer"].choices = [
            ("", "The risk lead"),
            *((name, str(user)) for name, user in choices.reviewers.items()),
        ]
        self.fields["priority"].choices = [("", "None"), *_named(choices.priorities)]
        self.fields["services"].choices = list(_named(choices.services))
        if not keeps:
            del self.fields["reviewer"]

    @property
    def asked(self) -> list[forms.BoundField]:
        """What it is, in the order of the page: all but the reason, which comes last."""
        return [field for field in self.visible_fields() if field.name in ASKED]

    def details_fields(self) -> dict[str, Any]:
        """What a valid form says, in the fields of `Details`; without those that it did not ask."""
        data = self.cleaned_data
        found: dict[str, Any] = {
            name: clean_text(data[name]).strip() for name in ("title", "category", "owner")
        }
        found |= {name: outlines.to_json(outlines.from_text(data[name])) for name in OUTLINES}
        found["priority"] = self.choices.priorities.get(data["priority"])
        if "reviewer" in self.fields:
            found["reviewer"] = self.choices.reviewers.get(data["reviewer"])
        if "note" in self.fields:
            found["note"] = clean_text(data["note"]).strip()
        return found

    def chosen_services(self) -> list:
        """The services of a valid form, in their order."""
        chosen = set(self.cleaned_data["services"])
        return [service for slug, service in self.choices.services.items() if slug in chosen]

    def clean_title(self) -> str:
        title = " ".join(clean_text(self.cleaned_data["title"]).split())
        if not title:
            raise ValidationError("Enter title")
        return title

    def clean_reason(self) -> str:
        reason = clean_text(self.cleaned_data["reason"]).strip()
        if not reason and self.fields["reason"].required:
            raise ValidationError("Say why it is changed")
        return reason


def initial_of(details: Details) -> dict[str, Any]:
    """What the boxes hold when somebody begins to change an entry."""
    return {
        "version": details.version,
        "title": details.title,
        "category": details.category,
        "owner": details.owner,
        "reviewer": details.reviewer.username if details.reviewer else "",
        "priority": details.priority.slug if details.priority else "",
        "services": [service.slug for service in details.services.all()],
        "note": details.note,
    } | {name: outlines.to_text(outlines.from_json(getattr(details, name))) for name in OUTLINES}


class NewEntryForm(DetailsForm):
    """A new entry: its reference, what it is, where it stands, and who agreed that it goes on the register."""

    ref = forms.CharField(
        label="Reference",
        help_text="Used once on the register, also after its entry has left",
        max_length=30,
    )
    target_on = DatePartsField(label="Target date", required=False)
    target_date_text = forms.CharField(
        label="Words to print for the date",
        help_text="Only where the date alone does not say it: March 2022/Ongoing",
        required=False,
        max_length=60,
    )
    decided_by = forms.CharField(
        label="Who agreed that it goes on the register?",
        help_text="A meeting or management team, as the report is to name it: the Corporate Management Team",
        required=False,
        max_length=160,
    )
    decided_on = DatePartsField(label="On which day?", required=False)
    presentation = DetailsForm.presentation | {
        "ref": Presentation(width=10),
        "current": Presentation(label_classes=GROUP),
        "target": Presentation(label_classes=GROUP),
        "target_on": Presentation(label_classes=GROUP),
        "target_date_text": Presentation(width=20),
        "decided_on": Presentation(label_classes=GROUP),
    }

    def __init__(self, *args: Any, kind: str, matrix: Matrix, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        del self.fields["version"], self.fields["note"]
        reason = self.fields["reason"]
        reason.label, reason.help_text = (
            "Why does it go on the register?",
            "The report of the quarter prints it.",
        )
        reason.required = False
        positions = {
            "current": ("Where does it stand now?", "Not scored yet: its first review does that"),
            "target": ("Where is it to stand, once the actions are done?", "No target is set"),
        }
        for name, (label, nothing) in positions.items():
            self.fields[name] = PositionField(
                label=label,
                matrix=matrix,
                is_opportunity=kind == Entry.Kind.OPPORTUNITY,
                remarks={},
                nothing=nothing,
                required=False,
                error_messages={"invalid_choice": "Choose a cell of the matrix"},
            )

    def clean_ref(self) -> str:
        ref = clean_text(self.cleaned_data["ref"]).strip()
        try:
            check_ref(ref)
        except ReferenceRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return ref

    def clean_decided_by(self) -> str:
        return clean_text(self.cleaned_data["decided_by"]).strip()

    def clean_decided_on(self) -> Any:
        day = self.cleaned_data["decided_on"]
        if day and day > timezone.localdate():
            raise ValidationError("The day must be today or before: it is not agreed yet")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "current" in data and not data["current"]:
            if data.get("target"):
                self.add_error("current", "Choose where it stands now, since you set a target")
            elif data.get("target_on") or data.get("target_date_text"):
                self.add_error("current", "Choose where it stands now, since you gave a target date")
        return data

    def assessment_fields(self) -> dict[str, Any] | None:
        """The first assessment of a valid form; None where it is not scored yet."""
        data = self.cleaned_data
        if not data["current"]:
            return None
        found = {name: data[name] for name in ("target_on", "target_date_text")}
        for position in ("current", "target"):
            likelihood, impact = self.fields[position].steps.get(data[position], ("", ""))
            found |= {f"{position}_likelihood": likelihood, f"{position}_impact": impact}
        return found

    @property
    def scores(self) -> list[forms.BoundField]:
        return [self[name] for name in ("current", "target", "target_on", "target_date_text")]

    @property
    def decision(self) -> list[forms.BoundField]:
        return [self[name] for name in ("reason", "decided_by", "decided_on")]


def _named(rows: dict[str, Any]):
    return ((slug, row.name) for slug, row in rows.items())
