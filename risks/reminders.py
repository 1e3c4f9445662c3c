"""Who is reminded of which review on which day. Pure: no Django, no clock.

Whoever reviews an entry is reminded when its quarter opens, a week before the review is due, on the day, and each week
after, until it is submitted; and when it comes back with a comment. Whoever agrees it is told that it waits, and again each
week. Where nobody is named to review an entry, it is the work of those who keep its register.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from council.reminders import NOBODY, Awaited, Hands, Reminder, Stage, of_day, one_each


class Kind(StrEnum):
    """The stages as reminders of reviews are kept; in the order in which a digest lists them."""

    RETURNED = "risk_returned"
    OVERDUE = "risk_overdue"
    DUE = "risk_due"
    WEEK_BEFORE = "risk_week_before"
    OPENED = "risk_opened"
    WAITING = "risk_waiting"


@dataclass(frozen=True, kw_only=True)
class Standing(Awaited):
    """How the review of an entry stands in an open risk quarter.

    `register` and `key` are the address of the entry, `entry` its number for ever.
    """

    entry: int
    register: str
    register_name: str
    key: str
    ref: str
    reviewers: Hands = NOBODY
    leads: Hands = NOBODY


def digests(
    standings: Iterable[Standing], day: datetime.date, sent: Collection[tuple[int, str, str]] = ()
) -> dict[int, list[Reminder[Standing]]]:
    """What each person is told on `day`: one digest each, without what was `sent` (person, kind, about) before."""
    found = (each for standing in standings for each in reminders(standing, day))
    return one_each(found, sent, order=list(Kind))


def reminders(standing: Standing, day: datetime.date) -> list[Reminder[Standing]]:
    """Every reminder of one review that `day` gives reason for, whether it was sent already or not."""
    return [
        Reminder(person, Kind(f"risk_{stage}"), told, standing)
        for stage, told in of_day(f"{standing.quarter} entry {standing.entry}", standing, day)
        for person in sorted((standing.leads if stage is Stage.WAITING else standing.reviewers).people())
    ]
