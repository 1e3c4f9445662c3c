"""What a pack is made of, as text that can be compared: canonical JSON and its hash. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Plain = dict[str, Any]


@dataclass(frozen=True)
class Record:
    """One record of open data: of what kind, which one, and what it says. Part I only.

    `item` is the id of the item whose paper says it; None for what the agenda says.
    """

    kind: str
    key: str
    data: Plain
    item: int | None = None


def each_once(records: Iterable[Record]) -> list[Record]:
    """The records by kind and key, in printed order; what two papers say is as the second says it."""
    return list({(record.kind, record.key): record for record in records}.values())


@dataclass(frozen=True)
class PackData:
    """Everything that a pack prints or publishes, as plain data.

    `papers` are in the order of the agenda, each with its documents as `committee.exports.outline` writes them; `annexes`
    follow the agenda (questions that wait for an answer, what changed since the last pack).
    """

    meeting: Plain
    agenda: list[Plain]
    papers: list[Plain]
    annexes: list[Plain]
    records: list[Record] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """Canonical JSON: the same data is always the same text."""
        return canonical(
            {
                "meeting": self.meeting,
                "agenda": self.agenda,
                "papers": self.papers,
                "annexes": self.annexes,
                "records": [[record.kind, record.key, record.data] for record in self.records],
            }
        )

    @cached_property
    def sha256(self) -> str:
        return sha256(self.text)

    @staticmethod
    def plain_of(text: str) -> Plain:
        """The data that `text` holds, as dictionaries and lists."""
        plain: Plain = json.loads(text)
        return plain


def canonical(data: Any) -> str:
    """JSON with sorted keys, no spaces and no escapes; NaN is an error.

    >>> canonical({"b": 1, "a": "£"})
    '{"a":"£","b":1}'
    """
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(content: str | bytes) -> str:
    """The hash of a text or a file, as people compare it: 64 hexadecimal digits."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def differences(before: Any, after: Any, where: str = "") -> Iterator[str]:
    """The places in which two pieces of plain data differ, as paths: `papers/2/documents/0/title`."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            place = f"{where}/{key}" if where else key
            if key in before and key in after:
                yield from differences(before[key], after[key], place)
            else:
                yield place
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, f"{where}/{number}")
    elif canonical(before) != canonical(after):  # to Python, 1 is True and 1.0
        yield where
