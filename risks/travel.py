"""Direction of travel: worked out from the scores, and beside it the view of the owner. Pure.

A risk improves when its score falls, an opportunity when it rises. The register of November 2021 says "+ve" of all nine
entries, one of them at 20 "with an escalating situation": so the view is kept as given, and the scores speak for
themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import takewhile

#: "Improving" for so many quarters without a change of score is asked about.
QUARTERS_TO_ASK = 2


class Travel(StrEnum):
    """Which way an entry goes, from the council's side: "improving" is good for risks and opportunities alike."""

    IMPROVING = "improving"
    SAME = "same"
    WORSENING = "worsening"
    NEW = "new"
    UNKNOWN = "unknown"


#: How the registers print the owner's view.
PRINTED = {Travel.IMPROVING: "+ve", Travel.SAME: "=", Travel.WORSENING: "-ve"}


def worked_out(before: Decimal | None, now: Decimal | None, opportunity: bool) -> Travel:
    """The direction between two quarters; new where there was no score before, unknown where there is none now.

    >>> worked_out(Decimal(16), Decimal(12), opportunity=False).value
    'improving'
    >>> worked_out(Decimal(16), Decimal(12), opportunity=True).value
    'worsening'
    """
    if now is None:
        return Travel.UNKNOWN
    if before is None:
        return Travel.NEW
    if before == now:
        return Travel.SAME
    return Travel.IMPROVING if (now > before) == opportunity else Travel.WORSENING


def quarters_without_change(scores: Sequence[Decimal | None]) -> int:
    """How many quarters the newest score has stood since the quarter that first had it.

    The scores are those of quarters that follow one another, oldest first; a quarter without a score (None) ends the
    count, for nobody knows what it would have been.

    >>> quarters_without_change([Decimal(20), Decimal(16), Decimal(16), Decimal(16)])
    2
    """
    if not scores or scores[-1] is None:
        return 0
    newest = scores[-1]
    return sum(1 for _ in takewhile(lambda score: score == newest, reversed(scores[:-1])))


def contradicts(view: str, computed: Travel) -> bool:
    """Whether the scores went another way than the owner says.

    "Improving" while the score stays is no contradiction at once, since a score moves in steps; after some quarters it
    is asked about (`unmoved`).
    """
    moved = computed in {Travel.IMPROVING, Travel.WORSENING}
    return moved and view in PRINTED and view != computed


def contradiction(view: str, before: Decimal | None, now: Decimal | None, opportunity: bool) -> str:
    """The sentence that says so; empty where owner and scores agree."""
    computed = worked_out(before, now, opportunity)
    if before is None or now is None or not contradicts(view, computed):
        return ""
    return (
        f"the owner says {_said(view)}, and the score went from {before:f} to {now:f}, which is {computed} for "
        f"{'an opportunity' if opportunity else 'a risk'}."
    )


def unmoved(view: str, scores: Sequence[Decimal | None]) -> str:
    """The sentence about an entry that is said to improve, and whose score has stood for quarters; else empty."""
    quarters = quarters_without_change(scores)
    if view != Travel.IMPROVING or quarters < QUARTERS_TO_ASK:
        return ""
    return f"the owner says {_said(view)}, and the score has been {scores[-1]:f} for {quarters} quarters without a change."


def _said(view: str) -> str:
    return "unchanged" if view == Travel.SAME else view
