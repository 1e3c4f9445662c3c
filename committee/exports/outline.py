"""A document as plain data, for the three formats that people read: Word, PDF and HTML.

Footnote numbers, gap words, alignment and colours are settled here once, so the three cannot differ. The result is
JSON-safe: the PDF template receives it as data, never as source.
"""

import re
from typing import Any

from council.sections import (
    Bullets,
    Cell,
    Column,
    Document,
    Footnote,
    Mark,
    NumberedNote,
    Table,
    numbered_notes,
)

Plain = dict[str, Any]

# Text longer than this in a column of figures is a sentence, and reads better from the left.
LONGEST_FIGURE = 20
# Characters of table text on a line of A4: what a column must be given so that its longest word is not broken.
LINE_LENGTH = {"landscape": 136, "portrait": 86}
LONGEST_WORD = 18


def outline(document: Document) -> Plain:
    """The whole document as dictionaries, lists and text."""
    notes = numbered_notes(document)
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "council": document.council,
        "marking": document.marking,
        "as_at": document.as_at_text,
        "language": document.language,
        "orientation": document.orientation,
        "key": _key(document) if document.key else None,
        "sections": [
            {
                "title": section.title,
                "level": section.level,
                "blocks": [_block(block, notes, document.orientation) for block in section.blocks],
                "notes": _notes(section.notes, notes),
            }
            for section in document.sections
        ],
        "notes": _notes(document.notes, notes),
    }


def _mark(mark: Mark) -> Plain:
    """A mark without a badge is a state, not a rating, and has no colour."""
    return {
        "badge": mark.badge,
        "words": mark.words,
        "colour": mark.colour if mark.badge else None,
        "ink": mark.ink if mark.badge else None,
    }


def _key(document: Document) -> Plain:
    """The key to ratings as a table of marks and what they mean."""
    plain = {"align": "left", "colour": None, "ink": None, "notes": []}
    return {
        "type": "table",
        "caption": document.key_heading,
        "columns": [
            {"heading": "Mark", "align": "left", "share": 0.2},
            {"heading": "Meaning", "align": "left", "share": 0.8},
        ],
        "header_columns": 1,
        "rows": [
            [plain | _mark(mark) | {"text": mark.badge}, plain | {"text": mark.words}]
            for mark in document.key
        ],
        "notes": [],
    }


def _block(block: str | Bullets | Table, notes: dict[str, NumberedNote], orientation: str) -> Plain:
    if isinstance(block, Table):
        return _table(block, notes, orientation)
    if isinstance(block, Bullets):
        return {"type": "bullets", "items": list(block.items)}
    return {"type": "paragraph", "text": block}


def _table(table: Table, notes: dict[str, NumberedNote], orientation: str) -> Plain:
    return {
        "type": "table",
        "caption": table.caption,
        "columns": [
            {"heading": column.heading, "align": _align(column), "share": share}
            for column, share in zip(table.columns, _shares(table, LINE_LENGTH[orientation]), strict=True)
        ],
        "header_columns": table.header_columns,
        "rows": [
            [_cell(cell, column, notes) for cell, column in zip(row.cells, table.columns, strict=True)]
            for row in table.printed_rows
        ],
        "notes": _notes(table.notes, notes),
    }


# Where a line may break: at spaces, and after a hyphen or a slash that is not part of a figure (2,482/100.0).
_BREAKS = re.compile(r"\s+|(?<=[-/–])(?!\d)")


def _shares(table: Table, line_length: int) -> list[float]:
    """Each column's share of the width: by weight, but never too narrow for its longest word."""
    total = sum(column.weight for column in table.columns)
    wanted = [column.weight / total for column in table.columns]
    needed = []
    for at, column in enumerate(table.columns):
        texts = [column.heading, *(row.cells[at].reads for row in table.printed_rows)]
        longest = max(len(word) for text in texts for word in _BREAKS.split(text[:500]))
        needed.append((min(longest, LONGEST_WORD) + 2) / line_length)
    shares = [max(pair) for pair in zip(wanted, needed, strict=True)]
    excess, slack = sum(shares) - 1, sum(shares) - sum(needed)
    if slack <= excess:
        return [need / sum(needed) for need in needed]
    return [share - excess * (share - need) / slack for share, need in zip(shares, needed, strict=True)]


def _align(column: Column) -> str:
    return "right" if column.kind == "number" else "left"


def _cell(cell: Cell, column: Column, notes: dict[str, NumberedNote]) -> Plain:
    mark = _mark(cell.status) if cell.status else {"colour": None, "ink": None}
    return {
        "text": cell.reads,
        "align": _align(column) if len(cell.reads) <= LONGEST_FIGURE else "left",
        "colour": mark["colour"],
        "ink": mark["ink"],
        "notes": [notes[key].number for key in cell.notes],
    }


def _notes(footnotes: tuple[Footnote, ...], notes: dict[str, NumberedNote]) -> list[Plain]:
    return [{"number": notes[note.key].number, "text": note.text} for note in footnotes]
