"""The forms of questions: what is asked and of what, who has it and what came of it; the filters of the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from committee.meeting_forms import LEGEND, VersionedForm
from committee.models import AgendaItem, Answer, Meeting, Question
from committee.selectors.questions import CONCERNS, ENDS, LATE, NOTHING, OPEN, Choices
from council.filters import MOST_LETTERS, Filters
from council.forms import Presentation
from council.sections import clean_text

MOST = 4000
A_POST = "A post, never a person’s name"
#: The fields that say who has a question and by when; members do not fill them in.
STANDING = ("owner", "due_meeting", "due")


class MeetingChoice(forms.Form):
    """At which meeting a question is asked; chosen first, since its items follow from it."""

    meeting = forms.ChoiceField(label="Asked at, or for, the meeting of")

    def __init__(self, *args: Any, meetings: Iterable[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].choices = [(row.slug, str(row)) for row in meetings]


class StandingForm(forms.Form):
    """Who has a question, and by when."""

    owner = forms.CharField(label="Who is to answer?", help_text=A_POST, required=False, max_length=200)
    due_meeting = forms.ChoiceField(label="Due at the meeting of", required=False)
    due = forms.CharField(
        label="Due, in words",
        help_text="Where no meeting is named. For example: by the end of the year",
        required=False,
        max_length=100,
    )

    def use_meetings(self, meetings: Iterable[Meeting]) -> None:
        """The meetings to choose from."""
        self.meetings = {row.slug: row for row in meetings}
        self.fields["due_meeting"].choices = [
            ("", "None"),
            *((slug, str(row)) for slug, row in self.meetings.items()),
        ]

    def clean_due_meeting(self) -> Meeting | None:
        return self.meetings.get(self.cleaned_data["due_meeting"])


class AskForm(StandingForm):
    """A question or request, as it was put, and what it concerns."""

    item = forms.ChoiceField(label="About the item", required=False)
    kind = forms.ChoiceField(
        label="What is it?",
        choices=Question.Kind.choices,
        widget=forms.RadioSelect,
        initial=Question.Kind.QUESTION,
        error_messages={"required": "Select what it is"},
    )
    text = forms.CharField(
        label="What is asked?",
        widget=forms.Textarea,
        max_length=MOST,
        error_messages={"required": "Enter what is asked"},
    )
    raised_by = forms.CharField(
        label="Raised by", help_text=f"{A_POST}: the Chair, a member", max_length=200, initial="a member"
    )
    indicator = forms.ChoiceField(label="An indicator", required=False)
    entry = forms.ChoiceField(label="A risk or an opportunity", required=False)
    subject = forms.ChoiceField(label="A complaint theme", required=False)
    presentation = {"kind": LEGEND, "text": Presentation(rows=5)}

    def __init__(
        self,
        data: QueryDict | None,
        *,
        items: Sequence[AgendaItem],
        choices: Choices,
        meetings: Sequence[Meeting],
        assigns: bool,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.items = {str(item.pk): item for item in items}
        self.known = choices
        self.use_meetings(meetings)
        if not assigns:
            for name in STANDING:
                del self.fields[name]
        self._choose("item", {key: f"{item.position}. {item.title}" for key, item in self.items.items()})
        self._choose("indicator", choices.indicator_names)
        self._choose("entry", choices.entry_names)
        self._choose("subject", {slug: row.name for slug, row in choices.subjects.items()})

    def _choose(self, name: str, words: Mapping[str, str]) -> None:
        self.fields[name].choices = [("", "None"), *words.items()]

    def clean_item(self) -> AgendaItem | None:
        return self.items.get(self.cleaned_data["item"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        named = [name for name in CONCERNS if data.get(name)]
        for name in named[1:]:
            self.add_error(name, "Choose one thing that it concerns: an indicator, a risk, or a theme")
        data["text"] = clean_text(data.get("text", "")).strip()
        if not data["text"] and "text" not in self.errors:
            self.add_error("text", "Enter what is asked")
        return data

    def question_fields(self) -> dict[str, Any]:
        """What a valid form says, as the action takes it."""
        data = dict(self.cleaned_data)
        known = self.known
        data["indicator"] = known.indicators.get(data["indicator"])
        data["entry"] = known.entries.get(data["entry"])
        data["subject"] = known.subjects.get(data["subject"])
        return data


class AnswerForm(VersionedForm, StandingForm):
    """How a question stands: who has it, by when, and what the answer is."""

    state = forms.ChoiceField(
        label="How does it stand?", choices=Answer.State.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="Answer, or what is known so far",
        help_text="Needed where it is answered or closed. Members of the committee read it.",
        required=False,
        widget=forms.Textarea,
        max_length=20_000,
    )
    presentation = {"state": LEGEND, "text": Presentation(rows=6)}

    def __init__(
        self, data: QueryDict | None, *, seen: Answer, meetings: Sequence[Meeting], state: str = ""
    ) -> None:
        super().__init__(
            data,
            initial={
                "version": seen.version,
                "state": state if state in Answer.State.values else seen.state,
                "owner": seen.owner,
                "due_meeting": seen.due_meeting.slug if seen.due_meeting else "",
                "due": seen.due,
                "text": seen.text,
            },
        )
        self.use_meetings(meetings)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["text"] = clean_text(data.get("text", "")).strip()
        if data.get("state") in ENDS and not data["text"]:
            self.add_error("text", "Enter how it was answered, or why it is closed without an answer")
        return data

    def answer_fields(self) -> dict[str, Any]:
        """What a valid form says, in the fields of the model."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class QuestionFiltersForm(forms.Form):
    """What the list can be narrowed by; the state is in the address."""

    search = forms.CharField(label="Words", required=False, max_length=MOST_LETTERS)
    state = forms.ChoiceField(label="State", required=False)
    due = forms.ChoiceField(label="Due", required=False)
    meeting = forms.ChoiceField(label="Asked at", required=False)
    owner = forms.ChoiceField(label="With", required=False)
    concerns = forms.ChoiceField(label="Concerns", required=False)


class QuestionFilters(Filters):
    """The filters of the list of questions."""

    form_class = QuestionFiltersForm

    def __init__(self, query: QueryDict, *, meetings: Sequence[Meeting], owners: Sequence[str]) -> None:
        days = {row.slug: f"{row.on:%-d %B %Y}" for row in meetings}
        words = {
            "state": {OPEN: "Waiting for an answer", **dict(Answer.State.choices)},
            "due": {LATE: "Late", **days},
            "meeting": days,
            "owner": {owner: owner for owner in owners},
            "concerns": {**CONCERNS, NOTHING: "Nothing that is kept here"},
        }
        super().__init__(query, words)
        self.form = QuestionFiltersForm(initial=self.chosen_values)
        for name, choices in words.items():
            self.form.fields[name].choices = [("", "All"), *choices.items()]
