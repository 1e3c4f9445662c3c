"""What is in a register's spreadsheet, as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from council.period_kinds import date_label
from risks.matrix import Matrix
from risks.register_rows import Entry, Position
from risks.selectors.register import Standing
from risks.tables import score_cell
from risks.target_dates import is_day


def imported_rows(entries: Iterable[Entry], matrix: Matrix) -> list[dict[str, Any]]:
    """The entries of a file with their scores and bands by the register's matrix."""
    return [
        {
            "entry": entry,
            "current": _cell(entry.current, entry, matrix),
            "target": _cell(entry.target, entry, matrix),
            "target_date": _target_date(entry),
        }
        for entry in entries
    ]


def _target_date(entry: Entry) -> str:
    """As the card will print it: the words of the file where they say more than a day."""
    text, day = entry.target_date_text, entry.target_day
    return date_label(day) if day is not None and is_day(text) else text


def _cell(position: Position, entry: Entry, matrix: Matrix) -> str:
    return score_cell(
        Standing(matrix, entry.is_opportunity, position.likelihood, position.impact, position.score)
    )
