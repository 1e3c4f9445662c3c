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

from council.reminders import NOBODY, Awaited, Hands, Reminder, Stage, of_day, one_each

#: A reminder of a return is kept under the name of its stage.
Kind = Stage


@dataclass(frozen=True, kw_only=True)
class Standing(Awaited):
    """How a service's return in an open round stands."""

    service: str
    service_name: str
    asked: int
    entered: int
    submitted_by: int | None = None
    officers: Hands = NOBODY
    approvers: Hands = NOBODY


def digests(
    standings: Iterable[Standing], day: datetime.date, sent: Collection[tuple[int, str, str]] = ()
) -> dict[int, list[Reminder[Standing]]]:
    """What each person is told on `day`: one digest each, without what was `sent` (person, kind, about) before."""
    found = (each for standing in standings for each in reminders(standing, day))
    return one_each(found, sent, order=list(Kind))


def reminders(standing: Standing, day: datetime.date) -> list[Reminder[Standing]]:
    """Every reminder of one return that `day` gives reason for, whether it was sent already or not."""
    return [
        Reminder(person, stage, told, standing)
        for stage, told in of_day(f"{standing.quarter} {standing.service}", standing, day)
        for person in sorted(_told(standing, stage))
    ]


def _told(standing: Standing, stage: Stage) -> frozenset[int]:
    """Whoever submitted a return is not asked to approve it."""
    if stage is Stage.WAITING:
        return standing.approvers.people(but=standing.submitted_by)
    return standing.officers.people()
