"""The assessments of entries quarter by quarter, as they were known at a moment."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from council.periods import parse_quarter
from risks.models import Place
from risks.selectors import history
from tests.risk_factories import make_assessment, make_entry, make_register, open_next, open_quarter

pytestmark = pytest.mark.django_db
MARCH, JUNE = datetime.date(2022, 3, 31), datetime.date(2022, 6, 30)


def of(place: Place, moment: datetime.datetime | None = None) -> history.History:
    return history.scores([place.entry], open_quarter(), moment=moment)[place.entry_id]


def test_scores_days_and_dates_put_back_quarter_by_quarter():
    place = make_entry(make_register())
    make_assessment(place, "4x4", "2x4", target_on=MARCH)
    open_next()  # nobody assessed it in this one
    open_next()
    make_assessment(place, "3x4", "2x4", target_on=JUNE, confidence="amber", direction="improving")

    said = of(place)

    assert [str(quarter) for quarter in said.quarters] == ["2021-22-Q4", "2022-23-Q1", "2022-23-Q2"]
    assert said.scores == [Decimal(16), None, Decimal(12)]
    assert said.earlier_scores == [Decimal(16), None]
    assert said.target_days == [MARCH, None, JUNE]
    assert said.earlier_days == [MARCH, None]
    assert said.times_put_back == 1
    assert [point.target.score for point in said.points] == [Decimal(8), Decimal(8)]
    assert said.points[1].assessment.confidence == "amber"
    assert said.points[1].target_date == "30 June 2022"
    assert said.at(parse_quarter("2022-23-Q1")) is None


def test_a_day_brought_forward_is_not_put_back():
    place = make_entry(make_register())
    make_assessment(place, target_on=JUNE)
    open_next()
    make_assessment(place, target_on=MARCH)
    assert of(place).times_put_back == 0


def test_what_was_corrected_later_is_not_known_earlier():
    place = make_entry(make_register())
    make_assessment(place, "4x4")
    before = timezone.now()
    make_assessment(place, "5x5")

    assert of(place, before).scores == [Decimal(16)]
    assert of(place).scores == [Decimal(25)]


def test_an_entry_that_nobody_assessed_has_an_empty_history():
    said = of(make_entry(make_register()))
    assert (said.quarters, said.scores, said.earlier_scores, said.times_put_back) == ([], [], [], 0)


def test_one_query_for_any_number_of_entries(django_assert_num_queries):
    register = make_register()
    places = [make_entry(register, f"R{number}") for number in range(1, 6)]
    for place in places:
        make_assessment(place)
    quarter, entries = open_quarter(), [place.entry for place in places]
    with django_assert_num_queries(1):
        found = history.scores(entries, quarter, moment=None)
    assert all(found[entry.pk].scores == [Decimal(16)] for entry in entries)
