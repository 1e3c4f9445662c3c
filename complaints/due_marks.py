"""How near a due date is, in a word and a tag. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

#: Up to here how far off a date is is said in days; then in whole months, and from two years on in whole years.
DAYS_TOLD, MONTHS_TOLD = 99, 24
#: "This week" and "soon": today and the six days after it.
SOON = timedelta(days=6)


class Nearness(StrEnum):
    """How near, in words."""

    OVERDUE = "Overdue"
    SOON = "Due soon"
    LATER = "Due"


@dataclass(frozen=True)
class DueMark:
    """A due date as lists and pages show it: the tag's word, the day, and how far off it is."""

    day: date
    nearness: Nearness
    distance: str

    @property
    def tag(self) -> str:
        """The class of the tag; a date that is far off needs none."""
        return {Nearness.OVERDUE: "govuk-tag--red", Nearness.SOON: "govuk-tag--yellow"}.get(self.nearness, "")


def due_mark(day: date, today: date) -> DueMark:
    """The mark of a due date on a day.

    >>> due_mark(date(2020, 4, 3), date(2020, 4, 5)).distance
    '2 days overdue'
    >>> due_mark(date(2020, 4, 3), date(2026, 4, 2)).distance
    '5 years overdue'
    """
    days = (day - today).days
    if days < 0:
        return DueMark(day, Nearness.OVERDUE, f"{_how_long(day, today)} overdue")
    if days == 0:
        return DueMark(day, Nearness.SOON, "today")
    return DueMark(
        day, Nearness.SOON if day <= today + SOON else Nearness.LATER, f"in {_how_long(today, day)}"
    )


def _how_long(first: date, last: date) -> str:
    """The time between two days, as exactly as somebody needs it: nobody reckons with 1,831 days."""
    days = (last - first).days
    if days <= DAYS_TOLD:
        return _count(days, "day")
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    return _count(months, "month") if months < MONTHS_TOLD else _count(months // 12, "year")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
