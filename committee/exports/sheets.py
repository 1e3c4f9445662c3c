"""What the two spreadsheet formats (Excel and ODS) share: which sheets there are and what each cell holds.

After the Analysis Function's rules for spreadsheets: a cover, one table to a sheet with one row of unique headings,
no merged cells, no filters or frozen panes, no blank cell (a shorthand says what is missing), notes on a sheet of
their own.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from council.sections import (
    GAP_SHORTHAND,
    GAP_WORDS,
    Bullets,
    Cell,
    Column,
    Document,
    NumberedNote,
    Row,
    Table,
    numbered_notes,
    tables_of,
)

# Excel's limit for the text of one cell.
LONGEST_TEXT = 32_767
CUT = " [cut here: the Word, PDF and HTML files have the whole text]"

# Spreadsheets do not wrap numbers: a longer one would need a column nobody can read, so it stays text.
LONGEST_FIGURE = 30
# Widths of columns, in characters.
NARROWEST, WIDTH_OF_ONE, WIDEST = 12, 12, 70

_FIGURE_IN_TEXT = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(?!\d)")


class FigureFormat(NamedTuple):
    """How a spreadsheet prints a true number so that it reads like the cell's text."""

    before: str
    decimals: int
    grouped: bool
    after: str

    @property
    def before_positive(self) -> str:
        """``before`` without its minus sign, for a reader who overtypes a negative number with a positive one."""
        head, _, tail = self.before.replace("−", "-").rpartition("-")
        return head + tail


def figure_format(cell: Cell) -> FigureFormat | None:
    """Where the cell's number stands in its text, or None if the text does not print that number.

    "£569,000 (3 investments)" with the number 569000 gives before "£", no decimals, grouped, after
    " (3 investments)": the spreadsheet keeps the number and still shows every word. The sign belongs to ``before``.
    A cell whose text does not print its number (a range, say) goes into the spreadsheet as text.
    """
    if cell.number is None or len(cell.text) > LONGEST_FIGURE:
        return None
    for found in _FIGURE_IN_TEXT.finditer(cell.text):
        printed = found.group().rstrip(",")
        decimals = len(printed.partition(".")[2])
        rounded = abs(cell.number).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
        if Decimal(printed.replace(",", "")) == rounded:
            after = cell.text[found.start() + len(printed) :]
            return FigureFormat(cell.text[: found.start()], decimals, "," in printed, after)
    return None


def sheet_text(text: str) -> str:
    """Text no longer than a cell can hold; a longer one says where it was cut."""
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(CUT)] + CUT


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with one table: its lines of introduction, its headings, its rows."""

    name: str
    intro: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def table_name(self) -> str:
        """The name of the table object: ``Table_1``."""
        return self.name.replace(" ", "_")

    @property
    def widths(self) -> list[float]:
        """The width of each column in characters: by weight, but no figure is too wide for its column."""
        widths = []
        for at, column in enumerate(self.columns):
            cells = (row.cells[at] for row in self.rows)
            longest = max((len(cell.text) for cell in cells if figure_format(cell)), default=0)
            widths.append(max(min(column.weight * WIDTH_OF_ONE, WIDEST), NARROWEST, longest + 2))
        return widths


@dataclass(frozen=True, slots=True)
class Workbook:
    """A cover, which is lines of text, and sheets with one table each."""

    cover: tuple[str, ...]
    sheets: tuple[Sheet, ...]


def workbook(document: Document) -> Workbook:
    """Plan the workbook of a document."""
    document = document.for_sheets
    notes = numbered_notes(document)
    sheets = [
        _table_sheet(f"Table {number}", path, table, notes)
        for number, (path, table) in enumerate(tables_of(document), start=1)
    ]
    commentary = tuple(_commentary(document))
    if commentary:
        columns = (Column("section", "Section", weight=2), Column("text", "Text", weight=8))
        sheets.append(Sheet("Commentary", ("Paragraphs of each section",), columns, commentary))
    if notes:
        columns = (Column("note", "Note", weight=1), Column("text", "Text", weight=8))
        rows = tuple(Row((Cell(f"[note {note.number}]"), Cell(note.text))) for note in notes.values())
        sheets.append(Sheet("Notes", ("Footnotes of all tables",), columns, rows))
    return Workbook(tuple(_cover(document, sheets)), tuple(sheets))


def _table_sheet(name: str, path: str, table: Table, notes: dict[str, NumberedNote]) -> Sheet:
    """The sheet of one table, with a last column for its footnotes if it has any."""
    intro = (
        table.caption,
        *((table.banner,) if table.banner else ()),
        f"Section: {path}",
        "This sheet holds one table. The cover explains its shorthand.",
    )
    if not any(cell.notes for row in table.rows for cell in row.cells):
        return Sheet(name, intro, table.columns, table.printed_rows)
    column = Column("footnotes", "Footnotes")
    rows = (Row((*row.cells, _note_cell(row, notes))) for row in table.rows)
    return Sheet(name, intro, (*table.columns, column), tuple(rows))


def _note_cell(row: Row, notes: dict[str, NumberedNote]) -> Cell:
    keys = dict.fromkeys(key for cell in row.cells for key in cell.notes)
    return Cell(" ".join(f"[note {notes[key].number}]" for key in keys))


def _commentary(document: Document) -> Iterator[Row]:
    """Paragraphs and bullets with the section they stand in, long ones in as many rows as they need."""
    for section in document.sections:
        for block in section.blocks:
            texts: Iterable[str] = ()
            if isinstance(block, Bullets):
                texts = block.items
            elif isinstance(block, str):
                texts = (block,)
            for text in texts:
                for start in range(0, len(text), LONGEST_TEXT):
                    yield Row((Cell(section.title), Cell(text[start : start + LONGEST_TEXT])))


def _cover(document: Document, sheets: list[Sheet]) -> Iterator[str]:
    """Title, as-at line, contents, key to the ratings and to the shorthand."""
    front = (document.title, document.subtitle, document.marking, document.council, document.as_at_text)
    yield from (line for line in front if line)
    yield "Contents"
    yield from (f"{sheet.name}: {sheet.intro[0]}" for sheet in sheets)
    if document.key:
        yield document.key_heading
        yield from (mark.label for mark in document.key)
    yield "Shorthand"
    yield from (f"{GAP_SHORTHAND[gap]} {words}" for gap, words in GAP_WORDS.items())
    if any(sheet.name == "Notes" for sheet in sheets):
        yield "[note 1] and so on: see the sheet Notes"


def one_line(text: str) -> str:
    """A heading on one line, as table objects want it."""
    return " ".join(text.split())
