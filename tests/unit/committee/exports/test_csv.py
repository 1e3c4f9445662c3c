"""CSV: what programs rely on."""

from decimal import Decimal

import pytest

from council.sections import Cell, Column, Row, Section, Table
from tests.unit.committee.exports.papers import exported, paper, read_csv

TRIGGERS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    '=cmd|" /C calc"!A0',
]


def test_the_file_is_rfc_4180_in_utf_8_without_a_byte_order_mark() -> None:
    content = exported(paper(council="Cyngor Môn"), "csv")
    assert content.startswith(b"Section,Table,Performance indicator,")
    assert content.count(b"\r\n") == content.count(b"\n") == 7
    assert "£569,000 (3 investments)" in content.decode("utf-8")


def test_there_is_one_rectangle_with_one_unique_header_row() -> None:
    header, *rows = read_csv(exported(paper(), "csv"))
    assert len(set(header)) == len(header)
    assert {len(row) for row in rows} == {len(header)}


@pytest.mark.parametrize("payload", TRIGGERS)
def test_no_text_can_run_as_a_formula(payload: str) -> None:
    table = Table(payload, (Column("a", payload),), (Row((Cell(payload),)),))
    rows = read_csv(exported(paper(sections=(Section(payload, (table,)),)), "csv"))
    cells = [cell for row in rows for cell in row if cell not in {"Section", "Table"}]
    assert len(cells) == 4
    assert all(cell.startswith("'") for cell in cells)


def test_a_negative_number_is_not_quoted() -> None:
    table = Table("T", (Column("a", "A"),), (Row((Cell("-5", number=Decimal(-5)),)), Row((Cell("-2.28%"),))))
    _, *rows = read_csv(exported(paper(sections=(Section("S", (table,)),)), "csv"))
    assert [row[-1] for row in rows] == ["-5", "-2.28%"]


def test_the_stream_stays_open_for_the_caller() -> None:
    assert exported(paper(), "csv").endswith(b"\r\n")
