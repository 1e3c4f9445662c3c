"""Reminders by e-mail: at most one digest a person a day, with titles, counts and links, never a figure or a comment."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.urls import reverse

from council.actions.digests import Digests, Line
from council.periods import date_label, parse_quarter
from council.reminders import Reminder
from kpis.reminders import Kind, Standing, digests
from kpis.selectors.standings import standings

HEADINGS = {
    Kind.RETURNED: "Returned to you with a comment",
    Kind.OVERDUE: "Overdue",
    Kind.DUE: "Due",
    Kind.WEEK_BEFORE: "Due within a week",
    Kind.OPENED: "Open for figures",
    Kind.WAITING: "Waiting for your approval",
}


def found(day: datetime.date, sent: set[tuple[int, str, str]]) -> dict[int, list[Reminder[Standing]]]:
    """What each person is told on `day`, without what was sent before."""
    return digests(standings(), day, sent=sent)


def _counts(reminders: list[Reminder[Standing]]) -> dict[str, int]:
    return {
        "submit": len({each.standing for each in reminders if each.kind is not Kind.WAITING}),
        "approve": sum(each.kind is Kind.WAITING for each in reminders),
    }


def _lines(kind: Kind, standings: list[Standing]) -> Iterator[Line]:
    """A line for each return."""
    page = "kpi-return-decide" if kind is Kind.WAITING else "kpi-return"
    for standing in standings:
        words = f"{standing.service_name}, {parse_quarter(standing.quarter).label}: {_state(kind, standing)}"
        yield Line(words, reverse(page, args=[standing.quarter, standing.service]))


def _state(kind: Kind, standing: Standing) -> str:
    if kind is Kind.WAITING:
        return "submitted"
    words = f"{standing.entered} of {standing.asked} {'figure' if standing.asked == 1 else 'figures'} entered"
    if standing.due_on:
        words += f", {'was due' if kind is Kind.OVERDUE else 'due'} on {date_label(standing.due_on)}"
    return words


DIGESTS = Digests(found, "Quarterly returns", HEADINGS, _counts, _lines, template="kpis/digest.txt")
waiting, send = DIGESTS.waiting, DIGESTS.send
