"""What an export of a whole year costs (bar P10)."""

import time

import pytest

from committee.exports import FORMATS
from tests.unit.committee.exports.papers import exported, long_paper

pytestmark = pytest.mark.alone

SECONDS_FOR_500_ROWS = {"docx": 1.0, "pdf": 3.0, "xlsx": 0.3, "ods": 0.5, "csv": 0.3, "html": 1.0}


RUNS = 3


def spent(rows: int, code: str, first: int) -> float:
    """The processor time of one export: what else the machine does must not decide a test."""
    document = long_paper(rows, 12, first=first)  # Typst remembers what it has laid out before
    started = time.process_time()
    exported(document, code)
    return time.process_time() - started


@pytest.mark.parametrize("code", FORMATS)
def test_500_rows_are_quick_and_2000_take_at_most_six_times_as_long(code: str) -> None:
    # One after the other, so that a while in which the machine is slow falls on both.
    runs = [(spent(500, code, 10_000 * run), spent(2_000, code, 10_000 * run + 5_000)) for run in range(RUNS)]
    short, long = (min(times) for times in zip(*runs, strict=True))
    assert short <= SECONDS_FOR_500_ROWS[code]
    # Below a tenth of a second the ratio measures the clock, not the writer.
    assert long <= 6 * max(short, 0.1)
