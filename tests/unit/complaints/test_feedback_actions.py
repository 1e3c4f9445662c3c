"""Logging and sorting feedback, and the words that are kept apart from it."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from complaints.actions import feedback
from complaints.actions.feedback import TextConflict
from complaints.actions.refusals import ComplaintRefused
from complaints.models import Area, CaseAccess, CaseLink, CaseText, Kind, Procedure, Standing
from council.actions.superseding import EditConflict
from council.authorization import Role
from tests.complaint_factories import (
    RECEIVED,
    complaints_manager,
    log_complaint,
    log_feedback,
    service_type,
    stage_of,
    standing,
)
from tests.risk_factories import make_person

pytestmark = pytest.mark.django_db


class TestLogging:
    def test_a_complaint_gets_a_reference_its_first_stage_and_its_dates(self) -> None:
        case = log_complaint(Procedure.CHILDREN, stage="1")
        stage = stage_of(case)
        assert case.reference.startswith("CF-2021-")
        assert (stage.stage, stage.started_on, stage.version) == ("1", RECEIVED, 1)
        assert stage.limit_on == stage.due_on == datetime.date(2021, 6, 21)
        assert stage.longest_on == datetime.date(2021, 7, 5)
        row = standing(case)
        assert (row.stage, row.due_on, row.closed_on, row.outcome) == ("1", stage.due_on, None, "")

    def test_it_starts_at_early_resolution_unless_said_otherwise(self) -> None:
        assert stage_of(log_complaint()).stage == "0"
        assert stage_of(log_complaint(Procedure.CORPORATE, area=Area.OTHER)).stage == "1"

    @pytest.mark.parametrize("kind", [Kind.COMMENT, Kind.COMPLIMENT])
    def test_comments_and_compliments_have_no_stages(self, kind: str) -> None:
        case = log_feedback(kind)
        assert not case.stages.exists()
        assert (standing(case).kind, standing(case).stage) == (kind, "")

    @pytest.mark.parametrize("taken_over", ["CF-2013-LEGACY-0012", "CF-2013-99999999", "CF-2013-7"])
    def test_a_reference_that_only_looks_like_ours_does_not_stop_the_series(self, taken_over: str) -> None:
        received_on = datetime.date(2013, 4, 1)
        first = log_feedback(Kind.COMMENT, received_on=received_on)
        log_feedback(Kind.COMMENT, received_on=received_on, ref=taken_over)
        second = log_feedback(Kind.COMMENT, received_on=received_on)
        assert [first.reference, second.reference] == ["CF-2013-0001", "CF-2013-0002"]

    def test_a_year_with_two_digits_is_refused(self) -> None:
        with pytest.raises(ComplaintRefused, match="before 1990"):
            log_complaint(Procedure.CORPORATE, area=Area.OTHER, received_on=datetime.date(21, 6, 7))

    def test_references_are_numbered_by_the_financial_year_of_receipt(self) -> None:
        last_day = log_feedback(Kind.COMMENT, received_on=datetime.date(2013, 3, 31))
        first_day = log_feedback(Kind.COMMENT, received_on=datetime.date(2013, 4, 1))
        second = log_feedback(Kind.COMMENT, received_on=datetime.date(2013, 4, 1))
        assert [row.reference for row in (last_day, first_day, second)] == [
            "CF-2012-0001",
            "CF-2013-0001",
            "CF-2013-0002",
        ]

    def test_the_series_goes_on_after_nine_thousand_nine_hundred_and_ninety_nine(self) -> None:
        day = datetime.date(2013, 4, 1)
        log_feedback(Kind.COMMENT, received_on=day, ref="CF-2013-9999")
        assert log_feedback(Kind.COMMENT, received_on=day).reference == "CF-2013-10000"
        assert log_feedback(Kind.COMMENT, received_on=day).reference == "CF-2013-10001"

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({"procedure": ""}, "Choose the procedure"),
            ({"received_on": datetime.date(2999, 1, 1)}, "in the future"),
            ({"lead_body": "nhs"}, "Name the organisations"),
            ({"partners": "A hospital trust"}, "who leads"),
            ({"stage": "3"}, "no stage 3"),
        ],
    )
    def test_what_does_not_fit_is_refused_and_nothing_is_kept(self, fields: dict, says: str) -> None:
        before = Standing.objects.count()
        with pytest.raises(ComplaintRefused, match=says):
            log_complaint(**{"procedure": Procedure.ADULTS} | fields)
        assert Standing.objects.count() == before

    def test_a_compliment_has_no_procedure(self) -> None:
        with pytest.raises(ComplaintRefused, match="Only complaints"):
            log_feedback(Kind.COMPLIMENT, procedure=Procedure.CORPORATE)

    @pytest.mark.parametrize("username", ["member", "auditor", "officer", "performance", "admin"])
    def test_nobody_else_logs(self, person, username: str) -> None:
        with pytest.raises(PermissionDenied):
            log_complaint(by=person(username))

    def test_somebody_of_one_service_logs_for_that_service_only(self) -> None:
        narrow = make_person("narrow", Role.COMPLAINTS, service="highways")
        with pytest.raises(PermissionDenied):
            log_feedback(Kind.COMMENT, by=narrow)
        from council.models import Service

        highways = Service.objects.get(slug="highways")
        assert log_feedback(Kind.COMMENT, by=narrow, area=Area.OTHER, service=highways).pk


class TestSorting:
    def test_a_change_is_a_new_version_and_moves_the_dates(self) -> None:
        case = log_complaint(Procedure.CHILDREN, stage="1")
        changed = feedback.change_details(
            case, by=complaints_manager(), based_on=1, received_on=datetime.date(2021, 6, 8)
        )
        assert (changed.version, changed.area, changed.complainant) == (2, Area.CHILDREN, "relative")
        assert stage_of(case).started_on == datetime.date(2021, 6, 8)
        assert stage_of(case).due_on == datetime.date(2021, 6, 22)
        assert standing(case).due_on == datetime.date(2021, 6, 22)
        assert case.details.count() == case.stages.count() == case.standings.count() == 2

    def test_another_procedure_gives_other_dates(self) -> None:
        case = log_complaint(Procedure.CHILDREN, stage="1")
        feedback.change_details(
            case, by=complaints_manager(), based_on=1, procedure=Procedure.CHILDREN_NON_STATUTORY
        )
        assert standing(case).procedure == Procedure.CHILDREN_NON_STATUTORY
        assert stage_of(case).acknowledge_by is not None

    def test_a_procedure_without_the_stages_the_case_was_at_is_refused(self) -> None:
        case = log_complaint(Procedure.ADULTS, stage="respond")
        with pytest.raises(ComplaintRefused, match="respond"):
            feedback.change_details(case, by=complaints_manager(), based_on=1, procedure=Procedure.CORPORATE)

    def test_the_second_of_two_is_told(self) -> None:
        case = log_complaint()
        feedback.change_details(case, by=complaints_manager(), based_on=1, channel="letter")
        with pytest.raises(EditConflict):
            feedback.change_details(case, by=complaints_manager(), based_on=1, channel="web")
        assert case.details.current().get().channel == "letter"

    def test_an_unchanged_standing_is_not_written_again(self) -> None:
        case = log_complaint()
        feedback.change_details(case, by=complaints_manager(), based_on=1, channel="letter")
        assert case.standings.count() == 1


class TestWords:
    def test_words_are_in_their_own_table_only(self) -> None:
        case = log_complaint(texts={"words": "Canary-17", "name": "A Person", "contact": " "})
        assert set(case.texts.values_list("part", "text")) == {("words", "Canary-17"), ("name", "A Person")}

    def test_reading_is_on_record(self) -> None:
        case = log_complaint(texts={"words": "Said"})
        before = timezone.now()
        assert [row.text for row in feedback.read_words(case, by=complaints_manager())] == ["Said"]
        access = CaseAccess.objects.get(feedback=case)
        assert (access.by, access.what) == (complaints_manager(), "read")
        assert access.at >= before

    @pytest.mark.parametrize("username", ["member", "auditor", "officer", "performance", "admin", "risk"])
    def test_nobody_else_reads(self, person, username: str) -> None:
        case = log_complaint(texts={"words": "Said"})
        with pytest.raises(PermissionDenied):
            feedback.read_words(case, by=person(username))
        assert not CaseAccess.objects.filter(feedback=case).exists()

    def test_a_text_is_rewritten_and_the_second_of_two_is_told(self) -> None:
        case, by = log_complaint(), complaints_manager()
        first = feedback.write_text(case, "words", "First", by=by, based_on=0)
        assert first.version == 1
        assert feedback.write_text(case, "words", "Second", by=by, based_on=1).version == 2
        with pytest.raises(TextConflict) as conflict:
            feedback.write_text(case, "words", "Third", by=by, based_on=1)
        assert conflict.value.current.text == "Second"
        assert feedback.write_text(case, "words", "  ", by=by, based_on=2) is None
        assert not CaseText.objects.filter(feedback=case).exists()

    def test_notes_are_numbered(self) -> None:
        case, by = log_complaint(), complaints_manager()
        feedback.add_note(case, "One", by=by)
        feedback.add_note(case, "Two", by=by)
        assert list(case.texts.values_list("part", flat=True)) == ["note-1", "note-2"]
        with pytest.raises(ComplaintRefused, match="empty"):
            feedback.add_note(case, " ", by=by)

    def test_what_was_erased_stays_empty(self) -> None:
        case = log_complaint()
        case.erased_at = timezone.now()
        case.save()
        with pytest.raises(ComplaintRefused, match="erased"):
            feedback.write_text(case, "words", "Again", by=complaints_manager(), based_on=0)


class TestLinks:
    def test_cases_are_linked_once_whichever_comes_first(self) -> None:
        one, two, by = log_complaint(), log_complaint(), complaints_manager()
        feedback.link(two, one.reference, by=by)
        feedback.link(one, f" {two.reference.lower()} ", by=by)
        assert CaseLink.objects.filter(first=one, second=two).count() == 1
        feedback.unlink(two, one.reference, by=by)
        assert not CaseLink.objects.filter(first=one).exists()

    def test_a_case_is_not_linked_with_itself_or_with_nothing(self) -> None:
        one = log_complaint()
        for ref in (one.reference, "CF-1999-0001"):
            with pytest.raises(ComplaintRefused):
                feedback.link(one, ref, by=complaints_manager())


def test_the_factory_makes_a_service_type_once() -> None:
    assert service_type("reablement") == service_type("reablement")
