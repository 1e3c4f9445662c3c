"""Keeping words no longer than they are needed: how long, their erasure, and everything held about a case on paper.

Erasing takes away what people wrote, their names and how to reach them. What is counted stays: how a case was sorted, its
dates, outcomes, remedies, costs, and the learning that came from it. So every figure is the same before and after, and
nothing that is left names or describes anybody.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from complaints.actions import feedback
from complaints.actions.refusals import ComplaintRefused
from complaints.models import CaseAccess, CaseText, Feedback, Retention
from complaints.retention import MOST_YEARS
from complaints.selectors import privacy
from complaints.visibility import require_handler, require_manager
from council.actions.superseding import supersede
from council.authorization import Permission, require
from council.models import User
from council.sections import clean_text


class DueChanged(Exception):
    """Other cases are due than those that the person looked at; nothing was erased."""


@transaction.atomic
def set_retention(*, procedure: str, years: int, reason: str, by: User, based_on: int) -> Retention:
    """Say how long the words of a procedure's cases are kept. Raises PermissionDenied, ComplaintRefused, EditConflict."""
    require_manager(by)
    if not 1 <= years <= MOST_YEARS:
        raise ComplaintRefused(f"Words are kept for at least one year and at most {MOST_YEARS}.")
    if not reason.strip():
        raise ComplaintRefused("Say where the number comes from: the council's retention schedule, for one.")
    row = Retention(procedure=procedure, years=years, reason=clean_text(reason).strip())
    return supersede(row, by=by, based_on=based_on)


@transaction.atomic
def erase(case: Feedback, *, why: str, by: User) -> int:
    """Erase the words of one case; returns how many texts there were. Raises PermissionDenied, ComplaintRefused."""
    require_manager(by)
    held = Feedback.objects.select_for_update().get(pk=case.pk)
    standing = held.standings.current().get()
    if held.erased_at is not None:
        raise ComplaintRefused("The words of this case have been erased already.")
    if held.is_complaint and standing.closed_on is None:
        raise ComplaintRefused(
            "The complaint is still open, and cannot be answered without its words. End it first."
        )
    if privacy.is_with_the_ombudsman(held.pk):
        raise ComplaintRefused(
            "The Ombudsman is dealing with this case. Its words are kept until there is a decision."
        )
    return _erase([held.pk], why=why, by=by)


@transaction.atomic
def erase_due(*, seen: str, by: User) -> int:
    """Erase the words of the cases that are due, as many as in one go; returns how many cases there were.

    `seen` is the fingerprint of the cases that the person looked at. Raises PermissionDenied, DueChanged.
    """
    require_manager(by)
    rows, fingerprint = privacy.first_due()
    if fingerprint != seen:
        raise DueChanged
    ids = [row.feedback_id for row in rows]
    list(Feedback.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    _erase(ids, why=Feedback.ErasedFor.RETENTION, by=by)
    return len(ids)


def _erase(ids: Collection[int], *, why: str, by: User) -> int:
    """The texts go; that they are gone, since when, by whom and why, is put down. No audit entry ever held them."""
    number, _ = CaseText.objects.filter(feedback__in=ids).delete()
    Feedback.objects.filter(pk__in=ids).update(erased_at=timezone.now(), erased_by=by, erased_for=why)
    return number


@transaction.atomic
def everything(case: Feedback, *, by: User) -> list[CaseText]:
    """The words of a case for the answer to a subject access request, and on record that this person took them.

    Raises PermissionDenied.
    """
    require_handler(by, case)
    require(by, Permission.READ_CASE_TEXT)
    feedback.record_access([case.pk], by=by, what=CaseAccess.What.PRINTED)
    return list(case.texts.select_related("written_by"))
