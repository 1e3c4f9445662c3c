"""What cannot both be so: a risk that gets better while the indicators it names are red. Pure.

The Chair of the committee asked to look at the risks "together with the performance outcomes"; a risk whose score falls, or
whose owner says that it is improving, over indicators in the worst rating is a question that the two papers leave to the
reader. An opportunity is asked the same: it improves when its score rises.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from risks.travel import Travel


def rated_worst(words: Sequence[str], linked: int, only: str = "the linked indicator") -> str:
    """How many of the linked indicators are in the worst rating; `words` are the word of each of those.

    `only` is what a single one is called.

    >>> rated_worst(["Requires improvement"] * 2, 5)
    '2 of 5 linked indicators are rated Requires improvement'
    >>> rated_worst(["Red"], 1)
    'the linked indicator is rated Red'
    """
    ratings = " or ".join(dict.fromkeys(words))
    if linked == 1:
        return f"{only} is rated {ratings}"
    number = "all" if len(words) == linked else f"{len(words)} of"
    return f"{number} {linked} linked indicators {'is' if len(words) == 1 else 'are'} rated {ratings}"


def contradiction(
    *,
    is_opportunity: bool,
    score: Decimal | None,
    travel: Travel,
    view: str,
    words: Sequence[str],
    linked: int,
    only: str = "the linked indicator",
) -> str:
    """The sentence that says so; empty where nothing contradicts.

    `travel` is worked out from the scores, `view` is the owner's; `words`, `linked` and `only` as `rated_worst`
    takes them.

    >>> contradiction(is_opportunity=False, score=Decimal(12), travel=Travel.IMPROVING, view="improving",
    ...               words=["Red"], linked=3)
    'Its score fell to 12 and its owner says that it is improving, while 1 of 3 linked indicators is rated Red.'
    """
    better = []
    if travel == Travel.IMPROVING and score is not None:
        better.append(f"its score {'rose' if is_opportunity else 'fell'} to {score.normalize():f}")
    if view == Travel.IMPROVING:
        better.append("its owner says that it is improving")
    if not better or not words:
        return ""
    said = " and ".join(better)
    return f"{said[0].upper()}{said[1:]}, while {rated_worst(words, linked, only)}."
