"""The rules of the procedures as their page shows them: each stage with its steps, an example of each, and what held before.

Pure: takes the day that it is, and the council's calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from complaints.clocks import due
from complaints.procedures import RULES, Rule, Window, calendar_of, window_for
from complaints.stage_moves import STAGES, StageKind
from council.period_kinds import date_label
from council.working_days import WorkingDays

#: The days that examples start on: the first on which the rule was in force. Both have Easter within ten working days.
EXAMPLES = (date(2023, 4, 3), date(2026, 4, 1))


@dataclass(frozen=True)
class RuleShown:
    """A rule, while it was in force, with an example."""

    rule: Rule
    example: str
    example_extended: str = ""

    @property
    def step(self) -> str:
        """What the rule limits, without the stage: "acknowledgement" of "Stage 1, acknowledgement"."""
        return self.rule.what.rpartition(", ")[2]

    @property
    def in_force(self) -> str:
        """ "from 1 April 2026", "until 31 March 2026", "always"."""
        first, last = self.rule.first_day, self.rule.last_day
        words = [f"from {date_label(first)}"] if first else []
        return " ".join(words + ([f"until {date_label(last)}"] if last else [])) or "always"


@dataclass(frozen=True)
class StageShown:
    """A stage with the rules of the stage itself and of its steps: those of today, and the others."""

    kind: StageKind
    rules: tuple[RuleShown, ...]
    other: tuple[RuleShown, ...]
    window: Window | None


@dataclass(frozen=True)
class ProcedureShown:
    """A procedure with its stages in their order."""

    code: str
    label: str
    stages: tuple[StageShown, ...]

    @property
    def other(self) -> list[RuleShown]:
        """The rules that held before, or will hold."""
        return list(dict.fromkeys(shown for stage in self.stages for shown in stage.other))


def procedures(labels: dict[str, str], today: date, calendar: WorkingDays) -> list[ProcedureShown]:
    """The procedures in the order of `labels`, which names them."""
    return [
        ProcedureShown(code, label, tuple(_stage(code, kind, today, calendar) for kind in STAGES[code]))
        for code, label in labels.items()
    ]


def _stage(procedure: str, kind: StageKind, today: date, calendar: WorkingDays) -> StageShown:
    rules = [
        rule for rule in RULES if rule.procedure == procedure and kind.code in {rule.stage, rule.part_of}
    ]
    shown = [(rule.in_force(today), _shown(rule, calendar)) for rule in rules]
    return StageShown(
        kind,
        rules=tuple(each for now, each in shown if now),
        other=tuple(each for now, each in shown if not now),
        window=window_for(procedure, kind.code),
    )


def _shown(rule: Rule, calendar: WorkingDays) -> RuleShown:
    start = next((day for day in EXAMPLES if rule.in_force(day)), rule.first_day or EXAMPLES[0])
    days = calendar_of(rule.procedure, calendar)
    return RuleShown(
        rule,
        due(rule, start, calendar=days).explanation,
        due(rule, start, extended=True, calendar=days).explanation if rule.extended else "",
    )
