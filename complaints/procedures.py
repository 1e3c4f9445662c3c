"""The stages of the complaints procedures and the time each may take, as dated data. Pure.

A complaint keeps the rules of its time: those in force on the day its stage's clock starts. A change of the law is a new
`Rule` with its first day, and a last day for the one before it.

Sources. Adults: the Local Authority Social Services and National Health Service Complaints (England) Regulations 2009
(SI 2009/309). Children: the Children Act 1989 Representations Procedure (England) Regulations 2006 (SI 2006/1738) and the
guidance on them, Getting the Best from Complaints. Corporate: the Complaint Handling Code of the Local Government and
Social Care Ombudsman, 2024, paragraphs 6.2 to 6.5, and for Stage 2 the procedures of councils that follow it.

Decided where the sources leave room:

    before the Code      the Ombudsman judges councils by the Code from 1 April 2026. Until then the limits of corporate and
                         of children's non-statutory complaints were the council's own to set; Outturn reckons with the
                         same ones, under a rule that says so. A council whose limits were others puts them there
    early resolution     has no clock of its own: it uses up the time of the formal stage that would follow it
    Stage 2, children    runs from the request. Where the person's statement of the complaint is agreed later, a council may
                         count from then: by giving that day as the start of the stage
    working days         SI 2006/1738 leaves out Boxing Day by name and SI 2009/309 does not; as England's bank holidays
                         take in both days of Christmas and their substitutes, it makes no difference. What does: neither
                         knows days on which a council closes its offices, so these count in the statutory procedures
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from council.period_kinds import date_label
from council.working_days import WorkingDays

Unit = Literal["working days", "months"]


@dataclass(frozen=True)
class Limit:
    """How long a stage may take, counted from the day its clock starts."""

    number: int
    unit: Unit = "working days"

    def __str__(self) -> str:
        return f"{self.number} {self.unit}"


@dataclass(frozen=True)
class Rule:
    """One stage of one procedure, or a step of it, while the rule was in force.

    `starts` says what its clock starts with. `extended` is the limit of an extended stage, in place of the usual one; None
    where the rules name no other limit, and then `why_not_extended` says what holds instead. `part_of` is the stage that a
    step belongs to, `acknowledged_by` the step that is a stage's acknowledgement, where the rules limit it.
    """

    procedure: str
    stage: str
    what: str
    limit: Limit
    starts: str
    source: str
    extended: Limit | None = None
    why_not_extended: str = ""
    first_day: date | None = None
    last_day: date | None = None
    part_of: str = ""
    acknowledged_by: str = ""

    def in_force(self, day: date) -> bool:
        """Whether a clock that started on `day` runs by this rule."""
        begun = self.first_day is None or self.first_day <= day
        return begun and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True)
class Window:
    """Until when the person may ask for a stage, from the day of the answer before it. Later requests may be accepted."""

    procedure: str
    stage: str
    limit: Limit
    source: str


ADULTS, CHILDREN = "adults-statutory", "childrens-statutory"
CHILDREN_NON_STATUTORY, CORPORATE = "childrens-non-statutory", "corporate"
#: Procedures whose regulations themselves say what a working day is.
STATUTORY = frozenset({ADULTS, CHILDREN})

_ADULTS_SINCE = date(2009, 4, 1)
_CHILDREN_SINCE = date(2006, 9, 1)
_CODE_SINCE = date(2026, 4, 1)
_ADULTS_SOURCE = "SI 2009/309"
_CHILDREN_SOURCE = "SI 2006/1738"
_GUIDANCE = "Getting the Best from Complaints (2006)"
_CODE = "LGSCO Complaint Handling Code"
_CODE_STAGE_2 = f"Procedures of councils that follow the {_CODE}, which names no days for Stage 2"
_OWN = "The council's own procedure, before the Ombudsman judged by the Complaint Handling Code; reckoned like the Code"
_NOT_ACKNOWLEDGED_LATER = "Acknowledging cannot be extended."
_AGREED = "Past six months there is no fixed limit: it is the date agreed with the person."


def _on_the_code(
    procedure: str,
    stage: str,
    what: str,
    limit: Limit,
    *,
    starts: str,
    source: str,
    extended: Limit | None = None,
    part_of: str = "",
    acknowledged_by: str = "",
) -> tuple[Rule, Rule]:
    """A rule of the Code, and the council's own one of the years before it."""
    code = Rule(
        procedure,
        stage,
        what,
        limit,
        starts,
        source,
        extended=extended,
        why_not_extended="" if extended else _NOT_ACKNOWLEDGED_LATER,
        first_day=_CODE_SINCE,
        part_of=part_of,
        acknowledged_by=acknowledged_by,
    )
    return replace(code, source=_OWN, first_day=None, last_day=_CODE_SINCE - timedelta(days=1)), code


