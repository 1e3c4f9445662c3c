"""Deciding about reviews as they were read: one of them, or all that wait and that the checks find nothing in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from council.models import User
from council.periods import Quarter
from risks.actions import reviews, rounds
from risks.actions.reviews import ReviewRefused
from risks.models import Entry, Review, ReviewStep
from risks.selectors.rounds import monitor
from risks.visibility import visible_to


class ReviewMoved(Exception):
    """The review took another step since it was read; nothing was decided."""


@dataclass(frozen=True)
class Agreed:
    """What became of the reviews that somebody wanted to agree: how many are, how many were left as they are."""

    agreed: int
    left: int


@transaction.atomic
def decide(entry: Entry, *, quarter: Quarter, by: User, seen: int, agreed: bool, comment: str = "") -> Review:
    """Agree a review or return it to its owner, as it was when its newest step was `seen`.

    Raises ReviewMoved, ReviewRefused, RoundRefused and PermissionDenied.
    """
    rounds.hold(quarter)
    Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    newest = (
        ReviewStep.objects.filter(review__entry=entry, review__round=quarter.ordinal)
        .order_by("at", "id")
        .last()
    )
    if newest is None or newest.pk != seen:
        raise ReviewMoved("The review was changed after you opened it. Read it again before you decide.")
    act = reviews.agree if agreed else reviews.send_back
    return act(entry, quarter=quarter, by=by, comment=comment)


@transaction.atomic
def agree_clear(*, quarter: Quarter, by: User, seen: Mapping[int, int]) -> Agreed:
    """Agree the reviews that wait, that the checks find nothing in, and that are as `seen` (newest step by entry).

    What somebody took back, returned or submitted anew meanwhile is left as it is.
    """
    rounds.hold(quarter)
    watched = monitor(quarter, visible_to(by))
    clear = [each.row.entry for each in watched.clear] if watched else []
    agreed = sum(
        _agree(entry, quarter, by, seen[entry.pk])
        for entry in sorted(clear, key=lambda entry: entry.pk)
        if entry.pk in seen
    )
    return Agreed(agreed, len(seen) - agreed)


def _agree(entry: Entry, quarter: Quarter, by: User, seen: int) -> bool:
    try:
        decide(entry, quarter=quarter, by=by, seen=seen, agreed=True)
    except (ReviewMoved, ReviewRefused):
        return False
    return True
