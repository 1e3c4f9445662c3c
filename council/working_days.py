"""Working days in England: Monday to Friday, but for bank holidays and the days on which a council is closed.

A pure module. Bank holidays follow from the Banking and Financial Dealings Act 1971 and the dates proclaimed since; those
that a proclamation moved or added stand in `PROCLAIMED`, and a new one is a new line there. Before 1978 (the first early May
bank holiday) years are refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from council.period_kinds import date_label

FIRST_YEAR = 1978
ONE_DAY = timedelta(days=1)
SATURDAY = 5

#: What a proclamation changed: by the usual day (None: there is none) the day it was kept instead, and its name.
PROCLAIMED: tuple[tuple[date | None, date, str], ...] = (
    (None, date(1981, 7, 29), "Royal Wedding"),
    (date(1995, 5, 1), date(1995, 5, 8), "Early May bank holiday"),
    (None, date(1999, 12, 31), "Millennium Eve"),
    (date(2002, 5, 27), date(2002, 6, 4), "Spring bank holiday"),
    (None, date(2002, 6, 3), "Golden Jubilee"),
    (None, date(2011, 4, 29), "Royal Wedding"),
    (date(2012, 5, 28), date(2012, 6, 4), "Spring bank holiday"),
    (None, date(2012, 6, 5), "Diamond Jubilee"),
    (date(2020, 5, 4), date(2020, 5, 8), "Early May bank holiday"),
    (date(2022, 5, 30), date(2022, 6, 2), "Spring bank holiday"),
    (None, date(2022, 6, 3), "Platinum Jubilee"),
    (None, date(2022, 9, 19), "State Funeral of Queen Elizabeth II"),
    (None, date(2023, 5, 8), "Coronation of King Charles III"),
)


@cache
def bank_holidays(year: int) -> Mapping[date, str]:
    """The bank holidays of a year in England by date. Raises ValueError before 1978.

    >>> [str(day) for day in bank_holidays(2020)][3]
    '2020-05-08'
    """
    if year < FIRST_YEAR:
        raise ValueError(f"Bank holidays are known from {FIRST_YEAR} on; {year} is before that.")
    easter = easter_sunday(year)
    usual = {
        easter - 2 * ONE_DAY: "Good Friday",
        easter + ONE_DAY: "Easter Monday",
        _first_monday(year, 5): "Early May bank holiday",
        _last_monday(year, 5): "Spring bank holiday",
        _last_monday(year, 8): "Summer bank holiday",
    }
    _add_fixed(usual, {date(year, 1, 1): "New Year's Day"})
    _add_fixed(usual, {date(year, 12, 25): "Christmas Day", date(year, 12, 26): "Boxing Day"})
    for replaced, kept, name in PROCLAIMED:
        if kept.year == year:
            if replaced:
                del usual[replaced]
            usual[kept] = name
    return dict(sorted(usual.items()))


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the anonymous algorithm that Nature printed in 1876."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    leap_centuries, rest = divmod(century, 4)
    moon = (19 * golden + century - leap_centuries - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * rest + 2 * (of_century // 4) - moon - of_century % 4) % 7
    correction = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


@dataclass(frozen=True)
class Count:
    """Working days counted from a start: the last of them, and the bank holidays and closures passed on the way."""

    end: date
    not_counted: tuple[str, ...]


@dataclass(frozen=True)
class WorkingDays:
    """England's working days less `closures`: days on which the council is closed, with their names."""

    closures: Mapping[date, str] = field(default_factory=dict)

    def includes(self, day: date) -> bool:
        """Whether the day is a working day."""
        return day.weekday() < SATURDAY and not self.name_of(day)

    def name_of(self, day: date) -> str:
        """The name of the bank holiday or closure that falls on the day, or ""."""
        return bank_holidays(day.year).get(day) or self.closures.get(day, "")

    def count(self, start: date, number: int) -> Count:
        """The `number`-th working day after `start`. Day 1 is the first working day after it, whatever day it is itself."""
        if number < 1:
            raise ValueError("Count one working day or more.")
        day, passed = start, []
        while number:
            day += ONE_DAY
            if self.includes(day):
                number -= 1
            elif day.weekday() < SATURDAY:
                passed.append(f"{self.name_of(day)} ({date_label(day)})")
        return Count(day, tuple(passed))

    def between(self, start: date, end: date) -> int:
        """How many working days after `start` there are up to and including `end`; 0 where it is not later."""
        days = (start + ONE_DAY * number for number in range(1, (end - start).days + 1))
        return sum(map(self.includes, days))


ENGLAND = WorkingDays()


def _add_fixed(holidays: dict[date, str], fixed: Mapping[date, str]) -> None:
    """Add days of fixed date; one at a weekend is kept on the next weekday that is not one of them."""
    at_weekend = {day: name for day, name in fixed.items() if day.weekday() >= SATURDAY}
    holidays |= {day: name for day, name in fixed.items() if day not in at_weekend}
    for day, name in at_weekend.items():
        kept = day
        while kept.weekday() >= SATURDAY or kept in holidays:
            kept += ONE_DAY
        holidays[kept] = f"{name} (substitute day)"


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + ONE_DAY * (-first.weekday() % 7)


def _last_monday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - ONE_DAY * last.weekday()
