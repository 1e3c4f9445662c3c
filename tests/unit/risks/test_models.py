"""Every promise the database makes about registers, broken on purpose."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.db.utils import ProgrammingError
from django.utils import timezone

from council.models import AuditEntry, Directorate, Service, User
from risks.models import (
    POSITIONS,
    Action,
    Assessment,
    Control,
    Details,
    Entry,
    MatrixVersion,
    Movement,
    Place,
    Register,
    Review,
    ReviewRound,
    ReviewRoundStep,
    ReviewStep,
    RiskMatrix,
)
from tests.constraint_cases import Builder, Cases, assert_refused, constraints, each_of, finite, version_cases

pytestmark = pytest.mark.django_db

FAR = 9000  # a risk quarter that no paper reaches


def user(username: str = "risk") -> User:
    return User.objects.get(username=username)


def matrix_version(**fields: object) -> MatrixVersion:
    given = {"matrix": RiskMatrix.objects.get(slug="five-by-five"), "version": 2, "valid_from": FAR} | fields
    return MatrixVersion(content={}, recorded_at=timezone.now(), **given)


def register(**fields: object) -> Register:
    given = {"slug": "mine", "name": "Mine", "kind": "corporate", "matrix": RiskMatrix.objects.first()}
    return Register(**given | fields)


def place(**fields: object) -> Place:
    """A second place on the corporate register for an entry that has none there."""
    entry = Entry.objects.exclude(places__register__slug="corporate").first()
    corporate = Register.objects.get(slug="corporate")
    return Place(**{"entry": entry, "register": corporate, "ref": "Corp 91", "key": "corp91"} | fields)


def standing() -> Place:
    """A place of the corporate register of the demonstration."""
    return Place.objects.filter(register__slug="corporate").first()


def fresh() -> Entry:
    """An entry that nothing is said of; the same one within a test."""
    return Entry.objects.get_or_create(pk=9_000_000, defaults={"kind": "risk"})[0]


def details(**fields: object) -> Details:
    return Details(**{"entry": fresh(), "title": "Floods", "recorded_at": timezone.now()} | fields)


def control(**fields: object) -> Control:
    return Control(**{"entry": fresh(), "number": 1, "text": "Walls", "recorded_at": timezone.now()} | fields)


def action(**fields: object) -> Action:
    given = {"entry": fresh(), "number": 1, "text": "Walls", "kind": "mitigating"} | fields
    return Action(recorded_at=timezone.now(), **given)


def assessment(**fields: object) -> Assessment:
    given = {"entry": fresh(), "ordinal": FAR, "matrix": MatrixVersion.objects.first()} | fields
    return Assessment(recorded_at=timezone.now(), **given)


def round_(**fields: object) -> ReviewRound:
    return ReviewRound(**{"ordinal": FAR, "opened_at": timezone.now()} | fields)


def round_step(**fields: object) -> ReviewRoundStep:
    return ReviewRoundStep(round=ReviewRound.objects.first(), at=timezone.now(), **fields)


def review(**fields: object) -> Review:
    """A review of the quarter that is open in the demonstration."""
    return Review(**{"entry": fresh(), "round": ReviewRound.objects.first()} | fields)


def sent_back(comment: str = "") -> list[Model]:
    of = review()
    return [of, ReviewStep(review=of, step="sent_back", at=timezone.now(), by=user(), comment=comment)]


def movement(**fields: object) -> Movement:
    given = {"place": standing(), "ordinal": FAR, "kind": "noted", "reason": "Agreed"} | fields
    return Movement(recorded_at=timezone.now(), **given)


def part_of_a_position(position: str) -> list[Builder]:
    score = {f"{position}_score": Decimal(4)}
    likelihood, impact = {f"{position}_likelihood": "2"}, {f"{position}_impact": "2"}
    return [
        lambda: [assessment(**likelihood, **score)],
        lambda: [assessment(**impact, **score)],
        lambda: [assessment(**likelihood, **impact)],
    ]


#: Rows that, saved one after another, break exactly the constraint named.
CASES: Cases = {
    "matrix_version_once": [lambda: [matrix_version(version=1)]],
    "matrix_one_version_a_quarter": [lambda: [matrix_version(), matrix_version(version=3)]],
    "register_ends_after_start": [lambda: [register(valid_from="2021-04-01", valid_to="2021-03-31")]],
    "register_belongs_to_its_kind": [
        lambda: [register(directorate=Directorate.objects.first())],
        lambda: [register(service=Service.objects.first())],
        lambda: [register(kind="directorate")],
        lambda: [register(kind="directorate", service=Service.objects.first())],
        lambda: [register(kind="service")],
        lambda: [
            register(kind="service", service=Service.objects.first(), directorate=Directorate.objects.first())
        ],
        lambda: [register(kind="team")],
    ],
    "register_escalates_at_finite": finite(register, "escalates_at"),
    "review_round_closes_after_opening": [lambda: [round_(closed_at="2021-01-01T00:00Z")]],
    "reopening_a_review_gives_a_reason": [lambda: [round_step(step="reopened")]],
    "reference_once_on_a_register": [lambda: [place(key=standing().key)]],
    "entry_once_on_a_register": [lambda: [place(entry=standing().entry)]],
    **{
        f"{name}_{promise}": rows
        for name, build in (
            ("details", details), ("control", control), ("action", action), ("assessment", assessment),
        )
        for promise, rows in version_cases(build).items()
    },
    "details_have_a_title": [lambda: [details(title="")]],
    "control_says_something": [lambda: [control(text="")]],
    "action_says_something": [lambda: [action(text="")]],
    "action_moved_date_has_a_reason": [lambda: [action(revised_due_on="2022-03-31")]],
    **{f"assessment_{position}_score_finite": finite(assessment, f"{position}_score") for position in POSITIONS},
    **{f"assessment_{position}_is_whole": part_of_a_position(position) for position in POSITIONS},
    "one_review_a_quarter": [lambda: [review(), review()]],
    "review_submitted_by_somebody": [
        lambda: [review(state="submitted")],
        lambda: [review(state="agreed")],
    ],
    "review_sent_back_with_a_comment": [sent_back],
    "movement_score_finite": finite(movement, "score"),
    "movement_merged_into_another": [
        lambda: [movement(kind="merged")],
        lambda: [movement(kind="closed", into=standing())],
    ],
    "movement_gives_a_reason": [
        lambda kind=kind: [movement(kind=kind, reason="")]
        for kind in ("closed", "de_escalated", "reopened", "kept", "noted")
    ] + [lambda: [movement(kind="merged", into=standing(), reason="")]],
}  # fmt: skip


def test_every_constraint_has_a_failing_case() -> None:
    assert set(CASES) == set(constraints("risks"))


@pytest.mark.parametrize(("name", "build"), each_of(CASES))
def test_the_database_refuses(name: str, build: Builder) -> None:
    assert_refused(name, build)


def test_what_the_promises_allow() -> None:
    """The same rows without their fault are stored, so that the cases above fail for their reason."""
    fine: list[Model] = [
        matrix_version(),
        register(escalates_at=Decimal(12)),
        register(slug="growth", kind="directorate", directorate=Directorate.objects.first()),
        register(slug="roads", kind="service", service=Service.objects.first()),
        round_(opened_at="2021-01-01T00:00Z", closed_at="2021-01-01T00:00Z"),
        round_step(step="reopened", reason="A wrong score"),
        place(),
        details(),
        control(),
        action(revised_due_on="2022-03-31", revised_reason="No salt"),
        assessment(
            **{
                f"{position}_{part}": value
                for position in POSITIONS
                for part, value in (("likelihood", "2"), ("impact", "2"), ("score", Decimal(4)))
            }
        ),
        assessment(ordinal=FAR + 1, current_score=Decimal(4)),
        review(state="submitted", submitted_by=user()),
        movement(),
        movement(kind="merged", into=standing()),
        movement(kind="new", reason="", score=Decimal(12)),
    ]
    for row in fine:
        row.save(force_insert=True)
    assert all(row.pk for row in fine)
    for row in sent_back("Why?")[1:]:
        row.review = Review.objects.get(entry=fresh())
        row.save(force_insert=True)


APPEND_ONLY = ("risks_matrixversion", "risks_movement", "risks_reviewstep", "risks_reviewroundstep")
NEVER_DELETED = (*APPEND_ONLY, "risks_details", "risks_control", "risks_action", "risks_assessment")


@pytest.mark.parametrize(
    "statement",
    [f"UPDATE {table} SET id = id" for table in APPEND_ONLY]
    + [f"DELETE FROM {table}" for table in NEVER_DELETED],
)
def test_what_a_quarters_report_was_made_from_stays(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_every_table_is_watched() -> None:
    """The demonstration wrote to most of them; the others are written to here."""
    for row in (review(), *sent_back("Why?")[1:]):
        if isinstance(row, ReviewStep):
            row.review = Review.objects.get(entry=fresh())
        row.save(force_insert=True)
    kept = details()
    kept.save(force_insert=True)
    kept.services.set([Service.objects.first()])
    watched = set(AuditEntry.objects.filter(table__startswith="risks_").values_list("table", flat=True))
    with connection.cursor() as cursor:
        ours = {name for name in connection.introspection.table_names(cursor) if name.startswith("risks_")}
    assert watched == ours


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (lambda: standing().entry, "Risk "),
        (standing, "Corp 1"),
        (details, "Floods"),
        (control, "Walls"),
        (matrix_version, "Five by five version 2"),
        (lambda: round_(ordinal=8087), "2021-22-Q4"),
        (lambda: round_step(step="opened"), "2021-22-Q4: Opened"),
        (lambda: assessment(ordinal=8087), ", 2021-22-Q4"),
        (review, ", 2021-22-Q4: In progress"),
        (lambda: sent_back("Why?")[1], ": Returned"),
        (movement, "Corp 1: Noted"),
    ],
)
def test_rows_in_words(row: Callable[[], Model], words: str) -> None:
    assert words in str(row())
