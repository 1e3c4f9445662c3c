"""CSV files that go in as a question and come back with the answer in new columns: rate, due_dates, check_claims.

A pure module over text streams. The input's columns are passed through in their order, followed by the columns added. Rows
are read, answered and written one by one. A bad row is reported with the number of the line it starts on and left out; the
others are answered. Cells may be parted by semicolons or tabs, as spreadsheet programs in other languages save them; commas
part those that are written.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TextIO

#: Characters of one cell; Python's own limit is the same, but belongs to the process and not to this file.
LONGEST_CELL = 131_072

SEPARATORS = (",", ";", "\t")

# A cell that begins so is run as a formula by spreadsheets.
FORMULA_STARTS = ("=", "+", "@", "\t", "\r")


class BadFile(ValueError):
    """The file cannot be read at all; the message says why."""


class BadCell(ValueError):
    """A cell is not what its column needs; the message names the column and how to write it."""


@dataclass(frozen=True)
class Columns:
    """The columns that a file must have, may have, and gets."""

    required: Sequence[str]
    added: Sequence[str]
    optional: Sequence[str] = ()

    def places(self, header: Sequence[str]) -> dict[str, int]:
        """Where each known column stands, whatever the order and capitals. Raises BadFile."""
        names = [name.strip().casefold() for name in header]
        if not any(names):
            raise BadFile(
                "The file is empty. Its first line must name the columns: " + ", ".join(self.required) + "."
            )
        if missing := [name for name in self.required if name not in names]:
            raise BadFile(
                f"The file has no column {', '.join(missing)}. The first line must name {', '.join(self.required)}."
            )
        known = (*self.required, *self.optional)
        if twice := sorted({name for name in names if name in known and names.count(name) > 1}):
            raise BadFile(f"The column {', '.join(twice)} is there twice. Keep one of them.")
        return {name: names.index(name) for name in known if name in names}


def answer_rows(
    source: TextIO, output: TextIO, columns: Columns, answer: Callable[[dict[str, str]], Sequence[str]]
) -> Iterator[str]:
    """Write each good row of `source` with its answer to `output`; yields a sentence for each bad one as it is met.

    `answer` is given the known cells of a row by column name and returns a text for each column added; it raises BadCell.
    Raises BadFile before anything is written.
    """
    skipped, first = _first_line(source)
    reader = csv.reader(chain([first], source), delimiter=_separator(first, columns))
    try:
        header = next(reader, [])
    except csv.Error as error:
        raise BadFile(f"The first line cannot be read ({error}). Save the sheet as CSV (UTF-8).") from error
    places = columns.places(header)
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow([*header, *columns.added])
    while True:
        line = skipped + reader.line_num + 1
        try:
            row = next(reader, None)
            if row is None:
                return
            if not any(cell.strip() for cell in row):
                continue
            _check_shape(row, header)
            row += [""] * (len(header) - len(row))
            added = answer({name: row[place] for name, place in places.items()})
        except (BadCell, csv.Error) as error:
            yield f"line {line}: {error}"
            continue
        writer.writerow([*row, *(_safe(text) for text in added)])


def _first_line(source: TextIO) -> tuple[int, str]:
    """The first line with anything on it, and how many empty ones stand above it."""
    skipped = 0
    for line in source:
        if line.strip(" \t\r\n,;"):
            return skipped, line
        skipped += 1
    return skipped, ""


def _separator(first: str, columns: Columns) -> str:
    """The separator with which the first line names the columns; a comma where none does."""
    for separator in SEPARATORS:
        names = {name.strip().strip('"').casefold() for name in first.split(separator)}
        if names.issuperset(columns.required):
            return separator
    return SEPARATORS[0]


def _check_shape(row: list[str], header: list[str]) -> None:
    if too_long := next((cell for cell in row if len(cell) > LONGEST_CELL), None):
        raise BadCell(f"a cell of {len(too_long):,} characters. The longest allowed is {LONGEST_CELL:,}.")
    if len(row) > len(header):
        raise BadCell(f"{len(row)} cells under {len(header)} headings. Put quotation marks around commas.")


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
