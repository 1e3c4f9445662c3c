"""Cells of headings and bullets, banners, new pages, small letters and sheets of their own, in every format."""

import io

import docx
import pikepdf
import pytest
from bs4 import BeautifulSoup
from docx.oxml.ns import qn
from pypdf import PdfReader

from committee.exports import FORMATS
from committee.exports.outline import outline
from council.sections import Bullets, Cell, Column, Document, Line, Row, Section, Table
from tests.unit.committee.exports.papers import (
    AS_AT,
    GREEN,
    exported,
    ods_part,
    read_csv,
    read_docx,
    read_html,
    read_ods,
    read_pdf,
    read_xlsx,
)
from tests.unit.committee.exports.test_pdf import names

LINES = (
    Line("Capacity", "heading"),
    Line("Recruitment", "sub_heading"),
    Line("Said in a sentence."),
    Line("First control", "bullet"),
    Line("in schools", "sub_bullet"),
    Line("in libraries", "sub_bullet"),
    Line("Second control", "bullet"),
)
BANNER = "Risk ID: Corp 1    Current risk score: 16"
COLUMNS = (Column("controls", "Current controls", weight=3), Column("owner", "Control owner"))


def long_table(times: int = 1, **fields: object) -> Table:
    row = Row((Cell.outline(LINES * times), Cell("Director of OD & Change")))
    return Table("Controls", COLUMNS, (row,), **{"banner": BANNER, **fields})


def document(*tables: Table, **fields: object) -> Document:
    sections = (Section("Corp 1", tables or (long_table(),)), Section("Corp 2", ("Words",), new_page=True))
    plain = {
        "title": "Register",
        "council": "Lancashire County Council",
        "as_at": AS_AT,
        "sections": sections,
    }
    return Document(**(plain | fields))


@pytest.mark.parametrize("code", FORMATS)
def test_every_format_says_every_line(code: str) -> None:
    content = exported(document(), code)
    cells = {
        "docx": read_docx,
        "html": read_html,
        "xlsx": read_xlsx,
        "ods": read_ods,
        "csv": lambda each: [read_csv(each)],
        "pdf": lambda each: [[[read_pdf(each)]]],
    }[code](content)
    said = " ".join(cell for table in cells for row in table for cell in row)
    places = [said.index(line.text) for line in LINES]
    assert places == sorted(places)


def test_a_spreadsheet_marks_bullets_and_keeps_lines_apart() -> None:
    [_, row] = read_csv(exported(document(), "csv"))
    assert row[2].split("\n") == [
        "Capacity",
        "Recruitment",
        "Said in a sentence.",
        "• First control",
        "  – in schools",
        "  – in libraries",
        "• Second control",
    ]


def test_word_has_real_lists_in_its_own_letters() -> None:
    word = docx.Document(io.BytesIO(exported(document(), "docx")))
    cell = word.tables[0].rows[2].cells[0]
    assert [(p.style.name, p.text) for p in cell.paragraphs] == [
        ("Table text", "Capacity"),
        ("Table text", "Recruitment"),
        ("Table text", "Said in a sentence."),
        ("Table bullet", "First control"),
        ("Table bullet 2", "in schools"),
        ("Table bullet 2", "in libraries"),
        ("Table bullet", "Second control"),
    ]
    assert [p.runs[0].bold for p in cell.paragraphs] == [True, True, None, None, None, None, None]
    assert word.styles["Table bullet"].base_style.name == "List Bullet"


def test_html_has_lists_within_lists() -> None:
    soup = BeautifulSoup(exported(document(), "html"), "html.parser")
    outer = soup.tbody.find("ul")
    assert [item.contents[0] for item in outer.find_all("li", recursive=False)] == [
        "First control",
        "Second control",
    ]
    assert [item.string for item in outer.ul.find_all("li")] == ["in schools", "in libraries"]
    assert [p["class"] for p in soup.tbody.find_all("p", class_=True)] == [["heading"], ["sub_heading"]]


