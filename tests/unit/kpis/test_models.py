"""Every promise the database makes, broken on purpose by each road that leads to it.

`CASES` names each constraint with a write that must be refused by it; a test fails when a constraint has none. Those of the
registers are in tests/unit/risks/test_models.py.
"""

import io
from collections.abc import Callable
from decimal import Decimal

import psycopg2
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from council.models import (
    CorporatePriority,
    Council,
    Directorate,
    Reminder,
    ReportingQuarter,
    RoleAssignment,
    RoundStep,
    Service,
    User,
)
from council.models.fields import plain_number
from kpis.forms import FigureForm
from kpis.models import (
    Benchmark,
    Commentary,
    Definition,
    Figure,
    Indicator,
    Override,
    Rating,
    Return,
    ReturnStep,
    Scheme,
    SchemeVersion,
    SeriesBreak,
    SeriesEvent,
    Target,
)
from tests.constraint_cases import (
    Builder,
    Cases,
    assert_refused,
    constraints,
    each_of,
    finite,
    in_sql,
    version_cases,
)
from tests.factories import definition_fields

pytestmark = pytest.mark.django_db

#: The other apps have tests of their own.
APPS = ("council", "kpis")
NOT_NUMBERS = ("NaN", "Infinity", "-Infinity")


def kpi() -> Indicator:
    return Indicator.objects.get(slug="defects-4h-emergency")


def figure(**fields: object) -> Figure:
    given = {"ordinal": 9000, "reported_in": 9000, "period": "2250-51-Q1", "value": Decimal(1)} | fields
    return Figure(indicator=kpi(), grain="Q", recorded_at=timezone.now(), **given)


def target(**fields: object) -> Target:
    given = {"grain": "Y", "ordinal": 2250, "kind": "value", "value": Decimal(1)} | fields
    return Target(indicator=kpi(), recorded_at=timezone.now(), **given)


def definition(**fields: object) -> Definition:
    fresh = Indicator.objects.get_or_create(slug="fresh")[0]
    return Definition(indicator=fresh, recorded_at=timezone.now(), **definition_fields(**fields))


def commentary(**fields: object) -> Commentary:
    given = {"reported_in": 9000, "slug": "words", "heading": "Words"} | fields
    return Commentary(priority=CorporatePriority.objects.first(), recorded_at=timezone.now(), **given)


def override(**fields: object) -> Override:
    given = {"proposed_by": user("approver"), "status": "amber", "reason": "Storm"} | fields
    return Override(indicator=kpi(), reported_in=9000, proposed_at=timezone.now(), **given)


def rating() -> Rating:
    return Rating(figure_id=1, definition_id=1, scheme_version_id=1, status="green", rated_at=timezone.now())


def scheme_version(**fields: object) -> SchemeVersion:
    given = {"scheme": Scheme.objects.get(is_house_default=True), "version": 2, "valid_from": 9000} | fields
    return SchemeVersion(content={}, recorded_at=timezone.now(), **given)


def series_break() -> SeriesBreak:
    return SeriesBreak(
        indicator=kpi(), grain="Q", ordinal=9000, reason="New boundary", recorded_at=timezone.now()
    )


def service_return(**fields: object) -> Return:
    """A return of the quarter that is open in the demonstration."""
    round_ = ReportingQuarter.objects.get(closed_at=None)
    return Return(**{"service": Service.objects.get(slug="highways"), "round": round_} | fields)


def return_step(of: Return, **fields: object) -> ReturnStep:
    return ReturnStep(service_return=of, at=timezone.now(), by=user("approver"), **fields)


def round_step(**fields: object) -> RoundStep:
    return RoundStep(round=ReportingQuarter.objects.first(), at=timezone.now(), **fields)


def sent_back_without_a_word() -> list[Model]:
    of = service_return()
    return [of, return_step(of, step="sent_back")]


def reminder() -> Reminder:
    return Reminder(user=user("officer"), kind="due", about="2021-22-Q3", sent_at=timezone.now())


def series_event() -> SeriesEvent:
    return SeriesEvent(indicator=kpi(), grain="Q", ordinal=9000, reason="Storm", recorded_at=timezone.now())


def benchmark(**fields: object) -> Benchmark:
    given = {"comparator": "england", "reported_in": 9000, "value": Decimal(1)} | fields
    return Benchmark(indicator=kpi(), recorded_at=timezone.now(), **given)


def user(username: str) -> User:
    return User.objects.get(username=username)


def role(**fields: object) -> RoleAssignment:
    return RoleAssignment(user=user("member"), role="officer", **fields)


def dated(model: type[Model]) -> Model:
    more = {"directorate": Directorate.objects.first()} if model is Service else {}
    return model(slug="x", name="X", valid_from="2021-04-01", valid_to="2021-03-31", **more)


