"""What is unusual about what somebody records of a stage, in sentences that ask and never forbid. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

from complaints.outcomes import DECIDED
from complaints.procedures import Window
from council.period_kinds import date_label
from council.working_days import WorkingDays

#: An investigation that costs more was probably typed with two digits too many.
USUAL_COST = Decimal(20_000)
#: A day that was agreed with somebody is rarely further off.
FAR = timedelta(days=366)


class StageDays(Protocol):
    """The days of a stage that an answer is looked at beside."""

    started_on: date
    acknowledged_on: date | None
    stage: str


def of_acknowledgement(on: date, acknowledge_by: date | None) -> list[str]:
    """An acknowledgement that came late."""
    if acknowledge_by is None or on <= acknowledge_by:
        return []
    return [f"It was to be acknowledged by {date_label(acknowledge_by)}. Was it as late as {date_label(on)}?"]


def of_extension(letter_on: date, due_on: date | None) -> list[str]:
    """A letter that came after the day that it puts off."""
    if due_on is None or letter_on <= due_on:
        return []
    return [f"The stage was due on {date_label(due_on)}, before the letter. Was the person told only then?"]


def of_agreed_day(agreed_to: date, *, due_on: date | None, longest_on: date | None) -> list[str]:
    """A day that is no later than the one that holds, or later than the rules allow by themselves."""
    said = []
    if due_on and agreed_to < due_on:
        said.append(f"That is before {date_label(due_on)}, when it is due now. Is the agreed day earlier?")
    if longest_on and agreed_to > longest_on + FAR:
        said.append("That is more than a year after the longest limit of the rules. Is the year right?")
    elif longest_on and agreed_to > longest_on:
        said.append(
            f"That is after {date_label(longest_on)}, the longest that the rules allow. Did the person agree to it?"
        )
    return said


def of_answer(
    stage: StageDays, typed: Mapping[str, Any], *, proposed: str, calendar: WorkingDays
) -> list[str]:
    """An answer on a day off, before its acknowledgement, against its elements, or of an unusual cost."""
    said = []
    on = typed.get("on")
    if on and not calendar.includes(on):
        why = calendar.name_of(on) or f"a {on:%A}"
        said.append(f"{date_label(on)} is {why}. Was it sent on that day?")
    acknowledged = typed.get("acknowledged_on", stage.acknowledged_on)
    if on and acknowledged and on < acknowledged:
        said.append(f"It was acknowledged only on {date_label(acknowledged)}. Was it answered before that?")
    outcome = typed.get("outcome")
    if proposed and outcome in DECIDED and outcome != proposed:
        said.append("The outcomes of its points lead to another outcome. Is this one meant?")
    cost = typed.get("cost")
    if cost and cost > USUAL_COST:
        said.append(f"£{cost:,.2f} is much for one investigation. Is it right?")
    if cost and not typed.get("investigated"):
        said.append("It cost something, but was not investigated. Is that right?")
    return said


def of_request(
    on: date | None, answered_on: date | None, window: Window | None, calendar: WorkingDays
) -> list[str]:
    """A request that came after the time in which a stage is usually asked for."""
    if on is None or answered_on is None or window is None:
        return []
    last = calendar.count(answered_on, window.limit.number).end
    if on <= last:
        return []
    return [
        f"The time to ask for it ended on {date_label(last)}, {window.limit.number} {window.limit.unit} after the answer "
        "before. Do you accept the request all the same?"
    ]


def of_refusal(stage_label: str, words: str, *, is_a_right: bool) -> list[str]:
    """A refusal, where the person has a right to the stage, and one without a reason."""
    said = []
    if is_a_right:
        said.append(
            f"The person has a right to {stage_label}. To refuse it is fault, unless they agreed to go to the Ombudsman "
            "early on the grounds that the guidance names. Is it refused all the same?"
        )
    if not words.strip():
        said.append("You gave no reason. A person who is refused must be told why. Save without one?")
    return said
