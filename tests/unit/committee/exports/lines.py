"""Every line that a file says, for finding the lines of a paper in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import lru_cache

import docx
import openpyxl
from bs4 import BeautifulSoup
from docx.oxml.ns import qn

from tests.unit.committee.exports.papers import ODF, ods_part


@lru_cache(maxsize=8)
def text_lines(content: bytes, file_format: str) -> frozenset[str]:
    """Every line that a file says: paragraphs of Word, items and cells of HTML, lines of the cells of spreadsheets."""
    return frozenset(squeezed(line) for line in LINES_OF[file_format](content))


def squeezed(text: str) -> str:
    return " ".join(text.removeprefix("'").lstrip("•– ").split())


def _lines_of_word(content: bytes) -> list[str]:
    paragraphs = docx.Document(io.BytesIO(content)).element.body.iter(qn("w:p"))
    return ["".join(text.text or "" for text in each.iter(qn("w:t"))) for each in paragraphs]


def _lines_of_html(content: bytes) -> list[str]:
    soup = BeautifulSoup(content, "html.parser")
    for nested in soup.select("li > ul"):
        nested.parent.insert_after(nested.extract())
    return [tag.get_text() for tag in soup.find_all(["li", "p", "td", "th"])]


def _lines_of_excel(content: bytes) -> list[str]:
    cells = (cell for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet for cell in row)
    return [line for cell in cells if cell.value is not None for line in str(cell.value).split("\n")]


def _lines_of_ods(content: bytes) -> list[str]:
    return ["".join(each.itertext()) for each in ods_part(content, "content.xml").iterfind(".//text:p", ODF)]


def _lines_of_csv(content: bytes) -> list[str]:
    rows = csv.reader(io.StringIO(content.decode(), newline=""))
    return [line for row in rows for cell in row for line in cell.split("\n")]


LINES_OF: dict[str, Callable[[bytes], list[str]]] = {
    "docx": _lines_of_word,
    "html": _lines_of_html,
    "xlsx": _lines_of_excel,
    "ods": _lines_of_ods,
    "csv": _lines_of_csv,
}
