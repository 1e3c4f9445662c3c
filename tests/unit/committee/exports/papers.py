"""Papers for the tests of the exports, and the reading back of every format."""

import csv
import io
import re
import zipfile
from datetime import UTC, datetime
from decimal import Decimal

import docx
import openpyxl
from bs4 import BeautifulSoup
from docx.oxml.ns import qn
from lxml import etree
from openpyxl.cell import Cell as ExcelCell
from pypdf import PdfReader

from committee.exports import write
from council.sections import Bullets, Cell, Column, Document, Footnote, Mark, Row, Section, Table

AS_AT = datetime(2021, 11, 22, 9, 5, tzinfo=UTC)
GREEN = Mark("green", "On track", "G", "circle", "#00703c")
AMBER = Mark("amber", "Slightly below desired", "A", "triangle", "#ffdd00", agreed=True)
RED = Mark("red", "Requires improvement", "R", "square", "#942514")
NOT_DUE = Mark("not_due", "Not due this quarter")

INDICATOR = Column("indicator", "Performance indicator", weight=3)
Q1 = Column("q1", "Quarter 1 (April to June) 2021/22", "number")
Q2 = Column("q2", "Quarter 2 (July to September) 2021/22", "number")
TARGET = Column("target", "2021/22 target", "number")
RATING = Column("rating", "Rating", "status", weight=1.5)

FORECAST = Footnote("forecast", "The figure is a forecast for the full year.")

ROWS = {
    "Delivering better services": (
        (INDICATOR, Q1, Q2, TARGET, RATING),
        (
            ("Defects repaired within 4 hours", "88.10%", "88.71%", "95%", AMBER),
            ("Variance to budget", "-0.59%", "-1.87%", "0%", GREEN),
            ("Sickness absence", "To June 2021 10.98 days", "11.77 days", "9.83 days", RED),
        ),
    ),
    "Supporting economic growth": (
        (INDICATOR, Q2, TARGET, RATING),
        (
            ("Rosebud loans", "£569,000 (3 investments)", "£11.25m covering 150", GREEN),
            ("Recycling", "43%", "90% within 5 days", NOT_DUE),
            ("Annual statement", "", "", NOT_DUE),
        ),
    ),
}
NUMBERS = {
    "88.10%": "88.1",
    "88.71%": "88.71",
    "95%": "95",
    "-0.59%": "-0.59",
    "-1.87%": "-1.87",
    "0%": "0",
    "To June 2021 10.98 days": "10.98",
    "11.77 days": "11.77",
    "9.83 days": "9.83",
    "£569,000 (3 investments)": "569000",
    "£11.25m covering 150": "11250000",
    "43%": "43",
}


def cell_of(content: str | Mark) -> Cell:
    if isinstance(content, Mark):
        return Cell.mark(content)
    if not content:
        return Cell.missing("x")
    number = NUMBERS.get(content)
    notes = ("forecast",) if content == "43%" else ()
    return Cell(content, number=Decimal(number) if number else None, notes=notes)


def paper(**fields: object) -> Document:
    """Two sections whose tables have different columns, a note, an agreed rating, gaps, words in place of figures."""
    sections = []
    for title, (columns, rows) in ROWS.items():
        table = Table(
            f"{title}: quarterly indicators",
            columns,
            tuple(Row(tuple(cell_of(content) for content in row)) for row in rows),
            notes=(FORECAST,) if title.startswith("Supporting") else (),
        )
        words = f"Commentary on {title.lower()}."
        sections.append(Section(title, (table, words, Bullets(("First point", "Second point")))))
    fixed = {
        "title": "Quarter 2 performance",
        "subtitle": "Cabinet committee",
        "council": "Lancashire County Council",
    }
    return Document(
        **(fixed | {"as_at": AS_AT, "sections": tuple(sections), "key": (GREEN, AMBER, RED)} | fields)
    )


