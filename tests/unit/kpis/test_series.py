"""Where a round's figure belongs and what it usually covers. No database."""

import pytest

from council.periods import Slot, parse, parse_quarter
from kpis.series import GRAIN, slot_of_round, usual_period


@pytest.mark.parametrize(
    ("frequency", "slot"),
    [("quarterly", "2021-22-Q4"), ("annual", "2021-22"), ("monthly", "2022-03")],
)
def test_the_place_that_a_round_fills(frequency: str, slot: str) -> None:
    found = slot_of_round(frequency, parse_quarter("2021-22-Q4"))
    assert found == Slot.parse(slot)
    assert found.grain == GRAIN[frequency]


@pytest.mark.parametrize(
    ("basis", "slot", "covers"),
    [
        ("quarter", "2021-22-Q2", "2021-22-Q2"),
        ("year", "2021-22", "2021-22"),
        ("academic_year", "2019-20", "AY2019-20"),
        (
            "academic_year",
            "2021-22-Q2",
            "2021-22-Q2",
        ),  # a quarter of a measure of academic years is that quarter
        ("month", "2021-22-Q2", "2021-09"),
        ("month", "2021-22", "2022-03"),
        ("rolling_year", "2021-22-Q2", "R12@2021-09-30"),
        ("snapshot", "2021-22-Q2", "@2021-09-30"),
        ("snapshot", "2020-21", "@2021-03-31"),
        ("running_total", "2021-22-Q2", "2021-22-Q2-YTD"),
        ("running_total", "2020-21", "2020-21"),  # at the year's end the total is the year
    ],
)
def test_what_a_figure_usually_covers(basis: str, slot: str, covers: str) -> None:
    assert usual_period(basis, Slot.parse(slot)) == parse(covers)
