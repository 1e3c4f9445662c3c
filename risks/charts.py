"""The charts of scores: one entry over its quarters, and a register's entries against their targets.

Takes rows and histories; never asks the database. The bands of the matrix are shaded behind the scores, named beside the
shading and told in a sentence below; the table beside each drawing holds everything that it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from council.chart_data import ACTUAL, INK, OTHERS, TARGET, Chart, Point, Trend, plain, wrapped
from council.charts import base_layout, trend_chart
from council.periods import Quarter
from council.sections import Mark
from risks.matrix import Band, Matrix
from risks.models import ReviewRound
from risks.presenters import band_mark, confidence_mark
from risks.selectors.history import History
from risks.selectors.history import Point as Assessed
from risks.selectors.register import Row, Standing
from risks.travel import Travel

#: How many quarters before the one shown a register's chart goes back.
QUARTERS_BACK = 4
#: More lines than these would stand too close together.
MOST_DRAWN = 24
NEW_MATRIX = "scored by another version of the matrix"


@dataclass(frozen=True)
class Shade:
    """A band as it is drawn: up to where the next one begins, for scores may lie between two bands."""

    band: Band
    low: float
    high: float


def score_history(said: History, *, title: str = "Score history") -> Chart | None:
    """The scores of one entry over its quarters with its targets; None where it was never scored."""
    points = tuple(_point(said, place) for place in range(len(said.points)))
    if all(point.value is None for point in points):
        return None
    newest = said.points[-1].current
    chart = trend_chart(Trend(points=points), title=title, message=_message(said))
    shades = _shades(newest.matrix, newest.is_opportunity)
    layout = chart.spec["layout"]
    low, high = _scale(newest.matrix)
    layout["yaxis"] |= {"range": [low, high], "title": {"text": "Score", "font": {"size": 14}}}
    layout["shapes"] = [*(_shape(shade, "y") for shade in shades), *layout["shapes"]]
    layout["annotations"] = [*(_name(shade, "y") for shade in shades), *layout["annotations"]]
    return replace(
        chart,
        key=(),  # the marks of bands have the council's own colours, which no stylesheet knows
        headings=(
            "Quarter",
            "Current score",
            "Target score",
            "Target date",
            "Confidence",
            "Direction, as the owner says",
            "Note",
        ),
        rows=tuple(_history_row(point, said.points[place]) for place, point in enumerate(points)),
        notes=(*_shading(shades), *chart.notes),
    )


def register_scores(
    rows: Sequence[Row], histories: Mapping[int, History], matrix: Matrix, quarter: Quarter, *, title: str
) -> Chart | None:
    """The scores of a register's risks, or of its opportunities: in the last quarters, now, and at their targets.

    One line for each entry, from its current score to its target. None where no entry has a score by `matrix`.
    """
    shown = [row for row in rows if row.current.score is not None or row.target.score is not None]
    # Scores of two matrices are not to be compared, so those of another one stand in the table only.
    comparable = [row for row in shown if row.matrix == matrix]
    if not comparable:
        return None
    highest = {row.entry.pk for row in sorted(comparable, key=_highest_first)[:MOST_DRAWN]}
    drawn = [row for row in comparable if row.entry.pk in highest]
    opportunity = drawn[0].is_opportunity
    quarters = _quarters_before(shown, histories, quarter)
    shades = _shades(matrix, opportunity)
    low, high = _scale(matrix)
    places = list(range(len(drawn)))
    return Chart(
        title=title,
        message=_register_message(shown, opportunity),
        spec={
            "data": [
                *_ways(drawn),
                *_earlier(drawn, histories, quarters),
                _markers(drawn, "target", "Target"),
                _markers(drawn, "current", "Current"),
            ],
            "layout": base_layout(
                margin={"l": 10, "r": 20, "t": 30, "b": 10},
                shapes=[_shape(shade, "x") for shade in shades],
                annotations=[_name(shade, "x") for shade in shades],
                xaxis={
                    "range": [low, high],
                    "showgrid": False,
                    "ticks": "outside",
                    "nticks": 8,
                    "title": {"text": "Score", "font": {"size": 14}},
                },
                yaxis={
                    "range": [len(places) - 0.5, -0.5],
                    "tickmode": "array",
                    "tickvals": places,
                    "ticktext": [wrapped(row.ref, 14) for row in drawn],
                },
            ),
        },
        headings=("Entry", *(each.short_label for each in quarters), f"Now: {quarter.short_label}", "Target"),
        rows=tuple(_register_row(row, histories[row.entry.pk], quarters) for row in shown),
        kind="entries",
        notes=(
            "A filled circle is the current score, a hollow diamond the target, a small cross a score of the quarters "
            "before. The line leads from the score to the target.",
            *_shading(shades),
            *_left_out(shown, matrix, drawn),
        ),
    )


# --- One entry --------------------------------------------------------------------------------------------------------


def _point(said: History, place: int) -> Point:
    """A quarter of the trend. A series that another matrix scored begins anew."""
    point = said.points[place]
    before = said.points[place - 1] if place else None
    return Point(
        label=point.quarter.label,
        tick=point.quarter.short_label,
        value=point.current.score,
        target=point.target.score,
        mark=_mark(point.current),
        broken=NEW_MATRIX if before and before.current.matrix != point.current.matrix else "",
    )


def _message(said: History) -> str:
    """Where the entry stands, where it is to be and by when, and where it came from."""
    newest = said.points[-1]
    by = f" by {newest.target_date}" if newest.target_date else ""
    target = f" The target is {_words(newest.target)}{by}." if newest.target.score is not None else ""
    scored = [point for point in said.points[:-1] if point.current.score is not None]
    before = f" It was {_words(scored[-1].current)} in {scored[-1].quarter.label}." if scored else ""
    return f"{_words(newest.current)} in {newest.quarter.label}.{before}{target}"


def _history_row(point: Point, said: Assessed) -> tuple[str, ...]:
    return (
        point.label,
        _words(said.current),
        _words(said.target),
        said.target_date or "Not set",
        confidence_mark(said.assessment.confidence).word,
        said.assessment.get_direction_display() or "Not given",
        point.broken,
    )


# --- A register -------------------------------------------------------------------------------------------------------


def first_drawn(rounds: Iterable[ReviewRound], quarter: Quarter) -> Quarter:
    """The quarter from which on a register's chart needs the scores; `rounds` are those to look at, newest first."""
    before = [row.quarter for row in rounds if row.ordinal < quarter.ordinal][:QUARTERS_BACK]
    return before[-1] if before else quarter


