"""Writing what entries are: their details, controls and actions."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from council.actions.superseding import seen_version, supersede
from council.authorization import Permission, may
from council.models import Service, User
from council.periods import Quarter
from council.sections import clean_text
from risks.actions import rounds
from risks.models import Action, Control, Details, Entry, Movement, Place, Register, Review
from risks.models.entries import Measure
from risks.references import ReferenceRefused, check_ref
from risks.visibility import holds, in_scope

Item = TypeVar("Item", bound=Measure)


class EntryRefused(Exception):
    """The entry cannot be written so; the message says why and what to do."""


class ReferenceTaken(EntryRefused):
    """Another entry of the register has the reference."""


@transaction.atomic
def add(
    *,
    register: Register,
    ref: str,
    kind: str,
    quarter: Quarter,
    by: User,
    movement: str = Movement.Kind.NEW,
    reason: str = "",
    decided_by: str = "",
    decided_on: datetime.date | None = None,
    services: Iterable[Service] = (),
    at: datetime.datetime | None = None,
    **fields: object,
) -> Place:
    """Put a new entry on a register in an open risk quarter; `fields` are those of `Details`.

    `movement` is new, or taken over where it stood on the register before it was kept here. Raises PermissionDenied,
    EntryRefused, rounds.RoundRefused.
    """
    require_keeper(by, register)
    rounds.hold(quarter)
    require_kept(register, quarter)
    entry = Entry.objects.create(kind=kind)
    place = give_place(entry, register, ref)
    write_details(entry, by=by, based_on=0, services=services, at=at, **fields)
    Movement.objects.create(
        place=place,
        ordinal=quarter.ordinal,
        kind=movement,
        reason=clean_text(reason).strip(),
        decided_by=clean_text(decided_by).strip(),
        decided_on=decided_on,
        recorded_at=at or timezone.now(),
        recorded_by=by,
    )
    return place


@transaction.atomic
def change(
    entry: Entry,
    *,
    by: User,
    based_on: int,
    services: Iterable[Service] | None = None,
    at: datetime.datetime | None = None,
    **changes: object,
) -> Details:
    """Write the version after `based_on`, which says the same but for `changes`.

    Who reviews an entry is said by those who keep its register. Raises EditConflict, PermissionDenied, EntryRefused.
    """
    require_reviewer(by, entry)
    Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    seen = seen_version(entry.details.all(), based_on)
    if not keeps(by, entry):
        if changes.get("reviewer", seen.reviewer) != seen.reviewer:
            raise PermissionDenied("Your account may not name who reviews this entry. Ask the risk lead.")
        _refuse_while_settled(entry)
    fields = {name: getattr(seen, name) for name in DETAIL_FIELDS} | changes
    wanted = list(seen.services.all()) if services is None else services
    return write_details(entry, by=by, based_on=based_on, services=wanted, at=at, **fields)


DETAIL_FIELDS = (
    "title", "category", "description", "consequences", "owner", "reviewer", "priority", "note", "reason",
)  # fmt: skip


def write_details(
    entry: Entry,
    *,
    by: User,
    based_on: int,
    services: Iterable[Service],
    at: datetime.datetime | None,
    **fields: object,
) -> Details:
    """The next version of an entry's details, whoever may write it."""
    row = supersede(Details(entry=entry, **clean_fields(fields)), by=by, based_on=based_on, at=at)
    row.services.set(services)
    return row


def give_place(entry: Entry, register: Register, ref: str) -> Place:
    """A reference for an entry on a register. Raises EntryRefused where the reference is taken or cannot be used."""
    return give_places(register, [(entry, ref)])[0]


def give_places(register: Register, refs: Sequence[tuple[Entry, str]]) -> list[Place]:
    """References for several entries, which stand on the register in this order. Raises what `give_place` does."""
    last = register.places.aggregate(Max("position"))["position__max"] or 0
    places = [
        _place(entry, register, ref, last + number) for number, (entry, ref) in enumerate(refs, start=1)
    ]
    try:
        with transaction.atomic():
            return Place.objects.bulk_create(places)
    except IntegrityError as error:
        if "reference_once_on_a_register" not in str(error):
            raise
        known = f"an entry {places[0].ref}" if len(places) == 1 else "one of these entries"
        raise ReferenceTaken(
            f"{register.name} has {known} already. References are used once, also after an entry has left."
        ) from error