#: Rows that, saved one after another, break exactly the constraint named.
CASES: Cases = {
    "one_council": [lambda: [Council(pk=2, name="Another")]],
    **{
        f"{model.__name__.lower()}_ends_after_start": [lambda model=model: [dated(model)]]
        for model in (Directorate, Service, CorporatePriority)
    },
    "role_has_one_scope": [
        lambda: [role(directorate=Directorate.objects.first(), service=Service.objects.first())]
    ],
    "role_once": [
        lambda: [role(), role()],
        lambda: [role(service=Service.objects.first()), role(service=Service.objects.first())],
    ],
    "quarter_closes_after_opening": [
        lambda: [ReportingQuarter(ordinal=9000, opened_at=timezone.now(), closed_at="2021-01-01T00:00Z")]
    ],
    **{
        f"{name}_{promise}": rows
        for name, build in (
            ("figure", figure),
            ("target", target),
            ("definition", definition),
            ("commentary", commentary),
            ("benchmark", benchmark),
        )
        for promise, rows in version_cases(build).items()
    },
    **{
        f"figure_{field}_finite": finite(figure, field)
        for field in ("value", "second_value", "numerator", "forecast")
    },
    "figure_denominator_finite": finite(figure, "denominator", never_negative=True),
    "figure_or_the_words_in_its_place": [
        lambda: [figure(value=None)],
        lambda: [figure(value=None, text="Not yet")],
        lambda: [figure(value=None, absence="not_due")],
        lambda: [figure(value=Decimal(1), absence="not_due", text="Not yet")],
    ],
    "figure_denominator_above_zero": [
        lambda: [figure(denominator=Decimal(0))],
        lambda: [figure(denominator=Decimal(-1))],
    ],
    "figure_times_in_order": [lambda: [figure(superseded_at="2021-01-01T00:00Z")]],
    **{f"target_{field}_finite": finite(target, field) for field in ("value", "floor", "second_value")},
    **{f"target_{field}_finite": finite(target, field, kind="range") for field in ("low", "high")},
    "target_holds_what_its_kind_needs": [
        lambda: [target(value=None)],
        lambda: [target(kind="range")],
        lambda: [target(kind="strict")],
        lambda: [target(kind="strict", value=None, strict="<")],
        lambda: [target(kind="quartile")],
        lambda: [target(kind="quartile", quartile=5)],
        lambda: [target(kind="programme", grain="P")],
        lambda: [target(kind="programme", last_quarter=2260)],
        lambda: [target(kind="text", value=None)],
        lambda: [target(kind="wish")],
    ],
    "target_range_in_order": [lambda: [target(kind="range", low=Decimal(2), high=Decimal(1))]],
    "target_programme_in_order": [lambda: [target(kind="programme", grain="P", last_quarter=1)]],
    "definition_tolerance_finite": finite(definition, "tolerance", never_negative=True),
    "definition_dead_band_finite": finite(definition, "dead_band"),
    "definition_tolerance_not_negative": [lambda: [definition(tolerance=Decimal("-0.1"))]],
    "definition_says_what_good_is": [lambda: [definition(good_is="")]],
    "commentary_has_heading": [lambda: [commentary(heading="")]],
    "override_gives_a_reason": [lambda: [override(reason="")]],
    "override_decided_by_another": [
        lambda: [override(decided_by=user("approver"), state="agreed")],
        lambda: [override(decided_by=user("approver"), state="declined")],
    ],
    "one_live_override": [
        lambda: [override(), override()],
        lambda: [override(state="agreed", decided_by=user("performance")), override()],
    ],
    "rating_once_for_its_inputs": [lambda: [rating(), rating()]],
    "one_house_default": [lambda: [Scheme(slug="second", label="Second", is_house_default=True)]],
    "scheme_version_once": [lambda: [scheme_version(version=1)]],
    "scheme_one_version_a_quarter": [lambda: [scheme_version(), scheme_version(version=3)]],
    "one_return_a_round": [lambda: [service_return(), service_return()]],
    "return_submitted_by_somebody": [
        lambda: [service_return(state="submitted")],
        lambda: [service_return(state="approved")],
    ],
    "return_sent_back_with_a_comment": [sent_back_without_a_word],
    "reopening_gives_a_reason": [lambda: [round_step(step="reopened")]],
    "reminded_once": [lambda: [reminder(), reminder()]],
    "seriesbreak_once": [lambda: [series_break(), series_break()]],
    "seriesevent_once": [lambda: [series_event(), series_event()]],
    **{f"benchmark_{field}_finite": finite(benchmark, field) for field in ("value", "second_value")},
    "benchmark_rank_within_the_number": [lambda: [benchmark(rank=17, rank_of=16)]],
    "benchmark_quartile_1_to_4": [lambda: [benchmark(quartile=0)], lambda: [benchmark(quartile=5)]],
    "benchmark_says_something": [
        lambda: [benchmark(value=None)],
        lambda: [benchmark(value=None, rank_of=16)],
    ],
}


def test_every_constraint_has_a_failing_case() -> None:
    assert set(CASES) == set(constraints(*APPS))


