"""Letting the clocks of a whole procedure stand still, and run again: as from April to June 2020. Cases have their own.

Every stage that was running on a day of the pause is counted again, in the same transaction. A stage that was answered
before the pause began is left alone: its answer came when it came.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from complaints.actions import stages, standing
from complaints.actions.refusals import ComplaintRefused
from complaints.models import Feedback, Pause, Procedure
from complaints.selectors import pauses
from complaints.visibility import require_manager
from council.actions.superseding import EditConflict, supersede
from council.models import User

CONTENT = ("procedure", "first", "last", "reason", "void")
#: A longer one is a slip of the keyboard, or a change of the rules.
LONGEST = datetime.timedelta(days=366)


@dataclass(frozen=True)
class Paused:
    """A pause as it was written, and how many stages have other dates since."""

    row: Pause
    moved: int


@transaction.atomic
def add(
    *, procedure: str, first: datetime.date, reason: str, by: User, last: datetime.date | None = None
) -> Paused:
    """Stop the clocks of a procedure from the day `first`, up to `last` where that is known.

    Raises PermissionDenied, ComplaintRefused.
    """
    require_manager(by)
    row = Pause(procedure=procedure, first=first, last=last, reason=reason.strip())
    _check(row)
    supersede(row, by=by, based_on=0)
    return Paused(row, _count_again(row, row, by=by))


@transaction.atomic
def end(key: uuid.UUID, *, last: datetime.date, by: User, based_on: int) -> Paused:
    """Let the clocks run again after the day `last`, or put that day right. Raises as `add` does, and EditConflict."""
    return _change(key, by=by, based_on=based_on, last=last)


@transaction.atomic
def remove(key: uuid.UUID, *, by: User, based_on: int) -> Paused:
    """Take back a pause that was entered by mistake; it stays on record. Raises as `end` does."""
    return _change(key, by=by, based_on=based_on, void=True)


@transaction.atomic
def count_running() -> int:
    """Count again the stages whose clock stands still today; returns how many have other dates.

    A pause that has not ended counts up to today, so dates move on with every day of it. Runs each night, and finds nothing
    the second time.
    """
    return recount(pauses.paused_cases(), by=None)


def _change(key: uuid.UUID, *, by: User, based_on: int, **changes: object) -> Paused:
    require_manager(by)
    of_procedures = Pause.objects.exclude(procedure="").filter(key=key)
    seen = of_procedures.filter(version=based_on, void=False).first()
    if seen is None:
        raise EditConflict(of_procedures.current().first())
    row = Pause(key=key, **{name: getattr(seen, name) for name in CONTENT} | changes)
    _check(row)
    supersede(row, by=by, based_on=based_on)
    return Paused(row, _count_again(seen, row, by=by))


def _check(row: Pause) -> None:
    """What the days of a pause must agree with. Raises ComplaintRefused."""
    if row.void:
        return
    if not row.reason:
        raise ComplaintRefused("Say why the clocks stand still: every date that it moves names the reason.")
    if row.last and row.last < row.first:
        raise ComplaintRefused("The pause ends before it begins. Check the days.")
    today = timezone.localdate()
    if (row.last or today) - row.first > LONGEST or row.first - today > LONGEST:
        raise ComplaintRefused(
            "A pause lasts a year at most, and begins within a year from now. Check the days."
        )
    for other in pauses.of_procedures().filter(procedure=row.procedure).exclude(key=row.key):
        if (row.last is None or other.first <= row.last) and (other.last is None or row.first <= other.last):
            raise ComplaintRefused(
                f"{Procedure(row.procedure).label} is paused on some of these days already, for {other.reason}. "
                "Check the days, or end that pause first."
            )


def _count_again(before: Pause, after: Pause, *, by: User) -> int:
    """Count again what ran on any day of the pause, as it was and as it is; returns how many stages moved."""
    ends = [row.last for row in (before, after)]
    last = None if None in ends else max(ends)
    cases = pauses.cases_running(after.procedure, min(before.first, after.first), last)
    return recount(cases, by=by)


def recount(cases: Collection[int], *, by: User | None) -> int:
    """Count the stages of cases again; returns how many have other dates.

    The cases are locked first, in the order in which everybody locks them.
    """
    list(Feedback.objects.select_for_update().filter(pk__in=cases).order_by("pk").values_list("pk"))
    at = timezone.now()
    moved = stages.recount(cases, by=by, at=at)
    if moved:
        standing.refresh(cases, by=by, at=at)
    return moved
