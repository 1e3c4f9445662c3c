"""How a figure compares with what others achieved, in words. Pure: no Django, no clock.

same period     the difference, and whether it is better: by what "good is" says, never for a range, where neither side
                of another's figure is good in itself
no period       the source gives none for the other figure: compared with ours of the same round, and saying so
another period  the newest figure of ours by then: the difference stands with both periods, and nothing is called better
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from council.periods import parse

_BETTER = {
    ("high", True): "better",
    ("high", False): "worse",
    ("low", True): "worse",
    ("low", False): "better",
}
NO_PERIOD = "The source gives no period for it."


@dataclass(frozen=True)
class Own:
    """A figure of ours: the period it covers in the notation of `council.periods`, and the round that brought it."""

    period: str
    reported_in: int
    value: Decimal


@dataclass(frozen=True)
class Match:
    """The place among ours of the figure to compare with, and what has to be said about the periods."""

    place: int
    is_same: bool
    note: str = ""


def match(period: str, reported_in: int, ours: Sequence[Own]) -> Match | None:
    """The figure of ours that belongs beside another's of `period`, printed in the round `reported_in`; None without one.

    `ours` are in the order of time.

    >>> match("2020-21", 8085, [Own("2020-21", 8083, Decimal(1)), Own("2021-22-Q2", 8085, Decimal(2))])
    Match(place=0, is_same=True, note='')
    """
    same = [place for place, own in enumerate(ours) if period and parse(own.period) == parse(period)]
    if same:
        return Match(same[-1], is_same=True)
    if not period:
        of_round = [place for place, own in enumerate(ours) if own.reported_in == reported_in]
        return Match(of_round[-1], is_same=True, note=NO_PERIOD) if of_round else None
    by_then = [place for place, own in enumerate(ours) if own.reported_in <= reported_in]
    if not by_then:
        return None
    newest = by_then[-1]
    note = f"Not the same period: ours is for {parse(ours[newest].period).label}, theirs for {parse(period).label}."
    return Match(newest, is_same=False, note=note)


def difference(
    own: Decimal,
    other: Decimal,
    *,
    whom: str,
    good_is: str,
    says_better: bool,
    size: Callable[[Decimal], str],
) -> str:
    """Ours beside theirs: "3.1 points above the England average: better". `size` words the distance.

    >>> difference(
    ...     Decimal("6.2"), Decimal(5), whom="North West", good_is="low", says_better=True, size="{:f} days".format
    ... )
    '1.2 days above North West: worse'
    """
    if own == other:
        return f"The same as {whom}"
    is_above = own > other
    verdict = _BETTER.get((good_is, is_above), "") if says_better else ""
    return f"{size(abs(own - other))} {'above' if is_above else 'below'} {whom}{f': {verdict}' if verdict else ''}"


def rank_words(rank: int | None, rank_of: int | None) -> str:
    """A place among others.

    >>> rank_words(12, 151), rank_words(2, None), rank_words(None, 151)
    ('12th of 151', '2nd', '')
    """
    if rank is None:
        return ""
    last = rank % 10
    ending = "th" if last not in {1, 2, 3} or rank % 100 in {11, 12, 13} else ("st", "nd", "rd")[last - 1]
    return f"{rank}{ending}{f' of {rank_of}' if rank_of else ''}"


def quartile_words(quartile: int | None) -> str:
    """A quartile, with which end is the good one.

    >>> quartile_words(1), quartile_words(3), quartile_words(4)
    ('Quartile 1, the best', 'Quartile 3', 'Quartile 4, the worst')
    """
    if quartile is None:
        return ""
    return f"Quartile {quartile}{ {1: ', the best', 4: ', the worst'}.get(quartile, '') }"
