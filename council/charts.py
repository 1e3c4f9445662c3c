"""Charts as plain data: the specification that Plotly draws in the browser, beside the sentence and the table that say
the same in words.

A `Trend` or a `Mix` holds the numbers; `trend_chart` and `mix_chart` make a `Chart` of them for a page
(`{% chart chart %}`), and council/svg.py draws the very same `Trend` or `Mix` for documents. Specifications are dicts:
plotly.graph_objects takes about 7 ms a chart to say the same (tests hold ours to it). Pure: no Django, no clock.

Nothing is told by colour alone: marker shapes, bar patterns and letters repeat it, the table repeats everything, and no
fact shows only on hovering. Plotly reads a little HTML in every text, so all text passes through `plain`.
"""

from typing import Any

from council.chart_data import (
    ACTUAL,
    GRID,
    INK,
    OTHERS,
    TARGET,
    Band,
    Chart,
    Comparator,
    Group,
    Mix,
    Point,
    Trend,
    mix_message,
    plain,
    trend_message,
    wrapped,
)
from council.sections import Mark

__all__ = ["Band", "Chart", "Comparator", "Group", "Mix", "Point", "Trend", "mix_chart", "trend_chart"]

FONT = '"Helvetica Neue", Helvetica, Arial, sans-serif'
MOST_LABELS = 12  # along the time axis; charts.js keeps fewer on a narrow screen

# Plotly's names for the shapes of council/sections.py; an unrated figure is a hollow diamond.
SYMBOLS = {
    "circle": "circle",
    "triangle": "triangle-up",
    "square": "square",
    "diamond": "diamond",
    "none": "diamond-open",
}
# Comparators, told apart by marker and dash as well as by colour; council/svg.py draws the same five, over and over.
OTHER_SYMBOLS = ("x", "cross", "star", "hourglass", "bowtie")
OTHER_DASHES = ("dot", "dashdot", "longdash", "longdashdot", "8px,2px")
PATTERNS = {"circle": "", "triangle": "/", "square": "x", "diamond": ".", "none": "."}


def base_layout(**more: Any) -> dict[str, Any]:
    """What every drawing has in common, with what one of them has besides."""
    axis = {"fixedrange": True, "zeroline": False, "automargin": True, "gridcolor": GRID, "linecolor": INK}
    layout: dict[str, Any] = {
        "font": {"family": FONT, "size": 14, "color": INK},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "showlegend": False,  # lines are labelled where they end; the key of marks is HTML
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": "#ffffff", "bordercolor": INK, "font": {"color": INK, "size": 14}},
        "dragmode": False,
        "xaxis": dict(axis),
        "yaxis": dict(axis),
    }
    for name, value in more.items():
        layout[name] = {**layout[name], **value} if name in {"xaxis", "yaxis"} else value
    return layout


# --- Trend ----------------------------------------------------------------------------------------------------------


def trend_chart(trend: Trend, *, title: str, message: str = "") -> Chart:
    """One measure over time with its target; `message` is the sentence above it, made from the figures if left out."""
    return Chart(
        title=title,
        message=message or trend_message(trend),
        spec={"data": _trend_traces(trend), "layout": trend_layout(trend)},
        **_trend_table(trend),
        key=trend.key,
        data=trend,
        others=tuple(other.name for other in trend.others),
        notes=tuple(remark.text for remark in trend.remarks),
    )


def hover(trend: Trend, point: Point) -> str:
    """What shows beside a figure under the pointer; the table says it too."""
    target = f", target {trend.target_text(point.target)}" if point.target is not None else ""
    mark = f". {point.mark.words}" if point.mark is not None else ""
    return plain(f"{point.label}: {trend.text(point.value)}{target}{mark}")


def _trend_traces(trend: Trend) -> list[dict[str, Any]]:
    points = trend.points
    traces: list[dict[str, Any]] = []
    if any(point.target is not None for point in points):
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": "Target",
                "x": list(range(len(points))),
                "y": [None if p.target is None else float(p.target) for p in points],
                "line": {"color": TARGET, "width": 2, "dash": "dash", "shape": "hvh"},
                "hoverinfo": "skip",
            }
        )
    traces += [_other_trace(trend, number) for number in range(len(trend.others))]
    for run in trend.segments:
        marks = [points[place].mark for place in run]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": "Actual",
                "x": run,
                "y": [float(points[place].value or 0) for place in run],
                "line": {"color": ACTUAL, "width": 3},
                "marker": {
                    "symbol": [SYMBOLS[mark.shape if mark else "none"] for mark in marks],
                    "color": [mark.colour if mark and mark.shape != "none" else ACTUAL for mark in marks],
                    "size": 13 if len(points) <= 20 else 9,
                    "line": {"color": INK, "width": 1},
                },
                "text": [hover(trend, points[place]) for place in run],
                "hoverinfo": "text",
                "cliponaxis": False,
            }
        )
    return traces


