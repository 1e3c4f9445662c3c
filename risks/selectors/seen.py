"""In which quarters entries stood on registers that somebody sees: what was said of them elsewhere stays there.

An entry that is escalated brings its past along, and that past belongs to the register of its directorate. An assessment
is for whoever sees a register on which the entry stood with it, be it carried over, in some quarter.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q

from council.periods import Quarter, quarter_of
from risks.models import Movement, Register
from risks.visibility import RiskView


@dataclass(frozen=True)
class Seen:
    """The spans of quarters (ordinals) in which entries stood where they are seen, by the entry's id.

    Of the entries that `stays` does not name everything is seen.
    """

    stays: Mapping[int, Collection[range]]

    def stood(self, entry: int, first: int, last: int) -> bool:
        """Whether the entry stood where it is seen in some quarter from `first` to `last`."""
        if entry not in self.stays:
            return True
        return any(max(first, stay.start) <= min(last, stay.stop - 1) for stay in self.stays[entry])


class Step(NamedTuple):
    """A movement: the ids of its place, entry and register, its kind and the ordinal of its quarter."""

    place: int
    entry: int
    register: int
    kind: str
    ordinal: int


#: For those who see everything.
ALL = Seen({})


def of(
    entries: Collection[int], quarter: Quarter, view: RiskView, *, moment: datetime.datetime | None
) -> Seen:
    """What this person sees of entries (by id) up to a quarter, as it was known at `moment` (None: now).

    One query; none for who sees every register, as most staff do. The quarter in which an entry left counts while it is
    the last one asked for: the entry's page shows how it stood when it left.
    """
    if view.sees_every_register:
        return ALL
    known = Q(recorded_at__lte=moment) if moment else Q()
    moved = (
        Movement.objects.filter(known, place__entry__in=entries, ordinal__lte=quarter.ordinal)
        .order_by("ordinal", "id")
        .values_list("place", "place__entry", "place__register", "kind", "ordinal")
    )
    return among(itertools.starmap(Step, moved), entries, quarter, view)


def among(moved: Iterable[Step], entries: Collection[int], quarter: Quarter, view: RiskView) -> Seen:
    """The same, where the movements up to the quarter were read already; they are in the order of time."""
    if view.sees_every_register:
        return ALL
    registers = {row.pk: row for row in view.registers}
    came: dict[int, Step] = {}
    stays: dict[int, list[range]] = {entry: [] for entry in entries if not view.reviews(entry)}

    def stayed(step: Step, last: int) -> None:
        if step.entry in stays:
            stays[step.entry].append(_kept(registers[step.register], step.ordinal, last))

    for step in moved:
        if step.register not in registers:
            continue
        if step.kind in Movement.ENTERS:
            came.setdefault(step.place, step)
        elif step.kind in Movement.LEAVES and step.place in came:
            stayed(came.pop(step.place), step.ordinal - (step.ordinal < quarter.ordinal))
    for step in came.values():
        stayed(step, quarter.ordinal)
    return Seen(stays)


def _kept(register: Register, first: int, last: int) -> range:
    """The quarters (ordinals) from `first` to `last` in which the register was kept."""
    if register.valid_from:
        first = max(first, quarter_of(register.valid_from).ordinal)
    if register.valid_to:
        last = min(last, quarter_of(register.valid_to).ordinal)
    return range(first, last + 1)
