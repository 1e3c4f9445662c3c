"""How the returns of the open rounds stand, and whose work they are: what reminders and calendars are made from."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from council.authorization import Permission, Role
from council.models import ReportingQuarter, RoleAssignment, Service
from council.reminders import Hands
from kpis.reminders import Standing
from kpis.selectors import rounds
from kpis.selectors.rounds import ServiceReturn


def standings() -> list[Standing]:
    """The return of each service in each open round, the oldest round first."""
    assignments = list(RoleAssignment.objects.filter(user__is_active=True))
    found = []
    for row in ReportingQuarter.objects.filter(closed_at=None).order_by("ordinal"):
        watched = rounds.monitor(row.quarter)
        if watched is not None:
            found += [_standing(each, assignments) for each in watched.returns]
    return found


def _standing(kept: ServiceReturn, assignments: list[RoleAssignment]) -> Standing:
    newest = kept.steps[-1] if kept.steps else None
    return Standing(
        quarter=str(kept.round.quarter),
        service=kept.service.slug,
        service_name=kept.service.name,
        asked=len(kept.due),
        entered=kept.entered,
        due_on=kept.round.due_on,
        state=kept.state,
        step=newest.pk if newest else 0,
        stepped_on=timezone.localdate(newest.at) if newest else None,
        submitted_by=kept.submitted_by.pk if kept.submitted_by else None,
        officers=_hands(assignments, kept.service, {Permission.ENTER_FIGURES}),
        approvers=_hands(assignments, kept.service, {Permission.APPROVE_FIGURES, Permission.DEFINE_KPIS}),
    )


def _hands(assignments: Iterable[RoleAssignment], service: Service, permissions: set[Permission]) -> Hands:
    """The people whose roles give them one of the permissions for the service, by name or for the whole council."""
    own, council = set(), set()
    for row in assignments:
        if not permissions & Role(row.role).permissions:
            continue
        if row.directorate_id is None and row.service_id is None:
            council.add(row.user_id)
        elif row.service_id == service.pk or row.directorate_id == service.directorate_id:
            own.add(row.user_id)
    return Hands(frozenset(own), frozenset(council))
