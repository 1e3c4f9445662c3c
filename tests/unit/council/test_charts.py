"""Charts: the specification says what the table and the sentence say, and Plotly accepts it."""

import json
from dataclasses import replace
from decimal import Decimal

import plotly.graph_objects as go
import pytest
from bs4 import BeautifulSoup
from django.template import engines

from council.chart_data import plain, wrapped
from council.charts import Band, Chart, Comparator, Group, Mix, Point, Trend, mix_chart, trend_chart
from council.presenters import HOUSE, UNRATED

GREEN, AMBER, RED = HOUSE.values()
NASTY = "<b onclick=x>A & B</b>"


def a_trend() -> Trend:
    points = (
        Point("Quarter 1 2020/21", Decimal("91.2"), Decimal(95), RED, tick="Q1 2020/21"),
        Point("Quarter 2 2020/21", None, Decimal(95), UNRATED["not_available"], note="Suspended"),
        Point("Quarter 3 2020/21", Decimal("93.5"), Decimal(95), AMBER),
        Point("Quarter 4 2020/21", Decimal("95.6"), Decimal(95), GREEN, broken="New definition"),
        Point("Quarter 1 2021/22", Decimal("88.71"), Decimal(96), RED, event="A storm"),
        Point("Quarter 2 2021/22", Decimal("90"), Decimal(96)),
    )
    bands = (
        Band(GREEN, low=Decimal(95)),
        Band(AMBER, low=Decimal(90), high=Decimal(95)),
        Band(RED, high=Decimal(90)),
    )
    return Trend(points, unit="%", decimals=2, bands=bands, marks=tuple(HOUSE.values()))


def a_mix() -> Mix:
    groups = (
        Group("Better services", {"green": 7, "red": 2, "awaiting": 1}),
        Group(NASTY, {"amber": 3, "red": 1}),
    )
    return Mix(groups, (GREEN, AMBER, RED, UNRATED["awaiting"], UNRATED["not_due"]))


CHARTS = [
    trend_chart(a_trend(), title="Defects repaired on time"),
    trend_chart(Trend(()), title="Nothing yet"),
    trend_chart(Trend((Point("2021/22", None),)), title="No figure"),
    trend_chart(Trend((Point("2021/22", Decimal(0)),)), title="One nought"),
    trend_chart(Trend((Point(NASTY, Decimal(-5), Decimal(3), broken=NASTY),), unit=NASTY), title=NASTY),
    mix_chart(a_mix(), title="Ratings"),
    mix_chart(Mix((), (GREEN,)), title="No groups"),
]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.title)
def test_plotly_accepts_the_specification(chart: Chart) -> None:
    go.Figure(chart.spec)
    assert json.loads(json.dumps(chart.spec)) == chart.spec


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.title)
def test_no_text_in_a_specification_is_markup(chart: Chart) -> None:
    assert "<" not in json.dumps(chart.spec).replace("<br>", "")


def lines(chart: Chart) -> list[dict]:
    return [trace for trace in chart.spec["data"] if trace["name"] == "Actual"]


def test_the_line_has_every_figure_once_and_stops_at_gaps_and_breaks() -> None:
    assert [trace["x"] for trace in lines(CHARTS[0])] == [[0], [2], [3, 4, 5]]
    assert [y for trace in lines(CHARTS[0]) for y in trace["y"]] == [91.2, 93.5, 95.6, 88.71, 90.0]


def test_markers_tell_the_rating_by_shape_as_well_as_colour() -> None:
    symbols = [symbol for trace in lines(CHARTS[0]) for symbol in trace["marker"]["symbol"]]
    assert symbols == ["square", "triangle-up", "circle", "square", "diamond-open"]
    colours = [colour for trace in lines(CHARTS[0]) for colour in trace["marker"]["color"]]
    assert colours[:4] == [RED.colour, AMBER.colour, GREEN.colour, RED.colour]


def test_the_ends_leave_a_unit_in_words_to_the_axis() -> None:
    def ends(unit: str) -> list[str]:
        layout = trend_chart(replace(a_trend(), unit=unit), title="T").spec["layout"]
        return [layout["yaxis"]["title"]["text"], *(note["text"] for note in layout["annotations"][:2])]

    assert ends("per 100,000") == ["per 100,000", "90.00", "Target 96"]
    assert ends("£") == ["", "£90.00", "Target £96"]


def test_target_breaks_bands_and_the_ends_are_drawn_and_written() -> None:
    target = CHARTS[0].spec["data"][0]
    assert (target["line"]["dash"], target["line"]["shape"]) == ("dash", "hvh")
    assert target["y"] == [95.0] * 4 + [96.0] * 2
    shapes = CHARTS[0].spec["layout"]["shapes"]
    assert [shape["type"] for shape in shapes] == ["rect"] * 3 + ["line"] * 2
    assert [shape["x0"] for shape in shapes[3:]] == [2.5, 4.0]
    assert shapes[0]["y1"] == pytest.approx(CHARTS[0].spec["layout"]["yaxis"]["range"][1])
    assert [note["text"] for note in CHARTS[0].spec["layout"]["annotations"]] == [
        "90.00%",
        "Target 96%",
        "Break 1",
        "Event 2",
    ]
    assert CHARTS[0].notes == (
        "Break 1, before Quarter 4 2020/21: New definition",
        "Event 2, at Quarter 1 2021/22: A storm",
    )


