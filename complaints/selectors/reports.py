"""The annual report of one year: its sections with the council's words and learning, its state, what is still missing."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Min, Q

from complaints.models import (
    ActiveCases,
    AnnualReport,
    AnnualReportStep,
    Area,
    Learning,
    ReportText,
    Standing,
)
from complaints.report_outline import PARTS, SECTIONS, Section, Statement, unanswered
from complaints.visibility import ComplaintView
from council.period_kinds import FinancialYear, date_label, quarter_of

#: The areas whose active cases complaints are a share of: social care has cases, inclusion and education have not.
AREAS_WITH_CASES = (Area.ADULTS, Area.CHILDREN)
#: Which areas' learning stands in the section of which area: the children's part speaks of inclusion, too.
LEARNING_AREAS: Mapping[str, tuple[str, ...]] = {
    Area.ADULTS: (Area.ADULTS,),
    Area.CHILDREN: (Area.CHILDREN, Area.INCLUSION),
}


@dataclass(frozen=True)
class ReportSection:
    """A section as it is read: what the council says, and what it learnt, by heading."""

    section: Section
    text: ReportText | None = None
    learning: list[tuple[str, list[Learning]]] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.section.number

    @property
    def anchor(self) -> str:
        """The section's name in an address: section-3-10."""
        return f"section-{self.number.replace('.', '-')}"

    @property
    def words(self) -> str:
        return self.text.text if self.text else ""

    @property
    def version(self) -> int:
        return self.text.version if self.text else 0

    @property
    def is_written(self) -> bool:
        """Whether something stands in it besides figures."""
        return bool(self.words or self.learning)


@dataclass(frozen=True)
class ReportWords:
    """All words of a report at one moment."""

    sections: list[ReportSection]

    @property
    def parts(self) -> list[tuple[str, list[ReportSection]]]:
        """The sections under the titles of their parts."""
        return [
            (title, [each for each in self.sections if each.section.part == part])
            for part, title in PARTS.items()
        ]

    @property
    def written(self) -> frozenset[str]:
        return frozenset(each.number for each in self.sections if each.is_written)

    @property
    def unanswered(self) -> list[Statement]:
        """What the law wants to be said and nobody has said."""
        return unanswered(self.written)

    def section(self, number: str) -> ReportSection:
        return next(each for each in self.sections if each.number == number)


@dataclass(frozen=True)
class Missing:
    """Something that is not complete, in a sentence; `kind` says where it is mended."""

    kind: str
    words: str


def words(report: AnnualReport, as_at: datetime.datetime | None) -> ReportWords:
    """What the report says beside its figures, as at a moment; None means now."""
    texts = {row.section: row for row in ReportText.objects.as_at(as_at).filter(report=report)}
    learnt: dict[tuple[str, str], list[Learning]] = defaultdict(list)
    for row in Learning.objects.as_at(as_at).filter(year=report.year, void=False):
        learnt[row.area, row.source].append(row)
    return ReportWords(
        [
            ReportSection(section, texts.get(section.number), _learning_of(section, learnt))
            for section in SECTIONS
        ]
    )


def _learning_of(
    section: Section, learnt: Mapping[tuple[str, str], list[Learning]]
) -> list[tuple[str, list[Learning]]]:
    """The learning points that stand in a section, under their headings in the order in which these first occur."""
    if section.learning is None:
        return []
    area, source = section.learning
    headings: dict[str, list[Learning]] = defaultdict(list)
    for each in LEARNING_AREAS[area]:
        for row in learnt.get((each, source), ()):
            headings[row.heading].append(row)
    return list(headings.items())


def active_cases(year: int) -> dict[str, ActiveCases | None]:
    """How many cases were active in a year, by area; None where nobody has said."""
    found = {row.area: row for row in ActiveCases.objects.current().filter(year=year)}
    return {area: found.get(area) for area in AREAS_WITH_CASES}


# --- Running the report --------------------------------------------------------------------------------------------------


def years_to_open(reports: Iterable[AnnualReport], today: datetime.date) -> list[int]:
    """The years whose report can be begun, newest first: those since the first case that have begun and have none."""
    first = Standing.objects.current().aggregate(day=Min("received_on"))["day"]
    this_year = quarter_of(today).financial_year.start_year
    oldest = quarter_of(first).financial_year.start_year if first else this_year
    there = {row.year for row in reports}
    return [year for year in range(this_year, oldest - 1, -1) if year not in there]


def usual_last_day(year: int) -> datetime.date:
    """The last day that a report usually counts: three months after its year, when most complaints of it are closed."""
    return datetime.date(year + 1, 6, 30)


def unresolved(report: AnnualReport, today: datetime.date) -> list[Missing]:
    """What is missing before the report can be closed without a reason, gravest first."""
    found = []
    if today <= report.counted_on:
        found.append(
            Missing("counted", f"Counting ends on {date_label(report.counted_on)}, which has not passed yet.")
        )
    said = words(report, None)
    found += [
        Missing("text", f"{statement.what}: still to be put into words ({statement.source}).")
        for statement in said.unanswered
    ]
    found += [
        Missing("active", f"Nobody has said how many cases of {Area(area).label.lower()} were active.")
        for area, row in active_cases(report.year).items()
        if row is None
    ]
    found += _unsorted(report.year)
    return found


def _unsorted(year: int) -> list[Missing]:
    """Complaints of the year that the report cannot put under a service type."""
    period = FinancialYear(year)
    counts = (
        Standing.objects.current()
        .filter(kind="complaint", received_on__range=(period.start, period.end))
        .exclude(area=Area.OTHER)
        .aggregate(number=Count("pk", filter=Q(service_type=None)))
    )
    number = counts["number"]
    if not number:
        return []
    say = "1 complaint of the year has" if number == 1 else f"{number:,} complaints of the year have"
    return [Missing("cases", f"{say} no service type.")]


def steps(report: AnnualReport) -> list[AnnualReportStep]:
    """What happened to the report, oldest first."""
    return list(report.steps.select_related("by"))


def usual(view: ComplaintView) -> AnnualReport | None:
    """The report that somebody sees first: the open one that they work on, else the newest; None where there is none."""
    working = next((row for row in view.reports if row.is_open), None)
    return working or (view.reports[0] if view.reports else None)