def paper_saying(text: str) -> Document:
    """A paper that says the text everywhere that people can type."""
    table = Table(
        text,
        (Column("a", f"Heading {text}"), Column("b", "Figure", "number")),
        (Row((Cell(text, notes=("n",)), Cell("-5", number=Decimal(-5)))), Row((Cell(text), Cell(text)))),
        notes=(Footnote("n", text),),
    )
    return paper(title=f"Title {text}", sections=(Section(text, (text, Bullets((text,)), table)),))


def long_paper(rows: int, columns: int, first: int = 0) -> Document:
    """So many rows of figures, words and ratings."""
    heads = [INDICATOR, *(Column(f"c{at}", f"Period {at}", "number") for at in range(columns - 2)), RATING]
    lines = tuple(
        Row(
            (
                Cell(f"Indicator number {row} with a name of usual length"),
                *(Cell.figure(Decimal(row * at) / 100, unit="%", decimals=2) for at in range(columns - 2)),
                Cell.mark((GREEN, AMBER, RED)[row % 3]),
            )
        )
        for row in range(first, first + rows)
    )
    return paper(sections=(Section("All", (Table("All indicators", tuple(heads), lines),)),))


def exported(document: Document, code: str) -> bytes:
    stream = io.BytesIO()
    write(document, code, stream)
    return stream.getvalue()


def squeeze(text: str) -> str:
    """Text with every run of white space as one space."""
    return " ".join(text.split())


def read_docx(content: bytes) -> list[list[list[str]]]:
    """Tables, rows, cells; superscript footnote numbers left out."""
    tables = []
    for table in docx.Document(io.BytesIO(content)).element.body.iter(qn("w:tbl")):
        rows = []
        for row in table.iter(qn("w:tr")):
            cells = []
            for cell in row.iter(qn("w:tc")):
                runs = [
                    r for r in cell.iter(qn("w:r")) if r.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}") is None
                ]
                cells.append(squeeze(" ".join(t.text or "" for r in runs for t in r.iter(qn("w:t")))))
            rows.append(cells)
        tables.append(rows)
    return tables


def read_html(content: bytes) -> list[list[list[str]]]:
    soup = BeautifulSoup(content, "html.parser")
    for marker in soup.find_all("sup"):
        marker.decompose()
    return [
        [[squeeze(cell.get_text(" ")) for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]
        for table in soup.find_all("table")
    ]


def read_pdf(content: bytes) -> str:
    return squeeze(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def read_csv(content: bytes) -> list[list[str]]:
    usual = csv.field_size_limit(2_000_000)  # the process's own, for a megabyte of commentary
    try:
        return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
    finally:
        csv.field_size_limit(usual)


def shown(cell: ExcelCell) -> str:
    """What Excel shows in a cell: our number formats are quoted words around one figure."""
    if cell.data_type != "n":
        return squeeze(cell.value)
    positive, _, negative = cell.number_format.partition(";")
    code, value = (negative, abs(cell.value)) if negative and cell.value < 0 else (positive, cell.value)
    core = re.sub('"[^"]*"', "", code)
    figure = (
        f"{value:,.{len(core.partition('.')[2])}f}"
        if "," in core
        else f"{value:.{len(core.partition('.')[2])}f}"
    )
    return squeeze(code.replace(core, figure).replace('"', ""))


def read_xlsx(content: bytes) -> list[list[list[str]]]:
    """The table of every "Table" sheet, as Excel shows it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = []
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            if table.name.startswith("Table"):
                found.append([[shown(cell) for cell in row] for row in sheet[table.ref]])
    return found


ODF = {
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
}


def ods_part(content: bytes, part: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(part))


def read_ods(content: bytes) -> list[list[list[str]]]:
    """The rows from the header row on, of every "Table" sheet."""
    found = []
    for sheet in ods_part(content, "content.xml").iterfind(".//table:table", ODF):
        if sheet.get(f"{{{ODF['table']}}}name").startswith("Table"):
            header = sheet.find("table:table-header-rows/table:table-row", ODF)
            rows = [header, *(row for row in header.getparent().itersiblings())]
            found.append([[squeeze(" ".join(cell.itertext())) for cell in row] for row in rows])
    return found
