"""What an officer needs beside the form: what is still due, what came before, what the figure is held against."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from council.authorization import Permission, may
from council.models import ReportingQuarter, User
from council.periods import Quarter, Slot
from kpis.models import Definition, Figure, Target
from kpis.presenters import main_target
from kpis.series import slot_of_round


@dataclass(frozen=True)
class Task:
    """One figure that a round needs; `figure` is what has been entered so far."""

    definition: Definition
    figure: Figure | None

    @property
    def is_done(self) -> bool:
        return self.figure is not None


@dataclass(frozen=True)
class Round:
    """An open quarter and what one person has to enter for it."""

    quarter: Quarter
    tasks: list[Task]

    @property
    def done(self) -> int:
        return sum(task.is_done for task in self.tasks)


@dataclass(frozen=True)
class Beside:
    """What stands beside the form: the newest figures before this one, newest first, and the target."""

    previous: list[Figure]
    target: Target | None


def tasks(user: User) -> list[Round]:
    """The open rounds, each with the figures due from this person. Three queries."""
    rounds = ReportingQuarter.objects.filter(closed_at=None).order_by("ordinal")
    due = (
        Definition.objects.current()
        .exclude(value_type=Definition.ValueType.TEXT)
        .exclude(frequency=Definition.Frequency.ANNUAL)
        .select_related("indicator", "service", "priority")
        .order_by("service__position", "priority__position", "position")
    )
    mine = [definition for definition in due if may(user, Permission.ENTER_FIGURES, definition.service)]
    entered = {
        (figure.indicator_id, figure.slot): figure
        for figure in Figure.objects.current().filter(
            reported_in__in=[row.ordinal for row in rounds], indicator__in=[d.indicator_id for d in mine]
        )
    }
    return [
        Round(
            quarter=row.quarter,
            tasks=[
                Task(d, entered.get((d.indicator_id, slot_of_round(d.frequency, row.quarter)))) for d in mine
            ],
        )
        for row in rounds
    ]


def definition(slug: str) -> Definition | None:
    """What the indicator of an address is now, or None if there is no such indicator."""
    known = Definition.objects.current().select_related("indicator", "service", "priority", "directorate")
    return known.filter(indicator__slug=slug).first()


def round_of(ordinal: int) -> ReportingQuarter | None:
    """The round of a quarter, or None if nobody opened it."""
    return ReportingQuarter.objects.filter(ordinal=ordinal).first()


def current(definition: Definition, slot: Slot) -> Figure | None:
    """What has been entered at `slot`."""
    place = {"indicator": definition.indicator_id, "grain": slot.grain, "ordinal": slot.ordinal}
    return Figure.objects.current().filter(**place).first()


def beside(definition: Definition, slot: Slot, quarter: Quarter) -> Beside:
    """The five newest figures before `slot` and the target that will judge it. Two queries."""
    previous = (
        Figure.objects.current()
        .filter(indicator=definition.indicator, reported_in__lte=quarter.ordinal)
        .exclude(grain=slot.grain, ordinal__gte=slot.ordinal)
        .order_by("-reported_in", "grain", "-ordinal")[:5]
    )
    targets = Target.objects.current().filter(
        Q(grain=slot.grain, ordinal=slot.ordinal)
        | Q(grain="Y", ordinal=slot.period.year.ordinal)
        | Q(grain="P", ordinal__lte=quarter.ordinal, last_quarter__gte=quarter.ordinal),
        indicator=definition.indicator,
    )
    return Beside(previous=list(previous), target=main_target(targets, slot.grain))