def test_the_lists_of_a_pdf_are_tagged() -> None:
    with pikepdf.open(io.BytesIO(exported(document(), "pdf"))) as pdf:
        found = names(pdf)
    assert (found.count("/L"), found.count("/LI")) == (2, 4)


def test_a_sub_bullet_without_a_bullet_is_one() -> None:
    table = Table("T", COLUMNS, (Row((Cell.outline([Line("alone", "sub_bullet")]), Cell())),))
    [section, _] = outline(document(table))["sections"]
    assert section["blocks"][0]["rows"][0][0]["lines"] == [
        {"type": "list", "items": [{"text": "alone", "items": []}]}
    ]


def test_a_cell_without_lines_says_so() -> None:
    assert Cell.outline([]).reads == "Not available"


class TestBanner:
    def test_word_repeats_it_with_the_headings(self) -> None:
        table = docx.Document(io.BytesIO(exported(document(), "docx"))).tables[0]
        heads = [row for row in table.rows if row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
        assert [[cell.text for cell in row._tr.tc_lst[0:2] for cell in [_Text(cell)]] for row in heads] == [
            [BANNER],
            ["Current controls", "Control owner"],
        ]
        assert table.rows[0]._tr.tc_lst[0].grid_span == 2

    def test_a_pdf_repeats_it_on_every_page_of_the_table(self) -> None:
        content = exported(document(long_table(times=30)), "pdf")
        pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]
        of_table = [page for page in pages if "First control" in page]
        assert len(of_table) > 2
        assert all("Risk ID: Corp 1" in page and "Current controls" in page for page in of_table)

    def test_html_heads_all_columns_with_it(self) -> None:
        rows = BeautifulSoup(exported(document(), "html"), "html.parser").thead.find_all("tr")
        assert [[(th["scope"], th.get("colspan")) for th in row.find_all("th")] for row in rows] == [
            [("colgroup", "2")],
            [("col", None), ("col", None)],
        ]

    def test_a_spreadsheet_says_it_above_the_table(self) -> None:
        sheet = ods_part(exported(document(), "ods"), "content.xml")
        assert BANNER.split()[-1] in "".join(sheet.itertext())
        assert read_xlsx(exported(document(), "xlsx"))[0][0] == ["Current controls", "Control owner"]

    def test_it_is_no_text_in_disguise(self) -> None:
        with pytest.raises(ValueError, match="A heading may have 500 characters"):
            long_table(banner="x" * 501)


class _Text:
    """The text of a raw table cell."""

    def __init__(self, cell) -> None:
        self.text = "".join(each.text for each in cell.iter(qn("w:t")))


