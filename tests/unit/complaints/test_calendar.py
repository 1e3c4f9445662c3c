"""What is due in complaints stands in the calendar of whoever handles it: by reference, and naming nobody."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from complaints.actions import steps
from complaints.models import Feedback, Procedure
from council.actions import calendars
from council.authorization import Role
from council.models import User
from tests.complaint_factories import complaints_manager, log_complaint, stage_of
from tests.risk_factories import make_person

pytestmark = pytest.mark.django_db

RECEIVED = datetime.date(2021, 6, 2)
NAME = "Zebedee Quill"


def feed(user: User) -> list[str]:
    """The lines of somebody's calendar, as calendar programs unfold them."""
    response = Client().get(f"/calendar/{calendars.renew(user=user)}.ics")
    assert response.status_code == 200
    return response.content.decode().replace("\r\n ", "").split("\r\n")


def events_of(user: User, case: Feedback) -> dict[str, str]:
    """What the calendar says of a case: each summary with its day."""
    lines = feed(user)
    found = [place for place, line in enumerate(lines) if line.startswith(f"SUMMARY:{case.reference}")]
    return {lines[place].removeprefix("SUMMARY:"): lines[place - 1].rpartition(":")[2] for place in found}


@pytest.fixture
def case() -> Feedback:
    return log_complaint(Procedure.CHILDREN, received_on=RECEIVED, stage="1", texts={"name": NAME})


def test_the_days_of_a_case_until_it_is_answered(case) -> None:
    manager = complaints_manager()
    due = stage_of(case).due_on
    assert f"{due:%Y%m%d}" in events_of(manager, case).values()
    moved = steps.extend(case, 1, letter_on=RECEIVED, by=manager, based_on=1)
    days = events_of(manager, case).values()
    assert f"{moved.due_on:%Y%m%d}" in days and f"{due:%Y%m%d}" not in days
    steps.answer(case, 1, on=RECEIVED, outcome="upheld", by=manager, based_on=2)
    assert events_of(manager, case) == {}


def test_it_leads_to_the_case_and_names_nobody(case) -> None:
    lines = feed(complaints_manager())
    assert any(
        line.startswith("URL:") and line.endswith(f"/complaints/cases/{case.reference}/") for line in lines
    )
    assert NAME not in "\n".join(lines)


def test_whose_work_it_is_not_does_not_have_it(case) -> None:
    of_highways = make_person("of-highways", Role.COMPLAINTS, service="highways")
    assert events_of(of_highways, case) == {}
    assert events_of(User.objects.get(username="performance"), case) == {}
