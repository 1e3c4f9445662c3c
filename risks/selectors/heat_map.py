"""The heat map of a register: how many entries, and which, stand in each cell of its matrix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from risks.matrix import Cell, Matrix, Step
from risks.selectors.register import Row, Standing, standing
from risks.travel import Travel, worked_out

Position = Literal["current", "target"]


@dataclass(frozen=True)
class Placed:
    """An entry in a cell, and where it stood in the quarter before."""

    row: Row
    now: Standing
    before: Standing

    @property
    def ref(self) -> str:
        return self.row.ref

    @property
    def comes_from(self) -> Standing | None:
        """The cell, or the score alone, that it left since the quarter before; None where it stayed or was not scored."""
        if self.before.score is None:
            return None
        stayed = (self.before.likelihood, self.before.impact, self.before.score) == (
            self.now.likelihood,
            self.now.impact,
            self.now.score,
        )
        return None if stayed else self.before

    @property
    def is_first_score(self) -> bool:
        """Whether it had no score in the quarter before."""
        return self.before.score is None

    @property
    def travel(self) -> Travel:
        """Which way it moved. Scores of two versions of a matrix are not to be compared."""
        if self.before.score is not None and not self.before.matrix.scores_like(self.now.matrix):
            return Travel.UNKNOWN
        return worked_out(self.before.score, self.now.score, self.row.is_opportunity)


@dataclass(frozen=True)
class HeatCell:
    """A cell of the matrix with the entries that stand in it."""

    cell: Cell
    placed: tuple[Placed, ...]


@dataclass(frozen=True)
class HeatMap:
    """The entries of one kind on the matrix that is in force.

    `by_score` have a score and no place on the matrix; `by_other_matrix` were scored by an older version or by another
    matrix; `not_scored` have no score.
    """

    matrix: Matrix
    is_opportunity: bool
    position: Position
    by_cell: dict[tuple[str, str], tuple[Placed, ...]]
    by_score: tuple[Placed, ...]
    by_other_matrix: tuple[Placed, ...]
    not_scored: tuple[Row, ...]

    @property
    def columns(self) -> tuple[Step, ...]:
        """The steps of likelihood, rising to the right."""
        return self.matrix.rising("likelihood")

    @cached_property
    def rows(self) -> list[tuple[Step, list[HeatCell]]]:
        """The steps of impact from the heaviest down, each with its cells."""
        return [
            (
                cells[0].impact,
                [
                    HeatCell(cell, self.by_cell.get((cell.likelihood.value, cell.impact.value), ()))
                    for cell in cells
                ],
            )
            for cells in self.matrix.cells(self.is_opportunity)
        ]

    @property
    def moved(self) -> list[Placed]:
        """The entries that stand elsewhere than in the quarter before, the highest score first."""
        placed = [each for group in self.by_cell.values() for each in group]
        moved = [each for each in (*placed, *self.by_score, *self.by_other_matrix) if each.comes_from]
        return sorted(moved, key=lambda each: each.now.score or 0, reverse=True)

    @property
    def count(self) -> int:
        """How many entries stand in a cell."""
        return sum(map(len, self.by_cell.values()))


def drawn_on(rows: Iterable[Row], in_force: Matrix | None, *, is_open: bool) -> Matrix | None:
    """The matrix that a map is drawn on: the register's, as it is in force in the quarter.

    A closed quarter that it scored nothing of is drawn on the matrix of its newest assessment: the register was given
    another one since, and the quarter still reads as it closed.
    """
    assessed = [row for row in rows if row.assessment is not None]
    if is_open or not assessed or any(row.matrix == in_force for row in assessed):
        return in_force
    newest = max(assessed, key=lambda row: (row.assessment.ordinal, row.assessment.recorded_at))
    return newest.matrix


def heat_map(rows: Iterable[Row], matrix: Matrix, position: Position, *, opportunities: bool) -> HeatMap:
    """The risks or the opportunities among `rows` on `matrix`, by their current or their target score."""
    by_cell: dict[tuple[str, str], list[Placed]] = {}
    by_score: list[Placed] = []
    by_other_matrix: list[Placed] = []
    not_scored: list[Row] = []
    for row in rows:
        if row.is_opportunity != opportunities:
            continue
        placed = Placed(row, _now(row, position), _before(row, position))
        now = placed.now
        if now.score is None:
            not_scored.append(row)
        elif now.matrix != matrix:
            by_other_matrix.append(placed)
        elif now.likelihood is None or now.impact is None:
            by_score.append(placed)
        else:
            by_cell.setdefault((now.likelihood.value, now.impact.value), []).append(placed)
    return HeatMap(
        matrix=matrix,
        is_opportunity=opportunities,
        position=position,
        by_cell={cell: tuple(found) for cell, found in by_cell.items()},
        by_score=tuple(by_score),
        by_other_matrix=tuple(by_other_matrix),
        not_scored=tuple(not_scored),
    )


def _now(row: Row, position: Position) -> Standing:
    return row.current if position == "current" else row.target


def _before(row: Row, position: Position) -> Standing:
    if position == "current":
        return row.before
    return standing(row.previous, "target", row.previous_matrix or row.matrix, row.is_opportunity)
