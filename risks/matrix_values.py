"""How the numbers and texts of a matrix file are read and written. Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any


class MatrixError(ValueError):
    """The matrix cannot be used; the message says what is wrong and how to write it."""


def written(value: Any) -> str:
    """A number of a JSON file as plain digits, a text as it is; "" for anything else and for numbers out of all measure.

    Numbers with a point come as Decimal from a file and as float from the database: both as they were written.
    """
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        # Looked at before it is written out: 1E999999999 is short in a file, and a gigabyte of digits.
        return f"{value:f}" if value.is_finite() and -20 <= value.adjusted() <= 20 else ""
    return str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""


def read_number(value: Any) -> Decimal | None:
    """A plain number, or None. Text counts where it is one written in ASCII digits."""
    text = written(value)
    return Decimal(text) if re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,20})?", text) else None


def plain(number: Decimal) -> Decimal:
    """The number without noughts at its end, as people write a score: 0.95 x 100 is 95, and not 95.00."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def to_json(number: Decimal | str) -> int | str:
    """A whole number as JSON has it, anything else as text: a number with a point must stay exact."""
    text = number if isinstance(number, str) else f"{number:f}"
    return int(text) if re.fullmatch(r"0|-?[1-9][0-9]*", text) else text


def fold(text: str) -> str:
    """In lower case with single spaces."""
    return " ".join(text.split()).casefold()


def shown(value: Any) -> str:
    """A value in a message, in quotation marks and cut where it is long."""
    text = str(value)
    return f'"{text[:40]}{"…" if len(text) > 40 else ""}"'
