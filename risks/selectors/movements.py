"""Which entries are on a register in a quarter, and what moved."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from council.periods import Quarter
from risks.models import Entry, Movement, Place, Register


def deciding(quarter: Quarter, as_at: datetime.datetime | None = None) -> QuerySet[Movement]:
    """Of each place, the movement that decides whether its entry is on the register: the last one up to `quarter`."""
    known = Q(recorded_at__lte=as_at) if as_at else Q()
    return (
        Movement.objects.filter(
            known, ordinal__lte=quarter.ordinal, kind__in=[*Movement.ENTERS, *Movement.LEAVES]
        )
        .order_by("place_id", "-ordinal", "-id")
        .distinct("place_id")
    )


def places_on(register: Register, quarter: Quarter, as_at: datetime.datetime | None = None) -> list[Place]:
    """The places of a register whose entries are on it in a quarter: risks, then opportunities, as the papers print them."""
    return places_on_any([register], quarter, as_at)


def places_on_any(
    registers: Sequence[Register], quarter: Quarter, as_at: datetime.datetime | None = None
) -> list[Place]:
    """The places of several registers whose entries are on them in a quarter, each register's in its order."""
    given = {register.pk: register for register in registers}
    last = deciding(quarter, as_at).filter(place__register__in=registers)
    on = Movement.objects.filter(pk__in=last.values("pk"), kind__in=Movement.ENTERS)
    places = list(
        Place.objects.filter(pk__in=on.values("place"))
        .select_related("entry")
        .order_by("register_id", "-entry__kind", "position", "key")  # "risk" stands before "opportunity"
    )
    for place in places:
        place.register = given[place.register_id]  # read once, not with each of its places
    return places


def stands(entry: Entry, quarter: Quarter) -> bool:
    """Whether an entry is on any register in a quarter."""
    return any(last.kind in Movement.ENTERS for last in deciding(quarter).filter(place__entry=entry))


def is_on(place: Place, quarter: Quarter) -> bool:
    """Whether a place's entry is on its register in a quarter."""
    last = deciding(quarter).filter(place=place).first()
    return last is not None and last.kind in Movement.ENTERS


def of_quarter(
    register: Register, quarter: Quarter, as_at: datetime.datetime | None = None
) -> list[Movement]:
    """What was decided and said about a register's entries in one quarter, in the order it was recorded."""
    known = Q(recorded_at__lte=as_at) if as_at else Q()
    return list(
        Movement.objects.filter(known, place__register=register, ordinal=quarter.ordinal).select_related(
            "place", "place__entry", "place__register", "into"
        )
    )
