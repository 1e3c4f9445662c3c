"""The rows of a register in a spreadsheet, read by a matrix and checked. Pure.

Columns, in any order: ref, title, likelihood and impact must be filled; kind, description, owner, score, target_likelihood,
target_impact, target_score and target_date may be. What a cell may hold, each decided once:

    likelihood, impact   a step by its value, its label, or both: 4, Likely, Likely (4), 4 - Likely (`risks.step_texts`)
    kind                 risk (also where blank) or opportunity
    target_...           also a dash or n/a for a likelihood, an impact or a score that there is none of
    score                a number, alone or beside its label: 16, 16 (Major/Likely), 16 - High, High (16)
    target_date          2022-03-31, 31/03/2022, 31 March 2022, March 2022 (its last day: `risks.target_dates`); other words
                         (Ongoing) are kept as printed, and no date has passed where they stand beside one
    ref                  Corp 1, corp1 and CORP-1 are one reference

The checks of an entry are in `risks.checks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from council.spreadsheets import FileRefused, Row, Sheet
from council.spreadsheets.grid import shown
from risks.matrix import AXES, AxisName, Matrix, Step
from risks.step_texts import quoted, read_step
from risks.target_dates import day_of, is_wrong

REQUIRED = ("ref", "title", "likelihood", "impact")
OPTIONAL = (
    "kind", "description", "owner", "score", "target_likelihood", "target_impact", "target_score", "target_date",
)  # fmt: skip

_NUMBER = r"(?P<number>-?[0-9]{1,9}(?:\.[0-9]{1,6})?)"
#: Ways of printing a score. Beside a word may stand no second number, or nobody knows which of them is the score.
_SCORES = (
    re.compile(rf"{_NUMBER}(?: ?\(.*\))?", re.DOTALL),
    re.compile(rf"{_NUMBER}(?: | ?[-\u2013\u2014:/] ?)[^\W\d]\D*"),
    re.compile(rf"[^\W\d]\D*[ (:/]{_NUMBER}\)?"),
)

#: What registers write in the cells of a target that there is none of.
_NO_TARGET = frozenset({"-", "\u2013", "\u2014", "n/a", "na"})
_OF_TARGETS = frozenset({"target_likelihood", "target_impact", "target_score"})


@dataclass(frozen=True)
class Finding:
    """Something about an entry that a person must look at: `code` for scripts, `sentence` for people."""

    ref: str
    code: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.ref}: {self.code}: {self.sentence}"


@dataclass(frozen=True)
class Position:
    """Where an entry stands on the matrix, now or at its target; `printed` is the score that the register gives."""

    likelihood: Step | None = None
    impact: Step | None = None
    computed: Decimal | None = None
    printed: Decimal | None = None

    @property
    def score(self) -> Decimal | None:
        """The score by the matrix; the printed one where the register gives no likelihood and impact."""
        return self.computed if self.computed is not None else self.printed


@dataclass(frozen=True)
class Entry:
    """One risk or opportunity of a register. `owner` is None where there is no such column, or the cell cannot be read."""

    row: int
    ref: str
    title: str
    is_opportunity: bool
    description: str
    owner: str | None
    current: Position
    target: Position
    target_date_text: str
    target_day: date | None


@dataclass(frozen=True)
class Register:
    """The entries of a sheet with what reading them found; `columns` are those that it has."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    columns: frozenset[str] = frozenset()


def read_register(sheet: Sheet, matrix: Matrix) -> Register:
    """Every entry, and every cell that the matrix does not know. Raises FileRefused where a column is there twice."""
    known = (*REQUIRED, *OPTIONAL)
    headings = [name.replace("-", "_") for name in sheet.headings]
    if twice := [name for name in known if headings.count(name) > 1]:
        raise FileRefused(f"{sheet.name} has the column {', '.join(twice)} twice. Keep one of them.")
    places = {name: headings.index(name) for name in known if name in headings}
    unread = [f"The column {shown(name)} was not read." for name in headings if name and name not in known]
    entries: list[Entry] = []
    findings: list[Finding] = []
    for row in sheet.rows:
        reader = _RowReader(row, places, matrix)
        entries.append(reader.entry())
        findings += reader.findings
    return Register(tuple(entries), tuple(findings), (*sheet.notes, *unread), frozenset(places))