def _other_trace(trend: Trend, number: int) -> dict[str, Any]:
    """The figures of one comparator: its line joins them over periods for which none is known."""
    other = trend.others[number]
    known = [(place, value) for place, value in enumerate(other.values) if value is not None]
    colour = OTHERS[number % len(OTHERS)]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": plain(other.name),
        "x": [place for place, _ in known],
        "y": [float(value) for _, value in known],
        "line": {"color": colour, "width": 2, "dash": OTHER_DASHES[number % len(OTHER_DASHES)]},
        "marker": {"symbol": OTHER_SYMBOLS[number % len(OTHER_SYMBOLS)], "color": colour, "size": 10},
        "text": [
            plain(f"{other.name}, {trend.points[place].label}: {trend.text(value)}") for place, value in known
        ],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def trend_layout(trend: Trend) -> dict[str, Any]:
    """Axes, bands, breaks and labels of a measure over time."""
    points = trend.points
    low, high = trend.bounds
    shown = _labelled(len(points))
    before, after = {"£": ("£", ""), "%": ("", "%")}.get(trend.unit, ("", ""))
    return base_layout(
        margin={"l": 10, "r": 110, "t": 30, "b": 10},
        shapes=[*_band_shapes(trend, low, high), *_remark_shapes(trend)],
        annotations=[*_end_labels(trend, low, high), *remark_labels(trend)],
        xaxis={
            "range": [-0.4, max(len(points) - 0.6, 0.6)],
            "showgrid": False,
            "tickmode": "array",
            "tickvals": shown,
            "ticktext": [wrapped(points[place].tick or points[place].label, 8) for place in shown],
            "tickangle": 0,
            "ticks": "outside",
        },
        yaxis={
            "range": [low, high],
            "tickprefix": before,
            "ticksuffix": after,
            "nticks": 6,
            "title": {"text": "" if before or after else plain(trend.unit), "font": {"size": 14}},
        },
    )