def _place(entry: Entry, register: Register, ref: str, position: int) -> Place:
    ref = clean_text(ref).strip()
    try:
        key = check_ref(ref)
    except ReferenceRefused as error:
        raise EntryRefused(str(error)) from error
    return Place(entry=entry, register=register, ref=ref, key=key, position=position)


@transaction.atomic
def write_control(
    entry: Entry, *, by: User, number: int | None = None, based_on: int = 0, at: datetime.datetime | None = None,
    **fields: object,
) -> Control:  # fmt: skip
    """A new control of an entry (`number` None), or the next version of one. Raises PermissionDenied, EditConflict."""
    return _write(
        Control(entry=entry, **clean_fields(fields)), by=by, number=number, based_on=based_on, at=at
    )


@transaction.atomic
def write_action(
    entry: Entry, *, by: User, number: int | None = None, based_on: int = 0, at: datetime.datetime | None = None,
    **fields: object,
) -> Action:  # fmt: skip
    """A new action of an entry (`number` None), or the next version of one.

    Raises PermissionDenied, EditConflict, and EntryRefused where a date moved without a reason or the review is settled.
    """
    action = Action(entry=entry, **clean_fields(fields))
    if action.revised_due_on and not action.revised_reason:
        raise EntryRefused("Say why the date moved: the reason is printed beside it.")
    return _write(action, by=by, number=number, based_on=based_on, at=at)


def _write(row: Item, *, by: User, number: int | None, based_on: int, at: datetime.datetime | None) -> Item:
    require_reviewer(by, row.entry)
    Entry.objects.select_for_update(no_key=True).get(pk=row.entry_id)
    _refuse_while_settled(row.entry)
    of_entry = type(row).objects.filter(entry=row.entry_id)
    if number is None:
        highest = of_entry.aggregate(Max("number"), Max("position"))
        row.number = (highest["number__max"] or 0) + 1
        row.position = row.position or (highest["position__max"] or 0) + 1
    else:
        row.number = number
        row.position = row.position or of_entry.get(number=number, version=based_on).position
    return supersede(row, by=by, based_on=based_on, at=at)


def require_kept(register: Register, quarter: Quarter) -> None:
    """Raise EntryRefused where the register is not kept in the quarter: nothing comes on it then."""
    if not register.exists_in(quarter):
        raise EntryRefused(f"{register.name} is not kept in {quarter.label}. Choose another register.")


def require_keeper(user: User, register: Register) -> None:
    """Raise PermissionDenied unless the person keeps the register."""
    if not holds(user, Permission.MANAGE_RISKS, register):
        raise PermissionDenied(
            f"Your account may not {Permission.MANAGE_RISKS.value} of {register.name}. Ask the risk lead, who keeps it."
        )


def may_review(user: User, entry: Entry) -> bool:
    """Whoever is named as the entry's reviewer, and those who keep a register that it has a place on."""
    if not may(user, Permission.REVIEW_RISKS):
        return False
    named = Details.objects.current().filter(entry=OuterRef("pk"), reviewer=user)
    kept = Register.objects.filter(in_scope(user, Permission.MANAGE_RISKS), places__entry=OuterRef("pk"))
    return Entry.objects.filter(Exists(named) | Exists(kept), pk=entry.pk).exists()


def keeps(user: User, entry: Entry) -> bool:
    """Whether the person keeps a register that the entry has a place on."""
    registers = Register.objects.filter(places__entry=entry).select_related("service")
    return any(holds(user, Permission.MANAGE_RISKS, register) for register in registers)


def _refuse_while_settled(entry: Entry) -> None:
    """While the risk lead reads a review or has agreed it, what it rests on stays as it is.

    A review changes its state while its entry is locked, and so is the entry where this is asked.
    """
    settled = Review.objects.filter(
        entry=entry, round__closed_at=None, state__in=[Review.State.SUBMITTED, Review.State.AGREED]
    ).first()
    if settled:
        raise EntryRefused(
            f"The review is {settled.get_state_display().lower()}. Take it back, or have the risk lead return it, before "
            "you change this."
        )


def require_reviewer(user: User, entry: Entry) -> None:
    """Raise PermissionDenied unless the person reviews the entry or keeps its register."""
    if not may_review(user, entry):
        raise PermissionDenied("This entry is reviewed by somebody else. Ask the risk lead to name you.")


def clean_fields(fields: Mapping[str, object]) -> dict[str, object]:
    """Text and lists of text as every file format can hold them."""
    return {name: _cleaned(value) for name, value in fields.items()}


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean_text(value).strip()
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    if isinstance(value, dict):
        return {key: _cleaned(each) for key, each in value.items()}
    return value