def _quarters_before(
    rows: Iterable[Row], histories: Mapping[int, History], quarter: Quarter
) -> list[Quarter]:
    """The last quarters before this one in which any of the entries was assessed, oldest first."""
    found = {point.quarter for row in rows for point in histories[row.entry.pk].points}
    return sorted(each for each in found if each.ordinal < quarter.ordinal)[-QUARTERS_BACK:]


def _ways(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """A line from each score to its target."""
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": "To go",
            "x": [float(row.current.score), float(row.target.score)],
            "y": [place, place],
            "line": {"color": TARGET, "width": 3, "dash": "dot"},
            "hoverinfo": "skip",
        }
        for place, row in enumerate(rows)
        if row.current.score is not None and row.target.score is not None
    ]


def _earlier(
    rows: Sequence[Row], histories: Mapping[int, History], quarters: Sequence[Quarter]
) -> list[dict[str, Any]]:
    """The scores of the quarters before, as small crosses; those of another matrix are left to the table."""
    found = [
        (place, point, row.ref)
        for place, row in enumerate(rows)
        for each in quarters
        if (point := histories[row.entry.pk].at(each)) is not None
        and point.current.score is not None
        and point.current.matrix == row.matrix
    ]
    if not found:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "Before",
            "x": [float(point.current.score or 0) for _, point, _ in found],
            "y": [place for place, _, _ in found],
            "marker": {"symbol": "x", "size": 9, "color": OTHERS[2]},
            "text": [
                plain(f"{ref}, {point.quarter.label}: {_words(point.current)}") for _, point, ref in found
            ],
            "hoverinfo": "text",
            "cliponaxis": False,
        }
    ]


def _markers(rows: Sequence[Row], position: str, name: str) -> dict[str, Any]:
    """The current scores or the targets of all entries."""
    found = [
        (place, row, stands)
        for place, row in enumerate(rows)
        for stands in [row.current if position == "current" else row.target]
        if stands.score is not None
    ]
    hollow = position == "target"
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [float(stands.score or 0) for _, _, stands in found],
        "y": [place for place, _, _ in found],
        "marker": {
            "symbol": "diamond-open" if hollow else "circle",
            "size": 17 if hollow else 15,
            "color": INK if hollow else ACTUAL,
            "line": {"color": INK if hollow else "#ffffff", "width": 2},
        },
        "text": [plain(f"{row.ref}, {name.lower()}: {_words(stands)}") for _, row, stands in found],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _register_message(rows: Sequence[Row], opportunity: bool) -> str:
    """How many stand at their targets, and how many moved since the quarter before."""
    kind = "opportunity" if opportunity else "risk"
    many = "opportunities" if opportunity else "risks"
    whole = f"1 {kind}" if len(rows) == 1 else f"{len(rows)} {many}"
    reached = sum(_reached(row) for row in rows)
    stand = "stands" if reached == 1 else "stand"
    message = f"Of {whole}, {reached} {stand} at the target or beyond it."
    if all(row.before.score is None for row in rows):
        return message
    better, worse = (sum(row.travel == way for row in rows) for way in (Travel.IMPROVING, Travel.WORSENING))
    return f"{message} Since the quarter before, {better} improved and {worse} worsened."


