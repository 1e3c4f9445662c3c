"""Every promise the database makes about links, broken on purpose."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from committee.models import IndicatorLink
from council.models import AuditEntry
from kpis.models import Indicator
from risks.models import Entry
from tests.constraint_cases import Builder, Cases, assert_refused, constraints, each_of

pytestmark = pytest.mark.django_db


def link(**fields: object) -> IndicatorLink:
    """A link that the demonstration has not."""
    given = {
        "entry": Entry.objects.get(places__register__slug="corporate", places__key="corp1"),
        "indicator": Indicator.objects.get(slug="library-visits"),
        "recorded_at": timezone.now(),
    }
    return IndicatorLink(**given | fields)


#: Rows that, saved one after another, break exactly the constraint named.
CASES: Cases = {
    "indicator_linked_once": [lambda: [link(), link()]],
    "link_removed_after_it_was_made": [
        lambda: [link(removed_at=timezone.now() - datetime.timedelta(days=1))]
    ],
}


def test_every_constraint_has_a_case() -> None:
    assert set(constraints("committee")) == set(CASES)


@pytest.mark.parametrize(("name", "build"), each_of(CASES))
def test_the_database_refuses(name: str, build: Builder) -> None:
    assert_refused(name, build)


def test_one_that_was_taken_away_may_be_made_again() -> None:
    link(removed_at=timezone.now() + datetime.timedelta(seconds=1)).save()
    link().save()


def test_links_are_never_deleted_and_every_change_is_on_record() -> None:
    row = link()
    row.save()
    row.removed_at = timezone.now()
    row.save()
    told = AuditEntry.objects.filter(table="committee_indicatorlink", row=str(row.pk))
    assert [entry.action for entry in told.order_by("id")] == ["insert", "update"]
    with (
        pytest.raises(ProgrammingError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM committee_indicatorlink")


def test_a_link_in_words() -> None:
    assert str(link()).endswith("names library-visits")
