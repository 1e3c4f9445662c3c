"""The forms of meetings: committees, when and where they meet, the lines of the agenda, seats."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from committee import exempt
from committee.models import AgendaItem, Committee, CommitteeMember, Meeting
from council.fields import DatePartsField
from council.forms import Presentation
from council.models import User
from council.sections import clean_text

LEGEND = Presentation(label_classes="govuk-fieldset__legend--s")
LARGEST_VERSION = 999_999_999
ENTER_TITLE = "Enter the title"
_TIME = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[.:](?P<minute>[0-9]{2}))?\s*(?P<half>[ap]\.?m\.?)?", re.IGNORECASE
)
NOON = 12


class HourField(forms.Field):
    """A time of day as people write it: 14:00, 2.30 pm, 2pm."""

    widget = forms.TextInput
    default_error_messages = {"invalid": "Enter a time, like 2.30 pm or 14:30"}

    def to_python(self, value: Any) -> datetime.time | None:
        if isinstance(value, datetime.time):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        found = _TIME.fullmatch(text)
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "").lower()
        if half:
            if not 1 <= hour <= NOON:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
            hour = hour % NOON + (NOON if half.startswith("p") else 0)
        try:
            return datetime.time(hour, minute)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """A stored time as agendas print it; what was typed stays as it was typed."""
        if not isinstance(value, datetime.time):
            return value
        half = "am" if value.hour < NOON else "pm"
        return f"{value.hour % NOON or NOON}.{value:%M} {half}"


class VersionedForm(forms.Form):
    """A form about something that others may change meanwhile: `version` is the one that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION, initial=0)


class CommitteeForm(forms.Form):
    """A new committee."""

    name = forms.CharField(
        label="Name of the committee",
        max_length=200,
        error_messages={"required": "Enter the name of the committee"},
    )


class MeetingForm(VersionedForm):
    """When and where a committee meets. Of a meeting that is there, the committee stays."""

    committee = forms.ChoiceField(label="Committee")
    day = DatePartsField(label="Day", help_text="For example, 25 11 2021")
    hour = HourField(label="Time", help_text="For example, 2.00 pm")
    room = forms.CharField(label="Room", required=False, max_length=200)
    next_meeting = forms.CharField(
        label="When and where the next meeting is",
        help_text="As the agenda prints it: Thursday 10 March 2022 at 2.00 pm",
        required=False,
        max_length=300,
    )
    note = forms.CharField(
        label="Note",
        help_text="For staff; never printed",
        required=False,
        widget=forms.Textarea,
        max_length=4000,
    )
    presentation = {"day": LEGEND, "hour": Presentation(width=10), "note": Presentation(rows=3)}

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        committees: Sequence[Committee] = (),
        meeting: Meeting | None = None,
    ) -> None:
        super().__init__(data, initial=_meeting(meeting) if meeting else {})
        self.by_slug = {committee.slug: committee for committee in committees}
        if meeting:
            del self.fields["committee"]
            return
        self.fields["committee"].choices = [(row.slug, row.name) for row in committees]

    def clean_committee(self) -> Committee:
        return self.by_slug[self.cleaned_data["committee"]]

    def meeting_fields(self) -> dict[str, Any]:
        """What a valid form says, in the fields of the model."""
        data = self.cleaned_data
        starts_at = datetime.datetime.combine(data["day"], data["hour"])
        words = {name: data[name] for name in ("room", "next_meeting", "note")}
        return {"starts_at": timezone.make_aware(starts_at), **words}


