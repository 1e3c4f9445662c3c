"""The periods and dates that a sentence names: "Quarter 2 of 2020/21", "19/20", "Sep 18", "the end of December". Pure.

A month or a quarter without a year is the latest one that had ended, or begun, by the end of the period that the report
covers: in a register of Quarter 4 2018/19, "December" is December 2018. Without a report period it stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from council.period_kinds import MONTH_NAMES, FinancialYear, Month, Period, Quarter, Snapshot

_MONTHS = {name[:3].casefold(): number for number, name in enumerate(MONTH_NAMES, 1)}
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "first": 1, "second": 2, "third": 3, "fourth": 4}
_NUMBERS |= {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "1": 1, "2": 2, "3": 3, "4": 4}

_MONTH = (
    r"(?P<{0}>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    + (r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)(?:\.(?=\s?\d))?")
)
_QUARTER = r"(?:[Qq]uarter|Q)\s?(?P<{0}>[1-4]|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our)\b(?:\s\(Q[1-4]\))?"
_LONG_YEAR = r"(?P<{0}>20[0-9]{{2}})\s?[/\u2013-]\s?(?P<{1}>(?:20)?[0-9]{{2}})"


@dataclass(frozen=True)
class Time:
    """A period or date in a sentence. `period` is None where it is a time, and the text does not say which one."""

    start: int
    end: int
    text: str
    period: Period | None


def find_times(text: str, within: Period | None = None) -> list[Time]:
    """All the times of a text in their order; `within` is the period of the report that it stands in."""
    return list(_find(text, within))


def _find(text: str, within: Period | None) -> Iterator[Time]:
    for match in _TIME.finditer(text):
        kind = match.lastgroup or ""
        period = _READ[kind](match[0], within)
        if kind == "short_year" and period is None:
            continue  # 14/20 is a score, not a year
        yield Time(match.start(), match.end(), match[0], period)


def _quarter_and_year(text: str, _: Period | None) -> Period | None:
    number = re.search(_QUARTER.format("q"), text)
    year = _year_in(text)
    return Quarter(year, _NUMBERS[number["q"].casefold()]) if number and year is not None else None


def _lone_quarter(text: str, within: Period | None) -> Period | None:
    found = re.search(r"[1-4](?:st|nd|rd|th)?|[a-z]+", re.sub(r"[Qq]uarter|Q", "", text).casefold().strip())
    number = _NUMBERS.get(found[0]) if found else None
    if number is None or within is None:
        return None
    last = within.quarter
    return Quarter.from_ordinal(last.ordinal - (last.number - number) % 4)


def _year(text: str, _: Period | None) -> Period | None:
    year = _year_in(text)
    return None if year is None else FinancialYear(year)


def _year_in(text: str) -> int | None:
    """The year that "2018/19", "2018-2019" or "18/19" begins; None where the second half does not follow."""
    found = re.findall(r"(?:20)?([0-9]{2})\s?[/\u2013-]\s?(?:20)?([0-9]{2})", text)
    starts = (int(first) for first, second in found if (int(first) + 1) % 100 == int(second))
    return next((2000 + start for start in starts), None)


def _day(text: str, _: Period | None) -> Period | None:
    day, month, year = (int(part) for part in re.split("[/.]", text))
    return _snapshot(2000 + year % 100, month, day)


def _written_day(text: str, _: Period | None) -> Period | None:
    day, month, year = text.split()
    return _snapshot(int(year), _MONTHS[month[:3].casefold()], int(re.sub(r"\D", "", day)))


def _snapshot(year: int, month: int, day: int) -> Period | None:
    try:
        return Snapshot(date(year, month, day))
    except ValueError:
        return None  # 31/06/21: a slip, and no period


def _month_and_year(text: str, _: Period | None) -> Period | None:
    return Month(2000 + int(text[-2:]), _MONTHS[text[:3].casefold()])


def _lone_month(text: str, within: Period | None) -> Period | None:
    if within is None:
        return None
    last = Month(within.end.year, within.end.month)
    return Month.from_ordinal(last.ordinal - (last.number - _MONTHS[text[:3].casefold()]) % 12)


def _unknown(_: str, __: Period | None) -> Period | None:
    return None


_ORDINAL = r"(?<![\d.,/£-])[0-9]{1,2}(?:st|nd|rd|th)?"
_SHORT_YEAR = r"(?<![\d/.,£])[0-9]{2}/[0-9]{2}(?![\d/%])"
_ANY_MONTH = _MONTH.format("m").replace("(?P<m>", "(?:")
_ANY_YEAR = _LONG_YEAR.format("a", "b").replace("(?P<a>", "(?:").replace("(?P<b>", "(?:") + r"(?!\d)"
_ANY_QUARTER = _QUARTER.format("q").replace("(?P<q>", "(?:")
_GAP = r"(?:\sof)?(?:\sthe)?,?\s"
_PATTERNS: tuple[tuple[str, str, Callable[[str, Period | None], Period | None]], ...] = (
    (
        "quarter_and_year",
        rf"\b{_ANY_QUARTER}(?:{_GAP}(?:{_ANY_YEAR}|{_SHORT_YEAR})|\s\((?:{_ANY_YEAR}|{_SHORT_YEAR})\))"
        rf"|{_ANY_YEAR}\s{_ANY_QUARTER}",
        _quarter_and_year,
    ),
    ("day", r"(?<![\d/])[0-9]{1,2}[/.][0-9]{1,2}[/.](?:20)?[0-9]{2}(?![\d/])", _day),
    ("written_day", rf"{_ORDINAL}\s{_ANY_MONTH}\s20[0-9]{{2}}\b", _written_day),
    ("day_alone", rf"{_ORDINAL}\s{_ANY_MONTH}(?![A-Za-z])(?!\s?20[0-9]{{2}})", _unknown),
    (
        "months",
        rf"\b{_ANY_MONTH}(?:(?:\s(?:20)?[0-9]{{2}})?\s?(?:to|-|\u2013)|\sand)\s?{_ANY_MONTH}(?![A-Za-z])"
        r"(?:\s?(?:20)?[0-9]{2}(?![\d.,%]))?",
        _unknown,
    ),
    (
        "month_and_year",
        rf"\b{_ANY_MONTH}\s?['\u2019]?(?:20)?[1-4][0-9]\b(?![.,]\d|%|\))(?!\s?(?:days|weeks))",
        _month_and_year,
    ),
    ("month_and_year_closed", rf"\b{_ANY_MONTH}\s?['\u2019]?(?:20)?[1-4][0-9](?=\))", _month_and_year),
    ("year", rf"\b{_ANY_YEAR}", _year),
    ("short_year", _SHORT_YEAR, _year),
    ("years", r"\b20[0-9]{2}\s?[\u2013-]\s?20[0-9]{2}\b", _unknown),
    (
        "quarter",
        rf"\b{_ANY_QUARTER}|\b(?:1st|2nd|3rd|4th|first|second|third|fourth)\s[Qq]uarter\b",
        _lone_quarter,
    ),
    ("month", rf"\b(?!May\b){_ANY_MONTH}(?![A-Za-z])|(?<=\b(?:in|by|of|to)\s)May\b", _lone_month),
    ("calendar_year", r"(?<![\d.,£])20[0-9]{2}\b(?![,.]\d|%)", _unknown),
)
_READ = {name: read for name, _, read in _PATTERNS}
_TIME = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern, _ in _PATTERNS))
