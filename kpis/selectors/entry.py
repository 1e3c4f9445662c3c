"""What an officer needs beside the form: what is still due, what came before, what the figure is held against."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from council.authorization import Permission, may
from council.models import ReportingQuarter, User
from council.periods import Quarter, Slot
from kpis.models import Definition, Figure, SeriesBreak, Target
from kpis.presenters import main_target
from kpis.sanity import Usual

#: How many earlier figures a new one is compared with before somebody is asked to look again.
LOOKS_BACK = 12


@dataclass(frozen=True)
class Task:
    """One figure that a round asks for; `figure` is what has been entered so far."""

    definition: Definition
    slot: Slot
    figure: Figure | None

    @property
    def is_done(self) -> bool:
        return self.figure is not None

    @property
    def names_its_place(self) -> bool:
        """Whether the round's heading does not say already which period is meant."""
        return self.slot.grain != "Q" or bool(self.definition.lag)


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
    """What stands beside the form: the newest figures before this one, newest first, the target, and what is usual."""

    previous: list[Figure]
    target: Target | None
    usual: Usual
    forecast_of: (
        str  # the year whose outturn may be forecast with the figure; "" where there is nothing to forecast
    )


def tasks(user: User) -> list[Round]:
    """The open rounds, each with the figures due from this person. Three queries."""
    rounds = ReportingQuarter.objects.filter(closed_at=None).order_by("ordinal")
    defined = (
        Definition.objects.current()
        .exclude(value_type=Definition.ValueType.TEXT)
        .select_related("indicator", "service", "priority")
        .order_by("service__position", "priority__position", "position")
    )
    mine = [each for each in defined if may(user, Permission.ENTER_FIGURES, each.service)]
    due = {row.quarter: due_in(row.quarter, mine) for row in rounds}
    entered = {
        (figure.indicator_id, figure.slot): figure
        for figure in Figure.objects.current().filter(
            ordinal__in={slot.ordinal for places in due.values() for _, slot in places},
            indicator__in=[each.indicator_id for each in mine],
        )
    }
    return [
        Round(quarter, [Task(each, slot, entered.get((each.indicator_id, slot))) for each, slot in places])
        for quarter, places in due.items()
    ]


def due_in(quarter: Quarter, definitions: Iterable[Definition]) -> list[tuple[Definition, Slot]]:
    """The figures that a round asks for: of the indicators that exist in it, by frequency and publication lag."""
    return [
        (each, slot) for each in definitions if each.exists_in(quarter) for slot in each.places_due(quarter)
    ]


def definition(slug: str) -> Definition | None:
    """What the indicator of an address is now, or None if there is no such indicator."""
    known = Definition.objects.current().select_related("indicator", "service", "priority", "directorate")
    return known.filter(indicator__slug=slug).first()


def round_for(definition: Definition, slot: Slot) -> ReportingQuarter | None:
    """The round that a new figure at `slot` is reported in, or None where nobody opened one that could.

    The open round that asks for it; for one that no round asks for, such as an annual figure that is published at no
    fixed time, the newest open round after its period; else the round of the quarter in which its period ends.
    """
    rounds = list(ReportingQuarter.objects.all())
    asking = [row for row in rounds if slot in definition.places_due(row.quarter)]
    later = [row for row in rounds if row.is_open and row.ordinal >= slot.period.quarter.ordinal]
    own = [row for row in rounds if row.ordinal == slot.period.quarter.ordinal]
    return next(iter(asking or (later if slot.grain == "Y" else own) or own), None)


def round_of(ordinal: int) -> ReportingQuarter | None:
    """The round of a quarter, or None if nobody opened it."""
    return ReportingQuarter.objects.filter(ordinal=ordinal).first()


def current(definition: Definition, slot: Slot) -> Figure | None:
    """What has been entered at `slot`."""
    place = {"indicator": definition.indicator_id, "grain": slot.grain, "ordinal": slot.ordinal}
    return Figure.objects.current().filter(**place).first()


def beside(definition: Definition, slot: Slot, quarter: Quarter) -> Beside:
    """The five newest figures before `slot`, the target that will judge it, and what is usual. Three queries."""
    before = (
        Figure.objects.current()
        .filter(indicator=definition.indicator, reported_in__lte=quarter.ordinal)
        .exclude(grain=slot.grain, ordinal__gte=slot.ordinal)
        .order_by("-reported_in", "grain", "-ordinal")
    )
    previous = list(before)
    breaks = SeriesBreak.objects.filter(indicator=definition.indicator, removed_at=None)
    targets = Target.objects.current().filter(
        Q(grain=slot.grain, ordinal=slot.ordinal)
        | Q(grain="Y", ordinal=slot.period.year.ordinal)
        | Q(grain="P", ordinal__lte=quarter.ordinal, last_quarter__gte=quarter.ordinal),
        indicator=definition.indicator,
    )
    return Beside(
        previous=previous[:5],
        target=main_target(targets, slot.grain),
        usual=usual(definition, slot, previous, [row.slot for row in breaks]),
        forecast_of=slot.period.year.label if _may_forecast(definition, slot, targets) else "",
    )


def _may_forecast(definition: Definition, slot: Slot, targets: Iterable[Target]) -> bool:
    """Whether part of a year is entered for which the year has a target. A figure that is a forecast itself needs none."""
    if slot.grain == "Y" or definition.basis == Definition.Basis.YEAR:
        return False
    return any(target.grain == Target.Grain.YEAR and target.kind != Target.Kind.NONE for target in targets)


def usual(definition: Definition, slot: Slot, figures: Iterable[Figure], breaks: Collection[Slot]) -> Usual:
    """What the figures of the same series before `slot`, since its newest break, say of a new one. Asks nothing."""
    since = max(
        (mark.ordinal for mark in breaks if mark.grain == slot.grain and mark.ordinal <= slot.ordinal),
        default=0,
    )
    values = {
        figure.ordinal: figure.value
        for figure in figures
        if figure.grain == slot.grain and since <= figure.ordinal < slot.ordinal and figure.value is not None
    }
    so_far = None
    if definition.basis == Definition.Basis.RUNNING_TOTAL and slot.grain == "Q":
        if slot.period.number != 1:
            so_far = values.get(slot.ordinal - 1)
        values = {ordinal: value for ordinal, value in values.items() if (slot.ordinal - ordinal) % 4 == 0}
    newest_first = [values[ordinal] for ordinal in sorted(values, reverse=True)]
    return Usual(
        past=newest_first[:LOOKS_BACK], year_so_far=so_far, unit=definition.unit, decimals=definition.decimals
    )
