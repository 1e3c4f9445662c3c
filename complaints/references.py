"""References of cases: CF-2020-0001, numbered by the financial year of receipt. Pure."""

import re
from datetime import date

_SHAPE = re.compile(r"CF-(?P<year>[0-9]{4})-(?P<number>[0-9]{4,7})")
#: A number beyond this is no council's of a year: taken over from another log, it would use up the series.
LARGEST_TAKEN_OVER = 99_999


def year_of(day: date) -> int:
    """The first calendar year of the financial year that a day lies in.

    >>> year_of(date(2021, 3, 31)), year_of(date(2021, 4, 1))
    (2020, 2021)
    """
    return day.year if day.month >= 4 else day.year - 1


def reference(year: int, number: int) -> str:
    """The reference of the `number`-th piece of feedback of a year.

    >>> reference(2020, 7)
    'CF-2020-0007'
    """
    return f"CF-{year}-{number:04}"


def series_of(year: int) -> str:
    """A pattern that the references of a year's series match, and none that was only taken over from another log."""
    return rf"^CF-{year}-[0-9]{{4,7}}$"


def uses_up_the_series(ref: str) -> bool:
    """Whether a reference that is taken over begins like one of ours, with a number that no series may go on from.

    >>> uses_up_the_series("CF-2020-9999999"), uses_up_the_series("CF-2020-0012"), uses_up_the_series("LCC/12")
    (True, False, False)
    """
    found = _SHAPE.fullmatch(ref.upper())
    return found is not None and int(found["number"]) > LARGEST_TAKEN_OVER


def number_of(ref: str, year: int) -> int:
    """The number within its year's series; 0 where the reference is none of that series."""
    found = _SHAPE.fullmatch(ref)
    return int(found["number"]) if found and int(found["year"]) == year else 0
