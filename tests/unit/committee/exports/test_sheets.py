"""What Excel and ODS share: figures found in their text, long text, the plan of the workbook."""

from decimal import Decimal

import pytest

from committee.exports.sheets import FigureFormat, figure_format, sheet_text, workbook
from committee.exports.xlsx import number_code
from council.sections import Bullets, Cell, Column, Row, Section, Table
from tests.unit.committee.exports.papers import paper


@pytest.mark.parametrize(
    ("text", "number", "found", "code"),
    [
        ("88.71%", "88.71", ("", 2, False, "%"), '0.00"%"'),
        ("88.10%", "88.1", ("", 2, False, "%"), '0.00"%"'),
        ("88.7%", "88.71", ("", 1, False, "%"), '0.0"%"'),
        ("-5", "-5", ("-", 0, False, ""), '0;"-"0'),
        ("−£1,234.5m", "-1234.5", ("−£", 1, True, "m"), '"£"#,##0.0"m";"−£"#,##0.0"m"'),
        (
            "£569,000 (3 investments)",
            "569000",
            ("£", 0, True, " (3 investments)"),
            '"£"#,##0" (3 investments)"',
        ),
        ("2019: 20 days", "20", ("2019: ", 0, False, " days"), '"2019: "0" days"'),
        ('5" pipe', "5", ("", 0, False, '" pipe'), '0\\"" pipe"'),
        ("600-680", "640", None, None),
        ("£11.25m covering 150", "11250000", None, None),
        ("1.87% underspend", "-1.87", ("", 2, False, "% underspend"), None),
        ("88.71%", None, None, None),
        ("Apr 2019 to March 2019, new basis: 12.39 days per FTE", "12.39", None, None),
    ],
)
def test_the_number_is_found_in_its_text(
    text: str, number: str | None, found: tuple | None, code: str | None
) -> None:
    figure = figure_format(Cell(text, number=Decimal(number) if number else None))
    assert figure == (FigureFormat(*found) if found else None)
    if figure and code:
        assert number_code(figure) == code


def test_text_too_long_for_a_cell_says_where_it_was_cut() -> None:
    assert sheet_text("x" * 32_767) == "x" * 32_767
    cut = sheet_text("x" * 32_768)
    assert len(cut) == 32_767
    assert cut.endswith("[cut here: the Word, PDF and HTML files have the whole text]")


def test_the_workbook_has_a_sheet_for_each_table_then_commentary_and_notes() -> None:
    plan = workbook(paper())
    assert [sheet.name for sheet in plan.sheets] == ["Table 1", "Table 2", "Commentary", "Notes"]
    commentary, notes = plan.sheets[2:]
    assert [row.cells[1].text for row in commentary.rows][:3] == [
        "Commentary on delivering better services.",
        "First point",
        "Second point",
    ]
    assert [cell.text for cell in notes.rows[0].cells] == [
        "[note 1]",
        "The figure is a forecast for the full year.",
    ]


def test_the_cover_explains_everything() -> None:
    assert workbook(paper(marking="Part II: not for publication")).cover == (
        "Quarter 2 performance",
        "Cabinet committee",
        "Part II: not for publication",
        "Lancashire County Council",
        "Figures as at 9:05am on 22 November 2021",
        "Contents",
        "Table 1: Delivering better services: quarterly indicators",
        "Table 2: Supporting economic growth: quarterly indicators",
        "Commentary: Paragraphs of each section",
        "Notes: Footnotes of all tables",
        "Key to ratings",
        "● G On track",
        "▲ A Slightly below desired (agreed)",
        "■ R Requires improvement",
        "Shorthand",
        "[x] Not available",
        "[z] Not applicable",
        "[note 1] and so on: see the sheet Notes",
    )


def test_commentary_longer_than_a_cell_takes_several_rows_and_loses_nothing() -> None:
    text = "abcdefghij" * 7_000
    (sheet,) = workbook(paper(sections=(Section("S", (text, Bullets(()))),))).sheets
    assert len(sheet.rows) == 3
    assert "".join(row.cells[1].text for row in sheet.rows) == text


def test_a_column_is_as_wide_as_its_longest_figure() -> None:
    columns = (Column("a", "A", weight=0.1), Column("b", "B", weight=20), Column("c", "C"))
    figure = "To June 2021 10.98 days"
    row = Row((Cell(figure, number=Decimal("10.98")), Cell("words"), Cell("5", number=Decimal(5))))
    (sheet,) = workbook(paper(sections=(Section("S", (Table("T", columns, (row,)),)),))).sheets
    assert sheet.widths == [len(figure) + 2, 70, 12]
