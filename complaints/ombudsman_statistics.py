"""The statistics of the Ombudsman's work that a council holds for a year, as its annual letter gives them. Pure.

The Ombudsman sorts its decisions into those that were not for it, those assessed and closed without an investigation, and
those investigated; its uphold rate is of the investigated ones, and a compliance rate under 100% is to be scrutinised. The
"actual uphold rate" is the council's own: what the Ombudsman upheld that the council had not upheld or partly upheld itself,
of all decisions ("an actual uphold rate of 15% when all 39 decisions for the year are considered", report 2020/21, 2.7).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from complaints.figure_words import UPHELD_OR_PARTLY


class Group(StrEnum):
    """How the annual letter sorts decisions."""

    NOT_FOR_US = "Not for the Ombudsman, or too early"
    CLOSED = "Assessed and closed"
    INVESTIGATED = "Investigated"


UPHELD = "upheld"
#: Decisions, as `models.Decision` spells them, by their group.
GROUPS: dict[str, Group] = {
    "advice_given": Group.NOT_FOR_US,
    "incomplete": Group.NOT_FOR_US,
    "referred_back": Group.NOT_FOR_US,
    "closed_after_enquiries": Group.CLOSED,
    "not_investigated": Group.CLOSED,
    UPHELD: Group.INVESTIGATED,
    "not_upheld": Group.INVESTIGATED,
}


def is_newly_upheld(decision: str, council_outcome: str) -> bool:
    """Whether the Ombudsman upheld what the council had not.

    >>> is_newly_upheld("upheld", "not_upheld"), is_newly_upheld("upheld", "partly_upheld")
    (True, False)
    """
    return decision == UPHELD and council_outcome not in UPHELD_OR_PARTLY


@dataclass(frozen=True)
class Decided:
    """So many decisions that are alike."""

    decision: str
    council_outcome: str
    already_remedied: bool
    public_report: bool
    count: int = 1
    settlement: Decimal = Decimal(0)


@dataclass(frozen=True)
class Promise:
    """A recommendation: by when it was to be done, and when it was."""

    due_on: date
    done_on: date | None


@dataclass(frozen=True)
class Share:
    """A count of a total; the percentage is rounded half up, and there is none of nothing.

    >>> Share(6, 39).percent, str(Share(6, 39))
    (15, '6 of 39 (15%)')
    """

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        return (200 * self.part + self.whole) // (2 * self.whole) if self.whole else None

    def __str__(self) -> str:
        return f"{self.part:,} of {self.whole:,} ({self.percent}%)" if self.whole else "None"


@dataclass(frozen=True)
class Compliance:
    """Recommendations whose day has come or that are done: in time, late, and still not done."""

    in_time: int
    late: int
    overdue: int
    not_due: int

    @property
    def share(self) -> Share:
        """Done by their date, of all that are done or should be."""
        return Share(self.in_time, self.in_time + self.late + self.overdue)

    @property
    def to_scrutinise(self) -> bool:
        """Under 100%: the Ombudsman asks councils to look into each that was late."""
        return self.share.part < self.share.whole


@dataclass(frozen=True)
class Statistics:
    """One year's."""

    received: int
    decided: int
    groups: dict[Group, int]
    upheld: int
    newly_upheld: int
    already_remedied: int
    public_reports: int
    paid: Decimal
    compliance: Compliance = field(default_factory=lambda: Compliance(0, 0, 0, 0))

    @property
    def uphold_rate(self) -> Share:
        """The Ombudsman's: of the complaints that it investigated."""
        return Share(self.upheld, self.groups[Group.INVESTIGATED])

    @property
    def actual_uphold_rate(self) -> Share:
        """The council's: newly upheld, of all decisions."""
        return Share(self.newly_upheld, self.decided)

    @property
    def remedied_rate(self) -> Share:
        """Upheld complaints for which the council had offered a satisfactory remedy before."""
        return Share(self.already_remedied, self.upheld)


def compliance(promises: Iterable[Promise], today: date) -> Compliance:
    """How recommendations were kept; one that is due today is not late yet."""
    in_time = late = overdue = not_due = 0
    for each in promises:
        if each.done_on is not None and each.done_on <= each.due_on:
            in_time += 1
        elif each.done_on is not None:
            late += 1
        elif each.due_on < today:
            overdue += 1
        else:
            not_due += 1
    return Compliance(in_time, late, overdue, not_due)


def statistics(received: int, decided: Iterable[Decided], kept: Compliance) -> Statistics:
    """The statistics of a year: enquiries received in it, decisions made in it, recommendations due in it."""
    rows = list(decided)
    groups = dict.fromkeys(Group, 0)
    for row in rows:
        groups[GROUPS[row.decision]] += row.count
    upheld = [row for row in rows if row.decision == UPHELD]
    return Statistics(
        received=received,
        decided=sum(row.count for row in rows),
        groups=groups,
        upheld=sum(row.count for row in upheld),
        newly_upheld=sum(row.count for row in upheld if is_newly_upheld(row.decision, row.council_outcome)),
        already_remedied=sum(row.count for row in upheld if row.already_remedied),
        public_reports=sum(row.count for row in rows if row.public_report),
        paid=sum((row.settlement for row in rows), Decimal(0)),
        compliance=kept,
    )
