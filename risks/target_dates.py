"""What the printed target date of an entry means: a day, a month, a quarter, a year, or words. Pure.

    a day        2022-03-31, 31/03/2022, 31.3.22, 31 March 2022, 31st Mar 22, Thursday 31 March 2022, March 31, 2022
    its last day of what is longer: March 2022, Mar-22, 03/2022, end of March 2022, Q4 2021/22, 2021/22, 2021

Days are written day first, as in the United Kingdom. Everything else is words: beside them no day has passed
("March 2022/Ongoing", "Ongoing", "Spring 2022").
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from time import strptime

from council.periods import parse

_DAYS = (
    "%Y-%m-%d",
    "%d-%m-%Y",
    "%d-%m-%y",
    "%d %B %Y",
    "%d %b %Y",
    "%d %B %y",
    "%d %b %y",
    "%B %d %Y",
    "%b %d %Y",
)
_MONTHS = ("%B %Y", "%b %Y", "%B %y", "%b %y", "%m-%Y")
_QUARTER_BEFORE = re.compile(r"q(?P<quarter>[1-4]) (?P<year>[0-9]{4}-[0-9]{2})")
_QUARTER_BEHIND = re.compile(r"(?P<year>[0-9]{4}-[0-9]{2})[ -]q(?P<quarter>[1-4])")
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[ ,.]+")
_BEFORE = re.compile(r"^(?:by |before |(?:the )?end (?:of )?)+")
_MIDNIGHT = re.compile(r"(?<=[0-9]{4}-[0-9]{2}-[0-9]{2})[ t]00:00(?::00)?")
#: What was meant to be a day and is none: 30 February 2022, 2021-13-01, the bare number that a spreadsheet keeps of a day.
_LOOKS_LIKE_A_DAY = re.compile(r"[0-9]+(?:-[0-9]+){1,2}|[0-9]{1,2} [a-z]{3,9} [0-9]{2,4}|[0-9]{5,}")


def day_of(text: str) -> date | None:
    """The day that a text means, the last of a longer time; None where it is no date."""
    plain = _plain(text)
    return _day(plain) or _last_of_month(plain) or _last_of_period(plain)


def is_day(text: str) -> bool:
    """Whether a text names a day and not only its month."""
    return _day(_plain(text)) is not None


def is_wrong(text: str) -> bool:
    """Whether a text was meant to be a day, and the calendar has none such."""
    return day_of(text) is None and _LOOKS_LIKE_A_DAY.fullmatch(_plain(text)) is not None


def _plain(text: str) -> str:
    """The date without what people put around it, its parts with "-" between numbers and a space beside names."""
    if not text.isascii():
        # Dashes between numbers are typed by spreadsheet programs; other letters are in no date.
        text = re.sub("[\u2010-\u2015]", "-", text)
        if not text.isascii():
            return ""
    plain = _MIDNIGHT.sub("", " ".join(text.split()).casefold())
    plain = _BEFORE.sub("", _WEEKDAY.sub("", plain))
    plain = re.sub(r"(?<=[0-9])(?:st|nd|rd|th)\b", "", plain)
    plain = re.sub(r"\bsept\b", "sep", plain)
    plain = re.sub(r"(?<=[a-z])[.,-]+ ?(?=[0-9])|(?<=[0-9])-(?=[a-z]{3})|(?<=[0-9]), ?(?=[0-9])", " ", plain)
    return re.sub(r"(?<=[0-9])[/.](?=[0-9])", "-", plain)


def _day(plain: str) -> date | None:
    for form in _DAYS:
        if found := _parsed(plain, form):
            return date(*found)
    return None


def _last_of_month(plain: str) -> date | None:
    for form in _MONTHS:
        if found := _parsed(plain, form):
            year, month, _ = found
            return date(year, month, monthrange(year, month)[1])
    return None


def _last_of_period(plain: str) -> date | None:
    """The last day of a quarter or a financial year, of a month written 2022-03, of a calendar year."""
    if match := _QUARTER_BEFORE.fullmatch(plain) or _QUARTER_BEHIND.fullmatch(plain):
        plain = f"{match['year']}-Q{match['quarter']}"
    elif re.fullmatch("[0-9]{4}", plain):
        plain = f"{plain}-12"
    elif not re.fullmatch("[0-9]{4}-[0-9]{2}", plain):
        return None
    try:
        return parse(plain).end
    except ValueError:
        return None


def _parsed(text: str, form: str) -> tuple[int, int, int] | None:
    try:
        year, month, day = strptime(text, form)[:3]
    except ValueError:
        return None
    return (year, month, day) if 1900 <= year <= 2199 else None
