"""How the reviews of a risk quarter stand."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from council.models import User
from council.periods import Quarter
from risks.models import Details, Movement, Place, Review
from risks.selectors import movements


def _standing(quarter: Quarter) -> QuerySet[Movement]:
    """The movements by which entries stand on the registers that are kept in a quarter."""
    return Movement.objects.filter(
        pk__in=movements.deciding(quarter).values("pk"), kind__in=Movement.ENTERS
    ).filter(
        Q(place__register__valid_from=None) | Q(place__register__valid_from__lte=quarter.end),
        Q(place__register__valid_to=None) | Q(place__register__valid_to__gte=quarter.start),
    )


def entries_on_any(quarter: Quarter) -> set[int]:
    """Ids of the entries that stand on some register, one that is kept in the quarter."""
    return set(_standing(quarter).values_list("place__entry", flat=True))


def not_agreed(quarter: Quarter) -> list[Place]:
    """The entries that are to be reviewed in a quarter and whose review is not agreed: of each a place where it stands."""
    agreed = Review.objects.filter(round=quarter.ordinal, state=Review.State.AGREED)
    places = (
        Place.objects.filter(pk__in=_standing(quarter).values("place"))
        .exclude(entry__in=agreed.values("entry"))
        .select_related("register", "entry")
        .order_by("entry_id", "pk")
    )
    return list(places.distinct("entry_id"))


def reviewed_by(user: User) -> set[int]:
    """Ids of the entries that a person is named to review."""
    return set(Details.objects.current().filter(reviewer=user).values_list("entry", flat=True))
