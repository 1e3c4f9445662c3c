"""Writing commentary."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from council.actions import quarters
from council.actions.superseding import EditConflict, supersede
from council.authorization import Permission, require
from council.models import CorporatePriority, Directorate, Service, User
from council.periods import Quarter
from council.sections import clean_text
from kpis.actions import returns
from kpis.models import Commentary, Definition, Indicator


class CommentaryRefused(Exception):
    """The commentary cannot be written; the message says why and what to do."""


class QuarterNotOpen(CommentaryRefused):
    """Nobody has opened the reporting quarter."""


class ReasonNeeded(CommentaryRefused):
    """Members have seen the quarter, or somebody approved its return, so a change says why."""


@transaction.atomic
def write(
    *,
    quarter: Quarter,
    slug: str,
    heading: str,
    position: int,
    indicators: Iterable[Indicator],
    body: list[dict],
    by: User,
    based_on: int,
    issues: list[dict] | None = None,
    causes: list[dict] | None = None,
    actions: list[dict] | None = None,
    priority: CorporatePriority | None = None,
    directorate: Directorate | None = None,
    service: Service | None = None,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> Commentary:
    """Write the next version of a quarter's commentary under one heading. The parts are as `Commentary` describes them.

    Raises PermissionDenied, EditConflict, CommentaryRefused, and ReturnIsWithApprover while one of the services' returns is
    submitted. A reason is asked as it is for figures.
    """
    indicators = list(indicators)
    round_ = quarters.hold(quarter).get(quarter.ordinal)
    # Whoever writes over something must be one who could have written it.
    replaced = Commentary.objects.current().filter(reported_in=quarter.ordinal, slug=slug)
    spoken_of = Q(indicator__in=indicators) | Q(indicator__commentaries__in=replaced)
    services = {
        *(d.service for d in Definition.objects.current().filter(spoken_of).select_related("service")),
        *(each.service for each in replaced.select_related("service") if each.service),
        *([service] if service else []),
    }
    for each in services or {None}:
        require(by, Permission.ENTER_FIGURES, each)
    if round_ is None:
        raise QuarterNotOpen(
            f"{quarter.label} is not open for commentary. Ask the performance lead to open it."
        )
    reason = clean_text(reason).strip()
    if not round_.is_open and not reason:
        raise ReasonNeeded(
            f"{quarter.label} is closed. Give the reason for changing commentary that members have seen."
        )
    for each in sorted(services, key=lambda each: each.pk):
        returns.guard(each, quarter)
        if round_.is_open and not reason and returns.is_approved(each, quarter):
            raise ReasonNeeded(
                f"The return of {each.name} for {quarter.label} is approved. Give the reason for changing its commentary."
            )
    wanted = Commentary(
        reported_in=quarter.ordinal,
        slug=slug,
        heading=clean_text(heading),
        priority=priority,
        directorate=directorate,
        service=service,
        position=position,
        body=_clean(body),
        issues=_clean(issues or []),
        causes=_clean(causes or []),
        actions=_clean(actions or []),
        reason=reason,
    )
    try:
        written = supersede(wanted, by=by, based_on=based_on, at=at)
    except EditConflict as conflict:
        if _sent_twice(conflict.current, wanted, based_on, by):
            return conflict.current
        raise
    written.indicators.set(indicators)
    return written


def _sent_twice(current: Commentary | None, wanted: Commentary, based_on: int, by: User) -> bool:
    """Whether the conflict is with the same person's same words: a double click, not another mind."""
    if current is None or current.version != based_on + 1 or current.recorded_by_id != by.pk:
        return False
    same = ("heading", "body", "issues", "causes", "actions", "reason")
    return all(getattr(current, name) == getattr(wanted, name) for name in same)


def _clean(part: object) -> object:
    """The same blocks with every text in them made safe to print."""
    if isinstance(part, str):
        return clean_text(part)
    if isinstance(part, list):
        return [_clean(each) for each in part]
    return {name: _clean(value) for name, value in part.items()}
