"""The due dates of open rounds as one person's calendar shows them."""

from __future__ import annotations

import uuid

from django.db.models import Count, Max, Q

from council.icalendar import DayEvent
from council.models import ReportingQuarter, RoundStep, User
from kpis.selectors.standings import standings


def owner_of(key: uuid.UUID) -> User | None:
    """Whose calendar a secret opens, or None: an account that was disabled has no calendar."""
    return User.objects.filter(calendar_key=key, is_active=True).first()


def events(user: User, *, site: str, returns_url: str) -> list[DayEvent]:
    """One day for each open round with a deadline and a return that this person enters or approves."""
    mine: dict[str, list[str]] = {}
    for standing in standings():
        if user.pk in standing.officers.people() | standing.approvers.people():
            mine.setdefault(standing.quarter, []).append(standing.service_name)
    rounds = ReportingQuarter.objects.filter(closed_at=None, due_on__isnull=False).annotate(
        changed_at=Max("steps__at"), moves=Count("steps", filter=Q(steps__step=RoundStep.Step.DEADLINE))
    )
    host = site.split("://")[-1].split("/")[0]
    return [
        DayEvent(
            uid=f"due-{row.quarter}@{host}",
            day=row.due_on,
            summary=f"Returns due: {row.quarter.label}",
            description="\n".join(mine[str(row.quarter)]),
            url=returns_url,
            changed_at=row.changed_at or row.opened_at,
            sequence=row.moves,
        )
        for row in rounds.order_by("ordinal")
        if str(row.quarter) in mine
    ]
