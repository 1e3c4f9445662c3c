"""What an officer enters for one place of a series. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A value, or (`absence` and `text`) words that say why there is none; the rest describes the value."""

    value: Decimal | None = None
    second_value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    forecast: Decimal | None = None
    quartile: int | None = None
    absence: str = ""
    text: str = ""
    state: str = "validated"
    is_forecast: bool = False
    note: str = ""
    explanation: str = ""


def percentage(numerator: Decimal, denominator: Decimal) -> Decimal:
    """The percentage of two counts, to twelve places: more than any council publishes, and never rounded to look met.

    >>> percentage(Decimal(1), Decimal(8))
    Decimal('12.5')
    """
    places = f"{numerator * 100 / denominator:.12f}"
    return Decimal(places.rstrip("0").rstrip("."))
