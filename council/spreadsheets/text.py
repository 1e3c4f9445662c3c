"""CSV: text in the encodings and with the separators that spreadsheet programs save."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Collection, Iterator

from council.spreadsheets.grid import (
    MOST_COLUMNS,
    MOST_TITLES,
    FileRefused,
    Grid,
    OtherSheet,
    Sheet,
    heading_key,
)

SEPARATORS = (",", ";", "\t")
#: The headings are looked for in this many characters.
BEGINNING = 20_000
#: In one line, those within quotation marks too: more than any hundred columns of words have.
MOST_SEPARATORS = 100_000


def read(name: str, content: bytes, needed: Collection[str]) -> Sheet:
    """The rows of a CSV file. A cell may hold line breaks, so rows are counted, not lines."""
    text, notes = _decode(name, content)
    grid = Grid(name, needed)
    separator = _separator(text, needed)
    reader = csv.reader(_lines(name, text, separator), delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader):
            for column, cell in enumerate(cells):
                if cell:
                    grid.put(number, column, cell)
        return grid.table(notes)
    except OtherSheet as other:
        raise FileRefused(
            f"{name} has no column {', '.join(other.missing)}. "
            f"Its first row must name the columns {', '.join(needed)}."
        ) from other
    except csv.Error as error:
        raise FileRefused(
            f"{name}, line {reader.line_num:,}: a quotation mark is open, or stands inside a cell ({error}). "
            "Save the sheet as CSV again from the spreadsheet program."
        ) from error


def _lines(name: str, text: str, separator: str) -> Iterator[str]:
    """The lines, each looked at before it is taken apart: a million cells would be a million objects at once."""
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if line.count(separator) > MOST_SEPARATORS:
            raise FileRefused(
                f"{name}, line {number:,}: there are far more cells than the {MOST_COLUMNS} columns a table may have. "
                "Take out what is beside the table."
            )
        yield line


def _decode(name: str, content: bytes) -> tuple[str, list[str]]:
    """The text, and a note where its encoding had to be guessed."""
    is_utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    notes = []
    try:
        try:
            text = content.decode("utf-16" if is_utf_16 else "utf-8-sig")
        except UnicodeDecodeError:
            if is_utf_16:
                raise
            text = content.decode("cp1252")
            notes.append(f"{name} is not UTF-8 and was read as Windows-1252: check pound signs and dashes.")
        if "\0" in text:
            raise FileRefused(
                f"{name} is not a text file that can be read. Save the sheet as CSV (UTF-8), XLSX or ODS."
            )
    except UnicodeDecodeError as error:
        raise FileRefused(
            f"{name} is neither a spreadsheet nor a text file that can be read. "
            "Save the sheet as CSV (UTF-8), XLSX or ODS."
        ) from error
    return text, notes


def _separator(text: str, needed: Collection[str]) -> str:
    """The separator with which a line at the top names the columns; a comma where none does."""
    lines = [line for line in text[:BEGINNING].splitlines() if line.strip()]
    for line in lines[: MOST_TITLES + 1]:
        for separator in SEPARATORS:
            names = {heading_key(name.strip('"')) for name in line.split(separator)}
            if names.issuperset(needed):
                return separator
    return SEPARATORS[0]
