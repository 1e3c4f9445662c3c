"""The tables of questions on screen."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from committee.models import Answer
from committee.selectors.questions import Concern
from council.period_kinds import date_label
from council.tables import CouncilTable, LinkColumn, TextColumn

TAGS = {
    Answer.State.OPEN: "govuk-tag--yellow",
    Answer.State.UNDER_WAY: "govuk-tag--blue",
    Answer.State.REFERRED: "govuk-tag--purple",
    Answer.State.ANSWERED: "govuk-tag--green",
    Answer.State.CLOSED: "govuk-tag--grey",
}
#: Letters of a question, and words of what it concerns, in the list.
LETTERS, FEW_WORDS = 220, 10


def state_tag(answer: Answer) -> SafeString:
    """How a question stands."""
    return format_html(
        '<strong class="govuk-tag {}">{}</strong>',
        TAGS[Answer.State(answer.state)],
        answer.get_state_display(),
    )


def due_words(answer: Answer) -> str:
    """By when an answer is due, in words; "" where nobody said."""
    return date_label(answer.due_meeting.on) if answer.due_meeting else answer.due


class RefColumn(LinkColumn):
    """The reference, which leads to the question, and its words below."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            url=lambda row: reverse("question", args=[row.question.ref]), accessor="question__ref", **kwargs
        )

    def render(self, value: str, record: Answer) -> SafeString:
        text = Truncator(record.question.text).chars(LETTERS)
        return format_html('{} <span class="app-under">{}</span>', super().render(value, record), text)


class QuestionTable(CouncilTable):
    """One row a question, with how it stands."""

    hide_caption = True  # the page has a heading right above it
    classes = "app-questions"
    nothing = "No question matches these filters. Remove one to see more."

    ref = RefColumn(verbose_name="Question", order_by=("question__meeting__starts_at", "question__pk"))
    asked = TextColumn(
        accessor="question", verbose_name="Asked at, and by", order_by=("question__meeting__starts_at",)
    )
    concerns = TextColumn(accessor="question", verbose_name="Concerns", orderable=False)
    owner = TextColumn(empty_values=("",), verbose_name="With", order_by=("owner", "question__pk"))
    due = TextColumn(accessor="pk", verbose_name="Due", order_by=("due_meeting__starts_at", "due"))
    state = TextColumn(verbose_name="State", order_by=("state", "question__pk"))

    def __init__(self, rows: Any, *, today: datetime.date, **kwargs: Any) -> None:
        self.today = today
        self.about: Mapping[int, Concern] = {}
        super().__init__(rows, **kwargs)

    def render_asked(self, record: Answer) -> SafeString:
        question = record.question
        item = f", item {question.item.position}" if question.item and question.item.position else ""
        words = f"{date_label(question.meeting.on)}{item}"
        return format_html('{} <span class="app-under">{}</span>', words, question.raised_by)

    def render_concerns(self, record: Answer) -> SafeString | str:
        concern = self.about.get(record.question_id)
        if concern is None:
            return "–"
        text = Truncator(concern.text).words(FEW_WORDS, truncate=" …")
        if not concern.address:
            return text
        return format_html('<a class="govuk-link" href="{}">{}</a>', concern.address, text)

    def render_due(self, record: Answer) -> SafeString | str:
        words = due_words(record) or "–"
        late = record.is_open and record.due_meeting and record.due_meeting.on < self.today
        return format_html('{} <span class="app-under">late</span>', words) if late else words

    def render_state(self, record: Answer) -> SafeString:
        return state_tag(record)
