"""The two published risk and opportunity registers as the papers print them, line by line, for tests.

The facts in `tests/data/` were taken from the papers and not from the demonstration's fixtures, and have another
shape: a line is a row of heading, sub-heading, owner, text and its sub-bullets. What the product keeps, shows or
exports of the registers can be held against them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"

#: What a card or a row of the table says in lines, in the names of the fixtures; actions are told apart by kind.
OUTLINES = ("description", "consequences", "travel", "progress")
LISTS = ("controls", "mitigating", "to_realise")


@dataclass(frozen=True)
class Line:
    """One bullet of a paper, with what stands above and beside it."""

    text: str
    heading: str = ""
    sub_heading: str = ""
    owner: str = ""
    sub_items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Score:
    """A printed score; likelihood and impact are None where the paper prints the score alone."""

    score: int
    likelihood: int | None
    impact: int | None
    printed: tuple[str, ...]


@dataclass(frozen=True)
class Printed:
    """One risk or opportunity of a paper."""

    ref: str
    ref_as_printed: str
    kind: str
    title: str
    category: str
    owner: str
    current: Score
    target: Score
    target_date_text: str
    target_date: str
    #: current and target score, direction of travel of the Summary Risk Profile (2021/22 only)
    profile: tuple[int, int, str] | None
    lines: dict[str, tuple[Line, ...]]
    summary: tuple[str, ...]

    def words(self) -> list[str]:
        """Every text that the paper prints of the entry, for looking it up in a page or a document."""
        found = [self.title, self.category, self.owner]
        for line in (line for lines in self.lines.values() for line in lines):
            found += [line.heading, line.sub_heading, line.owner, line.text, *line.sub_items]
        return list(dict.fromkeys(word for word in found if word))


def _read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _line(row: list[str], parts: dict[str, list[str]]) -> Line:
    heading, sub_heading, owner, text, *sub_items = row
    return Line(text, _part(heading, parts) if parts else heading, sub_heading, owner, tuple(sub_items))


def _part(number: str, parts: dict[str, list[str]]) -> str:
    """The heading of a numbered part of CR1; a cell that two parts share has no heading but their numbers."""
    return f"Part {number}: {parts[number][0]}" if number in parts else f"Parts {number}"


def _entry(row: dict[str, Any]) -> Printed:
    parts = row.get("parts", {})
    lines = {
        name: tuple(_line(line, parts) for line in row[name])
        for name in (
            "description",
            "consequences",
            "controls",
            "mitigating",
            "to_realise",
            "progress",
            "travel",
        )
    }
    lines["description"] += tuple(Line(_part(number, parts)) for number in parts)
    current, target = (
        Score(score, likelihood, impact, tuple(printed))
        for score, likelihood, impact, *printed in (row["current"], row["target"])
    )
    text, day = row.get("target_date", ("", ""))
    return Printed(
        row["ref"],
        row["printed"],
        row["kind"],
        row["title"],
        row["type"],
        row["owner"],
        current,
        target,
        text,
        day,
        tuple(row["profile"][:3]) if "profile" in row else None,
        lines,
        tuple(row["summary"]),
    )


def register(quarter: str) -> dict[str, Printed]:
    """The entries of the paper of a quarter (2018-19-Q4 or 2021-22-Q3) by their reference, in printed order."""
    return {row["ref"]: _entry(row) for row in _read(f"risks_{quarter.lower().replace('-q', '_q')}.json")}


def movements() -> list[dict[str, Any]]:
    """The movements that the papers state, in the order of the papers."""
    stated: list[dict[str, Any]] = _read("risk_movements.json")
    return stated
