"""Bank holidays as they were kept, and counting that agrees with a walk through the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.working_days import ENGLAND, PROCLAIMED, WorkingDays, bank_holidays, easter_sunday

#: As the government listed them for England and Wales.
KEPT = {
    1999: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28 12-31",
    2002: "01-01 03-29 04-01 05-06 06-03 06-04 08-26 12-25 12-26",
    2011: "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27",
    2012: "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26",
    2018: "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26",
    2019: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
}


@pytest.mark.parametrize(("year", "days"), KEPT.items())
def test_the_bank_holidays_that_were_kept(year: int, days: str) -> None:
    assert [f"{day:%m-%d}" for day in bank_holidays(year)] == days.split()


@pytest.mark.parametrize("year", [*range(1978, 2100)])
def test_every_year_has_eight_on_weekdays_and_those_proclaimed_beside_them(year: int) -> None:
    extra = sum(replaced is None and kept.year == year for replaced, kept, _ in PROCLAIMED)
    days = bank_holidays(year)
    assert len(days) == 8 + extra
    assert all(day.weekday() < 5 for day in days)
    assert easter_sunday(year).weekday() == 6


def test_earlier_years_are_refused() -> None:
    with pytest.raises(ValueError, match="known from 1978"):
        bank_holidays(1977)


def test_names_and_closures() -> None:
    closed = WorkingDays({date(2021, 12, 29): "Council closed"})
    assert ENGLAND.name_of(date(2021, 12, 28)) == "Boxing Day (substitute day)"
    assert ENGLAND.count(date(2021, 12, 24), 1).end == date(2021, 12, 29)
    found = closed.count(date(2021, 12, 24), 1)
    assert found.end == date(2021, 12, 30)
    assert [name.split(" (")[0] for name in found.not_counted] == [
        "Christmas Day",
        "Boxing Day",
        "Council closed",
    ]
    with pytest.raises(ValueError, match="one working day or more"):
        ENGLAND.count(date(2021, 12, 24), 0)


@given(start=st.dates(date(1990, 1, 1), date(2090, 1, 1)), number=st.integers(1, 80))
def test_counting_agrees_with_a_walk(start: date, number: int) -> None:
    end = ENGLAND.count(start, number).end
    walked = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    working = [day for day in walked if day.isoweekday() not in (6, 7) and day not in bank_holidays(day.year)]
    assert len(working) == number == ENGLAND.between(start, end)
    assert working[-1] == end
    assert ENGLAND.between(end, start) == 0