def _two_stages(procedure: str) -> tuple[Rule, ...]:
    """The two stages of the Code with their acknowledgements."""
    return (
        *_on_the_code(
            procedure,
            "acknowledge-1",
            "Stage 1, acknowledgement",
            Limit(5),
            starts="receipt",
            source=f"{_CODE}, 6.2",
            part_of="1",
        ),
        *_on_the_code(
            procedure,
            "1",
            "Stage 1, response",
            Limit(10),
            starts="acknowledgement",
            source=f"{_CODE}, 6.3 to 6.5",
            extended=Limit(20),
            acknowledged_by="acknowledge-1",
        ),
        *_on_the_code(
            procedure,
            "acknowledge-2",
            "Stage 2, acknowledgement",
            Limit(5),
            starts="the request",
            source=_CODE_STAGE_2,
            part_of="2",
        ),
        *_on_the_code(
            procedure,
            "2",
            "Stage 2, response",
            Limit(20),
            starts="acknowledgement",
            source=_CODE_STAGE_2,
            extended=Limit(40),
            acknowledged_by="acknowledge-2",
        ),
    )


RULES: tuple[Rule, ...] = (
    Rule(
        ADULTS,
        "acknowledge",
        "acknowledgement",
        Limit(3),
        starts="receipt",
        source=f"{_ADULTS_SOURCE}, regulation 13",
        why_not_extended=_NOT_ACKNOWLEDGED_LATER,
        first_day=_ADULTS_SINCE,
        part_of="respond",
    ),
    Rule(
        ADULTS,
        "0",
        "early resolution",
        Limit(6, "months"),
        starts="receipt",
        source=f"{_ADULTS_SOURCE}: no limit of its own, so the six months of regulation 14 hold. What was said in person "
        "and settled by the next working day is outside the Regulations (regulation 8)",
        why_not_extended=_AGREED,
        first_day=_ADULTS_SINCE,
        acknowledged_by="acknowledge",
    ),
    Rule(
        ADULTS,
        "respond",
        "response",
        Limit(6, "months"),
        starts="receipt",
        source=f"{_ADULTS_SOURCE}, regulation 14",
        why_not_extended=_AGREED,
        first_day=_ADULTS_SINCE,
        acknowledged_by="acknowledge",
    ),
    Rule(
        CHILDREN,
        "0",
        "Stage 0, early resolution",
        Limit(10),
        starts="receipt",
        source=f"{_CHILDREN_SOURCE}: the time of local resolution, which it uses up",
        extended=Limit(20),
        first_day=_CHILDREN_SINCE,
    ),
    Rule(
        CHILDREN,
        "1",
        "Stage 1, local resolution",
        Limit(10),
        starts="receipt",
        source=f"{_CHILDREN_SOURCE}, local resolution; {_GUIDANCE}",
        extended=Limit(20),
        first_day=_CHILDREN_SINCE,
    ),
    Rule(
        CHILDREN,
        "2",
        "Stage 2, investigation",
        Limit(25),
        starts="the request",
        source=f"{_CHILDREN_SOURCE}, regulation 17; {_GUIDANCE}",
        extended=Limit(65),
        first_day=_CHILDREN_SINCE,
    ),
    Rule(
        CHILDREN,
        "3",
        "Stage 3, review panel",
        Limit(30),
        starts="the request",
        source=f"{_CHILDREN_SOURCE}, regulation 19(4)",
        why_not_extended="The panel's 30 working days cannot be extended.",
        first_day=_CHILDREN_SINCE,
    ),
    Rule(
        CHILDREN,
        "panel-report",
        "Stage 3, the panel's report",
        Limit(5),
        starts="the panel's meeting",
        source=f"{_CHILDREN_SOURCE}, regulation 20",
        why_not_extended="The panel's report cannot be extended.",
        first_day=_CHILDREN_SINCE,
        part_of="3",
    ),
    Rule(
        CHILDREN,
        "panel-answer",
        "Stage 3, the council's answer to the panel",
        Limit(15),
        starts="the panel's report",
        source=f"{_CHILDREN_SOURCE}, regulation 20",
        why_not_extended="The answer to the panel cannot be extended.",
        first_day=_CHILDREN_SINCE,
        part_of="3",
    ),
    *_on_the_code(
        CHILDREN_NON_STATUTORY,
        "0",
        "Stage 0, early resolution",
        Limit(10),
        starts="acknowledgement",
        source=f"{_CODE}, 6.1: it knows no stage before Stage 1, so the time is that of Stage 1",
        extended=Limit(20),
        acknowledged_by="acknowledge-1",
    ),
    *_two_stages(CHILDREN_NON_STATUTORY),
    *_two_stages(CORPORATE),
)

#: A council that gives people longer, or less, changes its window here.
WINDOWS: tuple[Window, ...] = (
    Window(
        CHILDREN,
        "2",
        Limit(20),
        "Usual in councils' procedures; some give 28 days. The Regulations set none",
    ),
    Window(CHILDREN, "3", Limit(20), f"{_GUIDANCE}, on regulation 18 of {_CHILDREN_SOURCE}"),
    Window(CHILDREN_NON_STATUTORY, "2", Limit(20), f"The council's own choice: the {_CODE} sets none"),
    Window(CORPORATE, "2", Limit(20), f"The council's own choice: the {_CODE} sets none"),
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


def window_for(procedure: str, stage: str) -> Window | None:
    """Until when a stage may be asked for; None where nothing limits it."""
    return next((row for row in WINDOWS if (row.procedure, row.stage) == (procedure, stage)), None)


def calendar_of(procedure: str, calendar: WorkingDays) -> WorkingDays:
    """The working days of a procedure: where its regulations define them, days on which the council is closed count."""
    return replace(calendar, closures={}) if procedure in STATUTORY else calendar
