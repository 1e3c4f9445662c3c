"""Signal or noise: the control chart of a series (XmR, individuals and moving range). Pure.

The lines and the first two rules are those of Wheeler, "Understanding Variation" (1993); the trend is that of Nelson,
"The Shewhart control chart: tests for special causes" (1984). Other tests of theirs are left out: each one more is one
more way to call chance a signal.

    centre line         the mean of the figures
    limits              the mean, plus and minus 2.66 times the mean difference between neighbouring figures
                        (2.66 = 3 / 1.128: three standard deviations, estimated from pairs). There are no lines for
                        fewer than eight comparable figures
    break in series     the lines start anew with the first figure after it
    missing figure      is passed over: its neighbours are compared with each other
    unusual             outside the limits; a figure on a limit is inside
    sustained change    eight or more in a row on one side of the centre line; a figure on it ends the run
    trend               six or more in a row, each higher (or each lower) than the one before; equal figures end it
    possible figures    where figures cannot lie below or above a number (a share of 100%), neither do the limits

Comparisons are exact: no mean is rounded before a figure is held against it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Literal

from kpis.rating_sums import EXACT, SHOWN, ZERO

#: The fewest comparable figures that get lines: two years of quarters.
FEWEST = 8
RUN = 8
TREND = 6
FACTOR = Decimal("2.66")

Kind = Literal["above", "below", "high_run", "low_run", "rising", "falling"]


@dataclass(frozen=True)
class Signal:
    """Something that chance alone would rarely do, and the places in the series that show it."""

    kind: Kind
    places: tuple[int, ...]


@dataclass(frozen=True)
class Stretch:
    """Comparable figures between two breaks, by their places in the series, with their lines for showing.

    The lines are None where there are fewer than eight figures.
    """

    places: tuple[int, ...]
    centre: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    signals: tuple[Signal, ...] = ()

    @property
    def missing(self) -> int:
        """How many more figures are needed for the lines."""
        return max(FEWEST - len(self.places), 0)

    @property
    def unusual(self) -> frozenset[int]:
        """The places of figures outside the limits."""
        return frozenset(
            place for signal in self.signals if signal.kind in {"above", "below"} for place in signal.places
        )


def stretches(
    values: Sequence[Decimal | None],
    breaks: Collection[int] = (),
    *,
    least: Decimal | None = None,
    most: Decimal | None = None,
) -> tuple[Stretch, ...]:
    """The series cut at its breaks (the places of the first figure after each), each part with lines and signals.

    `least` and `most` are the bounds of what the figures can be, where there are such.
    """
    starts = sorted({0, len(values), *breaks})
    parts = (
        [place for place in range(start, end) if values[place] is not None] for start, end in pairwise(starts)
    )
    return tuple(_stretch(values, part, least, most) for part in parts if part)


def _stretch(
    values: Sequence[Decimal | None], places: list[int], least: Decimal | None, most: Decimal | None
) -> Stretch:
    if len(places) < FEWEST:
        return Stretch(tuple(places))
    figures = [value for place in places if (value := values[place]) is not None]
    number = len(figures)
    total = _sum(figures)
    ranges = _sum(EXACT.subtract(after, before).copy_abs() for before, after in pairwise(figures))
    centre = SHOWN.divide(total, Decimal(number))
    reach = SHOWN.divide(EXACT.multiply(FACTOR, ranges), Decimal(number - 1))
    lower, upper = SHOWN.subtract(centre, reach), SHOWN.add(centre, reach)
    # `number` times its distance from the centre line, and from there to a limit: products instead of quotients.
    apart = [EXACT.subtract(EXACT.multiply(figure, Decimal(number)), total) for figure in figures]
    allowed = EXACT.multiply(EXACT.multiply(FACTOR, ranges), Decimal(number))
    beyond = [EXACT.multiply(distance.copy_abs(), Decimal(number - 1)) > allowed for distance in apart]
    signals = [
        *(
            Signal("above" if apart[index] > 0 else "below", (place,))
            for index, place in enumerate(places)
            if beyond[index]
        ),
        *_runs(places, [_sign(distance) for distance in apart]),
        *_trends(places, figures),
    ]
    return Stretch(
        tuple(places),
        centre,
        lower if least is None else max(lower, least),
        upper if most is None else min(upper, most),
        tuple(signals),
    )


def _runs(places: list[int], sides: list[int]) -> Iterator[Signal]:
    """Eight or more in a row on one side of the centre line."""
    for side, members in groupby(range(len(places)), key=lambda index: sides[index]):
        run = tuple(places[index] for index in members)
        if side and len(run) >= RUN:
            yield Signal("high_run" if side > 0 else "low_run", run)


def _trends(places: list[int], figures: list[Decimal]) -> Iterator[Signal]:
    """Six or more in a row that rise, or that fall."""
    steps = [_sign(EXACT.subtract(after, before)) for before, after in pairwise(figures)]
    for way, members in groupby(range(len(steps)), key=lambda index: steps[index]):
        between = list(members)
        run = tuple(places[between[0] : between[-1] + 2])
        if way and len(run) >= TREND:
            yield Signal("rising" if way > 0 else "falling", run)


def _sign(number: Decimal) -> int:
    return (number > 0) - (number < 0)


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    total = ZERO
    for number in numbers:
        total = EXACT.add(total, number)
    return total


def sentences(
    stretch: Stretch,
    labels: Sequence[str],
    values: Sequence[Decimal | None],
    text: Callable[[Decimal], str],
) -> list[str]:
    """What the control chart says, for a reader who never saw one. `text` prints a figure of this measure."""
    if stretch.centre is None or stretch.lower is None or stretch.upper is None:
        have, more = len(stretch.places), stretch.missing
        return [
            f"A control chart needs {FEWEST} comparable figures. There {'is' if have == 1 else 'are'} {have}; "
            f"{more} more {'is' if more == 1 else 'are'} needed."
        ]
    said = [
        f"The average of these {len(stretch.places)} figures is {text(stretch.centre)}. Ordinary ups and downs lie "
        f"between {text(stretch.lower)} and {text(stretch.upper)}."
    ]
    said += [_sentence(signal, stretch, labels, values, text) for signal in stretch.signals]
    if not stretch.signals:
        said.append(
            "Nothing here is unusual: the differences between these figures are no more than chance would bring."
        )
    return said


def _sentence(
    signal: Signal,
    stretch: Stretch,
    labels: Sequence[str],
    values: Sequence[Decimal | None],
    text: Callable[[Decimal], str],
) -> str:
    first, last, number = labels[signal.places[0]], labels[signal.places[-1]], len(signal.places)
    value = values[signal.places[0]]
    if signal.kind in {"above", "below"} and value is not None:
        side = "higher" if signal.kind == "above" else "lower"
        return (
            f"Unusual: {text(value)} in {first} is {side} than ordinary ups and downs explain. "
            "Something particular probably caused it."
        )
    if signal.kind in {"high_run", "low_run"}:
        side = "above" if signal.kind == "high_run" else "below"
        return (
            f"Sustained change: {number} figures in a row, from {first} to {last}, lie {side} the average. "
            "That is unlikely to be chance."
        )
    way = "higher" if signal.kind == "rising" else "lower"
    return (
        f"Trend: {number} figures in a row, from {first} to {last}, are each {way} than the one before. "
        "That is unlikely to be chance."
    )
