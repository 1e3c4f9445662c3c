"""How the reviews of the open risk quarters stand, and whose work they are: what reminders are made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from council.authorization import Permission, Role
from council.models import RoleAssignment
from council.reminders import Hands
from risks.models import Details, Place, Register, Review, ReviewRound, ReviewStep
from risks.reminders import Standing
from risks.selectors import reviews


def standings() -> list[Standing]:
    """The review of each entry that is not agreed, in each open risk quarter, the oldest quarter first."""
    assignments = list(RoleAssignment.objects.filter(user__is_active=True))
    rounds = ReviewRound.objects.filter(closed_at=None).order_by("ordinal")
    return [standing for row in rounds for standing in _of_round(row, assignments)]


def _of_round(row: ReviewRound, assignments: list[RoleAssignment]) -> list[Standing]:
    places = reviews.not_agreed(row.quarter)
    entries = [place.entry_id for place in places]
    named = dict(Details.objects.current().filter(entry__in=entries).values_list("entry", "reviewer"))
    kept = {review.entry_id: review for review in Review.objects.filter(round=row, entry__in=entries)}
    newest: dict[int, ReviewStep] = {
        step.review_id: step
        for step in ReviewStep.objects.filter(review__in=[each.pk for each in kept.values()]).order_by(
            "at", "id"
        )
    }
    registers: dict[int, list[Register]] = defaultdict(list)
    for place in Place.objects.filter(entry__in=entries).select_related("register__service"):
        registers[place.entry_id].append(place.register)
    may_review = _holders(assignments, Permission.REVIEW_RISKS)
    found = []
    for place in places:
        review = kept.get(place.entry_id)
        step = newest.get(review.pk) if review else None
        keepers = _keepers(assignments, registers[place.entry_id])
        reviewer = named.get(place.entry_id)
        found.append(
            Standing(
                quarter=str(row.quarter),
                entry=place.entry_id,
                register=place.register.slug,
                register_name=place.register.name,
                key=place.key,
                ref=place.ref,
                due_on=row.due_on,
                state=review.state if review else "",
                step=step.pk if step else 0,
                stepped_on=timezone.localdate(step.at) if step else None,
                reviewers=Hands(frozenset({reviewer} & may_review), keepers.people()),
                leads=keepers,
            )
        )
    return found


def _holders(assignments: Iterable[RoleAssignment], permission: Permission) -> set[int | None]:
    return {row.user_id for row in assignments if permission in Role(row.role).permissions}


def _keepers(assignments: Iterable[RoleAssignment], registers: Iterable[Register]) -> Hands:
    """Who keeps one of the registers: by name for what it belongs to, or for the whole council."""
    registers = list(registers)
    services = {register.service_id for register in registers if register.service_id}
    directorates = {register.directorate_id for register in registers if register.directorate_id}
    directorates |= {register.service.directorate_id for register in registers if register.service}
    own, council = set(), set()
    for row in assignments:
        if Permission.MANAGE_RISKS not in Role(row.role).permissions:
            continue
        if row.directorate_id is None and row.service_id is None:
            council.add(row.user_id)
        elif row.service_id in services or row.directorate_id in directorates:
            own.add(row.user_id)
    return Hands(frozenset(own), frozenset(council))
