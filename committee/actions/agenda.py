"""The order of an agenda: starting it from the standing items, putting lines in their place, putting them back.

Part II follows Part I, and an agenda with a Part II has the line that asks to exclude the press and public.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from committee import standing_items
from committee.actions import meetings
from committee.actions.meetings import add_item, change_item, locked, on_agenda, reorder
from committee.actions.refusals import CommitteeRefused
from committee.models import AgendaItem, Meeting
from committee.visibility import require_clerk
from council.models import User


@transaction.atomic
def start(meeting: Meeting, *, by: User) -> list[AgendaItem]:
    """Begin an empty agenda with what stands on every one."""
    require_clerk(by)
    row = locked(meeting)
    if on_agenda(row):
        raise CommitteeRefused("The agenda has items already. Nothing was added.")
    before = (
        Meeting.objects.filter(committee=row.committee_id, starts_at__lt=row.starts_at)
        .order_by("starts_at")
        .last()
    )
    lines = standing_items.opening(before.on if before else None) + standing_items.closing(row.next_meeting)
    return [add_item(row, by=by, title=line.title, kind=line.kind, text=line.text) for line in lines]


@transaction.atomic
def add(meeting: Meeting, *, by: User, after: int | None = None, **fields: Any) -> AgendaItem:
    """Add a line after the line with the id `after`; without one, a report comes before what closes Part I."""
    lines = on_agenda(locked(meeting))
    item = add_item(meeting, by=by, **fields)
    ids = [line.pk for line in lines]
    if after in ids:
        place = ids.index(after) + 1
    elif item.is_exempt:
        place = len(ids)
    else:
        place = _before_closing(lines)
    ids.insert(place, item.pk)
    reorder(meeting, ids, by=by)
    _settle(meeting, by)
    item.refresh_from_db()
    return item


@transaction.atomic
def change(item: AgendaItem, *, by: User, based_on: int, **fields: Any) -> AgendaItem:
    """Change a line; one that moves to the other part moves to its end. Raises EditConflict as `change_item` does."""
    row = change_item(item, by=by, based_on=based_on, **fields)
    _settle(row.meeting, by)
    row.refresh_from_db()
    return row


@transaction.atomic
def move(item: AgendaItem, *, by: User, up: bool) -> AgendaItem:
    """Move a line one place up or down within its part."""
    require_clerk(by)
    lines = on_agenda(locked(item.meeting))
    ids = [line.pk for line in lines]
    if item.pk not in ids:
        raise CommitteeRefused("This item was taken off the agenda meanwhile. Nothing was moved.")
    here = ids.index(item.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(ids):
        raise CommitteeRefused(f"{item.title} is the {'first' if up else 'last'} item already.")
    if lines[here].part != lines[there].part:
        raise CommitteeRefused(
            "Part II follows Part I, so the item stays where it is. Edit it to put it into the other part."
        )
    ids[here], ids[there] = ids[there], ids[here]
    reorder(item.meeting, ids, by=by)
    item.refresh_from_db()
    return item


@transaction.atomic
def put_back(item: AgendaItem, *, by: User) -> AgendaItem:
    """Put a line that was taken off back, at the end of its part; its paper comes with it."""
    require_clerk(by)
    meeting = locked(item.meeting)
    row = AgendaItem.objects.get(pk=item.pk)
    if row.position is not None:
        raise CommitteeRefused(f"{row.title} is on the agenda already. Nothing was changed.")
    lines = on_agenda(meeting)
    place = len(lines) if row.is_exempt else _before_closing(lines)
    row.position = len(lines) + 1
    row.version += 1
    row.save(update_fields=["position", "version"])
    ids = [line.pk for line in lines]
    ids.insert(place, row.pk)
    reorder(meeting, ids, by=by)
    _settle(meeting, by)
    row.refresh_from_db()
    return row


def _before_closing(lines: list[AgendaItem]) -> int:
    """The place behind the last line of Part I that does not close it."""
    standing = [
        place
        for place, line in enumerate(lines)
        if not line.is_exempt and not standing_items.closes(line.title)
    ]
    return standing[-1] + 1 if standing else 0


def _settle(meeting: Meeting, by: User) -> None:
    """Part II behind Part I, with the line that leads over to it."""
    lines = on_agenda(meeting)
    has_exclusion = any(standing_items.is_exclusion(line.title) for line in lines)
    if any(line.is_exempt for line in lines) and not has_exclusion:
        line = standing_items.EXCLUSION
        lines.append(meetings.add_item(meeting, by=by, title=line.title, kind=line.kind, text=line.text))
    ordered = sorted(lines, key=lambda line: line.part)  # a stable sort: within a part the order stays
    reorder(meeting, [line.pk for line in ordered], by=by)
