"""What cannot both be so: a risk that gets better while the indicators it names are red, and its like. Pure.

The Chair of the committee asked to look at the risks "together with the performance outcomes"; a risk whose score falls, or
whose owner says that it is improving, over indicators in the worst rating is a question that the two papers leave to the
reader. An opportunity is asked the same: it improves when its score rises. So is a service whose indicators are all on track
while more and more of the complaints about its work are upheld.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

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


#: From which share of complaints upheld, in percent, all indicators on track is a question: every second one. Chosen by us;
#: no rule of the Ombudsman names a share.
HIGH_SHARE = Decimal(50)
#: How many points more than the year before are a rise, not the change of a few cases.
RISE = Decimal(5)


def well_but_upheld(
    *, name: str, words: Sequence[str], of: str, share: str, exact: Decimal | None, before: Decimal | None
) -> str:
    """The sentence about a service whose indicators are all in their best rating while many complaints were upheld.

    `words` are the ratings of its rated indicators where all are the best; `of` says which complaints; `share` is the share
    of them upheld as it is printed, `exact` and `before` that share and the year before's in percent, None where there is
    none or it is kept back. Empty where nothing contradicts.

    >>> well_but_upheld(name="Adult Services", words=["On track"], of="complaints about adult social care",
    ...                 share="52% (13 of 25)", exact=Decimal(52), before=Decimal(51))
    'The one rated indicator of Adult Services is On track, while of the complaints about adult social care 52% (13 of 25) \
were upheld, wholly or in part.'
    """
    if not words or exact is None:
        return ""
    rise = None if before is None or exact - before < RISE else exact - before
    if exact < HIGH_SHARE and rise is None:
        return ""
    ratings = " or ".join(dict.fromkeys(words))
    which = "The one rated indicator" if len(words) == 1 else f"All {len(words)} rated indicators"
    more = (
        f", {rise.quantize(Decimal(1), rounding=ROUND_HALF_UP)} points more than the year before"
        if rise
        else ""
    )
    return (
        f"{which} of {name} {'is' if len(words) == 1 else 'are'} {ratings}, while of the {of} {share} were upheld, wholly "
        f"or in part{more}."
    )
