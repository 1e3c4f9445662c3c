"""The control chart's drawing: what the table says, in a specification that Plotly accepts."""

import json
from decimal import Decimal

import plotly.graph_objects as go
import pytest

from council.chart_data import Chart
from council.control_charts import Control, Lines, Point, Trend, control_chart

NASTY = "<b onclick=x>A & B</b>"


def a_chart(*, broken: str = "New definition", unit: str = "%") -> Chart:
    values = [10, 12, 11, None, 9, 30, 110, 112]
    points = tuple(
        Point(
            f"Quarter {place + 1}",
            None if value is None else Decimal(value),
            tick=f"Q{place + 1}",
            broken=broken if place == 6 else "",
        )
        for place, value in enumerate(values)
    )
    lines = (
        Lines(0, 5, Decimal(14), Decimal("2.5"), Decimal("25.5")),
        Lines(6, 7, Decimal(111), Decimal(105), Decimal(117)),
    )
    return control_chart(
        Control(Trend(points, unit=unit, decimals=1), lines, frozenset({5}), {5: "Unusual"}),
        title="Control chart",
        message="The average is 111.0%.",
    )


CHARTS = [
    a_chart(),
    a_chart(broken=NASTY, unit=NASTY),
    control_chart(Control(Trend(())), title="Nothing", message="Nothing."),
]


@pytest.mark.parametrize("chart", CHARTS)
def test_plotly_accepts_the_specification_and_no_text_is_markup(chart: Chart) -> None:
    go.Figure(chart.spec)
    assert json.loads(json.dumps(chart.spec)) == chart.spec
    assert "<" not in json.dumps(chart.spec).replace("<br>", "")


def traces(name: str) -> list[dict]:
    return [trace for trace in CHARTS[0].spec["data"] if trace["name"] == name]


def test_each_stretch_has_its_own_lines_and_the_limits_are_dashed() -> None:
    assert [trace["y"] for trace in traces("Average")] == [[14, 14], [111, 111]]
    assert [trace["y"] for trace in traces("Upper limit")] == [[25.5, 25.5], [117, 117]]
    assert {trace["line"]["dash"] for trace in traces("Upper limit") + traces("Lower limit")} == {"dash"}
    assert {trace["line"]["dash"] for trace in traces("Average")} == {"solid"}
    # They end where the series breaks.
    assert traces("Average")[0]["x"][1] < 5.5 < traces("Average")[1]["x"][0]


def test_the_line_of_figures_stops_at_gaps_and_breaks() -> None:
    assert [trace["x"] for trace in traces("Actual")] == [[0, 1, 2], [4, 5], [6, 7]]


def test_unusual_figures_have_another_shape_and_the_word_beside_them() -> None:
    symbols = {
        place: symbol
        for trace in traces("Actual")
        for place, symbol in zip(trace["x"], trace["marker"]["symbol"], strict=True)
    }
    assert {place for place, symbol in symbols.items() if symbol == "diamond"} == {5}
    notes = CHARTS[0].spec["layout"]["annotations"]
    assert [(note["x"], note["y"]) for note in notes if note["text"] == "Unusual"] == [(5, 30)]


def test_the_newest_lines_are_named_where_they_end() -> None:
    texts = [note["text"] for note in CHARTS[0].spec["layout"]["annotations"]]
    assert texts[:3] == ["Upper limit 117.0%", "Average 111.0%", "Lower limit 105.0%"]
    assert "Break 1" in texts
    assert CHARTS[0].notes[0].endswith(": New definition")


def test_names_that_would_touch_are_moved_apart() -> None:
    shifts = [note["yshift"] for note in CHARTS[0].spec["layout"]["annotations"][:3]]
    assert shifts == [18, 0, -18]


def test_the_word_beside_an_unusual_figure_is_on_its_far_side() -> None:
    for value, anchor in ((30, "bottom"), (-30, "top")):
        trend = Trend((Point("Q1", Decimal(5)), Point("Q2", Decimal(value))))
        lines = (Lines(0, 1, Decimal(5), Decimal(0), Decimal(10)),)
        chart = control_chart(Control(trend, lines, frozenset({1})), title="A", message="B")
        assert chart.spec["layout"]["annotations"][-1]["yanchor"] == anchor
        low, high = chart.spec["layout"]["yaxis"]["range"]
        assert low < min(value, 0)
        assert high > max(value, 10)


def test_the_axis_holds_figures_and_limits() -> None:
    low, high = CHARTS[0].spec["layout"]["yaxis"]["range"]
    assert low < 2.5
    assert high > 117
    wide = Control(
        Trend((Point("Q1", Decimal(5)), Point("Q2", Decimal(6)))),
        (Lines(0, 1, Decimal("5.5"), Decimal(-20), Decimal(40)),),
    )
    assert wide.bounds[0] < -20
    assert wide.bounds[1] > 40


def test_the_table_says_everything() -> None:
    chart = CHARTS[0]
    assert chart.headings == ("Period", "Actual", "Average", "Lower limit", "Upper limit", "Signal", "Note")
    assert chart.rows[3] == ("Quarter 4", "Not available", "14.0%", "2.5%", "25.5%", "", "")
    assert chart.rows[5] == ("Quarter 6", "30.0%", "14.0%", "2.5%", "25.5%", "Unusual", "")
    assert chart.rows[6] == ("Quarter 7", "110.0%", "111.0%", "105.0%", "117.0%", "", "New definition")
