"""The copy of a file that says what to fix, and the words of a preview."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from council.periods import Quarter, Slot, parse
from council.spreadsheets import Row, Sheet, read
from kpis.entries import Entry
from kpis.imported_rows import Finding
from kpis.imports import Change, Standing
from kpis.return_sheets import what_to_fix
from kpis.upload_words import change_words, entry_words
from tests.unit.kpis.upload_rows import QUARTERLY

NEEDED = ("kpi", "period", "value")
MONEY = replace(
    QUARTERLY,
    name="Investment",
    value_type="money",
    unit="£",
    second_measure="Investments",
    second_unit="investments",
)


def copy_of(*rows: Row, headings: tuple[str, ...] = NEEDED, findings: tuple[Finding, ...] = ()) -> Sheet:
    return read("copy", what_to_fix(Sheet("figures", headings, rows), findings), needed=NEEDED)


def test_every_finding_of_a_row_stands_beside_it():
    rows = Row(2, {0: "a", 2: "1"}, {}), Row(9, {0: "b", 1: "2021-09", 2: "=1+1"}, {})
    findings = Finding(9, "period", "2021-09", "is wrong."), Finding(9, "value", "=1+1", "is no number.")
    sheet = copy_of(*rows, findings=findings)
    assert sheet.headings == (*NEEDED, "what_to_fix")
    assert [row.cells for row in sheet.rows] == [
        {0: "a", 2: "1"},
        {0: "b", 1: "2021-09", 2: "=1+1", 3: "period: is wrong. value: is no number."},
    ]


def test_what_stands_under_no_heading_stays_where_it_is():
    sheet = copy_of(
        Row(2, {0: "a", 5: "over here"}, {}), findings=(Finding(2, "column F", "over here", "Move it."),)
    )
    assert sheet.headings == (*NEEDED, "", "", "", "what_to_fix")
    assert sheet.rows[0].cells == {0: "a", 5: "over here", 6: "column F: Move it."}


def test_an_old_column_of_what_to_fix_is_written_anew():
    headings = ("what_to_fix", *NEEDED)
    rows = Row(2, {0: "mended since", 1: "a"}, {}), Row(3, {1: "b"}, {})
    sheet = copy_of(*rows, headings=headings, findings=(Finding(3, "value", "", "is empty."),))
    assert sheet.headings == headings
    assert [row.cells for row in sheet.rows] == [{1: "a"}, {0: "value: is empty.", 1: "b"}]


@pytest.mark.parametrize(
    ("headings", "left_out"),
    [
        ((*NEEDED, *(f"column {n}" for n in range(97))), 99),
        ((*(f"column {n}" for n in range(97)), *NEEDED), 96),
        (
            (*NEEDED, *(f"column {n}" for n in range(3)), *[""] * 94),
            5,
        ),  # what stands under none is to be moved
        ((*NEEDED, *[""] * 97), 99),
    ],
)
def test_a_table_as_wide_as_may_be_is_no_wider_with_what_to_fix(headings: tuple[str, ...], left_out: int):
    cells = {column: f"cell {column}" for column in range(100)}
    sheet = copy_of(
        Row(2, cells, {}), headings=headings, findings=(Finding(2, "value", "x", "is no number."),)
    )
    assert len(sheet.headings) == 100
    assert sheet.headings[-1] == "what_to_fix"
    kept = list(sheet.rows[0].cells.values())
    assert kept == [*(text for column, text in cells.items() if column != left_out), "value: is no number."]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (Entry(value=Decimal(569000)), "£569,000"),
        (Entry(value=Decimal(569000), second_value=Decimal(3)), "£569,000 (3 investments)"),
        (Entry(absence="not_available", text="New measure"), "New measure"),
    ],
)
def test_a_figure_in_words(entry: Entry, words: str):
    assert entry_words(entry, MONEY) == words


@pytest.mark.parametrize(
    ("old", "period", "what"),
    [
        (Entry(value=Decimal(1), note="n"), "2021-22-Q3", "Corrected: figure, note"),
        (Entry(value=Decimal(2), state="estimate"), "2021-22-Q3", "Corrected: state"),
        (Entry(absence="not_available", text="TBC"), "2021-22-Q3", "Corrected: figure"),
        (Entry(value=Decimal(2)), "R12@2021-12-31", "Corrected: period"),
        (None, "", "Added"),
    ],
)
def test_what_changes(old: Entry | None, period: str, what: str):
    now = old and Standing(pk=1, version=1, reported_in=8087, period=period, entry=old)
    slot = Slot.parse("2021-22-Q3")
    change = Change(
        row=2,
        measure=MONEY,
        slot=slot,
        reported_in=Quarter(2021, 3),
        period=parse("2021-22-Q3"),
        entry=Entry(value=Decimal(2)),
        reason="",
        replaces=now or None,
    )
    [words] = change_words([change], {2: ["Looks odd."], 3: ["Another row."]})
    assert (words.what, words.new, words.period) == (what, "£2", slot.label)
    assert words.warnings == ("Looks odd.",)
