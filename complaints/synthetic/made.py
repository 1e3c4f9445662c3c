"""What is made: cases with fields named as those of the models, and what of them was known on a day. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

#: Decisions of the Ombudsman that end a case with another outcome than the council's own; as `actions.standing` has it.
ENDS_THE_CASE = frozenset({"upheld", "not_upheld"})


@dataclass(frozen=True)
class Stage:
    number: int
    stage: str
    started_on: date
    acknowledged_on: date | None = None
    acknowledge_by: date | None = None
    extended: bool = False
    letter_on: date | None = None
    agreed_to: date | None = None
    answered_on: date | None = None
    outcome: str = ""
    decided_by: str = ""
    investigated: str = ""
    cost: Decimal | None = None
    limit_on: date | None = None
    longest_on: date | None = None
    due_on: date | None = None

    def as_known_on(self, day: date) -> Stage:
        """The stage before its answer, where that came after `day`."""
        if self.answered_on is None or self.answered_on <= day:
            return self
        return replace(self, answered_on=None, outcome="", decided_by="", investigated="", cost=None)


@dataclass(frozen=True)
class Element:
    number: int
    subject: str
    outcome: str


@dataclass(frozen=True)
class Remedy:
    number: int
    what: str
    agreed_on: date
    due_on: date
    done_on: date | None
    amount: Decimal | None = None


@dataclass(frozen=True)
class Pause:
    first: date
    last: date
    reason: str


@dataclass(frozen=True)
class Case:
    """One piece of feedback. `key` names it while it is made: the group and its number there."""

    key: str
    reference: str
    kind: str
    area: str
    received_on: date
    channel: str
    captured: str = "log"
    service_type: str = ""
    subjects: tuple[str, ...] = ()
    complainant: str = "other"
    procedure: str = ""
    lead_body: str = ""
    partners: str = ""
    stages: tuple[Stage, ...] = ()
    elements: tuple[Element, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    pause: Pause | None = None

    @property
    def answered_on(self) -> date | None:
        """The day of the council's last answer."""
        return self.stages[-1].answered_on if self.stages else None

    @property
    def outcome(self) -> str:
        """What the council itself decided."""
        return self.stages[-1].outcome if self.stages else ""

    def as_known_on(self, day: date) -> Case:
        """The case before what happened after `day`, on which it had come in."""
        stages = tuple(stage.as_known_on(day) for stage in self.stages if stage.started_on <= day)
        ended = bool(stages) and stages == self.stages
        return replace(
            self,
            stages=stages,
            elements=self.elements if ended else (),
            remedies=self.remedies if ended else (),
            pause=self.pause if self.pause and self.pause.first <= day else None,
        )


@dataclass(frozen=True)
class Recommendation:
    number: int
    text: str
    due_on: date
    done_on: date | None = None
    proof: str = ""


@dataclass(frozen=True)
class Enquiry:
    """One enquiry of the Ombudsman; `case` is the key of the complaint, where the council knows it."""

    reference: str
    area: str
    received_on: date
    answer_by: date
    answered_on: date | None = None
    case: str = ""
    decided_on: date | None = None
    decision: str = ""
    council_outcome: str = ""
    already_remedied: bool = False
    settlement: Decimal | None = None
    recommendations: tuple[Recommendation, ...] = ()

    @property
    def ends_the_case(self) -> bool:
        return bool(self.case) and self.decision in ENDS_THE_CASE

    def as_known_on(self, day: date) -> Enquiry:
        """The enquiry before what happened after `day`, on which it had come in."""
        known = self
        if self.decided_on and self.decided_on > day:
            known = replace(
                known,
                decided_on=None,
                decision="",
                already_remedied=False,
                settlement=None,
                recommendations=(),
            )
        if self.answered_on and self.answered_on > day:
            known = replace(known, answered_on=None)
        return known


@dataclass(frozen=True)
class Made:
    """Everything made from a plan: cases and enquiries in the order of their coming, and keys of linked cases."""

    cases: tuple[Case, ...]
    enquiries: tuple[Enquiry, ...] = ()
    links: tuple[tuple[str, str], ...] = field(default=())
