"""What is in a register's spreadsheet, as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from risks.matrix import Matrix
from risks.register_rows import Entry, Position
from risks.selectors.register import Standing
from risks.tables import score_cell


def imported_rows(entries: Iterable[Entry], matrix: Matrix) -> list[dict[str, Any]]:
    """The entries of a file with their scores and bands by the register's matrix."""
    return [
        {
            "entry": entry,
            "current": _cell(entry.current, entry, matrix),
            "target": _cell(entry.target, entry, matrix),
        }
        for entry in entries
    ]


def _cell(position: Position, entry: Entry, matrix: Matrix) -> str:
    return score_cell(
        Standing(matrix, entry.is_opportunity, position.likelihood, position.impact, position.score)
    )
