"""ODS, the open format that central government asks for: the same sheets as Excel's, with true numbers.

Rows are written as text. As objects of odfpy, a dozen to a cell, they took five times as long, and longer the more of them
there were, because Python's collector went over all of them again and again.
"""

from collections.abc import Iterable
from datetime import UTC
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from odf import dc, meta, number, style, table
from odf.element import Element
from odf.namespaces import OFFICENS, STYLENS, TABLENS, TEXTNS
from odf.opendocument import OpenDocumentSpreadsheet

from committee.exports.sheets import FigureFormat, Sheet, figure_format, one_line, sheet_text, workbook
from council.sections import Cell, Column, Document, Mark

COVER_WIDTH_CM = 20.0
CHARACTER_CM = 0.22


def write_ods(document: Document, stream: BinaryIO) -> None:
    """Write the document as an OpenDocument spreadsheet."""
    plan = workbook(document)
    book = OpenDocumentSpreadsheet()
    _set_properties(book, document)
    _set_page(book, document.orientation)
    styles = Styles(book, document.language)
    ranges = table.DatabaseRanges()

    cover = table.Table(name="Cover")
    cover.addElement(table.TableColumn(stylename=styles.column(COVER_WIDTH_CM)))
    lines = (
        _string_cell(sheet_text(line), styles.title if at == 0 else styles.text)
        for at, line in enumerate(plan.cover)
    )
    cover.addElement(Rows((_row([line], styles) for line in lines), styles))
    book.spreadsheet.addElement(cover)
    for sheet in plan.sheets:
        book.spreadsheet.addElement(_sheet(sheet, styles))
        ranges.addElement(_database_range(sheet))
    if plan.sheets:
        book.spreadsheet.addElement(ranges)
    book.write(stream)


def _set_properties(book: OpenDocumentSpreadsheet, document: Document) -> None:
    """Title, language, council and moment; no person's name."""
    moment = document.as_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    book.meta.addElement(dc.Title(text=document.title))
    book.meta.addElement(dc.Subject(text=document.subtitle))
    book.meta.addElement(dc.Language(text=document.language))
    book.meta.addElement(meta.CreationDate(text=moment))
    book.meta.addElement(meta.UserDefined(name="Company", valuetype="string", text=document.council))


def _set_page(book: OpenDocumentSpreadsheet, orientation: str) -> None:
    """A4, one page wide and as many long as it takes."""
    layout = style.PageLayout(name="A4")
    width, height = ("29.7cm", "21cm") if orientation == "landscape" else ("21cm", "29.7cm")
    page = style.PageLayoutProperties(pagewidth=width, pageheight=height, printorientation=orientation)
    page.setAttrNS(STYLENS, "scale-to-X", "1")  # ODF 1.3: odfpy knows 1.2
    page.setAttrNS(STYLENS, "scale-to-Y", "0")
    layout.addElement(page)
    book.automaticstyles.addElement(layout)
    book.masterstyles.addElement(style.MasterPage(name="Default", pagelayoutname=layout))


def _sheet(sheet: Sheet, styles: "Styles") -> Element:
    """Introduction, header row, rows."""
    drawn = table.Table(name=sheet.name)
    for width in sheet.widths:
        drawn.addElement(table.TableColumn(stylename=styles.column(width * CHARACTER_CM)))
    intro = (
        _string_cell(sheet_text(line), styles.intro_title if at == 0 else styles.intro)
        for at, line in enumerate(sheet.intro)
    )
    drawn.addElement(Rows((_row([line], styles) for line in intro), styles))
    header = table.TableHeaderRows()
    header.addElement(Rows([_row([_heading(column, styles) for column in sheet.columns], styles)], styles))
    drawn.addElement(header)
    rows = (zip(row.cells, sheet.columns, strict=True) for row in sheet.rows)
    drawn.addElement(
        Rows((_row([_cell(cell, column, styles) for cell, column in row], styles) for row in rows), styles)
    )
    return drawn


def _database_range(sheet: Sheet) -> Element:
    """The table's name, so that formulas of the reader can refer to it; without filter buttons."""
    first, last = len(sheet.intro) + 1, len(sheet.intro) + 1 + len(sheet.rows)
    address = f"$'{sheet.name}'.$A${first}:$'{sheet.name}'.${_letters(len(sheet.columns))}${last}"
    return table.DatabaseRange(
        name=sheet.table_name, targetrangeaddress=address, displayfilterbuttons="false", containsheader="true"
    )


