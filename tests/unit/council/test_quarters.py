"""Opening and closing reporting quarters."""

import pytest
from django.core.exceptions import PermissionDenied

from council.actions.quarters import QuarterError, close_quarter, open_quarter
from council.models import ReportingQuarter
from council.periods import parse_quarter

pytestmark = pytest.mark.django_db
Q2, Q3, Q4 = (parse_quarter(f"2021-22-Q{number}") for number in (2, 3, 4))


def test_the_demonstration_has_one_open_quarter() -> None:
    assert [row.quarter for row in ReportingQuarter.objects.filter(closed_at=None)] == [Q3]


def test_opening_says_who_and_twice_changes_nothing(person) -> None:
    first = open_quarter(quarter=Q4, by=person("performance"))
    second = open_quarter(quarter=Q4, by=person("performance"))
    assert first.opened_by == person("performance")
    assert first.is_open and second.opened_at == first.opened_at
    assert str(first) == "2021-22-Q4"


def test_closing_says_who_and_twice_changes_nothing(person) -> None:
    first = close_quarter(quarter=Q3, by=person("performance"))
    second = close_quarter(quarter=Q3, by=person("performance"))
    assert first.closed_by == person("performance")
    assert not first.is_open and second.closed_at == first.closed_at


def test_quarters_close_in_order(person) -> None:
    open_quarter(quarter=Q4, by=person("performance"))
    with pytest.raises(QuarterError, match=r"Quarter 3 .* is still open. Close it first"):
        close_quarter(quarter=Q4, by=person("performance"))
    close_quarter(quarter=Q3, by=person("performance"))
    assert not close_quarter(quarter=Q4, by=person("performance")).is_open


def test_a_closed_quarter_is_not_opened_again(person) -> None:
    with pytest.raises(QuarterError, match="is closed"):
        open_quarter(quarter=Q2, by=person("performance"))


def test_a_quarter_that_was_never_opened_cannot_close(person) -> None:
    with pytest.raises(QuarterError, match="was never opened"):
        close_quarter(quarter=Q4, by=person("performance"))


@pytest.mark.parametrize("username", ["officer", "approver", "member", "admin"])
def test_only_the_performance_lead_runs_the_round(person, username: str) -> None:
    with pytest.raises(PermissionDenied):
        open_quarter(quarter=Q4, by=person(username))
    with pytest.raises(PermissionDenied):
        close_quarter(quarter=Q3, by=person(username))
    assert ReportingQuarter.objects.get(ordinal=Q3.ordinal).is_open
