"""What a chart shows, before anybody draws it: a measure over time, or a mix of ratings, and each in one sentence.

council/charts.py draws these for a page, council/svg.py for documents, so both always show the same numbers. Pure: no
Django, no clock.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from textwrap import wrap
from typing import Any

from council.sections import Cell, Mark

# The colours of lines and lettering, the same in both drawings.
ACTUAL, TARGET, INK, GRID = "#0b4f6c", "#505a5f", "#0b0c0c", "#dfe6e9"
# Those of comparators: dark enough beside a status colour, and none of the three.
OTHERS = ("#801650", "#54319f", "#3d3d3d", "#7a4a00", "#005e5e")


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a trend. `label` is the period in full, `tick` its short form under the axis.

    `broken` says why the series starts anew here ("New definition"): the line is not drawn across. `event` says what
    happened ("A storm"), which the figure can still be compared across.
    """

    label: str
    value: Decimal | None
    target: Decimal | None = None
    mark: Mark | None = None
    tick: str = ""
    broken: str = ""
    note: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True)
class Comparator:
    """Somebody else's figures beside ours ("England average"): one for each point of the trend, None where none is known."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A break or an event as the drawing marks it: a short label at a line, `text` in full below."""

    label: str
    place: float
    text: str


@dataclass(frozen=True, slots=True)
class Band:
    """Where figures between `low` and `high` (None: no bound) have a rating, shaded behind the line."""

    mark: Mark
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure over time."""

    points: tuple[Point, ...]
    unit: str = ""
    decimals: int | None = None
    bands: tuple[Band, ...] = ()
    marks: tuple[Mark, ...] = ()  # the scheme's, best to worst: the order of the key
    others: tuple[Comparator, ...] = ()

    def target_text(self, target: Decimal | None, *, beside_axis: bool = False) -> str:
        """A target as it was set: "95%" stays 95% where figures have two decimals."""
        return "" if target is None else Cell.figure(target, unit=self._unit(beside_axis)).text

    @property
    def key(self) -> tuple[Mark, ...]:
        """The marks that the trend shows, each once, best to worst."""
        shown = dict.fromkeys(p.mark for p in self.points if p.mark is not None and p.value is not None)
        return tuple(
            sorted(shown, key=lambda mark: self.marks.index(mark) if mark in self.marks else len(self.marks))
        )

    def text(self, number: Decimal | None, *, beside_axis: bool = False) -> str:
        """A figure of this measure as it is printed."""
        unit = self._unit(beside_axis)
        return "" if number is None else Cell.figure(number, unit=unit, decimals=self.decimals).text

    def _unit(self, beside_axis: bool) -> str:
        """The unit; in a drawing whose axis says it, only a sign is said again, since there is no room for words."""
        return "" if beside_axis and self.unit not in {"%", "£"} else self.unit

    @property
    def bounds(self) -> tuple[float, float]:
        """The lowest and highest number of the vertical axis: all figures, targets and comparators, and a little room."""
        drawn = [n for p in self.points for n in (p.value, p.target)]
        drawn += [n for other in self.others for n in other.values]
        numbers = [float(n) for n in drawn if n is not None] or [0.0, 1.0]
        low, high = min(numbers), max(numbers)
        room = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
        # No room below nought where nothing is below it: a count or a share cannot be.
        return (max(low - room, 0.0) if low >= 0 else low - room, high + room)

    @property
    def segments(self) -> list[list[int]]:
        """The places of the points that one line joins: a gap or a break ends it."""
        runs: list[list[int]] = [[]]
        for place, point in enumerate(self.points):
            if point.broken or point.value is None:
                runs.append([])
            if point.value is not None:
                runs[-1].append(place)
        return [run for run in runs if run]

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """The breaks and events, numbered in their order: a break stands before the figure that it begins with."""
        found = []
        for place, point in enumerate(self.points):
            if point.broken:
                found.append(("Break", place - 0.5, f"before {point.label}: {point.broken}"))
            if point.event:
                found.append(("Event", float(place), f"at {point.label}: {point.event}"))
        return tuple(
            Remark(label=f"{kind} {number}", place=place, text=f"{kind} {number}, {text}")
            for number, (kind, place, text) in enumerate(found, start=1)
        )


@dataclass(frozen=True, slots=True)
class Lines:
    """The centre line and limits of a control chart, from the place of its first figure to that of its last."""

    first: int
    last: int
    centre: Decimal
    lower: Decimal
    upper: Decimal


@dataclass(frozen=True, slots=True)
class Control:
    """A measure over time with the lines of its control chart.

    `signals` name what is out of the ordinary, by the place of the figure; `unusual` are those outside the limits.
    """

    trend: Trend
    lines: tuple[Lines, ...] = ()
    unusual: frozenset[int] = frozenset()
    signals: dict[int, str] = field(default_factory=dict)

    @property
    def bounds(self) -> tuple[float, float]:
        """The vertical axis holds the limits as well as the figures, and the word beside an unusual one."""
        low, high = self.trend.bounds
        room = (high - low) * 0.05
        ends = [(float(end), room) for lines in self.lines for end in (lines.lower, lines.upper)]
        ends += [(float(self.trend.points[place].value or 0), 3 * room) for place in self.unusual]
        return min([low, *(end - space for end, space in ends)]), max(
            [high, *(end + space for end, space in ends)]
        )

    def lines_at(self, place: int) -> Lines | None:
        return next((lines for lines in self.lines if lines.first <= place <= lines.last), None)


@dataclass(frozen=True, slots=True)
class Group:
    """One bar of a mix: how many indicators of a directorate, say, have which status code."""

    label: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Mix:
    """How many of each group have which rating. `marks` are in the order of the bars, best to worst."""

    groups: tuple[Group, ...]
    marks: tuple[Mark, ...]
    of_what: str = "indicators"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart for a page: what to draw, what it says, and the table that says it too."""

    title: str
    message: str
    spec: dict[str, Any]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    key: tuple[Mark, ...] = ()
    kind: str = "trend"
    data: Trend | Mix | Control = field(default_factory=lambda: Trend(()))
    others: tuple[str, ...] = ()  # the names of the comparators drawn, in their order
    notes: tuple[str, ...] = ()  # the breaks and events that the drawing numbers

    @property
    def label(self) -> str:
        """What a screen reader says in the drawing's place."""
        return f"Chart: {self.title}. {self.message} The figures are in the table below."


