"""The files that back figures, for those who see the drafts of the service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.functions import Length

from council.models import User
from council.periods import Quarter
from kpis.models import Definition, Evidence
from kpis.visibility import visible_to


@dataclass(frozen=True)
class Files:
    """The files of one indicator in one round, newest first; those removed have left their names."""

    attached: list[Evidence]
    removed: list[Evidence]


def definition_for(slug: str, user: User) -> Definition | None:
    """The indicator of an address, if there is one whose drafts this person may see."""
    found = (
        Definition.objects.current()
        .select_related("indicator", "service")
        .filter(indicator__slug=slug)
        .first()
    )
    return found if found and visible_to(user).sees_drafts_of(found.service) else None


def files(definition: Definition, quarter: Quarter) -> Files:
    """One query, which leaves the contents where they are."""
    rows = list(
        _of(definition, quarter)
        .defer("content")
        .annotate(size=Length("content"))
        .select_related("uploaded_by")
        .order_by("-uploaded_at", "-pk")
    )
    return Files([row for row in rows if row.removed_at is None], [row for row in rows if row.removed_at])


def file(pk: int, definition: Definition, quarter: Quarter) -> Evidence | None:
    """One file with its content, unless it was removed."""
    return _of(definition, quarter).filter(pk=pk, removed_at=None).first()


def counts(indicators: Iterable[int], quarter: Quarter) -> dict[int, int]:
    """How many files back the figures of each of these indicators in a round; those without are left out. One query."""
    rows = Evidence.objects.filter(indicator__in=indicators, reported_in=quarter.ordinal, removed_at=None)
    return dict(rows.values("indicator").annotate(files=Count("pk")).values_list("indicator", "files"))


def _of(definition: Definition, quarter: Quarter) -> QuerySet[Evidence]:
    return Evidence.objects.filter(indicator=definition.indicator_id, reported_in=quarter.ordinal)
