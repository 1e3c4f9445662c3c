"""Ending a round or opening it again, and deciding about a return as it was read."""

from __future__ import annotations

from django.db import transaction

from council import outbox
from council.actions import quarters
from council.authorization import Permission, require
from council.models import ReportingQuarter, Service, User
from council.periods import Quarter
from council.sections import clean_text
from kpis.actions import returns
from kpis.models import Return, ReturnStep
from kpis.selectors import rounds
from kpis.topics import RATE


class RoundRefused(Exception):
    """The round cannot be closed like this; the message says why and what to do."""


class ReturnMoved(Exception):
    """The return took another step since it was read; nothing was decided."""


@transaction.atomic
def close(*, quarter: Quarter, by: User, reason: str = "") -> ReportingQuarter:
    """Close a round. Where returns are not approved, or something else is missing, a reason must say why it closes.

    Raises RoundRefused, and QuarterError where quarters would close out of order.
    """
    require(by, Permission.DEFINE_KPIS)
    quarters.steer(quarter)  # what is missing is read when nobody can add to it or take from it any more
    watched = rounds.monitor(quarter)
    if watched is not None and watched.round.is_open and watched.findings and not clean_text(reason).strip():
        raise RoundRefused(
            "Say why the quarter closes although something is missing: the reason stays on record."
        )
    return quarters.close_quarter(quarter=quarter, by=by, reason=reason)


@transaction.atomic
def reopen(*, quarter: Quarter, by: User, reason: str) -> ReportingQuarter:
    """Open a closed round again, and have its figures rated by the definitions of today until it closes once more.

    Raises QuarterError where the reason is missing, the round is open already, or a later one is closed.
    """
    row = quarters.reopen_quarter(quarter=quarter, by=by, reason=reason)
    outbox.put(RATE, quarter=quarter.ordinal)
    return row


@transaction.atomic
def decide(
    *, service: Service, quarter: Quarter, by: User, seen: int, approved: bool, comment: str = ""
) -> Return:
    """Approve a return or send it back, as it was when its newest step was `seen`: nobody decides about what changed since.

    Raises ReturnMoved, ReturnRefused and PermissionDenied.
    """
    quarters.steer(quarter)
    kept = Return.objects.select_for_update().filter(service=service, round=quarter.ordinal).first()
    newest = ReturnStep.objects.filter(service_return=kept).order_by("at", "id").last() if kept else None
    if newest is None or newest.pk != seen:
        raise ReturnMoved(
            f"The return of {service.name} was changed after you opened it. Read it again before you decide."
        )
    act = returns.approve if approved else returns.send_back
    return act(service=service, quarter=quarter, by=by, comment=comment)
