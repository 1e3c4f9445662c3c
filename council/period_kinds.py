"""The kinds of reporting period, as values. Read and write their notation through ``council.periods``."""

from abc import ABC, abstractmethod
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import total_ordering
from typing import ClassVar, Self

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# The months of each quarter as the committee's papers print them.
QUARTER_MONTHS = {1: "April-June", 2: "July-Sep", 3: "Oct-Dec", 4: "Jan-March"}


def date_label(day: date) -> str:
    """A date as people write it: 30 September 2021."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


@total_ordering
class Period(ABC):
    """A stretch of time that a figure describes. Values: compare, sort and use them as keys freely."""

    kind: ClassVar[str]

    @property
    @abstractmethod
    def start(self) -> date:
        """The first day covered."""

    @property
    @abstractmethod
    def end(self) -> date:
        """The last day covered."""

    @property
    @abstractmethod
    def label(self) -> str:
        """The period as people write it."""

    @abstractmethod
    def __str__(self) -> str:
        """The notation that ``parse`` reads back."""

    @property
    def quarter(self) -> "Quarter":
        """The quarter in which the period ends."""
        return quarter_of(self.end)

    @property
    def year(self) -> "FinancialYear":
        """The financial year in which the period ends."""
        return self.quarter.financial_year

    @property
    def _sort_key(self) -> tuple[date, date, str]:
        return self.end, self.start, self.kind

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Period):
            return NotImplemented
        return self._sort_key < other._sort_key


@dataclass(frozen=True)
class Quarter(Period):
    """One quarter of a financial year: ``Quarter(2021, 2)`` is July to September 2021."""

    kind: ClassVar[str] = "quarter"
    start_year: int
    number: int

    def __post_init__(self) -> None:
        if self.number not in QUARTER_MONTHS:
            raise ValueError(f"There is no quarter {self.number}: quarters are Q1 to Q4.")

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Self:
        start_year, index = divmod(ordinal, 4)
        return cls(start_year, index + 1)

    @property
    def ordinal(self) -> int:
        """Consecutive quarters have consecutive ordinals."""
        return self.start_year * 4 + self.number - 1

    @property
    def start(self) -> date:
        year, month = (self.start_year + 1, 1) if self.number == 4 else (self.start_year, 3 * self.number + 1)
        return date(year, month, 1)

    @property
    def end(self) -> date:
        return _last_day(self.start.year, self.start.month + 2)

    @property
    def label(self) -> str:
        return f"Quarter {self.number} ({QUARTER_MONTHS[self.number]}) {self.financial_year.label}"

    @property
    def short_label(self) -> str:
        """For narrow column headings: Q2 2021/22."""
        return f"Q{self.number} {self.financial_year.label}"

    @property
    def financial_year(self) -> "FinancialYear":
        return FinancialYear(self.start_year)

    @property
    def next(self) -> "Quarter":
        return Quarter.from_ordinal(self.ordinal + 1)

    @property
    def previous(self) -> "Quarter":
        return Quarter.from_ordinal(self.ordinal - 1)

    def __str__(self) -> str:
        return f"{self.financial_year}-Q{self.number}"


@dataclass(frozen=True)
class FinancialYear(Period):
    """April to March: ``FinancialYear(2021)`` is 2021/22."""

    kind: ClassVar[str] = "financial_year"
    start_year: int

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Self:
        return cls(ordinal)

    @property
    def ordinal(self) -> int:
        return self.start_year

    @property
    def start(self) -> date:
        return date(self.start_year, 4, 1)

    @property
    def end(self) -> date:
        return date(self.start_year + 1, 3, 31)

    @property
    def label(self) -> str:
        return f"{self.start_year}/{second_year(self.start_year)}"

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        return tuple(Quarter(self.start_year, number) for number in QUARTER_MONTHS)

    @property
    def next(self) -> "FinancialYear":
        return FinancialYear(self.start_year + 1)

    @property
    def previous(self) -> "FinancialYear":
        return FinancialYear(self.start_year - 1)

    def __str__(self) -> str:
        return f"{self.start_year}-{second_year(self.start_year)}"


@dataclass(frozen=True)
class AcademicYear(Period):
    """September to August: ``AcademicYear(2019)`` is 2019/20."""

    kind: ClassVar[str] = "academic_year"
    start_year: int

    @property
    def start(self) -> date:
        return date(self.start_year, 9, 1)

    @property
    def end(self) -> date:
        return date(self.start_year + 1, 8, 31)

    @property
    def label(self) -> str:
        return f"Academic year {self.start_year}/{second_year(self.start_year)}"

    def __str__(self) -> str:
        return f"AY{self.start_year}-{second_year(self.start_year)}"


@dataclass(frozen=True)
class Month(Period):
    """A calendar month: ``Month(2021, 9)`` is September 2021."""

    kind: ClassVar[str] = "month"
    calendar_year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12:
            raise ValueError(f"There is no month {self.number}: months are 01 to 12.")

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Self:
        year, index = divmod(ordinal, 12)
        return cls(year, index + 1)

    @property
    def ordinal(self) -> int:
        """Consecutive months have consecutive ordinals."""
        return self.calendar_year * 12 + self.number - 1

    @property
    def start(self) -> date:
        return date(self.calendar_year, self.number, 1)

    @property
    def end(self) -> date:
        return _last_day(self.calendar_year, self.number)

    @property
    def label(self) -> str:
        return f"{MONTH_NAMES[self.number - 1]} {self.calendar_year}"

    def __str__(self) -> str:
        text = f"{self.calendar_year}-{self.number:02}"
        reads_as_year = text[-2:] == second_year(self.calendar_year)
        return f"M{text}" if reads_as_year else text


@dataclass(frozen=True)
class Rolling(Period):
    """The ``months`` months that end on a day; twelve make a rolling year."""

    kind: ClassVar[str] = "rolling"
    months: int
    last: date

    def __post_init__(self) -> None:
        if not 1 <= self.months <= 120:
            raise ValueError(f"A rolling period has 1 to 120 months, not {self.months}.")

    @property
    def start(self) -> date:
        after = self.last + timedelta(days=1)
        year, index = divmod(after.year * 12 + after.month - 1 - self.months, 12)
        # 30 March and one month: there is no 31 February, so February's last day.
        return date(year, index + 1, min(after.day, monthrange(year, index + 1)[1]))

    @property
    def end(self) -> date:
        return self.last

    @property
    def label(self) -> str:
        return _span_label(self.start, self.end)

    def __str__(self) -> str:
        return f"R{self.months}@{self.last.isoformat()}"


@dataclass(frozen=True)
class Snapshot(Period):
    """The position on one day."""

    kind: ClassVar[str] = "snapshot"
    day: date

    @property
    def start(self) -> date:
        return self.day

    @property
    def end(self) -> date:
        return self.day

    @property
    def label(self) -> str:
        return date_label(self.day)

    def __str__(self) -> str:
        return f"@{self.day.isoformat()}"


@dataclass(frozen=True)
class RunningTotal(Period):
    """From 1 April to the end of a quarter: what a cumulative indicator reports."""

    kind: ClassVar[str] = "running_total"
    to: Quarter

    @property
    def start(self) -> date:
        return self.to.financial_year.start

    @property
    def end(self) -> date:
        return self.to.end

    @property
    def label(self) -> str:
        return f"{_span_label(self.start, self.end)} (running total)"

    def __str__(self) -> str:
        return f"{self.to}-YTD"


def quarter_of(day: date) -> Quarter:
    """The quarter that holds a London date. Moments are refused: 23:30 UTC on 30 June is July in London."""
    if isinstance(day, datetime):
        raise TypeError("quarter_of takes a date in London, not a moment: convert it first.")
    months_from_april = day.year * 12 + day.month - 4
    return Quarter(months_from_april // 12, months_from_april % 12 // 3 + 1)


def second_year(start_year: int) -> str:
    return f"{(start_year + 1) % 100:02}"


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _span_label(start: date, end: date) -> str:
    """Whole months by name (October 2020 to September 2021), anything else by day."""
    if start.day != 1 or end != _last_day(end.year, end.month):
        return f"{date_label(start)} to {date_label(end)}"
    last = Month(end.year, end.month).label
    if (start.year, start.month) == (end.year, end.month):
        return last
    first = MONTH_NAMES[start.month - 1]
    return f"{first} to {last}" if start.year == end.year else f"{first} {start.year} to {last}"