def plain(text: str) -> str:
    """Text that Plotly draws as it stands, on one line: it would read < > & as markup."""
    one_line = " ".join(text.split())
    return one_line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def wrapped(text: str, width: int) -> str:
    """Plain text broken into lines of at most `width` characters."""
    return "<br>".join(plain(line) for line in wrap(text, width))


def trend_message(trend: Trend) -> str:
    """What the last figure is, beside its target and the figure before it."""
    known = [point for point in trend.points if point.value is not None]
    if not known:
        return "There are no figures yet."
    last = known[-1]
    against = f" against a target of {trend.target_text(last.target)}" if last.target is not None else ""
    rating = f": {last.mark.words[:1].lower()}{last.mark.words[1:]}" if last.mark is not None else ""
    before = ""
    if len(known) > 1 and not last.broken:
        before = f" It was {trend.text(known[-2].value)} in {known[-2].label}."
    return f"{trend.text(last.value)} in {last.label}{against}{rating}.{before}"


def mix_message(mix: Mix) -> str:
    """How many of all have each rating, best first."""
    total = sum(sum(group.counts.values()) for group in mix.groups)
    parts = [
        f"{count} {mark.word[:1].lower()}{mark.word[1:]}"
        for mark in mix.marks
        if (count := sum(group.counts.get(mark.code, 0) for group in mix.groups))
    ]
    return f"Of {total} {mix.of_what}: {', '.join(parts)}." if parts else f"There are no {mix.of_what} yet."
