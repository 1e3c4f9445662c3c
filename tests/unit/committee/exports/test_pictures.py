"""Pictures in files: drawn once, and said in words to whoever does not see them."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from bs4 import BeautifulSoup
from docx.oxml.ns import qn
from pikepdf import Pdf

from committee.exports import FORMATS
from committee.exports.pictures import png_of
from council.bars import Bar, Bars, Series, bars_svg
from council.sections import Document, Picture, Section
from tests.unit.committee.exports.papers import exported, paper

BARS = Bars("Complaints", "420 of adults.", ("Adults",), (Series("2020/21", (Bar(420, "420"),)),))
WORDS = 'In 2020/21 there were 420 & none was "easy" <b>.'


def picture(number: int = 1) -> Picture:
    return Picture(f"Graph {number}: Complaints", WORDS, bars_svg(BARS))


def illustrated() -> Document:
    whole = paper()
    return replace(
        whole, sections=(Section("With drawings", (picture(1), "Between them.", picture(2))), *whole.sections)
    )


def test_word_has_each_drawing_with_its_words() -> None:
    word = docx.Document(BytesIO(exported(illustrated(), "docx")))
    drawings = [each.find(qn("wp:docPr")) for each in word.element.body.iter(qn("wp:inline"))]
    assert [each.get("descr") for each in drawings] == [WORDS, WORDS]
    assert [each.get("title") for each in drawings] == ["Graph 1: Complaints", "Graph 2: Complaints"]
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]
    assert captions[1:3] == ["Graph 1: Complaints", "Graph 2: Complaints"]


def test_pdf_has_each_drawing_as_a_figure_with_its_words() -> None:
    with Pdf.open(BytesIO(exported(illustrated(), "pdf"))) as file:
        said = [
            str(each.Alt)
            for each in file.objects
            if hasattr(each, "keys") and "/Alt" in each.keys() and "/S" in each.keys()  # noqa: SIM118
        ]
    assert said.count(WORDS) >= 2


def test_html_has_each_drawing_with_its_words_and_asks_nobody_for_it() -> None:
    page = BeautifulSoup(exported(illustrated(), "html"), "html.parser")
    images = page.find_all("img")
    assert [each["alt"] for each in images] == [WORDS, WORDS]
    assert all(each["src"].startswith("data:image/svg+xml;base64,") for each in images)
    assert [each.text for each in page.find_all("figcaption")] == [
        "Graph 1: Complaints",
        "Graph 2: Complaints",
    ]


@pytest.mark.parametrize("code", ["xlsx", "ods"])
def test_spreadsheets_have_no_picture(code: str) -> None:
    """The figures of a drawing stand in a table, and sheets have that."""
    with zipfile.ZipFile(BytesIO(exported(illustrated(), code))) as file:
        held = {name: file.read(name).decode("utf-8", "replace") for name in file.namelist()}
    assert not [name for name in held if name.endswith((".png", ".svg"))]
    assert not [name for name, text in held.items() if "Graph 1" in text]
    assert any("Between them." in text for text in held.values())


def test_csv_has_its_tables_only() -> None:
    assert exported(illustrated(), "csv") == exported(paper(), "csv")


@pytest.mark.parametrize("code", sorted(FORMATS))
def test_a_document_without_drawings_is_written_as_ever(code: str) -> None:
    assert exported(paper(), code)


def test_as_many_pixels_as_drawings() -> None:
    assert png_of([]) == []
    made = png_of([bars_svg(BARS)]), png_of([bars_svg(BARS)] * 3)
    assert [len(each) for each in made] == [1, 3]
    assert made[0][0].startswith(b"\x89PNG")


def test_a_picture_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="needs words"):
        Picture("Graph 1", "", bars_svg(BARS))
