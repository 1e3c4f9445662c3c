"""OpenDocument spreadsheets (ODF 1.3 part 3): one part holds all sheets, and runs of equal cells and rows are counted."""

from __future__ import annotations

from collections.abc import Callable, Collection

from council.spreadsheets.archive import Archive, Attributes, TextPieces
from council.spreadsheets.grid import (
    LONGEST_CELL,
    MERGED,
    MOST_COLUMNS,
    FileRefused,
    Grid,
    OtherSheet,
    Sheet,
    hidden_sheets,
    no_such_sheet,
    sheet_name,
)
from council.spreadsheets.values import Shown, number_text
from council.spreadsheets.xlsx import FORMULA_ERROR, HIDDEN_ROWS, NOT_WORKED_OUT

MANIFEST = "META-INF/manifest.xml"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
LIBREOFFICE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"

CURRENCIES: dict[str, Shown] = {"GBP": "£", "EUR": "€", "USD": "$"}
#: Elements within a paragraph that are not what the cell says.
BESIDE = frozenset({"annotation", "frame", "note", "ruby-text"})


def read(archive: Archive, needed: Collection[str]) -> Sheet:
    """The first visible sheet with the needed headings."""
    if MANIFEST in archive:
        archive.parse(MANIFEST, _refuse_encryption(archive.name))
    reader = ContentReader(archive, needed)
    archive.parse("content.xml", reader.start, reader.end, reader.text)
    if not reader.is_spreadsheet:
        raise FileRefused(
            f"{archive.name} is an OpenDocument file, but not a spreadsheet. Save the table as ODS, XLSX or CSV."
        )
    if reader.found is None:
        raise no_such_sheet(archive.name, needed, reader.hidden)
    return reader.found.table(hidden_sheets(reader.hidden) + [HIDDEN_ROWS] * reader.has_hidden_rows)


def _refuse_encryption(name: str) -> Callable[[str, Attributes], None]:
    def start(element: str, _: Attributes) -> None:
        if element == "encryption-data":
            raise FileRefused(f"{name} is protected by a password. Take the password off and save it again.")

    return start


def _times(attributes: Attributes, what: str) -> int:
    """How often a cell or row is repeated."""
    text = attributes.get(f"{TABLE} number-{what}-repeated", "1")
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise ValueError(f"{text} is not a count")
    return int(text)


class ContentReader:
    """Walks through all sheets; `found` is the grid of the first that is wanted."""

    def __init__(self, archive: Archive, needed: Collection[str]) -> None:
        self.is_spreadsheet = self.has_hidden_rows = False
        self.hidden: list[str] = []
        self.found: Grid | None = None
        self._archive = archive
        self._needed = needed
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._grid: Grid | None = None  # of the sheet being read
        self._row = self._column = self._row_times = 0
        self._cells: list[tuple[int, int, str, str]] = []  # of the row: column, times, text, fault
        self._covered: list[tuple[int, int]] = []
        self._cell: Attributes | None = None
        self._pieces = TextPieces(archive)
        self._paragraphs = 0
        self._beside = 0  # how deep inside something that is not the cell's own text
        self._is_text = False

    def start(self, name: str, attributes: Attributes) -> None:
        if self._beside:
            self._beside += 1
        elif self._cell is not None:
            self._start_in_cell(name, attributes)
        elif name in {"table-cell", "covered-table-cell"}:
            self._cell = attributes
            self._paragraphs = 0
            if name == "covered-table-cell":
                self._covered.append((self._column, _times(attributes, "columns")))
        elif name == "table-row":
            self._row_times = _times(attributes, "rows")
            self._column = 0
            if self._grid and attributes.get(f"{TABLE} visibility", "visible") != "visible":
                self.has_hidden_rows = True
        elif name == "table":
            self._start_sheet(attributes)
        elif name == "style" and attributes.get(f"{STYLE} family") == "table":
            self._style = attributes.get(f"{STYLE} name", "")
        elif name == "table-properties" and attributes.get(f"{TABLE} display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "spreadsheet":
            self.is_spreadsheet = True

    def end(self, name: str) -> None:
        if self._beside:
            self._beside -= 1
        elif name == "p":
            self._is_text = False
        elif name in {"table-cell", "covered-table-cell"} and self._cell is not None:
            times = _times(self._cell, "columns")
            text, fault = self._seen(self._cell, self._pieces.take())
            if text or fault:
                self._cells.append((self._column, times, text, fault))
            self._column += times
            self._cell = None
        elif name == "table-row":
            self._end_row()
        elif name == "table":
            self._end_sheet()

    def text(self, piece: str) -> None:
        if self._is_text and not self._beside:
            self._pieces.add(piece)

    def _start_in_cell(self, name: str, attributes: Attributes) -> None:
        if name == "p" and not self._is_text:
            if self._paragraphs:
                self._pieces.add("\n")
            self._paragraphs += 1
            self._is_text = True
        elif not self._is_text or name in BESIDE:  # a comment, a drawing, a table within the cell
            self._beside = 1
        elif name == "s":
            count = attributes.get(f"{TEXT} c", "1")
            if not (count.isascii() and count.isdigit()):
                raise ValueError(f"{count} is not a count")
            self._pieces.add(" " * min(int(count[:6]), LONGEST_CELL + 1))
        elif name in {"tab", "line-break"}:
            self._pieces.add("\t" if name == "tab" else "\n")

    def _start_sheet(self, attributes: Attributes) -> None:
        name = attributes.get(f"{TABLE} name", "")
        self._row = 0
        self._grid = None
        if attributes.get(f"{TABLE} style-name") in self._hidden_styles:
            self.hidden.append(name)
        elif self.found is None:
            self._grid = Grid(sheet_name(name), self._needed)

    def _end_row(self) -> None:
        cells, covered = self._cells, self._covered
        self._cells, self._covered = [], []
        first = self._row
        self._row += self._row_times
        if not self._grid or not cells:
            return
        try:
            for row in range(first, self._row):
                for column, times, text, fault in cells:
                    for place in range(column, column + times):
                        self._grid.put(row, place, text, fault)
                for column, times in covered:
                    for place in range(column, min(column + times, MOST_COLUMNS)):
                        self._grid.fault(row, place, MERGED)
        except OtherSheet:
            self._grid = None

    def _end_sheet(self) -> None:
        if self._grid and self._grid.is_wanted:
            self.found = self._grid
        self._grid = None

    def _seen(self, cell: Attributes, text: str) -> tuple[str, str]:
        """What a person sees in the cell, and why it cannot be read."""
        kind = cell.get(f"{OFFICE} value-type", "")
        stored = cell.get(f"{OFFICE} value", "")
        if cell.get(f"{LIBREOFFICE} value-type") == "error":
            return text, FORMULA_ERROR
        if kind in {"float", "percentage"}:
            return number_text(stored, "%" if kind == "percentage" else ""), ""
        if kind == "currency":
            code = cell.get(f"{OFFICE} currency", "")
            return number_text(stored, CURRENCIES.get(code, "")) + (
                code if code not in CURRENCIES else ""
            ), ""
        if kind == "date":
            return cell.get(f"{OFFICE} date-value", text).removesuffix("T00:00:00"), ""
        if kind == "boolean":
            return cell.get(f"{OFFICE} boolean-value", text).upper(), ""
        if not text and not kind and f"{TABLE} formula" in cell:
            return "", NOT_WORKED_OUT
        return text or cell.get(f"{OFFICE} string-value", ""), ""
