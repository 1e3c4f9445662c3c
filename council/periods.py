"""Reporting periods: quarters, years, months, running totals and the notation that files use for them.

A pure module: no Django, no clock, no time zone. Whoever asks for "this quarter" works out today's date in
London first, and passes the date in.

Notation (design, section 3) and what it covers:

    2021-22-Q2        quarter                1 July 2021 to 30 September 2021
    2021-22           financial year         1 April 2021 to 31 March 2022
    AY2019-20         academic year          1 September 2019 to 31 August 2020
    2021-09           month                  1 September 2021 to 30 September 2021
    R12@2021-09-30    rolling period         the 12 months that end on 30 September 2021 (any number of months)
    @2021-12-31       snapshot               the position on one day
    2021-22-Q2-YTD    running total          1 April 2021 to 30 September 2021

Edges, each decided once:

    2011-12           is the financial year 2011/12, never December 2011: councils write years that way. The
                      months that would be read as years (January 2000, February 2001 ... December 2011) are
                      written with an M in front: M2011-12. Every month may be.
    2021-23, Q5       are refused with a sentence; so are month 13, 30 February, spaces and full-width digits.
    1900 to 2099      are the years that ``parse`` reads; anything else is a slip of the keyboard.
    ordering          by the day a period ends, then by the day it starts, then by kind; so a list of mixed
                      periods sorts in the order in which their figures can be known.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Self

from council.period_kinds import (
    AcademicYear,
    FinancialYear,
    Month,
    Period,
    Quarter,
    Rolling,
    RunningTotal,
    Snapshot,
    date_label,
    quarter_of,
    second_year,
)

__all__ = [
    "AcademicYear",
    "FinancialYear",
    "Month",
    "Period",
    "Quarter",
    "Rolling",
    "RunningTotal",
    "Slot",
    "Snapshot",
    "date_label",
    "parse",
    "parse_quarter",
    "quarter_of",
    "slot_for",
]

FIRST_YEAR = 1900
LAST_YEAR = 2099

HOW_TO_WRITE = (
    "Write a quarter like 2021-22-Q2, a year like 2021-22, an academic year like AY2019-20, a month like "
    "2021-09, a rolling year like R12@2021-09-30, one day like @2021-12-31 or a running total like 2021-22-Q2-YTD."
)


def parse(text: str) -> Period:
    """Read the notation; a ValueError says in one sentence what is wrong and how to write it."""
    for pattern, build in _NOTATION:
        if match := pattern.fullmatch(text):
            return build(*match.groups())
    raise ValueError(f'"{text}" is not a period. {HOW_TO_WRITE}')


def parse_quarter(text: str) -> Quarter:
    """Read a quarter and nothing else, as the addresses and commands take it."""
    period = parse(text)
    if isinstance(period, Quarter):
        return period
    raise ValueError(f'"{text}" is not a quarter. Write a quarter like 2021-22-Q2.')


_SLOT_KINDS: dict[str, type[Quarter] | type[FinancialYear] | type[Month]] = {
    "Q": Quarter,
    "Y": FinancialYear,
    "M": Month,
}
_SLOTS_IN_A_YEAR = {"Q": 4, "Y": 1, "M": 12}


@dataclass(frozen=True, order=True)
class Slot:
    """A column of an indicator's series: the place a figure takes whatever exact period it covers.

    An academic year's figure and a rolling year's figure both need a place beside their neighbours; the
    slot is that place, and its neighbours are the comparators of the direction of travel.
    """

    grain: str
    ordinal: int

    def __post_init__(self) -> None:
        if self.grain not in _SLOT_KINDS:
            raise ValueError(f'"{self.grain}" is not a grain: use Q (quarters), Y (years) or M (months).')

    @classmethod
    def of(cls, period: Quarter | FinancialYear | Month) -> Self:
        grain = next(grain for grain, kind in _SLOT_KINDS.items() if isinstance(period, kind))
        return cls(grain, period.ordinal)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2021-22-Q2``, ``2021-22`` or ``2021-09``."""
        period = parse(text)
        if isinstance(period, Quarter | FinancialYear | Month):
            return cls.of(period)
        raise ValueError(f'"{text}" is not a column of a series. Write 2021-22-Q2, 2021-22 or 2021-09.')

    @property
    def period(self) -> Quarter | FinancialYear | Month:
        return _SLOT_KINDS[self.grain].from_ordinal(self.ordinal)

    @property
    def label(self) -> str:
        return self.period.label

    def previous(self) -> "Slot":
        return Slot(self.grain, self.ordinal - 1)

    def last_year(self) -> "Slot":
        """The same quarter or month a year earlier; for years, the year before."""
        return Slot(self.grain, self.ordinal - _SLOTS_IN_A_YEAR[self.grain])

    def __str__(self) -> str:
        return str(self.period)


