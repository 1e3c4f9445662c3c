"""Opening and closing reporting quarters, and holding one still while something is written in it.

A round is held by whoever writes what is reported in it (`council.actions.rounds`): then whether it is open, and whether
a return lies with its approver, is still true when the transaction ends.
"""

from __future__ import annotations

import datetime

from django.db import transaction

from council.actions.rounds import Rounds
from council.authorization import Permission, require
from council.models import ReportingQuarter, RoundStep, User
from council.periods import Quarter


class QuarterError(Exception):
    """The quarter cannot be opened or closed; the message says why and what to do."""


ROUNDS = Rounds(ReportingQuarter, RoundStep, QuarterError)


def hold(*quarters: Quarter) -> dict[int, ReportingQuarter]:
    """These rounds (none named: all) by their ordinals, those that were opened, as they stay until the transaction ends."""
    return ROUNDS.hold(*quarters)


def steer(quarter: Quarter) -> ReportingQuarter | None:
    """The round for whoever closes it or takes a step of a return in it: nobody else holds it meanwhile."""
    return ROUNDS.steer(quarter)


@transaction.atomic
def open_quarter(
    *, quarter: Quarter, by: User, due_on: datetime.date | None = None, at: datetime.datetime | None = None
) -> ReportingQuarter:
    """Start a round: from now on officers may enter its figures, and their returns are due on `due_on`."""
    require(by, Permission.DEFINE_KPIS)
    return ROUNDS.open(quarter, by, due_on, at)


@transaction.atomic
def move_deadline(*, quarter: Quarter, due_on: datetime.date, by: User, reason: str = "") -> ReportingQuarter:
    """Set another day by which returns are due."""
    require(by, Permission.DEFINE_KPIS)
    return ROUNDS.move_deadline(quarter, due_on, by, reason)


@transaction.atomic
def close_quarter(
    *, quarter: Quarter, by: User, reason: str = "", at: datetime.datetime | None = None
) -> ReportingQuarter:
    """End a round: members see it, and a change now needs a reason. Quarters close in order.

    `reason` says why it closes although something is missing; what is missing is the caller's to know.
    """
    require(by, Permission.DEFINE_KPIS)
    row = ROUNDS.next_to_close(quarter)
    if row.is_open:
        ROUNDS.close(row, by, reason, at)
    return row


@transaction.atomic
def reopen_quarter(*, quarter: Quarter, by: User, reason: str) -> ReportingQuarter:
    """Open a closed round again for several corrections, the newest first. Members see none of it until it closes again."""
    require(by, Permission.DEFINE_KPIS)
    return ROUNDS.reopen(quarter, by, reason)
