"""The cells of one sheet, kept sparsely and within limits, and the table that they make up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_CELLS = 300_000
LONGEST_CELL = 10_000
#: Cells that may lie hidden below merged ones: far more than any table has by accident.
MOST_COVERED = 100_000

MERGED = "lies below merged cells. Unmerge them and fill in every row."
TOO_LONG = f"holds more than {LONGEST_CELL:,} characters. Shorten it."


#: Filled rows that may stand above the headings: the council's name, what the table is, how to fill it in.
MOST_TITLES = 9

#: As much of a text from the file as a sentence repeats.
SHOWN = 60


class FileRefused(ValueError):
    """The file cannot be read; the message says what is wrong with it and what to do."""


class OtherSheet(Exception):
    """No row at the top of the sheet names the columns that are needed; `missing` is what the nearest one lacks."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__(f"It has no column {', '.join(missing)}.")


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the headings with its number as the spreadsheet counts; `faults` says which cells cannot be read."""

    number: int
    cells: Mapping[int, str]
    faults: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: rows hold what is not empty, by the place of the heading. `notes` is what the person should know."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def shown(text: str) -> str:
    """A text of the file as a sentence repeats it: short, on one line, what cannot be seen as �, no quotation marks.

    >>> shown('a "b"\\n')
    "a 'b'�"
    """
    start = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
    return "".join(character if character.isprintable() else "�" for character in start.replace('"', "'"))


def sheet_name(name: str) -> str:
    """How sentences speak of a sheet."""
    return f"The sheet “{shown(name)}”"


def hidden_sheets(names: list[str]) -> list[str]:
    """What to say of the sheets that nobody sees: nothing, or one sentence."""
    if not names:
        return []
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return [f"Hidden sheets are not read: {', '.join(shown(name) for name in names[:5])}{more}."]


def no_such_sheet(name: str, needed: Collection[str], hidden: list[str]) -> FileRefused:
    """The refusal of a workbook without a table that can be read."""
    sentences = [
        f"{name} has no sheet with a row at its top that names the columns {', '.join(needed)}.",
        "Put these headings into the first row of the sheet with the figures.",
        *hidden_sheets(hidden),
    ]
    return FileRefused(" ".join(sentences))


def column_letters(column: int) -> str:
    """What the spreadsheet calls a column.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def heading_key(text: str) -> str:
    """A heading as programs name it: capitals and spaces make no difference.

    >>> heading_key(" Value 2")
    'value_2'
    """
    return "_".join(text.casefold().split())


class Grid:
    """Takes cells as a reader meets them (rows and columns counted from 0), first row first.

    The headings are the first row that names the needed columns; titles above it are passed over.
    """

    def __init__(self, name: str, needed: Collection[str]) -> None:
        self._name = name
        self._needed = needed
        self._rows: dict[int, dict[int, str]] = {}
        self._faults: dict[int, dict[int, str]] = {}
        self._heading_row = -1
        self._is_checked = False
        #: What each title row lacks to be the headings.
        self._titles: list[list[str]] = []
        self._cells = 0
        self._covered = 0

    def put(self, row: int, column: int, text: str, fault: str = "") -> None:
        """Keep a cell; one without anything to see is not kept. OtherSheet once the headings turn out to be others."""
        if not fault and not text.strip():
            return
        if row not in self._rows:
            self._start_row(row)
        if column >= MOST_COLUMNS:
            self._check_headings()  # a sheet that nobody asked for may be as wide as it likes
            raise FileRefused(
                f"{self._name} has something in cell {column_letters(column)}{row + 1:,}, and a table may have "
                f"{MOST_COLUMNS} columns. Take out what is beside the table."
            )
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise FileRefused(
                f"{self._name} has more than {MOST_CELLS:,} filled cells. Take out what is not needed, or split it."
            )
        if len(text) > LONGEST_CELL:
            text, fault = text[:LONGEST_CELL], TOO_LONG
        self._rows[row][column] = text
        if fault:
            self.fault(row, column, fault)

    def fault(self, row: int, column: int, sentence: str) -> None:
        """Say why a cell of a row that is there cannot be read."""
        if row in self._rows:
            self._faults.setdefault(row, {})[column] = sentence

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Fault all cells of a merged block but the first, which is the one that people see."""
        columns = range(left, min(right + 1, MOST_COLUMNS))
        # A block is short, or it is hostile: only then is it cheaper to look at the rows there are.
        rows = range(top, bottom + 1) if bottom - top < len(self._rows) else sorted(self._rows)
        for row in rows:
            if not top <= row <= bottom or row not in self._rows:
                continue
            self._covered += len(columns)
            if self._covered > MOST_COVERED:
                raise FileRefused(f"{self._name} has too many merged cells. Unmerge them and save it again.")
            for column in columns:
                if (row, column) != (top, left):
                    self.fault(row, column, MERGED)

    @property
    def is_wanted(self) -> bool:
        """Whether the headings were found."""
        return not self._missing()

    def table(self, notes: Collection[str] = ()) -> Sheet:
        """What was put in; OtherSheet, or FileRefused where there are headings and nothing below them."""
        self._check_headings()
        headings = self._headings()
        rows = tuple(
            Row(number + 1, cells, self._faults.get(number, {}))
            for number, cells in sorted(self._rows.items())
            if number != self._heading_row
        )
        if not rows:
            raise FileRefused(f"{self._name} has headings and no rows below them. Fill in a row.")
        return Sheet(self._name, headings, rows, tuple(notes))

    def _start_row(self, row: int) -> None:
        if not self._rows:
            self._heading_row = row
        elif not self._is_checked and self._missing() and len(self._titles) < MOST_TITLES:
            self._pass_over_title(row)
        elif not self._is_checked:
            self._check_headings()
        if len(self._rows) > MOST_ROWS:
            raise FileRefused(f"{self._name} has more than {MOST_ROWS:,} rows. Split it into several files.")
        self._rows[row] = {}

    def _pass_over_title(self, next_row: int) -> None:
        """The row so far was a title, and the next one may be the headings."""
        self._titles.append(self._missing())
        self._rows.clear()
        self._faults.clear()
        self._heading_row = next_row

    def _headings(self) -> tuple[str, ...]:
        cells = self._rows.get(self._heading_row, {})
        return tuple(heading_key(cells.get(column, "")) for column in range(max(cells, default=-1) + 1))

    def _missing(self) -> list[str]:
        headings = self._headings()
        return [name for name in self._needed if name not in headings]

    def _check_headings(self) -> None:
        if missing := self._missing():
            raise OtherSheet(min([*self._titles, missing], key=len))
        self._is_checked = True
