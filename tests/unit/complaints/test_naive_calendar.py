"""Every due date of 2019 to 2028 against a calendar that knows nothing of the one in the product.

The bank holidays below were typed out from the proclamations and the calendars of their years; working days are a list of
days to count along, months a table of their lengths.
"""

import csv
import io
from bisect import bisect_right
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.clocks import Pause, due
from complaints.due_dates import due_file
from complaints.procedures import RULES, rule_for
from council.working_days import WorkingDays

#: Month and day of each bank holiday in England, as it was kept. Limits that begin in 2028 end in 2029.
BANK_HOLIDAYS = {
    2019: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",  # May's moved to VE Day; Boxing Day a Saturday
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",  # Christmas Day a Saturday
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",  # Jubilee, State Funeral
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",  # Coronation
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
    2029: "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26",
}
HOLIDAYS = {
    date.fromisoformat(f"{year}-{day}") for year, days in BANK_HOLIDAYS.items() for day in days.split()
}
DAYS = [date(2019, 1, 1) + timedelta(days=number) for number in range(4018)]
STARTS = [day for day in DAYS if day.year <= 2028]
MONTHS = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}

#: What the rules allow, written down once more: working days, or months where it says so; usual and extended.
LIMITS = {
    ("adults-statutory", "acknowledge"): ("3", ""),
    ("adults-statutory", "0"): ("6 months", ""),
    ("adults-statutory", "respond"): ("6 months", ""),
    ("childrens-statutory", "0"): ("10", "20"),
    ("childrens-statutory", "1"): ("10", "20"),
    ("childrens-statutory", "2"): ("25", "65"),
    ("childrens-statutory", "3"): ("30", ""),
    ("childrens-statutory", "panel-report"): ("5", ""),
    ("childrens-statutory", "panel-answer"): ("15", ""),
    ("childrens-non-statutory", "acknowledge-1"): ("5", ""),
    ("childrens-non-statutory", "acknowledge-2"): ("5", ""),
    ("childrens-non-statutory", "0"): ("10", "20"),
    ("childrens-non-statutory", "1"): ("10", "20"),
    ("childrens-non-statutory", "2"): ("20", "40"),
    ("corporate", "acknowledge-1"): ("5", ""),
    ("corporate", "acknowledge-2"): ("5", ""),
    ("corporate", "1"): ("10", "20"),
    ("corporate", "2"): ("20", "40"),
}
CASES = [
    (procedure, stage, extended, limit)
    for (procedure, stage), limits in LIMITS.items()
    for extended, limit in zip(("no", "yes"), limits, strict=True)
    if limit
]


def naive(start: date, limit: str, not_counted: frozenset[date] = frozenset()) -> date:
    """The last day of a limit; `not_counted` are days of pauses and, for working days, of closures."""
    if limit.endswith("months"):
        length = (_months_later(start, int(limit.split()[0])) - start).days
        counted = [day for day in DAYS if day not in not_counted]
    else:
        length = int(limit)
        counted = [day for day in WORKING if day not in not_counted] if not_counted else WORKING
    return counted[bisect_right(counted, start) + length - 1]


def _months_later(start: date, months: int) -> date:
    month, year = start.month + months, start.year
    if month > 12:
        month, year = month - 12, year + 1
    length = 29 if month == 2 and year in {2020, 2024, 2028} else MONTHS[month]
    return date(year, month, min(start.day, length))


WORKING = [day for day in DAYS if day.isoweekday() < 6 and day not in HOLIDAYS]


def test_every_stage_of_every_procedure_is_compared() -> None:
    assert set(LIMITS) == {(rule.procedure, rule.stage) for rule in RULES}
    longer = {(rule.procedure, rule.stage) for rule in RULES if rule.extended}
    assert longer == {key for key, (_, extended) in LIMITS.items() if extended}


@pytest.mark.parametrize(("procedure", "stage", "extended", "limit"), CASES)
def test_every_start_of_ten_years(procedure: str, stage: str, extended: str, limit: str) -> None:
    source, output = io.StringIO(newline=""), io.StringIO(newline="")
    rows = csv.writer(source)
    rows.writerow(["id", "procedure", "stage", "received", "extended"])
    rows.writerows([str(start), procedure, stage, start.isoformat(), extended] for start in STARTS)
    source.seek(0)
    assert list(due_file(source, output)) == []
    output.seek(0)
    found = {row["id"]: row["due"] for row in csv.DictReader(output)}
    wrong = {
        str(start): (found[str(start)], str(naive(start, limit)))
        for start in STARTS
        if found[str(start)] != str(naive(start, limit))
    }
    assert len(found) == len(STARTS) == 3653
    assert wrong == {}


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        (date(2019, 12, 20), "10", date(2020, 1, 8)),  # over Christmas and the year's end
        (date(2020, 2, 28), "3", date(2020, 3, 4)),  # over 29 February, a Saturday
        (date(2024, 2, 28), "3", date(2024, 3, 4)),  # 29 February a working day
        (date(2027, 8, 30), "6 months", date(2028, 2, 29)),
        (date(2022, 5, 31), "3", date(2022, 6, 7)),  # four days of the Jubilee
    ],
)
def test_the_naive_calendar_itself(start: date, limit: str, expected: date) -> None:
    assert naive(start, limit) == expected


spans = st.lists(
    st.tuples(st.integers(-20, 120), st.integers(0, 100)).map(lambda span: (span[0], span[0] + span[1])),
    max_size=3,
)


@given(
    start=st.dates(date(2019, 2, 1), date(2026, 12, 31)),
    case=st.sampled_from(CASES),
    pauses=spans,
    closed=st.sets(st.integers(1, 120), max_size=8),
)
def test_pauses_and_closures(
    start: date,
    case: tuple[str, str, str, str],
    pauses: list[tuple[int, int]],
    closed: set[int],
) -> None:
    procedure, stage, extended, limit = case
    days = [(start + timedelta(days=first), start + timedelta(days=last)) for first, last in pauses]
    closures = {start + timedelta(days=number): "Closed" for number in closed}
    found = due(
        rule_for(procedure, stage, start),
        start,
        extended=extended == "yes",
        pauses=[Pause(first, last, "a test") for first, last in days],
        calendar=WorkingDays(closures),
    ).day
    stood_still = {day for day in DAYS if any(first <= day <= last for first, last in days)}
    if not limit.endswith("months"):
        stood_still |= closures.keys()
    assert found == naive(start, limit, frozenset(stood_still))
