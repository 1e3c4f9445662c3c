"""Reading uploaded spreadsheets: what people see comes back as text, what is hostile is refused in time and space."""

from __future__ import annotations

import datetime
import io
import random
import subprocess
import sys
import time
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from council.spreadsheets import FileRefused, Sheet, grid, read, values
from council.spreadsheets.grid import MERGED
from council.spreadsheets.xlsx import FORMULA_ERROR, HIDDEN_ROWS, NOT_WORKED_OUT, cell_place
from tests import hostile_files as hostile
from tests.hostile_files import GOOD, HEADINGS, NEEDED, packed

SECONDS, MEGABYTES = 5, 300
# The most memory that a process of its own ever held (its ru_maxrss would begin with that of this one).
PEAK = """
import sys
from pathlib import Path
from council.spreadsheets import FileRefused, read
content = sys.stdin.buffer.read()
try:
    read("file", content, needed=("kpi", "period", "value"))
except FileRefused:
    pass
status = Path("/proc/self/status").read_text()
print(status.partition("VmHWM:")[2].split()[0])
"""


def sheet(content: bytes) -> Sheet:
    return read("figures", content, needed=NEEDED)


def cells(found: Sheet) -> list[dict[str, str]]:
    return [{found.headings[column]: text for column, text in row.cells.items()} for row in found.rows]


