"""Registers kept at random for some quarters, against what a plain notebook of the same decisions says.

The notebook knows nothing of queries: for each entry when it came and went, and how it was scored in which quarter.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from council.periods import Quarter
from risks.actions import movements, rounds
from risks.models import Place, Register
from risks.selectors import matrices, overview
from risks.selectors.heat_map import heat_map
from risks.selectors.movement_report import report
from risks.selectors.register import Row, rows
from risks.visibility import visible_to
from tests.risk_factories import (
    DECISION,
    close_quarter,
    make_assessment,
    make_entry,
    make_matrix,
    make_register,
    open_next,
    open_quarter,
    risk_lead,
)

pytestmark = pytest.mark.django_db

QUARTERS, ENTRIES = 5, 8


def levels(*values: object) -> list[dict[str, object]]:
    return [{"value": value, "label": f"Level {value}"} for value in values]


def bands(*limits: tuple[str, float, float]) -> list[dict[str, object]]:
    return [{"label": label, "from": low, "to": high} for label, low, high in limits]


#: Matrices of three kinds: from nought on and not square, lettered with a grid of scores, four by four.
MATRICES: dict[str, dict[str, Any]] = {
    "from-nought": {
        "likelihood": levels(0, 1, 2, 3, 4),
        "impact": levels(0, 1, 2, 3),
        "bands": bands(("Low", 0, 3), ("High", 4, 12)),
    },
    "lettered": {
        "likelihood": levels(*"ABCD"),
        "impact": levels(1, 2, 3, 4),
        "score": "grid",
        "grid": {
            f"{letter}{impact}": weight * impact + 10 * (impact == 4)
            for letter, weight in zip("ABCD", (4, 3, 2, 1), strict=True)
            for impact in (1, 2, 3, 4)
        },
        "bands": bands(("Low", 1, 9), ("High", 10, 26)),
    },
    "four-by-four": {
        "likelihood": levels(1, 2, 3, 4),
        "impact": levels(1, 2, 3, 4),
        "bands": bands(("Low", 1, 3.5), ("High", 4, 16)),
    },
}


@dataclass(frozen=True)
class Scored:
    """How an entry was scored in one quarter; without a target the score now is what remains."""

    cell: tuple[str, str]
    score: Decimal
    residual: Decimal


@dataclass
class Notebook:
    """By quarter, in order: whether each entry came or went, and how it was scored."""

    moves: dict[str, dict[int, bool]] = field(default_factory=dict)
    scores: dict[str, dict[int, Scored]] = field(default_factory=dict)

    def is_on(self, ref: str, upto: int) -> bool:
        return [on for ordinal, on in self.moves[ref].items() if ordinal <= upto][-1]

    def known(self, ref: str, upto: int) -> Scored | None:
        return next((said for at, said in reversed(self.scores[ref].items()) if at <= upto), None)

    def moved(self, to: bool, at: int, first: int) -> list[str]:
        """Who came (`to` True) or went in one quarter after the first."""
        return sorted(ref for ref, moves in self.moves.items() if at > first and moves.get(at) is to)

    def rescored(self, ref: str, at: int) -> bool:
        """Whether an entry that was there before got another score, now or residual."""
        now, before = self.scores[ref].get(at), self.known(ref, at - 1)
        if now is None or before is None or self.moves[ref].get(at):
            return False
        return (now.score, now.residual) != (before.score, before.residual)

    def travel(self, ref: str, at: int, *, is_opportunity: bool) -> str:
        now, before = self.known(ref, at), self.known(ref, at - 1)
        if now is None:
            return "unknown"
        if before is None:
            return "new"
        if now.score == before.score:
            return "same"
        return "improving" if (now.score > before.score) == is_opportunity else "worsening"


def score_of(matrix: dict[str, Any], likelihood: str, impact: str) -> Decimal:
    if matrix.get("score") == "grid":
        return Decimal(matrix["grid"][likelihood + impact])
    return Decimal(likelihood) * Decimal(impact)


def assess(place: Place, matrix: dict[str, Any], chance: random.Random) -> Scored:
    """Put an entry somewhere on the matrix, mostly with a target."""
    likelihood, impact, *target = (
        str(chance.choice(matrix[axis])["value"]) for axis in ("likelihood", "impact") * 2
    )
    has_target = chance.random() < 0.8
    make_assessment(place, f"{likelihood}x{impact}", "x".join(target) if has_target else "")
    score = score_of(matrix, likelihood, impact)
    return Scored((likelihood, impact), score, score_of(matrix, *target) if has_target else score)


def go_on(chance: random.Random) -> Quarter:
    """Open the next quarter, or now and then the one after it."""
    if chance.random() >= 0.3:
        return open_next()
    later = close_quarter().next.next
    rounds.open_round(quarter=later, by=risk_lead())
    return later


def keep(register: Register, matrix: dict[str, Any], chance: random.Random) -> tuple[Notebook, list[Quarter]]:
    """Keep a register for some quarters: what happened, and in which quarters."""
    quarters, book = [open_quarter()], Notebook()
    places = [
        make_entry(register, f"R{n}", kind=chance.choice(["risk", "opportunity"])) for n in range(ENTRIES)
    ]
    for place in places:
        book.moves[place.ref] = {quarters[0].ordinal: True}
        book.scores[place.ref] = {}
    while True:
        now = quarters[-1]
        for place in places:
            on = book.is_on(place.ref, now.ordinal)
            # An entry that is on no register is not assessed any more.
            if on and chance.random() < 0.6:
                book.scores[place.ref][now.ordinal] = assess(place, matrix, chance)
            if now != quarters[0] and chance.random() < 0.25:
                move = movements.close if on else movements.reopen
                move(place, quarter=now, decision=DECISION, by=risk_lead())
                book.moves[place.ref][now.ordinal] = not on
        if len(quarters) == QUARTERS:
            close_quarter()
            return book, quarters
        quarters.append(go_on(chance))


def assert_rows(found: Sequence[Row], book: Notebook, at: int, matrix: dict[str, Any]) -> None:
    assert sorted(row.ref for row in found) == sorted(ref for ref in book.moves if book.is_on(ref, at))
    for row in found:
        now = book.known(row.ref, at)
        assert row.travel == book.travel(row.ref, at, is_opportunity=row.is_opportunity), row.ref
        assert row.current.score == (now.score if now else None), row.ref
        assert row.residual_score == (now.residual if now else None), row.ref
        band = row.current.band.label if row.current.band else None
        assert band == (band_of(matrix, now.score) if now else None), row.ref


def band_of(matrix: dict[str, Any], score: Decimal) -> str:
    return next(band["label"] for band in matrix["bands"] if band["from"] <= score <= band["to"])


def assert_heat_map(found: Sequence[Row], book: Notebook, register: Register, quarter: Quarter) -> None:
    matrix = matrices.in_force(register.matrix, quarter).parsed()
    for opportunities in (False, True):
        shown = heat_map(found, matrix, "current", opportunities=opportunities)
        cells: dict[tuple[str, str], list[str]] = {}
        for row in found:
            now = book.known(row.ref, quarter.ordinal)
            if now and row.is_opportunity == opportunities:
                cells.setdefault(now.cell, []).append(row.ref)
        assert {cell: [each.ref for each in placed] for cell, placed in shown.by_cell.items()} == cells
        drawn = sum(len(cell.placed) for _, across in shown.rows for cell in across)
        assert drawn == shown.count == sum(map(len, cells.values()))


def assert_counts(found: Sequence[Row], book: Notebook, at: int) -> None:
    counted = {counts.is_opportunity: counts for counts in overview.counts(found)}
    assert set(counted) == {row.is_opportunity for row in found}
    for is_opportunity, counts in counted.items():
        mine = [row.ref for row in found if row.is_opportunity == is_opportunity]
        assert counts.unassessed == sum(book.known(ref, at) is None for ref in mine)
        assert counts.total == len(mine)
        assert (
            counts.total == sum(band.count for band in counts.bands) + counts.without_band + counts.unassessed
        )


def assert_movements(
    found: Sequence[Row], book: Notebook, register: Register, at: Quarter, first: int
) -> None:
    told = report(register, at, at, visible_to(None), rows=found).moved
    refs = {
        kind: sorted(item.ref for item in told if item.kind == kind)
        for kind in ("closed", "reopened", "rescored")
    }
    assert refs == {
        "closed": book.moved(False, at.ordinal, first),
        "reopened": book.moved(True, at.ordinal, first),
        "rescored": sorted(row.ref for row in found if book.rescored(row.ref, at.ordinal)),
    }


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("kind", MATRICES)
def test_a_register_says_what_the_notebook_says(kind: str, seed: int) -> None:
    matrix = MATRICES[kind]
    register = make_register(matrix=make_matrix(kind, matrix))
    book, quarters = keep(register, matrix, random.Random(f"{kind} {seed}"))
    for quarter in quarters:
        found = rows(register, quarter, visible_to(None))
        assert_rows(found, book, quarter.ordinal, matrix)
        assert_heat_map(found, book, register, quarter)
        assert_counts(found, book, quarter.ordinal)
        assert_movements(found, book, register, quarter, quarters[0].ordinal)
