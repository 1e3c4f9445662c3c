"""Numbers and dates as a person sees them in a cell. Spreadsheets store them as binary numbers and a format."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Literal

Shown = Literal["", "%", "£", "€", "$", "date"]

CURRENCIES: tuple[Literal["£", "€", "$"], ...] = ("£", "€", "$")
STORED_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?")
#: Spreadsheets keep fifteen digits; more are noise of the binary number (0.1 + 0.2 is 0.30000000000000004).
DIGITS = 15
#: More decimals than any figure has: the results of divisions end here.
DECIMALS = 14
LARGEST = Decimal(10) ** 28

# What a number format says besides placeholders: words in quotation marks, escaped characters, [colours and conditions].
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
_BRACKETS = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.IGNORECASE)
_CURRENCY = re.compile(r'\[\$([^\]-]*)|"([^"]*)"')


def number_text(stored: str, shown: Shown = "") -> str:
    """A stored number as a person would type it; one that is not a number comes back as it is, for others to refuse.

    >>> number_text("0.28999999999999998"), number_text("12.0"), number_text("0.8871", "%")
    ('0.29', '12', '88.71%')
    """
    if not STORED_NUMBER.fullmatch(stored):
        return stored
    exact = Decimal(f"{float(stored):.{DIGITS}g}")
    if shown == "%":
        exact = exact.scaleb(2)
    if not exact.is_finite() or abs(exact) >= LARGEST or 0 < abs(exact) < Decimal(10) ** -DECIMALS:
        return stored
    if -int(exact.as_tuple().exponent) > DECIMALS:
        exact = round(exact, DECIMALS)
    text = f"{exact:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    if shown == "%":
        return f"{text}%"
    return f"-{shown}{text[1:]}" if text.startswith("-") and shown else f"{shown}{text}"


def date_text(stored: str, starts_1904: bool) -> str:
    """The day (and time of day) that a stored number counts; as it is, where it can be none.

    >>> date_text("44469", starts_1904=False), date_text("0.5", starts_1904=False)
    ('2021-09-30', '12:00')
    """
    if not STORED_NUMBER.fullmatch(stored) or not 0 <= float(stored) < 2_958_466:
        return stored
    first = datetime.datetime(1904, 1, 1) if starts_1904 else datetime.datetime(1899, 12, 30)  # noqa: DTZ001
    moment = first + datetime.timedelta(seconds=round(float(stored) * 86_400))
    if float(stored) < 1:
        return f"{moment:%H:%M}"
    is_midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return f"{moment:%Y-%m-%d}" if is_midnight else f"{moment:%Y-%m-%d %H:%M}"


def shown_by_number(code: int) -> Shown:
    """What a built-in number format of Excel shows: ECMA-376 part 1, 18.8.30."""
    if code in (9, 10):
        return "%"
    return "date" if code in {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)} else ""


def shown_by_code(code: str) -> Shown:
    """What a number format written out shows.

    >>> shown_by_code("0.00%"), shown_by_code("[$£-809]#,##0"), shown_by_code('0" days"'), shown_by_code("mmm yy")
    ('%', '£', '', 'date')
    """
    bare = _BRACKETS.sub("", _QUOTED.sub("", code))
    if "%" in bare:
        return "%"
    signs = bare + "".join("".join(found) for found in _CURRENCY.findall(code))
    for currency in CURRENCIES:
        if currency in signs:
            return currency
    return "date" if re.search("[ymdhs]", bare, re.IGNORECASE) else ""
