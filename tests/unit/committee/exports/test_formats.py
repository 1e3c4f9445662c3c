"""What holds for all six formats: the same cells, text that stays text, and files that open."""

import io
import re
from decimal import Decimal
from itertools import chain

import pytest
from pypdf import PdfReader

from committee.exports import FORMATS, UnknownFormat, write
from council.sections import GAP_WORDS, Cell, Column, Footnote, Mark, Row, Section, Table, clean_text
from tests.unit.committee.exports.papers import (
    ROWS,
    exported,
    paper,
    paper_saying,
    read_csv,
    read_docx,
    read_html,
    read_ods,
    read_pdf,
    read_xlsx,
    squeeze,
)

# What hostile or careless people paste into commentary, and what word processors leave in it.
PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "img": '<img src=x onerror="alert(1)">',
    "end of script": "</script><svg onload=alert(1)>",
    "cdata": "]]><w:t>x</w:t>",
    "entity": "&lt;b&gt; &amp; &#0; &nbsp;",
    "django template": "{{ 7*7 }} {% load static %}",
    "typst read": '#read("pyproject.toml")',
    "typst panic": '#panic("x") $ x^2 $ *bold* _em_ = Heading',
    "typst unfinished": "50% *up [on #last `code <label> @ref //",
    "latex": r"\href{javascript:alert(1)}{x} \input{/etc/passwd}",
    "backslashes and quotes": '\\u{41} \\" \'\' "" \\',
    "vertical tab": "Pasted\x0bfrom Word",
    "controls": "a\x00b\x1fc\x7fd",
    "lone surrogate": "a\ud83db",
    "not a character": "a\ufffeb\uffff",
    "right to left override": "report\u202etxt.exe",
    "private area": "\uf0b7 bullet \ue000",
    "line ends": "one\r\ntwo\rthree\u2028four",
    "other scripts": "Zażółć Ελλάδα Привет ÀÉ ½ € – ’",
    "formula": '=HYPERLINK("http://example.org","click")',
}


def words_of(content: str | Mark) -> str:
    return content.words if isinstance(content, Mark) else content or GAP_WORDS["x"]


def label_of(content: str | Mark) -> str:
    return content.label if isinstance(content, Mark) else content or GAP_WORDS["x"]


def sheet_of(content: str | Mark) -> str:
    return content.label if isinstance(content, Mark) else content or "[x]"


def tables(say: object) -> list[list[list[str]]]:
    return [
        [[c.heading for c in columns], *([say(x) for x in row] for row in rows)]
        for columns, rows in ROWS.values()
    ]


@pytest.mark.parametrize(("code", "read"), [("docx", read_docx), ("html", read_html)])
def test_documents_hold_the_key_and_every_cell(code: str, read: object) -> None:
    key, *found = read(exported(paper(), code))
    assert found == tables(label_of)
    assert key == [
        ["Mark", "Meaning"],
        ["● G", "On track"],
        ["▲ A", "Slightly below desired (agreed)"],
        ["■ R", "Requires improvement"],
    ]


@pytest.mark.parametrize(("code", "read"), [("xlsx", read_xlsx), ("ods", read_ods)])
def test_spreadsheets_show_every_cell(code: str, read: object) -> None:
    first, second = read(exported(paper(), code))
    expected_first, expected_second = tables(sheet_of)
    assert first == expected_first
    assert [row[:-1] for row in second] == expected_second
    assert [row[-1] for row in second] == ["Footnotes", "[z]", "[note 1]", "[z]"]


def test_csv_holds_every_cell_in_words() -> None:
    header, *rows = read_csv(exported(paper(), "csv"))
    found = [
        [cell for cell, heading in zip(row, header, strict=True) if heading in {c.heading for c in columns}]
        for row, (columns, _) in zip(
            rows, chain.from_iterable([value] * 3 for value in ROWS.values()), strict=True
        )
    ]
    assert found == [[words_of(x) for x in row] for _, table in ROWS.values() for row in table]


def test_pdf_holds_every_row_in_order() -> None:
    text = read_pdf(exported(paper(), "pdf"))
    at = 0
    for row in chain.from_iterable(table for _, table in ROWS.values()):
        for content in row:
            words = squeeze(label_of(content))
            # The text of a PDF has the breaks of its lines in it, and the note's number after the figure.
            pattern = r"\s*".join(re.escape(character) for character in words if not character.isspace())
            match = re.compile(pattern).search(text, at)
            assert match, f"{words!r} not found after character {at}"
            at = match.end()


@pytest.mark.parametrize("code", FORMATS)
@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_any_text_stays_text_in_every_format(payload: str, code: str) -> None:
    content = exported(paper_saying(payload), code)
    expected = squeeze(clean_text(payload))
    if code == "pdf":
        text = "".join(read_pdf(content).split())
        assert "".join(expected.split()) in text
    elif code == "csv":
        assert expected in squeeze(" ".join(chain.from_iterable(read_csv(content))))
    else:
        read = {"docx": read_docx, "html": read_html, "xlsx": read_xlsx, "ods": read_ods}[code]
        assert expected in {cell for table in read(content) for row in table for cell in row}


@pytest.mark.parametrize("code", FORMATS)
def test_a_megabyte_of_commentary_opens_and_ends_as_it_should(code: str) -> None:
    commentary = "Words of the service. " * 47_662 + "The end."
    columns = (Column("a", "Commentary"), Column("b", "Figure", "number"))
    rows = (Row((Cell(commentary, notes=("n",)), Cell("88.71%", number=Decimal("88.71")))),)
    table = Table("Long", columns, rows, notes=(Footnote("n", "Short."),))
    content = exported(paper(sections=(Section("Long", (commentary, table)),)), code)
    if code == "pdf":
        last_two = PdfReader(io.BytesIO(content)).pages[-2:]
        assert "The end." in squeeze(" ".join(page.extract_text() for page in last_two))
        return
    read = {"docx": read_docx, "html": read_html, "xlsx": read_xlsx, "ods": read_ods}
    rows_found = read_csv(content) if code == "csv" else read[code](content)[-1]
    (long,) = [cell for cell in rows_found[-1] if cell.startswith("Words")]
    cut = "[cut here: the Word, PDF and HTML files have the whole text]"
    assert long.endswith(cut if code in {"xlsx", "ods"} else "The end.")
    assert "88.71%" in rows_found[-1]


def test_every_format_has_a_name_and_a_media_type() -> None:
    assert list(FORMATS) == ["docx", "pdf", "xlsx", "ods", "csv", "html"]
    assert all(each.name and "/" in each.media_type for each in FORMATS.values())


def test_an_unknown_format_is_refused_with_the_list_of_formats() -> None:
    with pytest.raises(UnknownFormat, match="'odt' is not a file format here"):
        write(paper(), "odt", io.BytesIO())


@pytest.mark.parametrize("code", FORMATS)
def test_a_document_without_tables_can_be_written(code: str) -> None:
    assert exported(paper(sections=()), code)
