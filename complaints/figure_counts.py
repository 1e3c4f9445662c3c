"""Counting one year: from the groups of the cube to its counts and amounts, and which of them are kept back. Pure.

A year is counted, and kept back, by itself, so that it reads the same beside the year before it and beside the year after.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from operator import attrgetter
from typing import cast

from complaints.figure_entries import Listed
from complaints.figure_kinds import (
    By,
    Count,
    Cube,
    Face,
    Group,
    Kind,
    Money,
    OmbudsmanGroup,
    Population,
    Share,
)
from complaints.suppression import Cell, kept_back

Atom = tuple[str, int]
Placed = tuple[int, Group]  # a group, and its place on its face
Names = tuple[str, ...]
Values = tuple[object, ...]
FACES: tuple[Face, ...] = ("courses", "subjects", "ombudsman")


@dataclass(slots=True)
class Pile:
    """Groups that are alike in what matters: how many cases they have together, and their places on their face."""

    face: Face
    count: int = 0
    places: list[int] = field(default_factory=list)
    synthetic: bool = False


@dataclass(slots=True)
class Counted:
    """One count or amount of one year: `number`, of `cases` cases, in these piles; `synthetic` where one has such cases."""

    number: Decimal
    cases: int
    piles: list[Pile]
    synthetic: bool

    @property
    def atoms(self) -> list[Atom]:
        return [(pile.face, place) for pile in self.piles for place in pile.places]


@dataclass
class Year:
    """All counts and amounts of one year by key, and the keys that are kept back."""

    year: int
    counts: dict[str, Counted] = field(default_factory=dict)
    amounts: dict[str, Counted] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    def number(self, key: str) -> Counted:
        """The count or amount with this key."""
        return self.counts[key] if key in self.counts else self.amounts[key]


def count_year(cube: Cube, listed: Mapping[str, Listed], year: int) -> Year:
    """The counts and amounts of one year."""
    found, sorter = Year(year), _Sorter(cube, year)
    for key, entry in listed.items():
        how = entry.how
        if isinstance(how, Count):
            piles = sorter.piles(how)
            cases = sum([pile.count for pile in piles])
            found.counts[key] = Counted(Decimal(cases), cases, piles, _has_synthetic(piles))
        elif isinstance(how, Money):
            found.amounts[key] = sorter.amount(how)
    return found


def hidden_of(
    year: Year, listed: Mapping[str, Listed], known: Iterable[Mapping[Hashable, int]]
) -> frozenset[str]:
    """The keys of counts and amounts of a year that are kept back from those who may not see small counts.

    What is open at the end of a year is kept back always: what came and what closed lead from one year's end to the next, so
    that it would tie the years together, each of which is kept back by itself.
    """
    stocks = frozenset(key for key in year.counts if _is_stock(listed[key].how))
    cells = [
        Cell(key, row.cases, row.atoms, table=_table(listed[key].how))
        for key, row in year.counts.items()
        if key not in stocks
    ]
    # The rest of a share's base is as good as printed, too.
    rests = []
    for entry in listed.values():
        if isinstance(entry.how, Share):
            part, base = year.counts[entry.how.part], year.counts[entry.how.base]
            rests.append(Cell("", base.cases - part.cases, base.atoms, minus=part.atoms))
    hidden = kept_back(cells, implied=rests, known=known)
    amounts = [Cell(key, row.cases, row.atoms) for key, row in year.amounts.items()]
    return stocks | hidden | kept_back(amounts)


def common_totals(cube: Cube, year: int) -> list[dict[Hashable, int]]:
    """What everybody knows: both faces show the same cases, so their totals by kind, area and procedure are equal."""
    found: dict[Values, dict[Hashable, int]] = {}
    for face, sign in zip(FACES, (1, -1), strict=False):
        for place, group in enumerate(cube.groups(face)):
            if group.year == year and not isinstance(group, OmbudsmanGroup):
                same = (group.kind, group.area, group.procedure, group.captured, group.joint)
                found.setdefault(same, {})[face, place] = sign
    return list(found.values())


class _Sorter:
    """The groups of a year, sorted by the fields that are asked for, so that a group is looked at once for many counts."""

    def __init__(self, cube: Cube, year: int) -> None:
        self.cube, self.year = cube, year
        self._of_years: dict[tuple[Face, By], list[Placed]] = {}
        self._strata: dict[tuple[Face, By, Names], dict[Values, list[Placed]]] = {}
        self._populations: dict[tuple[Face, Population], list[Placed]] = {}
        self._piles: dict[tuple[Face, Population, Names], dict[Values, Pile]] = {}

    def piles(self, how: Count) -> list[Pile]:
        """The piles that a count is the sum of."""
        where = how.where
        if where.reached:
            return [
                pile
                for values, pile in self._by(how, (*where.names, "stages")).items()
                if where.allows(values) and where.reached in cast(tuple[str, ...], values[-1])
            ]
        known = self._by(how, where.names)
        asked = product(*(allowed for _, allowed in where.fields))
        return [known[values] for values in asked if values in known]

    def _by(self, how: Count, names: Names) -> dict[Values, Pile]:
        """The piles of a count's population that these fields tell apart."""
        key = (how.face, how.of, names)
        known = self._piles.get(key)
        if known is None:
            known = self._piles[key] = _piled(how.face, self._members(how), names)
        return known

    def amount(self, how: Money) -> Counted:
        """A sum of money, of the cases that it was spent on or paid for."""
        total, cases, piles = Decimal(0), 0, []
        for place, group in self._members(how):
            if number := getattr(group, how.cases):
                total += getattr(group, how.field)
                cases += number
                piles.append(Pile(how.face, number, [place], group.synthetic))
        return Counted(total, cases, piles, _has_synthetic(piles))

    def _members(self, how: Count | Money) -> list[Placed]:
        """The groups of a population, each with its place on its face."""
        of, face = how.of, how.face
        members = self._populations.get((face, of))
        if members is None:
            names = of.where.names
            strata = self._strata.get((face, of.by, names))
            if strata is None:
                strata = self._strata[face, of.by, names] = {}
                values_of = _reader(names)
                for placed in self._of_year(face, of.by):
                    strata.setdefault(values_of(placed[1]), []).append(placed)
            members = self._populations[face, of] = [
                placed for values, some in strata.items() if of.where.allows(values) for placed in some
            ]
        return members

    def _of_year(self, face: Face, by: By) -> list[Placed]:
        found = self._of_years.get((face, by))
        if found is None:
            found = self._of_years[face, by] = [
                (place, group)
                for place, group in enumerate(self.cube.groups(face))
                if _in_year(group, by, self.year)
            ]
        return found


