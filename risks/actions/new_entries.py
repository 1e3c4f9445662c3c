"""Putting new entries on a register together with their first scores: all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from council.actions.superseding import write_first
from council.authorization import Permission, require
from council.models import User
from council.periods import Quarter
from council.sections import clean_text
from risks.actions import entries, reviews, rounds
from risks.models import Assessment, Details, Entry, Movement, Place, Register, Review
from risks.selectors import matrices


@transaction.atomic
def add(
    *,
    register: Register,
    quarter: Quarter,
    by: User,
    assessment: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Place:
    """A new entry; `fields` are those of `entries.add`, `assessment` those of `Assessment` (None: not scored yet).

    Raises PermissionDenied, EntryRefused, RoundRefused, ReviewRefused.
    """
    place = entries.add(register=register, quarter=quarter, by=by, **fields)
    if assessment is not None:
        reviews.assess(place.entry, quarter=quarter, by=by, based_on=0, **assessment)
    return place


@dataclass(frozen=True, kw_only=True)
class NewEntry:
    """An entry that comes with its first score; `details` and `assessment` are fields of those models."""

    ref: str
    kind: str
    details: Mapping[str, Any]
    assessment: Mapping[str, Any]


@transaction.atomic
def add_all(
    new: Sequence[NewEntry], *, register: Register, quarter: Quarter, by: User, movement: str, reason: str
) -> None:
    """What `add` does, for a whole register at once: each table is written in one go, however many entries there are.

    Raises PermissionDenied, EntryRefused, RoundRefused, ReviewRefused, ValidationError.
    """
    entries.require_keeper(by, register)
    require(by, Permission.REVIEW_RISKS)
    round_ = rounds.hold(quarter)
    entries.require_kept(register, quarter)
    version = matrices.in_force(register.matrix, quarter)
    made = Entry.objects.bulk_create([Entry(kind=each.kind) for each in new])
    places = entries.give_places(register, [(entry, each.ref) for entry, each in zip(made, new, strict=True)])
    write_first(
        [
            Details(entry=entry, **entries.clean_fields(each.details))
            for entry, each in zip(made, new, strict=True)
        ],
        by=by,
    )
    at = timezone.now()
    Movement.objects.bulk_create(
        Movement(
            place=place,
            ordinal=quarter.ordinal,
            kind=movement,
            reason=clean_text(reason).strip(),
            recorded_at=at,
            recorded_by=by,
        )
        for place in places
    )
    Review.objects.bulk_create(Review(entry=entry, round=round_) for entry in made)
    assessments = [
        Assessment(
            entry=entry, ordinal=quarter.ordinal, matrix=version, **entries.clean_fields(each.assessment)
        )
        for entry, each in zip(made, new, strict=True)
    ]
    matrix = version.parsed()
    for row in assessments:
        reviews.score(row, matrix)
    write_first(assessments, by=by)
