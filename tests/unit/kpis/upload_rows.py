"""Indicators, rounds and rows of an uploaded sheet, for the tests of what becomes of them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from council.periods import parse_quarter
from council.spreadsheets import Row, Sheet
from kpis.entries import Entry
from kpis.imported_rows import Proposed
from kpis.imports import Checked, Finding, Measure, Register, Settled, Standing, check, settle
from tests import hostile_files as hostile

FINDING = re.compile(
    r'row (\d+): (kpi|period|value|numerator|denominator|value_2|state|note|column [A-Z]+): "([^"]*)" (.+\.)'
)
QUARTERLY = Measure(
    id=1,
    slug="defects-4h-emergency",
    name="Emergency defects repaired within 4 hours",
    frequency="quarterly",
    basis="quarter",
    value_type="percentage",
    unit="%",
    second_measure="",
    second_unit="",
    may_enter=True,
)
MEASURES = (
    QUARTERLY,
    replace(QUARTERLY, id=2, slug="visits", name="Library visits", value_type="number", unit="visits",
            basis="running_total"),
    replace(QUARTERLY, id=3, slug="absence", name="Days lost", unit="days", value_type="days", basis="rolling_year"),
    replace(QUARTERLY, id=4, slug="attainment", name="Attainment", frequency="annual", basis="academic_year"),
    replace(QUARTERLY, id=5, slug="calls", name="Calls", frequency="monthly", basis="month"),
    replace(QUARTERLY, id=6, slug="spend", name="Money won", unit="£", value_type="money", second_measure="Investments",
            second_unit="investments"),
    replace(QUARTERLY, id=7, slug="secret", name="Another service's", may_enter=False),
    replace(QUARTERLY, id=8, slug="story", name="In words", value_type="text", unit=""),
    replace(QUARTERLY, id=9, slug="twin-1", name="Twins"),
    replace(QUARTERLY, id=10, slug="twin-2", name="Twins"),
    replace(QUARTERLY, id=11, slug="mid-month", name="Snapshot in a month", basis="month"),
)  # fmt: skip
CLOSED, OPEN = parse_quarter("2021-22-Q2"), parse_quarter("2021-22-Q3")
REGISTER = Register(MEASURES, {CLOSED.ordinal: False, OPEN.ordinal: True})
GOOD = hostile.GOOD


def checked(*rows: dict[str, str], headings: tuple[str, ...] = hostile.HEADINGS) -> Checked:
    """The rows as a sheet that begins in row 2."""
    sheet_rows = (
        Row(number, {headings.index(name): text for name, text in row.items()}, {})
        for number, row in enumerate(rows, start=2)
    )
    return check(Sheet("figures", headings, tuple(sheet_rows)), REGISTER)


def accepted(**changes: str) -> Proposed:
    """The one row that comes of a good row with these changes."""
    found = checked(GOOD | changes)
    assert found.findings == ()
    return found.rows[0]


def refused(**changes: str) -> list[Finding]:
    """The findings on a good row with these changes."""
    found = checked(GOOD | changes)
    assert found.rows == ()
    return list(found.findings)


def settled(*rows: dict[str, str], standing=(), register: Register = REGISTER, **kwargs) -> Settled:
    return settle(checked(*rows, **kwargs), register, dict(standing))


PLACE = (1, "Q", OPEN.ordinal)
STANDS = Standing(
    pk=7,
    version=3,
    reported_in=OPEN.ordinal,
    period="2021-22-Q3",
    entry=Entry(
        value=Decimal("88.710"), state="validated", note="As agreed", forecast=Decimal(90), quartile=2
    ),
)
