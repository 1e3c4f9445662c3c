"""A document as plain data, for the three formats that people read: Word, PDF and HTML.

Footnote numbers, gap words, alignment and colours are settled here once, so the three cannot differ. The result is
JSON-safe: the PDF template receives it as data, never as source.
"""

import math
import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from council.sections import (
    LINE_STARTS,
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Footnote,
    Mark,
    NumberedNote,
    Picture,
    Row,
    Table,
    numbered_notes,
)

Plain = dict[str, Any]

# Text longer than this in a column of figures is a sentence, and reads better from the left.
LONGEST_FIGURE = 20
# A row with more lines of text in a cell may be broken across pages: kept whole, it would leave too much of a page empty.
TALLEST_WHOLE = 15
# Characters of table text on a line of A4: what a column must be given so that its longest word is not broken.
LINE_LENGTH = {"landscape": 136, "portrait": 86}
LONGEST_WORD = 18
# A table of long texts with more columns than that allows is set in smaller letters, and long words are hyphenated.
SMALLER = 10 / 7.5
LONGEST_PIECE = 12
LONGEST_OF_A_RATING = 24
# What stands in the key for a state that is not a rating.
NO_BADGE = "No mark"
# A table with no more rows stays on one page where it fits, because three lines alone on the next say little; but not one
# with more lines than half a page has, which would leave as much of the page before empty.
SHORT_TABLE = 8
SHORT_TABLE_LINES = 20


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
                "new_page": section.new_page,
                "blocks": [
                    _block(block, notes, document.orientation)
                    | {"leads": isinstance(block, str) and isinstance(then, Bullets)}
                    for block, then in zip_longest(section.blocks, section.blocks[1:])
                ],
                "notes": _notes(section.notes, notes),
            }
            for section in document.sections
        ],
        "notes": _notes(document.notes, notes),
    }


def pictures_of(plain: Plain) -> Iterator[Plain]:
    """The pictures of an outline, in reading order."""
    for section in plain["sections"]:
        yield from (block for block in section["blocks"] if block["type"] == "picture")


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
    plain = {"align": "left", "colour": None, "ink": None, "notes": [], "lines": []}
    plain |= {"long": False, "behind_words": False}
    return {
        "type": "table",
        "caption": document.key_heading,
        "banner": "",
        "small": False,
        "whole": True,
        "columns": [
            {"heading": "Mark", "align": "left", "share": 0.2},
            {"heading": "Meaning", "align": "left", "share": 0.8},
        ],
        "header_columns": 1,
        "rows": [
            [plain | _mark(mark) | {"text": mark.badge or NO_BADGE}, plain | {"text": mark.words}]
            for mark in document.key
        ],
        "notes": [],
    }


def _block(block: Block, notes: dict[str, NumberedNote], orientation: str) -> Plain:
    if isinstance(block, Table):
        return _table(block, notes, orientation)
    if isinstance(block, Picture):
        return {
            "type": "picture",
            "caption": block.caption,
            "alternative": block.alternative,
            "svg": block.svg,
        }
    if isinstance(block, Bullets):
        return {"type": "bullets", "items": list(block.items)}
    return {"type": "paragraph", "text": block}


def _table(table: Table, notes: dict[str, NumberedNote], orientation: str) -> Plain:
    line_length: float = LINE_LENGTH[orientation]
    needed = _needed(table, line_length, LONGEST_WORD)
    small = sum(needed) > 1 and any(cell.lines for row in table.rows for cell in row.cells)
    if small:
        line_length *= SMALLER
        needed = _needed(table, line_length, LONGEST_PIECE, margins=3)
    shares = _shares(table, needed)
    lengths = [share * line_length for share in shares]
    is_short = (
        len(table.rows) <= SHORT_TABLE
        and sum(_height(row, lengths) for row in table.printed_rows) <= SHORT_TABLE_LINES
    )
    return {
        "type": "table",
        "caption": table.caption,
        "banner": table.banner,
        "small": small,
        "whole": is_short and not small,
        "columns": [
            {"heading": column.heading, "align": _align(column), "share": share}
            for column, share in zip(table.columns, shares, strict=True)
        ],
        "header_columns": table.header_columns,
        "rows": [_row(row, table, notes, lengths) for row in table.printed_rows],
        "notes": _notes(table.notes, notes),
    }


def _row(row: Row, table: Table, notes: dict[str, NumberedNote], lengths: list[float]) -> list[Plain]:
    """The cells of a row, whose lines hold so many characters.

    A row that may run over pages has its colours behind the words, so that none stands alone in an empty cell.
    """
    runs_over = _height(row, lengths) > TALLEST_WHOLE
    cells = (_cell(cell, column, notes) for cell, column in zip(row.cells, table.columns, strict=True))
    return [cell | {"long": runs_over, "behind_words": runs_over and bool(cell["colour"])} for cell in cells]


def _height(row: Row, lengths: list[float]) -> int:
    """The lines of a row's tallest cell, whose lines hold so many characters."""
    return max(
        sum(math.ceil(len(line) / length) for line in cell.reads.split("\n"))
        for cell, length in zip(row.cells, lengths, strict=True)
    )


# Where a line may break: at spaces, and after a hyphen or a slash that is not part of a figure (2,482/100.0).
_SPACES = re.compile(r"\s+")
_BREAKS = re.compile(r"\s+|(?<=[-/–])(?!\d)")


def _needed(table: Table, line_length: float, longest_word: int, *, margins: int = 2) -> list[float]:
    """The share of the width that each column needs for its longest word; those of a rating are never taken apart."""
    needed = []
    for at, column in enumerate(table.columns):
        texts = [column.heading, *(row.cells[at].reads for row in table.printed_rows)]
        whole = column.kind == "status"
        longest = max(
            len(word) for text in texts for word in (_SPACES if whole else _BREAKS).split(text[:500])
        )
        most = LONGEST_OF_A_RATING if whole else longest_word
        needed.append((min(longest, most) + margins) / line_length)
    return needed


def _shares(table: Table, needed: list[float]) -> list[float]:
    """Each column's share of the width: by weight, but never too narrow for what it needs."""
    total = sum(column.weight for column in table.columns)
    wanted = [column.weight / total for column in table.columns]
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
        "lines": _lines(cell),
    }


def _lines(cell: Cell) -> list[Plain]:
    """The lines of a cell, bullets that follow one another as one list: its items, each with the bullets under it."""
    drawn: list[Plain] = []
    for line in cell.lines:
        if line.kind not in LINE_STARTS:
            drawn.append({"type": line.kind, "text": line.text})
            continue
        if not drawn or drawn[-1]["type"] != "list":
            drawn.append({"type": "list", "items": []})
        items = drawn[-1]["items"]
        if line.kind == "sub_bullet" and items:
            items[-1]["items"].append(line.text)
        else:
            items.append({"text": line.text, "items": []})
    return drawn


def _notes(footnotes: tuple[Footnote, ...], notes: dict[str, NumberedNote]) -> list[Plain]:
    return [{"number": notes[note.key].number, "text": note.text} for note in footnotes]
