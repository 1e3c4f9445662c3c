"""Overrides: an agreed status beside the calculated one. Proposed by one person, decided by another, for one quarter."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from council.authorization import Permission, may, require
from council.models import User
from council.periods import Quarter
from kpis.models import Definition, Indicator, Override, SchemeVersion


class OverrideRefused(Exception):
    """The override cannot be proposed or decided; the message says why and what to do."""


def may_propose(user: User, definition: Definition) -> bool:
    """Those who approve the service's figures, and the performance lead."""
    either = (Permission.DEFINE_KPIS, Permission.APPROVE_FIGURES)
    return any(may(user, each, definition.service) for each in either)


def may_decide(user: User, override: Override | None, definition: Definition) -> bool:
    """Whether this person may agree or decline a proposal that waits: the performance lead, but for their own."""
    waits = override is not None and override.state == Override.State.PROPOSED
    return (
        waits and may(user, Permission.DEFINE_KPIS, definition.service) and override.proposed_by_id != user.pk
    )


@transaction.atomic
def propose(
    *,
    indicator: Indicator,
    quarter: Quarter,
    status: str,
    reason: str,
    by: User,
    at: datetime.datetime | None = None,
) -> Override:
    """Propose `status` (a code of the indicator's scheme) for one quarter, with the reason that will be printed."""
    definition = Definition.objects.current().select_related("service").get(indicator=indicator)
    if not may_propose(by, definition):
        require(by, Permission.APPROVE_FIGURES, definition.service)
    if not reason.strip():
        raise OverrideRefused(
            "Say why the calculated rating should not stand: the reason is printed beside it."
        )
    if status not in (statuses := _statuses(definition, quarter)):
        raise OverrideRefused(
            f'"{status}" is not a status of this indicator. Use one of {", ".join(statuses)}.'
        )
    try:
        with transaction.atomic():
            return Override.objects.create(
                indicator=indicator,
                reported_in=quarter.ordinal,
                status=status,
                reason=reason.strip(),
                proposed_by=by,
                proposed_at=at or timezone.now(),
            )
    except IntegrityError as error:
        raise OverrideRefused(
            f"There is already an override of {definition.name} for {quarter.label}. Withdraw or decide it first."
        ) from error


def _statuses(definition: Definition, quarter: Quarter) -> list[str]:
    """The status codes of the scheme that rates the indicator in `quarter`, best first."""
    of_scheme = (
        {"scheme": definition.scheme_id} if definition.scheme_id else {"scheme__is_house_default": True}
    )
    version = SchemeVersion.objects.filter(**of_scheme, valid_from__lte=quarter.ordinal).latest("valid_from")
    return [status.code for status in version.parsed().statuses]


@transaction.atomic
def agree(*, override: Override, by: User, note: str = "", at: datetime.datetime | None = None) -> Override:
    """Agree a proposed override; the person must be another than the proposer. `note` says where it was agreed."""
    return _decide(override, Override.State.AGREED, by, note, at)


@transaction.atomic
def decline(*, override: Override, by: User, note: str, at: datetime.datetime | None = None) -> Override:
    """Turn a proposed override down, with a note that says why."""
    return _decide(override, Override.State.DECLINED, by, note, at)


def _decide(
    override: Override, state: Override.State, by: User, note: str, at: datetime.datetime | None
) -> Override:
    definition = Definition.objects.current().select_related("service").get(indicator=override.indicator_id)
    require(by, Permission.DEFINE_KPIS, definition.service)
    override = Override.objects.select_for_update().get(pk=override.pk)
    if override.state != Override.State.PROPOSED:
        raise OverrideRefused(f"This override is already {override.get_state_display().lower()}.")
    if override.proposed_by_id == by.pk:
        raise PermissionDenied("Somebody other than the proposer must decide an override.")
    override.state, override.decided_by, override.decided_at, override.decision_note = (
        state,
        by,
        at or timezone.now(),
        note,
    )
    override.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    return override
