"""What changed between two versions of what an entry is, field by field, in words. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: One version: each field's words; of a text with headings and bullets its lines.
Version = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Change:
    """One field that changed. Of a text of many lines only the lines that went and came are told."""

    field: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def changes(before: Version, after: Version) -> list[Change]:
    """The fields that differ, in the order of the newer version.

    >>> changes({"Owner": "", "Description": ["Rivers", "Sea"]}, {"Owner": "", "Description": ["Sea", "Rain"]})
    [Change(field='Description', before=('Rivers',), after=('Rain',))]
    """
    found = []
    for field, now in after.items():
        then = before.get(field, "")
        if _lines(now) == _lines(then):
            continue
        gone, come = _without(_lines(then), _lines(now)), _without(_lines(now), _lines(then))
        # Where lines only changed their order, the whole text is told.
        found.append(Change(field, gone, come) if gone or come else Change(field, _lines(then), _lines(now)))
    return found


def _lines(value: str | Sequence[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(value)


def _without(lines: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """The lines that the others do not have; one that stands twice is taken away once."""
    left = Counter(others)
    kept = []
    for line in lines:
        if left[line]:
            left[line] -= 1
        else:
            kept.append(line)
    return tuple(kept)
