"""Definitions, schemes and breaks: only the performance lead writes them, and each change is rated."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from council.actions.superseding import EditConflict
from council.demo import FIXTURES, read_yaml
from council.models import OutboxMessage
from council.periods import Slot, parse_quarter
from kpis.actions import definitions, groups
from kpis.models import (
    Definition,
    Indicator,
    IndicatorGroup,
    Scheme,
    SchemeVersion,
    SeriesBreak,
    SeriesEvent,
)
from kpis.schemes import SchemeError
from kpis.selectors import definitions as selectors
from tests.factories import definition_fields, make_figure, make_indicator

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


class TestMarks:
    """Breaks and events: one of a kind at a place, removed ones stay on record."""

    PLACE = Slot.parse("2021-22-Q2")

    def put(self, person, reason: str = "Storm Arwen", **given: object) -> SeriesEvent:
        indicator = Indicator.objects.get(slug="defects-4h-emergency")
        given = {"indicator": indicator, "slot": self.PLACE, "by": person("performance")} | given
        return definitions.note_event(reason=reason, **given)

    def test_an_event_is_kept_with_its_words(self, person) -> None:
        row = self.put(person, " Storm\x00 Arwen ")
        assert (row.slot, row.reason, row.recorded_by.username) == (self.PLACE, "Storm Arwen", "performance")
        assert selectors.events(row.indicator) == [row]

    def test_a_place_holds_one_of_a_kind(self, person) -> None:
        row = self.put(person)
        with pytest.raises(
            definitions.MarkRefused, match=r"2021/22 is marked already. Remove that mark first\."
        ):
            self.put(person)
        definitions.break_series(
            indicator=row.indicator, slot=self.PLACE, reason="Other counting", by=person("performance")
        )

    def test_one_without_words_is_refused(self, person) -> None:
        with pytest.raises(definitions.MarkRefused, match="Say what happened"):
            self.put(person, " \n ")

    def test_a_removed_one_stays_on_record_and_makes_room(self, person, before: set) -> None:
        row = self.put(person)
        definitions.remove_mark(row, by=person("performance"))
        definitions.remove_mark(row, by=person("performance"))  # a second click
        row.refresh_from_db()
        assert row.removed_at is not None
        assert selectors.events(row.indicator) == []
        assert selectors.mark("event", row.pk, row.indicator) is None
        assert self.put(person).pk != row.pk
        assert new_messages(before) == [{"indicator": row.indicator_id}] * 3

    def test_only_the_performance_lead_marks_and_removes(self, person) -> None:
        row = self.put(person)
        for refused in (
            lambda: self.put(person, by=person("officer")),
            lambda: definitions.remove_mark(row, by=person("approver")),
        ):
            with pytest.raises(PermissionDenied):
                refused()


class TestRetiring:
    def test_it_ends_with_a_reason_and_comes_back(self, person) -> None:
        indicator = make_indicator("new-one")
        day = datetime.date(2021, 9, 30)
        retired = definitions.retire(
            selectors.current("new-one"), on=day, reason="Cancelled nationally", by=person("performance")
        )
        assert (retired.retired_on, retired.version, retired.name) == (day, 2, "Roads gritted on time")
        definitions.revise(retired, by=person("performance"), reason="A new owner", owner="Head of Roads")
        assert selectors.why_retired(indicator.definitions.order_by("-version")) == "Cancelled nationally"
        back = definitions.bring_back(
            selectors.current("new-one"), reason="Asked for", by=person("performance")
        )
        assert (back.retired_on, back.owner) == (None, "Head of Roads")
        assert selectors.why_retired(indicator.definitions.order_by("-version")) == ""

    def test_not_while_another_is_worked_out_from_it(self, person) -> None:
        make_indicator("part-one"), make_indicator("part-two")
        make_indicator("whole", name="The whole", calculation={"kind": "sum", "of": ["part-one", "part-two"]})
        with pytest.raises(ValidationError, match="“The whole” is worked out from it"):
            definitions.retire(
                selectors.current("part-one"),
                on=datetime.date(2021, 9, 30),
                reason="x",
                by=person("performance"),
            )


class TestCalculations:
    def test_figures_follow_a_new_calculation(self, person) -> None:
        one, two = make_indicator("part-one"), make_indicator("part-two")
        make_figure(one, "2021-22-Q1", "3"), make_figure(two, "2021-22-Q1", "4")
        whole = make_indicator("whole", calculation={"kind": "sum", "of": ["part-one", "part-two"]})
        assert [figure.value for figure in whole.figures.current()] == [7]
        definitions.revise(
            selectors.current("whole"),
            by=person("performance"),
            reason="The other way",
            calculation={"kind": "difference", "of": ["part-two", "part-one"]},
        )
        assert [figure.value for figure in whole.figures.current()] == [1]

    def test_a_circle_is_refused_and_named(self, person) -> None:
        make_indicator("part-one", name="First"), make_indicator("part-two", name="Second")
        make_indicator("whole", name="Whole", calculation={"kind": "sum", "of": ["part-one", "part-two"]})
        with pytest.raises(ValidationError, match="worked out from itself: from “Whole”, from “First”"):
            definitions.revise(
                selectors.current("part-one"),
                by=person("performance"),
                reason="x",
                calculation={"kind": "sum", "of": ["whole", "part-two"]},
            )
        assert selectors.current("part-one").version == 1


def test_what_each_version_changed(person) -> None:
    make_indicator("new-one", tolerance=Decimal("2.50"))
    definitions.revise(
        selectors.current("new-one"),
        by=person("performance"),
        reason="Agreed in May",
        name="Roads gritted before 6am",
        tolerance=None,
        owner="  Head\x0bof Roads ",
    )
    newest, first = selectors.versions("new-one")
    assert [(change.label, change.old, change.new) for change in newest.changes] == [
        ("Name", "Roads gritted on time", "Roads gritted before 6am"),
        ("Owner (post)", "–", "Head\nof Roads"),
        ("Tolerance", "2.5%", "The scheme's own"),
    ]
    assert newest.row.reason == "Agreed in May"
    assert first.changes == []


class TestGroups:
    def test_members_join_and_leave(self, person) -> None:
        lead = person("performance")
        make_indicator("new-one"), make_indicator("new-two")
        group = groups.create(name=" Winter roads ", by=lead)
        assert (group.slug, group.name) == ("winter-roads", "Winter roads")
        groups.set_members(group, slugs=["new-one", "new-two"], seen=[], by=lead)
        changed = groups.set_members(group, slugs=["new-two"], seen=["new-two", "new-one"], by=lead)
        assert [(row.indicator.slug, row.group, row.reason) for row in changed] == [
            ("new-one", None, "Left the group “Winter roads”.")
        ]
        assert selectors.current("new-two").group == group

    def test_somebody_else_changed_the_members(self, person) -> None:
        make_indicator("new-one")
        group = groups.create(name="Winter roads", by=person("performance"))
        groups.set_members(group, slugs=["new-one"], seen=[], by=person("performance"))
        with pytest.raises(groups.MembersChanged):
            groups.set_members(group, slugs=[], seen=[], by=person("performance"))
        assert selectors.current("new-one").group == group

    @pytest.mark.parametrize(
        ("name", "sentence"),
        [("  ", "Enter a name"), ("Recycling", "already"), ("recycling", "already"), ("…", "Use a letter")],
    )
    def test_a_name_that_cannot_be(self, person, name: str, sentence: str) -> None:
        known = IndicatorGroup.objects.count()
        with pytest.raises(groups.GroupRefused, match=sentence):
            groups.create(name=name, by=person("performance"))
        assert IndicatorGroup.objects.count() == known

    def test_a_new_name_for_the_same_group(self, person) -> None:
        group = IndicatorGroup.objects.get(slug="recycling")
        groups.rename(group, name="Waste", by=person("performance"))
        groups.rename(group, name="Waste", by=person("performance"))  # saved again as it is
        with pytest.raises(groups.GroupRefused, match="There is a group “Rosebud” already"):
            groups.rename(group, name="Rosebud", by=person("performance"))
        group.refresh_from_db()
        assert (group.slug, group.name) == ("recycling", "Waste")

    def test_only_for_the_performance_lead(self, person) -> None:
        group = IndicatorGroup.objects.get(slug="recycling")
        for refused in (
            lambda: groups.create(name="Mine", by=person("officer")),
            lambda: groups.rename(group, name="Mine", by=person("officer")),
            lambda: groups.set_members(group, slugs=[], seen=[], by=person("officer")),
        ):
            with pytest.raises(PermissionDenied):
                refused()
