"""Rows that replace each other: one current version, every earlier one still there, and no second writer unawares."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from council.actions.superseding import EditConflict, seen_version, supersede
from kpis.models import Target
from tests.factories import LONG_AGO, make_indicator, make_target

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def first(db) -> Target:
    return make_target(make_indicator(), value="90")


def next_version(first: Target, value: str, **fields: object) -> Target:
    return Target(
        indicator=first.indicator, grain="Y", ordinal=first.ordinal, kind="value", value=value, **fields
    )


def test_the_first_version(first: Target, person) -> None:
    assert (first.version, first.recorded_at, first.recorded_by) == (1, LONG_AGO, person("performance"))
    assert first.is_current


def test_a_later_version_closes_the_one_before_at_the_same_moment(first: Target, person) -> None:
    second = supersede(next_version(first, "95"), by=person("performance"), based_on=1, at=LONG_AGO + DAY)
    first.refresh_from_db()
    assert second.version == 2 and second.is_current
    assert first.superseded_at == second.recorded_at == LONG_AGO + DAY
    assert str(first.value) == "90", "the row itself is never rewritten"


def test_what_was_in_force_at_a_moment(first: Target, person) -> None:
    second = supersede(next_version(first, "95"), by=person("performance"), based_on=1, at=LONG_AGO + DAY)
    known = Target.objects.filter(indicator=first.indicator)
    assert list(known.as_at(LONG_AGO - DAY)) == []
    assert list(known.as_at(LONG_AGO)) == [first]
    assert list(known.as_at(LONG_AGO + DAY)) == [second], (
        "at the very moment of the change the new version holds"
    )
    assert list(known.current()) == list(known.as_at(None)) == [second]


@pytest.mark.parametrize("based_on", [0, 2])
def test_a_writer_who_saw_another_version_is_told_and_changes_nothing(
    first: Target, person, based_on: int
) -> None:
    with pytest.raises(EditConflict) as conflict, transaction.atomic():
        supersede(next_version(first, "95"), by=person("performance"), based_on=based_on)
    assert conflict.value.current == first
    assert list(Target.objects.filter(indicator=first.indicator)) == [first]


def test_the_version_that_a_writer_saw(first: Target, person) -> None:
    versions = Target.objects.filter(indicator=first.indicator)
    second = supersede(next_version(first, "95"), by=person("performance"), based_on=1)
    assert [seen_version(versions, 1), seen_version(versions, 2)] == [first, second]
    with pytest.raises(EditConflict) as conflict:
        seen_version(versions, 3)
    assert conflict.value.current == second


def test_the_later_of_two_writers_of_version_2_is_told(first: Target, person) -> None:
    winner = supersede(next_version(first, "95"), by=person("performance"), based_on=1)
    with pytest.raises(EditConflict) as conflict:
        supersede(next_version(first, "96"), by=person("officer"), based_on=1)
    assert conflict.value.current == winner


def test_what_the_fields_refuse_is_refused(first: Target, person) -> None:
    with pytest.raises(ValidationError, match="is not a valid choice"):
        supersede(next_version(first, "95", strict="="), by=person("performance"), based_on=1)


def test_another_broken_promise_is_not_mistaken_for_a_conflict(first: Target, person) -> None:
    row = Target(indicator=first.indicator, grain="Y", ordinal=first.ordinal, kind="value", value=None)
    with pytest.raises(IntegrityError, match="target_holds_what_its_kind_needs"), transaction.atomic():
        supersede(row, by=person("performance"), based_on=1)
    first.refresh_from_db()
    assert first.is_current
