"""What a row of an upload may hold: how cells are shown in findings, and which numbers the register keeps."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.spreadsheets.grid import SHOWN, shown
from kpis.imported_rows import MOST_DIGITS, fits


@given(st.text())
def test_a_cell_in_a_finding_is_short_and_printable(text: str) -> None:
    assert len(shown(text)) <= SHOWN
    assert shown(text).isprintable()
    assert '"' not in shown(text)


@pytest.mark.parametrize(
    ("number", "does"),
    [
        ("9" * MOST_DIGITS, True),
        ("9" * (MOST_DIGITS + 1), False),
        ("0." + "1" * MOST_DIGITS, True),
        ("0." + "1" * 15, False),
    ],
)
def test_what_the_register_keeps(number: str, does: bool) -> None:
    assert fits(Decimal(number)) is does
