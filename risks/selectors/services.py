"""The risks and opportunities of a service or a directorate, and the places of entries as somebody may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from council.models import Directorate, Service
from risks.models import Details, Movement, Place, Register, ReviewRound
from risks.selectors import movements, register
from risks.selectors.register import Row
from risks.visibility import RiskView


@dataclass(frozen=True)
class OnRegister:
    """Entries of one register."""

    register: Register
    rows: list[Row]


def of_service(service: Service, round_: ReviewRound, view: RiskView) -> list[OnRegister]:
    """What stands on the service's register, and what names the service on any other. Seven queries at most."""
    own = Q(service=service)
    return _of_either(own, Details.objects.filter(services=service), round_, view)


def of_directorate(directorate: Directorate, round_: ReviewRound, view: RiskView) -> list[OnRegister]:
    """The same of a directorate and its services."""
    own = Q(directorate=directorate) | Q(service__directorate=directorate)
    return _of_either(own, Details.objects.filter(services__directorate=directorate), round_, view)


def first_places(deciding: Iterable[Movement], round_: ReviewRound, view: RiskView) -> list[Movement]:
    """Of the movements that decide where entries are, those by which they stand where this person sees them in a quarter.

    In the order of the registers, the corporate ones first; an entry that stands on several comes once, on the first.
    """
    first: dict[int, Movement] = {}
    for row in sorted(deciding, key=lambda row: _in_order(row.place)):
        if _is_seen(row, round_, view):
            first.setdefault(row.place.entry_id, row)
    return list(first.values())


def with_registers(deciding: QuerySet[Movement]) -> QuerySet[Movement]:
    """Movements with everything that `first_places` and `register.rows_of` ask of their places."""
    return deciding.select_related(
        "place__entry",
        "place__register__matrix",
        "place__register__directorate",
        "place__register__service__directorate",
    )


def _of_either(own: Q, named: QuerySet[Details], round_: ReviewRound, view: RiskView) -> list[OnRegister]:
    """Entries on registers that are their `own`, or whose details at the time are among those `named`."""
    moment = register.moment_of(round_)
    owned = Register.objects.filter(own)
    of_it = Details.objects.as_at(moment).filter(pk__in=named.values("pk"), entry=OuterRef("place__entry"))
    deciding = list(
        with_registers(movements.deciding(round_.quarter, moment))
        .annotate(is_own=Exists(owned.filter(pk=OuterRef("place__register"))), is_named=Exists(of_it))
        .filter(Q(place__entry__places__register__in=owned) | Q(is_named=True))
    )
    wanted = {
        row.place.entry_id for row in deciding if row.is_named or (row.is_own and _is_seen(row, round_, view))
    }
    found_at = (row for row in deciding if row.place.entry_id in wanted)
    places = [row.place for row in first_places(found_at, round_, view)]
    rows = register.rows_of(places, round_.quarter, moment=moment, with_reviews=False)
    register.leave_out_unseen(rows, round_.quarter, view, moment=moment)
    found: dict[int, OnRegister] = {}
    for row in rows:
        kept_on = row.place.register
        found.setdefault(kept_on.pk, OnRegister(kept_on, [])).rows.append(row)
    return list(found.values())


def _in_order(place: Place) -> tuple:
    kept_on = place.register
    return (
        not kept_on.is_corporate,
        kept_on.position,
        kept_on.pk,
        place.entry.is_opportunity,
        place.position,
        place.key,
    )


def _is_seen(deciding: Movement, round_: ReviewRound, view: RiskView) -> bool:
    """Whether the movement puts an entry where this person sees it in a quarter."""
    place = deciding.place
    if deciding.kind not in Movement.ENTERS:
        return False
    if not place.register.exists_in(round_.quarter):
        return False
    if round_.is_open:
        return view.sees_drafts_of(place.register) or view.reviews(place.entry_id)
    return view.sees_register(place.register)
