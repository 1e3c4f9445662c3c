"""The same charts drawn on the server, for Word, PDF and the small lines beside a figure.

Draws the `Trend` and `Mix` of council/chart_data.py as SVG with presentation attributes only: no style, no script. So
it passes the strictest content security policy, prints, and goes through Typst for PDF and Word. Pure: no Django, no
clock.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape
from math import ceil, floor, log10
from textwrap import wrap

from council.chart_data import ACTUAL, GRID, INK, OTHERS, TARGET, Mix, Trend, mix_message, trend_message
from council.sections import Mark

DOCUMENT_FONT = "Source Sans 3, Helvetica, Arial, sans-serif"
_LETTER = 7.0  # the mean width of a letter at 13 px, for room and wrapping


def _number(value: float) -> str:
    """A coordinate: two decimals are enough, and one chart always gives the same bytes."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", fill: str = INK, bold: bool = False
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{_number(x)}" y="{_number(y)}" text-anchor="{anchor}" fill="{fill}"{weight}>{escape(text)}</text>'


def _line(
    x1: float, y1: float, x2: float, y2: float, *, stroke: str = INK, width: float = 1, dash: str = ""
) -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="M{_number(x1)} {_number(y1)}L{_number(x2)} {_number(y2)}" stroke="{stroke}" '
        f'stroke-width="{_number(width)}"{dashes} fill="none"/>'
    )


def _document(width: int, height: int, title: str, description: str, parts: Sequence[str], font: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" font-family="{escape(font)}" font-size="13"><title>{escape(title)}</title>'
        f"<desc>{escape(description)}</desc>{''.join(parts)}</svg>"
    )


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers between low and high, at most `most` steps apart by 1, 2 or 5 of a power of ten."""
    rough = (high - low) / most
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough - power * 1e-9)
    first = ceil(low / step - 1e-9)
    return [round(number * step, 10) for number in range(first, floor(high / step + 1e-9) + 1)]


def _tick_text(value: float, unit: str) -> str:
    before, after = {"£": ("£", ""), "%": ("", "%")}.get(unit, ("", ""))
    size = f"{abs(value):,.6f}".rstrip("0").rstrip(".")
    return f"{'-' if value < 0 else ''}{before}{size}{after}"


def marker(mark: Mark | None, x: float, y: float, size: float = 6) -> str:
    """The shape of a rating around a point; a figure without a rating is a hollow diamond."""
    shape = mark.shape if mark is not None else "none"
    fill = mark.colour if mark is not None and shape != "none" else "#ffffff"
    outline = f'fill="{fill}" stroke="{INK}" stroke-width="1"'
    if shape == "circle":
        return f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(size)}" {outline}/>'
    corners = {
        "triangle": [(0, -1.2), (1.15, 0.9), (-1.15, 0.9)],
        "square": [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
    }.get(shape, [(0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)])
    path = "L".join(f"{_number(x + dx * size)} {_number(y + dy * size)}" for dx, dy in corners)
    return f'<path d="M{path}z" {outline}/>'


# --- Sparkline ------------------------------------------------------------------------------------------------------


def sparkline(values: Sequence[Decimal | None], *, label: str, width: int = 120, height: int = 28) -> str:
    """The last values as a small line with a dot at its end; gaps stay gaps. Nothing where there is no value."""
    known = [float(value) for value in values if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    room, step = 5, (width - 10) / max(len(values) - 1, 1)

    def place(index: int, value: Decimal) -> tuple[float, float]:
        share = (float(value) - low) / (high - low) if high > low else 0.5
        return room + index * step, height - room - share * (height - 2 * room)

    path, joined, last = "", False, (0.0, 0.0)
    for index, value in enumerate(values):
        if value is None:
            joined = False
            continue
        last = place(index, value)
        path += f"{'L' if joined else 'M'}{_number(last[0])} {_number(last[1])}"
        joined = True
    return (
        f'<svg class="app-sparkline" xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" focusable="false"><title>{escape(label)}</title>'
        f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/>'
        f'<circle cx="{_number(last[0])}" cy="{_number(last[1])}" r="3.5" fill="currentColor"/></svg>'
    )


# --- Trend ----------------------------------------------------------------------------------------------------------


class _Frame:
    """Where a trend's numbers fall on the drawing."""

    def __init__(self, trend: Trend, width: int, height: int) -> None:
        self.low, self.high = trend.bounds
        self.ticks = ticks(self.low, self.high)
        self.left = 14 + _LETTER * max(len(_tick_text(tick, trend.unit)) for tick in self.ticks)
        self.right, self.top, self.bottom = width - 112.0, 26.0, height - 44.0
        self.step = (self.right - self.left) / max(len(trend.points), 1)

    def x(self, place: float) -> float:
        return self.left + (place + 0.5) * self.step

    def y(self, value: Decimal | float) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return self.bottom - share * (self.bottom - self.top)


