"""Stopping the clocks of a whole procedure, and the days on which the council is closed: which dates move, and who may."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from complaints.actions import case_pauses, closures, pauses, steps
from complaints.actions.refusals import ComplaintRefused
from complaints.models import ClosureDay, Pause, Procedure, Stage
from complaints.selectors import pauses as pauses_selector
from council.actions.superseding import EditConflict
from council.authorization import Role
from council.models import RoleAssignment, Service, User
from tests.complaint_factories import complaints_manager, log_complaint, log_feedback, stage_of, standing

pytestmark = pytest.mark.django_db


def day(month: int, number: int, year: int = 2021) -> datetime.date:
    return datetime.date(year, month, number)


def add(procedure: str = Procedure.CHILDREN, **fields: object) -> pauses.Paused:
    given = {"first": day(6, 10), "last": day(6, 16), "reason": "the pandemic"} | fields
    return pauses.add(procedure=procedure, by=complaints_manager(), **given)


@pytest.fixture(autouse=True)
def _no_other_pauses(db: None) -> None:
    """Those of the demonstration, and its closures, would move dates as well."""
    Pause.objects.exclude(procedure="").update(void=True)
    ClosureDay.objects.all().delete()


@pytest.fixture
def narrow() -> User:
    """Somebody who handles complaints of one service."""
    user = User.objects.create_user("narrow", password=None)
    service = Service.objects.get(slug="highways")
    RoleAssignment.objects.create(user=user, role=Role.COMPLAINTS, service=service)
    return user


def test_every_open_stage_of_the_procedure_moves_and_the_others_stay() -> None:
    children = [log_complaint(Procedure.CHILDREN, stage="1") for _ in range(3)]
    adult = log_complaint(Procedure.ADULTS)
    log_feedback("compliment")
    before = stage_of(adult).due_on
    assert [stage_of(case).due_on for case in children] == [day(6, 21)] * 3
    assert add().moved == 3
    for case in children:
        row = stage_of(case)
        # Five working days within 10 to 16 June are not counted.
        assert (row.limit_on, row.longest_on, row.due_on) == (day(6, 28), day(7, 12), day(6, 28))
        assert (row.version, row.recorded_by) == (2, complaints_manager())
        assert standing(case).due_on == day(6, 28)
    assert (stage_of(adult).due_on, stage_of(adult).version) == (before, 1)


def test_what_was_answered_before_the_pause_stays_and_what_was_answered_in_it_moves() -> None:
    before, within = (log_complaint(Procedure.CHILDREN, stage="1") for _ in range(2))
    for case, on in ((before, day(6, 9)), (within, day(6, 22))):
        steps.answer(case, 1, on=on, outcome="upheld", by=complaints_manager(), based_on=1)
    assert standing(within).limit_on == day(6, 21)
    assert add().moved == 1
    assert (stage_of(before).limit_on, stage_of(before).version) == (day(6, 21), 2)
    assert stage_of(within).limit_on == standing(within).limit_on == day(6, 28)
    assert standing(within).closed_on == day(6, 22)


def test_what_started_after_the_pause_stays() -> None:
    case = log_complaint(Procedure.CHILDREN, stage="1", received_on=day(6, 17))
    assert add().moved == 0
    assert stage_of(case).version == 1


def test_a_pause_ends_is_put_right_and_removed() -> None:
    by = complaints_manager()
    case = log_complaint(Procedure.CHILDREN, stage="1")
    paused = add(last=None, first=timezone.localdate() - datetime.timedelta(days=30))
    # It began after the limit, so it took nothing of it.
    assert paused.moved == 0
    pauses.remove(paused.row.key, by=by, based_on=1)
    paused = add()
    ended = pauses.end(paused.row.key, last=day(6, 11), by=by, based_on=1)
    assert (ended.row.version, ended.moved) == (2, 1)
    assert stage_of(case).due_on == day(6, 23)
    assert pauses.remove(paused.row.key, by=by, based_on=2).moved == 1
    assert stage_of(case).due_on == day(6, 21)
    assert pauses_selector.lines() == []
    assert Pause.objects.filter(key=paused.row.key).count() == 3
    with pytest.raises(EditConflict):
        pauses.remove(paused.row.key, by=by, based_on=3)


def test_two_people_end_one_pause() -> None:
    by, paused = complaints_manager(), add()
    pauses.end(paused.row.key, last=day(6, 11), by=by, based_on=1)
    with pytest.raises(EditConflict) as conflict:
        pauses.end(paused.row.key, last=day(6, 15), by=by, based_on=1)
    assert conflict.value.current.last == day(6, 11)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"last": day(6, 9)}, "ends before it begins"),
        ({"reason": "  "}, "Say why"),
        ({"first": day(1, 1, 2018), "last": day(6, 9)}, "a year at most"),
        ({"first": day(1, 1, 2018), "last": None}, "a year at most"),
        ({"first": day(6, 16), "last": day(6, 20)}, "paused on some of these days already, for the pandemic"),
    ],
)
def test_days_that_cannot_be_are_refused(fields: dict, words: str) -> None:
    add()
    with pytest.raises(ComplaintRefused, match=words):
        add(**fields)
    assert len(pauses_selector.lines()) == 1


def test_other_procedures_may_be_paused_on_the_same_days() -> None:
    add()
    add(Procedure.ADULTS)
    assert {line.row.procedure for line in pauses_selector.lines()} == {Procedure.ADULTS, Procedure.CHILDREN}


def test_a_pause_of_a_case_is_not_one_of_a_procedure() -> None:
    case = log_complaint(Procedure.CHILDREN, stage="1")
    own = case_pauses.pause(case, first=day(6, 8), ground="consent", by=complaints_manager())
    with pytest.raises(EditConflict):
        pauses.end(own.key, last=day(6, 9), by=complaints_manager(), based_on=1)
    with pytest.raises(EditConflict):
        pauses.remove(uuid.uuid4(), by=complaints_manager(), based_on=1)


def test_lines_say_how_a_pause_stands() -> None:
    today = timezone.localdate()
    ago, ahead = today - datetime.timedelta(days=9), today + datetime.timedelta(days=9)
    add()
    add(Procedure.ADULTS, first=ago, last=None)
    add(Procedure.CORPORATE, first=ahead, last=None)
    found = {line.row.procedure: (line.state, line.days) for line in pauses_selector.lines()}
    assert found == {
        Procedure.CHILDREN: ("ended", 7),
        Procedure.ADULTS: ("running", 10),
        Procedure.CORPORATE: ("planned", 0),
    }
    assert [line.row.procedure for line in pauses_selector.running_now()] == [Procedure.ADULTS]


def test_while_clocks_stand_still_dates_move_on_every_night() -> None:
    today = timezone.localdate()
    ago = today - datetime.timedelta(days=3)
    by_procedure = log_complaint(Procedure.CHILDREN, stage="1", received_on=ago)
    by_itself = log_complaint(Procedure.ADULTS, stage="respond", received_on=ago)
    running = log_complaint(Procedure.CORPORATE, received_on=ago)
    add(first=ago, last=None)
    case_pauses.pause(by_itself, first=ago, ground="court", by=complaints_manager())
    assert pauses.count_running() == 0
    # As if the pauses had been recorded, and counted, on the day before.
    for case in (by_procedure, by_itself, running):
        row = stage_of(case)
        Stage.objects.filter(pk=row.pk).update(due_on=row.due_on - datetime.timedelta(days=1))
    assert pauses.count_running() == 2
    assert stage_of(by_procedure).recorded_by is None
    assert standing(by_itself).due_on == stage_of(by_itself).due_on
    assert stage_of(running).version == 1
    assert pauses.count_running() == 0


def test_a_day_on_which_the_council_is_closed_counts_only_where_the_law_says_so() -> None:
    by, monday = complaints_manager(), day(6, 11, 2012)
    corporate = log_complaint(Procedure.CORPORATE, received_on=monday)
    children = log_complaint(Procedure.CHILDREN, stage="1", received_on=monday)
    due = stage_of(corporate).due_on
    assert closures.add(day=day(6, 13, 2012), name="Founder's day", by=by) == 1
    assert stage_of(corporate).due_on == due + datetime.timedelta(days=1)
    assert stage_of(children).version == 1
    assert closures.remove(ClosureDay.objects.get(), by=by) == 1
    assert stage_of(corporate).due_on == due


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        (day(6, 12), "at a weekend"),
        (day(8, 30), "a bank holiday already: Summer bank holiday"),
        (day(6, 9), "closed on this day already"),
        (datetime.date(21, 6, 9), "before 1978"),
    ],
)
def test_days_that_no_clock_counts_anyway_are_refused(closed: datetime.date, words: str) -> None:
    ClosureDay.objects.create(day=day(6, 9), name="Founder's day")
    with pytest.raises(ComplaintRefused, match=words):
        closures.add(day=closed, name="Closed", by=complaints_manager())


def test_only_who_runs_all_complaints_stops_clocks(narrow: User) -> None:
    paused = add()
    with pytest.raises(PermissionDenied):
        pauses.add(procedure=Procedure.ADULTS, first=day(6, 1), reason="a test", by=narrow)
    with pytest.raises(PermissionDenied):
        pauses.end(paused.row.key, last=day(6, 11), by=narrow, based_on=1)
    with pytest.raises(PermissionDenied):
        pauses.remove(paused.row.key, by=narrow, based_on=1)
    with pytest.raises(PermissionDenied):
        closures.add(day=day(6, 9), name="Closed", by=narrow)
    closure = ClosureDay.objects.create(day=day(6, 9), name="Founder's day")
    with pytest.raises(PermissionDenied):
        closures.remove(closure, by=narrow)
    assert ClosureDay.objects.count() == 1
