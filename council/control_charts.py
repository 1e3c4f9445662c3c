"""The control chart of a measure: its figures between the limits of their ordinary ups and downs.

Drawn like the trend of council/charts.py: a plain specification, a sentence, a table of the same numbers; limits are
dashed and named, unusual figures have another shape and the word beside it. Pure: no Django, no clock.
"""

from typing import Any

from council.chart_data import ACTUAL, INK, TARGET, Chart, Control, Lines, Point, Trend, plain
from council.charts import hover, remark_labels, trend_layout

__all__ = ["Control", "Lines", "Point", "Trend", "control_chart"]


def control_chart(control: Control, *, title: str, message: str) -> Chart:
    """A measure over time between the limits of its ordinary ups and downs; `message` says what that shows."""
    layout = trend_layout(control.trend)
    low, high = control.bounds
    layout["yaxis"]["range"] = [low, high]
    layout["margin"]["r"] = 150  # "Upper limit 100.0%"; charts.js breaks the names where there is less room
    layout["annotations"] = [
        *(_limit_labels(control, high - low) if control.lines else ()),
        *_unusual_labels(control),
        *remark_labels(control.trend),
    ]
    return Chart(
        title=title,
        message=message,
        spec={"data": [*_limit_traces(control), *_figure_traces(control)], "layout": layout},
        **_control_table(control),
        data=control,
        notes=tuple(remark.text for remark in control.trend.remarks),
    )


def _limit_traces(control: Control) -> list[dict[str, Any]]:
    """The lines reach half a place beyond the figures that they belong to."""
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "x": [lines.first - 0.4, lines.last + 0.4],
            "y": [float(height), float(height)],
            "line": {"color": TARGET, "width": 2, "dash": dash},
            "hoverinfo": "skip",
        }
        for lines in control.lines
        for name, height, dash in (
            ("Average", lines.centre, "solid"),
            ("Lower limit", lines.lower, "dash"),
            ("Upper limit", lines.upper, "dash"),
        )
    ]


def _figure_traces(control: Control) -> list[dict[str, Any]]:
    """Unusual figures are diamonds, larger than the circles of the others."""
    trend = control.trend
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": "Actual",
            "x": run,
            "y": [float(trend.points[place].value or 0) for place in run],
            "line": {"color": ACTUAL, "width": 3},
            "marker": {
                "symbol": ["diamond" if place in control.unusual else "circle" for place in run],
                "color": [INK if place in control.unusual else ACTUAL for place in run],
                "size": [16 if place in control.unusual else 9 for place in run],
                "line": {"color": "#ffffff", "width": 1},
                "opacity": 1,  # of markers of several sizes Plotly would let the line shine through
            },
            "text": [hover(trend, trend.points[place]) for place in run],
            "hoverinfo": "text",
            "cliponaxis": False,
        }
        for run in trend.segments
    ]


def _limit_labels(control: Control, height: float) -> list[dict[str, Any]]:
    """The newest lines, named where they end; moved apart where they would touch."""
    lines = control.lines[-1]
    close = float(lines.upper - lines.lower) < height * 0.25
    return [
        {
            "text": plain(f"{name} {control.trend.text(number)}"),
            "x": lines.last + 0.4,
            "y": float(number),
            "xanchor": "left",
            "xshift": 6,
            "yshift": shift if close else 0,
            "showarrow": False,
            "font": {"color": TARGET},
        }
        for name, number, shift in (
            ("Upper limit", lines.upper, 18),
            ("Average", lines.centre, 0),
            ("Lower limit", lines.lower, -18),
        )
    ]


def _unusual_labels(control: Control) -> list[dict[str, Any]]:
    """The word on the far side of the figure, where no line passes."""
    labels = []
    for place in sorted(control.unusual):
        value = control.trend.points[place].value
        lines = control.lines_at(place)
        below = value is not None and lines is not None and value < lines.centre
        labels.append(
            {
                "text": "Unusual",
                "x": place,
                "y": float(value or 0),
                "yanchor": "top" if below else "bottom",
                "yshift": -10 if below else 10,
                "showarrow": False,
                "font": {"color": INK, "weight": 700},
            }
        )
    return labels


def _control_table(control: Control) -> dict[str, Any]:
    """The figures with their lines; periods before a break may have no lines."""
    rows = []
    for place, point in enumerate(control.trend.points):
        lines = control.lines_at(place)
        numbers = (lines.centre, lines.lower, lines.upper) if lines else (None, None, None)
        rows.append(
            (
                point.label,
                control.trend.text(point.value) or "Not available",
                *(control.trend.text(number) or "–" for number in numbers),
                control.signals.get(place, ""),
                point.broken,
            )
        )
    return {
        "headings": ("Period", "Actual", "Average", "Lower limit", "Upper limit", "Signal", "Note"),
        "rows": tuple(rows),
    }
