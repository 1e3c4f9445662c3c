"""The pages of the rules, of the pauses of procedures and of closures."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.actions import pauses
from complaints.models import ClosureDay, Pause, Procedure
from complaints.procedure_pages import procedures
from complaints.procedures import RULES
from complaints.stage_moves import STAGES
from council.authorization import Role
from council.models import RoleAssignment, Service, User
from council.working_days import ENGLAND, WorkingDays
from tests.complaint_factories import complaints_manager, log_complaint, stage_of

pytestmark = pytest.mark.django_db
DAYS = {"first_day": "10", "first_month": "6", "first_year": "2021"}


@pytest.fixture
def browser(client_of: Callable[[str], Client]) -> Client:
    return client_of("complaints")


@pytest.fixture(autouse=True)
def _no_other_pauses(db: None) -> None:
    """Those of the demonstration, and its closures, would move dates as well."""
    Pause.objects.exclude(procedure="").update(void=True)
    ClosureDay.objects.all().delete()


@pytest.fixture
def narrow() -> Client:
    """The browser of somebody who handles complaints of one service."""
    user = User.objects.create_user("narrow", password=None)
    RoleAssignment.objects.create(
        user=user, role=Role.COMPLAINTS, service=Service.objects.get(slug="highways")
    )
    client = Client()
    client.force_login(user)
    return client


def pause(**fields: object) -> Pause:
    given = {
        "first": datetime.date(2021, 6, 10),
        "last": datetime.date(2021, 6, 16),
        "reason": "the flood",
    } | fields
    return pauses.add(procedure=Procedure.CHILDREN, by=complaints_manager(), **given).row


def text(response: object) -> str:
    return " ".join(response.content.decode().split())


# --- Rules ----------------------------------------------------------------------------------------------------------


def test_the_procedures_of_the_log_are_those_of_the_rules() -> None:
    assert list(STAGES) == Procedure.values


@pytest.mark.parametrize("today", [datetime.date(2026, 3, 31), datetime.date(2026, 4, 1)])
def test_every_rule_is_shown_once_under_its_stage(today: datetime.date) -> None:
    shown = procedures(dict(Procedure.choices), today, ENGLAND)
    stages = [stage for procedure in shown for stage in procedure.stages]
    rules = [each.rule for stage in stages for each in (*stage.rules, *stage.other)]
    assert sorted(map(repr, rules)) == sorted(map(repr, RULES))
    assert all(each.rule.in_force(today) for stage in stages for each in stage.rules)
    assert not any(each.rule.in_force(today) for stage in stages for each in stage.other)


def test_an_example_is_one_of_the_time_of_its_rule() -> None:
    shown = procedures(dict(Procedure.choices), datetime.date(2026, 4, 1), ENGLAND)
    corporate = {stage.kind.code: stage for stage in shown[-1].stages}["1"]
    now, before = corporate.rules[-1], corporate.other[-1]
    assert now.example == (
        "10 working days from 1 April 2026, not counting Good Friday and Easter Monday: 17 April 2026"
    )
    assert (now.in_force, before.in_force) == ("from 1 April 2026", "until 31 March 2026")
    assert before.example.startswith("10 working days from 3 April 2023")


def test_examples_know_the_council_s_closures() -> None:
    closed = WorkingDays({datetime.date(2023, 4, 4): "Moving house"})
    shown = procedures(dict(Procedure.choices), datetime.date(2021, 4, 1), closed)
    examples = [each.example for stage in shown[-1].stages for each in stage.rules]
    assert all("Moving house" in example for example in examples)
    children = [each.example for stage in shown[1].stages for each in stage.rules]
    assert not any("Moving house" in example for example in children)


def test_the_page_of_the_rules(browser: Client, narrow: Client) -> None:
    pause(first=timezone.localdate(), last=None)
    page = text(browser.get(reverse("complaint-procedures")))
    assert (
        "10 working days from 3 April 2023, not counting Good Friday and Easter Monday: 19 April 2023" in page
    )
    assert "SI 2006/1738, regulation 19(4)" in page
    assert "Director, on the report of a panel of three independent people" in page
    assert "have stood still since" in page
    assert reverse("complaint-procedure-pauses") in page
    for_narrow = text(narrow.get(reverse("complaint-procedures")))
    assert "SI 2006/1738, regulation 19(4)" in for_narrow
    assert reverse("complaint-procedure-pauses") not in for_narrow


# --- Pauses ---------------------------------------------------------------------------------------------------------


def test_pausing_a_procedure_says_how_many_dates_moved(browser: Client) -> None:
    case = log_complaint(Procedure.CHILDREN, stage="1")
    data = {"procedure": Procedure.CHILDREN, "reason": "the flood", **DAYS}
    data |= {"last_day": "16", "last_month": "6", "last_year": "2021"}
    page = text(browser.post(reverse("complaint-procedure-pause-add"), data, follow=True))
    assert "The dates of 1 stage moved." in page
    assert "the flood" in page
    assert stage_of(case).due_on == datetime.date(2021, 6, 28)


def test_what_was_typed_is_kept_where_a_pause_is_refused(browser: Client) -> None:
    data = {"procedure": Procedure.CHILDREN, "reason": "the flood", **DAYS}
    data |= {"last_day": "1", "last_month": "6", "last_year": "2021"}
    response = browser.post(reverse("complaint-procedure-pause-add"), data)
    assert "The pause ends before it begins" in text(response)
    assert 'value="the flood"' in text(response)
    nothing = text(browser.post(reverse("complaint-procedure-pause-add"), {}))
    assert "Enter the day: what is the first day of the pause" in nothing
    assert not Pause.objects.exclude(procedure="").filter(void=False).exists()


def test_ending_a_pause_and_two_people_at_it(browser: Client) -> None:
    row = pause()
    address = reverse("complaint-procedure-pause-end", args=[row.key])
    assert 'value="16"' in text(browser.get(address))
    data = {"version": "1", "last_day": "11", "last_month": "6", "last_year": "2021"}
    assert "is paused up to 11 June 2021" in text(browser.post(address, data, follow=True))
    data["last_day"] = "14"
    response = browser.post(address, data)
    assert response.status_code == 409
    assert "Theirs is saved: from 10 June 2021 to 11 June 2021" in text(response)
    assert 'value="14"' in text(response)
    again = data | {"version": "2"}
    assert "is paused up to 14 June 2021" in text(browser.post(address, again, follow=True))


def test_removing_a_pause(browser: Client) -> None:
    row = pause()
    address = reverse("complaint-procedure-pause-remove", args=[row.key])
    assert "as if it had never been" in text(browser.get(address))
    assert browser.post(address, {"version": "7"}).status_code == 409
    assert "The pause is removed." in text(browser.post(address, {"version": "1"}, follow=True))
    assert browser.get(address).status_code == 404


def test_days_on_which_the_council_is_closed(browser: Client) -> None:
    case = log_complaint(Procedure.CORPORATE, received_on=datetime.date(2012, 6, 11))
    data = {"day_day": "13", "day_month": "6", "day_year": "2012", "name": "Founder's day"}
    page = text(browser.post(reverse("complaint-closure-add"), data, follow=True))
    assert "The council is closed on 13 June 2012. The dates of 1 stage moved." in page
    assert "Wednesday 13 June 2012" in page
    assert "closed on this day already" in text(browser.post(reverse("complaint-closure-add"), data))
    row = ClosureDay.objects.get()
    address = reverse("complaint-closure-remove", args=[row.pk])
    assert browser.get(address).status_code == 405
    assert "13 June 2012 is a working day again." in text(browser.post(address, follow=True))
    assert browser.post(address).status_code == 404
    assert stage_of(case).version == 3


def test_who_handles_a_part_only_stops_no_clocks(narrow: Client) -> None:
    row = pause()
    closure = ClosureDay.objects.create(day=datetime.date(2021, 6, 9), name="Founder's day")
    for name, args in (
        ("complaint-procedure-pauses", []),
        ("complaint-procedure-pause-add", []),
        ("complaint-procedure-pause-end", [row.key]),
        ("complaint-procedure-pause-remove", [row.key]),
        ("complaint-closure-add", []),
    ):
        assert narrow.get(reverse(name, args=args)).status_code == 403
        assert narrow.post(reverse(name, args=args), {"version": "1"}).status_code == 403
    assert narrow.post(reverse("complaint-closure-remove", args=[closure.pk])).status_code == 403
