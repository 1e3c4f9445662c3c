"""Reminders of reviews by e-mail: references, counts, days and links, never a title, a score or a comment.

What an entry of a register that nobody else may see is about does not belong in a mailbox: a reference says it to whoever
knows the register, and the link to whoever may open it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import groupby

from django.urls import reverse

from council.actions.digests import Digests, Line
from council.periods import date_label, parse_quarter
from council.reminders import Reminder
from risks.reminders import Kind, Standing, digests
from risks.selectors.standings import standings

HEADINGS = {
    Kind.RETURNED: "Returned to you with a comment",
    Kind.OVERDUE: "Overdue",
    Kind.DUE: "Due",
    Kind.WEEK_BEFORE: "Due within a week",
    Kind.OPENED: "Open for review",
    Kind.WAITING: "Waiting for your decision",
}


def found(day: datetime.date, sent: set[tuple[int, str, str]]) -> dict[int, list[Reminder[Standing]]]:
    """What each person is told on `day`, without what was sent before."""
    return digests(standings(), day, sent=sent)


def _counts(reminders: list[Reminder[Standing]]) -> dict[str, int]:
    return {
        "review": len({each.standing for each in reminders if each.kind is not Kind.WAITING}),
        "decide": sum(each.kind is Kind.WAITING for each in reminders),
    }


def _lines(kind: Kind, standings: list[Standing]) -> Iterator[Line]:
    """A line for each review; what waits for a decision is one line a quarter, since one page lists it."""
    if kind is not Kind.WAITING:
        yield from (_line(kind, each) for each in standings)
        return
    for quarter, those in groupby(standings, key=lambda each: each.quarter):
        count = len(list(those))
        yield Line(
            f"{parse_quarter(quarter).label}: {count} submitted {'review' if count == 1 else 'reviews'}",
            reverse("risk-round", args=[quarter]),
        )


def _line(kind: Kind, standing: Standing) -> Line:
    words = f"{standing.ref}, {standing.register_name}, {parse_quarter(standing.quarter).label}"
    if standing.due_on:
        words += f": {'was due' if kind is Kind.OVERDUE else 'due'} on {date_label(standing.due_on)}"
    return Line(words, reverse("risk-review", args=[standing.register, standing.key]))


DIGESTS = Digests(found, "Risk reviews", HEADINGS, _counts, _lines)
waiting, send = DIGESTS.waiting, DIGESTS.send