def _piled(face: Face, members: list[Placed], names: Names) -> dict[Values, Pile]:
    found: dict[Values, Pile] = {}
    values_of = _reader(names)
    for place, group in members:
        values = values_of(group)
        pile = found.get(values)
        if pile is None:
            pile = found[values] = Pile(face)
        pile.count += group.count
        pile.places.append(place)
        pile.synthetic |= group.synthetic
    return found


def _reader(names: Names) -> Callable[[Group], Values]:
    """A function that reads these fields of a group, always as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda group: tuple([getattr(group, name) for name in names])


def _has_synthetic(piles: Iterable[Pile]) -> bool:
    return any(pile.synthetic for pile in piles)


def _in_year(group: Group, by: By, year: int) -> bool:
    if by == "decided":
        return getattr(group, "decided_year", None) == year
    if by == "closed":
        return getattr(group, "closed_year", None) == year
    if by == "open":
        closed_year = getattr(group, "closed_year", None)
        return group.year <= year and (closed_year is None or closed_year > year)
    return group.year == year


def _is_stock(how: Kind) -> bool:
    return isinstance(how, Count) and how.of.by == "open"


def _table(how: Kind) -> Hashable:
    """The table of a count whose rows exclude each other: told apart by one value of the last field named."""
    if not isinstance(how, Count) or not how.where.fields:
        return None
    *before, (name, values) = how.where.fields
    return (how.of, how.face, tuple(before), name) if len(values) == 1 else None
