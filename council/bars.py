"""Counts side by side, for a report's charts: a group of bars for each label, a bar in it for each series. Pure.

The drawing (SVG with presentation attributes only, as in council/svg.py) goes into documents; pages draw the same with
Plotly. A bar is told apart by its place, its pattern of outline and its number, never by its colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from textwrap import wrap

from council.chart_data import ACTUAL, INK

#: Fill and outline of the series, the newest first: dark, then white with an outline, then pale ones.
LOOKS = ((ACTUAL, ACTUAL), ("#ffffff", ACTUAL), ("#b9d2dc", ACTUAL), ("#dfe6e9", INK))
FONT = "Source Sans 3, Helvetica, Arial, sans-serif"
LABEL_LENGTH = 30
_LETTER = 7.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One number of a chart: None where there is none or where it is kept back, and then `words` says so."""

    value: Decimal | int | None
    words: str


@dataclass(frozen=True, slots=True)
class Series:
    """One bar of every group, in the order of the labels."""

    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of counts: what the groups are called and, for each series, how many there are."""

    title: str
    message: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]

    def __post_init__(self) -> None:
        wrong = [each.name for each in self.series if len(each.bars) != len(self.labels)]
        if wrong:
            raise ValueError(
                f"The series {', '.join(wrong)} has not one bar for each of {len(self.labels)} labels."
            )

    @property
    def most(self) -> float:
        """The longest bar, at least 1."""
        return (
            max((float(bar.value) for each in self.series for bar in each.bars if bar.value), default=0) or 1
        )


def bars_svg(bars: Bars, *, width: int = 680) -> str:
    """The chart as horizontal bars with their numbers at the ends, and a key where there is more than one series."""
    left, bar, gap, top = 230.0, 17, 14, 8.0
    scale = (width - left - 110) / bars.most
    parts: list[str] = []
    y = top
    for place, label in enumerate(bars.labels):
        height = bar * len(bars.series)
        lines = wrap(label, LABEL_LENGTH) or [""]
        room = max(height, 15 * len(lines))
        first = y + room / 2 + 4.5 - (len(lines) - 1) * 7.5
        parts += [_text(left - 10, first + 15 * n, words, anchor="end") for n, words in enumerate(lines)]
        start = y + (room - height) / 2
        for number, each in enumerate(bars.series):
            parts += _bar(
                each.bars[place], left, start + number * bar, bar, scale, LOOKS[number % len(LOOKS)]
            )
        y += room + gap
    parts.append(f'<path d="M{left:.2f} {top - 4:.2f}V{y - gap + 4:.2f}" stroke="{INK}" fill="none"/>')
    if len(bars.series) > 1:
        parts += _key(bars.series, left, y + 8)
        y += 26
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{int(y)}" viewBox="0 0 {width} {int(y)}" '
        f'role="img" font-family="{escape(FONT)}" font-size="13"><title>{escape(bars.title)}</title>'
        f"<desc>{escape(bars.message)}</desc>{''.join(parts)}</svg>"
    )


def _bar(
    bar: Bar, left: float, y: float, height: float, scale: float, look: tuple[str, str]
) -> Iterator[str]:
    length = float(bar.value or 0) * scale
    if length:
        yield _rectangle(left, y + 1.5, length, height - 3, look)
    yield _text(left + length + 6, y + height / 2 + 4.5, bar.words)


def _key(series: Sequence[Series], left: float, y: float) -> Iterator[str]:
    x = left
    for number, each in enumerate(series):
        yield _rectangle(x, y - 9, 20, 11, LOOKS[number % len(LOOKS)])
        yield _text(x + 27, y + 1, each.name)
        x += 50 + _LETTER * len(each.name)


def _rectangle(x: float, y: float, width: float, height: float, look: tuple[str, str]) -> str:
    fill, outline = look
    return f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{fill}" stroke="{outline}"/>'


def _text(x: float, y: float, text: str, *, anchor: str = "start") -> str:
    return f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}" fill="{INK}">{escape(text)}</text>'
