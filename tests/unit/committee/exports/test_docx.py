"""Word: structure that a screen reader and a clerk's template can use, and no person's name."""

import io
import zipfile

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from council.sections import Section
from tests.unit.committee.exports.papers import exported, paper


def word(**fields: object) -> WordDocument:
    return docx.Document(io.BytesIO(exported(paper(**fields), "docx")))


def text_of(cell: BaseOxmlElement) -> str:
    return "".join(text.text for text in cell.iter(qn("w:t")))


def cell_with(document: WordDocument, words: str) -> BaseOxmlElement:
    """The one cell of the data tables that says these words."""
    cells = (cell for table in document.tables[1:] for cell in table._tbl.iter(qn("w:tc")))
    (found,) = [cell for cell in cells if words in text_of(cell)]
    return found


def test_headings_are_real_headings() -> None:
    headings = [(p.style.name, p.text) for p in word().paragraphs if p.style.name.startswith("Heading")]
    assert headings == [
        ("Heading 1", "Quarter 2 performance"),
        ("Heading 2", "Delivering better services"),
        ("Heading 2", "Supporting economic growth"),
    ]


def test_every_table_repeats_its_header_row_and_keeps_rows_whole() -> None:
    tables = word().tables
    assert len(tables) == 3
    for table in tables:
        assert [len(row._tr.findall(f"{qn('w:trPr')}/{qn('w:tblHeader')}")) for row in table.rows] == [
            1,
            *[0] * (len(table.rows) - 1),
        ]
        assert all(row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows)
        assert table.style.name == "Council table"


def test_the_page_is_a4_and_numbered() -> None:
    section = word().sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (29.7, 21.0)
    footer = section.footer._element.xml
    assert 'w:instr="PAGE"' in footer
    assert 'w:instr="NUMPAGES"' in footer
    assert "Figures as at 9:05am on 22 November 2021" in section.footer.paragraphs[0].text
    upright = word(orientation="portrait").sections[0]
    assert upright.page_height > upright.page_width


def test_the_marking_stands_on_every_page() -> None:
    marking = "Part II: not for publication"
    assert word(marking=marking).sections[0].header.paragraphs[0].text == marking
    assert word().sections[0].header.paragraphs[0].text == ""


def test_properties_name_the_council_and_no_person() -> None:
    properties = word().core_properties
    assert (properties.title, properties.language) == ("Quarter 2 performance", "en-GB")
    assert (properties.author, properties.last_modified_by) == ("Lancashire County Council",) * 2
    assert (properties.comments, properties.keywords) == ("", "")
    assert f"{properties.created:%Y-%m-%d %H:%M}" == "2021-11-22 09:05"


def test_the_language_is_set_for_all_text() -> None:
    languages = {tag.get(qn("w:val")) for tag in word().styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}


def test_a_rating_has_words_shape_letter_and_colours() -> None:
    cell = cell_with(word(), "▲ A")
    assert text_of(cell) == "▲ A Slightly below desired (agreed)"
    assert next(cell.iter(qn("w:shd"))).get(qn("w:fill")) == "ffdd00"
    assert next(cell.iter(qn("w:color"))).get(qn("w:val")) == "0b0c0c"


def test_figures_stand_right_and_words_left() -> None:
    row = word().tables[1].rows[3]
    styles = [cell.paragraphs[0].style.name for cell in row.cells]
    assert styles == ["Table text", "Table text", "Table figure", "Table figure", "Table text"]


def test_footnotes_are_numbered_in_the_cell_and_below_the_table() -> None:
    document = word()
    assert text_of(cell_with(document, "43%")) == "43%1"
    assert [p.text for p in document.paragraphs if p.style.name == "Table note" and p.text] == [
        "1 The figure is a forecast for the full year."
    ]


def test_no_column_is_too_narrow_for_its_longest_word() -> None:
    for table in word().tables[1:]:
        for column in table.columns:
            heading = column.cells[0].text
            assert column.width.cm > max(len(w) for w in heading.split()) * 0.18


def test_notes_of_the_document_close_it() -> None:
    (table,) = paper().sections[1].tables
    document = word(sections=(Section("S", ("Words",)),), notes=table.notes)
    assert [p.text for p in document.paragraphs if p.text][-2:] == [
        "Notes",
        "1 The figure is a forecast for the full year.",
    ]


@pytest.mark.parametrize("part", ["word/comments.xml", "word/vbaProject.bin"])
def test_no_comments_and_no_macros(part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(exported(paper(), "docx"))) as archive:
        assert part not in archive.namelist()
