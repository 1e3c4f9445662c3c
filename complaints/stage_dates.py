"""The dates of one stage of a case: by when to acknowledge, the usual limit, the longest, and the day that holds. Pure.

Decided once:

    not acknowledged yet   a clock that starts with the acknowledgement is counted from the last day for acknowledging, so
                           that a case which nobody acknowledged is late all the same; once it is, from that very day
    a day agreed with      holds in place of the rule's, whether it is earlier or later; the limits stay what they are, and
    the person             timeliness is measured by them
    no longer limit        the longest is the usual one; past it only a day agreed with the person holds
    closure days           count where the rules themselves say what a working day is: see `procedures.calendar_of`
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from complaints.clocks import CannotExtend, Due, Pause, count, due
from complaints.procedures import calendar_of, rule_for, window_for
from council.period_kinds import date_label
from council.working_days import ENGLAND, WorkingDays


@dataclass(frozen=True)
class StageDates:
    """What `models.Stage` keeps of a stage's clock, and a sentence for each date; `explanation` is that of `due_on`."""

    acknowledge_by: date | None
    limit_on: date | None
    longest_on: date | None
    due_on: date | None
    explanation: str
    why_acknowledge_by: str = ""
    why_limit_on: str = ""
    why_longest_on: str = ""


class Counted(Protocol):
    """What the dates of a stage follow from, as a row of `models.Stage` keeps it."""

    stage: str
    started_on: date
    acknowledged_on: date | None
    extended: bool
    agreed_to: date | None


def dates_of_row(
    procedure: str, row: Counted, *, pauses: Sequence[Pause], calendar: WorkingDays, **otherwise: Any
) -> StageDates:
    """The dates of a stage as it is kept; `otherwise` are days of it as they would be. Raises as `dates_of` does."""
    days = {
        "started_on": row.started_on,
        "acknowledged_on": row.acknowledged_on,
        "extended": row.extended,
        "agreed_to": row.agreed_to,
    }
    return dates_of(procedure, row.stage, pauses=pauses, calendar=calendar, **days | otherwise)


def dates_of(
    procedure: str,
    stage: str,
    *,
    started_on: date,
    acknowledged_on: date | None = None,
    extended: bool = False,
    agreed_to: date | None = None,
    pauses: Sequence[Pause] = (),
    calendar: WorkingDays = ENGLAND,
) -> StageDates:
    """The dates of a stage that started (receipt, or the request for it) on `started_on`.

    Raises NoRule where the rules of that day know no such stage, and CannotExtend where they know no longer limit and no
    day was agreed with the person either.
    """
    calendar = calendar_of(procedure, calendar)
    acknowledge = acknowledge_by(procedure, stage, started_on, calendar=calendar, pauses=pauses)
    start, assumed = started_on, ""
    if acknowledge and rule_for(procedure, stage, started_on).starts == "acknowledgement":
        start = acknowledged_on or acknowledge.day
        assumed = "" if acknowledged_on else ", the last day for acknowledging it"
    rule = rule_for(procedure, stage, start)
    if extended and rule.extended is None and agreed_to is None:
        raise CannotExtend(rule.why_not_extended)

    def counted(longer: bool) -> Due:
        return due(rule, start, extended=longer, pauses=pauses, calendar=calendar, note=assumed)

    limit = counted(longer=False)
    longest = counted(longer=True) if rule.extended else limit
    holds = longest if extended else limit
    return StageDates(
        acknowledge_by=acknowledge.day if acknowledge else None,
        limit_on=limit.day,
        longest_on=longest.day,
        due_on=agreed_to or holds.day,
        explanation=_agreed(agreed_to, holds, longest) if agreed_to else holds.explanation,
        why_acknowledge_by=acknowledge.explanation if acknowledge else "",
        why_limit_on=limit.explanation,
        why_longest_on=longest.explanation,
    )


def acknowledge_by(
    procedure: str,
    stage: str,
    start: date,
    *,
    calendar: WorkingDays = ENGLAND,
    pauses: Sequence[Pause] = (),
) -> Due | None:
    """By when a stage that started on `start` must be acknowledged; None where the rules set no such limit."""
    name = rule_for(procedure, stage, start).acknowledged_by
    if not name:
        return None
    calendar = calendar_of(procedure, calendar)
    return due(rule_for(procedure, name, start), start, pauses=pauses, calendar=calendar)


def ask_by(procedure: str, stage: str, answered_on: date, *, calendar: WorkingDays = ENGLAND) -> Due | None:
    """Until when the person may ask for a stage after the answer before it; None where nothing limits it.

    A council may accept a later request, so nothing is refused for being late.
    """
    window = window_for(procedure, stage)
    if window is None:
        return None
    return count(window.limit, answered_on, calendar=calendar_of(procedure, calendar))


def _agreed(agreed_to: date, holds: Due, longest: Due) -> str:
    words = f"Agreed with the person: {date_label(agreed_to)}"
    if agreed_to > longest.day:
        return f"{words}, later than the longest that the rules allow ({longest.explanation})"
    return f"{words}, in place of {holds.explanation}"
