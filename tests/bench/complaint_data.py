"""Complaints for benchmarks: any number of pieces of feedback over any number of years, the same on every run.

One year is made by `complaints.synthetic` and entered like the demonstration's, so that stages, limits and standings agree;
the years before it are copies of it in SQL, as many years earlier. One complaint in twenty is still open, one in eight has
an enquiry of the Ombudsman. The report of every year but the last is closed.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.db import connection, models, transaction

from complaints import synthetic
from complaints.demo import Log, noon
from complaints.models import (
    ActiveCases,
    AnnualReport,
    Area,
    Details,
    Element,
    Feedback,
    Learning,
    OmbudsmanCase,
    Remedy,
    ServiceType,
    Stage,
    Standing,
    Subject,
)
from complaints.synthetic.spread import apportion
from council.models import Service

LAST_YEAR = 2020
AS_OF = datetime.date(2021, 11, 19)
#: Of a thousand pieces of feedback: kind, area, procedure, how many.
MIX = (
    ("complaint", Area.ADULTS, "adults-statutory", 260),
    ("complaint", Area.CHILDREN, "childrens-statutory", 140),
    ("complaint", Area.CHILDREN, "childrens-non-statutory", 60),
    ("complaint", Area.INCLUSION, "childrens-non-statutory", 80),
    ("compliment", Area.ADULTS, "", 350),
    ("compliment", Area.CHILDREN, "", 60),
    ("comment", Area.ADULTS, "", 50),
)
TYPES_OF_AREA = 8
SUBJECTS = ("delay", "communication", "conduct", "quality", "decision")
#: Copied with every year, in the order in which they refer to each other.
COPIED = (Details, Stage, Element, Remedy, Standing, OmbudsmanCase)
LEARNT_A_YEAR = 40


@transaction.atomic
def make_feedback(cases: int, years: int) -> None:
    """`cases` pieces of feedback in `years` financial years that end with 2020/21, beside whatever there is."""
    _vocabulary()
    log = Log(synthetic.make(synthetic.parse(_plan(cases // years))), None)
    log.take_over(through=LAST_YEAR, on=AS_OF)
    for back in range(1, years):
        _copy_year(back)
    _reports(years)


def _vocabulary() -> None:
    services = list(Service.objects.all())
    areas = (Area.ADULTS, Area.CHILDREN, Area.INCLUSION)
    ServiceType.objects.bulk_create(
        ServiceType(
            slug=f"{area}-{number}",
            name=f"{area.label} {number}",
            area=area,
            service=services[number % len(services)],
        )
        for area in areas
        for number in range(TYPES_OF_AREA)
    )
    Subject.objects.bulk_create(Subject(slug=slug, name=slug.capitalize()) for slug in SUBJECTS)


def _plan(cases: int) -> dict[str, object]:
    """A year's plan of any size."""
    every = {"complaint": dict.fromkeys(SUBJECTS, 1), "compliment": {"quality": 1}, "comment": {"delay": 1}}
    counts = apportion(cases, {str(number): row[3] for number, row in enumerate(MIX)})
    return {
        "seed": "bench",
        "as_of": AS_OF,
        "channels": {kind: {"email": 3, "telephone": 2, "web": 1} for kind in every},
        "subjects": every,
        "recommendations": [{"text": "Apologise.", "within": 28, "proof": "A copy of the letter."}],
        "groups": [
            _group(str(number), kind, area, procedure, counts[str(number)])
            for number, (kind, area, procedure, _) in enumerate(MIX)
        ],
    }


def _group(name: str, kind: str, area: str, procedure: str, count: int) -> dict[str, object]:
    types = apportion(count, {f"{area}-{number}": TYPES_OF_AREA - number for number in range(TYPES_OF_AREA)})
    group = {
        "name": name,
        "kind": kind,
        "area": area,
        "procedure": procedure,
        "year": LAST_YEAR,
        "count": count,
        "service_types": types,
        "complainants": apportion(count, {"parent": 4, "relative": 4, "child": 1, "public": 1}),
    }
    if kind == "complaint":
        group |= {"elements": True, "paths": _paths(procedure, count)}
    return group


