"""What a figure's rating would be, before it is saved.

The draft is written inside a savepoint, asked about with the query and engine that rate every figure, and rolled back. So
the preview cannot differ from the rating that follows, and nothing half-entered stays.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from council.periods import Quarter, RunningTotal, Slot, parse
from kpis import rating
from kpis.entries import Entry
from kpis.models import Definition, Figure
from kpis.selectors import inputs
from kpis.selectors.inputs import Scope
from kpis.selectors.outcomes import explain, schemes_by_version
from kpis.series import usual_period


@dataclass(frozen=True)
class Preview:
    """The draft figure, never stored, and what the engine says of it."""

    figure: Figure
    outcome: rating.Outcome
    scheme: rating.Scheme


class _Undo(Exception):
    """Ends the savepoint that holds the draft."""


def rate_draft(
    definition: Definition, slot: Slot, quarter: Quarter, entry: Entry, *, period: str = ""
) -> Preview:
    """Rate `entry` as if it were the current figure at `slot`, covering `period` (default: what is usual)."""
    covers = parse(period) if period else usual_period(definition.basis, slot)
    draft = Figure(
        indicator_id=definition.indicator_id,
        grain=slot.grain,
        ordinal=slot.ordinal,
        reported_in=quarter.ordinal,
        period=str(covers),
        is_running_total=isinstance(covers, RunningTotal),
        version=2**31 - 1,
        recorded_at=timezone.now(),
        **asdict(entry),
    )
    try:
        with transaction.atomic():
            key = {"indicator_id": definition.indicator_id, "grain": slot.grain, "ordinal": slot.ordinal}
            Figure.objects.current().filter(**key).update(superseded_at=timezone.now())
            draft.save(force_insert=True)
            row = inputs.fetch(Scope(figures=[draft.pk]))[0]
            raise _Undo
    except _Undo:
        scheme = schemes_by_version()[row["scheme_version_id"]]
        outcome = explain(row, scheme, unit=definition.unit, decimals=definition.decimals)
        return Preview(figure=draft, outcome=outcome, scheme=scheme)