def _letters(column: int) -> str:
    """A column's letters: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class Rows(Element):
    """Finished rows, which stand in a sheet as they are.

    odfpy writes only those styles that it finds in use, so there is a cell of each to be found; none of them is written.
    """

    qname = (TABLENS, "table-row")

    def __init__(self, rows: Iterable[str], styles: "Styles") -> None:
        super().__init__()
        self._xml = "".join(rows)  # before the cells: writing a row may make a style
        self.setAttrNS(TABLENS, "style-name", styles.row)
        for name in styles.cells:
            self.addElement(table.TableCell(stylename=name))
        for namespace in (OFFICENS, TEXTNS):  # those of the text
            self.get_nsprefix(namespace)

    def toXml(self, level: int, f: Any) -> None:
        f.write(self._xml)


def _row(cells: list[str], styles: "Styles") -> str:
    return f'<table:table-row table:style-name="{styles.row}">{"".join(cells)}</table:table-row>'


def _cell(cell: Cell, column: Column, styles: "Styles") -> str:
    """A number where the text prints one, else a string."""
    figure = figure_format(cell)
    if cell.number is not None and figure is not None:
        kind = f'office:value-type="float" office:value="{cell.number:f}"'
        return _cell_xml(kind, styles.figure(figure), one_line(cell.text))
    if cell.status is not None and cell.status.badge:
        return _string_cell(cell.sheet_text, styles.mark(cell.status))
    right = column.kind == "number"
    return _string_cell(sheet_text(cell.sheet_text), styles.right if right else styles.text)


def _heading(column: Column, styles: "Styles") -> str:
    """A heading, which stands over the figures."""
    return _string_cell(
        one_line(column.heading), styles.heading_right if column.kind == "number" else styles.heading
    )


def _string_cell(content: str, stylename: str) -> str:
    """A string cell, one paragraph to a line."""
    return _cell_xml('office:value-type="string"', stylename, content)


def _cell_xml(kind: str, stylename: str, content: str) -> str:
    lines = escape(content).replace("\n", "</text:p><text:p>")
    return (
        f'<table:table-cell {kind} table:style-name="{stylename}"><text:p>{lines}</text:p></table:table-cell>'
    )


class Styles:
    """The automatic styles of one file, each made once; ``row`` and those of cells are known by their names."""

    def __init__(self, book: OpenDocumentSpreadsheet, language: str) -> None:
        self._book = book
        self._columns: dict[float, Element] = {}
        self._figures: dict[FigureFormat, str] = {}
        self._marks: dict[tuple[str, str], str] = {}
        self._count = 0
        self.cells: list[str] = []
        code, _, country = language.partition("-")
        default = style.DefaultStyle(family="table-cell")
        default.addElement(
            style.TextProperties(
                fontfamily="Arial", fontsize="11pt", language=code, country=country or "none"
            )
        )
        book.styles.addElement(default)
        self.row = self._name("ro")
        row = style.Style(name=self.row, family="table-row")
        row.addElement(style.TableRowProperties(useoptimalrowheight="true"))
        book.automaticstyles.addElement(row)
        self.text = self._cell_style()
        self.right = self._cell_style(align="end")
        self.title = self._cell_style({"fontweight": "bold", "fontsize": "16pt"})
        self.intro = self._cell_style(wrap="no-wrap")
        self.intro_title = self._cell_style({"fontweight": "bold", "fontsize": "14pt"}, wrap="no-wrap")
        heading = {"background": "#f3f2f1", "vertical": "bottom"}
        self.heading = self._cell_style({"fontweight": "bold"}, **heading)
        self.heading_right = self._cell_style({"fontweight": "bold"}, align="end", **heading)

    def column(self, width: float) -> Element:
        """The style of a column so many centimetres wide."""
        if width not in self._columns:
            drawn = style.Style(name=self._name("co"), family="table-column")
            drawn.addElement(style.TableColumnProperties(columnwidth=f"{width:.2f}cm"))
            self._book.automaticstyles.addElement(drawn)
            self._columns[width] = drawn
        return self._columns[width]

    def mark(self, mark: Mark) -> str:
        """The style of a rating, in its colour."""
        colours = mark.colour, mark.ink
        if colours not in self._marks:
            bold = {"fontweight": "bold", "color": mark.ink}
            self._marks[colours] = self._cell_style(bold, background=mark.colour)
        return self._marks[colours]

    def figure(self, figure: FigureFormat) -> str:
        """The style of a true number that reads like the cell's text.

        A negative number needs a format of its own (the sign stands before the pound) and the positive one beside it.
        """
        if figure not in self._figures:
            positive = self._number_style(figure.before_positive, figure)
            if figure.before == figure.before_positive:
                chosen = positive
            else:
                chosen = self._number_style(figure.before, figure)
                chosen.addElement(style.Map(condition="value()>=0", applystylename=positive))
            self._figures[figure] = self._cell_style(align="end", data=chosen)
        return self._figures[figure]

    def _number_style(self, before: str, figure: FigureFormat) -> Element:
        drawn = number.NumberStyle(name=self._name("N"))
        if before:
            drawn.addElement(number.Text(text=before.replace("\n", " ")))
        grouping = "true" if figure.grouped else "false"
        drawn.addElement(number.Number(decimalplaces=figure.decimals, minintegerdigits=1, grouping=grouping))
        if figure.after:
            drawn.addElement(number.Text(text=figure.after.replace("\n", " ")))
        # Not an automatic style: odfpy drops those that only a style:map refers to.
        self._book.styles.addElement(drawn)
        return drawn

    def _cell_style(
        self,
        letters: dict[str, str] | None = None,
        *,
        align: str = "start",
        background: str = "transparent",
        vertical: str = "top",
        wrap: str = "wrap",
        data: Element | None = None,
    ) -> str:
        name = self._name("ce")
        drawn = style.Style(name=name, family="table-cell", **({"datastylename": data} if data else {}))
        drawn.addElement(
            style.TableCellProperties(backgroundcolor=background, verticalalign=vertical, wrapoption=wrap)
        )
        drawn.addElement(style.ParagraphProperties(textalign=align))
        if letters:
            drawn.addElement(style.TextProperties(**letters))
        self._book.automaticstyles.addElement(drawn)
        self.cells.append(name)
        return name

    def _name(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count}"
