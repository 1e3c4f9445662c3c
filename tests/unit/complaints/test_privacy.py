"""How long words are kept, their erasure, and that no figure changes by it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints.actions import feedback, privacy, steps
from complaints.actions.refusals import ComplaintRefused
from complaints.models import (
    AnnualReport,
    CaseAccess,
    CaseText,
    Feedback,
    Learning,
    LearningCase,
    OmbudsmanCase,
    Procedure,
    Retention,
)
from complaints.selectors import figures
from complaints.selectors import privacy as selector
from complaints.visibility import visible_to
from council.actions.superseding import EditConflict, supersede
from council.authorization import Role
from council.models import AuditEntry, RoleAssignment, Service, User
from tests.complaint_factories import complaints_manager, log_complaint, log_feedback

pytestmark = pytest.mark.django_db

CANARY = "Xanthippe-Quillfeather"
WORDS = {"name": CANARY, "contact": f"{CANARY}@example.org", "words": f"{CANARY} waited for weeks"}
TODAY = datetime.date(2027, 6, 19)


def day(month: int, number: int, year: int = 2021) -> datetime.date:
    return datetime.date(year, month, number)


def closed(
    on: datetime.date = datetime.date(2021, 6, 18), procedure: str = Procedure.CHILDREN, **fields
) -> Feedback:
    """A complaint with words that was answered on a day."""
    stage = {"stage": "1"} if procedure == Procedure.CHILDREN else {}
    case = log_complaint(
        procedure, texts=WORDS, received_on=on - datetime.timedelta(days=11), **stage, **fields
    )
    steps.answer(case, 1, on=on, outcome="upheld", by=complaints_manager(), based_on=1)
    return case


def enquiry(case: Feedback, **fields: object) -> OmbudsmanCase:
    row = OmbudsmanCase(
        reference="20 000 001", feedback=case, area="children", received_on=day(7, 1), **fields
    )
    return supersede(row, by=None, based_on=0)


@pytest.fixture(autouse=True)
def _no_other_words(db: None) -> None:
    """Words of the demonstration's cases would be due as well."""
    CaseText.objects.all().delete()


