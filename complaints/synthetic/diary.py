"""Days on which things happen in made-up cases: within the limits of the rules, outside them, on working days. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from complaints import clocks
from complaints.stage_dates import StageDates, acknowledge_by, dates_of
from complaints.synthetic.plan import StandStill, Timing, Window
from council.working_days import ENGLAND

ONE_DAY = timedelta(days=1)
#: How long past the longest limit people wait at most, unless their path says otherwise.
LATEST = timedelta(days=90)


@cache
def days(window: Window) -> tuple[date, ...]:
    """Every day of a window; none where it ends before it begins."""
    return tuple(window.first + ONE_DAY * number for number in range((window.last - window.first).days + 1))


@cache
def working_days(window: Window) -> tuple[date, ...]:
    """England's working days of a window."""
    return tuple(day for day in days(window) if ENGLAND.includes(day))


def shared(window: Window, other: Window) -> Window:
    """The days of both; a window that ends before it begins where there are none."""
    return Window(max(window.first, other.first), min(window.last, other.last))


def answered_within(
    timing: Timing, dates: StageDates, earliest: date, *, latest: date | None = None
) -> Window:
    """The days on which an answer is in time, in extended time, or late: up to `latest`, or LATEST after the limit."""
    if dates.limit_on is None or dates.longest_on is None:
        return Window(earliest, latest or earliest + LATEST)
    if timing == "in limit":
        return Window(earliest, dates.limit_on)
    if timing == "extended":
        return Window(max(earliest, dates.limit_on + ONE_DAY), dates.longest_on)
    return Window(max(earliest, dates.longest_on + ONE_DAY), latest or dates.longest_on + LATEST)


class Diary:
    """The limits of stages under the rules, with the pauses of whole procedures; each worked out once."""

    def __init__(self, pauses: Sequence[StandStill]):
        self._pauses: Mapping[str, tuple[clocks.Pause, ...]] = {
            procedure: tuple(
                clocks.Pause(each.first, each.last, each.reason)
                for each in pauses
                if procedure in each.procedures
            )
            for procedure in {name for each in pauses for name in each.procedures}
        }
        self._acknowledge_by = cache(self._work_out_acknowledge_by)
        self._dates = cache(self._work_out)

    def acknowledge_by(self, procedure: str, stage: str, started_on: date) -> date | None:
        """By when a stage is to be acknowledged, where the rules say so."""
        return self._acknowledge_by(procedure, stage, started_on)

    def dates(
        self,
        procedure: str,
        stage: str,
        started_on: date,
        acknowledged_on: date | None,
        pause: clocks.Pause | None,
        *,
        extended: bool = False,
    ) -> StageDates:
        """The dates of a stage; `pause` is the case's own."""
        return self._dates(procedure, stage, started_on, acknowledged_on, pause, extended)

    def _work_out_acknowledge_by(self, procedure: str, stage: str, started_on: date) -> date | None:
        found = acknowledge_by(procedure, stage, started_on, pauses=self._pauses.get(procedure, ()))
        return found.day if found else None

    def _work_out(
        self,
        procedure: str,
        stage: str,
        started_on: date,
        acknowledged_on: date | None,
        pause: clocks.Pause | None,
        extended: bool,
    ) -> StageDates:
        pauses = [*self._pauses.get(procedure, ()), *([pause] if pause else [])]
        return dates_of(
            procedure,
            stage,
            started_on=started_on,
            acknowledged_on=acknowledged_on,
            extended=extended,
            pauses=sorted(pauses, key=lambda each: each.first),
        )
