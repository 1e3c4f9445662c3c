"""What reminders of every kind have in common: whose work something is, and what each day gives reason for. Pure.

Each reminder has a text of its own, `about`, by which it is known to have been sent: a moved deadline or another
submission gives another text, and so another reminder (ADR 0013).
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

WEEK = datetime.timedelta(days=7)


class Stage(StrEnum):
    """Why somebody is reminded; in the order in which a digest lists them."""

    RETURNED = "returned"
    OVERDUE = "overdue"
    DUE = "due"
    WEEK_BEFORE = "week_before"
    OPENED = "opened"
    WAITING = "waiting"


@dataclass(frozen=True)
class Hands:
    """Whose work something is: people named for it or its part of the council, and those of the whole council."""

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


NOBODY = Hands()


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """How something stands that is submitted in an open round, then returned or accepted.

    `state` is "" where nobody began it. `step` numbers its last step, which was taken on `stepped_on`.
    """

    quarter: str
    due_on: datetime.date | None
    state: str
    step: int = 0
    stepped_on: datetime.date | None = None


#: What is waited for: an `Awaited`, or what another kind of reminder knows of its own.
AnyAwaited = TypeVar("AnyAwaited")


@dataclass(frozen=True)
class Reminder(Generic[AnyAwaited]):
    """One thing to tell one person; `kind` and `about` say that it was told."""

    person: int
    kind: StrEnum
    about: str
    standing: AnyAwaited


def of_day(about: str, standing: Awaited, day: datetime.date) -> list[tuple[Stage, str]]:
    """What `day` gives reason for, each with its text: to tell those who decide, or those who have yet to submit it."""
    if standing.state == "submitted":
        weeks = (day - (standing.stepped_on or day)) // WEEK
        return [(Stage.WAITING, f"{about} {standing.step} week {weeks}")]
    if standing.state not in {"", "in_progress", "sent_back"}:
        return []
    returned = [(Stage.RETURNED, f"{about} {standing.step}")] if standing.state == "sent_back" else []
    return [*returned, of_deadline(about, standing.due_on, day)]


def of_deadline(about: str, due_on: datetime.date | None, day: datetime.date) -> tuple[Stage, str]:
    """The newest of the reminders that go with a deadline: whoever missed the earlier ones needs only this one."""
    if due_on is None or day < due_on - WEEK:
        return Stage.OPENED, about
    if day < due_on:
        return Stage.WEEK_BEFORE, f"{about} {due_on}"
    if weeks := (day - due_on) // WEEK:
        return Stage.OVERDUE, f"{about} {due_on} week {weeks}"
    return Stage.DUE, f"{about} {due_on}"


def one_each(
    reminders: Iterable[Reminder[AnyAwaited]],
    sent: Collection[tuple[int, str, str]],
    order: Sequence[StrEnum],
) -> dict[int, list[Reminder[AnyAwaited]]]:
    """One digest a person, its reminders in the `order` of their kinds, without what was `sent` (person, kind, about)."""
    found: dict[int, list[Reminder[AnyAwaited]]] = {}
    for each in reminders:
        if (each.person, each.kind, each.about) not in sent:
            found.setdefault(each.person, []).append(each)
    return {
        person: sorted(those, key=lambda each: order.index(each.kind))
        for person, those in sorted(found.items())
    }
