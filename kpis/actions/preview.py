"""What ratings would be, before a figure or a target is saved.

The draft is written inside a savepoint, asked about with the query and engine that rate every figure, and rolled back. So
the preview cannot differ from the rating that follows, and nothing half-entered stays.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from council.models import User
from council.periods import Quarter, RunningTotal, Slot, parse
from kpis import rating
from kpis.actions import targets
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


@dataclass(frozen=True)
class Rerated:
    """A figure, what the engine says of it now, and what it would say under the draft."""

    figure: Figure
    scheme: rating.Scheme
    before: rating.Outcome
    after: rating.Outcome

    @property
    def changes(self) -> bool:
        return self.before.status != self.after.status


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


def rate_under_target(definition: Definition, *, by: User, **draft: object) -> list[Rerated]:
    """The figures that a target would judge, oldest first, as they are rated now and as they would be.

    `draft` is what `kpis.actions.targets.set_target` takes, and refused for the same reasons.
    """
    scope = Scope(indicators=[definition.indicator_id])
    before = {row["figure_id"]: row for row in inputs.fetch(scope)}
    try:
        with transaction.atomic():
            target = targets.set_target(indicator=definition.indicator, by=by, **draft)
            after = {row["figure_id"]: row for row in inputs.fetch(scope) if row["target_id"] == target.pk}
            raise _Undo
    except _Undo:
        schemes = schemes_by_version()
    figures = Figure.objects.in_bulk(after)
    found = []
    for key, row in after.items():
        scheme = schemes[row["scheme_version_id"]]
        now, then = (
            explain(each, scheme, unit=definition.unit, decimals=definition.decimals)
            for each in (before[key], row)
        )
        found.append(Rerated(figures[key], scheme, now, then))
    return sorted(found, key=lambda each: each.figure.slot.period.end)