def trend_svg(
    trend: Trend, *, title: str, width: int = 680, height: int = 320, font: str = DOCUMENT_FONT
) -> str:
    """One measure over time, as `charts.trend_chart` shows it: bands, target, line, marks, breaks, end labels."""
    frame = _Frame(trend, width, height)
    parts = [
        *_bands(trend, frame),
        *_axes(trend, frame),
        *_target(trend, frame),
        *_remarks(trend, frame),
        *_others(trend, frame),
        *_actual(trend, frame),
        *_ends(trend, frame),
    ]
    said = " ".join([trend_message(trend), *(remark.text for remark in trend.remarks)])
    return _document(width, height, title, said, parts, font)


def _bands(trend: Trend, frame: _Frame) -> Iterator[str]:
    for band in trend.bands:
        low = max(frame.low, float(band.low)) if band.low is not None else frame.low
        high = min(frame.high, float(band.high)) if band.high is not None else frame.high
        if low < high:
            x, y = _number(frame.left), _number(frame.y(high))
            width, height = _number(frame.right - frame.left), _number(frame.y(low) - frame.y(high))
            yield (
                f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{band.mark.colour}" '
                'fill-opacity="0.1"/>'
            )


def _axes(trend: Trend, frame: _Frame) -> Iterator[str]:
    for tick in frame.ticks:
        yield _line(frame.left, frame.y(tick), frame.right, frame.y(tick), stroke=GRID)
        yield _text(frame.left - 6, frame.y(tick) + 4, _tick_text(tick, trend.unit), anchor="end")
    yield _line(frame.left, frame.bottom, frame.right, frame.bottom)
    most = max(int((frame.right - frame.left) / 64), 1)
    every = -(-len(trend.points) // most) or 1
    for place, point in enumerate(trend.points):
        if (len(trend.points) - 1 - place) % every:
            continue
        for row, words in enumerate(wrap(point.tick or point.label, 8)[:2]):
            yield _text(frame.x(place), frame.bottom + 17 + row * 15, words, anchor="middle")
    if trend.unit and trend.unit not in "£%":
        yield _text(frame.left, frame.top - 10, trend.unit.capitalize())


def _target(trend: Trend, frame: _Frame) -> Iterator[str]:
    path, before = "", None
    for place, point in enumerate(trend.points):
        if point.target is None:
            before = None
            continue
        y = _number(frame.y(point.target))
        start, end = _number(frame.x(place - 0.5)), _number(frame.x(place + 0.5))
        path += f"{'L' if before is not None else 'M'}{start} {y}L{end} {y}"
        before = point.target
    if path:
        yield f'<path d="{path}" stroke="{TARGET}" stroke-width="2" stroke-dasharray="7 5" fill="none"/>'


def _remarks(trend: Trend, frame: _Frame) -> Iterator[str]:
    """A numbered line for each break and event; what they say stands below the drawing."""
    for remark in trend.remarks:
        x = frame.x(remark.place)
        yield _line(x, frame.top, x, frame.bottom, dash="2 3")
        yield _text(x, frame.top - 8, remark.label, anchor="middle")


def _others(trend: Trend, frame: _Frame) -> Iterator[str]:
    for number, other in enumerate(trend.others):
        known = [(frame.x(p), frame.y(value)) for p, value in enumerate(other.values) if value is not None]
        yield _other_line(known, number)


# The marker of each comparator as strokes around its point (cross, plus, star, hourglass, bow tie), and its dashes.
_OTHERS: tuple[tuple[str, tuple[tuple[float, float, float, float], ...]], ...] = (
    ("2 3", ((-4, -4, 4, 4), (-4, 4, 4, -4))),
    ("8 3 2 3", ((-5, 0, 5, 0), (0, -5, 0, 5))),
    ("10 4", ((-5, 0, 5, 0), (-2.5, -4.3, 2.5, 4.3), (-2.5, 4.3, 2.5, -4.3))),
    ("14 3 2 3", ((-4, -5, 4, -5), (4, -5, -4, 5), (-4, 5, 4, 5), (4, 5, -4, -5))),
    ("8 2", ((-5, -4, -5, 4), (-5, 4, 5, -4), (5, -4, 5, 4), (5, 4, -5, -4))),
)


def _other_line(known: Sequence[tuple[float, float]], number: int) -> str:
    """The line of the nth comparator and its markers."""
    if not known:
        return ""
    colour = OTHERS[number % len(OTHERS)]
    dash, strokes = _OTHERS[number % len(_OTHERS)]
    path = "L".join(f"{_number(x)} {_number(y)}" for x, y in known)
    line = f'<path d="M{path}" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}" fill="none"/>'
    markers = (
        _line(x + x1, y + y1, x + x2, y + y2, stroke=colour, width=2)
        for x, y in known
        for x1, y1, x2, y2 in strokes
    )
    return line + "".join(markers)


def other_sample(number: int) -> str:
    """A piece of the nth comparator's line, for the key of a chart on a page. Its name beside it says what it is."""
    drawn = _other_line([(2, 8), (20, 8), (38, 8)], number)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="16" viewBox="0 0 40 16" aria-hidden="true" '
        f'focusable="false">{drawn}</svg>'
    )


