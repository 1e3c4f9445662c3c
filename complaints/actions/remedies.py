"""What the council does to put a complaint right: agreed, due, and done."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from complaints.actions import feedback
from complaints.actions.holding import hold
from complaints.actions.refusals import ComplaintRefused
from complaints.models import Feedback, Remedy
from council.actions.superseding import seen_version, supersede
from council.models import User

CONTENT = ("what", "amount", "agreed_on", "due_on", "done_on", "void")


def part_of(number: int) -> str:
    """The text that says what is to be done."""
    return f"remedy-{number}"


@transaction.atomic
def add(case: Feedback, *, by: User, words: str = "", **fields: object) -> Remedy:
    """Record a remedy; `fields` are those of `Remedy`. Raises PermissionDenied, ComplaintRefused."""
    hold(case, by, has="remedies")
    row = Remedy(feedback=case, number=case.remedies.current().count() + 1, **fields)
    _check(row)
    supersede(row, by=by, based_on=0)
    if words.strip():
        feedback.write_text(case, part_of(row.number), words, by=by, based_on=0)
    return row


@transaction.atomic
def change(
    case: Feedback,
    number: int,
    *,
    by: User,
    based_on: int,
    words: str | None = None,
    words_based_on: int = 0,
    **changes: object,
) -> Remedy:
    """Write the next version of a remedy, and its words where they are given: both, or neither.

    Raises PermissionDenied, ComplaintRefused, EditConflict, feedback.TextConflict.
    """
    hold(case, by, has="remedies")
    seen = seen_version(case.remedies.filter(number=number), based_on)
    row = Remedy(feedback=case, number=number, **{name: getattr(seen, name) for name in CONTENT} | changes)
    _check(row)
    supersede(row, by=by, based_on=based_on)
    if words is not None:
        feedback.write_text(case, part_of(number), words, by=by, based_on=words_based_on)
    return row


def _check(row: Remedy) -> None:
    """What the parts of a remedy must agree with. Raises ComplaintRefused."""
    today = timezone.localdate()
    if row.what == Remedy.What.MONEY and row.amount is None:
        raise ComplaintRefused("Enter the amount of the payment.")
    if row.what != Remedy.What.MONEY and row.amount is not None:
        raise ComplaintRefused("Only a payment has an amount: choose a payment, or leave the amount empty.")
    if row.amount is not None and row.amount <= 0:
        raise ComplaintRefused("The amount must be more than £0.")
    if row.agreed_on > today:
        raise ComplaintRefused("The day on which it was agreed is in the future. Check it.")
    _not_before_agreed(row.due_on, row, "It is due")
    _not_before_agreed(row.done_on, row, "It was done")
    if row.done_on and row.done_on > today:
        raise ComplaintRefused("The day on which it was done is in the future. Leave it empty until then.")


def _not_before_agreed(day: datetime.date | None, row: Remedy, what: str) -> None:
    if day and day < row.agreed_on:
        raise ComplaintRefused(f"{what} before the day on which it was agreed. Check the days.")
