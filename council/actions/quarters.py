"""Opening and closing reporting quarters, and holding one still while something is written in it.

Whatever is reported in a round is written while the round is held, and the round is the first thing that a transaction
locks: then whether it is open, and whether a return lies with its approver, is still true when the transaction ends.
"""

from __future__ import annotations

import datetime

from django.db import connection, transaction
from django.utils import timezone

from council.authorization import Permission, require
from council.models import ReportingQuarter, RoundStep, User
from council.periods import Quarter
from council.sections import clean_text

Step = RoundStep.Step


class QuarterError(Exception):
    """The quarter cannot be opened or closed; the message says why and what to do."""


def hold(*quarters: Quarter) -> dict[int, ReportingQuarter]:
    """These rounds (none named: all) by their ordinals, those that were opened, as they stay until the transaction ends.

    Any number of people hold a round at once; whoever steers it (`steer`) waits for all of them, and they for it.
    """
    # Django has no name for FOR SHARE. Always in the same order: two who hold several wait for each other at most.
    table = connection.ops.quote_name(ReportingQuarter._meta.db_table)
    wanted = "WHERE ordinal = ANY(%s)" if quarters else ""
    rows = ReportingQuarter.objects.raw(
        f"SELECT * FROM {table} {wanted} ORDER BY ordinal FOR SHARE",  # noqa: S608 - our own table's name
        [[quarter.ordinal for quarter in quarters]] if quarters else [],
    )
    return {row.ordinal: row for row in rows}


def steer(quarter: Quarter) -> ReportingQuarter | None:
    """The round for whoever closes it or takes a step of a return in it: nobody else holds it meanwhile."""
    return ReportingQuarter.objects.select_for_update(no_key=True).filter(ordinal=quarter.ordinal).first()


@transaction.atomic
def open_quarter(
    *, quarter: Quarter, by: User, due_on: datetime.date | None = None, at: datetime.datetime | None = None
) -> ReportingQuarter:
    """Start a round: from now on officers may enter its figures, and their returns are due on `due_on`."""
    require(by, Permission.DEFINE_KPIS)
    at = at or timezone.now()
    row, created = ReportingQuarter.objects.get_or_create(
        ordinal=quarter.ordinal, defaults={"opened_at": at, "opened_by": by, "due_on": due_on}
    )
    if not created and not row.is_open:
        raise QuarterError(f"{quarter.label} is closed. Reopen it with a reason instead of opening it again.")
    if created:
        _note(row, Step.OPENED, by, at)
    return row


@transaction.atomic
def move_deadline(*, quarter: Quarter, due_on: datetime.date, by: User, reason: str = "") -> ReportingQuarter:
    """Set another day by which returns are due."""
    require(by, Permission.DEFINE_KPIS)
    row = _locked(quarter)
    if not row.is_open:
        raise QuarterError(f"{quarter.label} is closed, so nothing is due in it any more.")
    row.due_on = due_on
    row.save(update_fields=["due_on"])
    _note(row, Step.DEADLINE, by, timezone.now(), reason)
    return row


@transaction.atomic
def close_quarter(
    *, quarter: Quarter, by: User, reason: str = "", at: datetime.datetime | None = None
) -> ReportingQuarter:
    """End a round: members see it, and a change now needs a reason. Quarters close in order.

    `reason` says why it closes although something is missing; what is missing is the caller's to know.
    """
    require(by, Permission.DEFINE_KPIS)
    row = _locked(quarter)
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
        _note(row, Step.CLOSED, by, row.closed_at, reason)
    return row


@transaction.atomic
def reopen_quarter(*, quarter: Quarter, by: User, reason: str) -> ReportingQuarter:
    """Open a closed round again for several corrections, the newest first. Members see none of it until it closes again."""
    require(by, Permission.DEFINE_KPIS)
    reason = clean_text(reason).strip()
    if not reason:
        raise QuarterError(f"Say why {quarter.label} is reopened: the reason stays on record.")
    row = _locked(quarter)
    if row.is_open:
        raise QuarterError(f"{quarter.label} is open already.")
    later = ReportingQuarter.objects.filter(ordinal__gt=quarter.ordinal).exclude(closed_at=None).first()
    if later:
        # It is compared with, and totalled from, the one before: members would read drafts there.
        raise QuarterError(
            f"{later.quarter.label} is closed. Reopen it first: quarters reopen from the newest back."
        )
    row.closed_at = row.closed_by = None
    row.save(update_fields=["closed_at", "closed_by"])
    _note(row, Step.REOPENED, by, timezone.now(), reason)
    return row


def _locked(quarter: Quarter) -> ReportingQuarter:
    row = steer(quarter)
    if row is None:
        raise QuarterError(f"{quarter.label} was never opened. Open it first.")
    return row


def _note(row: ReportingQuarter, step: Step, by: User, at: datetime.datetime, reason: str = "") -> None:
    RoundStep.objects.create(round=row, step=step, at=at, by=by, reason=clean_text(reason).strip())
