"""How long words are kept, over leap days and years' ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.retention import due_if_ended_by, kept_until


@pytest.mark.parametrize(
    ("ended_on", "years", "last"),
    [
        (date(2020, 3, 31), 6, date(2026, 3, 31)),
        (date(2020, 2, 29), 6, date(2026, 2, 28)),
        (date(2020, 2, 29), 4, date(2024, 2, 29)),
        (date(2019, 12, 31), 1, date(2020, 12, 31)),
        (date(2020, 3, 31), 0, date(2020, 3, 31)),
    ],
)
def test_words_are_kept_through_the_same_day_years_later(ended_on: date, years: int, last: date) -> None:
    assert kept_until(ended_on, years) == last
    assert due_if_ended_by(last, years) < ended_on
    assert due_if_ended_by(last + timedelta(days=1), years) >= ended_on


@given(
    ended_on=st.dates(date(2000, 1, 1), date(2040, 12, 31)),
    years=st.integers(0, 75),
    after=st.integers(-3, 3),
)
def test_the_list_and_the_case_agree(ended_on: date, years: int, after: int) -> None:
    today = kept_until(ended_on, years) + timedelta(days=after)
    assert (ended_on <= due_if_ended_by(today, years)) == (today > kept_until(ended_on, years))
