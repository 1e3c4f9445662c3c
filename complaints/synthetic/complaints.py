"""Making one complaint: its way through the stages, on days that agree with the clocks of its time. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from complaints import clocks
from complaints.stage_dates import StageDates
from complaints.stage_moves import kind_of
from complaints.synthetic.diary import ONE_DAY, Diary, answered_within, days, shared, working_days
from complaints.synthetic.made import Case, Pause, Stage
from complaints.synthetic.plan import Group, InfeasiblePlan, Path, Plan, Timing, Window
from complaints.synthetic.spread import Dice

#: One complaint in so many is acknowledged up to a week late.
ACKNOWLEDGED_LATE, A_WEEK = 15, 7
#: Of three late answers, two were extended before they became late.
OF_LATE = (True, True, False)
#: People write on any day; what they say comes in on working days.
ON_ANY_DAY = frozenset({"web", "email"})
#: How many days after an answer the next stage is asked for.
BEFORE_REQUEST = (3, 14)


@dataclass(frozen=True)
class Slot:
    """The place of one complaint in its group: its way, its outcome, how it is sorted."""

    group: Group
    path: Path
    number: int
    in_path: int
    outcome: str
    channel: str
    sorted_by: Mapping[str, object]

    @property
    def key(self) -> str:
        return f"{self.group.name}/{self.number}"

    @property
    def closes(self) -> Window:
        """When the last answer falls: by default from receipt to the last day counted."""
        return self.path.closes or Window(self.group.window.first, self.group.last_counted)

    def cost(self, stage: str) -> Decimal | None:
        costs = self.path.costs.get(stage)
        return costs[self.in_path] if costs else None


class Maker:
    """Makes the complaints of one plan."""

    def __init__(self, plan: Plan, dice: Dice):
        self.plan = plan
        self.dice = dice
        self.diary = Diary(plan.pauses)

    def make(self, slot: Slot) -> Case:
        """The complaint of a slot, received on the first day, in an order by chance, that lets it go as its path says."""
        window = shared(slot.path.received or slot.group.window, Window(date.min, self.plan.as_of))
        could_be = days(window) if slot.channel in ON_ANY_DAY else working_days(window)
        for received_on in self.dice.tour(could_be, slot.key, "received"):
            pause = _pause(slot.path, received_on)
            stages = self._stages(slot, received_on, pause)
            if stages is not None:
                return Case(
                    key=slot.key,
                    reference="",
                    kind=slot.group.kind,
                    area=slot.group.area,
                    procedure=slot.group.procedure,
                    captured=slot.group.captured,
                    received_on=received_on,
                    channel=slot.channel,
                    stages=stages,
                    pause=Pause(pause.first, pause.last, pause.reason) if pause else None,
                    **slot.sorted_by,  # type: ignore[arg-type]
                )
        raise InfeasiblePlan(
            f'group "{slot.group.name}": no complaint that comes between {window.first} and {window.last} can go through '
            f"{', '.join(slot.path.stages)}, be answered {slot.path.timing} and end between {slot.closes.first} and "
            f"{slot.closes.last}."
        )

    def _stages(self, slot: Slot, received_on: date, pause: clocks.Pause | None) -> tuple[Stage, ...] | None:
        """The stages of a complaint received on that day; None where they do not fit."""
        made: list[Stage] = []
        started_on = received_on
        for name in slot.path.stages:
            if made and kind_of(slot.group.procedure, name).clock_from == "request":
                started_on = self._requested(slot, name, made[-1])
            stage = self._stage(slot, name, started_on, pause, made)
            if stage is None:
                return None
            made.append(stage)
        return tuple(made)

    def _requested(self, slot: Slot, name: str, before: Stage) -> date:
        """When the next stage was asked for: some days after the answer."""
        first, last = (
            (before.answered_on or before.started_on) + ONE_DAY * later for later in BEFORE_REQUEST
        )
        return self.dice.pick(working_days(Window(first, last)), slot.key, "requested", name)

    def _stage(
        self, slot: Slot, name: str, started_on: date, pause: clocks.Pause | None, before: list[Stage]
    ) -> Stage | None:
        """The next stage; None where no day of an answer fits."""
        number = len(before) + 1
        is_last = number == len(slot.path.stages)
        stage, timing, dates = self._begun(slot, name, started_on, pause, number)
        happened = (stage.acknowledged_on, stage.letter_on, *(each.answered_on for each in before))
        earliest = max([started_on, *(day for day in happened if day)])
        if earliest > self.plan.as_of:
            return None
        if is_last and slot.path.is_open:
            return stage
        wanted = Window(earliest, self.plan.as_of)
        if slot.path.days and not before:
            wanted = shared(wanted, Window(*(started_on + ONE_DAY * after for after in slot.path.days)))
        latest = wanted.last if slot.path.days else None
        window = shared(answered_within(timing, dates, earliest, latest=latest), wanted)
        if is_last:
            window = shared(window, slot.closes)
        could_be = working_days(window)
        if not could_be:
            return None
        return replace(
            stage,
            answered_on=self.dice.pick(could_be, slot.key, "answered", name),
            outcome=slot.outcome if is_last else "not_upheld",
            decided_by=self._decided_by(slot, name),
            investigated=slot.path.investigated.get(name, ""),
            cost=slot.cost(name),
        )

    def _begun(
        self, slot: Slot, name: str, started_on: date, pause: clocks.Pause | None, number: int
    ) -> tuple[Stage, Timing, StageDates]:
        """A stage whose clock runs, when it will be answered, and its limits. Only the first is extended on purpose."""
        procedure = slot.group.procedure
        acknowledge_by = self.diary.acknowledge_by(procedure, name, started_on)
        acknowledged_on = self._acknowledged(slot, name, started_on, acknowledge_by)
        dates = self.diary.dates(procedure, name, started_on, acknowledged_on, pause)
        can_extend = dates.longest_on != dates.limit_on
        timing: Timing = slot.path.timing
        if number > 1:
            timing = "extended" if can_extend else "in limit"
        extended = can_extend and (
            timing == "extended" or (timing == "late" and self.dice.pick(OF_LATE, slot.key, "extended"))
        )
        letter_on = None
        if extended:
            letter_on = self._told_of_extension(slot, name, started_on, dates.limit_on)
            dates = self.diary.dates(procedure, name, started_on, acknowledged_on, pause, extended=True)
        stage = Stage(
            number=number,
            stage=name,
            started_on=started_on,
            acknowledged_on=acknowledged_on,
            acknowledge_by=acknowledge_by,
            extended=extended,
            letter_on=letter_on,
            limit_on=dates.limit_on,
            longest_on=dates.longest_on,
            due_on=dates.due_on,
        )
        return stage, timing, dates

    def _acknowledged(self, slot: Slot, name: str, started_on: date, by: date | None) -> date | None:
        """When a stage was acknowledged; None where the rules ask for none."""
        if by is None:
            return None
        if self.dice.number(slot.key, "acknowledged late", name) % ACKNOWLEDGED_LATE == 0:
            window = Window(by + ONE_DAY, by + ONE_DAY * A_WEEK)
        else:
            window = Window(started_on, by)
        return self.dice.pick(working_days(window), slot.key, "acknowledged", name)

    def _told_of_extension(self, slot: Slot, name: str, started_on: date, limit_on: date | None) -> date:
        """When the person was told that it takes longer: in the last days of the usual limit."""
        last = limit_on or started_on
        could_be = working_days(Window(max(started_on, last - ONE_DAY * A_WEEK), last))
        return self.dice.pick(could_be, slot.key, "letter", name)

    def _decided_by(self, slot: Slot, stage: str) -> str:
        """The post that answered: one of those that the plan has for the area and stage."""
        posts = self.plan.deciders.get(f"{slot.group.procedure} {stage}", ())
        return self.dice.pick(posts, slot.key, "decided by", stage) if posts else ""


def _pause(path: Path, received_on: date) -> clocks.Pause | None:
    if path.pause is None:
        return None
    first = received_on + ONE_DAY * path.pause.after
    return clocks.Pause(first, first + ONE_DAY * (path.pause.days - 1), path.pause.reason)
