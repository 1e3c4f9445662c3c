"""The rows of a register in a spreadsheet, read by a matrix and checked. Pure.

Columns, in any order: ref, title, likelihood and impact must be filled; kind, description, owner, score, target_likelihood,
target_impact, target_score and target_date may be. What a cell may hold, each decided once:

    likelihood, impact   a step by its value, its label, or both: 4, Likely, Likely (4), 4 - Likely
    kind                 risk (also where blank) or opportunity
    score                a number, or one with its label behind it: 16, 16 (Major/Likely)
    target_date          2022-03-31, 31/03/2022, 31 March 2022, March 2022 (its last day); other words (Ongoing) are kept as
                         printed, and no date has passed where they stand beside one (March 2022/Ongoing)
    ref                  Corp 1, corp1 and CORP-1 are one reference

The checks of an entry are in `risks.checks`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from time import strptime

from council.spreadsheets import FileRefused, Row, Sheet
from council.spreadsheets.grid import shown
from risks.matrix import AXES, AxisName, Matrix, Step

REQUIRED = ("ref", "title", "likelihood", "impact")
OPTIONAL = (
    "kind", "description", "owner", "score", "target_likelihood", "target_impact", "target_score", "target_date",
)  # fmt: skip

_DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y")
_MONTH_FORMATS = ("%B %Y", "%b %Y")
_LOOKS_LIKE_A_DAY = re.compile(r"[0-9]+([-/.][0-9]+){1,2}")
_SCORE = re.compile(r"(?P<number>-?[0-9]{1,9}(?:\.[0-9]{1,6})?)(?: ?\(.*\))?")


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
    """One risk or opportunity of a register. `owner` is None where the register has no such column."""

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
    """The entries of a sheet with what reading them found."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]


def read_register(sheet: Sheet, matrix: Matrix) -> Register:
    """Every entry, and every cell that the matrix does not know. Raises FileRefused where a column is there twice."""
    known = (*REQUIRED, *OPTIONAL)
    if twice := [name for name in known if sheet.headings.count(name) > 1]:
        raise FileRefused(f"{sheet.name} has the column {', '.join(twice)} twice. Keep one of them.")
    places = {name: sheet.headings.index(name) for name in known if name in sheet.headings}
    unread = [
        f"The column {shown(name)} was not read." for name in sheet.headings if name and name not in known
    ]
    entries: list[Entry] = []
    findings: list[Finding] = []
    for row in sheet.rows:
        reader = _RowReader(row, places, matrix)
        entries.append(reader.entry())
        findings += reader.findings
    return Register(tuple(entries), tuple(findings), (*sheet.notes, *unread))


def same_ref(ref: str) -> str:
    """The reference without what registers write in different ways: Corp 1, corp1, CORP-1."""
    return re.sub(r"[\s._-]+", "", ref).casefold()


