"""The stages of the complaints procedures and the time each may take, as dated data. Pure.

A complaint keeps the rules of its time: those in force on the day its stage's clock starts. A change of the law is a new
`Rule` with its first day, and a last day for the one before it.

Sources. Adults: the Local Authority Social Services and National Health Service Complaints (England) Regulations 2009
(SI 2009/309). Children: the Children Act 1989 Representations Procedure (England) Regulations 2006 (SI 2006/1738).
Corporate: the Complaint Handling Code of the Local Government and Social Care Ombudsman, 2024, paragraphs 6.2 to 6.5,
and for Stage 2 the procedures of councils that follow it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from council.period_kinds import date_label

Unit = Literal["working days", "months"]


@dataclass(frozen=True)
class Limit:
    """How long a stage may take, counted from the day its clock starts."""

    number: int
    unit: Unit = "working days"


@dataclass(frozen=True)
class Rule:
    """One stage of one procedure while the rule was in force; `starts` says what its clock starts with.

    `extended` is the limit of an extended stage, in place of the usual one; None where the rules name no other limit, and
    then `why_not_extended` says what holds instead.
    """

    procedure: str
    stage: str
    what: str
    limit: Limit
    starts: str
    extended: Limit | None = None
    why_not_extended: str = ""
    first_day: date | None = None
    last_day: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether a clock that started on `day` runs by this rule."""
        begun = self.first_day is None or self.first_day <= day
        return begun and (self.last_day is None or day <= self.last_day)


_ADULTS_SINCE = date(2009, 4, 1)
_CHILDREN_SINCE = date(2006, 9, 1)

RULES: tuple[Rule, ...] = (
    Rule(
        "adults-statutory",
        "acknowledge",
        "acknowledgement",
        Limit(3),
        starts="receipt",
        why_not_extended="Acknowledging cannot be extended.",
        first_day=_ADULTS_SINCE,
    ),
    Rule(
        "adults-statutory",
        "respond",
        "response",
        Limit(6, "months"),
        starts="receipt",
        why_not_extended="Past six months there is no fixed limit: it is the date agreed with the person.",
        first_day=_ADULTS_SINCE,
    ),
    Rule(
        "childrens-statutory",
        "1",
        "Stage 1, local resolution",
        Limit(10),
        starts="receipt",
        extended=Limit(20),
        first_day=_CHILDREN_SINCE,
    ),
    Rule(
        "childrens-statutory",
        "2",
        "Stage 2, investigation",
        Limit(25),
        starts="the request",
        extended=Limit(65),
        first_day=_CHILDREN_SINCE,
    ),
    Rule(
        "childrens-statutory",
        "3",
        "Stage 3, review panel",
        Limit(30),
        starts="the request",
        why_not_extended="The panel's 30 working days cannot be extended.",
        first_day=_CHILDREN_SINCE,
    ),
    Rule(
        "corporate",
        "acknowledge-1",
        "Stage 1, acknowledgement",
        Limit(5),
        starts="receipt",
        why_not_extended="Acknowledging cannot be extended.",
    ),
    Rule(
        "corporate",
        "1",
        "Stage 1, response",
        Limit(10),
        starts="acknowledgement",
        extended=Limit(20),
    ),
    Rule(
        "corporate",
        "acknowledge-2",
        "Stage 2, acknowledgement",
        Limit(5),
        starts="the request",
        why_not_extended="Acknowledging cannot be extended.",
    ),
    Rule(
        "corporate",
        "2",
        "Stage 2, response",
        Limit(20),
        starts="acknowledgement",
        extended=Limit(40),
    ),
)


class NoRule(ValueError):
    """No rule has this procedure, this stage or this day; the message names those there are."""


def rule_for(procedure: str, stage: str, day: date) -> Rule:
    """The rule of a stage whose clock starts on `day`. Raises NoRule."""
    of_procedure = [rule for rule in RULES if rule.procedure == procedure]
    if not of_procedure:
        known = ", ".join(dict.fromkeys(rule.procedure for rule in RULES))
        raise NoRule(f'procedure: "{procedure}" is not known. Write one of {known}.')
    of_stage = [rule for rule in of_procedure if rule.stage == stage]
    if not of_stage:
        known = ", ".join(dict.fromkeys(rule.stage for rule in of_procedure))
        raise NoRule(f'stage: {procedure} has no stage "{stage}". Write one of {known}.')
    in_force = [rule for rule in of_stage if rule.in_force(day)]
    if not in_force:
        first = min(rule.first_day for rule in of_stage if rule.first_day)
        raise NoRule(f"received: {procedure} has had a stage {stage} only since {date_label(first)}.")
    return in_force[0]