def _labelled(number: int) -> list[int]:
    """The places along the axis that carry a label, evenly apart; the last one always does."""
    step = -(-number // MOST_LABELS) or 1
    return list(range(number - 1, -1, -step))[::-1]


def _band_shapes(trend: Trend, low: float, high: float) -> list[dict[str, Any]]:
    return [
        {
            "type": "rect",
            "layer": "below",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": low if band.low is None else max(float(band.low), low),
            "y1": high if band.high is None else min(float(band.high), high),
            "fillcolor": band.mark.colour,
            "opacity": 0.1,
            "line": {"width": 0},
        }
        for band in trend.bands
        if (band.low is None or float(band.low) < high) and (band.high is None or float(band.high) > low)
    ]


def _remark_shapes(trend: Trend) -> list[dict[str, Any]]:
    """A line down the whole height for each break and event."""
    line = {"color": INK, "width": 1, "dash": "dot"}
    return [
        {
            "type": "line",
            "layer": "below",
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "x0": remark.place,
            "x1": remark.place,
            "line": line,
        }
        for remark in trend.remarks
    ]


def remark_labels(trend: Trend) -> list[dict[str, Any]]:
    """The numbers of breaks and events above their lines; what they say is in the chart's notes."""
    return [
        {
            "text": plain(remark.label),
            "x": remark.place,
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "showarrow": False,
            "font": {"size": 12},
        }
        for remark in trend.remarks
    ]


def _end_labels(trend: Trend, low: float, high: float) -> list[dict[str, Any]]:
    """The last figure and the last target, written where their lines end, apart where they would touch."""
    last_place = len(trend.points) - 1
    actual = next((p for p in reversed(trend.points) if p.value is not None), None)
    target = next((p for p in reversed(trend.points) if p.target is not None), None)
    labels = []
    if actual is not None:
        labels.append(
            (float(actual.value or 0), plain(trend.text(actual.value, beside_axis=True)), ACTUAL, 700)
        )
    if target is not None:
        words = f"Target {plain(trend.target_text(target.target, beside_axis=True))}"
        labels.append((float(target.target or 0), words, TARGET, 400))
    close = len(labels) == 2 and abs(labels[0][0] - labels[1][0]) < (high - low) * 0.08
    first_above = len(labels) < 2 or labels[0][0] >= labels[1][0]
    return [
        {
            "text": text,
            "x": last_place,
            "y": height,
            "xanchor": "left",
            "xshift": 14,
            "yshift": (10 if (number == 0) == first_above else -10) if close else 0,
            "showarrow": False,
            "font": {"color": colour, "weight": weight},  # a <b> would be an inline style
        }
        for number, (height, text, colour, weight) in enumerate(labels)
    ]


def _trend_table(trend: Trend) -> dict[str, Any]:
    """The figures in words; a column nobody filled is left out."""
    columns: list[tuple[str, list[str]]] = [
        ("Period", [p.label for p in trend.points]),
        ("Actual", [trend.text(p.value) or "Not available" for p in trend.points]),
        ("Target", [trend.target_text(p.target) for p in trend.points]),
        *((other.name, [trend.text(value) for value in other.values]) for other in trend.others),
        ("Rating", [p.mark.words if p.mark is not None else "" for p in trend.points]),
        ("Note", [". ".join(filter(None, [p.broken, p.event, p.note])) for p in trend.points]),
    ]
    kept = [column for place, column in enumerate(columns) if place < 2 or any(column[1])]
    return {
        "headings": tuple(heading for heading, _ in kept),
        "rows": tuple(zip(*(cells for _, cells in kept), strict=True)),
    }


# --- Mix of ratings ------------------------------------------------------------------------------------------------


def mix_chart(mix: Mix, *, title: str, message: str = "") -> Chart:
    """How many of each group are green, amber, red: one bar a group, letters and counts inside the bars."""
    marks = tuple(mark for mark in mix.marks if any(group.counts.get(mark.code) for group in mix.groups))
    places = list(range(len(mix.groups)))
    return Chart(
        title=title,
        message=message or mix_message(mix),
        spec={
            "data": [_mix_trace(mix, mark, places) for mark in marks],
            "layout": base_layout(
                barmode="stack",
                bargap=0.3,
                margin={"l": 10, "r": 20, "t": 10, "b": 10},
                xaxis={
                    "rangemode": "tozero",
                    "nticks": 6,
                    "tickformat": ",d",
                    "title": {"text": f"Number of {plain(mix.of_what)}", "font": {"size": 14}},
                },
                yaxis={
                    "range": [len(places) - 0.5, -0.5],
                    "showgrid": False,
                    "tickmode": "array",
                    "tickvals": places,
                    "ticktext": [wrapped(group.label, 28) for group in mix.groups],
                },
            ),
        },
        headings=("Group", *(mark.word for mark in marks), "Total"),
        rows=tuple(
            (
                group.label,
                *(str(group.counts.get(mark.code, 0)) for mark in marks),
                str(sum(group.counts.values())),
            )
            for group in mix.groups
        ),
        key=marks,
        kind="mix",
        data=mix,
    )


def _bar_text(mark: Mark, count: int, most: int) -> str:
    """Letter and count; the count alone where its share of the longest bar leaves no room for both."""
    if not count:
        return ""
    return plain(f"{mark.letter} {count}".strip() if count >= most * 0.12 else str(count))


def _mix_trace(mix: Mix, mark: Mark, places: list[int]) -> dict[str, Any]:
    counts = [group.counts.get(mark.code, 0) for group in mix.groups]
    most = max(sum(group.counts.values()) for group in mix.groups)
    return {
        "type": "bar",
        "orientation": "h",
        "name": plain(mark.word),
        "x": counts,
        "y": places,
        "text": [_bar_text(mark, count, most) for count in counts],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"color": mark.ink, "size": 14},
        "hovertext": [
            plain(f"{group.label}: {count} {mark.word}")
            for group, count in zip(mix.groups, counts, strict=True)
        ],
        "hoverinfo": "text",
        "marker": {
            "color": mark.colour,
            "line": {"color": INK, "width": 1},
            "pattern": {
                "shape": PATTERNS[mark.shape],
                "bgcolor": mark.colour,
                "fgcolor": mark.ink,
                "fgopacity": 0.18,
                "size": 9,
                "solidity": 0.25,
            },
        },
    }
