"""A complaint's way through its stages, and where it stands after each step."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from complaints.actions import stages, steps
from complaints.actions import standing as standings
from complaints.actions.refusals import ComplaintRefused
from complaints.models import OmbudsmanCase, Pause, Procedure, Standing
from council.actions.superseding import EditConflict, supersede
from tests.complaint_factories import complaints_manager, log_complaint, log_feedback, stage_of, standing

pytestmark = pytest.mark.django_db


def day(month: int, number: int) -> datetime.date:
    return datetime.date(2021, month, number)


def answer(case, number=1, *, on=None, outcome="not_upheld", **fields):
    stage = stage_of(case, number)
    return steps.answer(
        case,
        number,
        on=on or day(6, 18),
        outcome=outcome,
        by=complaints_manager(),
        based_on=stage.version,
        **fields,
    )


def test_a_childrens_complaint_through_all_stages() -> None:
    by = complaints_manager()
    case = log_complaint(Procedure.CHILDREN, stage="1")
    steps.extend(case, 1, letter_on=day(6, 18), by=by, based_on=1)
    assert stage_of(case).due_on == standing(case).due_on == day(7, 5)
    answer(case, on=day(7, 5), decided_by="Team manager")
    assert (standing(case).closed_on, standing(case).outcome) == (day(7, 5), "not_upheld")
    second = stages.move_on(case, "2", on=day(7, 19), by=by)
    assert (second.number, second.started_on, second.due_on) == (2, day(7, 19), day(8, 23))
    assert (standing(case).closed_on, standing(case).outcome, standing(case).due_on) == (None, "", day(8, 23))
    answer(
        case, 2, on=day(8, 20), outcome="partly_upheld", investigated="independent", cost=Decimal("2500.50")
    )
    stages.move_on(case, "3", on=day(9, 6), by=by)
    answer(case, 3, on=day(10, 15), outcome="upheld")
    row = standing(case)
    assert (row.resolved_at, row.outcome, row.closed_on) == ("3", "upheld", day(10, 15))
    assert (row.investigated, row.cost, row.stages) == ("independent", Decimal("2500.50"), ["1", "2", "3"])
    assert (row.answered_on, row.limit_on, row.longest_on) == (day(7, 5), day(6, 21), day(7, 5))


def test_early_resolution_shares_the_clock_of_local_resolution() -> None:
    case = log_complaint(Procedure.CHILDREN)
    answer(case, on=day(6, 10), outcome="not_upheld")
    second = stages.move_on(case, "1", on=day(6, 14), by=complaints_manager())
    assert (second.started_on, second.due_on) == (day(6, 7), day(6, 21))
    answer(case, 2, on=day(6, 30))
    row = standing(case)
    assert (row.answered_on, row.limit_on, row.resolved_at) == (day(6, 30), day(6, 21), "1")


def test_a_pause_moves_the_dates_of_what_is_open() -> None:
    case = log_complaint(Procedure.CHILDREN, stage="1")
    by = complaints_manager()
    pause = Pause(feedback=case, first=day(6, 9), last=day(6, 15), reason="Consent awaited")
    supersede(pause, by=by, based_on=0)
    assert stages.recount([case.pk], by=by) == 1
    standings.refresh([case.pk], by=by)
    assert stage_of(case).due_on == standing(case).due_on == day(6, 28)
    assert stages.recount([case.pk], by=by) == 0


def test_a_pause_of_the_procedure_counts_for_every_case_of_it() -> None:
    children, adult = log_complaint(Procedure.CHILDREN, stage="1"), log_complaint()
    pause = Pause(procedure=Procedure.CHILDREN, first=day(6, 9), last=day(6, 15), reason="Pandemic")
    supersede(pause, by=complaints_manager(), based_on=0)
    assert stages.recount([children.pk, adult.pk], by=complaints_manager()) == 1
    assert stage_of(children).due_on == day(6, 28)
    assert stage_of(adult).version == 1


def test_an_answered_stage_can_be_left_as_it_was_counted() -> None:
    case = log_complaint(Procedure.CHILDREN, stage="1")
    answer(case)
    supersede(
        Pause(feedback=case, first=day(6, 9), last=day(6, 15), reason="Late news"),
        by=complaints_manager(),
        based_on=0,
    )
    assert stages.recount([case.pk], by=complaints_manager(), only_open=True) == 0


class TestTheOmbudsman:
    def decide(self, case, decision: str, **fields) -> None:
        row = OmbudsmanCase(
            key=uuid.uuid4(),
            reference="20 001 002",
            feedback=case,
            area="adults",
            received_on=day(7, 1),
            decided_on=day(9, 1),
            decision=decision,
            **fields,
        )
        supersede(row, by=complaints_manager(), based_on=0)
        standings.refresh([case.pk], by=complaints_manager())

    @pytest.mark.parametrize("decision", ["upheld", "not_upheld"])
    def test_an_investigation_ends_the_case(self, decision: str) -> None:
        case = log_complaint()
        answer(case)
        self.decide(case, decision)
        row = standing(case)
        assert (row.resolved_at, row.outcome, row.closed_on) == ("ombudsman", decision, day(9, 1))

    @pytest.mark.parametrize("decision", ["referred_back", "closed_after_enquiries", "not_investigated"])
    def test_other_decisions_leave_the_councils_outcome(self, decision: str) -> None:
        case = log_complaint()
        answer(case)
        self.decide(case, decision)
        assert (standing(case).resolved_at, standing(case).outcome) == ("0", "not_upheld")

    def test_a_decision_recorded_by_mistake_counts_for_nothing(self) -> None:
        case = log_complaint()
        answer(case)
        self.decide(case, "upheld", void=True)
        assert standing(case).resolved_at == "0"

    def test_a_case_that_the_council_still_works_on_stays_open(self) -> None:
        case = log_complaint()
        self.decide(case, "upheld")
        assert standing(case).closed_on is None


class TestRefused:
    def test_moving_on_before_the_answer(self) -> None:
        case = log_complaint(Procedure.CHILDREN, stage="1")
        with pytest.raises(ComplaintRefused, match="not been answered"):
            stages.move_on(case, "2", on=day(7, 1), by=complaints_manager())

    def test_a_stage_that_does_not_follow(self) -> None:
        case = log_complaint(Procedure.CHILDREN, stage="1")
        answer(case)
        with pytest.raises(ComplaintRefused, match="no stage 3"):
            stages.move_on(case, "3", on=day(7, 1), by=complaints_manager())

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({"answered_on": day(6, 18)}, "both or neither"),
            ({"answered_on": day(6, 4), "outcome": "upheld"}, "before the day"),
            ({"acknowledged_on": day(6, 4)}, "before the day"),
            ({"answered_on": datetime.date(2999, 1, 1), "outcome": "upheld"}, "in the future"),
        ],
    )
    def test_days_that_cannot_be(self, fields: dict, says: str) -> None:
        case = log_complaint(Procedure.CHILDREN, stage="1")
        with pytest.raises(ComplaintRefused, match=says):
            stages.change(case, 1, by=complaints_manager(), based_on=1, **fields)
        assert stage_of(case).version == 1

    def test_an_extension_that_the_rules_do_not_know(self) -> None:
        case = log_complaint(Procedure.ADULTS, stage="respond")
        with pytest.raises(ComplaintRefused, match="no fixed limit"):
            steps.extend(case, 1, letter_on=day(6, 18), by=complaints_manager(), based_on=1)

    def test_a_comment_has_no_stages(self) -> None:
        case = log_feedback("comment")
        with pytest.raises(ComplaintRefused, match="Only complaints"):
            stages.move_on(case, "1", on=day(7, 1), by=complaints_manager())

    def test_an_older_stage_keeps_its_answer(self) -> None:
        case = log_complaint(Procedure.CHILDREN, stage="1")
        answer(case)
        stages.move_on(case, "2", on=day(7, 1), by=complaints_manager())
        with pytest.raises(ComplaintRefused, match="keeps its answer"):
            steps.reopen(case, 1, by=complaints_manager(), based_on=2)
        with pytest.raises(ComplaintRefused, match="newest stage"):
            stages.change(case, 1, by=complaints_manager(), based_on=2, void=True)

    @pytest.mark.parametrize("username", ["member", "auditor", "officer", "clerk"])
    def test_by_anybody_who_does_not_handle_it(self, person, username: str) -> None:
        case = log_complaint()
        with pytest.raises(PermissionDenied):
            steps.acknowledge(case, 1, on=day(6, 8), by=person(username), based_on=1)

    def test_the_second_of_two(self) -> None:
        case = log_complaint(Procedure.CHILDREN, stage="1")
        steps.acknowledge(case, 1, on=day(6, 8), by=complaints_manager(), based_on=1)
        with pytest.raises(EditConflict):
            steps.acknowledge(case, 1, on=day(6, 9), by=complaints_manager(), based_on=1)


def test_a_mistake_is_taken_back() -> None:
    case, by = log_complaint(Procedure.CHILDREN, stage="1"), complaints_manager()
    answer(case)
    stages.move_on(case, "2", on=day(7, 1), by=by)
    stages.change(case, 2, by=by, based_on=1, void=True)
    assert (standing(case).resolved_at, standing(case).closed_on) == ("1", day(6, 18))
    steps.reopen(case, 1, by=by, based_on=2)
    assert (standing(case).closed_on, standing(case).due_on) == (None, day(6, 21))


def test_what_a_case_was_at_any_moment_can_be_asked() -> None:
    case = log_complaint()
    before = timezone.now()
    answer(case)
    then = Standing.objects.as_at(before).get(feedback=case)
    assert (then.closed_on, standing(case).closed_on) == (None, day(6, 18))


def test_no_stage_starts_before_the_complaint_came() -> None:
    by, case = complaints_manager(), log_complaint(Procedure.CHILDREN, stage="1")
    with pytest.raises(ComplaintRefused, match="before the complaint came"):
        stages.change(case, 1, by=by, based_on=1, started_on=day(6, 4))
    stages.change(case, 1, by=by, based_on=1, void=True)
    with pytest.raises(ComplaintRefused, match="before the complaint came"):
        stages.move_on(case, "2", on=day(6, 4), by=by)


@pytest.mark.parametrize("stage", ["3", "ombudsman", "no such"])
def test_a_complaint_begins_where_its_procedure_begins(stage: str) -> None:
    """Its only stage was entered by mistake: what follows is a first stage, not just any."""
    by, case = complaints_manager(), log_complaint(Procedure.CHILDREN, stage="1")
    stages.change(case, 1, by=by, based_on=1, void=True)
    with pytest.raises(ComplaintRefused, match="does not begin with"):
        stages.move_on(case, stage, on=day(6, 14), by=by)


def test_an_acknowledgement_after_the_answer_does_not_move_the_clock() -> None:
    case = log_complaint(Procedure.CORPORATE, area="other")
    answer(case, on=day(7, 1))
    with pytest.raises(ComplaintRefused, match="after the answer"):
        steps.acknowledge(case, 1, on=day(7, 5), by=complaints_manager(), based_on=2)
