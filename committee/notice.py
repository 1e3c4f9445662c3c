"""By when papers have to be public. Pure.

Agenda and reports are open to inspection at least five clear days before the meeting (Local Government Act 1972, section
100B(3); SI 2012/2089 for meetings of the executive and its committees). Neither the day of publication nor that of the
meeting counts. Days are counted as working days, the stricter way and the one that councils keep to.
"""

from __future__ import annotations

import datetime

from council.working_days import ENGLAND, ONE_DAY, WorkingDays

CLEAR_DAYS = 5


def clear_days(published: datetime.date, meeting: datetime.date, calendar: WorkingDays = ENGLAND) -> int:
    """How many working days lie between the two.

    >>> clear_days(datetime.date(2021, 11, 17), datetime.date(2021, 11, 25))
    5
    """
    return calendar.between(published, meeting - ONE_DAY)


def last_day(meeting: datetime.date, calendar: WorkingDays = ENGLAND) -> datetime.date:
    """The last day on which papers can be published in time.

    >>> last_day(datetime.date(2021, 11, 25))
    datetime.date(2021, 11, 17)
    """
    day = meeting - ONE_DAY * (CLEAR_DAYS + 1)
    while clear_days(day, meeting, calendar) < CLEAR_DAYS:
        day -= ONE_DAY
    while not calendar.includes(day):
        day -= ONE_DAY
    return day
