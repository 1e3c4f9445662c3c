"""Every promise the database makes about complaints, broken on purpose."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.db.utils import ProgrammingError
from django.utils import timezone

from complaints.models import (
    ActiveCases,
    AnnualReport,
    AnnualReportStep,
    CaseAccess,
    CaseLink,
    CaseText,
    Details,
    Element,
    EqualityAnswer,
    Feedback,
    Learning,
    LearningCase,
    OmbudsmanCase,
    Pause,
    PublishedStatistic,
    Recommendation,
    Remedy,
    ReportText,
    Retention,
    ServiceType,
    Stage,
    Standing,
    Subject,
)
from council.models import AuditEntry, User
from tests.constraint_cases import Builder, Cases, assert_refused, constraints, each_of, finite, version_cases

pytestmark = pytest.mark.django_db

DAY = datetime.date(2021, 6, 7)
DAY_BEFORE = datetime.date(2021, 6, 6)
KEY = uuid.UUID(int=1)
FAR = 2090  # a year that no report reaches


def case(ref: str = "CF-2090-0001", **fields: object) -> Feedback:
    return Feedback.objects.get_or_create(reference=ref, defaults={"kind": "complaint"} | fields)[0]


def _of_a_case(model: type[Model], given: dict, fields: dict) -> Model:
    return model(**{"feedback": case(), "recorded_at": timezone.now()} | given | fields)


def details(**fields: object) -> Details:
    return _of_a_case(Details, {"received_on": DAY, "area": "adults"}, fields)


def stage(**fields: object) -> Stage:
    return _of_a_case(Stage, {"number": 1, "stage": "1", "started_on": DAY}, fields)


def element(**fields: object) -> Element:
    subject = Subject.objects.get_or_create(slug="manners", defaults={"name": "Manners"})[0]
    return _of_a_case(Element, {"number": 1, "subject": subject}, fields)


def remedy(**fields: object) -> Remedy:
    return _of_a_case(Remedy, {"number": 1, "what": "apology", "agreed_on": DAY}, fields)


def pause(**fields: object) -> Pause:
    return _of_a_case(Pause, {"key": KEY, "first": DAY, "reason": "Asked for"}, fields)


def standing(**fields: object) -> Standing:
    return _of_a_case(
        Standing,
        {
            "kind": "complaint",
            "area": "adults",
            "received_on": DAY,
            "captured": "log",
            "complainant": "other",
        },
        fields,
    )


def ombudsman_case(**fields: object) -> OmbudsmanCase:
    given = {"key": KEY, "reference": "20 001 002", "area": "adults", "received_on": DAY}
    return OmbudsmanCase(**{"recorded_at": timezone.now()} | given | fields)


def recommendation(**fields: object) -> Recommendation:
    given = {"case": KEY, "number": 1, "text": "Remind staff", "due_on": DAY}
    return Recommendation(**{"recorded_at": timezone.now()} | given | fields)


def learning(**fields: object) -> Learning:
    given = {"key": KEY, "year": FAR, "area": "adults", "text": "Staff were reminded."}
    return Learning(**{"recorded_at": timezone.now()} | given | fields)


def report() -> AnnualReport:
    return AnnualReport.objects.get_or_create(year=FAR, defaults={"counted_on": datetime.date(2091, 3, 31)})[
        0
    ]


def report_step(**fields: object) -> AnnualReportStep:
    return AnnualReportStep(**{"report": report(), "step": "opened", "at": timezone.now()} | fields)


def report_text(**fields: object) -> ReportText:
    return ReportText(**{"report": report(), "section": "1.1", "recorded_at": timezone.now()} | fields)


def active_cases(**fields: object) -> ActiveCases:
    return ActiveCases(**{"year": FAR, "area": "adults", "count": 10, "recorded_at": timezone.now()} | fields)


def retention(**fields: object) -> Retention:
    """Of a procedure that the demonstration keeps no rule for."""
    return Retention(**{"procedure": "spare", "years": 6, "recorded_at": timezone.now()} | fields)


def published(**fields: object) -> PublishedStatistic:
    given = {
        "report_year": FAR, "ref": "X-001", "audience": "all", "topic": "totals", "measure": "Complaints",
        "unit": "complaints", "section": "1.1", "quote": "one",
    }  # fmt: skip
    return PublishedStatistic(**given | fields)


def linked(first: Feedback, second: Feedback) -> CaseLink:
    return CaseLink(first=first, second=second)


def text(**fields: object) -> CaseText:
    return CaseText(
        **{"feedback": case(), "part": "words", "text": "Said", "written_at": timezone.now()} | fields
    )


def another() -> Feedback:
    case()
    return case("CF-2090-0002")


#: Rows that, saved one after another, break exactly the constraint named.
CASES: Cases = {
    **{
        f"{name}_{promise}": rows
        for name, build in (
            ("complaint_details", details), ("stage", stage), ("element", element), ("remedy", remedy),
            ("pause", pause), ("standing", standing), ("ombudsman_case", ombudsman_case),
            ("recommendation", recommendation), ("learning", learning), ("report_text", report_text),
            ("active_cases", active_cases), ("retention", retention),
        )
        for promise, rows in version_cases(build).items()
    },
    "case_text_once": [lambda: [text(), text()]],
    "cases_linked_once": [lambda: [linked(case(), another()), linked(case(), another())]],
    "linked_in_order": [lambda: [linked(another(), case())], lambda: [linked(case(), case())]],
    "learning_from_a_case_once": [
        lambda: [LearningCase(learning=KEY, feedback=case()), LearningCase(learning=KEY, feedback=case())]
    ],
    "stage_answered_after_it_started": [lambda: [stage(answered_on=DAY_BEFORE, outcome="upheld")]],
    "stage_ends_with_an_outcome": [
        lambda: [stage(answered_on=DAY)],
        lambda: [stage(outcome="upheld")],
    ],
    "stage_cost_not_negative": [lambda: [stage(cost=Decimal("-0.01"))]],
    "only_payments_have_amounts": [
        lambda: [remedy(amount=Decimal(5))],
        lambda: [remedy(what="money", amount=Decimal(0))],
    ],
    "payment_has_an_amount": [lambda: [remedy(what="money")]],
    "pause_of_a_case_or_a_procedure": [
        lambda: [pause(feedback=None)],
        lambda: [pause(procedure="corporate")],
    ],
    "pause_ends_after_it_began": [lambda: [pause(last=DAY_BEFORE)]],
    "decided_on_a_day": [
        lambda: [ombudsman_case(decision="upheld")],
        lambda: [ombudsman_case(decided_on=DAY)],
    ],
    "decided_after_receipt": [lambda: [ombudsman_case(decision="upheld", decided_on=DAY_BEFORE)]],
    "settlement_is_an_amount": [lambda: [ombudsman_case(settlement=Decimal(0))]],
    "recommendation_says_something": [lambda: [recommendation(text="")]],
    "learning_says_something": [lambda: [learning(text="")]],
    "learning_done_on_a_day": [lambda: [learning(status="done")], lambda: [learning(status="embedded")]],
    "report_reopened_with_reason": [lambda: [report_step(step="reopened")]],
    "published_value_finite": finite(published, "value"),
}  # fmt: skip


def test_every_constraint_has_a_failing_case() -> None:
    inherited = {name for name in constraints("complaints") if name.endswith("_ends_after_start")}
    assert inherited == {"servicetype_ends_after_start", "subject_ends_after_start"}
    assert set(CASES) == set(constraints("complaints")) - inherited


@pytest.mark.parametrize(("name", "build"), each_of(CASES))
def test_the_database_refuses(name: str, build: Builder) -> None:
    assert_refused(name, build)


@pytest.mark.parametrize("model", [ServiceType, Subject])
def test_a_part_of_the_log_does_not_end_before_it_starts(model: type[Model]) -> None:
    row = model(slug="x", name="X", valid_from="2021-04-01", valid_to="2021-03-31")
    name = f"{model._meta.model_name}_ends_after_start"
    assert_refused(name, lambda: [row])


def test_what_the_promises_allow() -> None:
    """The same rows without their fault are stored, so that the cases above fail for their reason."""
    fine: list[Model] = [
        details(),
        stage(answered_on=DAY, outcome="upheld", cost=Decimal(0)),
        element(),
        remedy(what="money", amount=Decimal("0.01")),
        pause(last=DAY),
        pause(key=uuid.UUID(int=2), feedback=None, procedure="corporate"),
        standing(),
        ombudsman_case(decision="upheld", decided_on=DAY, settlement=Decimal(1)),
        recommendation(),
        learning(status="done", done_on=DAY),
        report_step(step="reopened", reason="A wrong count"),
        report_text(),
        active_cases(),
        retention(),
        published(value=Decimal("7297.03")),
        linked(case(), another()),
        text(),
        LearningCase(learning=KEY, feedback=case()),
    ]
    for row in fine:
        row.save(force_insert=True)
    assert all(row.pk for row in fine)


NEVER_DELETED = (
    "details", "stage", "element", "remedy", "pause", "standing", "ombudsmancase", "recommendation", "learning",
    "reporttext", "activecases", "retention", "feedback", "caseaccess", "annualreportstep", "publishedstatistic",
    "equalityanswer",
)  # fmt: skip
NEVER_CHANGED = ("caseaccess", "annualreportstep", "publishedstatistic", "equalityanswer")


@pytest.mark.parametrize(
    "statement",
    [f"UPDATE complaints_{table} SET id = id" for table in NEVER_CHANGED]
    + [f"DELETE FROM complaints_{table}" for table in NEVER_DELETED],
)
def test_what_a_report_was_counted_from_stays(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


class TestWhatIsPersonalIsNotCopied:
    def test_the_audit_trail_says_that_a_text_was_written_and_not_what(self) -> None:
        row = text(text="My mother waited eleven weeks")
        row.save()
        pk = str(row.pk)
        row.text = "She waited twelve"
        row.version = 2
        row.save()
        row.delete()
        entries = AuditEntry.objects.filter(table="complaints_casetext", row=pk).order_by("id")
        assert [entry.action for entry in entries] == ["insert", "update", "delete"]
        copied = " ".join(f"{entry.before} {entry.after}" for entry in entries)
        assert "'part': 'words'" in copied
        assert "waited" not in copied

    def test_an_answer_of_equality_monitoring_leads_to_nobody(self) -> None:
        """The audit trail counts answers; it has neither the answer nor a row that stands beside a case."""
        last = AuditEntry.objects.order_by("id").last().pk
        EqualityAnswer.objects.create(year=2021, area="adults", question="religion", answer="None")
        entry = AuditEntry.objects.get(pk__gt=last)
        assert (entry.action, entry.row, entry.after) == ("bulk", "", {"rows": 1})
        fields = {field.name for field in EqualityAnswer._meta.get_fields()}
        assert fields == {"id", "year", "area", "question", "answer"}

    def test_every_reading_is_on_record_for_ever(self) -> None:
        row = CaseAccess.objects.create(
            feedback=case(), at=timezone.now(), by=User.objects.get(username="complaints"), what="read"
        )
        assert AuditEntry.objects.filter(table="complaints_caseaccess", row=str(row.pk)).count() == 1
