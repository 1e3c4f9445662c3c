"""Keeping the controls and actions of an entry: what they say, their order, ending them and putting them back."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Literal

from django.db import transaction

from council.actions.superseding import seen_version
from council.models import User
from risks.actions import entries
from risks.actions.entries import EntryRefused
from risks.models import Action, Control, Entry

Of = Literal["control", "action"]

_SHARED = ("position", "heading", "sub_heading", "text", "sub_items", "owner", "ended")
#: What a measure says, and where it stands among the others.
FIELDS: Mapping[Of, tuple[str, ...]] = {
    "control": (*_SHARED, "adequacy"),
    "action": (*_SHARED, "kind", "status", "due_on", "revised_due_on", "revised_reason", "progress"),
}
MODELS: Mapping[Of, type[Control | Action]] = {"control": Control, "action": Action}


@transaction.atomic
def write(
    entry: Entry,
    *,
    of: Of,
    by: User,
    number: int | None = None,
    based_on: int = 0,
    at: datetime.datetime | None = None,
    **changes: object,
) -> Control | Action:
    """A new control or action (`number` None), or the version after `based_on`, which says the same but for `changes`.

    Raises PermissionDenied, EntryRefused, EditConflict.
    """
    said = {} if number is None else _said(entry, of, number, based_on)
    act = entries.write_action if of == "action" else entries.write_control
    return act(entry, by=by, number=number, based_on=based_on, at=at, **said | changes)


@transaction.atomic
def move(entry: Entry, *, of: Of, number: int, by: User, up: bool) -> None:
    """Let a control or action change places with the one above or below it; at the end nothing moves.

    An action changes places with one of its kind: pages and papers print each kind by itself.
    """
    entries.require_reviewer(by, entry)
    Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    rows = list(MODELS[of].objects.current().filter(entry=entry, ended=False).order_by("position", "number"))
    moved = next((row for row in rows if row.number == number), None)
    if moved is None:
        raise EntryRefused("It is not there any more: somebody ended it. Put it back before you move it.")
    alike = [row for row in rows if getattr(row, "kind", "") == getattr(moved, "kind", "")]
    here = alike.index(moved)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(alike):
        return
    positions = _positions(alike)
    alike[here], alike[there] = alike[there], alike[here]
    for position, row in zip(positions, alike, strict=True):
        if row.position != position:
            write(entry, of=of, by=by, number=row.number, based_on=row.version, position=position)


def _positions(rows: Sequence[Control | Action]) -> list[int]:
    """Positions in rising order, those that the rows have where no two have the same; none is 0."""
    given = [row.position for row in rows]
    return given if len(set(given)) == len(given) and given[0] > 0 else list(range(1, len(rows) + 1))


def _said(entry: Entry, of: Of, number: int, based_on: int) -> dict[str, object]:
    """What the version that somebody looked at says."""
    seen = seen_version(MODELS[of].objects.filter(entry=entry, number=number), based_on)
    return {name: getattr(seen, name) for name in FIELDS[of]}
