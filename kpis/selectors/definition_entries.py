"""All definitions as entries of the file that a person can read (kpis.definitions_file)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from council.models import Council
from kpis.definitions_file import KEYS, Entry, write
from kpis.models import Definition, IndicatorGroup, SeriesBreak, SeriesEvent
from kpis.selectors import definitions

#: Keys of an entry that lead to a row, which the file names by its short name.
REFERENCES = ("service", "directorate", "priority", "group", "scheme")
Marks = dict[int, list[dict[str, str]]]


def export() -> str:
    """The file of all definitions, groups, breaks and events as they are now. Five queries."""
    council = Council.objects.first()
    breaks, events = marks(SeriesBreak), marks(SeriesEvent)
    return write(
        groups=dict(IndicatorGroup.objects.values_list("slug", "name")),
        entries=[entry(row, breaks, events) for row in definitions.listing()],
        heading=f"The indicators of {council.name}" if council else "The indicators",
    )


def entry(definition: Definition, breaks: Marks, events: Marks) -> Entry:
    """One definition as the file says it."""
    values: dict[str, Any] = {
        key: getattr(definition, key) for key in KEYS if key not in ("breaks", "events")
    }
    for key in REFERENCES:
        values[key] = values[key].slug if values[key] else ""
    if definition.directorate_id == definition.service.directorate_id:
        values["directorate"] = ""
    values["breaks"] = breaks.get(definition.indicator_id, [])
    values["events"] = events.get(definition.indicator_id, [])
    return Entry(definition.indicator.slug, values)


def marks(model: type[SeriesBreak] | type[SeriesEvent]) -> Marks:
    """The marks of every series as the file says them, by indicator."""
    found: Marks = defaultdict(list)
    for row in model.objects.filter(removed_at=None):
        found[row.indicator_id].append({"from": str(row.slot), "reason": row.reason})
    return {indicator: sorted(each, key=lambda mark: mark["from"]) for indicator, each in found.items()}
