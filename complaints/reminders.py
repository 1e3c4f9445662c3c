"""Who is reminded of what in a complaint, and on which day. Pure: no Django, no clock.

A task is warned of some working days before it is due, told on the day, and chased each week after, until it is done. It
is the work of those who handle complaints for its service or directorate; where there is nobody, of those who handle them
for the whole council. While a clock is paused nothing is due, and the caller leaves such tasks out.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from council.reminders import NOBODY, WEEK, Hands, Reminder, one_each
from council.working_days import ENGLAND, WorkingDays


class Kind(StrEnum):
    """Why somebody is reminded; in the order in which a digest lists them."""

    OVERDUE = "complaint_overdue"
    DUE = "complaint_due"
    SOON = "complaint_soon"


class What(StrEnum):
    """What there is to do."""

    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    ENQUIRY = "enquiry"
    REMEDY = "remedy"
    RECOMMENDATION = "recommendation"


#: How many working days before the last one somebody is warned: what takes longer to do is told earlier.
WARNED_BEFORE: Mapping[What, int] = {
    What.ACKNOWLEDGE: 1,
    What.ANSWER: 3,
    What.ENQUIRY: 5,
    What.REMEDY: 5,
    What.RECOMMENDATION: 10,
}


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing that is due on a day.

    `key` is its own for ever ("case 7 stage 1"). `step` says it in words that name nobody: "Stage 1, response". `case` is
    the case's reference, and `ombudsman` the key of the Ombudsman's case that it belongs to; one of the two is "" where
    there is none.
    """

    key: str
    what: What
    step: str
    due_on: datetime.date
    reference: str
    case: str = ""
    ombudsman: str = ""
    handlers: Hands = NOBODY

    def is_overdue(self, day: datetime.date) -> bool:
        return self.due_on < day


def kind_on(task: Task, day: datetime.date, calendar: WorkingDays = ENGLAND) -> Kind | None:
    """What `day` gives reason for: nothing while there is time."""
    if task.is_overdue(day):
        return Kind.OVERDUE
    if task.due_on == day:
        return Kind.DUE
    return Kind.SOON if calendar.between(day, task.due_on) <= WARNED_BEFORE[task.what] else None


def reminders(task: Task, day: datetime.date, calendar: WorkingDays = ENGLAND) -> list[Reminder[Task]]:
    """Every reminder of one task that `day` gives reason for, whether it was sent already or not."""
    kind = kind_on(task, day, calendar)
    if kind is None:
        return []
    about = f"{task.key} {task.what} {task.due_on}"
    if kind is Kind.OVERDUE:
        about += f" week {(day - task.due_on) // WEEK}"
    return [Reminder(person, kind, about, task) for person in sorted(task.handlers.people())]


def digests(
    tasks: Iterable[Task],
    day: datetime.date,
    sent: Collection[tuple[int, str, str]] = (),
    calendar: WorkingDays = ENGLAND,
) -> dict[int, list[Reminder[Task]]]:
    """What each person is told on `day`: one digest each, the oldest date first, without what was `sent` before."""
    ordered = sorted(tasks, key=lambda task: (task.due_on, task.reference))
    found = (each for task in ordered for each in reminders(task, day, calendar))
    return one_each(found, sent, order=list(Kind))
