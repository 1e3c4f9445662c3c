"""What somebody chooses from while they write what an entry is: reviewers, priorities, services, categories, references."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Q

from council.authorization import Permission, Role
from council.models import CorporatePriority, Service, User
from risks import references
from risks.models import Details, Entry, Register
from risks.selectors.moves import FIRST
from risks.visibility import RiskView

REVIEWING = [role for role in Role if Permission.REVIEW_RISKS in role.permissions]


@dataclass(frozen=True)
class Choices:
    """By what stands in the form: the slug of a priority or service, the user name of a reviewer."""

    reviewers: dict[str, User]
    priorities: dict[str, CorporatePriority]
    services: dict[str, Service]
    categories: list[str]


def choices(day: datetime.date, view: RiskView, details: Details | None = None) -> Choices:
    """What may be chosen on a day, and what `details` say already though nobody could choose it any more.

    The categories are those in use on the registers that this person sees while they are reviewed.
    """
    reviewer, priority, services = None, None, []
    if details is not None:
        reviewer, priority = details.reviewer_id, details.priority_id
        services = [service.pk for service in details.services.all()]
    people = User.objects.filter(
        Q(is_active=True, role_assignments__role__in=REVIEWING) | Q(pk=reviewer)
    ).distinct()
    return Choices(
        reviewers={user.username: user for user in people.order_by("name", "username")},
        priorities={
            row.slug: row for row in CorporatePriority.objects.on(day) | _kept(CorporatePriority, [priority])
        },
        services={row.slug: row for row in Service.objects.on(day) | _kept(Service, services)},
        categories=_categories(view),
    )


def _kept(model: type[CorporatePriority] | type[Service], pks: list[int | None]):
    return model.objects.filter(pk__in=[pk for pk in pks if pk is not None])


def _categories(view: RiskView) -> list[str]:
    """The categories in use, each once whatever its capitals."""
    registers = [row for row in view.registers if view.sees_drafts_of(row)]
    used = (
        Details.objects.current()
        .filter(entry__places__register__in=registers)
        .exclude(category="")
        .values_list("category", flat=True)
        .distinct()
    )
    folded: dict[str, str] = {}
    for category in sorted(used):
        folded.setdefault(category.casefold(), category)
    return list(folded.values())


def free_ref(register: Register, kind: str) -> str:
    """The next reference of a register for a risk or an opportunity."""
    places = list(register.places.select_related("entry").order_by("position", "pk"))
    alike = [place.ref for place in places if place.entry.kind == kind]
    return references.next_free(alike, [place.ref for place in places], FIRST[Entry.Kind(kind)])


def current_details(entry: Entry) -> Details:
    """What an entry is now."""
    found = Details.objects.current().select_related("reviewer", "priority", "recorded_by")
    return found.prefetch_related("services").get(entry=entry)
