"""Reading the assessments of many entries: those that stood in a quarter, found by the index and not by reading them all."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db.models import OuterRef, QuerySet, Subquery

from risks.models import Assessment, Entry

#: Outlines and paragraphs of an assessment. Lists and charts of a whole register do not show them.
TEXTS = ("travel", "progress", "summary")


def standing_in(
    entries: Collection[int],
    ordinal: int,
    moment: datetime.datetime | None,
    *,
    since: int = 0,
    with_texts: bool = False,
) -> QuerySet[Assessment]:
    """The assessments of entries up to a quarter, oldest first; all, or from the one on that stood in `since`."""
    known = Assessment.objects.as_at(moment).filter(entry__in=entries)
    later = known.filter(ordinal__gt=since, ordinal__lte=ordinal).values("pk")
    # No condition on two columns: PostgreSQL would read every quarter of every entry for it.
    found = Assessment.objects.filter(pk__in=later.union(_newest(entries, since, moment))).order_by("ordinal")
    return found if with_texts else found.defer(*TEXTS)


def _newest(entries: Collection[int], ordinal: int, moment: datetime.datetime | None) -> QuerySet[Entry]:
    """The id of the newest assessment of each entry up to a quarter."""
    of_entry = Assessment.objects.as_at(moment).filter(entry=OuterRef("pk"), ordinal__lte=ordinal)
    newest = Subquery(of_entry.order_by("-ordinal").values("pk")[:1])
    return Entry.objects.filter(pk__in=entries).values_list(newest)