class _RowReader:
    """Reads one row, and notes what it cannot read."""

    def __init__(self, row: Row, places: Mapping[str, int], matrix: Matrix) -> None:
        self.row, self.places, self.matrix = row, places, matrix
        self.findings: list[Finding] = []
        self.ref = self._text("ref") or f"row {row.number}"
        for name, place in places.items():
            if fault := row.faults.get(place):
                self._find("unknown_value", f"{name} {fault}")

    def entry(self) -> Entry:
        for name in ("ref", "title"):
            if not self._text(name):
                self._find(
                    "unknown_value", f"{name} is empty (row {self.row.number}). Every entry needs one."
                )
        is_opportunity = self._is_opportunity()
        text, day = self._target_date()
        return Entry(
            row=self.row.number,
            ref=self.ref,
            title=self._text("title"),
            is_opportunity=is_opportunity,
            description=self._text("description"),
            owner=self._text("owner") if "owner" in self.places else None,
            current=self._position("", required=True),
            target=self._position("target_", required=False),
            target_date_text=text,
            target_day=day,
        )

    def _text(self, name: str) -> str:
        return self.row.cells.get(self.places[name], "").strip() if name in self.places else ""

    def _find(self, code: str, sentence: str) -> None:
        self.findings.append(Finding(self.ref, code, sentence))

    def _is_opportunity(self) -> bool:
        kind = self._text("kind").casefold()
        if kind not in {"", "risk", "opportunity"}:
            self._find("unknown_value", f"kind {_quoted(kind)} is not known. Write risk or opportunity.")
        return kind == "opportunity"

    def _position(self, prefix: str, *, required: bool) -> Position:
        likelihood, impact = (self._step(axis, prefix, required=required) for axis in AXES)
        if not required and bool(self._text(f"{prefix}likelihood")) != bool(self._text(f"{prefix}impact")):
            self._find(
                "unknown_value",
                "the target has a likelihood or an impact without the other. Give both or neither.",
            )
        computed = self.matrix.score(likelihood, impact) if likelihood and impact else None
        return Position(likelihood, impact, computed, self._score(f"{prefix}score"))

    def _step(self, axis: AxisName, prefix: str, *, required: bool) -> Step | None:
        """The step that a cell names. A label of the other axis is a finding, though a value beside it counts."""
        steps = _names(self.matrix.axis(axis))
        name, text = f"{prefix}{axis}", self._text(f"{prefix}{axis}")
        if not text:
            if required:
                self._find("unknown_value", f"{name} is empty. Write one of {steps}.")
            return None
        own, other = (
            {known for step in self.matrix.axis(each) for known in step.names()} for each in _own_first(axis)
        )
        words = _words(text, own | other)
        named = [step for word in words for step in self.matrix.axis(axis) if word in step.names()]
        strange = [word for word in words if word not in own]
        if any(word in other for word in strange):
            self._find(
                "wrong_axis",
                f"{name} {_quoted(text)} is a word for {_own_first(axis)[1]}. Write one of {steps}.",
            )
        elif strange or not named:
            self._find(
                "unknown_value",
                f"{name} {_quoted(text)} is not known. Write one of {steps}.",
            )
            return None
        elif any(step != named[0] for step in named):
            self._find(
                "unknown_value", f"{name} {_quoted(text)} names two different steps. Write one of them."
            )
            return None
        return named[0] if named else None

    def _score(self, name: str) -> Decimal | None:
        text = self._text(name)
        if not text:
            return None
        if match := _SCORE.fullmatch(text):
            return Decimal(match["number"])
        self._find(
            "unknown_value", f"{name} {_quoted(text)} is not a number. Write it like 16, or leave it blank."
        )
        return None

    def _target_date(self) -> tuple[str, date | None]:
        text = self._text("target_date")
        day = _day(text)
        if day is None and _LOOKS_LIKE_A_DAY.fullmatch(text):
            self._find(
                "unknown_value", f"target_date {_quoted(text)} is not a day. Write it like 2022-03-31."
            )
        return text, day


def _words(text: str, known: Collection[str]) -> list[str]:
    """What names a step in a cell, folded: the whole text where it is a name, else the parts of "Likely (4)"."""
    whole = _fold(text)
    if whole in known:
        return [whole]
    return [_fold(part) for part in re.split(r"[()/:=]| [-\u2013\u2014] ", text) if part.strip()]


def _fold(text: str) -> str:
    """In lower case with single spaces, and 4.0 as 4: some programs save whole numbers so."""
    return re.sub(r"^([0-9]+)\.0+$", r"\1", " ".join(text.split()).casefold())


def _day(text: str) -> date | None:
    """The day that a text means, the last of a month where it only names that; None where it is no date."""
    if not text.isascii():
        return None
    for form in _DAY_FORMATS:
        if found := _parsed(text, form):
            return date(*found)
    for form in _MONTH_FORMATS:
        if found := _parsed(text, form):
            year, month, _ = found
            return date(year, month, monthrange(year, month)[1])
    return None


def _parsed(text: str, form: str) -> tuple[int, int, int] | None:
    try:
        year, month, day = strptime(text, form)[:3]
    except ValueError:
        return None
    return (year, month, day) if 1900 <= year <= 2199 else None


def _own_first(axis: AxisName) -> tuple[AxisName, AxisName]:
    return AXES if axis == "likelihood" else ("impact", "likelihood")


def _names(steps: Iterable[Step]) -> str:
    return ", ".join(
        step.label if step.label == step.value else f"{step.label} ({step.value})" for step in steps
    )


def _quoted(text: str) -> str:
    return f'"{shown(text)}"'


def entries_by_ref(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry | None]]:
    """Each entry with the earlier one that has the same reference."""
    first: dict[str, Entry] = {}
    for entry in entries:
        yield entry, first.get(same_ref(entry.ref))
        first.setdefault(same_ref(entry.ref), entry)
