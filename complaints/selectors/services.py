"""The complaints part of a service on a page, of a directorate and of a corporate priority.

What the annual report says of the parts of the council that they belong to: figures as `selectors.figures` gives them to
this person, small counts kept back where they are, and none added up here. The report counts how complaints were about each
service type, and how they ended by procedure; nobody counts outcomes of one service alone, so that is what is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from complaints.figures import AUDIENCES, Audience, ReportFigures
from complaints.models import AnnualReport, Area, Learning, ServiceType
from complaints.report_graphs import FigureTable, Row
from complaints.selectors import learning
from complaints.selectors.figures import figures
from complaints.visibility import ComplaintView

#: Which audiences of the report speak of an area. Other services have reports of their own.
AUDIENCES_OF: dict[str, tuple[Audience, ...]] = {
    Area.ADULTS: ("adult",),
    Area.CHILDREN: ("children_statutory", "children_non_statutory"),
    Area.INCLUSION: ("children_non_statutory",),
}
#: The rows about how complaints went: how they ended, and how many were answered late.
COURSE = ("outcomes.closed", "outcomes.upheld_or_partly", "outcomes.not_upheld", "timescales.over_longest")


@dataclass(frozen=True)
class Part:
    """What the report says of one audience: what complaints were about, in the types of the place, and how they went."""

    audience: Audience
    themes: FigureTable
    course: FigureTable

    @property
    def label(self) -> str:
        return AUDIENCES[self.audience]

    @property
    def upheld(self) -> str:
        """The key of the share that was upheld, wholly or in part."""
        return f"{self.audience}.outcomes.upheld_or_partly.share"

    @property
    def late(self) -> str:
        """The key of the share that was answered after the longest time allowed."""
        return f"{self.audience}.timescales.over_longest.share"


@dataclass(frozen=True)
class PlaceComplaints:
    """What there is to say of complaints about some service types, in the newest report that this person may see."""

    types: list[ServiceType]
    report: AnnualReport | None = None
    figures: ReportFigures | None = None
    parts: list[Part] = field(default_factory=list)
    learning: list[Learning] = field(default_factory=list)

    @property
    def services(self) -> set[int]:
        """The ids of the services whose work the types are."""
        return {row.service_id for row in self.types if row.service_id}


def types_of(**condition: object) -> QuerySet[ServiceType]:
    """The service types whose services meet a condition, each with its service and directorate."""
    return (
        ServiceType.objects.filter(**{f"service__{name}": value for name, value in condition.items()})
        .select_related("service__directorate")
        .order_by("area", "position", "name")
    )


def of_types(types: Iterable[ServiceType], view: ComplaintView) -> PlaceComplaints:
    """What the newest report says of them. Nine queries at most; none where there is no type."""
    types = list(types)
    report = _newest(view) if types else None
    if report is None:
        return PlaceComplaints(types)
    found = figures(report.year, view=view)
    return PlaceComplaints(
        types,
        report,
        found,
        parts=list(parts(found, types)),
        learning=list(open_learning(types, report, view)),
    )


def _newest(view: ComplaintView) -> AnnualReport | None:
    """The newest closed report, for everybody alike: a year that is half over says little beside a quarter's ratings."""
    return next((row for row in view.reports if not row.is_open), None)


def parts(found: ReportFigures, types: Iterable[ServiceType]) -> Iterator[Part]:
    """The audiences that speak of the types, each with its rows; those that have none are left out."""
    types = list(types)
    slugs = {row.slug for row in types}
    audiences = [each for area in AUDIENCES_OF for each in AUDIENCES_OF[area] if _has_area(types, area)]
    for audience in dict.fromkeys(audiences):
        prefix = f"{audience}.services."
        themes = [Row(*row) for row in found.rows(prefix) if row[1].removeprefix(prefix) in slugs]
        if not themes:
            continue
        name = AUDIENCES[audience]
        yield Part(
            audience,
            FigureTable("", f"{name}: what complaints were about", tuple(themes), found.years),
            FigureTable("", f"{name}: how complaints went", tuple(_course(found, audience)), found.years),
        )


def _has_area(types: Iterable[ServiceType], area: str) -> bool:
    return any(row.area == area for row in types)


def _course(found: ReportFigures, audience: Audience) -> Iterator[Row]:
    for name in COURSE:
        key = f"{audience}.{name}"
        if key in found.figures:
            yield Row(found.figures[key].label, key)


def open_learning(
    types: Iterable[ServiceType], report: AnnualReport, view: ComplaintView
) -> QuerySet[Learning]:
    """What was learnt and is not done yet: of the types, and of their areas where it names no type.

    Whoever handles complaints sees how it stands now; everybody else what the report says, as it stood at the closing.
    """
    types = list(types)
    of_them = Q(service_type__in=types) | Q(service_type=None, area__in={row.area for row in types})
    if view.handles:
        return learning.points(view).filter(of_them, status__in=learning.OPEN)
    said = Learning.objects.as_at(view.as_at(report)).filter(year=report.year, void=False)
    return said.filter(of_them, status__in=learning.OPEN).order_by("area", "source", "position", "pk")
