"""What is wrong with the entries of a register: scores, targets, owners, dates, references. Pure.

    score_mismatch   the printed score is not the one that the matrix gives for likelihood and impact
    swapped          the printed scores fit each other's likelihood and impact: current and target were exchanged
    target_worse     the target of a risk is above its current score; of an opportunity, below it
    missing_owner    the register has owners, and this entry has none
    date_passed      the target date lies behind, and the target has not been reached
    duplicate_ref    an earlier entry has the same reference

An opportunity is the mirror of a risk: its target is to be higher than now (register of 2021/22: CO1, 15 to 20).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from council.period_kinds import date_label
from risks.register_rows import Entry, Finding, Position, entries_by_ref


def check_entries(entries: Iterable[Entry], today: date) -> list[Finding]:
    """The findings of every entry, in the order of the register."""
    return [
        Finding(entry.ref, code, sentence)
        for entry, earlier in entries_by_ref(entries)
        for code, sentence in _findings(entry, earlier, today)
    ]


def _findings(entry: Entry, earlier: Entry | None, today: date) -> Iterator[tuple[str, str]]:
    if earlier is not None:
        yield (
            "duplicate_ref",
            f"row {entry.row} has the reference of row {earlier.row}. Give each entry its own.",
        )
    if _swapped(entry):
        yield (
            "swapped",
            f"the score {_shown(entry.current.printed)} belongs to the target's likelihood and impact, and "
            f"{_shown(entry.target.printed)} to the current ones. Current and target look exchanged.",
        )
    else:
        yield from _score_mismatches(entry)
        yield from _target_worse(entry)
    if entry.owner is not None and not entry.owner:
        yield "missing_owner", "nobody owns it. Name the post that does."
    if entry.target_day and entry.target_day < today and not _reached(entry):
        yield (
            "date_passed",
            f"the target date {date_label(entry.target_day)} has passed, and the target is not reached. Set a new date.",
        )


def _score_mismatches(entry: Entry) -> Iterator[tuple[str, str]]:
    for name, position in (("score", entry.current), ("target_score", entry.target)):
        if position.computed is None or position.printed in (None, position.computed):
            continue
        yield (
            "score_mismatch",
            f"{name} is {_shown(position.printed)}, but {_named(position)} make {_shown(position.computed)}.",
        )


def _target_worse(entry: Entry) -> Iterator[tuple[str, str]]:
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


def _swapped(entry: Entry) -> bool:
    """Whether each printed score is that of the other position, and not of its own."""
    current, target = entry.current, entry.target
    if None in (current.computed, target.computed, current.printed, target.printed):
        return False
    crossed = current.printed == target.computed and target.printed == current.computed
    return crossed and current.computed != target.computed


def _reached(entry: Entry) -> bool:
    current, target = entry.current.score, entry.target.score
    if current is None or target is None:
        return False
    return current >= target if entry.is_opportunity else current <= target


def _named(position: Position) -> str:
    steps = (position.likelihood, position.impact)
    return " and ".join(
        step.label if step.label == step.value else f"{step.label} ({step.value})" for step in steps if step
    )


def _shown(score: Decimal | None) -> str:
    return "" if score is None else f"{score:f}"
