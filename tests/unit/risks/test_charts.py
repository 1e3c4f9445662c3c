"""The charts of scores: the drawing, the sentence and the table say the same, and Plotly accepts them."""

from __future__ import annotations

import datetime
import json

import plotly.graph_objects as go
import pytest
from bs4 import BeautifulSoup
from django.template import engines

from council.chart_data import Chart
from risks import charts
from risks.actions import registers as register_actions
from risks.models import Place, Register
from risks.selectors import history, matrices
from risks.selectors import register as registers
from risks.visibility import visible_to
from tests.risk_factories import (
    make_assessment,
    make_entry,
    make_matrix,
    make_register,
    open_next,
    open_quarter,
    risk_lead,
)

pytestmark = pytest.mark.django_db
NASTY = "<b onclick=x>A & B</b>"
SMALL = {
    "likelihood": [{"value": 1}, {"value": 2}],
    "impact": [{"value": 1}, {"value": 2}],
    "score": "product",
    "bands": [{"label": "Low", "from": 1, "to": 2}, {"label": "High", "from": 4, "to": 4}],
}


def of_entry(place: Place) -> Chart | None:
    quarter = open_quarter()
    return charts.score_history(history.scores([place.entry], quarter, moment=None)[place.entry_id])


def of_register(register: Register, *, opportunities: bool = False) -> Chart | None:
    quarter = open_quarter()
    rows = [
        row
        for row in registers.rows(register, quarter, visible_to(None))
        if row.is_opportunity == opportunities
    ]
    return charts.register_scores(
        rows,
        history.scores([row.entry for row in rows], quarter, moment=None),
        matrices.in_force(register.matrix, quarter).parsed(),
        quarter,
        title="Scores",
    )


def next_version(content: dict[str, object]) -> None:
    register_actions.add_matrix_version(
        slug="small", name="Small", content=content, valid_from=open_quarter().next, by=risk_lead()
    )


def accepted(chart: Chart) -> Chart:
    """The chart, which Plotly reads and JSON keeps."""
    go.Figure(chart.spec)
    assert json.loads(json.dumps(chart.spec)) == chart.spec
    return chart


def traces(chart: Chart, name: str) -> list[dict]:
    return [trace for trace in chart.spec["data"] if trace["name"] == name]


# --- One entry --------------------------------------------------------------------------------------------------------


def test_the_history_of_an_entry_with_its_targets():
    place = make_entry(make_register())
    make_assessment(place, "4x4", "2x4", target_on=datetime.date(2022, 3, 31), confidence="red")
    open_next()
    make_assessment(place, "3x4", "2x4", target_date_text="Ongoing", direction="improving")
    chart = accepted(of_entry(place))

    assert chart.message == (
        "12 (High) in Quarter 1 (April-June) 2022/23. It was 16 (High) in Quarter 4 (Jan-March) 2021/22. "
        "The target is 8 (Medium) by Ongoing."
    )
    assert chart.rows == (
        ("Quarter 4 (Jan-March) 2021/22", "16 (High)", "8 (Medium)", "31 March 2022", "Not confident", "Not given", ""),
        ("Quarter 1 (April-June) 2022/23", "12 (High)", "8 (Medium)", "Ongoing", "Not given", "Improving", ""),
    )  # fmt: skip
    assert [trace["y"] for trace in traces(chart, "Actual")] == [[16.0, 12.0]]
    assert [trace["y"] for trace in traces(chart, "Target")] == [[8.0, 8.0]]


def test_bands_are_shaded_lettered_and_told_in_words_and_cover_the_whole_scale():
    place = make_entry(make_register())
    make_assessment(place)
    chart = accepted(of_entry(place))
    layout = chart.spec["layout"]
    shades = [shape for shape in layout["shapes"] if shape["type"] == "rect"]

    assert len(shades) == 4
    assert [below["y1"] for below in shades[:-1]] == [above["y0"] for above in shades[1:]]
    assert [shades[0]["y0"], shades[-1]["y1"]] == layout["yaxis"]["range"]
    assert layout["yaxis"]["range"][1] > 25
    assert [note["text"] for note in layout["annotations"][:4]] == ["L", "M", "H", "V"]
    assert chart.notes == (
        "The shading shows the bands of scores: L is Low, 1 to 4; M is Medium, 5 to 10; H is High, 12 to 16; "
        "V is Very high, 20 to 25.",
    )


def test_an_opportunity_is_shaded_in_its_own_colours():
    register = make_register()
    colours = []
    for kind in ("risk", "opportunity"):
        place = make_entry(register, kind, kind=kind)
        make_assessment(place)
        colours.append({shape.get("fillcolor") for shape in of_entry(place).spec["layout"]["shapes"]})
    assert colours[0].isdisjoint(colours[1])


