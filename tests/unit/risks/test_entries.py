"""Writing entries, their controls and actions: what is kept, what is refused, and who may."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from council.actions.superseding import EditConflict
from council.authorization import Role
from council.models import Service
from risks.actions import entries, rounds
from risks.actions.entries import EntryRefused, ReferenceTaken
from risks.models import Details, Entry, Place, Register
from tests.risk_factories import (
    close_quarter,
    make_entry,
    make_person,
    make_register,
    open_quarter,
    risk_lead,
)

pytestmark = pytest.mark.django_db


def current(entry: Entry) -> Details:
    return entry.details.current().get()


class TestAdding:
    def test_what_is_kept(self, register: Register, person) -> None:
        service = Service.objects.get(slug="highways")
        place = make_entry(
            register, " H 1 ", kind="opportunity", title=" Grants\x00 ", services=[service], reviewer=person("officer"),
            description=[{"heading": "Why\x0b", "items": [{"text": "More\x00"}]}],
        )  # fmt: skip
        details = current(place.entry)
        assert (place.ref, place.key, place.entry.kind) == ("H 1", "h1", "opportunity")
        assert (details.title, details.version, details.recorded_by) == ("Grants", 1, risk_lead())
        assert details.description == [{"heading": "Why", "items": [{"text": "More"}]}]
        assert (list(details.services.all()), details.reviewer) == ([service], person("officer"))
        (movement,) = place.movements.all()
        assert (movement.kind, movement.quarter, movement.recorded_by) == ("new", open_quarter(), risk_lead())

    def test_entries_stand_in_the_order_in_which_they_came(self, register: Register) -> None:
        assert [make_entry(register, ref).position for ref in ("H9", "H1", "H5")] == [1, 2, 3]

    @pytest.mark.parametrize("ref", ["H1", "h-1", "H 1"])
    def test_a_reference_is_used_once(self, register: Register, place: Place, ref: str) -> None:
        before = Entry.objects.count()
        with pytest.raises(ReferenceTaken, match="has an entry"):
            make_entry(register, ref)
        assert Entry.objects.count() == before

    def test_another_register_may_use_it_too(self, place: Place) -> None:
        assert make_entry(make_register("other"), "H1").key == place.key

    @pytest.mark.parametrize(("ref", "words"), [("-", "letters or digits"), ("Heat map", "name of a page")])
    def test_a_reference_that_cannot_be_used(self, register: Register, ref: str, words: str) -> None:
        with pytest.raises(EntryRefused, match=words):
            make_entry(register, ref)

    def test_in_an_open_quarter_only(self, register: Register) -> None:
        closed = close_quarter()
        for quarter in (closed, closed.next):
            with pytest.raises(rounds.RoundRefused, match="not open for review"):
                make_entry(register, quarter=quarter)
        assert not register.places.exists()

    @pytest.mark.parametrize(
        "username", ["officer", "approver", "performance", "clerk", "member", "auditor", "admin"]
    )
    def test_by_its_keeper_only(self, register: Register, person, username: str) -> None:
        with pytest.raises(PermissionDenied, match="may not keep the risk register of Highways register"):
            entries.add(
                register=register,
                ref="H1",
                kind="risk",
                quarter=open_quarter(),
                by=person(username),
                title="Ice",
            )

    def test_a_keeper_of_its_service(self, register: Register) -> None:
        keeper = make_person("keeper", Role.RISK, service="highways")
        fields = {"kind": "risk", "quarter": open_quarter(), "by": keeper, "title": "Ice"}
        assert entries.add(register=register, ref="H1", **fields)
        with pytest.raises(PermissionDenied):
            entries.add(register=Register.objects.get(slug="corporate"), ref="Corp 99", **fields)


class TestChanging:
    def test_the_rest_stays_as_it_was(self, place: Place, person) -> None:
        service = Service.objects.get(slug="highways")
        entries.change(
            place.entry, by=risk_lead(), based_on=1, reviewer=person("officer"), services=[service]
        )
        entries.change(place.entry, by=person("officer"), based_on=2, title="Black ice", reason="Said so")
        details = current(place.entry)
        assert (details.version, details.title, details.owner) == (3, "Black ice", "Head of Service")
        assert (details.reviewer, details.reason) == (person("officer"), "Said so")
        assert list(details.services.all()) == [service]
        assert place.entry.details.get(version=1).title == "Ice on the roads"

    def test_two_people_at_once(self, place: Place) -> None:
        entries.change(place.entry, by=risk_lead(), based_on=1, title="First")
        with pytest.raises(EditConflict) as refused:
            entries.change(place.entry, by=risk_lead(), based_on=1, title="Second")
        assert refused.value.current.title == "First"
        assert current(place.entry).title == "First"

    @pytest.mark.parametrize(
        "username", ["officer", "approver", "performance", "clerk", "member", "auditor", "admin"]
    )
    def test_by_others(self, place: Place, person, username: str) -> None:
        with pytest.raises(PermissionDenied, match="reviewed by somebody else"):
            entries.change(place.entry, by=person(username), based_on=1, title="Mine")

    def test_a_name_alone_is_no_permission(self, place: Place, person) -> None:
        entries.change(place.entry, by=risk_lead(), based_on=1, reviewer=person("member"))
        with pytest.raises(PermissionDenied):
            entries.change(place.entry, by=person("member"), based_on=2, title="Mine")


@pytest.mark.parametrize(("write", "fields"), [
    (entries.write_control, {"adequacy": "good"}), (entries.write_action, {"kind": "mitigating", "status": "done"}),
])  # fmt: skip
class TestMeasures:
    def test_numbers_tell_them_apart_for_ever(self, place: Place, write, fields: dict) -> None:
        first = write(place.entry, by=risk_lead(), text="Gritting", **fields)
        second = write(place.entry, by=risk_lead(), text="Signs", heading="Roads", **fields)
        changed = write(place.entry, by=risk_lead(), number=1, based_on=1, text="More gritting", **fields)
        ended = write(place.entry, by=risk_lead(), number=2, based_on=1, text="Signs", ended=True, **fields)
        third = write(place.entry, by=risk_lead(), text="Salt", **fields)
        assert [each.number for each in (first, second, changed, ended, third)] == [1, 2, 1, 2, 3]
        assert (changed.version, changed.position) == (2, first.position)
        assert third.position > second.position

    def test_two_people_at_once(self, place: Place, write, fields: dict) -> None:
        write(place.entry, by=risk_lead(), text="Gritting", **fields)
        write(place.entry, by=risk_lead(), number=1, based_on=1, text="First", **fields)
        with pytest.raises(EditConflict):
            write(place.entry, by=risk_lead(), number=1, based_on=1, text="Second", **fields)

    def test_by_its_reviewer_and_nobody_else(self, place: Place, person, write, fields: dict) -> None:
        entries.change(place.entry, by=risk_lead(), based_on=1, reviewer=person("officer"))
        assert write(place.entry, by=person("officer"), text="Gritting", **fields).recorded_by == person(
            "officer"
        )
        for username in ("approver", "member", "auditor"):
            with pytest.raises(PermissionDenied):
                write(place.entry, by=person(username), text="Gritting", **fields)


def test_a_moved_date_needs_its_reason(place: Place) -> None:
    fields = {"kind": "mitigating", "text": "Gritting", "due_on": date(2022, 3, 31)}
    moved = {"revised_due_on": date(2022, 6, 30)}
    with pytest.raises(EntryRefused, match="Say why the date moved"):
        entries.write_action(place.entry, by=risk_lead(), **fields, **moved, revised_reason=" \x00")
    action = entries.write_action(place.entry, by=risk_lead(), **fields, **moved, revised_reason="No salt")
    assert (action.due, action.is_done) == (date(2022, 6, 30), False)


def test_who_reviews(place: Place, person) -> None:
    entries.change(place.entry, by=risk_lead(), based_on=1, reviewer=person("officer"))
    reviewers = {
        username for username in ("officer", "approver", "performance", "risk", "member")
        if entries.may_review(person(username), place.entry)
    }  # fmt: skip
    assert reviewers == {"officer", "risk"}
