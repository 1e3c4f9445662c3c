"""Reporting periods and their notation."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council import periods
from council.periods import (
    AcademicYear,
    FinancialYear,
    Month,
    Period,
    Quarter,
    Rolling,
    RunningTotal,
    Slot,
    Snapshot,
    parse,
    parse_quarter,
    quarter_of,
    slot_for,
)

YEARS = st.integers(1900, 2098)
DATES = st.dates(date(1911, 1, 1), date(2098, 12, 31))
QUARTERS = st.builds(Quarter, YEARS, st.integers(1, 4))
MONTHS = st.builds(Month, YEARS, st.integers(1, 12))
FINANCIAL_YEARS = st.builds(FinancialYear, YEARS)
ANY_PERIOD = st.one_of(
    QUARTERS,
    MONTHS,
    FINANCIAL_YEARS,
    st.builds(AcademicYear, YEARS),
    st.builds(Rolling, st.integers(1, 120), DATES),
    st.builds(Snapshot, DATES),
    st.builds(RunningTotal, QUARTERS),
)


@pytest.mark.parametrize(
    ("notation", "start", "end", "label"),
    [
        ("2021-22-Q1", date(2021, 4, 1), date(2021, 6, 30), "Quarter 1 (April-June) 2021/22"),
        ("2021-22-Q2", date(2021, 7, 1), date(2021, 9, 30), "Quarter 2 (July-Sep) 2021/22"),
        ("2021-22-Q3", date(2021, 10, 1), date(2021, 12, 31), "Quarter 3 (Oct-Dec) 2021/22"),
        ("2021-22-Q4", date(2022, 1, 1), date(2022, 3, 31), "Quarter 4 (Jan-March) 2021/22"),
        ("2020-21", date(2020, 4, 1), date(2021, 3, 31), "2020/21"),
        ("1999-00", date(1999, 4, 1), date(2000, 3, 31), "1999/00"),
        ("AY2019-20", date(2019, 9, 1), date(2020, 8, 31), "Academic year 2019/20"),
        ("2021-09", date(2021, 9, 1), date(2021, 9, 30), "September 2021"),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), "February 2020"),
        ("R12@2021-09-30", date(2020, 10, 1), date(2021, 9, 30), "October 2020 to September 2021"),
        ("R12@2021-12-31", date(2021, 1, 1), date(2021, 12, 31), "January to December 2021"),
        ("R3@2021-02-28", date(2020, 12, 1), date(2021, 2, 28), "December 2020 to February 2021"),
        ("R1@2021-02-28", date(2021, 2, 1), date(2021, 2, 28), "February 2021"),
        ("R12@2021-09-15", date(2020, 9, 16), date(2021, 9, 15), "16 September 2020 to 15 September 2021"),
        ("@2021-09-30", date(2021, 9, 30), date(2021, 9, 30), "30 September 2021"),
        ("2021-22-Q2-YTD", date(2021, 4, 1), date(2021, 9, 30), "April to September 2021 (running total)"),
        ("2021-22-Q4-YTD", date(2021, 4, 1), date(2022, 3, 31), "April 2021 to March 2022 (running total)"),
    ],
)
def test_notation_dates_and_label(notation: str, start: date, end: date, label: str) -> None:
    period = parse(notation)
    assert (period.start, period.end, period.label, str(period)) == (start, end, label, notation)


@given(ANY_PERIOD)
def test_notation_round_trips(period: Period) -> None:
    assert parse(str(period)) == period


@given(ANY_PERIOD)
def test_every_period_ends_in_its_quarter_and_year(period: Period) -> None:
    assert period.start <= period.end
    assert period.quarter.start <= period.end <= period.quarter.end
    assert period.year.start <= period.end <= period.year.end


def test_a_month_that_reads_as_a_year_is_written_with_an_m() -> None:
    assert parse("2011-12") == FinancialYear(2011)
    assert parse("M2011-12") == Month(2011, 12)
    assert str(Month(2011, 12)) == "M2011-12"
    assert parse("M2021-09") == parse("2021-09")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2021-23", '"2021-23" is neither a year nor a month'),
        ("2021-13", '"2021-13" is neither a year nor a month'),
        ("2021-00", '"2021-00" is neither a year nor a month'),
        ("2021-23-Q1", "after 2021 comes 22. Write 2021-22."),
        ("AY2019-21", "after 2019 comes 20"),
        ("2021-22-Q5", "There is no quarter 5"),
        ("2021-22-Q0-YTD", "There is no quarter 0"),
        ("M2021-13", "There is no month 13"),
        ("@2021-02-30", "not a day in the calendar"),
        ("R12@2021-09-31", "not a day in the calendar"),
        ("R121@2021-09-30", "1 to 120 months, not 121"),
        ("R0@2021-09-30", "is not a period"),
        ("1021-22", "1021 is not a year between 1900 and 2099"),
        ("@0001-01-01", "1 is not a year between"),
        ("２０２１-22-Q2", "is not a period"),
        ("2021-22-q2", "Write a quarter like 2021-22-Q2"),
        (" 2021-22", "is not a period"),
        ("2021-22\n", "is not a period"),
        ("", "is not a period"),
    ],
)
def test_what_is_not_a_period_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse(text)
    assert sentence in str(caught.value)


def test_only_quarters_are_read_as_quarters() -> None:
    assert parse_quarter("2021-22-Q2") == Quarter(2021, 2)
    with pytest.raises(ValueError, match="is not a quarter"):
        parse_quarter("2021-22")


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2021, 3, 31), "2020-21-Q4"),
        (date(2021, 4, 1), "2021-22-Q1"),
        (date(2021, 6, 30), "2021-22-Q1"),
        (date(2021, 9, 30), "2021-22-Q2"),
        (date(2021, 12, 31), "2021-22-Q3"),
        (date(2022, 1, 1), "2021-22-Q4"),
    ],
)
def test_quarter_of_a_date(day: date, quarter: str) -> None:
    assert str(quarter_of(day)) == quarter


def test_quarter_of_refuses_a_moment() -> None:
    """23:30 UTC on 30 June is 1 July in London: whoever asks must say which day it is."""
    with pytest.raises(TypeError, match="not a moment"):
        quarter_of(datetime(2021, 6, 30, 23, 30, tzinfo=UTC))


@given(QUARTERS)
def test_quarters_follow_one_another(quarter: Quarter) -> None:
    assert Quarter.from_ordinal(quarter.ordinal) == quarter
    assert quarter.next.ordinal == quarter.ordinal + 1
    assert quarter.next.previous == quarter
    assert (quarter.next.start - quarter.end).days == 1
    assert quarter in quarter.financial_year.quarters


def test_ordinals_and_neighbours_of_years_and_months() -> None:
    assert Quarter(2021, 1).ordinal == 2021 * 4
    assert FinancialYear(2021).ordinal == 2021
    assert Month(2021, 12).ordinal == 2021 * 12 + 11
    assert FinancialYear(2021).next.previous == FinancialYear(2021)
    assert Quarter(2021, 4).next == Quarter(2022, 1)
    assert Quarter(2021, 2).short_label == "Q2 2021/22"


@given(st.lists(ANY_PERIOD, max_size=6))
def test_periods_sort_by_the_day_they_end(mixed: list[Period]) -> None:
    ends = [period.end for period in sorted(mixed)]
    assert ends == sorted(ends)


def test_equal_stretches_of_different_kinds_are_ordered_but_not_equal() -> None:
    quarter, total = parse("2021-22-Q1"), parse("2021-22-Q1-YTD")
    assert quarter != total
    assert (quarter < total) != (total < quarter)
    with pytest.raises(TypeError):
        assert quarter < "2021-22-Q2"


@pytest.mark.parametrize(
    ("period", "frequency", "slot"),
    [
        ("2021-22-Q2", "quarterly", "2021-22-Q2"),
        ("2021-22-Q2-YTD", "quarterly", "2021-22-Q2"),
        ("R12@2021-09-30", "quarterly", "2021-22-Q2"),
        ("@2021-09-30", "quarterly", "2021-22-Q2"),
        ("2021-06", "quarterly", "2021-22-Q1"),
        ("2020-21", "annual", "2020-21"),
        ("AY2019-20", "annual", "2019-20"),
        ("R12@2021-03-31", "annual", "2020-21"),
        ("R3@2020-02-29", "annual", "2019-20"),
        ("@2021-12-31", "annual", "2021-22"),
        ("2021-09", "monthly", "2021-09"),
        ("@2021-09-30", "monthly", "2021-09"),
        ("2021-22-Q2", "monthly", "2021-09"),
        ("2020-21", "quarterly", "2020-21"),
        ("AY2019-20", "quarterly", "2019-20"),
        ("2020-21", "monthly", "2020-21"),
    ],
)
def test_slot_of_a_figure(period: str, frequency: str, slot: str) -> None:
    assert str(slot_for(parse(period), frequency)) == slot


def test_an_unknown_frequency_is_refused() -> None:
    with pytest.raises(ValueError, match="use quarterly, annual or monthly"):
        slot_for(parse("2021-22"), "weekly")


@pytest.mark.parametrize(
    ("slot", "grain", "previous", "last_year", "label"),
    [
        ("2021-22-Q1", "Q", "2020-21-Q4", "2020-21-Q1", "Quarter 1 (April-June) 2021/22"),
        ("2021-22", "Y", "2020-21", "2020-21", "2021/22"),
        ("2022-01", "M", "2021-12", "2021-01", "January 2022"),
    ],
)
def test_slots_know_their_comparators(
    slot: str, grain: str, previous: str, last_year: str, label: str
) -> None:
    parsed = Slot.parse(slot)
    assert (parsed.grain, str(parsed.previous()), str(parsed.last_year())) == (grain, previous, last_year)
    assert (parsed.label, str(parsed)) == (label, slot)


@given(st.one_of(QUARTERS, MONTHS, FINANCIAL_YEARS))
def test_slot_notation_round_trips(period: Quarter | Month | FinancialYear) -> None:
    slot = Slot.of(period)
    assert Slot.parse(str(slot)) == slot
    assert slot.period == period


@pytest.mark.parametrize("text", ["AY2019-20", "R12@2021-09-30", "@2021-09-30", "2021-22-Q2-YTD", "Q2"])
def test_other_notation_is_not_a_slot(text: str) -> None:
    with pytest.raises(ValueError):
        Slot.parse(text)


def test_an_unknown_grain_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a grain"):
        Slot("W", 1)


def test_dates_are_written_as_people_write_them() -> None:
    assert periods.date_label(date(2021, 9, 3)) == "3 September 2021"
