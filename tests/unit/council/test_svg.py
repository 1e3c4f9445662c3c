"""Drawings for documents: well-formed, without style or script, with the same numbers as the chart on the page."""

import re
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from council.chart_data import OTHERS, Comparator
from council.charts import Group, Mix, Point, Trend, trend_chart
from council.presenters import HOUSE, UNRATED
from council.svg import mix_svg, other_sample, sparkline, ticks, trend_svg

SVG = "{http://www.w3.org/2000/svg}"
GREEN, AMBER, RED = HOUSE.values()
TREND = Trend(
    (
        Point("Quarter 1 2021/22", Decimal("91.2"), Decimal(95), RED, tick="Q1 2021/22"),
        Point("Quarter 2 2021/22", Decimal("95.6"), Decimal(95), GREEN),
        Point("Quarter 3 2021/22", None, Decimal(95), UNRATED["awaiting"]),
        Point("Quarter 4 2021/22", Decimal("93"), Decimal(96), AMBER, broken="New <definition>"),
        Point("Quarter 1 2022/23", Decimal("94"), Decimal(96)),
    ),
    unit="%",
    decimals=1,
)
MIX = Mix(
    (
        Group("Better services & <more>", {"green": 30, "red": 1}),
        Group("Protecting our environment", {"awaiting": 4}),
    ),
    (GREEN, AMBER, RED, UNRATED["awaiting"]),
)
EMPTY = Trend((Point("2021/22", None),))
DRAWINGS = {
    "trend": trend_svg(TREND, title="Defects <repaired> & more"),
    "mix": mix_svg(MIX, title="Ratings"),
    "empty trend": trend_svg(EMPTY, title="Nothing"),
    "empty mix": mix_svg(Mix((), ()), title="Nothing"),
    "sparkline": sparkline([Decimal(1), None, Decimal(3), Decimal(3)], label="Rising <since> April"),
    "level sparkline": sparkline([Decimal(2), Decimal(2)], label="Level"),
}


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own drawing


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in parsed(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("svg", DRAWINGS.values(), ids=DRAWINGS)
def test_a_drawing_is_well_formed_named_and_needs_no_style(svg: str) -> None:
    root = parsed(svg)
    assert root.find(f"{SVG}title").text
    assert root.get("role") == "img"
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in {"svg", "title", "desc", "path", "rect", "circle", "text"}
        assert not {
            name for name in element.attrib if name == "style" or name.startswith("on") or "href" in name
        }


@pytest.mark.parametrize("svg", DRAWINGS.values(), ids=DRAWINGS)
def test_everything_lies_within_the_drawing(svg: str) -> None:
    root = parsed(svg)
    width, height = float(root.get("width")), float(root.get("height"))
    for path in root.iter(f"{SVG}path"):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", path.get("d"))]
        assert all(-1 <= x <= width + 1 for x in numbers[::2])
        assert all(-1 <= y <= height + 1 for y in numbers[1::2])


def test_the_drawing_has_the_marks_and_numbers_of_the_chart() -> None:
    root = parsed(DRAWINGS["trend"])
    spec = trend_chart(TREND, title="T").spec
    marked = [
        colour for trace in spec["data"] if trace["name"] == "Actual" for colour in trace["marker"]["color"]
    ]
    fills = [e.get("fill") for e in root.iter() if e.get("stroke") == "#0b0c0c" and e.get("fill") != "none"]
    assert fills[:3] == marked[:3] == [RED.colour, GREEN.colour, AMBER.colour]
    assert len(fills) == len(marked) == 4
    assert {"94.0%", "Target 96%", "Break 1"} <= set(texts(DRAWINGS["trend"]))
    assert "New <definition>" in root.find("{http://www.w3.org/2000/svg}desc").text


def test_heights_are_in_the_order_of_the_figures() -> None:
    circle = parsed(DRAWINGS["trend"]).find(f"{SVG}circle")
    lowest = parsed(trend_svg(Trend(TREND.points[:1], unit="%"), title="T"))
    assert float(circle.get("cy")) < 160  # 95.6, the highest of all, is in the upper half
    assert lowest.find(f"{SVG}circle") is None  # a red mark is a square


def test_bars_are_as_long_as_their_counts_and_say_them() -> None:
    root = parsed(DRAWINGS["mix"])
    widths = [float(bar.get("width")) for bar in root.iter(f"{SVG}rect")]
    assert widths[0] == pytest.approx(30 * widths[1], rel=0.02)
    assert widths[2] == pytest.approx(4 * widths[1], rel=0.02)
    assert {"G 30", "R", "4", "31", "G On track", "R Requires improvement", "Awaiting figure"} <= set(
        texts(DRAWINGS["mix"])
    )
    assert "A Slightly below desired" not in texts(DRAWINGS["mix"])


def test_a_gap_in_a_sparkline_stays_a_gap() -> None:
    path = parsed(DRAWINGS["sparkline"]).find(f"{SVG}path").get("d")
    assert (path.count("M"), path.count("L")) == (2, 1)
    assert sparkline([None, None], label="x") == ""


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 10, [0, 2, 4, 6, 8, 10]),
        (88.1, 96.2, [90, 92, 94, 96]),
        (-0.3, 0.3, [-0.2, 0, 0.2]),
        (0, 1.4e6, None),
    ],
)
def test_ticks_are_round(low: float, high: float, expected: list[float] | None) -> None:
    found = ticks(low, high)
    assert 2 <= len(found) <= 7
    assert all(low - 1e-9 <= tick <= high + 1e-9 for tick in found)
    if expected is not None:
        assert found == pytest.approx(expected)


def test_large_numbers_are_written_in_full() -> None:
    visits = Trend(tuple(Point(f"Q{n}", Decimal(n * 400_000)) for n in range(1, 5)), unit="visits")
    assert "1,000,000" in texts(trend_svg(visits, title="Visits"))


def test_comparators_are_drawn_and_told_apart_by_marker_and_dash() -> None:
    others = tuple(Comparator(f"Other {n}", (Decimal(90 + n), None, Decimal(91))) for n in range(5))
    root = parsed(trend_svg(replace(TREND, others=others), title="T"))
    lines = [path for path in root.iter(f"{SVG}path") if path.get("stroke") in OTHERS]
    dashes = [line.get("stroke-dasharray") for line in lines if line.get("stroke-dasharray")]
    assert len(set(dashes)) == len(dashes) == 5
    assert len({other_sample(number) for number in range(5)}) == 5
    assert other_sample(5) == other_sample(0)
