"""Several tables with different columns as one rectangle."""

from committee.exports.flat import flat_table
from council.sections import Cell, Column, Document, Footnote, Row, Section, Table
from tests.unit.committee.exports.papers import paper

NAME, Q1, Q2, Q3, TARGET = (Column(key, key.title()) for key in ("name", "q1", "q2", "q3", "target"))


def document(*tables: tuple[tuple[Column, ...], tuple[Cell, ...]], **fields: object) -> Document:
    sections = tuple(
        Section(f"Priority {number}", (Table(f"Table {number}", columns, (Row(cells),)),))
        for number, (columns, cells) in enumerate(tables, start=1)
    )
    return paper(sections=sections, **fields)


def test_columns_join_by_key_and_a_new_one_stands_beside_its_neighbour() -> None:
    flat = flat_table(
        document(
            ((NAME, Q1, TARGET), (Cell("a"), Cell("1"), Cell("9"))),
            ((NAME, Q1, Q2, TARGET), (Cell("b"), Cell("1"), Cell("2"), Cell("9"))),
            ((Q3, NAME), (Cell("3"), Cell("c"))),
        )
    )
    assert flat.headings == ("Section", "Table", "Q3", "Name", "Q1", "Q2", "Target")
    assert flat.rows == (
        ("Priority 1", "Table 1", "", "a", "1", "", "9"),
        ("Priority 2", "Table 2", "", "b", "1", "2", "9"),
        ("Priority 3", "Table 3", "3", "c", "", "", ""),
    )


def test_leading_columns_can_be_named_or_left_out() -> None:
    flat = flat_table(
        document(((NAME,), (Cell("a"),)), section_heading="Corporate priority", table_heading="")
    )
    assert (flat.headings, flat.rows) == (("Corporate priority", "Name"), (("Priority 1", "a"),))


def test_a_heading_that_is_taken_gets_its_key() -> None:
    flat = flat_table(document(((NAME, Column("section", "section")), (Cell("a"), Cell("b")))))
    assert flat.headings == ("Section", "Table", "Name", "section (section)")


def test_footnotes_are_written_out_in_a_last_column() -> None:
    rows = (Row((Cell("a", notes=("x",)), Cell("1", notes=("x", "y")))), Row((Cell("b"), Cell("2"))))
    table = Table("T", (NAME, Q1), rows, notes=(Footnote("x", "Note x."), Footnote("y", "Note y.")))
    flat = flat_table(paper(sections=(Section("S", (table,)),)))
    assert flat.headings[-1] == "Footnotes"
    assert [row[-1] for row in flat.rows] == ["Note x.; Note y.", ""]