def test_comparators_are_lines_of_their_own_named_in_the_table_and_on_the_axis() -> None:
    known = Comparator("England average", (None, Decimal(120), None, Decimal(80), None, None))
    others = (known, Comparator(NASTY, (Decimal(90),) + (None,) * 5))
    chart = trend_chart(replace(a_trend(), others=others), title="Compared")
    england, nasty = (trace for trace in chart.spec["data"] if trace["name"] not in {"Actual", "Target"})
    assert (england["x"], england["y"]) == ([1, 3], [120.0, 80.0])
    assert england["text"][0] == "England average, Quarter 2 2020/21: 120.00%"
    assert england["line"]["dash"] != nasty["line"]["dash"]
    assert england["marker"]["symbol"] != nasty["marker"]["symbol"]
    low, high = chart.spec["layout"]["yaxis"]["range"]
    assert low < 80 and high > 120
    assert chart.headings == ("Period", "Actual", "Target", "England average", NASTY, "Rating", "Note")
    assert [row[3] for row in chart.rows] == ["", "120.00%", "", "80.00%", "", ""]
    assert chart.others == ("England average", NASTY)
    assert "<" not in json.dumps(chart.spec).replace("<br>", "")


def test_the_table_says_what_the_drawing_shows() -> None:
    chart = CHARTS[0]
    assert chart.headings == ("Period", "Actual", "Target", "Rating", "Note")
    assert chart.rows[0] == ("Quarter 1 2020/21", "91.20%", "95%", "Requires improvement", "")
    assert chart.rows[1] == ("Quarter 2 2020/21", "Not available", "95%", "Not available", "Suspended")
    assert chart.rows[3][-1] == "New definition"
    assert len(chart.rows) == 6
    assert CHARTS[3].headings == ("Period", "Actual")
    assert chart.key == (GREEN, AMBER, RED)


def test_the_sentence_comes_from_the_figures() -> None:
    assert (
        CHARTS[0].message
        == "90.00% in Quarter 2 2021/22 against a target of 96%. It was 88.71% in Quarter 1 2021/22."
    )
    assert CHARTS[1].message == CHARTS[2].message == "There are no figures yet."
    assert trend_chart(a_trend(), title="T", message="Falling.").message == "Falling."
    assert CHARTS[5].message == (
        "Of 14 indicators: 7 on track, 3 slightly below desired, 3 requires improvement, 1 awaiting figure."
    )


def test_labels_that_would_touch_are_set_apart() -> None:
    close = Trend((Point("a", Decimal("95.0"), Decimal("95.1")), Point("b", Decimal("80"), Decimal("80.1"))))
    shifts = [note["yshift"] for note in trend_chart(close, title="T").spec["layout"]["annotations"]]
    assert shifts == [-10, 10]
    far = Trend((Point("a", Decimal(10), Decimal(90)),))
    assert {note["yshift"] for note in trend_chart(far, title="T").spec["layout"]["annotations"]} == {0}


def test_many_periods_keep_few_labels_and_always_the_last() -> None:
    points = tuple(Point(f"Month {n}", Decimal(n)) for n in range(61))
    places = trend_chart(Trend(points), title="T").spec["layout"]["xaxis"]["tickvals"]
    assert len(places) <= 12
    assert places[-1] == 60


def test_nothing_below_nought_is_offered_where_nothing_is_below_it() -> None:
    assert Trend((Point("a", Decimal(0)), Point("b", Decimal(5)))).bounds[0] == 0
    assert Trend((Point("a", Decimal(-1)), Point("b", Decimal(5)))).bounds[0] < -1


def test_bars_carry_letter_count_and_pattern() -> None:
    green, amber, red, awaiting = CHARTS[5].spec["data"]
    assert (green["x"], green["text"]) == ([7, 0], ["G 7", ""])
    assert (amber["x"], amber["text"]) == ([0, 3], ["", "A 3"])
    assert red["text"] == ["R 2", "1"]  # no room for two words in a tenth of the longest bar
    assert len({trace["marker"]["pattern"]["shape"] for trace in (green, amber, red, awaiting)}) == 4
    assert CHARTS[5].rows[0] == ("Better services", "7", "0", "2", "1", "10")
    assert CHARTS[5].key == (GREEN, AMBER, RED, UNRATED["awaiting"])


def test_plain_and_wrapped() -> None:
    assert plain("a <b>\n&amp; c") == "a &lt;b&gt; &amp;amp; c"
    assert wrapped("Q1 2020/21 <b>", 8) == "Q1<br>2020/21<br>&lt;b&gt;"


def test_a_chart_on_a_page_has_name_message_table_and_a_safe_specification() -> None:
    chart = trend_chart(Trend((Point("</script><script>", Decimal(1)),)), title="</script>")
    template = engines["django"].from_string('{% chart chart id="t" download="/x.csv" %}')
    soup = BeautifulSoup(template.render({"chart": chart}), "html.parser")
    (script,) = soup.select("script")
    assert script["type"] == "application/json"
    assert json.loads(script.string) == chart.spec
    assert soup.figure["data-chart"] == script["id"]
    drawing = soup.select_one("[role=img]")
    assert drawing["aria-label"].startswith("Chart: </script>.")
    assert [cell.text for cell in soup.select("tbody tr > *")] == ["</script><script>", "1"]
    assert soup.select_one("a[href='/x.csv']").text == "Download the figures (CSV)"


def test_twelve_charts_stay_small() -> None:
    points = tuple(Point(f"Quarter {n}", Decimal(n), Decimal(20), GREEN, tick=f"Q{n}") for n in range(40))
    size = len(json.dumps(trend_chart(Trend(points, unit="%"), title="T").spec))
    assert 12 * size < 120_000  # before compression; the bar is 60 kB sent
