"""The steps of a stage, with the words that belong to them where there are any: both are written, or neither.

What the days of a stage must agree with, and what follows from them, is decided in `actions.stages`. Words are added below
those that an earlier step of the kind left, so that a second extension does not wipe out why there was a first.
"""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db import transaction

from complaints.actions import feedback, stages
from complaints.actions.refusals import ComplaintRefused
from complaints.models import CaseText, Feedback, Stage
from complaints.text_parts import part_of_stage
from complaints.visibility import require_handler
from council.models import User


def acknowledge(case: Feedback, number: int, *, on: datetime.date, by: User, based_on: int) -> Stage:
    """Record that the complaint, or the request for the stage, was acknowledged. Raises as `stages.change` does."""
    return stages.change(case, number, by=by, based_on=based_on, acknowledged_on=on)


@transaction.atomic
def extend(
    case: Feedback, number: int, *, letter_on: datetime.date, by: User, based_on: int, words: str = ""
) -> Stage:
    """Extend a stage and say why; the person was told by the letter of that day. Raises as `stages.change` does."""
    row = stages.change(case, number, by=by, based_on=based_on, extended=True, letter_on=letter_on)
    add_words(case, number, "extension", words, by=by)
    return row


@transaction.atomic
def agree_date(
    case: Feedback, number: int, *, agreed_to: datetime.date, by: User, based_on: int, words: str = ""
) -> Stage:
    """Record a later day that the person agreed to, and what was said of it. Raises as `stages.change` does."""
    row = stages.change(case, number, by=by, based_on=based_on, agreed_to=agreed_to)
    add_words(case, number, "agreement", words, by=by)
    return row


@transaction.atomic
def answer(
    case: Feedback,
    number: int,
    *,
    on: datetime.date,
    outcome: str,
    by: User,
    based_on: int,
    words: str = "",
    decided_by: str = "",
    investigated: str = "",
    cost: Decimal | None = None,
) -> Stage:
    """End a stage with its outcome, and keep in short what the answer said. Raises as `stages.change` does."""
    row = stages.change(
        case, number, by=by, based_on=based_on, answered_on=on, outcome=outcome, decided_by=decided_by,
        investigated=investigated, cost=cost,
    )  # fmt: skip
    add_words(case, number, "answer", words, by=by)
    return row


@transaction.atomic
def end(
    case: Feedback, number: int, *, on: datetime.date, outcome: str, words: str, by: User, based_on: int
) -> Stage:
    """End a stage without a decision: withdrawn, resolved early, signposted. Raises as `stages.change` does."""
    row = stages.change(
        case, number, by=by, based_on=based_on, answered_on=on, outcome=outcome, decided_by="", investigated="",
        cost=None,
    )  # fmt: skip
    add_words(case, number, "end", words, by=by)
    return row


@transaction.atomic
def correct(case: Feedback, number: int, *, words: str, by: User, based_on: int, **changes: object) -> Stage:
    """Put right what is recorded of a stage, and say why. Raises as `stages.change` does."""
    row = stages.change(case, number, by=by, based_on=based_on, **changes)
    add_words(case, number, "correction", words, by=by)
    return row


@transaction.atomic
def remove(case: Feedback, number: int, *, words: str, by: User, based_on: int) -> Stage:
    """Take a stage that was entered by mistake out of the case; it stays on record. Raises as `stages.change` does."""
    row = stages.change(case, number, by=by, based_on=based_on, void=True)
    add_words(case, number, "removal", words, by=by)
    return row


@transaction.atomic
def put_back(case: Feedback, number: int, *, by: User, based_on: int) -> Stage:
    """Let a stage stand again that was removed. Raises as `stages.change` does."""
    Feedback.objects.select_for_update().get(pk=case.pk)
    others = case.stages.current().filter(void=False)
    if others.filter(number__gt=number).exists():
        raise ComplaintRefused("A later stage stands in its place. Remove that one first.")
    if others.filter(answered_on=None).exists():
        raise ComplaintRefused("Another stage is open. Answer it first, or remove it.")
    return stages.change(case, number, by=by, based_on=based_on, void=False)


@transaction.atomic
def reopen(case: Feedback, number: int, *, by: User, based_on: int, words: str = "") -> Stage:
    """Take back the answer of the newest stage, and say why. Raises as `stages.change` does."""
    row = stages.change(case, number, by=by, based_on=based_on, answered_on=None, outcome="")
    add_words(case, number, "reopening", words, by=by)
    return row


@transaction.atomic
def move_on(case: Feedback, stage: str, *, on: datetime.date, words: str, by: User) -> Stage:
    """Start the next stage, and keep what the person asked for. Raises as `stages.move_on` does."""
    row = stages.move_on(case, stage, on=on, by=by)
    add_words(case, row.number, "request", words, by=by)
    return row


@transaction.atomic
def refuse(case: Feedback, number: int, *, words: str, by: User) -> CaseText | None:
    """Record that the request for the stage after `number` was refused, and why. Raises PermissionDenied."""
    require_handler(by, case)
    Feedback.objects.select_for_update().get(pk=case.pk)
    return add_words(case, number, "refusal", words, by=by)


def add_words(case: Feedback, number: int, what: str, words: str, *, by: User) -> CaseText | None:
    """Write words about a stage below those that are there. The caller holds the case."""
    if not words.strip():
        return None
    part = part_of_stage(number, what)
    there = case.texts.filter(part=part).first()
    text = f"{there.text}\n\n{words.strip()}" if there else words
    return feedback.write_text(case, part, text, by=by, based_on=there.version if there else 0)
