"""The Corporate Summary Risk Profile: a line an entry, with the confidence said in each quarter of the financial year.

Source: Appendix B of the report to the Cabinet Committee on Performance Improvement, 25 November 2021. Its columns are ID,
risk description, current rating, target rating, target date, target risk confidence Q1 to Q4, and direction of travel.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from council.periods import Quarter
from risks.models import Register
from risks.selectors import history, register
from risks.selectors.history import History
from risks.selectors.register import Row
from risks.visibility import RiskView


@dataclass(frozen=True)
class Confidence:
    """What was said in one quarter: green, amber, red, or "" where nobody said. `to_come` is after the quarter shown."""

    quarter: Quarter
    code: str
    to_come: bool


@dataclass(frozen=True)
class Line:
    """One entry of the profile. The direction of travel is `row.travel`; beside it stands the owner's own."""

    row: Row
    confidence: tuple[Confidence, ...]

    @property
    def owners_direction(self) -> str:
        """improving, same, worsening, or "" where the owner did not say."""
        return self.row.assessment.direction if self.row.assessment else ""

    @property
    def printed_scores(self) -> dict[str, str]:
        """The scores of a published register that are not those of its likelihood and impact: current, target."""
        printed = self.row.assessment.as_printed if self.row.assessment else {}
        names = {"current": "score", "target": "target_score"}
        return {position: printed[name] for position, name in names.items() if printed.get(name)}


@dataclass(frozen=True)
class Profile:
    """A register's lines in a quarter: risks, then opportunities."""

    quarter: Quarter
    risks: tuple[Line, ...]
    opportunities: tuple[Line, ...]

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters of the financial year, whose confidence is shown."""
        return self.quarter.financial_year.quarters


def profile(
    of: Register,
    quarter: Quarter,
    view: RiskView,
    *,
    as_at: datetime.datetime | None = None,
    rows: list[Row] | None = None,
) -> Profile:
    """The profile of a register as somebody may see it. `rows` are those of `register.rows`, where they were read."""
    rows = register.rows(of, quarter, view, as_at=as_at) if rows is None else rows
    moment = register.moment_of(view.round_of(quarter), as_at)
    first = quarter.financial_year.quarters[0]
    scores = history.of_many([row.entry for row in rows], quarter, moment=moment, since=first, rows=rows)
    histories = history.seen_by(view, scores, moment=moment)
    lines = [Line(row, _confidence(histories[row.entry.pk], quarter)) for row in rows]
    return Profile(
        quarter,
        risks=tuple(line for line in lines if not line.row.is_opportunity),
        opportunities=tuple(line for line in lines if line.row.is_opportunity),
    )


def _confidence(said: History, quarter: Quarter) -> tuple[Confidence, ...]:
    found = []
    for each in quarter.financial_year.quarters:
        point = said.at(each)
        code = point.assessment.confidence if point else ""
        found.append(Confidence(each, code, to_come=each.ordinal > quarter.ordinal))
    return tuple(found)
