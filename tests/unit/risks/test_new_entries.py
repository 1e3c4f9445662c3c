"""New entries with their first scores: what one by one and all at once have in common."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from council.authorization import Role
from risks.actions import new_entries, rounds
from risks.actions.entries import EntryRefused, ReferenceTaken
from risks.actions.new_entries import NewEntry
from risks.actions.reviews import ReviewRefused
from risks.models import Assessment, Details, Entry, Movement, Place, Register, Review
from tests.risk_factories import (
    close_quarter,
    make_entry,
    make_person,
    make_register,
    open_quarter,
    risk_lead,
    rows_by_ref,
)

pytestmark = pytest.mark.django_db

WRITTEN = (Entry, Place, Details, Movement, Review, Assessment)


@pytest.fixture
def register() -> Register:
    return make_register("roads", service="highways")


def new(ref: str, likelihood: str = "4", impact: str = "5", **details: object) -> NewEntry:
    return NewEntry(
        ref=ref,
        kind=Entry.Kind.RISK,
        details={"title": f"Entry {ref}", **details},
        assessment={"current_likelihood": likelihood, "current_impact": impact, "reason": "From a file"},
    )


def add_all(register: Register, *given: NewEntry, **options: object) -> None:
    new_entries.add_all(
        given,
        **{
            "register": register,
            "quarter": open_quarter(),
            "by": risk_lead(),
            "movement": Movement.Kind.TAKEN_OVER,
            "reason": "Imported",
        }
        | options,
    )


def counts() -> list[int]:
    return [model.objects.count() for model in WRITTEN]


def written(place: Place) -> list[dict]:
    """What the tables hold of an entry, without what differs from entry to entry."""
    own = {"id", "entry_id", "place_id", "recorded_at", "created_at", "ref", "key", "position", "title"}
    rows = [
        place,
        place.entry,
        place.entry.details.get(),
        place.entry.assessments.get(),
        place.entry.reviews.get(),
        place.movements.get(),
    ]
    return [
        {name: value for name, value in vars(row).items() if name not in own and name[0] != "_"}
        for row in rows
    ]


def test_all_at_once_write_what_one_by_one_do(register: Register) -> None:
    owner = "Head\x0b of Highways "
    first = new("R1", owner=owner)
    new_entries.add(
        register=register,
        quarter=open_quarter(),
        by=risk_lead(),
        ref=first.ref,
        kind=first.kind,
        movement=Movement.Kind.TAKEN_OVER,
        reason="Imported",
        assessment=first.assessment,
        **first.details,
    )
    add_all(register, new("R2", owner=owner), new("R3", owner=owner))
    places = list(register.places.order_by("position"))
    assert [(place.ref, place.key, place.position) for place in places] == [
        ("R1", "r1", 1),
        ("R2", "r2", 2),
        ("R3", "r3", 3),
    ]
    one, *others = [written(Place.objects.get(pk=place.pk)) for place in places]
    assert others == [one, one]
    scores = {ref: row.current.score for ref, row in rows_by_ref(register.slug).items()}
    assert scores == dict.fromkeys(("R1", "R2", "R3"), Decimal(20))


@pytest.mark.parametrize(
    ("second", "refused"),
    [
        (new("r-1"), ReferenceTaken),
        (new("-"), EntryRefused),
        (new("R3", likelihood="9"), ReviewRefused),
        (new("R3", title=""), ValidationError),
        (new("R3", title="x" * 401), ValidationError),
    ],
)
def test_all_or_none(register: Register, second: NewEntry, refused: type[Exception]) -> None:
    make_entry(register, "R1")
    before = counts()
    with pytest.raises(refused):
        add_all(register, new("R2"), second)
    assert counts() == before


def test_nothing_is_added_to_a_closed_quarter(register: Register) -> None:
    with pytest.raises(rounds.RoundRefused):
        add_all(register, new("R1"), quarter=close_quarter())


def test_by_its_keeper_only(register: Register) -> None:
    before = counts()
    for by in (
        make_person("owner", Role.OFFICER),
        make_person("keeper", Role.RISK, service="adult-services"),
    ):
        with pytest.raises(PermissionDenied):
            add_all(register, new("R1"), by=by)
    assert counts() == before
    add_all(register, new("R1"), by=make_person("own-keeper", Role.RISK, service="highways"))
