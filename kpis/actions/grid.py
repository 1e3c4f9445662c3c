"""Saving many figures of a return at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from council.actions import quarters
from council.actions.superseding import EditConflict
from council.models import User
from council.periods import Quarter, Slot
from kpis.actions import calculations, figures
from kpis.entries import Entry
from kpis.models import Figure, Indicator


@dataclass(frozen=True)
class ToSave:
    """One figure as somebody typed it, and the version they saw. `key` names it to the caller."""

    key: str
    indicator: Indicator
    slot: Slot
    entry: Entry
    based_on: int
    period: str = ""


@dataclass(frozen=True)
class Saved:
    """What became of the figures: those written, those somebody else had changed (with theirs), those refused."""

    written: dict[str, Figure]
    conflicts: dict[str, Figure | None]
    refused: dict[str, str]


@transaction.atomic
def save(rows: Iterable[ToSave], *, quarter: Quarter, by: User) -> Saved:
    """Record the figures in one transaction. One that cannot be written keeps no other from being written.

    Raises PermissionDenied, and writes nothing then.
    """
    saved = Saved({}, {}, {})
    rows = list(rows)
    quarters.hold(quarter)
    calculations.take_turns(row.indicator.pk for row in rows)  # of all rows at once, not row by row
    # Always in the same order, so that two people who save one grid wait for each other and never lock each other out.
    for row in sorted(rows, key=lambda row: (row.indicator.pk, row.slot)):
        try:
            saved.written[row.key] = figures.record(
                indicator=row.indicator,
                slot=row.slot,
                reported_in=quarter,
                period=row.period,
                entry=row.entry,
                based_on=row.based_on,
                by=by,
            )
        except EditConflict as conflict:
            saved.conflicts[row.key] = conflict.current
        except figures.FigureRefused as refusal:
            saved.refused[row.key] = str(refusal)
    return saved
