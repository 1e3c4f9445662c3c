"""Who is reminded of which return on which day. Pure: no Django, no clock.

Whoever enters a service's figures is reminded when its round opens, a week before the return is due, on the day, and each
week after, until it is submitted; and when it comes back with a comment. Whoever approves it is told that it waits, and
again each week. Each reminder has a text of its own, `about`, by which it is known to have been sent: a moved deadline or
another submission gives another text, and so another reminder.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

WEEK = datetime.timedelta(days=7)


class Kind(StrEnum):
    """Why somebody is reminded; in the order in which a digest lists them."""

    RETURNED = "returned"
    OVERDUE = "overdue"
    DUE = "due"
    WEEK_BEFORE = "week_before"
    OPENED = "opened"
    WAITING = "waiting"


@dataclass(frozen=True)
class Hands:
    """Whose work something is: people named for the service or its directorate, and those of the whole council."""

    own: frozenset[int] = frozenset()
    council: frozenset[int] = frozenset()

    def people(self, but: int | None = None) -> frozenset[int]:
        """Those named for it; where there is nobody (`but` one person apart), those of the whole council.

        >>> sorted(Hands(frozenset({1}), frozenset({2})).people())
        [1]
        >>> sorted(Hands(frozenset({1}), frozenset({2})).people(but=1))
        [2]
        """
        return (self.own - {but}) or (self.council - {but})


@dataclass(frozen=True)
class Standing:
    """How a service's return in an open round stands. `step` numbers its last step, which was taken on `stepped_on`."""

    quarter: str
    service: str
    service_name: str
    asked: int
    entered: int
    due_on: datetime.date | None
    state: str
    step: int = 0
    stepped_on: datetime.date | None = None
    submitted_by: int | None = None
    officers: Hands = Hands()
    approvers: Hands = Hands()


@dataclass(frozen=True)
class Reminder:
    """One thing to tell one person; `kind` and `about` say that it was told."""

    person: int
    kind: Kind
    about: str
    standing: Standing


def digests(
    standings: Iterable[Standing], day: datetime.date, sent: Collection[tuple[int, str, str]] = ()
) -> dict[int, list[Reminder]]:
    """What each person is told on `day`: one digest each, without what was `sent` (person, kind, about) before."""
    found: dict[int, list[Reminder]] = {}
    for standing in standings:
        for reminder in reminders(standing, day):
            if (reminder.person, reminder.kind, reminder.about) not in sent:
                found.setdefault(reminder.person, []).append(reminder)
    order = list(Kind)
    return {
        person: sorted(those, key=lambda each: order.index(each.kind))
        for person, those in sorted(found.items())
    }


def reminders(standing: Standing, day: datetime.date) -> list[Reminder]:
    """Every reminder of one return that `day` gives reason for, whether it was sent already or not."""
    about = f"{standing.quarter} {standing.service}"
    reasons: list[tuple[Kind, str]] = []
    if standing.state == "submitted":
        weeks = (day - (standing.stepped_on or day)) // WEEK
        reasons.append((Kind.WAITING, f"{about} {standing.step} week {weeks}"))
        people = standing.approvers.people(but=standing.submitted_by)
    elif standing.state in {"in_progress", "sent_back"}:
        if standing.state == "sent_back":
            reasons.append((Kind.RETURNED, f"{about} {standing.step}"))
        reasons.append(_of_deadline(about, standing.due_on, day))
        people = standing.officers.people()
    else:
        people = frozenset()
    return [Reminder(person, kind, told, standing) for kind, told in reasons for person in sorted(people)]


def _of_deadline(about: str, due_on: datetime.date | None, day: datetime.date) -> tuple[Kind, str]:
    """The newest of the reminders that go with a deadline: whoever missed the earlier ones needs only this one."""
    if due_on is None or day < due_on - WEEK:
        return Kind.OPENED, about
    if day < due_on:
        return Kind.WEEK_BEFORE, f"{about} {due_on}"
    if weeks := (day - due_on) // WEEK:
        return Kind.OVERDUE, f"{about} {due_on} week {weeks}"
    return Kind.DUE, f"{about} {due_on}"