def same_ref(ref: str) -> str:
    """The reference without what registers write in different ways: Corp 1, corp1, CORP-1."""
    return re.sub(r"[\s._-]+", "", ref).casefold()


class _RowReader:
    """Reads one row, and notes what it cannot read."""

    def __init__(self, row: Row, places: Mapping[str, int], matrix: Matrix) -> None:
        self.row, self.places, self.matrix = row, places, matrix
        self.findings: list[Finding] = []
        #: Cells that cannot be read at all. Nothing else is said of them.
        self.unread = {name for name, place in places.items() if place in row.faults}
        self.ref = self._line("ref") or f"row {row.number}"
        for name in sorted(self.unread, key=places.__getitem__):
            self._find("unknown_value", f"{name} {row.faults[places[name]]}")

    def entry(self) -> Entry:
        for name in ("ref", "title"):
            if not self._text(name) and name not in self.unread:
                self._find(
                    "unknown_value", f"{name} is empty (row {self.row.number}). Every entry needs one."
                )
        is_opportunity = self._is_opportunity()
        text, day = self._target_date()
        return Entry(
            row=self.row.number,
            ref=self.ref,
            title=self._line("title"),
            is_opportunity=is_opportunity,
            description=self._text("description"),
            owner=self._line("owner") if "owner" in self.places and "owner" not in self.unread else None,
            current=self._position("", required=True),
            target=self._position("target_", required=False),
            target_date_text=text,
            target_day=day,
        )

    def _text(self, name: str) -> str:
        if name not in self.places or name in self.unread:
            return ""
        text = self.row.cells.get(self.places[name], "").strip()
        return "" if name in _OF_TARGETS and text.casefold() in _NO_TARGET else text

    def _line(self, name: str) -> str:
        """A text that is kept, and printed in findings, on one line."""
        return " ".join(self._text(name).split())

    def _find(self, code: str, sentence: str) -> None:
        self.findings.append(Finding(self.ref, code, sentence))

    def _is_opportunity(self) -> bool:
        kind = self._text("kind").casefold()
        if kind not in {"", "risk", "opportunity"}:
            self._find("unknown_value", f"kind {quoted(kind)} is not known. Write risk or opportunity.")
        return kind == "opportunity"

    def _position(self, prefix: str, *, required: bool) -> Position:
        likelihood, impact = (self._step(axis, prefix, required=required) for axis in AXES)
        names = {f"{prefix}{axis}" for axis in AXES}
        if not required and not names & self.unread and len({bool(self._text(name)) for name in names}) > 1:
            self._find(
                "unknown_value",
                "the target has a likelihood or an impact without the other. Give both or neither.",
            )
        computed = self.matrix.score(likelihood, impact) if likelihood and impact else None
        return Position(likelihood, impact, computed, self._score(f"{prefix}score"))

    def _step(self, axis: AxisName, prefix: str, *, required: bool) -> Step | None:
        name = f"{prefix}{axis}"
        required = required and name not in self.unread
        read = read_step(self._text(name), axis, self.matrix, name, required=required)
        if read.code:
            self._find(read.code, read.sentence)
        return read.step

    def _score(self, name: str) -> Decimal | None:
        text = self._text(name)
        if not text:
            return None
        for way in _SCORES:
            if match := way.fullmatch(text):
                return Decimal(match["number"])
        self._find(
            "unknown_value", f"{name} {quoted(text)} is not a number. Write it like 16, or leave it blank."
        )
        return None

    def _target_date(self) -> tuple[str, date | None]:
        text = self._line("target_date")
        if is_wrong(text):
            self._find("unknown_value", f"target_date {quoted(text)} is not a day. Write it like 2022-03-31.")
        return text, day_of(text)


def entries_by_ref(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry | None]]:
    """Each entry with the earlier one that has the same reference."""
    first: dict[str, Entry] = {}
    for entry in entries:
        yield entry, first.get(same_ref(entry.ref))
        first.setdefault(same_ref(entry.ref), entry)
