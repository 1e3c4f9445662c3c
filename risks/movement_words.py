"""The wording of the movements report: the opening paragraph, and one sentence for each movement. Pure.

Cover report of 26 February 2019: "For this quarter there are no new entries to the register and two deletions. The
deletions are:". Minutes of 5 December 2018: "It was reported that, for this quarter, there were two new entries and one
deletion." What comes on the register counts as a new entry, what leaves it as a deletion; where that hides how (escalated,
reopened, de-escalated, merged), a second sentence says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal[
    "taken_over", "new", "escalated", "reopened", "closed", "de_escalated", "merged", "rescored", "kept", "noted",
]  # fmt: skip

#: How each way on and off the register is counted, in the order in which it is told.
ON = {"new": "newly identified", "escalated": "escalated from another register", "reopened": "reopened"}
OFF = {
    "closed": "closed",
    "de_escalated": "de-escalated to another register",
    "merged": "merged into another entry",
}

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One movement of an entry on a register, in plain values.

    Labels are as registers print them, impact first: "Major/Possible". `decided_by` reads on after "by": "the Corporate
    Management Team". `words` are what was said to committee, for "noted" and where no rule gives a sentence.
    """

    ref: str
    kind: Kind
    title: str = ""
    is_opportunity: bool = False
    residual: Decimal | None = None
    residual_label: str = ""
    residual_before: Decimal | None = None
    current: Decimal | None = None
    current_label: str = ""
    current_before: Decimal | None = None
    decided_by: str = ""
    reason: str = ""
    from_register: str = ""
    stays_on: str = ""
    merged_into: str = ""
    words: str = ""


@dataclass(frozen=True)
class Part:
    """A piece of the report: what leads in, and a sentence for each movement."""

    lead: str
    sentences: tuple[str, ...]


def paragraph(movements: Iterable[Moved], *, past: bool = False, period: str = "this quarter") -> str:
    """The opening of the report; `past` for minutes ("there were"), `period` where it is of several quarters.

    >>> gone = [Moved(ref="CR10", kind="closed"), Moved(ref="CR12", kind="closed")]
    >>> paragraph(gone)
    'For this quarter there are no new entries to the register and two deletions. The deletions are:'
    """
    return parts(movements, past=past, period=period)[0].lead


def parts(movements: Iterable[Moved], *, past: bool = False, period: str = "this quarter") -> list[Part]:
    """The whole report: what came, what went, what else was said, each with its sentences. The first has the counts."""
    found = list(movements)
    be = "were" if past else "are"
    came, gone = ([each for each in found if each.kind in kinds] for kinds in (ON, OFF))
    others = [each for each in found if each.kind not in {*ON, *OFF}]
    told_how = (_how(came, ON, "new entry", "new entries"), _how(gone, OFF, "deletion", "deletions"))
    opening = " ".join([_counts(came, gone, past, period), *(how for how in told_how if how)])
    lists = [
        (came, f"The new entries {be}:" if len(came) > 1 else f"The new entry {_be(1, past)}:"),
        (gone, f"The deletions {be}:" if len(gone) > 1 else f"The deletion {_be(1, past)}:"),
        (others, f"On the other entries it {'was' if past else 'is'} reported:"),
    ]
    told = [Part(lead, tuple(sentence(each) for each in group)) for group, lead in lists if group]
    if not told:
        return [Part(opening, ())]
    return [Part(f"{opening} {told[0].lead}", told[0].sentences), *told[1:]]


def sentence(moved: Moved) -> str:
    """What happened to one entry, in one sentence.

    >>> sentence(Moved(ref="CR2", kind="rescored", residual=Decimal(12), residual_before=Decimal(16),
    ...                residual_label="Major/Possible"))
    'CR2: the residual score has been reduced from 16 to 12 (Major/Possible).'
    """
    if moved.kind == "noted" or (moved.kind == "rescored" and not _rescored(moved)):
        said = moved.words or "its scores are unchanged"
    else:
        said = _SAID[moved.kind](moved)
        if moved.decided_by:
            said += f", as decided by {moved.decided_by}"
        if moved.kind == "de_escalated" and moved.stays_on:
            said += f"; it stays on the register of {moved.stays_on}"
    if moved.reason:
        said += f"; reason: {moved.reason.strip().rstrip('.')}"
    return _ended(f"{_about(moved)}: {said}")


