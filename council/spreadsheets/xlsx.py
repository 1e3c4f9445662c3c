"""Excel workbooks (Office Open XML, ECMA-376 part 1: SpreadsheetML). Macros and formulas are never looked at."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from dataclasses import dataclass, field

from council.spreadsheets.archive import Archive, Attributes, TextPieces
from council.spreadsheets.grid import (
    FileRefused,
    Grid,
    OtherSheet,
    Sheet,
    hidden_sheets,
    no_such_sheet,
    sheet_name,
)
from council.spreadsheets.values import Shown, date_text, number_text, shown_by_code, shown_by_number

CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
MAIN_PART = "/officeDocument"

NOT_WORKED_OUT = (
    "holds a formula whose result is not in the file. "
    "Open the file in a spreadsheet program, save it and upload it again, or type the figure."
)
FORMULA_ERROR = "is an error of the spreadsheet. Mend its formula, or type the figure."
HIDDEN_ROWS = "Rows that are hidden or filtered out were read like all others."


@dataclass
class Workbook:
    """What the cells' parts are called and how their numbers are shown."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)  # name, part, whether people see it
    strings: list[str] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    starts_1904: bool = False


def read(archive: Archive, needed: Collection[str]) -> Sheet:
    """The first visible sheet with the needed headings."""
    workbook = _workbook(archive)
    hidden = [name for name, _, is_visible in workbook.sheets if not is_visible]
    notes = hidden_sheets(hidden)
    for name, part, is_visible in workbook.sheets:
        if not is_visible:
            continue
        reader = SheetReader(archive, workbook, Grid(sheet_name(name), needed))
        try:
            archive.parse(part, reader.start, reader.end, reader.text)
            return reader.grid.table(notes + [HIDDEN_ROWS] * reader.has_hidden_rows)
        except OtherSheet:
            continue
    raise no_such_sheet(archive.name, needed, hidden)


def cell_place(reference: str) -> tuple[int, int]:
    """Row and column, both from 0, of a cell's name. ValueError where it is none.

    >>> cell_place("B3"), cell_place("XFD1048576")
    ((2, 1), (1048575, 16383))
    """
    match = CELL.fullmatch(reference)
    if not match:
        raise ValueError(f"{reference} is not a cell")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _workbook(archive: Archive) -> Workbook:
    main = next((part for kind, part in _relations(archive, "").values() if kind.endswith(MAIN_PART)), "")
    if not main or main not in archive or not main.startswith("xl/") or not main.endswith(".xml"):
        raise FileRefused(
            f"{archive.name} is an Office file, but not an XLSX workbook. "
            "Save the sheet as XLSX, ODS or CSV and choose that file."
        )
    relations = _relations(archive, main)
    workbook = Workbook()

    def start(name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            workbook.starts_1904 = attributes.get("date1904") in {"1", "true"}
        elif name == "sheet":
            identity = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            kind, part = relations.get(identity, ("", ""))
            if kind.endswith("/worksheet"):
                is_visible = attributes.get("state", "visible") == "visible"
                workbook.sheets.append((attributes.get("name", ""), part, is_visible))

    archive.parse(main, start)
    for kind, part in relations.values():
        if kind.endswith("/sharedStrings"):
            reader = StringReader(archive, workbook.strings)
            archive.parse(part, reader.start, reader.end, reader.text)
        elif kind.endswith("/styles"):
            _read_styles(archive, part, workbook.shown)
    return workbook


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """The kind and name of each part that `part` refers to, by the identity it refers with."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), target.lstrip("/"))

    archive.parse(posixpath.join(folder, "_rels", f"{name}.rels"), start)
    return found


def _read_styles(archive: Archive, part: str, shown: list[Shown]) -> None:
    """How the numbers of each cell style are shown."""
    codes: dict[int, Shown] = {}
    inside: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        inside.append(name)
        if name == "numFmt":
            codes[int(attributes["numFmtId"])] = shown_by_code(attributes.get("formatCode", ""))
        elif name == "xf" and inside[-2:-1] == ["cellXfs"]:
            code = int(attributes.get("numFmtId", "0"))
            shown.append(codes[code] if code in codes else shown_by_number(code))

    def end(_: str) -> None:
        inside.pop()

    archive.parse(part, start, end)


class StringReader:
    """Texts made of runs; the reading aids of Japanese text (rPh) are left out."""

    def __init__(self, archive: Archive, strings: list[str]) -> None:
        self._strings = strings
        self._pieces = TextPieces(archive)
        self._is_text = self._is_aid = False

    def start(self, name: str, _: Attributes) -> None:
        if name == "t":
            self._is_text = not self._is_aid
        elif name == "rPh":
            self._is_aid = True

    def end(self, name: str) -> None:
        if name == "t":
            self._is_text = False
        elif name == "rPh":
            self._is_aid = False
        elif name == "si":
            self._strings.append(self._pieces.take())

    def text(self, piece: str) -> None:
        if self._is_text:
            self._pieces.add(piece)


class SheetReader:
    """The cells of one sheet, put into its grid."""

    def __init__(self, archive: Archive, workbook: Workbook, grid: Grid) -> None:
        self.grid = grid
        self.has_hidden_rows = False
        self._workbook = workbook
        self._pieces = TextPieces(archive)
        self._row = self._column = -1
        self._cell: Attributes = {}
        self._is_formula = self._is_text = self._is_aid = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._cell = attributes
            self._column += 1
            if "r" in attributes:
                self._row, self._column = cell_place(attributes["r"])
            self._is_formula = False
        elif name in {"v", "t"}:
            self._is_text = not self._is_aid
        elif name == "f":
            self._is_formula = True
        elif name == "row":
            self._row = cell_place(f"A{attributes['r']}")[0] if "r" in attributes else self._row + 1
            self._column = -1
            self.has_hidden_rows |= attributes.get("hidden") in {"1", "true"}
        elif name == "rPh":
            self._is_aid = True
        elif name == "mergeCell":
            first, _, last = attributes["ref"].partition(":")
            self.grid.merge(*cell_place(first), *cell_place(last or first))

    def end(self, name: str) -> None:
        if name in {"v", "t"}:
            self._is_text = False
        elif name == "rPh":
            self._is_aid = False
        elif name == "c":
            text, fault = self._seen(self._pieces.take())
            self.grid.put(self._row, self._column, text, fault)

    def text(self, piece: str) -> None:
        if self._is_text:
            self._pieces.add(piece)

    def _seen(self, stored: str) -> tuple[str, str]:
        """What a person sees in the cell, and why it cannot be read."""
        kind = self._cell.get("t", "n")
        if kind == "s":
            return (self._workbook.strings[int(stored)] if stored else ""), ""
        if kind == "e":
            return stored, FORMULA_ERROR
        if kind == "b":
            return ("TRUE" if stored == "1" else "FALSE"), ""
        if kind in {"str", "inlineStr", "d"}:
            return stored, ""
        if not stored:
            return "", NOT_WORKED_OUT if self._is_formula else ""
        style = int(self._cell.get("s", "0"))
        shown = self._workbook.shown[style] if 0 <= style < len(self._workbook.shown) else ""
        if shown == "date":
            return date_text(stored, self._workbook.starts_1904), ""
        return number_text(stored, shown), ""
