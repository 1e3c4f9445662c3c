"""Spreading a year's target over its quarters."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis import profiles

COUNTS = st.lists(st.integers(0, 10**9).map(Decimal), min_size=4, max_size=4)


def shares(*numbers: str) -> list[Decimal]:
    return [Decimal(number) for number in numbers]


@given(years=st.lists(COUNTS, min_size=1, max_size=3).filter(lambda years: any(map(sum, years))))
def test_seasonal_shares_make_a_hundred_and_are_within_a_step_of_the_truth(
    years: list[list[Decimal]],
) -> None:
    found = profiles.seasonal(years)
    total = sum(map(sum, years))
    assert sum(found) == 100
    assert profiles.wrong_with(found) == ""
    for quarter, share in enumerate(found):
        assert abs(share - sum(year[quarter] for year in years) * 100 / total) < profiles.STEP


def test_years_weigh_by_their_size() -> None:
    lockdown, full = shares("0", "0", "0", "10"), shares("250", "250", "250", "240")
    assert profiles.seasonal([lockdown, full]) == tuple(shares("25.0", "25.0", "25.0", "25.0"))


@pytest.mark.parametrize(
    "years",
    [[], [shares("0", "0", "0", "0")], [shares("-5", "10", "10", "10")], [shares("-1", "-1", "-1", "-1")]],
)
def test_nothing_to_share_out(years: list[list[Decimal]]) -> None:
    assert profiles.seasonal(years) is None


def test_shares_to_date() -> None:
    assert profiles.to_date(shares("15", "30", "27.5", "27.5")) == shares("15", "45", "72.5", "100.0")


@pytest.mark.parametrize(
    ("given_shares", "sentence"),
    [
        (("25", "25", "25", "25"), ""),
        (("0", "0", "0", "100.000"), ""),
        (("25", "25", "25", "24"), "The four shares make 99%. They must make 100%."),
        (("33.3", "33.3", "33.3", "0"), "The four shares make 99.9%. They must make 100%."),
        (("-25", "75", "25", "25"), "A share cannot be below 0."),
    ],
)
def test_what_is_wrong_with_shares(given_shares: tuple[str, ...], sentence: str) -> None:
    assert profiles.wrong_with(shares(*given_shares)) == sentence