class TestPages:
    def test_a_section_begins_a_new_page(self) -> None:
        pages = PdfReader(io.BytesIO(exported(document(), "pdf"))).pages
        assert ["Corp 2" in page.extract_text() for page in pages] == [False, True]
        word = docx.Document(io.BytesIO(exported(document(), "docx")))
        breaks = {
            p.text: p.paragraph_format.page_break_before
            for p in word.paragraphs
            if p.style.name == "Heading 2"
        }
        assert breaks == {"Corp 1": None, "Corp 2": True}
        soup = BeautifulSoup(exported(document(), "html"), "html.parser")
        assert [h.string for h in soup.find_all("h2", class_="new-page")] == ["Corp 2"]

    def test_a_long_row_may_run_over_pages_and_a_short_one_may_not(self) -> None:
        def splits(times: int) -> bool:
            word = docx.Document(io.BytesIO(exported(document(long_table(times)), "docx")))
            return word.tables[0].rows[2]._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None

        assert [splits(times) for times in (1, 2, 3)] == [False, False, True]

    @pytest.mark.parametrize(("rows", "lines", "whole"), [(8, 2, True), (9, 1, False), (4, 6, False)])
    def test_a_short_table_stays_on_a_page_unless_it_is_tall(
        self, rows: int, lines: int, whole: bool
    ) -> None:
        row = Row((Cell("\n".join(["Words"] * lines)), Cell("Director")))
        drawn = outline(document(Table("Controls", COLUMNS, (row,) * rows)))
        assert drawn["sections"][0]["blocks"][0]["whole"] is whole

    def test_the_colours_of_a_long_row_stand_behind_their_words(self) -> None:
        columns = (*COLUMNS, Column("score", "Score", kind="status"))
        rows = tuple(Row((Cell.outline(LINES * times), Cell("CMT"), Cell.mark(GREEN))) for times in (1, 3))
        content = exported(document(Table("Controls", columns, rows)), "docx")
        short, long = docx.Document(io.BytesIO(content)).tables[0].rows[1:]
        for row, in_cell, in_words in ((short, 1, 0), (long, 0, 1)):
            cell = row._tr.tc_lst[2]
            assert len(cell.findall(f"{qn('w:tcPr')}/{qn('w:shd')}")) == in_cell
            assert len(cell.findall(f".//{qn('w:rPr')}/{qn('w:shd')}")) == in_words
        soup = BeautifulSoup(exported(document(Table("Controls", columns, rows)), "html"), "html.parser")
        assert [tag.name for tag in soup.select("tbody .rating")] == ["td", "span"]

    def test_a_lead_stays_with_its_list(self) -> None:
        section = Section("Movements", ("The deletions are:", Bullets(("CR10", "CR12")), "Alone."))
        word = docx.Document(io.BytesIO(exported(document(sections=(section,)), "docx")))
        kept = {p.text: p.paragraph_format.keep_with_next for p in word.paragraphs}
        assert (kept["The deletions are:"], kept["Alone."]) == (True, None)


def test_a_table_of_long_texts_in_many_columns_is_set_in_small_letters() -> None:
    columns = tuple(Column(f"c{at}", f"Organisational{at}") for at in range(10))

    def block(cell: Cell) -> dict:
        wide = Table("Wide", columns, (Row((cell, *(Cell("Unaccommodating") for _ in columns[1:]))),))
        return outline(document(wide))["sections"][0]["blocks"][0]

    small = block(Cell.outline(LINES))
    assert (small["small"], block(Cell("Figures"))["small"]) == (True, False)
    assert sum(column["share"] for column in small["columns"]) == pytest.approx(1)
    assert not outline(document())["sections"][0]["blocks"][0]["small"]
    wide = Table("Wide", columns, (Row(tuple(Cell.outline(LINES) for _ in columns)),), banner=BANNER)
    word = docx.Document(io.BytesIO(exported(document(wide), "docx")))
    assert word.tables[0].rows[2].cells[0].paragraphs[0].style.name == "Table text small"


class TestSheets:
    ROWS = Table(
        "Rows", (Column("ref", "ID"), Column("control", "Control")), (Row((Cell("Corp 1"), Cell("One"))),)
    )

    def made(self) -> Document:
        return document(sheets=(Section("Corporate register", (self.ROWS,)),))

    @pytest.mark.parametrize("code", ["docx", "html", "pdf"])
    def test_papers_do_not_print_them(self, code: str) -> None:
        assert exported(self.made(), code) == exported(document(), code) or code == "docx"
        if code == "docx":
            assert read_docx(exported(self.made(), code)) == read_docx(exported(document(), code))

    def test_spreadsheets_hold_nothing_else(self) -> None:
        content = self.made()
        assert read_xlsx(exported(content, "xlsx")) == [[["ID", "Control"], ["Corp 1", "One"]]]
        assert read_ods(exported(content, "ods")) == [[["ID", "Control"], ["Corp 1", "One"]]]
        assert read_csv(exported(content, "csv")) == [
            ["Section", "Table", "ID", "Control"],
            ["Corporate register", "Rows", "Corp 1", "One"],
        ]