def number(count: int) -> str:
    """In words up to ten.

    >>> number(2), number(11)
    ('two', '11')
    """
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def _counts(came: Sequence[Moved], gone: Sequence[Moved], past: bool, period: str) -> str:
    new = f"{number(len(came))} new {'entry' if len(came) == 1 else 'entries'}"
    left = f"{number(len(gone))} {'deletion' if len(gone) == 1 else 'deletions'}"
    return f"For {period} there {_be(len(came), past)} {new} to the register and {left}."


def _how(group: Sequence[Moved], ways: dict[str, str], one: str, many: str) -> str:
    """How they came or went, where that is not the plain way for all: "Of the two deletions, one was closed and ..."."""
    if all(each.kind == next(iter(ways)) for each in group):
        return ""
    counted = {said: sum(each.kind == kind for each in group) for kind, said in ways.items()}
    told = [(count, said) for said, count in counted.items() if count]
    if len(group) == 1:
        return f"The {one} was {told[0][1]}."
    if len(told) == 1:
        return f"The {number(len(group))} {many} were {told[0][1]}."
    return f"Of the {number(len(group))} {many}, {_listed([f'{number(n)} {_be(n, True)} {said}' for n, said in told])}."


def _be(count: int, past: bool) -> str:
    if past:
        return "was" if count == 1 else "were"
    return "is" if count == 1 else "are"


def _listed(texts: Sequence[str]) -> str:
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def _about(moved: Moved) -> str:
    """The reference, and the title of an entry that the reader may not have before them."""
    if not moved.title or moved.kind in {"rescored", "noted"}:
        return moved.ref
    return f"{moved.ref}, {moved.title.strip().rstrip('.')}"


def _new(moved: Moved) -> str:
    return f"new on the register{_with_score(moved)}"


def _escalated(moved: Moved) -> str:
    origin = f" from the register of {moved.from_register}" if moved.from_register else ""
    return f"escalated{origin}{_with_score(moved)}"


def _reopened(moved: Moved) -> str:
    return f"reopened{_with_score(moved)}"


def _closed(moved: Moved) -> str:
    return f"closed{_with_score(moved)}"


def _de_escalated(moved: Moved) -> str:
    return f"de-escalated{_with_score(moved)}"


def _merged(moved: Moved) -> str:
    return f"merged into {moved.merged_into or 'another entry'}{_with_score(moved)}"


def _kept(moved: Moved) -> str:
    place = f"kept on the register of {moved.stays_on}" if moved.stays_on else "kept where it is"
    return f"considered for the corporate register{_with_score(moved)} and {place}"


def _taken_over(moved: Moved) -> str:
    return f"on the register when this record of it begins{_with_score(moved)}"


def _rescored(moved: Moved) -> str:
    told = [
        _changed("current score", moved.current_before, moved.current, moved.current_label),
        _changed(_score_name(moved), moved.residual_before, moved.residual, moved.residual_label),
    ]
    return " and ".join(each for each in told if each)


def _changed(name: str, before: Decimal | None, now: Decimal | None, label: str) -> str:
    """How one score moved. Up is "increased" for risks and opportunities alike: the words say what the number did."""
    if now is None:
        return ""
    score = _labelled(now, label)
    if before is None:
        return f"the {name} is {score}"
    if before == now:
        return f"the {name} remains at {score}"
    return f"the {name} has been {'increased' if now > before else 'reduced'} from {before:f} to {score}"


def _with_score(moved: Moved) -> str:
    if moved.residual is None:
        return ""
    article = "an" if moved.is_opportunity else "a"
    return f" with {article} {_score_name(moved)} of {_labelled(moved.residual, moved.residual_label)}"


def _score_name(moved: Moved) -> str:
    return "opportunity score" if moved.is_opportunity else "residual score"


def _labelled(score: Decimal, label: str) -> str:
    return f"{score:f} ({label})" if label else f"{score:f}"


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


_SAID = {
    "taken_over": _taken_over,
    "new": _new,
    "escalated": _escalated,
    "reopened": _reopened,
    "closed": _closed,
    "de_escalated": _de_escalated,
    "merged": _merged,
    "rescored": _rescored,
    "kept": _kept,
}
