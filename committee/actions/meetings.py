"""Preparing a meeting: committees and seats, the meeting itself, its agenda.

The meeting is the first row that each of these locks. Once its papers are published nothing of it changes any more: what was
wrong is said in an erratum.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from committee.actions.refusals import CommitteeRefused
from committee.models import AgendaItem, Committee, CommitteeMember, Meeting, Publication
from committee.visibility import require_clerk
from council.actions.superseding import EditConflict
from council.models import User
from council.sections import clean_text

#: What an author of an agenda may set of an item.
ITEM_FIELDS = ("title", "kind", "part", "text", "author", "paragraphs", "public_interest")
MEETING_FIELDS = ("starts_at", "room", "next_meeting", "note")


@transaction.atomic
def add_committee(*, slug: str, name: str, by: User) -> Committee:
    """Set up a committee; where there is one of that slug, it takes the name."""
    require_clerk(by)
    return Committee.objects.update_or_create(slug=slug, defaults={"name": clean_text(name).strip()})[0]


@transaction.atomic
def seat(
    committee: Committee, user: User, *, since: datetime.date, by: User, reads_exempt: bool = False
) -> CommitteeMember:
    """Give somebody a seat, and say whether exempt papers go with it."""
    require_clerk(by)
    return CommitteeMember.objects.update_or_create(
        committee=committee, user=user, since=since, defaults={"reads_exempt": reads_exempt}
    )[0]


@transaction.atomic
def add_meeting(
    *, committee: Committee, starts_at: datetime.datetime, by: User, slug: str = "", **fields: str
) -> Meeting:
    """Put a meeting in the calendar. Without a slug it is called after its committee and day."""
    require_clerk(by)
    slug = slug or f"{committee.slug}-{timezone.localdate(starts_at):%Y-%m-%d}"
    if Meeting.objects.filter(slug=slug).exists():
        raise CommitteeRefused(f"There is a meeting called {slug} already. Nothing was added; open that one.")
    if Meeting.objects.filter(committee=committee, starts_at=starts_at).exists():
        raise CommitteeRefused(f"{committee} has a meeting at that time already. Nothing was added.")
    meeting = Meeting(committee=committee, slug=slug, starts_at=starts_at)
    _set(meeting, fields, MEETING_FIELDS)
    meeting.full_clean()
    meeting.save(force_insert=True)
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, *, by: User, based_on: int, **fields: Any) -> Meeting:
    """Change when or where a meeting is. Raises EditConflict where it changed since version `based_on`."""
    require_clerk(by)
    row = locked(meeting)
    _check_version(row, based_on)
    _set(row, fields, MEETING_FIELDS)
    taken = Meeting.objects.filter(committee=row.committee_id, starts_at=row.starts_at).exclude(pk=row.pk)
    if taken.exists():
        raise CommitteeRefused(f"{row.committee} has a meeting at that time already. Nothing was changed.")
    return _save(row)


@transaction.atomic
def add_item(meeting: Meeting, *, by: User, title: str, kind: str, **fields: Any) -> AgendaItem:
    """Add a line at the end of the agenda."""
    require_clerk(by)
    row = locked(meeting)
    item = AgendaItem(meeting=row, position=len(on_agenda(row)) + 1)
    _set(item, {"title": title, "kind": kind, **fields}, ITEM_FIELDS)
    _check_item(item)
    item.save(force_insert=True)
    return item


@transaction.atomic
def change_item(item: AgendaItem, *, by: User, based_on: int, **fields: Any) -> AgendaItem:
    """Change a line of the agenda. What moves to Part I loses its exemption, which is only for Part II."""
    require_clerk(by)
    row = _locked_item(item)
    _check_version(row, based_on)
    _set(row, fields, ITEM_FIELDS)
    if not row.is_exempt:
        row.paragraphs, row.public_interest = [], ""
    _check_item(row)
    if row.kind != AgendaItem.Kind.REPORT and hasattr(row, "paper") and row.kind != AgendaItem.Kind.MINUTES:
        raise CommitteeRefused(f"{row.title} has a paper, so it stays a report. Nothing was changed.")
    return _save(row)


@transaction.atomic
def take_off(item: AgendaItem, *, by: User, based_on: int) -> AgendaItem:
    """Take a line off the agenda: it and its paper stay on record, and those below move up."""
    require_clerk(by)
    row = _locked_item(item)
    _check_version(row, based_on)
    row.position = None
    _save(row)
    _number(on_agenda(row.meeting))
    return row


@transaction.atomic
def reorder(meeting: Meeting, items: Sequence[int], *, by: User) -> list[AgendaItem]:
    """Bring the agenda into the order of `items` (ids). Raises CommitteeRefused where they are not all of its lines."""
    require_clerk(by)
    row = locked(meeting)
    lines = {line.pk: line for line in on_agenda(row)}
    if sorted(items) != sorted(lines):
        raise CommitteeRefused(
            "The agenda changed meanwhile, so its order was kept. Look at it again, then move the item."
        )
    return _number([lines[pk] for pk in items])


def locked(meeting: Meeting) -> Meeting:
    """The meeting, locked and not yet published. Raises CommitteeRefused where it is published."""
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if Publication.objects.filter(meeting=row).exists():
        raise CommitteeRefused(
            "The papers of this meeting are published, and stay as they are. Issue an erratum for what is wrong."
        )
    return row


def on_agenda(meeting: Meeting) -> list[AgendaItem]:
    """The lines of the agenda, in order, with their papers."""
    lines = AgendaItem.objects.filter(meeting=meeting, position__isnull=False).select_related("paper")
    return list(lines.order_by("position"))


def _locked_item(item: AgendaItem) -> AgendaItem:
    meeting = locked(item.meeting)
    row = AgendaItem.objects.get(pk=item.pk)
    row.meeting = meeting
    if row.position is None:
        raise CommitteeRefused("This item was taken off the agenda. Nothing was changed.")
    return row


def _number(lines: Sequence[AgendaItem]) -> list[AgendaItem]:
    """Number the lines from 1; the database checks at the commit that no number is given twice."""
    for position, line in enumerate(lines, start=1):
        if line.position != position:
            line.position = position
            line.save(update_fields=["position"])
    return list(lines)


def _set(row: Meeting | AgendaItem, fields: Mapping[str, Any], allowed: Sequence[str]) -> None:
    unknown = sorted(set(fields) - set(allowed))
    if unknown:
        raise TypeError(f"Not fields of a {row._meta.verbose_name}: {', '.join(unknown)}.")
    for name, value in fields.items():
        setattr(row, name, clean_text(value).strip() if isinstance(value, str) else value)


def _check_item(item: AgendaItem) -> None:
    if not item.title:
        raise CommitteeRefused("The item has no title. Give it one; nothing was saved.")
    item.paragraphs = sorted(set(item.paragraphs))
    item.full_clean(exclude=["meeting"], validate_unique=False, validate_constraints=False)


def _check_version(row: Any, based_on: int) -> None:
    if row.version != based_on:
        raise EditConflict(row)


def _save(row: Any) -> Any:
    row.version += 1
    # A position is empty only where a line was taken off; no form sets it.
    row.full_clean(exclude=["position"], validate_unique=False, validate_constraints=False)
    row.save()
    return row
