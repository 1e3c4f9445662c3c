"""Excel: true numbers that read like the paper, real table objects, and never a formula."""

import math
from datetime import UTC
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from committee.exports.sheets import FigureFormat, Sheet, figure_format, one_line, sheet_text, workbook
from council.sections import Cell, Column, Document, Mark

FONT = {"font_name": "Arial", "font_size": 11, "text_wrap": True, "valign": "top"}
COVER_WIDTH = 90
# The height of a line in points, and the lines that fit into Excel's tallest row (409 points).
LINE, TALLEST = 15, 27
# Enough characters to fill the tallest row in the widest column.
LONGEST_WRAPPED = 2_000


def write_xlsx(document: Document, stream: BinaryIO) -> None:
    """Write the document as an Excel workbook."""
    plan = workbook(document)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties(
            {
                "title": document.title[:255],
                "subject": document.subtitle[:255],
                "company": document.council[:255],
                "created": document.as_at.astimezone(UTC).replace(tzinfo=None),
            }
        )
        formats = Formats(book)
        cover = book.add_worksheet("Cover")
        cover.set_column(0, 0, COVER_WIDTH)
        for number, line in enumerate(plan.cover):
            cover.write_string(number, 0, sheet_text(line), formats.title if number == 0 else formats.text)
        for sheet in plan.sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, formats, document.orientation)


def _write_sheet(worksheet: Worksheet, sheet: Sheet, formats: "Formats", orientation: str) -> None:
    """Introduction, then the table, then nothing."""
    for number, line in enumerate(sheet.intro):
        worksheet.write_string(
            number, 0, sheet_text(line), formats.intro_title if number == 0 else formats.intro
        )
    first = len(sheet.intro)
    last = first + len(sheet.rows)
    worksheet.add_table(
        first,
        0,
        last,
        len(sheet.columns) - 1,
        {
            "name": sheet.table_name,
            "style": "Table Style Light 1",
            "autofilter": False,
            "columns": [_table_column(column, formats) for column in sheet.columns],
        },
    )
    widths = sheet.widths
    for at, width in enumerate(widths):
        worksheet.set_column(at, at, width)
    worksheet.set_row(first, LINE * _lines([column.heading for column in sheet.columns], widths))
    for number, row in enumerate(sheet.rows, start=first + 1):
        # Excel fits rows to wrapped text when it opens a file; LibreOffice and previewers do not.
        worksheet.set_row(number, LINE * _lines([cell.sheet_text for cell in row.cells], widths))
        for at, (cell, column) in enumerate(zip(row.cells, sheet.columns, strict=True)):
            _write_cell(worksheet, number, at, cell, column, formats)
    if orientation == "landscape":
        worksheet.set_landscape()
    worksheet.set_paper(9)  # A4
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(first)


def _table_column(column: Column, formats: "Formats") -> dict[str, object]:
    """A column of the table object; the heading stands over the figures."""
    heading = formats.heading_right if column.kind == "number" else formats.heading
    return {"header": one_line(column.heading), "header_format": heading}


def _lines(texts: list[str], widths: list[float]) -> int:
    """How many lines the tallest cell of a row needs, as near as one can tell without the font."""
    needed = (
        sum(math.ceil(len(line) / (width - 1)) or 1 for line in text[:LONGEST_WRAPPED].split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    return min(max(needed), TALLEST)


def _write_cell(
    worksheet: Worksheet, row: int, at: int, cell: Cell, column: Column, formats: "Formats"
) -> None:
    """A number where the text prints one, else a string cell, which no program takes for a formula."""
    figure = figure_format(cell)
    if cell.number is not None and figure is not None:
        worksheet.write_number(row, at, float(cell.number), formats.figure(number_code(figure)))
    elif cell.status is not None and cell.status.badge:
        worksheet.write_string(row, at, cell.sheet_text, formats.mark(cell.status))
    else:
        right = column.kind == "number"
        worksheet.write_string(row, at, sheet_text(cell.sheet_text), formats.right if right else formats.text)


def number_code(figure: FigureFormat) -> str:
    """The number format that prints the figure as the cell's text does: ``0.00"%"`` keeps 88.71 as 88.71%.

    The part after the semicolon is for negative numbers, which Excel then prints without a sign of its own.
    """
    core = "#,##0" if figure.grouped else "0"
    core += f".{'0' * figure.decimals}" if figure.decimals else ""
    positive = f"{_literal(figure.before_positive)}{core}{_literal(figure.after)}"
    if figure.before == figure.before_positive:
        return positive
    return f"{positive};{_literal(figure.before)}{core}{_literal(figure.after)}"


def _literal(text: str) -> str:
    """Text in a number format: quoted, a quotation mark itself escaped."""
    parts = (f'"{part}"' if part else "" for part in text.replace("\n", " ").split('"'))
    return '\\"'.join(parts)


class Formats:
    """The cell formats of one workbook, each made once: XlsxWriter compares every new one with all others."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._figures: dict[str, Format] = {}
        self._marks: dict[tuple[str, str], Format] = {}
        self.text = book.add_format(FONT)
        self.right = book.add_format(FONT | {"align": "right"})
        self.title = book.add_format(FONT | {"bold": True, "font_size": 16})
        # Introductions run over the columns to their right: wrapping them in the first would make tall rows.
        self.intro = book.add_format(FONT | {"text_wrap": False})
        self.intro_title = book.add_format(FONT | {"text_wrap": False, "bold": True, "font_size": 14})
        heading = FONT | {"bold": True, "valign": "bottom", "bg_color": "#f3f2f1"}
        self.heading = book.add_format(heading)
        self.heading_right = book.add_format(heading | {"align": "right"})

    def figure(self, code: str) -> Format:
        """The format of a true number."""
        if code not in self._figures:
            self._figures[code] = self._book.add_format(FONT | {"num_format": code, "align": "right"})
        return self._figures[code]

    def mark(self, mark: Mark) -> Format:
        """The format of a rating, in its colour."""
        colours = mark.colour, mark.ink
        if colours not in self._marks:
            properties = {"bg_color": mark.colour, "font_color": mark.ink, "bold": True}
            self._marks[colours] = self._book.add_format(FONT | properties)
        return self._marks[colours]
