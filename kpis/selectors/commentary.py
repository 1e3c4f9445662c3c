"""What was said about the figures of a quarter, as one person may see it."""

from __future__ import annotations

import datetime

from council.periods import Quarter
from kpis.models import Commentary
from kpis.visibility import View


def of_quarter(quarter: Quarter, view: View, *, as_at: datetime.datetime | None = None) -> list[Commentary]:
    """The commentary of one round in the order of its paper, with the indicators it speaks of. Two queries."""
    if not view.sees_quarter(quarter):
        return []
    return list(
        view.commentary()
        .as_at(as_at)
        .filter(reported_in=quarter.ordinal)
        .select_related("priority", "directorate", "service")
        .prefetch_related("indicators")
        .order_by(*Commentary._meta.ordering, "slug")
    )