@pytest.mark.parametrize(("name", "build"), each_of(CASES))
def test_the_database_refuses(name: str, build: Builder) -> None:
    assert_refused(name, build)


def test_what_the_promises_allow() -> None:
    """The same rows without their fault are stored, so that the cases above fail for their reason."""
    fine = [
        figure(),
        target(),
        definition(),
        commentary(),
        override(),
        rating(),
        scheme_version(),
        series_break(),
        series_event(),
        benchmark(rank=16, rank_of=16, quartile=4),
        role(),
        service_return(state="submitted", submitted_by=user("officer")),
        round_step(step="reopened", reason="A late figure"),
        reminder(),
    ]
    for row in fine:
        row.save(force_insert=True)
    figure(ordinal=9001, value=None, absence="not_due", text="Annual statement").save()
    target(ordinal=2251, kind="range", value=None, low=Decimal(1)).save()
    definition(version=2, superseded_at=timezone.now(), good_is="", value_type="text").save()
    assert all(row.pk for row in fine)


class TestFiguresThatAreNotNumbers:
    """Bar I3: NaN and infinity are refused by whatever road they come. To PostgreSQL a NaN is above every target."""

    @pytest.mark.parametrize("number", NOT_NUMBERS)
    def test_by_the_orm(self, number: str) -> None:
        """Django refuses before the database does; what goes round Django's check meets the constraint (`CASES`)."""
        wrong = Decimal(number)
        for write in (
            lambda: figure(value=wrong).save(),
            lambda: Figure.objects.bulk_create([figure(), figure(ordinal=9001, value=wrong)]),
            lambda: Figure.objects.filter(indicator=kpi()).update(value=wrong),
        ):
            with pytest.raises(ValidationError, match="must be a decimal number"), transaction.atomic():
                write()
        with pytest.raises(IntegrityError, match="figure_value_finite"), transaction.atomic():
            Figure.objects.bulk_create([figure(), figure(ordinal=9001, value=in_sql(number))])
        assert not Figure.objects.filter(ordinal__gte=9000).exists()

    @pytest.mark.parametrize("number", NOT_NUMBERS)
    def test_by_raw_sql(self, number: str) -> None:
        statement = "UPDATE kpis_figure SET value = %s::numeric WHERE indicator_id = %s AND value IS NOT NULL"
        with (
            pytest.raises(IntegrityError, match="figure_value_finite"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [number, kpi().pk])

    @pytest.mark.parametrize("number", NOT_NUMBERS)
    def test_by_copy(self, number: str) -> None:
        columns = (
            "version, recorded_at, indicator_id, grain, ordinal, reported_in, period, value, is_running_total, is_forecast, "
            "absence, text, state, note, reason"
        )
        row = f"1,2021-10-01,{kpi().pk},Q,9000,9000,2250-51-Q1,{number},f,f,,,validated,,\n"
        copy = f"COPY kpis_figure ({columns}) FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL (absence, text, note, reason))"
        with connection.cursor() as cursor, transaction.atomic():
            cursor.copy_expert(copy, io.StringIO(row.replace(number, "88.71")))
        assert Figure.objects.filter(ordinal=9000).count() == 1
        with (
            pytest.raises(psycopg2.errors.CheckViolation, match="figure_value_finite"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.copy_expert(copy, io.StringIO(row.replace(",9000,9000,", ",9001,9000,")))

    @pytest.mark.parametrize("number", [*NOT_NUMBERS, "nan", "inf", "1e5", "9" * 29])
    def test_by_form(self, number: str) -> None:
        form = FigureForm(
            {"version": "0", "value": number, "state": "validated"},
            definition=Definition.objects.current().get(indicator=kpi()),
            quarter_label="Quarter 3",
            is_open=True,
        )
        assert not form.is_valid()
        assert form.errors["value"][0].startswith("Enter a number")

    @pytest.mark.parametrize("number", [*NOT_NUMBERS, "1e28", "1e-29", "1." + "1" * 28])
    def test_by_the_models_own_check(self, number: str) -> None:
        with pytest.raises(ValidationError, match="Enter a number"):
            plain_number(Decimal(number))


def test_a_figure_comes_back_with_every_digit_it_was_entered_with() -> None:
    for place, text in enumerate(["88.10", "0.000000000001", "-0.50", "12345678901234567890.12", "630000"]):
        row = figure(ordinal=9000 + place, value=Decimal(text))
        row.save()
        row.refresh_from_db()
        assert f"{row.value:f}" == text


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (target, "defects-4h-emergency Y2250: A value"),
        (commentary, "Words"),
        (override, "defects-4h-emergency 9000: amber (Proposed)"),
        (rating, "figure 1: green"),
        (series_break, "defects-4h-emergency: 2250-51-Q1"),
        (scheme_version, "House scheme version 2"),
        (role, "Committee Member: officer (whole council)"),
    ],
)
def test_rows_in_words(row: Callable[[], Model], words: str) -> None:
    assert str(row()) == words
