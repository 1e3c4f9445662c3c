"""What printed target dates mean, in the ways that people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risks.target_dates import day_of, is_day, is_wrong

THIRD = date(2022, 3, 3)
FEBRUARY = date(2022, 2, 28)


@pytest.mark.parametrize(
    "text",
    [
        "2022-03-03", "03/03/2022", "3/3/2022", "03/03/22", "03-03-2022", "03.03.2022", "3.3.22", "2022/03/03",
        "3 March 2022", "3rd March 2022", "3 Mar 2022", "3-Mar-22", "3 Mar 22", "03-MAR-2022", "Thursday 3 March 2022",
        "Thu, 3 Mar 2022", "March 3, 2022", "by 3 March 2022", "2022-03-03 00:00:00", "2022-03-03T00:00", "3 March, 2022",
    ],
)  # fmt: skip
def test_a_day(text: str) -> None:
    assert (day_of(text), is_day(text), is_wrong(text)) == (THIRD, True, False)


@pytest.mark.parametrize(
    "text",
    [
        "February 2022", "FEB 2022", "Feb. 2022", "Feb-22", "Feb 22", "February, 2022", "02/2022", "2022-02",
        "End of February 2022", "the end of February 2022", "end Feb 2022", "By February 2022",
    ],
)  # fmt: skip
def test_the_last_day_of_a_month(text: str) -> None:
    assert (day_of(text), is_day(text), is_wrong(text)) == (FEBRUARY, False, False)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Q3 2021/22", date(2021, 12, 31)),
        ("2021-22 Q4", date(2022, 3, 31)),
        ("2021-22-Q1", date(2021, 6, 30)),
        ("2021/22", date(2022, 3, 31)),
        ("2021\u201322", date(2022, 3, 31)),
        ("2021", date(2021, 12, 31)),
        ("Sept 2021", date(2021, 9, 30)),
        ("Sept. 2021", date(2021, 9, 30)),
        ("1st September 2021", date(2021, 9, 1)),
    ],
)
def test_longer_times_end_with_their_last_day(text: str, day: date) -> None:
    assert (day_of(text), is_wrong(text)) == (day, False)


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "Ongoing", "On-going", "March 2022/Ongoing", "Feb 2021 / ongoing", "Ongoing (reviewed quarterly)", "TBC",
        "N/A", "Spring 2025", "December 2021 (revised)", "Annual review", "Marzo 2022", "\u0663 March 2022",
    ],
)  # fmt: skip
def test_words(text: str) -> None:
    assert (day_of(text), is_day(text), is_wrong(text)) == (None, False, False)


@pytest.mark.parametrize(
    "text", ["2022-02-30", "31/02/2022", "30 February 2022", "13/13/2022", "12/31/2022", "2022-13", "2021/23", "44651"]
)  # fmt: skip
def test_days_that_the_calendar_does_not_have(text: str) -> None:
    assert (day_of(text), is_wrong(text)) == (None, True)


@given(st.dates(date(1969, 1, 1), date(2068, 12, 31)))
def test_every_way_of_writing_a_day_is_that_day(day: date) -> None:
    ways = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%y", "%d %B %Y", "%d %b %y", "%A %d %B %Y", "%B %d, %Y")
    assert {day_of(day.strftime(way)) for way in ways} == {day}


@given(st.text(max_size=40))
def test_no_text_upsets_the_reader(text: str) -> None:
    assert not (is_wrong(text) and day_of(text))
    assert day_of(text) is not None or not is_day(text)
