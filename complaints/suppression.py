"""Keeping small counts back, and whatever else they could be worked out from. Pure.

Somebody who knows a family could recognise it in a count of 1 to 4. Those counts are kept back from everybody who does not
handle complaints. That alone is not enough: 10 complaints, of which 8 were closed and 2 kept back, give the 2 away. So more
counts are kept back, the smallest first, until nothing that is left gives one away.

How. The cases fall into groups, called atoms here, that no number of the report divides. Each count is the sum of some
atoms: a vector of 0 and 1 over them. What a reader can work out exactly from the counts that are shown, whatever the
numbers, are the combinations of their vectors: a count is given away exactly when its vector lies in the span, over the
rational numbers, of the vectors shown and of what is known anyway. Counts are taken largest first; one is shown unless,
together with those shown already, it would put a sensitive vector into the span.

Sensitive are: each count of 1 to 4; the rest of a base whose share is printed (98% of 150 gives 3 away), where that is 1 to
4; and the counts of 1 to 4 of one table taken together where they come to fewer than 5, so that a known sum of two cells
that are both kept back cannot mean 1 and 1.

The guarantee: no count of 1 to 4 is the value of any linear combination of counts shown. Atoms without a case are taken as
known to be empty, which errs on the side of keeping back. 0 is shown. What is printed beside counts (shares, changes, money
on few cases) is shown only where the counts behind it are.

Its limits, on purpose: intervals are not guarded. From "10 received, 4 + x kept back" a reader learns that a count lies
between two bounds, since counts are not negative. What other publications say of the same cases, and what somebody knows
of one case, is not reckoned with; nor is the difference between a closed report and a later closing of the same report.

Arithmetic is exact, modulo the prime 2^61 - 1: the coefficients of these vectors are -1, 0 and 1, and elimination among
them never meets a number that is a multiple of this prime other than 0 in practice; if it did, a count would be taken as
given away that is not, and kept back.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

#: The smallest count that is shown (0 apart).
SMALLEST_SHOWN = 5
PRIME = (1 << 61) - 1

Vector = dict[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """A count that a report would print: how many cases, and the atoms that it is the sum of: those that have cases.

    `table` names the table of which it is a row, where the rows exclude each other. `minus` are atoms taken off again, for
    the rest of a base.
    """

    key: str
    count: int
    atoms: Sequence[Hashable]
    minus: Sequence[Hashable] = ()
    table: Hashable = None

    @property
    def is_small(self) -> bool:
        return 0 < self.count < SMALLEST_SHOWN


def kept_back(
    cells: Sequence[Cell],
    *,
    implied: Iterable[Cell] = (),
    known: Iterable[Mapping[Hashable, int]] = (),
) -> frozenset[str]:
    """The keys of the cells that are kept back.

    `implied` are counts that are not printed but must not be given away either; `known` are combinations of atoms whose
    value everybody knows. Nothing is kept back where nothing is small.
    """
    small = [cell for cell in cells if cell.is_small]
    hidden = [cell for cell in implied if cell.is_small]
    if not small and not hidden:
        return frozenset()
    space = _Space()
    for combination in known:
        space.show(space.vector_of(combination))
    for cell in (*small, *hidden):
        space.protect(space.vector(cell))
    for pair in _small_together(small):
        space.protect(space.vector(pair))
    shown = set()
    for cell in sorted(cells, key=lambda cell: (-cell.count, cell.key)):
        if not cell.is_small and space.may_show(space.vector(cell)):
            shown.add(cell.key)
    return frozenset(cell.key for cell in cells) - shown


def _small_together(small: Sequence[Cell]) -> list[Cell]:
    """The small rows of one table taken two, three or four at a time, where they come to fewer than 5 cases."""
    tables: dict[Hashable, list[Cell]] = {}
    for cell in small:
        if cell.table is not None:
            tables.setdefault(cell.table, []).append(cell)
    return [
        Cell("", sum(cell.count for cell in some), [atom for cell in some for atom in cell.atoms])
        for rows in tables.values()
        for size in range(2, SMALLEST_SHOWN)
        for some in combinations(rows, size)
        if sum(cell.count for cell in some) < SMALLEST_SHOWN
    ]


class _Space:
    """The span of what is shown, and what must stay outside it.

    `basis` is in reduced form: each vector has 1 at its pivot, where all others have 0. `outside` holds what is left of the
    sensitive vectors when the span is taken off; one of them is given away when nothing is left.
    """

    def __init__(self) -> None:
        self.columns: dict[Hashable, int] = {}
        self.basis: dict[int, Vector] = {}
        self.outside: list[Vector] = []

    def vector(self, cell: Cell) -> Vector:
        combined: dict[Hashable, int] = {}
        for atoms, sign in ((cell.atoms, 1), (cell.minus, -1)):
            for atom in atoms:
                combined[atom] = combined.get(atom, 0) + sign
        return self.vector_of(combined)

    def vector_of(self, combination: Mapping[Hashable, int]) -> Vector:
        columns = self.columns
        return {
            columns.setdefault(atom, len(columns)): factor % PRIME
            for atom, factor in combination.items()
            if factor
        }

    def protect(self, vector: Vector) -> None:
        """Keep a vector outside of the span from here on. One that is inside already cannot be protected any more."""
        left = self._reduced(vector)
        if left and left not in self.outside:
            self.outside.append(left)

    def may_show(self, vector: Vector) -> bool:
        """Show a count unless that would give a sensitive one away; whether it is shown."""
        left = self._reduced(vector)
        if not left:
            return True
        if any(_parallel(left, sensitive) for sensitive in self.outside):
            return False
        self._add(left)
        return True

    def show(self, vector: Vector) -> None:
        """Take a vector into the span, whatever that gives away."""
        left = self._reduced(vector)
        if left:
            self._add(left)

    def _reduced(self, vector: Vector) -> Vector:
        """What is left of a vector when the span is taken off."""
        left = dict(vector)
        for pivot in [column for column in vector if column in self.basis]:
            _take_off(left, self.basis[pivot], left[pivot])
        return left

    def _add(self, left: Vector) -> None:
        pivot = min(left)
        inverse = pow(left[pivot], -1, PRIME)
        row = {column: factor * inverse % PRIME for column, factor in left.items()}
        for other in (*self.basis.values(), *self.outside):
            if pivot in other:
                _take_off(other, row, other[pivot])
        self.basis[pivot] = row


def _take_off(vector: Vector, other: Vector, times: int) -> None:
    """Take `times` the other vector off, in place."""
    for column, factor in other.items():
        rest = (vector.get(column, 0) - times * factor) % PRIME
        if rest:
            vector[column] = rest
        else:
            vector.pop(column, None)


def _parallel(one: Vector, other: Vector) -> bool:
    """Whether one vector is a multiple of the other."""
    if one.keys() != other.keys():
        return False
    column = next(iter(one))
    ratio = other[column] * pow(one[column], -1, PRIME) % PRIME
    return all(factor * ratio % PRIME == other[column] for column, factor in one.items())