def excel(fill) -> bytes:
    """A workbook that XlsxWriter makes; `fill` writes to it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        fill(book)
    return stream.getvalue()


def libreoffice(data: str) -> Sheet:
    """An ODS sheet with the rows `data` below kpi, period, value."""
    headings = "".join(hostile.ods_cell(name) for name in NEEDED)
    parts = hostile.ods_parts(f"<table:table-row>{headings}</table:table-row>{data}")
    namespace = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    parts["content.xml"] = parts["content.xml"].replace(
        "<office:document-content", f"<office:document-content {namespace}"
    )
    return sheet(packed(parts))


def test_titles_above_the_headings_are_passed_over_in_a_csv_file() -> None:
    found = sheet(b"Fenwick Borough Council;;\n\nFigures, Quarter 3;;\nKPI;Period;Value\na;2021-22-Q3;5,5\n")
    assert [(row.number, *row.cells.values()) for row in found.rows] == [(5, "a", "2021-22-Q3", "5,5")]


def test_titles_above_the_headings_are_passed_over_in_workbooks() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("Read me").write_row(0, 0, ["How to fill this in"])
        figures = book.add_worksheet("Figures")
        figures.merge_range("A1:C1", "Fenwick Borough Council")
        for row, texts in {2: ["", "Quarter 3"], 3: NEEDED, 4: ["a", "2021-22-Q3", "5"]}.items():
            figures.write_row(row, 0, texts)

    titles = [["Fenwick Borough Council"], ["Quarter 3", ""], NEEDED, ["a", "2021-22-Q3", "5"]]
    rows = "".join(
        f"<table:table-row>{''.join(map(hostile.ods_cell, texts))}</table:table-row>" for texts in titles
    )
    for content in (excel(fill), packed(hostile.ods_parts(rows))):
        found = sheet(content)
        assert cells(found) == [dict(zip(NEEDED, ["a", "2021-22-Q3", "5"], strict=True))]


def test_the_row_that_is_nearest_to_headings_says_what_is_missing() -> None:
    with pytest.raises(FileRefused, match="has no column value"):
        sheet(b"Figures of Quarter 3\nkpi,period,figure\na,2021-22-Q3,5\n")


@pytest.mark.parametrize("kind", hostile.WRITERS)
def test_the_three_formats_give_the_same_rows(kind: str) -> None:
    found = sheet(hostile.WRITERS[kind]([GOOD, {}, {**GOOD, "note": "Two\nlines, “quoted” £5"}]))
    assert found.headings == HEADINGS
    assert cells(found) == [GOOD, {**GOOD, "note": "Two\nlines, “quoted” £5"}]
    assert [row.number for row in found.rows] == [2, 4]
    assert found.notes == ()


# --- CSV ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separators_and_encodings(separator: str, encoding: str) -> None:
    found = sheet(hostile.csv_file([{**GOOD, "note": "£; , \t –"}], separator, encoding))
    assert cells(found) == [{**GOOD, "note": "£; , \t –"}]
    assert found.notes == ()


def test_windows_1252_is_read_and_said() -> None:
    found = sheet(hostile.csv_file([{**GOOD, "note": "£5 – “ten”"}], encoding="cp1252"))
    assert cells(found)[0]["note"] == "£5 – “ten”"
    assert "Windows-1252" in found.notes[0]


def test_headings_are_known_in_any_case_and_order() -> None:
    found = sheet(b"Value, PERIOD ,Extra,Kpi,Value 2\n5,2021-22-Q3,x,a,6\n")
    assert found.headings == ("value", "period", "extra", "kpi", "value_2")


def test_rows_are_counted_as_a_spreadsheet_does_not_as_lines() -> None:
    found = sheet(b'kpi,period,value,note\r\na,b,1,"x\r\ny"\r\n\r\nc,d,2,\r\n')
    assert [row.number for row in found.rows] == [2, 4]


# --- XLSX --------------------------------------------------------------------------------------------------------------


def test_a_cell_of_excel_comes_back_as_people_see_it() -> None:
    written = [
        (0.8871, "0.00%", "88.71%"), (0.1, "", "0.1"), (0.29, "", "0.29"), (12.0, "0.0", "12"), (1200, "£#,##0", "£1200"),
        (-1200, "[$£-809]#,##0;[Red]-[$£-809]#,##0", "-£1200"), (7, "[$€-2] 0", "€7"), (5, '0" days"', "5"),
        (0.1 + 0.2, "", "0.3"), (1e-7, "", "0.0000001"), (-0.0, "", "0"), (44469, "dd/mm/yyyy", "2021-09-30"),
        (44469.75, "dd/mm/yyyy hh:mm", "2021-09-30 18:00"), (0.5, "hh:mm", "12:00"), (1e308, "", "1e+308"),
        (True, "", "TRUE"), ("007", "", "007"), (" padded ", "", " padded "),
        (1.5, "0.0%;-0.0%", "150%"), (2 / 3, "", "0.66666666666667"),
        (10, "General", "10"), (3, "@", "3"), (1234567890123456, "", "1234567890123460"),
    ]  # fmt: skip

    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        page.write_row(0, 0, NEEDED)
        for row, (value, code, _) in enumerate(written, start=1):
            page.write(row, 2, value, book.add_format({"num_format": code} if code else {}))

    found = [row["value"] for row in cells(sheet(excel(fill)))]
    assert found[14].lower() == "1e+308"
    assert found[:14] + found[15:] == [seen for _, _, seen in written[:14] + written[15:]]


def test_formulas_errors_and_merged_cells_are_faults() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        page.write_row(0, 0, NEEDED)
        page.write_formula(1, 2, "=1+1", None, 2)
        page.write_formula(2, 2, "=1/0", None, "#DIV/0!")
        page.write_formula(3, 2, "=1+1", None, "")
        page.merge_range("A5:A6", "merged")
        page.write(5, 2, 1)

    rows = {row.number: row for row in sheet(excel(fill)).rows}
    assert (rows[2].cells, rows[2].faults) == ({2: "2"}, {})
    assert (rows[3].cells, rows[3].faults) == ({2: "#DIV/0!"}, {2: FORMULA_ERROR})
    assert (rows[5].cells, rows[5].faults) == ({0: "merged"}, {})
    assert (rows[6].cells, rows[6].faults) == ({2: "1"}, {0: MERGED})


def test_a_formula_that_was_never_worked_out_is_a_fault() -> None:
    """openpyxl, like every program that writes formulas and does not calculate, leaves the result out."""
    book = openpyxl.Workbook()
    book.active.append(["kpi", "period", "value"])
    book.active.append(["a", "2021-22-Q3", "=1+1"])
    stream = io.BytesIO()
    book.save(stream)
    (row,) = sheet(stream.getvalue()).rows
    assert row.faults == {2: NOT_WORKED_OUT}


def test_dates_that_count_from_1904() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        page.write_row(0, 0, NEEDED)
        page.write_datetime(1, 2, datetime.datetime(2021, 9, 30), book.add_format({"num_format": "mmm yy"}))

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "date_1904": True}) as book:
        fill(book)
    assert cells(sheet(stream.getvalue())) == [{"value": "2021-09-30"}]


def test_the_first_visible_sheet_with_the_headings_is_read() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("Cover").write(0, 0, "Read me")
        wide = book.add_worksheet("Raw data")
        wide.write_row(0, 0, range(300))
        for name in ("Old figures", "Figures", "More figures"):
            page = book.add_worksheet(name)
            page.write_row(0, 0, NEEDED)
            page.write_row(1, 0, [name, "2021-22-Q3", 5])
        book.get_worksheet_by_name("Old figures").hide()
        book.get_worksheet_by_name("Figures").set_row(1, None, None, {"hidden": True})

    found = sheet(excel(fill))
    assert (found.name, cells(found)[0]["kpi"]) == ("The sheet “Figures”", "Figures")
    assert found.notes == ("Hidden sheets are not read: Old figures.", HIDDEN_ROWS)


def test_a_row_far_below_is_read_and_nothing_between_is_kept() -> None:
    data = hostile.xlsx_rows([GOOD]) + "".join(f'<row r="{number}"/>' for number in range(3, 900_000))
    far = '<row r="900000"><c r="C900000"><v>1</v></c></row>'
    found = sheet(packed(hostile.xlsx_parts(data + far)))
    assert [row.number for row in found.rows] == [2, 900_000]


@pytest.mark.parametrize("reference", ["", "A", "1", "A0", "AAAA1", "A1:B2", "A١"])
def test_cell_names(reference: str) -> None:
    with pytest.raises(ValueError, match="is not a cell"):
        cell_place(reference)


# --- ODS ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        ('office:value-type="float" office:value="0.1"', "0.1"),
        ('office:value-type="float" office:value="12.0"', "12"),
        ('office:value-type="percentage" office:value="0.8871"', "88.71%"),
        ('office:value-type="currency" office:currency="GBP" office:value="-1200"', "-£1200"),
        ('office:value-type="currency" office:currency="CHF" office:value="12"', "12CHF"),
        ('office:value-type="date" office:date-value="2021-09-30"', "2021-09-30"),
        ('office:value-type="date" office:date-value="2021-09-30T00:00:00"', "2021-09-30"),
        ('office:value-type="boolean" office:boolean-value="true"', "TRUE"),
        ('office:value-type="float" office:value="NaN"', "NaN"),
        ('office:value-type="string" office:string-value="stored"', "shown"),
    ],
)
def test_a_cell_of_libreoffice_comes_back_as_people_see_it(cell: str, seen: str) -> None:
    found = libreoffice(
        f"<table:table-row><table:table-cell {cell}><text:p>shown</text:p></table:table-cell></table:table-row>"
    )
    assert cells(found) == [{"kpi": seen}]


def test_text_of_libreoffice() -> None:
    found = libreoffice(
        "<table:table-row><table:table-cell><office:annotation><text:p>A comment</text:p></office:annotation>"
        "<draw:ellipse xmlns:draw='d'><text:p>A drawing</text:p></draw:ellipse>"
        '<text:p>Two<text:s text:c="3"/><text:span>words</text:span></text:p><text:p>and a line<text:tab/></text:p>'
        "</table:table-cell></table:table-row>"
    )
    assert cells(found) == [{"kpi": "Two   words\nand a line\t"}]


def test_repeated_merged_and_faulty_cells_of_libreoffice() -> None:
    good = "".join(hostile.ods_cell(text) for text in ("a", "b", "1"))
    found = libreoffice(
        '<table:table-row table:number-rows-repeated="5"><table:table-cell table:number-columns-repeated="9"/>'
        "</table:table-row>"
        f'<table:table-row table:number-rows-repeated="2">{good}</table:table-row>'
        f"<table:table-row><table:covered-table-cell/>{hostile.ods_cell('b')}"
        '<table:table-cell office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
        "</table:table-row>"
        '<table:table-row table:visibility="filter"><table:table-cell table:formula="of:=1+1"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048567"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row>"
    )
    assert [row.number for row in found.rows] == [7, 8, 9, 10]
    assert [row.faults for row in found.rows] == [{}, {}, {0: MERGED, 2: FORMULA_ERROR}, {0: NOT_WORKED_OUT}]
    assert found.notes == (HIDDEN_ROWS,)


def test_a_file_of_odfpy_is_read() -> None:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Figures")
    for cells_of_row in (NEEDED, ("a", "2021-22-Q3", 5)):
        row = TableRow()
        for value in cells_of_row:
            kind = (
                {"valuetype": "float", "value": value} if isinstance(value, int) else {"valuetype": "string"}
            )
            cell = TableCell(**kind)
            cell.addElement(P(text=str(value)))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    stream = io.BytesIO()
    document.write(stream)
    assert cells(sheet(stream.getvalue())) == [{"kpi": "a", "period": "2021-22-Q3", "value": "5"}]


# --- What must be refused ----------------------------------------------------------------------------------------------


def test_there_are_enough_hostile_files() -> None:
    assert len(hostile.FILES) + len(hostile.ROWS) * len(hostile.WRITERS) >= 300


@pytest.mark.parametrize("name", hostile.FILES)
def test_a_hostile_file_is_refused_in_a_sentence(name: str) -> None:
    content = hostile.FILES[name]()
    start = time.process_time()
    with pytest.raises(FileRefused) as refusal:
        sheet(content)
    assert time.process_time() - start < SECONDS
    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert len(sentence) < 400
    assert "Traceback" not in sentence


@pytest.mark.parametrize(
    "name",
    [
        "a bomb of zeros", "a bomb of one cell", "a million empty rows", "millions of elements", "a flood of shared strings",
        "an endless tag", "rows and cells repeated", "spaces for ever", "very wide", "an immense directory",
        "everything merged", "many cells", "many cells in csv",
    ],
)  # fmt: skip
def test_a_bomb_does_not_fill_the_memory(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PEAK], input=hostile.FILES[name](), capture_output=True, timeout=60, check=True
    )
    assert int(done.stdout) < MEGABYTES * 1024


@pytest.mark.parametrize(
    "name", ["a bomb of zeros", "a bomb of many parts", "a bomb beside", "too many parts"]
)
def test_limits_are_read_before_anything_is_unpacked(name: str) -> None:
    content = hostile.FILES[name]()
    start = time.process_time()
    with pytest.raises(FileRefused):
        sheet(content)
    assert time.process_time() - start < 0.5


def test_damage_anywhere_never_ends_in_a_traceback() -> None:
    """A changed byte may go unnoticed where nobody looks; otherwise the file is refused."""
    dice = random.Random(7)
    for content in (hostile.xlsx_file([GOOD]), hostile.ods_file([GOOD]), hostile.csv_file([GOOD])):
        refused = 0
        for _ in range(300):
            broken = bytearray(content)
            broken[dice.randrange(len(broken))] = dice.randrange(256)
            try:
                sheet(bytes(broken))
            except FileRefused:
                refused += 1
        assert refused > 0


def test_a_line_of_a_million_cells_is_refused_before_they_are_cells() -> None:
    """Each would be an object: 10 MB of them are 300 MB. Words with as many commas are words."""
    with pytest.raises(FileRefused, match="line 2: there are far more cells than the 100 columns"):
        sheet(b"kpi,period,value\na" + b"," * 100_001)
    (row,) = cells(sheet(b'kpi,period,value\n"a' + b",b" * 4_000 + b'",c,d\n'))
    assert row["kpi"].count(",") == 4_000


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for beginning in (b"", b"kpi,period,value\n", b"PK\x03\x04"):
        try:
            found = sheet(beginning + content)
        except FileRefused:
            continue
        assert found.rows


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=40
)


@given(st.lists(TEXT.filter(str.strip), min_size=1, max_size=5))
@settings(max_examples=100, deadline=None)
def test_text_comes_back_as_it_was(texts: list[str]) -> None:
    for write in hostile.WRITERS.values():
        assert [row["note"] for row in cells(sheet(write([{"note": text} for text in texts])))] == texts


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=5, allow_nan=False))
def test_a_number_of_fifteen_digits_comes_back_exactly(number: Decimal) -> None:
    assert Decimal(values.number_text(repr(float(number)))) == number
    assert Decimal(values.number_text(repr(float(number / 100)), "%").removesuffix("%")) == number


@given(st.text(max_size=20))
def test_any_stored_text_is_a_number_or_comes_back(stored: str) -> None:
    assert values.number_text(stored) == stored or values.STORED_NUMBER.fullmatch(stored)
    assert isinstance(values.date_text(stored, starts_1904=False), str)
    assert values.shown_by_code(stored) in {"", "%", "date", *values.CURRENCIES}


def test_a_cell_is_not_read_beyond_its_longest_length() -> None:
    (row,) = sheet(hostile.xlsx_file([{**GOOD, "note": "x" * 50_000}])).rows
    assert len(row.cells[7]) == grid.LONGEST_CELL
    assert row.faults == {7: grid.TOO_LONG}
