"""When a stage of a complaint is due, and why on that day. Pure: takes the dates and a calendar, knows no clock of its own.

Decided once:

    day 1         is the first working day after the clock starts, whatever day that is itself
    months        end on the same day of the month, or on the month's last where it has no such day (31 August and six
                  months: 28 February), working day or not
    a pause       days within it are not counted: a limit in working days passes over them, one in months moves by as
                  many days as the pause took of it. A pause that has not ended counts up to today, so a date moves on
                  every day that it lasts
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from complaints.procedures import Limit, Rule
from council.period_kinds import date_label
from council.working_days import ENGLAND, WorkingDays

ONE_DAY = timedelta(days=1)


class CannotExtend(ValueError):
    """The rules of the stage know no longer limit; the message says what holds instead."""


@dataclass(frozen=True)
class Pause:
    """Days, both included, on which a clock stands still, and why."""

    first: date
    last: date
    reason: str

    @classmethod
    def recorded(cls, first: date, last: date | None, reason: str, *, today: date) -> "Pause":
        """A pause as it was recorded: one without an end has lasted up to today, and a later one takes its first day."""
        return cls(first, last or max(first, today), reason)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Due:
    """The last day of a stage, and the sentence that explains it."""

    day: date
    explanation: str


def due(
    rule: Rule,
    start: date,
    *,
    extended: bool = False,
    pauses: Sequence[Pause] = (),
    calendar: WorkingDays = ENGLAND,
    note: str = "",
) -> Due:
    """The day by which the stage of `rule` is due whose clock started on `start`. Raises CannotExtend.

    `note` is what the explanation says of the start, behind its date.
    """
    if not extended:
        return count(rule.limit, start, pauses=pauses, calendar=calendar, note=note)
    if rule.extended is None:
        raise CannotExtend(rule.why_not_extended)
    return count(rule.extended, start, pauses=pauses, calendar=calendar, note=f"{note}, as extended")


def count(
    limit: Limit,
    start: date,
    *,
    pauses: Sequence[Pause] = (),
    calendar: WorkingDays = ENGLAND,
    note: str = "",
) -> Due:
    """The last day of a limit that runs from `start`; `note` as for `due`."""
    day, not_counted = _last_day(limit, start, pauses, calendar)
    words = f"{limit} from {date_label(start)}{note}"
    if not_counted:
        words += f", not counting {_and(not_counted)}"
    return Due(day, f"{words}: {date_label(day)}")


def add_months(start: date, months: int) -> date:
    """The same day of the month `months` later, or the last of a shorter month.

    >>> add_months(date(2020, 8, 31), 6)
    datetime.date(2021, 2, 28)
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (first_of_next - ONE_DAY).day
    return date(year, month + 1, min(start.day, last))


def _last_day(
    limit: Limit, start: date, pauses: Sequence[Pause], calendar: WorkingDays
) -> tuple[date, list[str]]:
    """The day on which the limit ends, and what was passed over on the way, in order and once each."""
    passed: dict[str, None] = {}

    def paused(day: date) -> bool:
        stopped = next((pause for pause in pauses if pause.holds(day)), None)
        if stopped:
            passed[f"the pause for {stopped.reason}"] = None
        return stopped is not None

    if limit.unit == "months":
        day, end = start, add_months(start, limit.number)
        while pauses and day < end:
            day += ONE_DAY
            end += ONE_DAY * paused(day)
        return end, list(passed)
    day, left = start, limit.number
    while left:
        day += ONE_DAY
        if paused(day) or not calendar.includes(day):
            if name := calendar.name_of(day):
                passed[name] = None
            continue
        left -= 1
    return day, list(passed)


def _and(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
