"""What is wrong with the entries of a register: scores, targets, owners, dates, references. Pure.

    score_mismatch   the printed score is not the one that the matrix gives for likelihood and impact
    swapped          the printed scores fit each other's likelihood and impact: current and target were exchanged
    target_worse     the target of a risk is above its current score; of an opportunity, below it
    missing_owner    the register has owners, and this entry has none
    date_passed      the target date lies behind, and the target has not been reached
    duplicate_ref    an earlier entry has the same reference

Of entries that are kept, also what needs their earlier quarters or the words that were printed:

    wrong_axis       a likelihood was printed as a word for the impact, or the other way round
    unknown_value    what was printed names no step of the matrix
    text_differs     what was printed names another step than the one that is kept
    no_change        the owner says improving, and the score has not changed for quarters
    contradicts      the scores went another way than the owner says

An opportunity is the mirror of a risk: its target is to be higher than now (register of 2021/22: CO1, 15 to 20).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from council.period_kinds import date_label
from risks import travel
from risks.matrix import AXES, Matrix
from risks.register_rows import Entry, Finding, Position, entries_by_ref
from risks.step_texts import read_step, step_name

#: What registers write where nobody owns an entry yet. A vacant post is a post.
NOBODY = frozenset(
    {"", "-", "\u2013", "?", "n/a", "na", "none", "nobody", "tba", "tbc", "tbd", "to be confirmed"}
)
#: Of an entry that has no target.
NO_POSITION = Position()


class Checked(Protocol):
    """What every check looks at, whether the entry is a row of a file or one that is kept."""

    @property
    def is_opportunity(self) -> bool: ...
    @property
    def owner(self) -> str | None: ...
    @property
    def current(self) -> Position: ...
    @property
    def target(self) -> Position: ...
    @property
    def target_day(self) -> date | None: ...


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An entry in the quarter reported, as it is kept.

    `texts` are the words that were printed for a step where they are not simply its own, by the name of the column in a
    spreadsheet: likelihood, impact, target_likelihood, target_impact. `earlier_scores` are the current scores of the
    quarters before, oldest first. `direction` is the owner's view: improving, same, worsening or empty.
    """

    ref: str
    is_opportunity: bool
    owner: str | None
    current: Position
    target: Position = NO_POSITION
    target_day: date | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    direction: str = ""
    earlier_scores: Sequence[Decimal | None] = ()


def check_kept(kept: Kept, matrix: Matrix, today: date) -> list[Finding]:
    """The findings of one entry that is kept; `matrix` is the version that its assessment was made with."""
    found = [*_printed_words(kept, matrix), *_findings(kept, today), *_said_direction(kept)]
    return [Finding(kept.ref, code, sentence) for code, sentence in found]


def check_entries(entries: Iterable[Entry], today: date) -> list[Finding]:
    """The findings of every entry of a file, in the order of the register."""
    return [
        Finding(entry.ref, code, sentence)
        for entry, earlier in entries_by_ref(entries)
        for code, sentence in (*_duplicates(entry, earlier), *_findings(entry, today))
    ]


def _duplicates(entry: Entry, earlier: Entry | None) -> Iterator[tuple[str, str]]:
    if earlier is not None:
        yield (
            "duplicate_ref",
            f"row {entry.row} has the reference of row {earlier.row}. Give each entry its own.",
        )


def _findings(entry: Checked, today: date) -> Iterator[tuple[str, str]]:
    if _swapped(entry):
        yield (
            "swapped",
            f"the score {_shown(entry.current.printed)} belongs to the target's likelihood and impact, and "
            f"{_shown(entry.target.printed)} to the current ones. Current and target look exchanged.",
        )
    else:
        yield from _score_mismatches(entry)
        yield from _target_worse(entry)
    if entry.owner is not None and entry.owner.strip().casefold() in NOBODY:
        yield "missing_owner", "nobody owns it. Name the post that does."
    if entry.target_day and entry.target_day < today and not _reached(entry):
        yield (
            "date_passed",
            f"the target date {date_label(entry.target_day)} has passed, and the target is not reached. Set a new date.",
        )


def _printed_words(kept: Kept, matrix: Matrix) -> Iterator[tuple[str, str]]:
    for prefix, position in (("", kept.current), ("target_", kept.target)):
        for axis in AXES:
            name, step = f"{prefix}{axis}", getattr(position, axis)
            text = kept.texts.get(name, "").strip()
            if not text:
                continue
            read = read_step(text, axis, matrix, name)
            if read.code:
                yield read.code, read.sentence
            if read.step and step and read.step.value != step.value:
                yield "text_differs", f'{name} was printed as "{text}", and {step_name(step)} is kept.'


def _said_direction(kept: Kept) -> Iterator[tuple[str, str]]:
    now = kept.current.score
    if sentence := travel.unmoved(kept.direction, (*kept.earlier_scores, now)):
        yield "no_change", sentence
    before = kept.earlier_scores[-1] if kept.earlier_scores else None
    if sentence := travel.contradiction(kept.direction, before, now, kept.is_opportunity):
        yield "contradicts", sentence


def _score_mismatches(entry: Checked) -> Iterator[tuple[str, str]]:
    for name, position in (("score", entry.current), ("target_score", entry.target)):
        if position.computed is None or position.printed in (None, position.computed):
            continue
        yield (
            "score_mismatch",
            f"{name} is {_shown(position.printed)}, but {_named(position)} make {_shown(position.computed)}.",
        )


def _target_worse(entry: Checked) -> Iterator[tuple[str, str]]:
    current, target = entry.current.score, entry.target.score
    if current is None or target is None:
        return
    worse = target < current if entry.is_opportunity else target > current
    if worse:
        what, way = ("an opportunity", "below") if entry.is_opportunity else ("a risk", "above")
        yield (
            "target_worse",
            f"the target {_shown(target)} of {what} is {way} its current score {_shown(current)}. "
            "Check whether they are exchanged.",
        )


def _swapped(entry: Checked) -> bool:
    """Whether each printed score is that of the other position, and not of its own."""
    current, target = entry.current, entry.target
    if None in (current.computed, target.computed, current.printed, target.printed):
        return False
    crossed = current.printed == target.computed and target.printed == current.computed
    return crossed and current.computed != target.computed


def _reached(entry: Checked) -> bool:
    current, target = entry.current.score, entry.target.score
    if current is None or target is None:
        return False
    return current >= target if entry.is_opportunity else current <= target


def _named(position: Position) -> str:
    steps = (position.likelihood, position.impact)
    return " and ".join(step_name(step) for step in steps if step)


def _shown(score: Decimal | None) -> str:
    return "" if score is None else f"{score:f}"
