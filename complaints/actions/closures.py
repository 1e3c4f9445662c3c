"""Days on which the council is closed beside the bank holidays. Where the law defines working days, they count anyway."""

from __future__ import annotations

import datetime

from django.db import transaction

from complaints.actions import pauses
from complaints.actions.refusals import ComplaintRefused
from complaints.models import ClosureDay, Procedure
from complaints.procedures import STATUTORY
from complaints.selectors.pauses import cases_running
from complaints.visibility import require_manager
from council.models import User
from council.working_days import FIRST_YEAR, SATURDAY, bank_holidays


@transaction.atomic
def add(*, day: datetime.date, name: str, by: User) -> int:
    """Close the council for a day; returns how many stages have other dates. Raises PermissionDenied, ComplaintRefused."""
    require_manager(by)
    if day.year < FIRST_YEAR:
        raise ComplaintRefused(f"This day is before {FIRST_YEAR}. Write the year with four digits.")
    if day.weekday() >= SATURDAY:
        raise ComplaintRefused(
            "This day is at a weekend, which no clock counts. Choose a day from Monday to Friday."
        )
    if holiday := bank_holidays(day.year).get(day):
        raise ComplaintRefused(f"This day is a bank holiday already: {holiday}.")
    if ClosureDay.objects.filter(day=day).exists():
        raise ComplaintRefused("The council is closed on this day already.")
    ClosureDay.objects.create(day=day, name=name)
    return _count_again(day, by)


@transaction.atomic
def remove(row: ClosureDay, *, by: User) -> int:
    """Open the council on that day after all; returns as `add` does. Raises PermissionDenied."""
    require_manager(by)
    day = row.day
    row.delete()
    return _count_again(day, by)


def _count_again(day: datetime.date, by: User) -> int:
    counting = [procedure for procedure in Procedure.values if procedure not in STATUTORY]
    cases = {case for procedure in counting for case in cases_running(procedure, day, day)}
    return pauses.recount(cases, by=by)
