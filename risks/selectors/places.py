"""Finding an entry's place by what an address says."""

from __future__ import annotations

from risks.models import Place
from risks.references import key_of


def find(register: str, ref: str) -> Place | None:
    """The place on a register (by slug) that has the reference, in any spelling; whoever may see it."""
    return (
        Place.objects.filter(register__slug=register, key=key_of(ref))
        .select_related(
            "entry",
            "register",
            "register__matrix",
            "register__directorate",
            "register__service",
            "register__service__directorate",
        )
        .first()
    )
