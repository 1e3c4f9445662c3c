"""What members ask, and what becomes of it.

A question stays as it was put; who has it, by when, and the answer are versions.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from committee.actions.refusals import CommitteeRefused
from committee.models import AgendaItem, Answer, Meeting, Question
from committee.visibility import visible_to
from complaints.models import Subject
from council.actions.superseding import supersede
from council.authorization import Permission, require
from council.models import User
from council.sections import clean_text
from kpis.models import Indicator
from risks.models import Entry

FIELDS = ("state", "owner", "due_meeting", "due", "text")


@transaction.atomic
def ask(
    *,
    meeting: Meeting,
    text: str,
    raised_by: str,
    kind: str,
    by: User,
    item: AgendaItem | None = None,
    indicator: Indicator | None = None,
    entry: Entry | None = None,
    subject: Subject | None = None,
    ref: str = "",
    at: datetime.datetime | None = None,
    **standing: Any,
) -> Question:
    """Put a question on record, with who is to answer it and by when where that is known.

    A member asks at meetings that they may see, on items that they may read.
    """
    require(by, Permission.ASK_QUESTIONS)
    view = visible_to(by)
    if view.meeting(meeting.slug) is None or (item is not None and not view.reads(item)):
        raise PermissionDenied("Your account may not ask about this.")
    text, raised_by = clean_text(text).strip(), clean_text(raised_by).strip()
    if not text:
        raise CommitteeRefused("The question has no words. Write what is asked; nothing was saved.")
    if item is not None and item.meeting_id != meeting.pk:
        raise CommitteeRefused("That item is on the agenda of another meeting. Nothing was saved.")
    at = at or timezone.now()
    question = Question(
        ref=ref or _next_ref(meeting),
        meeting=meeting,
        item=item,
        kind=kind,
        raised_by=raised_by,
        text=text,
        indicator=indicator,
        entry=entry,
        subject=subject,
        asked_at=at,
        asked_by=by,
    )
    question.full_clean(exclude=["meeting", "item", "indicator", "entry", "subject", "asked_by"])
    question.save(force_insert=True)
    supersede(_standing(question, standing), by=by, based_on=0, at=at)
    return question


@transaction.atomic
def answer(
    question: Question, *, by: User, based_on: int, at: datetime.datetime | None = None, **standing: Any
) -> Answer:
    """Say who has a question, by when, or what the answer is. Fields left out stay as they were.

    Raises EditConflict where somebody else did since version `based_on`.
    """
    require(by, Permission.ANSWER_QUESTIONS)
    view = visible_to(by)
    if not view.answers or not view.questions().filter(pk=question.pk).exists():
        raise PermissionDenied("Your account may not answer this question.")
    before = Answer.objects.current().get(question=question)
    kept = {name: getattr(before, name) for name in FIELDS}
    row = _standing(question, {**kept, **standing})
    if not row.is_open and not row.text:
        raise CommitteeRefused(
            "An answered or closed question says how. Write the answer; nothing was saved."
        )
    return supersede(row, by=by, based_on=based_on, at=at)


def _standing(question: Question, fields: dict[str, Any]) -> Answer:
    unknown = sorted(set(fields) - set(FIELDS))
    if unknown:
        raise TypeError(f"Not fields of an answer: {', '.join(unknown)}.")
    cleaned = {
        name: clean_text(value).strip() if isinstance(value, str) else value for name, value in fields.items()
    }
    return Answer(question=question, **cleaned)


def _next_ref(meeting: Meeting) -> str:
    """`Q-12-3`: the number of the meeting, and of the question in it. The meeting is locked, so none is given twice."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    number = Question.objects.filter(meeting=meeting).count() + 1
    return f"Q-{meeting.pk}-{number}"
