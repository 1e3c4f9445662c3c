"""The main numbers of several years beside each other: counted where there are cases, else as printed reports state them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from complaints.figures import AUDIENCES, ReportFigures, Value, year_label
from complaints.models import PublishedStatistic

#: What is compared, by heading, as keys of figures.
COMPARED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Complaints received",
        (
            "all.complaints.received",
            "adult.complaints.received",
            "children_statutory.complaints.received",
            "children_non_statutory.complaints.received",
            "adult.joint.received",
            "all.rate.active_cases",
        ),
    ),
    (
        "Compliments and comments",
        (
            "all.compliments.received",
            "adult.compliments.received",
            "children_all.compliments.received",
            "all.comments.received",
        ),
    ),
    (
        "How complaints ended",
        (
            "all.outcomes.closed",
            "all.outcomes.upheld_or_partly.share",
            "all.outcomes.not_upheld.share",
            "all.outcomes.without_finding.share",
            "adult.stages.0.share",
            "children_statutory.stages.0.share",
        ),
    ),
    (
        "Time taken",
        (
            "adult.timescales.over_longest.share",
            "children_statutory.timescales.over_limit.share",
            "children_statutory.timescales.over_longest.share",
        ),
    ),
    (
        "The Ombudsman",
        (
            "all.ombudsman.received",
            "all.ombudsman.decided",
            "all.ombudsman.upheld",
            "all.ombudsman.newly_upheld.share",
        ),
    ),
    ("Money", ("adult.costs.paid", "children_statutory.costs.paid", "all.settlements.paid")),
)


@dataclass(frozen=True)
class Told:
    """What one year has for one number; `published` where it is a printed report's and nobody can count it again."""

    text: str
    published: bool = False


@dataclass(frozen=True)
class Year:
    """A column: its year, and where its numbers come from."""

    year: int
    published: bool

    @property
    def label(self) -> str:
        return year_label(self.year)


@dataclass(frozen=True)
class Compared:
    """Years beside each other, the oldest first; rows under their headings."""

    years: list[Year]
    groups: list[tuple[str, list[tuple[str, list[Told | None]]]]]


def compared(figures: ReportFigures) -> Compared:
    """The years that `figures` count, and those before that are known from printed reports alone."""
    counted = [year for year in figures.years if year not in figures.without_data]
    printed = _printed(figures.years)
    years = [Year(year, year not in counted) for year in sorted({*counted, *(year for _, year in printed)})]
    groups = []
    for heading, keys in COMPARED:
        rows = [
            (_label(figures, key), [_told(figures, printed, key, column) for column in years])
            for key in keys
            if key in figures.figures
        ]
        groups.append((heading, [row for row in rows if any(row[1])]))
    return Compared(years, [group for group in groups if group[1]])


def _printed(counted: Iterable[int]) -> dict[tuple[str, int], PublishedStatistic]:
    """What printed reports state of the years that nobody can count: by key and year, the newest report's word."""
    rows = PublishedStatistic.objects.exclude(figure="").exclude(value=None).exclude(year=None)
    return {
        (row.figure, row.year): row for row in rows.exclude(year__in=counted).order_by("report_year", "ref")
    }


def _told(
    figures: ReportFigures, printed: dict[tuple[str, int], PublishedStatistic], key: str, column: Year
) -> Told | None:
    if not column.published:
        value = figures.get(key, column.year)
        return Told(value.with_counts) if value is not None else None
    row = printed.get((key, column.year))
    if row is None or row.value is None:
        return None
    number = Value(figures.figures[key].unit, row.value).text
    return Told(f"{row.qualifier} {number}".strip(), published=True)


def _label(figures: ReportFigures, key: str) -> str:
    """A number's name with whom it is about, since rows of several audiences stand together."""
    figure = figures.figures[key]
    return f"{AUDIENCES[figure.audience]}: {figure.label[:1].lower()}{figure.label[1:]}"
