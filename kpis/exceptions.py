"""What a quarter's figures ask people to look at first. Pure: takes plain rows, returns short lists.

The lists, each decided once:

    worst gaps      the largest shortfall in percent of the target, of the figures this round brought. A target of 0 has
                    no percentage, so no place here
    newly red       the worst status of its scheme now, another status in the round that rated it before
    newly green     the best status likewise
    longest red     in the worst status for the most rounds in a row. Rounds without a rating (nothing due, not available)
                    neither count nor end the run
    most changed    the largest change in percent of the period before, whichever way. Not of a running total, which
                    always grows, nor across a break in the series, nor from 0
    late and stale  nothing came for a closed quarter where something was due; or the newest figure came in more than four
                    rounds ago, a year and more, whether one was due or not

Numbers are the engine's (`kpis.rating`); nothing here rates. A tie keeps the order of the committee's paper.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeVar

from council.periods import Quarter
from council.sections import Cell

Place = Literal["best", "middle", "worst", "unrated"]
Found = TypeVar("Found")

#: A list to read at a glance; what it leaves out, it counts.
MOST = 5
#: A figure is stale when its round is more than a year back.
STALE_AFTER = 4
#: The shortest run worth a place among the longest.
LEAST_RUN = 2

_DIRECTIONS = {"better": ", improved", "worse": ", worse", "same": ", within what counts as the same", "": ""}


@dataclass(frozen=True)
class Standing:
    """The rating that one round gave: its quarter's ordinal, its status in words, where that stands in the scheme."""

    round: int
    word: str
    place: Place


@dataclass(frozen=True)
class Gap:
    """How far a figure lies on the wrong side of its target, as the engine says it.

    `bound` is the target's value, or the end of its range that is nearer; `percent` the distance in percent of it.
    """

    actual: Decimal
    bound: Decimal
    distance: Decimal
    percent: Decimal
    is_range: bool = False


@dataclass(frozen=True)
class Change:
    """A figure and the one of the period before, with the engine's direction of travel."""

    before: Decimal
    actual: Decimal
    direction: str = ""

    @property
    def percent(self) -> Decimal:
        """In percent of the figure before, which is not 0."""
        return (self.actual - self.before) * 100 / abs(self.before)


@dataclass(frozen=True)
class Indicator:
    """One indicator in one quarter.

    `standings` are the rounds that rated it, newest first. `gap` and `change` are those of the figure that the quarter's
    own round brought. `every` is how many rounds apart its figures come. `newest` is the round of its newest figure, None
    where none is known; `since` the quarter it was introduced in, None for one that has always been there.
    """

    slug: str
    name: str
    unit: str = ""
    decimals: int | None = None
    standings: tuple[Standing, ...] = ()
    gap: Gap | None = None
    change: Change | None = None
    every: int = 1
    is_awaited: bool = False
    newest: int | None = None
    since: int | None = None

    def amount(self, value: Decimal) -> str:
        """A number with the indicator's unit at its published precision."""
        return Cell.figure(value, unit=self.unit, decimals=self.decimals).text

    @property
    def worst_in_a_row(self) -> int:
        """How many of its newest ratings, without another between them, were the worst."""
        others = (number for number, standing in enumerate(self.standings) if standing.place != "worst")
        return next(others, len(self.standings))


@dataclass(frozen=True)
class Finding:
    """One line: the indicator, and why it is listed."""

    slug: str
    name: str
    sentence: str


@dataclass(frozen=True)
class Findings:
    """A list with its heading, and how many there are with those it leaves out."""

    code: str
    title: str
    items: tuple[Finding, ...]
    total: int

    @property
    def left_out(self) -> int:
        """How many more there are than the list shows."""
        return self.total - len(self.items)


@dataclass(frozen=True)
class Round:
    """The quarter looked at, whether it is closed, and the first round with known ratings, where there are earlier ones."""

    ordinal: int
    is_closed: bool = True
    known_from: int | None = None


def place_of(status: str, statuses: Sequence[str]) -> Place:
    """Where a status stands among those of its scheme, which run from best to worst.

    >>> place_of("red", ["green", "amber", "red"])
    'worst'
    """
    if status not in statuses:
        return "unrated"
    if status == statuses[0]:
        return "best"
    return "worst" if status == statuses[-1] else "middle"


def find(indicators: Sequence[Indicator], now: Round) -> list[Findings]:
    """Every list that has something on it."""
    found = (
        worst_gaps(indicators),
        newly(indicators, now, "worst"),
        newly(indicators, now, "best"),
        longest(indicators, now),
        most_changed(indicators),
        late_and_stale(indicators, now),
    )
    return [findings for findings in found if findings.items]


def worst_gaps(indicators: Sequence[Indicator]) -> Findings:
    """Those short of their target, the largest shortfall in percent of the target first."""
    short = [(each, each.gap) for each in indicators if each.gap is not None and each.gap.percent > 0]
    short.sort(key=lambda pair: -pair[1].percent)

    def words(pair: tuple[Indicator, Gap]) -> str:
        indicator, gap = pair
        side = "below" if gap.actual < gap.bound else "above"
        target = "the nearer end of its target range," if gap.is_range else "its target of"
        return (
            f"{indicator.amount(gap.actual)}, {_distance(gap.distance, indicator)} {side} {target} "
            f"{_short(gap.bound, indicator)}: short by {_percent(gap.percent)}."
        )

    return _findings("worst-gaps", "Furthest from target", short, lambda pair: pair[0], words)


