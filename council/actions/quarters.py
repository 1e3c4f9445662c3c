"""Opening and closing reporting quarters."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from council.authorization import Permission, require
from council.models import ReportingQuarter, User
from council.periods import Quarter


class QuarterError(Exception):
    """The quarter cannot be opened or closed; the message says why and what to do."""


@transaction.atomic
def open_quarter(*, quarter: Quarter, by: User, at: datetime.datetime | None = None) -> ReportingQuarter:
    """Start a round: from now on officers may enter its figures."""
    require(by, Permission.DEFINE_KPIS)
    row, created = ReportingQuarter.objects.get_or_create(
        ordinal=quarter.ordinal, defaults={"opened_at": at or timezone.now(), "opened_by": by}
    )
    if not created and not row.is_open:
        raise QuarterError(f"{quarter.label} is closed. Reopen it with a reason instead of opening it again.")
    return row


@transaction.atomic
def close_quarter(*, quarter: Quarter, by: User, at: datetime.datetime | None = None) -> ReportingQuarter:
    """End a round: members see it, and a change now needs a reason. Quarters close in order."""
    require(by, Permission.DEFINE_KPIS)
    row = ReportingQuarter.objects.select_for_update().filter(ordinal=quarter.ordinal).first()
    if row is None:
        raise QuarterError(f"{quarter.label} was never opened. Open it first.")
    earlier = (
        ReportingQuarter.objects.filter(ordinal__lt=quarter.ordinal, closed_at=None)
        .order_by("ordinal")
        .first()
    )
    if earlier:
        raise QuarterError(f"{earlier.quarter.label} is still open. Close it first: quarters close in order.")
    if row.is_open:
        row.closed_at, row.closed_by = at or timezone.now(), by
        row.save(update_fields=["closed_at", "closed_by"])
    return row
