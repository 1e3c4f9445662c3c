"""Writing commentary."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction

from council.actions.superseding import supersede
from council.authorization import Permission, require
from council.models import CorporatePriority, User
from council.periods import Quarter
from council.sections import clean_text
from kpis.models import Commentary, Definition, Indicator


@transaction.atomic
def write(
    *,
    quarter: Quarter,
    slug: str,
    heading: str,
    priority: CorporatePriority,
    position: int,
    indicators: Iterable[Indicator],
    body: list[dict],
    by: User,
    based_on: int,
    at: datetime.datetime | None = None,
) -> Commentary:
    """Write the next version of a quarter's commentary under one heading. `body` is as `Commentary` describes it."""
    indicators = list(indicators)
    services = {
        d.service
        for d in Definition.objects.current().filter(indicator__in=indicators).select_related("service")
    }
    for service in services or {None}:
        require(by, Permission.ENTER_FIGURES, service)
    commentary = supersede(
        Commentary(
            reported_in=quarter.ordinal,
            slug=slug,
            heading=clean_text(heading),
            priority=priority,
            position=position,
            body=[_clean(block) for block in body],
        ),
        by=by,
        based_on=based_on,
        at=at,
    )
    commentary.indicators.set(indicators)
    return commentary


def _clean(block: dict) -> dict:
    if block["kind"] == "bullets":
        return {"kind": "bullets", "items": [clean_text(item) for item in block["items"]]}
    return {"kind": "paragraph", "text": clean_text(block["text"])}