def _paths(procedure: str, count: int) -> list[dict[str, object]]:
    """Early resolution, answers in time and late, some that went to the Ombudsman, some that are open."""
    formal = "respond" if procedure == "adults-statutory" else "1"
    counts = apportion(count, {"early": 40, "in time": 25, "late": 17, "ombudsman": 13, "open": 5})
    autumn = [datetime.date(LAST_YEAR, 7, 1), datetime.date(LAST_YEAR, 9, 30)]
    ways: Mapping[str, dict[str, object]] = {
        "early": {"stages": ["0"], "outcomes": {"resolved_early": counts["early"]}},
        "in time": {"stages": [formal], "outcomes": _outcomes(counts["in time"])},
        "late": {
            "stages": [formal],
            "timing": "late",
            "outcomes": _outcomes(counts["late"]),
            "closes": [datetime.date(LAST_YEAR, 4, 1), datetime.date(LAST_YEAR + 1, 10, 29)],
        },
        "ombudsman": {
            "stages": [formal],
            "outcomes": _outcomes(counts["ombudsman"]),
            "received": autumn,
            "days": [1, 60],
            "ombudsman": {
                "received": [datetime.date(LAST_YEAR, 8, 3), datetime.date(LAST_YEAR + 1, 1, 15)],
                "decided": [datetime.date(LAST_YEAR, 11, 2), datetime.date(LAST_YEAR + 1, 3, 26)],
                "decision": "upheld",
                "recommended": 1,
            },
        },
        "open": {"stages": [formal], "is_open": True},
    }
    return [{"count": counts[name], **way} for name, way in ways.items()]


def _outcomes(count: int) -> dict[str, int]:
    return apportion(count, {"upheld": 2, "partly_upheld": 4, "not_upheld": 4})


def _copy_year(back: int) -> None:
    """The last year's cases once more, `back` years earlier."""
    given = {"last": f"CF-{LAST_YEAR}-", "copy": f"CF-{LAST_YEAR - back}-", "back": back}
    with connection.cursor() as cursor:
        for model in (Feedback, *COPIED):
            table = model._meta.db_table
            columns = {
                field.column: _earlier(field) for field in model._meta.concrete_fields if field.name != "id"
            }
            of_case = "old.id" if model is Feedback else "old.feedback_id"
            cursor.execute(
                f"""INSERT INTO {table} ({", ".join(columns)})
                    SELECT {", ".join(columns.values())}
                    FROM {table} old
                    JOIN complaints_feedback last ON last.id = {of_case} AND last.reference LIKE %(last)s || '%%'
                    LEFT JOIN complaints_feedback copy ON copy.reference = replace(last.reference, %(last)s, %(copy)s)
                    ORDER BY old.id""",
                given,
            )


def _earlier(field: models.Field) -> str:
    """The SQL of a column in a copy: days and moments earlier, another case, another reference or key."""
    if field.name == "feedback":
        return "copy.id"
    if field.name == "key":
        return "gen_random_uuid()"
    if field.name == "reference":
        return "replace(old.reference, %(last)s, %(copy)s)"
    if isinstance(field, models.DateTimeField):
        return f"old.{field.column} - make_interval(years => %(back)s)"
    if isinstance(field, models.DateField):
        return f"(old.{field.column} - make_interval(years => %(back)s))::date"
    return f"old.{field.column}"


def _reports(years: int) -> None:
    """A report, active cases and learning of every year."""
    every = range(LAST_YEAR - years + 1, LAST_YEAR + 1)
    AnnualReport.objects.bulk_create(
        AnnualReport(
            year=year,
            counted_on=datetime.date(year + 1, 3, 31),
            closed_at=noon(datetime.date(year + 1, 11, 26)) if year < LAST_YEAR else None,
        )
        for year in every
    )
    recorded = {year: noon(datetime.date(year + 1, 5, 4)) for year in every}
    ActiveCases.objects.bulk_create(
        ActiveCases(year=year, area=area, count=60_000, synthetic=True, recorded_at=recorded[year])
        for year in every
        for area in (Area.ADULTS, Area.CHILDREN)
    )
    Learning.objects.bulk_create(
        Learning(
            year=year,
            area=(Area.ADULTS, Area.CHILDREN)[number % 2],
            source="ombudsman" if number % 4 == 0 else "internal",
            position=number,
            heading=f"Heading {number % 6}",
            text=f"Managers reminded staff of the procedure ({year}, {number})",
            recorded_at=recorded[year],
        )
        for year in every
        for number in range(LEARNT_A_YEAR)
    )
    with connection.cursor() as cursor:
        for model in (Feedback, *COPIED):
            cursor.execute(f"ANALYZE {model._meta.db_table}")
