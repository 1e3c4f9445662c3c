"""Who is reminded of what in a complaint, on which day, and in which words."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.core import mail

from complaints.actions import case_pauses, digests, remedies, steps
from complaints.models import Feedback, Remedy
from complaints.reminders import Kind, Task, What, reminders
from complaints.selectors.tasks import tasks
from council.authorization import Role
from council.models import Directorate, RoleAssignment, Service, User
from council.reminders import Hands
from tests.complaint_factories import complaints_manager, log_complaint, stage_of

HANDLER, MANAGER = 1, 2
#: A Monday.
DUE = datetime.date(2021, 6, 21)
TASK = Task(
    key="case 7 stage 1",
    what=What.ANSWER,
    step="Stage 1, local resolution",
    due_on=DUE,
    reference="CF-2021-0007",
    case="CF-2021-0007",
    handlers=Hands(frozenset({HANDLER}), frozenset({MANAGER})),
)


def told(task: Task, day: str) -> list[tuple[int, str, str]]:
    found = reminders(task, datetime.date.fromisoformat(day))
    return [(each.person, each.kind.value, each.about) for each in found]


@pytest.mark.parametrize(
    ("day", "kind", "about"),
    [
        ("2021-06-16", "complaint_soon", "case 7 stage 1 answer 2021-06-21"),
        ("2021-06-20", "complaint_soon", "case 7 stage 1 answer 2021-06-21"),
        ("2021-06-21", "complaint_due", "case 7 stage 1 answer 2021-06-21"),
        ("2021-06-22", "complaint_overdue", "case 7 stage 1 answer 2021-06-21 week 0"),
        ("2021-06-28", "complaint_overdue", "case 7 stage 1 answer 2021-06-21 week 1"),
    ],
)
def test_the_handler_is_warned_told_and_chased(day: str, kind: str, about: str) -> None:
    assert told(TASK, day) == [(HANDLER, kind, about)]


def test_nobody_is_told_while_there_is_time() -> None:
    assert told(TASK, "2021-06-15") == []


@pytest.mark.parametrize(
    ("what", "first"),
    [
        (What.ACKNOWLEDGE, "2021-06-18"),
        (What.ENQUIRY, "2021-06-14"),
        (What.REMEDY, "2021-06-14"),
        (What.RECOMMENDATION, "2021-06-07"),
    ],
)
def test_what_takes_longer_is_told_earlier(what: What, first: str) -> None:
    task = replace(TASK, what=what)
    before = datetime.date.fromisoformat(first) - datetime.timedelta(days=1)
    assert told(task, first)[0][1] == "complaint_soon"
    assert told(task, str(before)) == []


def test_without_a_handler_of_the_service_it_is_the_work_of_the_whole_council() -> None:
    nobodys = replace(TASK, handlers=Hands(frozenset(), frozenset({MANAGER})))
    assert told(nobodys, "2021-06-21")[0][0] == MANAGER


def tasks_of(case: Feedback) -> list[Task]:
    return [task for task in tasks() if task.case == case.reference]


# --- What is due ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_open_stage_is_to_be_acknowledged_and_answered() -> None:
    case = log_complaint()
    found = {task.what: task for task in tasks_of(case)}
    assert set(found) == {What.ACKNOWLEDGE, What.ANSWER}
    assert found[What.ACKNOWLEDGE].due_on == stage_of(case).acknowledge_by == datetime.date(2021, 6, 10)
    assert found[What.ANSWER].due_on == stage_of(case).due_on
    assert {task.case for task in found.values()} == {case.reference}


@pytest.mark.django_db
def test_what_is_done_or_paused_is_not_due() -> None:
    case = log_complaint()
    row = stage_of(case)
    steps.acknowledge(case, 1, on=datetime.date(2021, 6, 8), by=complaints_manager(), based_on=row.version)
    assert [task.what for task in tasks_of(case)] == [What.ANSWER]
    case_pauses.pause(case, first=datetime.date(2021, 6, 9), ground="court", by=complaints_manager())
    assert tasks_of(case) == []


@pytest.mark.django_db
def test_a_remedy_is_due_until_it_is_done() -> None:
    case = log_complaint()
    day = datetime.date(2021, 6, 30)
    row = remedies.add(case, by=complaints_manager(), what=Remedy.What.APOLOGY, agreed_on=day, due_on=day)
    assert [task.due_on for task in tasks_of(case) if task.what is What.REMEDY] == [day]
    remedies.change(case, 1, by=complaints_manager(), based_on=row.version, done_on=day)
    assert What.REMEDY not in {task.what for task in tasks_of(case)}


@pytest.mark.django_db
def test_a_case_is_the_work_of_those_who_handle_its_service() -> None:
    highways = Service.objects.get(slug="highways")
    near, far = (User.objects.create_user(name, name=name) for name in ("near", "far"))
    RoleAssignment.objects.create(user=near, role=Role.COMPLAINTS, directorate=highways.directorate)
    other = Directorate.objects.exclude(pk=highways.directorate_id).first()
    RoleAssignment.objects.create(user=far, role=Role.COMPLAINTS, directorate=other)
    case = log_complaint("corporate", area="other", service=highways)
    assert {task.handlers.people() for task in tasks_of(case)} == {frozenset({near.pk})}


# --- The digest -----------------------------------------------------------------------------------------------------


def at(day: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{day}T07:30:00+00:00")


@pytest.mark.django_db
def test_the_digest_says_references_stages_and_days_and_not_a_word_more() -> None:
    case = log_complaint(texts={"name": "Canary Nameson", "words": "Canary words"})
    outcome = digests.send(at("2021-06-09"))
    assert len(outcome.sent) == 1
    message = mail.outbox[-1]
    assert message.subject.startswith("Complaints: 1 to acknowledge")
    assert f"{case.reference}, Early resolution, to be acknowledged: due on 10 June 2021" in message.body
    assert f"/complaints/cases/{case.reference}/" in message.body
    assert "Canary" not in message.body + message.subject
    assert digests.send(at("2021-06-09")).sent == []


@pytest.mark.django_db
def test_a_moved_deadline_is_told_again() -> None:
    case = log_complaint()
    digests.send(at("2021-06-09"))
    told_before = len(mail.outbox)
    row = stage_of(case)
    steps.agree_date(
        case, 1, agreed_to=datetime.date(2021, 6, 11), by=complaints_manager(), based_on=row.version
    )
    digests.send(at("2021-06-11"))
    assert len(mail.outbox) == told_before + 1
    assert "Due today" in mail.outbox[-1].body
    assert "Overdue" in mail.outbox[-1].body


@pytest.mark.django_db
def test_a_long_list_ends_with_how_many_more() -> None:
    many = [replace(TASK, key=f"case {number}") for number in range(53)]
    lines = list(digests.DIGESTS.lines(Kind.OVERDUE, many))
    assert len(lines) == 51
    assert lines[-1].words == "and 3 more"
