"""Rounds and reports as they stood at a moment, whatever was reopened, closed or opened since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from complaints.actions import reports
from complaints.visibility import for_papers, visible_to
from council.actions import quarters
from council.models import ReportingQuarter
from council.periods import Quarter
from council.selectors import rounds_as_at
from kpis.visibility import visible_to as kpis_visible_to
from tests.complaint_factories import complaints_manager
from tests.factories import performance_lead

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def closing(quarter: Quarter, moment):
    """When a round had closed as it was known at a moment; "not there" before it was opened."""
    found = {row.ordinal: row.closed_at for row in rounds_as_at(ReportingQuarter.objects.all(), moment)}
    return found.get(quarter.ordinal, "not there")


def test_a_round_from_before_it_opened_until_after_it_closed(q2: Quarter) -> None:
    row = ReportingQuarter.objects.get(ordinal=q2.ordinal)
    assert closing(q2, row.opened_at - SECOND) == "not there"
    assert closing(q2, row.opened_at) is None
    assert closing(q2, row.closed_at - SECOND) is None
    assert closing(q2, row.closed_at) == row.closed_at
    assert closing(q2, None) == row.closed_at


def test_a_round_that_was_reopened_stood_closed_before(q2: Quarter) -> None:
    first = ReportingQuarter.objects.get(ordinal=q2.ordinal).closed_at
    before = timezone.now()
    quarters.reopen_quarter(quarter=q2, by=performance_lead(), reason="A test")
    between = timezone.now()
    again = quarters.close_quarter(quarter=q2, by=performance_lead()).closed_at
    assert closing(q2, before) == first
    assert closing(q2, between) is None
    assert closing(q2, again) == again != first


def test_reading_the_past_changes_nothing(q2: Quarter) -> None:
    kept = ReportingQuarter.objects.get(ordinal=q2.ordinal).closed_at
    rounds_as_at(ReportingQuarter.objects.all(), kept - SECOND)
    assert ReportingQuarter.objects.get(ordinal=q2.ordinal).closed_at == kept


def test_what_the_council_sees_of_a_moment_follows(q2: Quarter) -> None:
    row = ReportingQuarter.objects.get(ordinal=q2.ordinal)
    assert q2.ordinal in kpis_visible_to(None, row.closed_at).closed
    assert q2.ordinal not in kpis_visible_to(None, row.closed_at - SECOND).closed
    assert not kpis_visible_to(None, row.opened_at - SECOND).sees_quarter(q2)


def test_a_complaints_report_that_was_reopened_stood_closed_before(person) -> None:
    member, first = person("member"), for_papers().report_of(2020).closed_at
    before = timezone.now()
    reports.reopen_report(year=2020, by=complaints_manager(), reason="A test")
    between = timezone.now()
    assert visible_to(member).report_of(2020) is None
    assert visible_to(member, before).report_of(2020).closed_at == first
    assert visible_to(member, between).report_of(2020) is None
    assert for_papers(between).report_of(2020).is_open


def test_a_paper_shows_no_small_counts_of_an_open_report_either() -> None:
    view = for_papers()
    assert view.suppressed
    assert not view.handles
    assert view.report_of(2021).is_open
    assert list(view.cases()) == []