class ItemForm(VersionedForm):
    """A line of the agenda. What only Part II carries may be missing while the agenda is prepared."""

    FIELDS = ("title", "kind", "author", "text", "part", "paragraphs", "public_interest")

    title = forms.CharField(label="Title", max_length=300, error_messages={"required": ENTER_TITLE})
    kind = forms.ChoiceField(
        label="What is it?",
        choices=AgendaItem.Kind.choices,
        widget=forms.RadioSelect,
        initial=AgendaItem.Kind.REPORT,
        error_messages={"required": "Select what it is"},
    )
    author = forms.CharField(
        label="Report of", help_text="A post, not a person’s name", required=False, max_length=200
    )
    text = forms.CharField(
        label="What the agenda says below the title", required=False, widget=forms.Textarea, max_length=10_000
    )
    after = forms.TypedChoiceField(label="Where on the agenda?", required=False, coerce=int, empty_value=None)
    part = forms.TypedChoiceField(
        label="Part",
        help_text="Start from Part I: an item is exempt only while keeping it secret outweighs disclosing it.",
        choices=AgendaItem.Part.choices,
        coerce=int,
        widget=forms.RadioSelect,
        initial=AgendaItem.Part.OPEN,
        error_messages={"required": "Select the part"},
    )
    paragraphs = forms.TypedMultipleChoiceField(
        label="Why is it exempt?",
        help_text="Paragraphs of Part 1 of Schedule 12A to the Local Government Act 1972",
        choices=[(number, f"{number}. {words}") for number, words in exempt.PARAGRAPHS.items()],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    public_interest = forms.CharField(
        label="Public interest",
        help_text="Why keeping it secret outweighs disclosing it. Everybody can read this sentence.",
        required=False,
        widget=forms.Textarea,
        max_length=2000,
    )
    presentation = {
        "kind": LEGEND,
        "text": Presentation(rows=4),
        "part": Presentation(
            label_classes="govuk-fieldset__legend--s",
            reveals={str(AgendaItem.Part.EXEMPT): ("paragraphs", "public_interest")},
        ),
        "paragraphs": Presentation(
            label_classes="govuk-fieldset__legend--s", classes="govuk-checkboxes--small"
        ),
        "public_interest": Presentation(rows=3),
    }

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        item: AgendaItem | None = None,
        lines: Iterable[AgendaItem] = (),
    ) -> None:
        super().__init__(data, initial=_item(item) if item else {})
        if item:
            del self.fields["after"]
            return
        self.fields["after"].choices = [
            ("", "In the usual place"),
            *((line.pk, f"After {line.position}. {line.title}") for line in lines),
        ]

    def clean_title(self) -> str:
        title = clean_text(self.cleaned_data["title"]).strip()
        if not title:
            raise ValidationError(ENTER_TITLE)
        return title

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("part") == AgendaItem.Part.OPEN:
            data["paragraphs"], data["public_interest"] = [], ""
        return data

    def item_fields(self) -> dict[str, Any]:
        """What a valid form says, in the fields of the model."""
        return {name: self.cleaned_data[name] for name in self.FIELDS}


class SeatForm(forms.Form):
    """Somebody who takes a seat."""

    user = forms.ChoiceField(label="Who", error_messages={"required": "Select who takes the seat"})
    since = DatePartsField(label="From", help_text="The first day")
    reads_exempt = forms.BooleanField(label="Exempt papers (Part II) go to them", required=False)
    presentation = {"since": LEGEND}

    def __init__(self, data: Mapping[str, Any] | None = None, *, people: Iterable[User]) -> None:
        super().__init__(data)
        self.by_name = {person.username: person for person in people}
        self.fields["user"].choices = [
            ("", "Choose somebody"),
            *((name, str(person)) for name, person in self.by_name.items()),
        ]

    def clean_user(self) -> User:
        return self.by_name[self.cleaned_data["user"]]


class SeatChangeForm(forms.Form):
    """What goes with a seat, and until when."""

    reads_exempt = forms.BooleanField(label="Exempt papers (Part II) go to them", required=False)
    until = DatePartsField(
        label="Until", help_text="The last day. Leave it empty while they sit on it.", required=False
    )
    presentation = {"until": LEGEND}

    def __init__(self, data: Mapping[str, Any] | None = None, *, seat: CommitteeMember) -> None:
        super().__init__(data, initial={"reads_exempt": seat.reads_exempt, "until": seat.until})


def _meeting(meeting: Meeting) -> dict[str, Any]:
    begins = timezone.localtime(meeting.starts_at)
    words = {name: getattr(meeting, name) for name in ("room", "next_meeting", "note", "version")}
    return {"day": begins.date(), "hour": begins.time(), **words}


def _item(item: AgendaItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in (*ItemForm.FIELDS, "version")}