@pytest.fixture
def in_2027(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Six years after the cases closed, and a day."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    return


@pytest.fixture
def narrow() -> User:
    """Somebody who handles complaints of one service, and reads their words."""
    user = User.objects.create_user("narrow", password=None)
    service = Service.objects.get(slug="highways")
    RoleAssignment.objects.create(user=user, role=Role.COMPLAINTS, service=service)
    return user


def everything_else() -> dict[str, list]:
    """Every row of every table of complaints but the words, who erased them, and the log of readings."""
    found = {}
    for model in apps.get_app_config("complaints").get_models():
        if model is CaseText:
            continue
        rows = list(model.objects.order_by("pk").values())
        for row in rows:
            for name in ("erased_at", "erased_by_id", "erased_for"):
                row.pop(name, None)
        found[model.__name__] = rows
    return found


# --- Retention ------------------------------------------------------------------------------------------------------


def test_six_years_hold_until_the_council_chooses() -> None:
    lines = selector.retention()
    assert [line.procedure for line in lines] == [*Procedure.values, ""]
    assert {line.years for line in lines} == {6}
    assert all("Choose what the council's retention schedule says" in line.reason for line in lines)
    by = complaints_manager()
    privacy.set_retention(procedure=Procedure.CHILDREN, years=10, reason="Schedule 4.2", by=by, based_on=0)
    privacy.set_retention(procedure=Procedure.CHILDREN, years=12, reason="Schedule 4.3", by=by, based_on=1)
    line = selector.line_of(Procedure.CHILDREN)
    assert (line.years, line.reason, line.version) == (12, "Schedule 4.3", 2)
    assert selector.line_of(selector.NO_PROCEDURE).years == 6
    assert selector.line_of("foi") is None
    assert Retention.objects.count() == 2


@pytest.mark.parametrize(("years", "reason"), [(0, "Because"), (76, "Because"), (6, " ")])
def test_numbers_without_sense_or_reason_are_refused(years: int, reason: str) -> None:
    with pytest.raises(ComplaintRefused):
        privacy.set_retention(procedure="", years=years, reason=reason, by=complaints_manager(), based_on=0)


def test_two_people_change_one_number() -> None:
    by = complaints_manager()
    privacy.set_retention(procedure="", years=3, reason="Schedule", by=by, based_on=0)
    with pytest.raises(EditConflict) as conflict:
        privacy.set_retention(procedure="", years=4, reason="Schedule", by=by, based_on=0)
    assert conflict.value.current.years == 3


def due() -> list[str]:
    return [row.feedback.reference for row in selector.due()]


def test_words_are_due_after_the_last_day_on_which_they_are_kept(in_2027: None) -> None:
    over, last_day, open_case = closed(day(6, 18)), closed(day(6, 19)), log_complaint(texts=WORDS)
    compliment = log_feedback("compliment", received_on=day(6, 18), texts=WORDS)
    log_feedback("comment", received_on=day(6, 18))
    assert due() == [over.reference, compliment.reference]
    privacy.set_retention(
        procedure=Procedure.CHILDREN, years=5, reason="Schedule", by=complaints_manager(), based_on=0
    )
    assert due() == [over.reference, compliment.reference, last_day.reference]
    counts = {line.procedure: line.due for line in selector.retention()}
    assert counts == {Procedure.CHILDREN: 2, "": 1} | dict.fromkeys(
        (Procedure.ADULTS, Procedure.CHILDREN_NON_STATUTORY, Procedure.CORPORATE), 0
    )
    assert open_case.reference not in due()


def test_the_ombudsman_holds_words_until_there_is_a_decision(in_2027: None) -> None:
    case = closed()
    row = enquiry(case)
    assert (due(), selector.held()) == ([], 1)
    with pytest.raises(ComplaintRefused, match="The Ombudsman is dealing with this case"):
        privacy.erase(case, why="request", by=complaints_manager())
    decided = {"decided_on": day(8, 2), "decision": "not_upheld"}
    supersede(
        OmbudsmanCase(
            key=row.key,
            reference=row.reference,
            feedback=case,
            area="children",
            received_on=day(7, 1),
            **decided,
        ),
        by=None,
        based_on=1,
    )
    assert (due(), selector.held()) == ([case.reference], 0)


def test_what_is_due_is_found_in_as_many_queries_at_any_size(in_2027: None) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            selector.retention()
            selector.first_due()
        return len(captured)

    closed()
    before = queries()
    for _ in range(5):
        closed()
    assert queries() == before <= 4


# --- Erasure --------------------------------------------------------------------------------------------------------


def test_erasing_takes_the_words_and_leaves_every_figure() -> None:
    by = complaints_manager()
    case = closed()
    other = closed()
    feedback.add_note(case, f"{CANARY} rang again", by=by)
    feedback.link(case, other.reference, by=by)
    learning = supersede(
        Learning(year=2021, area="children", text="Ring back within a day"), by=by, based_on=0
    )
    LearningCase.objects.create(learning=learning.key, feedback=case)
    AnnualReport.objects.get_or_create(year=2021, defaults={"counted_on": day(6, 30, 2022)})
    counted = figures.figures(2021, view=visible_to(None))
    assert counted.values
    rows = everything_else()
    assert privacy.erase(case, why=Feedback.ErasedFor.REQUEST, by=by) == 4
    assert figures.figures(2021, view=visible_to(None)) == counted
    assert everything_else() == rows
    assert not case.texts.exists()
    assert other.texts.count() == 3
    case.refresh_from_db()
    assert (case.erased_by, case.erased_for) == (by, "request")
    assert case.erased_at is not None
    assert LearningCase.objects.filter(feedback=case).exists()


def test_erased_words_are_nowhere_in_the_database() -> None:
    case = closed()
    feedback.read_words(case, by=complaints_manager())
    privacy.everything(case, by=complaints_manager())
    privacy.erase(case, why="mistake", by=complaints_manager())
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        assert "council_auditentry" in tables
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" row WHERE row::text ILIKE %s', [f"%{CANARY}%"])
            assert cursor.fetchone() == (0,), table


def test_that_words_were_erased_is_in_the_audit_trail_and_they_are_not() -> None:
    case = closed()
    privacy.erase(case, why="request", by=complaints_manager())
    entries = AuditEntry.objects.filter(table="complaints_casetext", action="delete")
    assert entries.count() == 3
    assert all("text" not in (entry.before or {}) for entry in entries)
    erased = AuditEntry.objects.filter(table="complaints_feedback", row=str(case.pk), action="update").get()
    assert erased.after["erased_for"] == "request"


def test_what_must_not_be_erased_yet_is_refused() -> None:
    by = complaints_manager()
    open_case = log_complaint(texts=WORDS)
    with pytest.raises(ComplaintRefused, match="still open"):
        privacy.erase(open_case, why="request", by=by)
    case = closed()
    privacy.erase(case, why="request", by=by)
    with pytest.raises(ComplaintRefused, match="erased already"):
        privacy.erase(case, why="request", by=by)
    compliment = log_feedback("compliment", texts=WORDS)
    assert privacy.erase(compliment, why="request", by=by) == 3


def test_nothing_is_written_into_an_erased_case() -> None:
    case = closed()
    opened_before = Feedback.objects.get(pk=case.pk)
    privacy.erase(case, why="request", by=complaints_manager())
    for seen in (opened_before, Feedback.objects.get(pk=case.pk)):
        with pytest.raises(ComplaintRefused, match="were erased"):
            feedback.add_note(seen, "Something", by=complaints_manager())


def test_cases_that_are_due_are_erased_as_they_were_looked_at(in_2027: None) -> None:
    by = complaints_manager()
    first, second, kept = closed(), closed(), closed(day(6, 19))
    rows, seen = selector.first_due()
    assert [row.feedback for row in rows] == [first, second]
    AnnualReport.objects.get_or_create(year=2021, defaults={"counted_on": day(6, 30, 2022)})
    counted = figures.figures(2021, view=visible_to(None))
    assert privacy.erase_due(seen=seen, by=by) == 2
    assert figures.figures(2021, view=visible_to(None)) == counted
    assert not CaseText.objects.filter(feedback__in=[first, second]).exists()
    assert kept.texts.count() == 3
    first.refresh_from_db()
    assert first.erased_for == "retention"
    with pytest.raises(privacy.DueChanged):
        privacy.erase_due(seen=seen, by=by)


def test_nothing_is_erased_where_other_cases_are_due_meanwhile(in_2027: None) -> None:
    case = closed()
    _, seen = selector.first_due()
    another = closed()
    with pytest.raises(privacy.DueChanged):
        privacy.erase_due(seen=seen, by=complaints_manager())
    assert case.texts.count() == another.texts.count() == 3


def test_so_many_are_erased_in_one_go(in_2027: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selector, "MOST_AT_ONCE", 2)
    cases = [closed(day(6, number)) for number in (17, 15, 16)]
    rows, seen = selector.first_due()
    assert [row.feedback for row in rows] == [cases[1], cases[2]]
    assert privacy.erase_due(seen=seen, by=complaints_manager()) == 2
    assert due() == [cases[0].reference]


# --- What somebody took ---------------------------------------------------------------------------------------------


def test_taking_everything_is_on_record() -> None:
    case = closed()
    texts = privacy.everything(case, by=complaints_manager())
    assert {text.part for text in texts} == set(WORDS)
    access = CaseAccess.objects.get(feedback=case)
    assert (access.what, access.by) == ("printed", complaints_manager())


def test_the_access_log_is_narrowed() -> None:
    by = complaints_manager()
    first, second = closed(), closed()
    feedback.read_words(first, by=by)
    privacy.everything(second, by=by)
    assert [row.feedback for row in selector.accesses()] == [second, first]
    assert [row.feedback for row in selector.accesses(search=first.reference.lower())] == [first]
    assert [row.feedback for row in selector.accesses(what="printed")] == [second]
    assert selector.accesses(by="nobody").count() == 0
    assert selector.accesses(by="complaints").count() == 2
    assert selector.readers() == {"complaints": str(by)}


def test_who_may(narrow: User) -> None:
    case = closed()
    with pytest.raises(PermissionDenied):
        privacy.everything(case, by=narrow)
    with pytest.raises(PermissionDenied):
        privacy.erase(case, why="request", by=narrow)
    with pytest.raises(PermissionDenied):
        privacy.erase_due(seen="", by=narrow)
    with pytest.raises(PermissionDenied):
        privacy.set_retention(procedure="", years=3, reason="Schedule", by=narrow, based_on=0)
    assert case.texts.count() == 3
    own = closed(service=Service.objects.get(slug="highways"))
    assert len(privacy.everything(own, by=narrow)) == 3
