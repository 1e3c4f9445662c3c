"""By when something is due, in words. Pure."""

from __future__ import annotations

import datetime

from council.period_kinds import date_label

#: After so many days nobody counts them any more.
LONG_OVERDUE = 99


def due_words(due_on: datetime.date | None, today: datetime.date) -> str:
    """By when, and how far off that is; "" without a date.

    >>> due_words(datetime.date(2022, 2, 4), datetime.date(2022, 2, 6))
    'due on 4 February 2022, 2 days overdue'
    """
    if due_on is None:
        return ""
    days = (due_on - today).days
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    if days < -LONG_OVERDUE:
        return f"due on {date_label(due_on)}"
    when = f"in {count}" if days > 0 else f"{count} overdue" if days < 0 else "today"
    return f"due on {date_label(due_on)}, {when}"
