"""Where two versions of one thing differ, field by field, in words: for whoever saves after somebody else did. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: One version: each field's words, of a list its lines.
Words = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Difference:
    """One field: what is saved, and what somebody else typed."""

    field: str
    theirs: str
    yours: str


def differences(theirs: Words, yours: Words) -> list[Difference]:
    """The fields that differ, in the order of what was typed.

    >>> differences({"Area": "Adults", "Points": ["One"]}, {"Area": "Adults", "Points": ["One", "Two"]})
    [Difference(field='Points', theirs='One', yours='One; Two')]
    """
    return [
        Difference(field, _line(theirs.get(field, "")), _line(value))
        for field, value in yours.items()
        if _line(theirs.get(field, "")) != _line(value)
    ]


def _line(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else "; ".join(value)
