"""Definitions, schemes and breaks: only the performance lead writes them, and each change is rated."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from council.actions.superseding import EditConflict
from council.demo import FIXTURES, read_yaml
from council.models import OutboxMessage
from council.periods import Slot, parse_quarter
from kpis.actions import definitions
from kpis.models import Definition, Indicator, Scheme, SchemeVersion, SeriesBreak
from kpis.schemes import SchemeError
from tests.factories import definition_fields, make_indicator

pytestmark = pytest.mark.django_db
HOUSE = FIXTURES / "reference" / "schemes" / "house.yaml"
NEXT_YEAR = parse_quarter("2022-23-Q1")


def new_messages(before: set) -> list[dict]:
    return [message.payload for message in OutboxMessage.objects.exclude(pk__in=before).order_by("pk")]


@pytest.fixture
def before(db) -> set:
    return set(OutboxMessage.objects.values_list("pk", flat=True))


def test_the_first_definition_makes_the_indicator(before: set) -> None:
    indicator = make_indicator("new-one")
    assert str(indicator) == "new-one"
    assert indicator.definitions.get().version == 1
    assert new_messages(before) == [{"indicator": indicator.pk}]


def test_a_change_is_a_new_version_of_the_same_indicator(person) -> None:
    indicator = make_indicator("new-one")
    definitions.define(
        slug="new-one",
        by=person("performance"),
        based_on=1,
        **definition_fields(name="Roads gritted before 6am"),
    )
    assert [d.name for d in indicator.definitions.order_by("version")] == [
        "Roads gritted on time",
        "Roads gritted before 6am",
    ]
    assert Definition.objects.current().get(indicator=indicator).version == 2


def test_two_people_defining_the_same_indicator(person) -> None:
    make_indicator("new-one")
    with pytest.raises(EditConflict):
        definitions.define(
            slug="new-one", by=person("performance"), based_on=0, **definition_fields(name="Mine")
        )


@pytest.mark.parametrize("username", ["officer", "approver", "member", "admin"])
def test_only_the_performance_lead_defines(person, username: str) -> None:
    with pytest.raises(PermissionDenied):
        definitions.define(slug="new-one", by=person(username), based_on=0, **definition_fields())
    with pytest.raises(PermissionDenied):
        definitions.add_scheme_version(content=read_yaml(HOUSE), valid_from=NEXT_YEAR, by=person(username))
    with pytest.raises(PermissionDenied):
        definitions.break_series(
            indicator=Indicator.objects.first(),
            slot=Slot.parse("2021-22-Q2"),
            reason="x",
            by=person(username),
        )
    assert not Indicator.objects.filter(slug="new-one").exists()


def test_a_field_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValidationError, match="is not a valid choice"):
        make_indicator("new-one", good_is="higher")
    with pytest.raises(ValidationError):
        make_indicator("new-two", name="")


def test_a_scheme_gets_its_next_version_and_everything_is_rated_again(person, before: set) -> None:
    content = read_yaml(HOUSE)
    versions = SchemeVersion.objects.filter(scheme__is_house_default=True)
    assert versions.count() == 1
    added = definitions.add_scheme_version(content=content, valid_from=NEXT_YEAR, by=person("performance"))
    assert (added.version, added.valid_from) == (2, NEXT_YEAR.ordinal)
    assert added.parsed() == versions.get(version=1).parsed()
    assert new_messages(before) == [{"everything": True}]


def test_a_scheme_that_cannot_be_read_is_refused(person) -> None:
    known = Scheme.objects.count()
    with pytest.raises(SchemeError):
        definitions.add_scheme_version(
            content={"name": "broken"}, valid_from=NEXT_YEAR, by=person("performance")
        )
    assert Scheme.objects.count() == known


def test_a_break_says_why_and_has_the_indicator_rated_again(person, before: set) -> None:
    indicator = Indicator.objects.get(slug="defects-4h-emergency")
    row = definitions.break_series(
        indicator=indicator, slot=Slot.parse("2021-22-Q2"), reason="New boundary", by=person("performance")
    )
    assert SeriesBreak.objects.get(indicator=indicator) == row
    assert new_messages(before) == [{"indicator": indicator.pk}]
