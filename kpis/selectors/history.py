"""The versions that each figure of an indicator had before the one that stands."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import NamedTuple

from council.periods import Slot
from kpis.models import Definition
from kpis.visibility import View


class EarlierVersion(NamedTuple):
    """What a figure was before it was changed. Of these a page may show hundreds, so they are not model instances."""

    grain: str
    ordinal: int
    reported_in: int
    value: Decimal | None
    second_value: Decimal | None
    text: str
    entered_by: str | None
    recorded_at: datetime.datetime
    superseded_at: datetime.datetime
    reason: str
    explanation: str


def earlier_versions(definition: Definition, view: View) -> dict[Slot, list[EarlierVersion]]:
    """The earlier versions of an indicator's figures by place, newest first. One query.

    What was replaced before its round closed was a draft, and stays one: those who may not see the service's drafts
    are shown only what was changed since. So are all but those who see every draft where it is worked out from others.
    """
    closed_at = {row.ordinal: row.closed_at for row in view.quarters}
    sees_drafts = view.sees_all_drafts or (
        view.sees_drafts_of(definition.service) and not definition.calculation
    )
    columns = ["recorded_by__name" if name == "entered_by" else name for name in EarlierVersion._fields]
    rows = (
        view.figures()
        .filter(indicator=definition.indicator_id)
        .exclude(superseded_at=None)
        .order_by("-version")
        .values_list(*columns)
    )
    found: dict[Slot, list[EarlierVersion]] = {}
    for version in map(EarlierVersion._make, rows):
        closed = closed_at.get(version.reported_in)
        if sees_drafts or (closed is not None and version.superseded_at > closed):
            found.setdefault(Slot(version.grain, version.ordinal), []).append(version)
    return found
