"""What pages ask about the council itself and its jobs."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TypeVar

from council.models import Council, Job
from council.models.rounds import Round, StepOfRound

RoundT = TypeVar("RoundT", bound=Round)
#: The steps that open or close a round again.
TURNS = (StepOfRound.Step.CLOSED, StepOfRound.Step.REOPENED)


def council_name() -> str:
    """The name of the council this installation belongs to."""
    return Council.objects.get().name


def rounds_as_at(rounds: Iterable[RoundT], moment: datetime.datetime | None) -> list[RoundT]:
    """Rounds as they stood at a moment (None: now): those opened by then, closed only where they were closed then.

    One that was reopened since stood closed from its closing before. The rows are for reading only. One query for each
    round that is not closed since before that moment.
    """
    if moment is None:
        return list(rounds)
    known = [row for row in rounds if row.opened_at <= moment]
    for row in known:
        if row.closed_at is None or row.closed_at > moment:
            turn = row.steps.filter(step__in=TURNS, at__lte=moment).order_by("at", "id").last()
            row.closed_at = turn.at if turn and turn.step == StepOfRound.Step.CLOSED else None
    return known


def job(pk: int) -> Job | None:
    """A job by its number, or None if there is no such job."""
    return Job.objects.filter(pk=pk).first()