def newly(indicators: Sequence[Indicator], now: Round, place: Place) -> Findings:
    """Those whose rating of this round stands at `place` where the one before it did not."""
    changed = [
        each
        for each in indicators
        if len(each.standings) > 1
        and each.standings[0].round == now.ordinal
        and each.standings[0].place == place
        and each.standings[1].place != place
    ]

    def words(indicator: Indicator) -> str:
        newest, before = indicator.standings[:2]
        return f"{newest.word} now, {before.word} in {_quarter(before.round)}."

    colour = "red" if place == "worst" else "green"
    return _findings(f"newly-{colour}", f"Newly {colour}", changed, _itself, words)


def longest(indicators: Sequence[Indicator], now: Round) -> Findings:
    """Those in the worst status in this round and the one that rated them before, the longest run first."""
    current = (each for each in indicators if each.standings and each.standings[0].round == now.ordinal)
    running = [each for each in current if each.worst_in_a_row >= LEAST_RUN]
    running.sort(key=lambda each: -each.worst_in_a_row)

    def words(indicator: Indicator) -> str:
        length = indicator.worst_in_a_row
        first = indicator.standings[length - 1]
        # Where the round before the run is not known, the run may have begun earlier.
        is_open_ended = now.known_from is not None and first.round - indicator.every < now.known_from
        return (
            f"{first.word} for {'at least ' if is_open_ended else ''}{length} ratings in a row, "
            f"since {_quarter(first.round)}{' or earlier' if is_open_ended else ''}."
        )

    return _findings("longest-red", "Longest red", running, _itself, words)


def most_changed(indicators: Sequence[Indicator]) -> Findings:
    """Those whose figure changed, the largest change in percent of the one before first."""
    changed = [
        (each, each.change)
        for each in indicators
        if each.change is not None and each.change.before and each.change.actual != each.change.before
    ]
    changed.sort(key=lambda pair: -abs(pair[1].percent))

    def words(pair: tuple[Indicator, Change]) -> str:
        indicator, change = pair
        way = "Up" if change.percent > 0 else "Down"
        return (
            f"{way} by {_percent(change.percent)}, from {_short(change.before, indicator)} to "
            f"{indicator.amount(change.actual)}{_DIRECTIONS[change.direction]}."
        )

    return _findings("most-changed", "Most changed", changed, lambda pair: pair[0], words)


def late_and_stale(indicators: Sequence[Indicator], now: Round) -> Findings:
    """Those that have no figure for a closed quarter, or none for more than a year; the late first."""

    def is_late(indicator: Indicator) -> bool:
        return indicator.is_awaited and now.is_closed

    def is_stale(indicator: Indicator) -> bool:
        last = indicator.since if indicator.newest is None else indicator.newest
        return last is None or now.ordinal - last > STALE_AFTER

    def words(indicator: Indicator) -> str:
        newest = indicator.newest
        if newest is None:
            known = "no figure is known of the two years before"
        else:
            ago = now.ordinal - newest
            known = (
                f"the newest figure came in {_quarter(newest)}, {ago} quarter{'' if ago == 1 else 's'} ago"
            )
        start = (
            f"Nothing came for {_quarter(now.ordinal)}"
            if is_late(indicator)
            else "Nothing new for over a year"
        )
        return f"{start}; {known}."

    late = [each for each in indicators if is_late(each)]
    stale = [each for each in indicators if is_stale(each) and not is_late(each)]
    return _findings("late", "Late and stale", late + stale, _itself, words)


def _findings(
    code: str,
    title: str,
    found: Sequence[Found],
    indicator_of: Callable[[Found], Indicator],
    words: Callable[[Found], str],
) -> Findings:
    items = tuple(
        Finding(indicator_of(each).slug, indicator_of(each).name, words(each)) for each in found[:MOST]
    )
    return Findings(code, title, items, len(found))


def _itself(indicator: Indicator) -> Indicator:
    return indicator


def _short(value: Decimal, indicator: Indicator) -> str:
    """A number beside one that has its unit already: only % and £ are said again."""
    unit = indicator.unit if indicator.unit in {"%", "£"} else ""
    return Cell.figure(value, unit=unit, decimals=indicator.decimals).text


def _distance(value: Decimal, indicator: Indicator) -> str:
    """The same for a difference: that of two percentages is in points."""
    if indicator.unit == "%":
        return Cell.figure(value, unit="points", decimals=indicator.decimals).text
    return _short(value, indicator)


def _percent(value: Decimal) -> str:
    """Without its sign, to one decimal; what would round to nothing says that it is less."""
    size = abs(value)
    return "less than 0.1%" if size < Decimal("0.05") else Cell.figure(size, unit="%", decimals=1).text


def _quarter(ordinal: int) -> str:
    return Quarter.from_ordinal(ordinal).label
