"""Excel: true numbers, real tables, no formula, nothing hidden."""

import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from council.sections import Cell, Column, Row, Section, Table
from tests.unit.committee.exports.papers import exported, paper, paper_saying
from tests.unit.committee.exports.test_csv import TRIGGERS


def workbook(**fields: object) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(exported(paper(**fields), "xlsx")))


def test_figures_are_numbers_and_words_are_text() -> None:
    sheet = workbook()["Table 1"]
    values = {str(cell.value): cell for row in sheet for cell in row}
    assert values["88.71"].data_type == "n"
    assert values["88.71"].number_format == '0.00"%"'
    assert values["-1.87"].data_type == "n"
    assert values["10.98"].number_format == '"To June 2021 "0.00" days"'
    assert values["● G On track"].data_type == "s"


def test_a_figure_too_long_for_a_column_is_written_as_its_text() -> None:
    text = f"5 {'words ' * 50}".strip()
    table = Table("T", (Column("a", "A"),), (Row((Cell(text, number=Decimal(5)),)),))
    sheet = workbook(sections=(Section("S", (table,)),))["Table 1"]
    assert sheet["A5"].value == text


@pytest.mark.parametrize("payload", TRIGGERS)
def test_no_cell_is_a_formula_or_a_link(payload: str) -> None:
    content = exported(paper_saying(payload), "xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
        assert not any(re.search("<f[ >]|<hyperlink", sheet) for sheet in sheets)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Table 1"]
    types = {cell.data_type for row in sheet for cell in row if cell.value is not None}
    assert types == {"s", "n"}


def test_every_table_is_a_named_table_object_without_a_filter() -> None:
    book = workbook()
    assert book.sheetnames == ["Cover", "Table 1", "Table 2", "Commentary", "Notes"]
    tables = [table for sheet in book for table in sheet.tables.values()]
    assert [table.name for table in tables] == ["Table_1", "Table_2", "Commentary", "Notes"]
    assert all(table.autoFilter is None for table in tables)


def test_no_cell_of_a_table_is_blank_and_none_is_merged() -> None:
    for sheet in workbook().worksheets[1:]:
        (table,) = sheet.tables.values()
        assert all(cell.value not in (None, "") for row in sheet[table.ref] for cell in row)
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None


def test_nothing_is_hidden_and_no_person_is_named() -> None:
    book = workbook()
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert not any(
        d.hidden
        for sheet in book
        for d in (*sheet.column_dimensions.values(), *sheet.row_dimensions.values())
    )
    assert (book.properties.title, book.properties.creator, book.properties.lastModifiedBy) == (
        "Quarter 2 performance",
        None,
        None,
    )
    with zipfile.ZipFile(io.BytesIO(exported(paper(), "xlsx"))) as archive:
        assert b"<Company>Lancashire County Council</Company>" in archive.read("docProps/app.xml")
        assert not [name for name in archive.namelist() if "comment" in name or "external" in name.lower()]


def test_the_same_document_makes_the_same_file() -> None:
    assert exported(paper(), "xlsx") == exported(paper(), "xlsx")


def test_a_rating_has_its_colour_and_its_words() -> None:
    sheet = workbook()["Table 1"]
    cell = next(cell for row in sheet for cell in row if cell.value == "▲ A Slightly below desired (agreed)")
    assert (cell.fill.fgColor.rgb, cell.font.color.rgb) == ("FFFFDD00", "FF0B0C0C")


def test_a_portrait_document_prints_upright() -> None:
    assert workbook()["Table 1"].page_setup.orientation == "landscape"
    assert workbook(orientation="portrait")["Table 1"].page_setup.orientation != "landscape"


def test_rows_are_as_tall_as_their_wrapped_text() -> None:
    words = "Safety carriageway defects repaired within four hours " * 3
    rows = (Row((Cell("short"),)), Row((Cell(words),)), Row((Cell("words\n" * 50),)))
    sheet = workbook(sections=(Section("S", (Table("T", (Column("a", "A", weight=3),), rows),)),))["Table 1"]
    assert [sheet.row_dimensions[number].height for number in (5, 6, 7)] == [
        None,
        75,
        405,
    ]  # 15 is the default
