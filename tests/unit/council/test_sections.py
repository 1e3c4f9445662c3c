"""The row types of papers and exports: cleaning, marks, figures, and what a document refuses to say."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.sections import (
    Bullets,
    Cell,
    Column,
    Document,
    Footnote,
    Mark,
    Row,
    Section,
    Table,
    clean_text,
    numbered_notes,
    safe_cell,
    tables_of,
)

AS_AT = datetime(2021, 11, 22, 9, 5, tzinfo=UTC)
AMBER = Mark("amber", "Slightly below desired", "A", "triangle", "#ffdd00")


def document(*sections: Section, **fields: object) -> Document:
    return Document(title="Paper", council="Council", as_at=AS_AT, sections=sections, **fields)


def table(*rows: tuple[str, ...], caption: str = "Table", notes: tuple[Footnote, ...] = ()) -> Table:
    columns = (Column("a", "A"), Column("b", "B"))
    return Table(caption, columns, tuple(Row(tuple(Cell(text) for text in row)) for row in rows), notes=notes)


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a\u000bb", "a\nb"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u0085c", "a\nb\nc"),
        ("a\x00\x1f\x7f\x9fb", "ab"),
        ("a\ud800b\udfff", "ab"),
        ("a\ufffe\uffff\ufdd0b", "ab"),
        ("\ufeffa", "a"),
        ("safe\u202egnp.exe\u202c", "safegnp.exe"),
        ("\uf0b7 item", "• item"),
        ("a\ue000\U000f0000b", "ab"),
        ("tab\tkept, £ and é and 😀 too", "tab\tkept, £ and é and 😀 too"),
    ],
)
def test_clean_text(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_clean_text_is_settled_after_one_pass_and_fits_xml(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert all(c in "\t\n" or ord(c) >= 32 for c in clean)
    clean.encode("utf-8")


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", '=HYPERLINK("x")', " =1+1"],
)
def test_safe_cell_guards_what_a_spreadsheet_would_run(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["-5", "+5", "-2.28%", "-£569,000", "-1,234.50", "88.71%", "", "A - B", "a=b"]
)
def test_safe_cell_leaves_figures_and_plain_text_alone(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize(
    ("colour", "ink"),
    [("#00703c", "#ffffff"), ("#ffdd00", "#0b0c0c"), ("#942514", "#ffffff"), ("#ffffff", "#0b0c0c")],
)
def test_a_mark_is_written_in_the_ink_that_stands_out(colour: str, ink: str) -> None:
    assert Mark("code", "Word", colour=colour).ink == ink


def test_a_mark_says_shape_letter_word_and_that_people_agreed_it() -> None:
    assert AMBER.label == "▲ A Slightly below desired"
    assert Mark("amber", "Slightly below desired", "A", "triangle", agreed=True).label.endswith(
        "desired (agreed)"
    )
    assert Mark("not_due", "Not due").label == "Not due"


def test_a_mark_refuses_what_is_not_a_colour() -> None:
    with pytest.raises(ValueError, match="must look like #00703c"):
        Mark("red", "Red", colour="red; background: url(x)")


@pytest.mark.parametrize(
    ("number", "unit", "decimals", "text"),
    [
        ("88.71", "%", None, "88.71%"),
        ("-1.875", "%", 2, "-1.88%"),
        ("569000", "£", None, "£569,000"),
        ("-569000", "£", None, "-£569,000"),
        ("11.77", "days", None, "11.77 days"),
        ("-0.004", "", 2, "0.00"),
        ("5", "", None, "5"),
    ],
)
def test_a_figure_is_written_with_its_unit(number: str, unit: str, decimals: int | None, text: str) -> None:
    cell = Cell.figure(Decimal(number), unit=unit, decimals=decimals)
    assert (cell.text, cell.number) == (text, Decimal(number))


def test_a_number_must_be_finite() -> None:
    with pytest.raises(ValueError, match="must be finite"):
        Cell("?", number=Decimal("NaN"))


def test_an_empty_cell_says_why() -> None:
    assert (Cell.missing("x").reads, Cell.missing("x").sheet_text) == ("Not available", "[x]")
    assert (Cell(" ").reads, Cell().sheet_text) == ("Not applicable", "[z]")


def test_every_text_is_cleaned_when_it_is_built() -> None:
    paper = Document(
        title="T\x00",
        council="C\x00",
        as_at=AS_AT,
        sections=(Section("S\x00", ("P\x0bQ", Bullets(("B\x00",)))),),
        notes=(Footnote("n", "N\ud800"),),
    )
    assert (paper.title, paper.council, paper.sections[0].title, paper.notes[0].text) == ("T", "C", "S", "N")
    assert paper.sections[0].blocks == ("P\nQ", Bullets(("B",)))
    assert (Cell("a\x00").text, Column("k", "H\x00").heading, Mark("m", "W\x00").word) == ("a", "H", "W")


def test_a_table_refuses_a_ragged_row_and_names_it() -> None:
    with pytest.raises(ValueError, match=r"Row 2 of the table 'Table' has 1 cells for 2 columns"):
        table(("1", "2"), ("3",))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ((), "different, non-empty headings"),
        ((Column("a", "Same"), Column("b", "SAME")), "different, non-empty headings"),
        ((Column("a", ""),), "different, non-empty headings"),
        ((Column("a", "A"), Column("a", "B")), "two columns with one key"),
    ],
)
def test_a_table_refuses_columns_that_cannot_be_told_apart(columns: tuple[Column, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Table("Table", columns, ())


def test_a_table_cannot_have_more_header_columns_than_columns() -> None:
    with pytest.raises(ValueError, match="cannot have 2 header columns"):
        Table("Table", (Column("a", "A"),), (), header_columns=2)


def test_an_empty_table_says_so() -> None:
    (row,) = table().printed_rows
    assert [cell.reads for cell in row.cells] == ["Nothing to report", "Not applicable"]


def test_a_document_refuses_a_skipped_heading_level() -> None:
    with pytest.raises(ValueError, match="'Deep' skips a level: 1 to 3"):
        document(Section("Top"), Section("Deep", level=3))


def test_a_document_refuses_a_moment_without_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Document(title="T", council="C", as_at=datetime(2021, 11, 22), sections=())


def test_a_document_refuses_a_note_that_nobody_wrote() -> None:
    rows = (Row((Cell("x", notes=("lost",)),)),)
    with pytest.raises(ValueError, match="'lost' that nobody wrote"):
        document(Section("S", (Table("T", (Column("a", "A"),), rows),)))


def test_notes_are_numbered_in_the_order_they_are_printed() -> None:
    first, second, last = Footnote("z", "First"), Footnote("y", "Second"), Footnote("x", "Last")
    paper = document(
        Section("One", (table(notes=(first,)),), notes=(second,)),
        Section("Two", (table(notes=(first,)),)),
        notes=(last,),
    )
    assert {key: note.number for key, note in numbered_notes(paper).items()} == {"z": 1, "y": 2, "x": 3}


def test_one_key_is_one_text() -> None:
    with pytest.raises(ValueError, match="'n' has two texts"):
        document(Section("One", (table(notes=(Footnote("n", "a"),)),)), notes=(Footnote("n", "b"),))


def test_a_table_knows_the_headings_above_it() -> None:
    paper = document(
        Section("Caring"),
        Section("Adults", (table(caption="1"),), level=2),
        Section("Children", (table(caption="2"),), level=2),
        Section("Economy", ("Words", table(caption="3"))),
    )
    assert [(path, item.caption) for path, item in tables_of(paper)] == [
        ("Caring: Adults", "1"),
        ("Caring: Children", "2"),
        ("Economy", "3"),
    ]


@pytest.mark.parametrize(("hour", "said"), [(0, "12:05am"), (9, "9:05am"), (12, "12:05pm"), (17, "5:05pm")])
def test_the_as_at_line(hour: int, said: str) -> None:
    paper = Document(title="T", council="C", as_at=AS_AT.replace(hour=hour), sections=())
    assert paper.as_at_text == f"Figures as at {said} on 22 November 2021"


@pytest.mark.parametrize(
    "build",
    [
        lambda text: Column("a", text),
        lambda text: Table(text, (Column("a", "A"),), ()),
        lambda text: Section(text),
        lambda text: Document(title=text, council="C", as_at=AS_AT, sections=()),
    ],
)
def test_a_heading_that_no_page_could_hold_is_refused(build: Callable[[str], object]) -> None:
    assert build("x" * 500)
    with pytest.raises(ValueError, match="A heading may have 500 characters"):
        build("x" * 501)
