"""Letting the clock of one case stand still, and run again. Whole procedures are paused elsewhere."""

from __future__ import annotations

import datetime
import uuid

from django.db import transaction
from django.utils import timezone

from complaints.actions import stages, standing
from complaints.actions.holding import hold
from complaints.actions.refusals import ComplaintRefused
from complaints.models import Feedback, Pause
from complaints.pause_grounds import GROUNDS
from council.actions.superseding import EditConflict, supersede
from council.models import User

CONTENT = ("first", "last", "reason", "void")


@transaction.atomic
def pause(
    case: Feedback,
    *,
    first: datetime.date,
    ground: str,
    by: User,
    last: datetime.date | None = None,
) -> Pause:
    """Stop the clock of a case from the day `first`, to `last` where it runs again already.

    Raises PermissionDenied, ComplaintRefused.
    """
    hold(case, by, has="clocks that can be paused")
    row = Pause(feedback=case, first=first, last=last, reason=GROUNDS[ground])
    _check(case, row)
    supersede(row, by=by, based_on=0)
    _count_again(case, by)
    return row


@transaction.atomic
def resume(case: Feedback, key: uuid.UUID, *, last: datetime.date, by: User, based_on: int) -> Pause:
    """Let the clock run again after the day `last`. Raises PermissionDenied, ComplaintRefused, EditConflict."""
    return _change(case, key, by=by, based_on=based_on, last=last)


@transaction.atomic
def remove(case: Feedback, key: uuid.UUID, *, by: User, based_on: int) -> Pause:
    """Take back a pause that was entered by mistake; it stays on record. Raises as `resume` does."""
    return _change(case, key, by=by, based_on=based_on, void=True)


def _change(case: Feedback, key: uuid.UUID, *, by: User, based_on: int, **changes: object) -> Pause:
    hold(case, by, has="clocks that can be paused")
    seen = case.pauses.filter(key=key, version=based_on, void=False).first()
    if seen is None:
        raise EditConflict(case.pauses.current().filter(key=key).first())
    row = Pause(feedback=case, key=key, **{name: getattr(seen, name) for name in CONTENT} | changes)
    _check(case, row)
    supersede(row, by=by, based_on=based_on)
    _count_again(case, by)
    return row


def _check(case: Feedback, row: Pause) -> None:
    """What the days of a pause must agree with. Raises ComplaintRefused."""
    if row.void:
        return
    today = timezone.localdate()
    received = case.details.current().values_list("received_on", flat=True).get()
    if row.first > today or (row.last and row.last > today):
        raise ComplaintRefused("A day of the pause is in the future. Record it when it has come.")
    if row.first < received:
        raise ComplaintRefused("The pause begins before the complaint came. Check the days.")
    if row.last and row.last < row.first:
        raise ComplaintRefused("The pause ends before it begins. Check the days.")
    others = case.pauses.current().filter(void=False).exclude(key=row.key)
    for other in others:
        if (row.last is None or other.first <= row.last) and (other.last is None or row.first <= other.last):
            raise ComplaintRefused("The clock was paused on some of these days already. Check the days.")


def _count_again(case: Feedback, by: User) -> None:
    """Stages that were answered are counted again too: a pause is often recorded only afterwards."""
    stages.recount([case.pk], by=by)
    standing.refresh([case.pk], by=by)
