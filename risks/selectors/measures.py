"""The controls and actions of an entry for those who keep them: in place and ended, and a single one."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TypeVar

from council.period_kinds import date_label
from risks.models import Action, Control, Entry
from risks.models.entries import Measure

Item = TypeVar("Item", bound=Measure)


@dataclass(frozen=True)
class Kept:
    """Those that are in place, in their order, and those that ended."""

    in_place: list
    ended: list


def kept(model: type[Item], entry: Entry) -> Kept:
    """The controls or the actions of an entry."""
    rows = list(model.objects.current().filter(entry=entry).order_by("position", "number"))
    return Kept([row for row in rows if not row.ended], [row for row in rows if row.ended])


def current(model: type[Control | Action], entry: Entry, number: int) -> Control | Action | None:
    """One control or action as it is now."""
    found = model.objects.current().filter(entry=entry, number=number)
    return found.select_related("recorded_by").first()


def words(measure: Control | Action) -> dict[str, str | list[str]]:
    """What one says, field by field; for telling two versions apart."""
    found: dict[str, str | list[str]] = {
        "Text": measure.text,
        "Points": measure.sub_items,
        "Heading": measure.heading,
        "Sub-heading": measure.sub_heading,
        "Owner": measure.owner,
    }
    if isinstance(measure, Control):
        return found | {"Adequacy": measure.get_adequacy_display(), "In place": _yes(not measure.ended)}
    return found | {
        "Kind": measure.get_kind_display(),
        "Due": _day(measure.due_on),
        "New date": _day(measure.revised_due_on),
        "Why the date moved": measure.revised_reason,
        "Status": measure.get_status_display(),
        "Progress": measure.progress,
        "Withdrawn": _yes(measure.ended),
    }


def _yes(value: bool) -> str:
    return "Yes" if value else "No"


def _day(day: datetime.date | None) -> str:
    return date_label(day) if day else ""
