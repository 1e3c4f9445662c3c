"""What a preview says of each figure that an upload would change. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from council.sections import Cell
from kpis.entries import Entry
from kpis.imports import Change, Measure

PARTS = {
    "value": "figure",
    "text": "figure",
    "absence": "figure",
    "second_value": "second number",
    "numerator": "numerator",
    "denominator": "denominator",
    "state": "state",
    "note": "note",
}


@dataclass(frozen=True)
class ChangeWords:
    """A row of the preview's table; `now` is empty where nothing stands, `warnings` where nothing looks wrong."""

    row: int
    slug: str
    name: str
    period: str
    now: str
    new: str
    what: str
    warnings: tuple[str, ...] = ()


def entry_words(entry: Entry, measure: Measure) -> str:
    """A figure as it is printed, with its second number: "£569,000 (3 investments)"."""
    if entry.value is None:
        return entry.text
    words = Cell.figure(entry.value, unit=measure.unit).text
    if entry.second_value is None:
        return words
    return f"{words} ({Cell.figure(entry.second_value, unit=measure.second_unit).text})"


def change_words(
    changes: Iterable[Change], warnings: Mapping[int, Sequence[str]] | None = None
) -> list[ChangeWords]:
    """The changes in words, with what looks wrong by the row of the file."""
    return [
        ChangeWords(
            row=change.row,
            slug=change.measure.slug,
            name=change.measure.name,
            period=change.period.label,
            now=entry_words(change.replaces.entry, change.measure) if change.replaces else "",
            new=entry_words(change.entry, change.measure),
            what=_what_changes(change),
            warnings=tuple((warnings or {}).get(change.row, ())),
        )
        for change in changes
    ]


def _what_changes(change: Change) -> str:
    """ "Added", or what is corrected: "Corrected: figure, note"."""
    if change.replaces is None:
        return "Added"
    old = change.replaces
    parts = [
        PARTS[field.name]
        for field in fields(Entry)
        if field.name in PARTS and getattr(old.entry, field.name) != getattr(change.entry, field.name)
    ]
    if old.period != str(change.period):
        parts.append("period")
    return f"Corrected: {', '.join(dict.fromkeys(parts))}"