def test_another_version_of_the_matrix_breaks_the_line():
    register = make_register(matrix=make_matrix("small", SMALL))
    place = make_entry(register)
    make_assessment(place, "2x2", "1x2")
    next_version(SMALL | {"score": "grid", "grid": {"11": 1, "12": 3, "21": 5, "22": 9}})
    open_next()
    make_assessment(place, "2x2", "1x2")
    chart = accepted(of_entry(place))
    assert [trace["y"] for trace in traces(chart, "Actual")] == [[4.0], [9.0]]
    assert chart.rows[1][-1] == "scored by another version of the matrix"
    assert chart.notes[-1].startswith("Break 1, before Quarter 1")


def test_an_entry_that_was_never_scored_has_no_chart():
    place = make_entry(make_register())
    assert of_entry(place) is None
    make_assessment(place, "", "2x4")
    assert of_entry(place) is None


# --- A register -------------------------------------------------------------------------------------------------------


def test_a_register_shows_scores_targets_and_the_quarters_before():
    register = make_register()
    first, second = make_entry(register, "R1"), make_entry(register, "R2")
    make_assessment(first, "5x4", "2x4")
    open_next()
    make_assessment(first, "4x4", "2x4")
    make_assessment(second, "2x2", "2x2")
    chart = accepted(of_register(register))

    assert chart.message == (
        "Of 2 risks, 1 stands at the target or beyond it. Since the quarter before, 1 improved and 0 worsened."
    )
    assert chart.headings == ("Entry", "Q4 2021/22", "Now: Q1 2022/23", "Target")
    assert chart.rows == (
        ("R1: Something happens to R1", "20 (Very high)", "16 (High)", "8 (Medium)"),
        ("R2: Something happens to R2", "Not assessed", "4 (Low)", "4 (Low)"),
    )
    (current,), (target,), (before,) = (traces(chart, name) for name in ("Current", "Target", "Before"))
    assert (current["x"], target["x"], before["x"]) == ([16.0, 4.0], [8.0, 4.0], [20.0])
    assert len({str(trace["marker"]["symbol"]) for trace in (current, target, before)}) == 3
    assert chart.spec["layout"]["yaxis"]["ticktext"] == ["R1", "R2"]


def test_opportunities_count_the_other_way():
    register = make_register()
    place = make_entry(register, "O1", kind="opportunity")
    make_assessment(place, "3x5", "4x5")
    open_next()
    make_assessment(place, "5x5", "4x5")
    assert of_register(register, opportunities=True).message == (
        "Of 1 opportunity, 1 stands at the target or beyond it. Since the quarter before, 1 improved and 0 worsened."
    )


def test_nothing_is_said_of_a_quarter_before_in_which_nothing_was_scored():
    register = make_register()
    make_assessment(make_entry(register), "4x4", "2x4")
    assert of_register(register).message == "Of 1 risk, 0 stand at the target or beyond it."


def test_entries_of_another_matrix_stand_in_the_table_only():
    register = make_register(matrix=make_matrix("small", SMALL))
    make_assessment(make_entry(register, "R1"), "2x2", "1x2")
    next_version(SMALL | {"score": "grid", "grid": {"11": 1, "12": 3, "21": 5, "22": 9}})
    open_next()
    make_assessment(make_entry(register, "R2"), "2x1", "1x1")
    chart = accepted(of_register(register))
    assert chart.spec["layout"]["yaxis"]["ticktext"] == ["R2"]
    assert [row[0] for row in chart.rows] == ["R1: Something happens to R1", "R2: Something happens to R2"]
    assert chart.notes[-1] == "Scored by another matrix, and so in the table only: R1."


def test_of_many_entries_the_highest_are_drawn_and_all_are_in_the_table():
    register = make_register()
    for number in range(charts.MOST_DRAWN + 1):
        score = "1x1" if number == 3 else "4x4"
        make_assessment(make_entry(register, f"R{number}"), score, "1x1")
    chart = accepted(of_register(register))
    drawn = chart.spec["layout"]["yaxis"]["ticktext"]
    assert len(drawn) == charts.MOST_DRAWN
    assert "R3" not in drawn
    assert len(chart.rows) == charts.MOST_DRAWN + 1
    assert chart.notes[-1] == "The 24 entries with the highest scores are drawn; the table has all 25."


def test_a_register_without_scores_has_no_chart():
    register = make_register()
    make_entry(register)
    assert of_register(register) is None


def test_a_matrix_without_bands_is_drawn_without_shading():
    plain = {name: part for name, part in SMALL.items() if name != "bands"}
    register = make_register(matrix=make_matrix("plain", plain))
    make_assessment(make_entry(register), "2x2", "1x2")
    chart = accepted(of_register(register))
    assert chart.spec["layout"]["shapes"] == []
    assert not any("shading" in note for note in chart.notes)


def test_titles_cannot_smuggle_markup_into_the_page():
    register = make_register()
    place = make_entry(register, "R1", title=NASTY)
    make_assessment(place, target_date_text=NASTY)
    draw = engines["django"].from_string('{% chart chart id="scores" %}')
    for chart in (accepted(of_register(register)), accepted(of_entry(place))):
        page = BeautifulSoup(draw.render({"chart": chart}), "lxml")
        assert page.select("b, [onclick], [style]") == []
        assert NASTY in page.text
