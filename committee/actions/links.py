"""Linking risks and opportunities to the indicators that they name."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from committee.models import IndicatorLink
from council.models import User
from council.sections import clean_text
from kpis.models import Indicator
from risks.actions import entries
from risks.models import Entry


@transaction.atomic
def link(
    entry: Entry,
    indicators: Iterable[Indicator],
    *,
    by: User,
    note: str = "",
    at: datetime.datetime | None = None,
) -> list[IndicatorLink]:
    """Have an entry name indicators; those that it names already stay as they are. Returns the new links.

    For those who review the entry or keep its register. Raises PermissionDenied.
    """
    entries.require_reviewer(by, entry)
    Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    standing = set(entry.indicator_links.as_at(None).values_list("indicator", flat=True))
    return [
        IndicatorLink.objects.create(
            entry=entry,
            indicator=indicator,
            note=clean_text(note).strip(),
            recorded_at=at or timezone.now(),
            recorded_by=by,
        )
        for indicator in dict.fromkeys(indicators)
        if indicator.pk not in standing
    ]


@transaction.atomic
def unlink(entry: Entry, link: int, *, by: User, at: datetime.datetime | None = None) -> bool:
    """Take a link of an entry away; it stays on record. False where it is away already. Raises PermissionDenied."""
    entries.require_reviewer(by, entry)
    standing = entry.indicator_links.as_at(None).filter(pk=link)
    return bool(standing.update(removed_at=at or timezone.now(), removed_by=by))
