"""When whole procedures stood still, and which cases that touches."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from complaints import clocks
from complaints.models import ClosureDay, Pause, Stage


@dataclass(frozen=True)
class PauseLine:
    """A pause of a procedure as lists show it."""

    row: Pause
    today: datetime.date

    @property
    def days(self) -> int:
        """How long it lasts, or has lasted up to today; 0 where it has not begun."""
        if self.row.first > self.today and self.row.last is None:
            return 0
        return clocks.Pause.recorded(self.row.first, self.row.last, self.row.reason, today=self.today).days

    @property
    def state(self) -> str:
        """ "planned", "running" or "ended"."""
        if self.row.first > self.today:
            return "planned"
        return "ended" if self.row.last and self.row.last < self.today else "running"


def of_procedures() -> QuerySet[Pause]:
    """The pauses of procedures that hold, the newest first."""
    rows = Pause.objects.current().filter(void=False).exclude(procedure="")
    return rows.select_related("recorded_by").order_by("-first", "procedure")


def lines() -> Sequence[PauseLine]:
    """The same, as lists show them."""
    today = timezone.localdate()
    return [PauseLine(row, today) for row in of_procedures()]


def running_now() -> Sequence[PauseLine]:
    """The procedures whose clocks stand still today."""
    return [line for line in lines() if line.state == "running"]


def closures() -> QuerySet[ClosureDay]:
    """The days on which the council is closed beside the bank holidays, the newest first."""
    return ClosureDay.objects.order_by("-day")


def cases_running(procedure: str, first: datetime.date, last: datetime.date | None) -> list[int]:
    """The cases of a procedure (ids of `Feedback`) with a stage that was running on a day between `first` and `last`."""
    begun = Q() if last is None else Q(started_on__lte=last)
    return _cases(
        _stages()
        .filter(begun, Q(answered_on=None) | Q(answered_on__gte=first))
        .filter(feedback__standings__superseded_at=None, feedback__standings__procedure=procedure)
    )


def paused_cases() -> list[int]:
    """The cases with an open stage whose clock stands still today: by a pause of their own, or of their procedure."""
    today = timezone.localdate()
    open_ended = Pause.objects.current().filter(void=False, last=None, first__lte=today)
    own = Q(feedback__in=open_ended.filter(procedure="").values("feedback"))
    general = Q(
        feedback__standings__superseded_at=None,
        feedback__standings__procedure__in=open_ended.exclude(procedure="").values("procedure"),
    )
    return _cases(_stages().filter(answered_on=None).filter(own | general))


def _stages() -> QuerySet[Stage]:
    return Stage.objects.current().filter(void=False)


def _cases(stages: QuerySet[Stage]) -> list[int]:
    return list(stages.order_by("feedback").values_list("feedback", flat=True).distinct())
