"""The cube: how many cases there are of each kind, for the year of a report and the year before it, in five queries.

The database counts; what the groups mean is `complaints.figure_kinds`, what is made of them `complaints.figure_sums`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Case, Count, Expression, F, Q, QuerySet, Sum, Value, When
from django.db.models.fields import BooleanField, CharField, DecimalField, IntegerField
from django.db.models.functions import Coalesce

from complaints.figure_kinds import Course, Cube, OmbudsmanGroup, SubjectGroup
from complaints.models import ActiveCases, OmbudsmanCase, Outcome, ServiceType, Standing
from council.period_kinds import FinancialYear

UPHELD = (Outcome.UPHELD, Outcome.PARTLY_UPHELD)
#: In the order of the groups of `figure_kinds`; `ended_at` and `ending` are their `resolved_at` and `outcome`.
COURSE = (
    "year", "kind", "area", "procedure", "captured", "joint", "closed", "closed_year", "ended_at", "ending",
    "investigated", "over_limit", "over_longest", "stages",
)  # fmt: skip
SUBJECT = ("year", "kind", "area", "procedure", "captured", "joint", "service_type_id", "complainant")
ENQUIRY = ("year", "area", "decided_year", "decision", "upheld_before", "already_remedied", "public_report")


def cube(
    year: int,
    *,
    counted_on: Mapping[int, datetime.date],
    as_at: datetime.datetime | None = None,
) -> Cube:
    """All that the report of `year` counts, as at a moment. `counted_on` is the last day counted, by year."""
    types = {pk: (slug, name) for pk, slug, name in ServiceType.objects.values_list("pk", "slug", "name")}
    types[None] = ("", "")
    return Cube(
        courses=_courses(year, counted_on, as_at),
        subjects=tuple(
            SubjectGroup(*row[:6], types[row[6]][0], row[7], synthetic=row[8], count=row[9])
            for row in _subjects(year, as_at)
        ),
        ombudsman=_enquiries(year, as_at),
        active={
            (row.year, row.area): row.count
            for row in ActiveCases.objects.as_at(as_at).filter(year__in=(year - 1, year))
        },
        labels=dict(types.values()),
    )


def _courses(
    year: int, counted_on: Mapping[int, datetime.date], as_at: datetime.datetime | None
) -> tuple[Course, ...]:
    """How cases went: those received in the two years, and older joint ones that were still open when they began.

    Joint complaints are the only ones that are counted by the year of closing.
    """
    first = FinancialYear(year - 1).start
    still_open = Q(joint=True) & (Q(own_closed_on=None) | Q(own_closed_on__gte=first))
    rows = (
        Standing.objects.as_at(as_at)
        .filter(Q(received_on__gte=first) | still_open, received_on__lte=FinancialYear(year).end)
        .annotate(
            year=_year("received_on", year - 2, year),
            closed=_counted("own_closed_on", year, counted_on),
            closed_year=_year("own_closed_on", year - 2, year + 1),
            by_ombudsman=_counted("closed_on", year, counted_on),
            ended_at=_either("resolved_at"),
            ending=_either("outcome"),
            over_limit=_later("answered_on", "limit_on"),
            over_longest=_later("answered_on", "longest_on"),
        )
    )
    counted = rows.values_list(*COURSE).annotate(
        any_synthetic=BoolOr("synthetic"),
        count=Count("pk"),
        paid=Sum("cost"),
        costed=Count("pk", filter=Q(cost__gt=0)),
    )
    return tuple(
        Course(*row[:13], tuple(row[13]), synthetic=row[14], count=row[15], cost=row[16], costed=row[17])
        for row in counted
    )


def _subjects(year: int, as_at: datetime.datetime | None) -> QuerySet:
    """What cases were about and who brought them."""
    return (
        Standing.objects.as_at(as_at)
        .filter(received_on__range=(FinancialYear(year - 1).start, FinancialYear(year).end))
        .annotate(year=_year("received_on", year - 2, year))
        .values_list(*SUBJECT)
        .annotate(any_synthetic=BoolOr("synthetic"), count=Count("pk"))
    )


def _enquiries(year: int, as_at: datetime.datetime | None) -> tuple[OmbudsmanGroup, ...]:
    """The Ombudsman's cases that came or were decided in the two years."""
    days = (FinancialYear(year - 1).start, FinancialYear(year).end)
    rows = (
        OmbudsmanCase.objects.as_at(as_at)
        .filter(Q(received_on__range=days) | Q(decided_on__range=days), void=False)
        .annotate(
            year=_year("received_on", year - 2, year + 1),
            decided_year=_year("decided_on", year - 2, year + 1),
            upheld_before=_holds(Q(council_outcome__in=UPHELD)),
        )
        .values_list(*ENQUIRY)
        .annotate(
            any_synthetic=BoolOr("synthetic"),
            count=Count("pk"),
            paid=Coalesce(Sum("settlement"), Value(0), output_field=DecimalField()),
            settled=Count("settlement"),
        )
    )
    return tuple(
        OmbudsmanGroup(*row[:7], synthetic=row[7], count=row[8], settlement=row[9], settled=row[10])
        for row in rows
    )


def _year(field: str, earliest: int, latest: int) -> Expression:
    """The financial year of a date; before the earliest it is the earliest, after the latest the latest."""
    years = [
        When(**{f"{field}__lte": FinancialYear(each).end}, then=Value(each))
        for each in range(earliest, latest)
    ]
    return Case(*years, When(**{f"{field}__isnull": False}, then=Value(latest)), output_field=IntegerField())


def _counted(field: str, year: int, counted_on: Mapping[int, datetime.date]) -> Expression:
    """Whether a day is not after the last that its year counts; without such a last day, whether there is a day at all."""
    in_time = [
        When(
            Q(**{f"{field}__lte": counted_on[each]} if each in counted_on else {f"{field}__isnull": False}),
            received_on__range=(FinancialYear(each).start, FinancialYear(each).end),
            then=Value(True),
        )
        for each in (year - 1, year)
    ]
    return Case(*in_time, default=Value(False), output_field=BooleanField())


def _either(field: str) -> Expression:
    """How a case ended: as the Ombudsman ended it where that is still counted, else as the council itself did."""
    return Case(When(by_ombudsman=True, then=F(field)), default=F(f"own_{field}"), output_field=CharField())


def _later(field: str, limit: str) -> Expression:
    return _holds(Q(**{f"{field}__gt": F(limit)}))


def _holds(condition: Q) -> Expression:
    """A condition as a column: false where the database does not know."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
