"""Who sees which cases, and whose figures are whole."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from complaints.models import Area
from complaints.visibility import require_handler, require_manager, visible_to
from council.authorization import Role
from council.models import Service
from tests.complaint_factories import complaints_manager, log_complaint, log_feedback
from tests.risk_factories import make_person

pytestmark = pytest.mark.django_db

EVERYBODY_ELSE = ("member", "auditor", "officer", "approver", "performance", "risk", "clerk", "admin")


def highways() -> Service:
    return Service.objects.get(slug="highways")


@pytest.fixture
def narrow():
    """A complaints manager of one service."""
    return make_person("narrow", Role.COMPLAINTS, service="highways")


def test_the_complaints_manager_sees_every_case_and_whole_figures() -> None:
    case, view = log_complaint(), visible_to(complaints_manager())
    assert view.case(case.reference) == case
    assert (view.handles, view.manages_all, view.reads_words, view.suppressed) == (True, True, True, False)
    require_handler(complaints_manager(), case)
    require_manager(complaints_manager())


@pytest.mark.parametrize("username", EVERYBODY_ELSE)
def test_nobody_else_sees_a_case(person, username: str) -> None:
    case, view = log_complaint(), visible_to(person(username))
    assert view.case(case.reference) is None
    assert not view.cases().exists()
    assert (view.handles, view.manages_all, view.reads_words, view.suppressed) == (False, False, False, True)
    with pytest.raises(PermissionDenied) as refused:
        require_handler(person(username), case)
    assert case.reference not in str(refused.value)
    with pytest.raises(PermissionDenied):
        require_manager(person(username))


def test_a_manager_of_one_service_sees_its_cases_and_the_councils_figures_as_others_do(narrow) -> None:
    other = log_complaint()
    own = log_feedback("comment", area=Area.OTHER, service=highways())
    view = visible_to(narrow)
    assert [row.feedback for row in view.cases()] == [own]
    assert view.case(other.reference) is None
    assert (view.handles, view.manages_all, view.reads_words, view.suppressed) == (True, False, True, True)


def test_a_manager_of_a_directorate_sees_the_cases_of_its_services() -> None:
    other = log_complaint()
    own = log_feedback("comment", area=Area.OTHER, service=highways())
    view = visible_to(make_person("wide", Role.COMPLAINTS, directorate="growth-environment-transport"))
    assert {row.feedback for row in view.cases()} == {own}
    assert other not in {row.feedback for row in view.cases()}


def test_members_look_at_closed_reports_as_they_stood(person) -> None:
    view = visible_to(person("member"))
    assert [report.year for report in view.reports] == [2020, 2019]
    report = view.report_of(2020)
    assert report is not None
    assert view.as_at(report) == report.closed_at
    assert view.report_of(2021) is None


def test_who_runs_complaints_looks_at_every_report_as_it_is(person) -> None:
    view = visible_to(person("complaints"))
    assert 2021 in {report.year for report in view.reports}
    assert view.as_at(view.report_of(2020)) is None


def test_the_system_sees_everything() -> None:
    case, view = log_complaint(), visible_to(None)
    assert view.case(case.reference) == case
    assert (view.manages_all, view.suppressed, view.reads_words) == (True, False, False)


def test_a_reference_that_no_text_can_hold_is_nobodys() -> None:
    assert visible_to(complaints_manager()).case("CF-2021-0001\0") is None