def slot_for(period: Period, frequency: str) -> Slot:
    """Which column of a quarterly, annual or monthly series a figure for this period belongs to.

    A whole year is the outturn of that year, whatever the frequency.
    """
    if frequency not in ("quarterly", "annual", "monthly"):
        raise ValueError(f'"{frequency}" is not a frequency: use quarterly, annual or monthly.')
    if isinstance(period, FinancialYear | AcademicYear):
        # An academic year keeps its own name: AY2019-20 is the figure of 2019/20, though it ends in 2020/21.
        return Slot.of(FinancialYear(period.start_year))
    if frequency == "quarterly":
        return Slot.of(period.quarter)
    if frequency == "annual":
        return Slot.of(period.year)
    return Slot.of(Month(period.end.year, period.end.month))


def _read_calendar_year(text: str) -> int:
    year = int(text)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"{year} is not a year between {FIRST_YEAR} and {LAST_YEAR}.")
    return year


def _read_start_year(first: str, second: str) -> int:
    """The start year of "2021-22"; the second half must follow the first."""
    start_year = _read_calendar_year(first)
    expected = second_year(start_year)
    if second != expected:
        raise ValueError(
            f'"{first}-{second}" is not a year: after {first} comes {expected}. Write {first}-{expected}.'
        )
    return start_year


def _read_year_or_month(first: str, second: str) -> Period:
    year = _read_calendar_year(first)
    if second == second_year(year):
        return FinancialYear(year)
    if 1 <= int(second) <= 12:
        return Month(year, int(second))
    raise ValueError(
        f'"{first}-{second}" is neither a year nor a month. Write the year that starts in April {first} as '
        f"{first}-{second_year(year)}, and a month like {first}-09."
    )


def _read_date(text: str) -> date:
    _read_calendar_year(text[:4])
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f'"{text}" is not a day in the calendar. Write it like 2021-09-30.') from error


_YEAR = r"([0-9]{4})-([0-9]{2})"
_DATE = r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
_NOTATION: tuple[tuple[re.Pattern[str], Callable[..., Period]], ...] = (
    (
        re.compile(rf"{_YEAR}-Q([0-9])"),
        lambda a, b, q: Quarter(_read_start_year(a, b), int(q)),
    ),
    (
        re.compile(rf"{_YEAR}-Q([0-9])-YTD"),
        lambda a, b, q: RunningTotal(Quarter(_read_start_year(a, b), int(q))),
    ),
    (re.compile(_YEAR), _read_year_or_month),
    (re.compile(rf"M{_YEAR}"), lambda year, month: Month(_read_calendar_year(year), int(month))),
    (re.compile(rf"AY{_YEAR}"), lambda a, b: AcademicYear(_read_start_year(a, b))),
    (
        re.compile(rf"R([1-9][0-9]{{0,2}})@{_DATE}"),
        lambda n, day: Rolling(int(n), _read_date(day)),
    ),
    (re.compile(rf"@{_DATE}"), lambda day: Snapshot(_read_date(day))),
)