def _actual(trend: Trend, frame: _Frame) -> Iterator[str]:
    for run in trend.segments:
        path = "L".join(f"{_number(frame.x(p))} {_number(frame.y(trend.points[p].value or 0))}" for p in run)
        yield f'<path d="M{path}" stroke="{ACTUAL}" stroke-width="3" stroke-linejoin="round" fill="none"/>'
    for run in trend.segments:
        for place in run:
            yield marker(trend.points[place].mark, frame.x(place), frame.y(trend.points[place].value or 0))


def _ends(trend: Trend, frame: _Frame) -> Iterator[str]:
    """The last figure and the last target, beside the end of the lines and never over each other."""
    actual = next((p for p in reversed(trend.points) if p.value is not None), None)
    target = next((p for p in reversed(trend.points) if p.target is not None), None)
    y_actual = frame.y(actual.value or 0) if actual else None
    y_target = frame.y(target.target or 0) if target else None
    if y_actual is not None and y_target is not None and abs(y_actual - y_target) < 18:
        middle, side = (y_actual + y_target) / 2, 9 if y_actual >= y_target else -9
        y_actual, y_target = middle + side, middle - side
    if actual is not None and y_actual is not None:
        words = trend.text(actual.value, beside_axis=True)
        yield _text(frame.right + 6, y_actual + 4, words, fill=ACTUAL, bold=True)
    if target is not None and y_target is not None:
        words = f"Target {trend.target_text(target.target, beside_axis=True)}"
        yield _text(frame.right + 6, y_target + 4, words, fill=TARGET)


# --- Mix of ratings ------------------------------------------------------------------------------------------------


def mix_svg(mix: Mix, *, title: str, width: int = 680, font: str = DOCUMENT_FONT) -> str:
    """How many of each group have which rating, as `charts.mix_chart` shows it: letter and count inside each bar."""
    labels = [wrap(group.label, 24) for group in mix.groups]
    left, row, top = 200.0, 40, 10
    most = max([sum(group.counts.values()) for group in mix.groups], default=0) or 1
    scale = (width - left - 40) / most
    parts: list[str] = []
    for number, group in enumerate(mix.groups):
        y, x = top + number * row, left
        first = y + row / 2 + 4 - (len(labels[number]) - 1) * 7.5
        parts += [
            _text(left - 10, first + 15 * n, words, anchor="end") for n, words in enumerate(labels[number])
        ]
        for mark in mix.marks:
            count = group.counts.get(mark.code, 0)
            if count:
                parts += _bar(mark, count, x, y + 5, count * scale, row - 10)
                x += count * scale
        parts.append(_text(x + 6, y + row / 2 + 4, str(sum(group.counts.values()))))
    key, height = _mix_key(mix, left, width, top + len(mix.groups) * row + 24)
    return _document(width, height, title, mix_message(mix), parts + key, font)


def _bar(mark: Mark, count: int, x: float, y: float, width: float, height: float) -> Iterator[str]:
    yield (
        f'<rect x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}" '
        f'fill="{mark.colour}" stroke="{INK}" stroke-width="1"/>'
    )
    words = f"{mark.letter} {count}".strip()
    # Where the bar is too short for its words, the letter goes first: the count is in the table and in the total.
    if len(words) * _LETTER + 6 > width:
        words = mark.letter or str(count)
    yield _text(x + width / 2, y + height / 2 + 4.5, words, anchor="middle", fill=mark.ink, bold=True)


def _mix_key(mix: Mix, left: float, right: float, top: float) -> tuple[list[str], int]:
    """What the letters mean, on as many lines as it takes, and the height that the drawing then needs."""
    parts: list[str] = []
    x, y = left, top
    for mark in mix.marks:
        if not any(group.counts.get(mark.code) for group in mix.groups):
            continue
        words = f"{mark.letter} {mark.word}".strip()
        room = 34 + _LETTER * len(words)
        if x > left and x + room > right:
            x, y = left, y + 22
        parts += [marker(mark, x + 6, y - 4), _text(x + 18, y, words)]
        x += room
    return parts, int(y) + 14
