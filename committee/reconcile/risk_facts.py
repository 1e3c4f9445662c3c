"""What a register prints of its entries, as values that rules can hold against one another. Pure.

A register has up to three places for one entry: its card (or its row of the register table), its line of the summary
profile, and the words of the cover report, which are passages like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from committee.reconcile.facts import Place
from risks.checks import Kept
from risks.matrix import Matrix

#: The part of a card that a line stands in.
Cell = Literal["description", "consequence", "control", "action", "progress", "travel"]
#: The cells that tell how things stand, and not what is to be done or feared.
TELLING: tuple[Cell, ...] = ("control", "progress", "travel")
CELL_NAMES: dict[Cell, str] = {
    "description": "the description",
    "consequence": "the consequences",
    "control": "the current controls",
    "action": "the actions",
    "progress": "the progress",
    "travel": "the direction of travel",
}


@dataclass(frozen=True)
class Line:
    """One bullet of a card, and the heading that it stands under."""

    cell: Cell
    text: str
    heading: str = ""

    @property
    def where(self) -> str:
        """Its cell and heading in words: the actions under Capacity."""
        return f"{CELL_NAMES[self.cell]} under {self.heading}" if self.heading else CELL_NAMES[self.cell]


@dataclass(frozen=True, kw_only=True)
class RiskCard:
    """One entry as its card or its row prints it.

    `kept` is what the checks of a register look at: steps, scores, owner, target day and the printed words of a step. Its
    printed scores are the card's own; those of the summary profile are in `ProfileLine`. `read_on` is the day by which
    dates are judged: the day that the register's quarter closed.
    """

    place: Place
    subject: str
    title: str
    kept: Kept
    matrix: Matrix
    read_on: date
    target_date: str = ""
    lines: tuple[Line, ...] = ()

    @property
    def ref(self) -> str:
        return self.kept.ref

    @property
    def current(self) -> Decimal | None:
        return self.kept.current.score

    @property
    def target(self) -> Decimal | None:
        return self.kept.target.score

    def in_cells(self, *cells: Cell) -> Iterator[Line]:
        return (line for line in self.lines if line.cell in cells)


@dataclass(frozen=True, kw_only=True)
class ProfileLine:
    """One entry's line of the summary profile."""

    place: Place
    subject: str
    ref: str
    current: Decimal | None
    target: Decimal | None
    target_date: str = ""
