"""Who sits on a committee, and whether exempt papers go to them: taking a seat, changing it, leaving it."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Q

from committee.actions import meetings
from committee.actions.refusals import CommitteeRefused
from committee.models import Committee, CommitteeMember
from committee.visibility import require_clerk
from council.models import User


@transaction.atomic
def take(
    committee: Committee, user: User, *, since: datetime.date, reads_exempt: bool, by: User
) -> CommitteeMember:
    """Give somebody a seat that they do not hold already."""
    require_clerk(by)
    Committee.objects.select_for_update().get(pk=committee.pk)
    held = CommitteeMember.objects.filter(Q(until=None) | Q(until__gte=since), committee=committee, user=user)
    if held.exists():
        raise CommitteeRefused(f"{user} has a seat on {committee} on that day already. Change that one.")
    return meetings.seat(committee, user, since=since, reads_exempt=reads_exempt, by=by)


@transaction.atomic
def change(
    seat: CommitteeMember, *, until: datetime.date | None, reads_exempt: bool, by: User
) -> CommitteeMember:
    """Say whether exempt papers go with a seat, and until when it is held; the audit trail keeps what it was."""
    require_clerk(by)
    row = CommitteeMember.objects.select_for_update().get(pk=seat.pk)
    if until is not None and until < row.since:
        raise CommitteeRefused("The last day is before the first. Nothing was changed.")
    row.until, row.reads_exempt = until, reads_exempt
    row.save(update_fields=["until", "reads_exempt"])
    return row
