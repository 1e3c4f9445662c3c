"""Keeping groups of indicators. Who belongs to a group is said by the indicators' definitions."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.text import slugify

from council.authorization import Permission, require
from council.models import User
from council.sections import clean_text
from kpis.actions import definitions
from kpis.definition_rules import LONGEST_SLUG
from kpis.models import Definition, IndicatorGroup


class GroupRefused(Exception):
    """A group that cannot be called so; the message says why."""


class MembersChanged(Exception):
    """Somebody else changed the members since they were read; nothing was written."""


@transaction.atomic
def create(*, name: str, by: User) -> IndicatorGroup:
    """Start a group; its short name is made from the name. Raises PermissionDenied, GroupRefused."""
    require(by, Permission.DEFINE_KPIS)
    name = _name(name)
    slug = slugify(name)[:LONGEST_SLUG].strip("-")
    if not slug:
        raise GroupRefused("Use a letter or a digit in the name")
    if IndicatorGroup.objects.filter(slug=slug).exists():
        raise GroupRefused(f"There is a group with a name like “{name}” already")
    return IndicatorGroup.objects.create(slug=slug, name=name)


@transaction.atomic
def rename(group: IndicatorGroup, *, name: str, by: User) -> IndicatorGroup:
    """Call a group something else; its short name stays. Raises PermissionDenied, GroupRefused."""
    require(by, Permission.DEFINE_KPIS)
    group.name = _name(name, group)
    group.save(update_fields=["name"])
    return group


@transaction.atomic
def set_members(
    group: IndicatorGroup, *, slugs: Collection[str], seen: Collection[str], by: User
) -> list[Definition]:
    """Put exactly these indicators into the group; return the definitions that changed.

    An indicator is in one group at most, so one that was in another leaves that. `seen` are the members that the person
    saw. Raises PermissionDenied, MembersChanged, EditConflict.
    """
    require(by, Permission.DEFINE_KPIS)
    rows = Definition.objects.current().select_related("indicator")
    members = {row.indicator.slug: row for row in rows.filter(group=group)}
    if set(members) != set(seen):
        raise MembersChanged("Somebody else changed the members of this group after you opened it.")
    wanted = rows.filter(indicator__slug__in=set(slugs) - set(members)).order_by("indicator__slug")
    joined = [
        definitions.revise(row, by=by, reason=f"Joined the group “{group.name}”.", group=group)
        for row in wanted
    ]
    left = [
        definitions.revise(row, by=by, reason=f"Left the group “{group.name}”.", group=None)
        for slug, row in sorted(members.items())
        if slug not in slugs
    ]
    return [*joined, *left]


def _name(name: str, group: IndicatorGroup | None = None) -> str:
    name = clean_text(name).strip()
    if not name:
        raise GroupRefused("Enter a name")
    others = IndicatorGroup.objects.exclude(pk=group.pk) if group else IndicatorGroup.objects
    if others.filter(name__iexact=name).exists():
        raise GroupRefused(f"There is a group “{name}” already. Choose another name")
    return name
