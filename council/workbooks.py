"""Writing the workbooks that people fill in and send back: text alone, so that what they see is what is read again."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

FONT = {"font_name": "Arial", "font_size": 11, "valign": "top"}
WIDEST_SHEET = "A1:CW1048576"


def write_workbook(
    *,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: dict[str, int] | None = None,
    guide: Sequence[str] = (),
    choices: dict[str, Sequence[str]] | None = None,
) -> bytes:
    """An XLSX workbook with one table, and the `guide` on a sheet of its own behind it.

    `choices` are the words that a column offers in its empty cells. Every cell is text: a spreadsheet program would make
    a date of 2021-09, and a number of 88.10 that ends in 1.
    """
    stream = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": title[:255]})
        text = book.add_format(FONT | {"num_format": "@", "text_wrap": True})
        heading = book.add_format(FONT | {"bold": True, "bg_color": "#f3f2f1"})
        sheet = book.add_worksheet("Figures")
        sheet.ignore_errors({"number_stored_as_text": WIDEST_SHEET})
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(headings):
            sheet.set_column(column, column, (widths or {}).get(name, 16), text)
            sheet.write_string(0, column, name, heading)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, words in enumerate(row):
                if words:
                    sheet.write_string(last, column, words, text)
        for name, offered in (choices or {}).items():
            column = headings.index(name)
            sheet.data_validation(
                1, column, max(1, last), column, {"validate": "list", "source": list(offered)}
            )
        if guide:
            help_sheet = book.add_worksheet("How to fill this in")
            help_sheet.set_column(0, 0, 100, book.add_format(FONT | {"text_wrap": True}))
            for number, line in enumerate(guide):
                help_sheet.write_string(number, 0, line)
    return stream.getvalue()
