"""What an address of the registers asks for: a register, an entry's place on it, a quarter. 404 for what is hidden."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils import timezone

from council.periods import Quarter, parse_quarter
from council.periods import quarter_of as current_quarter
from risks.models import Place, Register, ReviewRound
from risks.selectors import places
from risks.visibility import RiskView


def register_or_404(slug: str, view: RiskView) -> Register:
    """The register, where this person may look at it."""
    found = next((register for register in view.registers if register.slug == slug), None)
    if found is None:
        raise Http404("There is no such register.")
    return found


def place_or_404(slug: str, ref: str, view: RiskView) -> Place:
    """An entry's place on a register, by its reference in any spelling.

    For who sees the register, and for the entry's reviewer, who may belong to another part of the council.
    """
    place = places.find(slug, ref)
    if place is None or not (view.sees_register(place.register) or view.reviews(place.entry_id)):
        raise Http404("There is no such entry.")
    return place


def rounds_of(view: RiskView, register: Register | None = None) -> list[ReviewRound]:
    """The risk quarters to choose from, newest first: of a register those in which it was kept."""
    return [row for row in view.rounds if register is None or register.exists_in(row.quarter)]


def quarter_of(request: HttpRequest, view: RiskView, register: Register | None = None) -> Quarter:
    """The quarter the address asks for, else the newest closed one, else the newest.

    Of a register, among the quarters in which it was kept. 404 for a quarter that this person may not see.
    """
    return chosen_quarter(request, rounds_of(view, register))


def chosen_quarter(request: HttpRequest, rounds: list[ReviewRound]) -> Quarter:
    """The one of these quarters that the address asks for, else the newest closed one, else the newest."""
    wanted = request.GET.get("quarter", "")
    if wanted:
        try:
            quarter = parse_quarter(wanted)
        except ValueError as error:
            raise Http404(str(error)) from error
        if quarter.ordinal not in {row.ordinal for row in rounds}:
            raise Http404("There is no such quarter.")
        return quarter
    newest = next((row for row in rounds if not row.is_open), rounds[0] if rounds else None)
    return newest.quarter if newest else current_quarter(timezone.localdate())
