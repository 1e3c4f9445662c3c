"""Reminders of complaints by e-mail: references, stages, days and links, never a name or a word of a case.

A mailbox is no place for what somebody complained of: a reference says it to whoever handles the case, and the link to
whoever may open it.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator

from django.urls import reverse

from complaints.reminders import Kind, Task, What, digests
from complaints.selectors import clocks
from complaints.selectors.tasks import tasks
from council.actions.digests import Digests, Line
from council.period_kinds import date_label
from council.reminders import Reminder

HEADINGS = {Kind.OVERDUE: "Overdue", Kind.DUE: "Due today", Kind.SOON: "Due soon"}
#: How the subject says what there is to do.
VERBS = {
    What.ACKNOWLEDGE: "acknowledge",
    What.ANSWER: "answer",
    What.ENQUIRY: "answer to the Ombudsman",
    What.REMEDY: "put right",
    What.RECOMMENDATION: "carry out",
}
#: A longer list is read by nobody; the page of cases has them all.
LONGEST_LIST = 50


def found(day: datetime.date, sent: set[tuple[int, str, str]]) -> dict[int, list[Reminder[Task]]]:
    """What each person is told on `day`, without what was sent before."""
    return digests(tasks(), day, sent=sent, calendar=clocks.calendar())


def _counts(reminders: list[Reminder[Task]]) -> dict[str, int]:
    counts = Counter(each.standing.what for each in reminders)
    return {verb: counts[what] for what, verb in VERBS.items()}


def _lines(kind: Kind, found: list[Task]) -> Iterator[Line]:
    for task in found[:LONGEST_LIST]:
        was = "was due" if kind is Kind.OVERDUE else "due"
        yield Line(f"{task.reference}, {task.step}: {was} on {date_label(task.due_on)}", address_of(task))
    if len(found) > LONGEST_LIST:
        yield Line(f"and {len(found) - LONGEST_LIST} more", reverse("complaint-cases"))


def address_of(task: Task) -> str:
    """The page on which the task is done."""
    if task.ombudsman:
        return reverse("complaint-ombudsman-case", args=[task.ombudsman])
    return reverse("complaint-case", args=[task.case])


DIGESTS = Digests(found, "Complaints", HEADINGS, _counts, _lines)
waiting, send = DIGESTS.waiting, DIGESTS.send
