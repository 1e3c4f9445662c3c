"""What a move of an entry starts from: where it stands, where it may go, and under which reference."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from council.periods import Quarter
from risks import references
from risks.models import Details, Entry, Place, Register, ReviewRound
from risks.selectors import movements, register
from risks.selectors.register import Row
from risks.visibility import RiskView

#: How the first reference of a register is written, where none shows how.
FIRST = {Entry.Kind.RISK: "R1", Entry.Kind.OPPORTUNITY: "O1"}


@dataclass(frozen=True)
class Target:
    """A register that an entry may go to: the reference it had there, or the next that is free; and where it stands now."""

    register: Register
    ref: str
    was_there: bool
    is_there: bool
    taken: frozenset[str]

    @property
    def words(self) -> str:
        """The register, and as what the entry would stand there."""
        if self.is_there:
            return f"{self.register.name} (stands there as {self.ref})"
        return f"{self.register.name} ({'again ' if self.was_there else ''}as {self.ref})"


@dataclass(frozen=True)
class Ground:
    """An entry's place on a register in a risk quarter, with what a move needs to know.

    `beside` are the other places on the register of entries of the same kind.
    """

    place: Place
    round: ReviewRound
    row: Row
    is_on: bool
    beside: list[Place]
    targets: list[Target]
    view: RiskView

    @property
    def quarter(self) -> Quarter:
        return self.round.quarter

    @property
    def stands_on(self) -> list[Target]:
        """The other registers on which the entry stands."""
        return [target for target in self.targets if target.is_there]

    @property
    def above(self) -> list[Target]:
        """The corporate registers that this person keeps."""
        return [
            each for each in self.targets if each.register.is_corporate and self.view.manages(each.register)
        ]

    @property
    def below(self) -> list[Target]:
        """The registers of directorates and services, those on which the entry stands or stood first."""
        return sorted(
            (each for each in self.targets if not each.register.is_corporate),
            key=lambda each: (not each.is_there, not each.was_there),
        )

    @cached_property
    def others(self) -> list[tuple[Place, str]]:
        """The other entries of the register, of the same kind, with their titles."""
        found = Details.objects.current().filter(entry__in=[place.entry_id for place in self.beside])
        titles = dict(found.values_list("entry", "title"))
        return [(place, titles[place.entry_id]) for place in self.beside]


def ground(place: Place, round_: ReviewRound, view: RiskView) -> Ground:
    """What a move of an entry in a risk quarter starts from."""
    quarter = round_.quarter
    (row,) = register.rows_of([place], quarter, moment=None)
    registers = [each for each in view.registers if each.exists_in(quarter) and each.pk != place.register_id]
    there = movements.places_on_any([place.register, *registers], quarter)
    standing = {each.pk for each in there}
    kept: dict[int, list[Place]] = {each.pk: [] for each in registers}
    for each in Place.objects.filter(register__in=registers).select_related("entry").order_by("position"):
        kept[each.register_id].append(each)
    return Ground(
        place=place,
        round=round_,
        row=row,
        is_on=place.pk in standing,
        beside=[
            each
            for each in there
            if each.register_id == place.register_id
            and each.pk != place.pk
            and each.entry.kind == place.entry.kind
        ],
        targets=[_target(each, kept[each.pk], place.entry, standing) for each in registers],
        view=view,
    )


def _target(each: Register, places: list[Place], entry: Entry, there: set[int]) -> Target:
    own = next((place for place in places if place.entry_id == entry.pk), None)
    taken = [place.ref for place in places]
    alike = [place.ref for place in places if place.entry.kind == entry.kind]
    return Target(
        register=each,
        ref=own.ref if own else references.next_free(alike, taken, FIRST[Entry.Kind(entry.kind)]),
        was_there=own is not None,
        is_there=own is not None and own.pk in there,
        taken=frozenset(map(references.key_of, taken)),
    )