def _reached(row: Row) -> bool:
    now, target = row.current.score, row.target.score
    if now is None or target is None:
        return False
    return now >= target if row.is_opportunity else now <= target


def _register_row(row: Row, said: History, quarters: Sequence[Quarter]) -> tuple[str, ...]:
    earlier = (said.at(each) for each in quarters)
    return (
        f"{row.ref}: {row.details.title}",
        *(_words(point.current) if point else "Not assessed" for point in earlier),
        _words(row.current),
        _words(row.target),
    )


def _left_out(shown: Sequence[Row], matrix: Matrix, drawn: Sequence[Row]) -> Iterator[str]:
    other = [row.ref for row in shown if row.matrix != matrix]
    if len(drawn) + len(other) < len(shown):
        yield f"The {len(drawn)} entries with the highest scores are drawn; the table has all {len(shown)}."
    if other:
        yield f"Scored by another matrix, and so in the table only: {', '.join(other)}."


def _highest_first(row: Row) -> tuple[bool, Decimal]:
    """Entries with a target alone come last."""
    return row.current.score is None, -(row.current.score or Decimal(0))


# --- Bands ------------------------------------------------------------------------------------------------------------


def _scale(matrix: Matrix) -> tuple[float, float]:
    """From below the lowest score of the matrix to above the highest."""
    scores = [float(score) for score in matrix.scores.values()]
    room = (max(scores) - min(scores)) * 0.06 or 1.0
    return min(scores) - room, max(scores) + room


def _shades(matrix: Matrix, opportunity: bool) -> list[Shade]:
    """The bands as areas that touch; where one ends and the next begins lies half way between their scores."""
    bands = matrix.bands_of(opportunity)
    if not bands:
        return []
    low, high = _scale(matrix)
    edges = [
        low,
        *((float(lower.highest) + float(upper.lowest)) / 2 for lower, upper in pairwise(bands)),
        high,
    ]
    return [Shade(band, *ends) for band, ends in zip(bands, pairwise(edges), strict=True)]


def _shape(shade: Shade, axis: str) -> dict[str, Any]:
    across = "x" if axis == "y" else "y"
    return {
        "type": "rect",
        "layer": "below",
        f"{across}ref": "paper",
        f"{across}0": 0,
        f"{across}1": 1,
        f"{axis}0": shade.low,
        f"{axis}1": shade.high,
        "fillcolor": shade.band.colour,
        "opacity": 0.18,
        "line": {"width": 0},
    }


def _name(shade: Shade, axis: str) -> dict[str, Any]:
    """The letter of a band at its shading."""
    middle = (shade.low + shade.high) / 2
    at = (
        {"x": 0, "xref": "paper", "xanchor": "left", "xshift": 4, "y": middle}
        if axis == "y"
        else {"x": middle, "y": 1, "yref": "paper", "yanchor": "bottom"}
    )
    return {"text": plain(shade.band.letter), "showarrow": False, "font": {"size": 12, "weight": 700}, **at}


def _shading(shades: Sequence[Shade]) -> tuple[str, ...]:
    """What the shading and its letters mean."""
    if not shades:
        return ()
    told = [
        f"{shade.band.letter} is {shade.band.label}, {shade.band.lowest:f} to {shade.band.highest:f}"
        for shade in shades
    ]
    return (f"The shading shows the bands of scores: {'; '.join(told)}.",)


def _mark(stands: Standing) -> Mark | None:
    return band_mark(stands.band) if stands.band else None


def _words(stands: Standing) -> str:
    """A score with its band: 16, Critical."""
    if stands.score is None:
        return "Not scored"
    return f"{_number(stands.score)} ({stands.band.label})" if stands.band else _number(stands.score)


def _number(score: Decimal) -> str:
    return f"{score.normalize():f}"
