"""The heat map: which entry stands in which cell, what moved, and the page that says so without colour."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council.authorization import Role
from risks.actions import registers as register_actions
from risks.heat_map_tables import sentence
from risks.models import Register
from risks.selectors import matrices
from risks.selectors import register as registers
from risks.selectors.heat_map import HeatMap, Position, heat_map
from risks.selectors.registers import fingerprint
from risks.visibility import visible_to
from tests.risk_factories import (
    make_assessment,
    make_entry,
    make_matrix,
    make_person,
    make_register,
    open_next,
    open_quarter,
    risk_lead,
)

pytestmark = pytest.mark.django_db

#: Three likelihoods by two impacts, lettered, with a grid: nothing is square, begins at 1 or can be multiplied.
LETTERED = {
    "likelihood": [
        {"value": "A", "label": "Daily"},
        {"value": "B", "label": "Yearly"},
        {"value": "C", "label": "Never"},
    ],
    "impact": [
        {"value": "0", "label": "None"},
        {"value": "1", "label": "Ruin", "label_opportunity": "Riches"},
    ],
    "score": "grid",
    "grid": {"A0": 2, "B0": 1, "C0": 0, "A1": 9, "B1": 6, "C1": 3},
    "bands": [
        {"label": "Fine", "from": 0, "to": 3, "colour": "#123456"},
        {"label": "Bad", "from": 4, "to": 9, "colour": "#ab1234"},
    ],
}


def of(register: Register, position: Position = "current", *, opportunities: bool = False) -> HeatMap:
    quarter = open_quarter()
    return heat_map(
        registers.rows(register, quarter, visible_to(None)),
        matrices.in_force(register.matrix, quarter).parsed(),
        position,
        opportunities=opportunities,
    )


def places(found: HeatMap) -> dict[str, list[str]]:
    """References by cell, likelihood before impact."""
    return {"x".join(cell): [each.ref for each in group] for cell, group in found.by_cell.items()}


def page_of(client, register: str = "test-register", **query: str) -> BeautifulSoup:
    answer = client.get(f"/risks/{register}/heat-map/", query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "lxml")


def table(page: BeautifulSoup, name: str = "risks") -> Tag:
    return page.select_one(f'[aria-label="Heat map of {name}"] table')


def cell(found: Tag, impact: str, likelihood: str) -> str:
    """What the cell says under the headings of its row and column, colour left aside."""
    column = [heading.get_text(" ", strip=True) for heading in found.select("thead tr:last-child th")].index(
        likelihood
    )
    row = next(
        row for row in found.select("tbody tr") if row.select_one("th").get_text(" ", strip=True) == impact
    )
    cell_found = row.select("th, td")[column]
    for place_to_break in cell_found.select("wbr"):
        place_to_break.unwrap()
    cell_found.smooth()
    return " ".join(cell_found.get_text(" ", strip=True).split())


# --- Which entries stand where ----------------------------------------------------------------------------------------


def test_entries_stand_in_the_cell_of_their_current_or_target_position():
    register = make_register()
    for ref, current, target in (("R1", "4x3", "2x3"), ("R2", "4x3", "1x1"), ("R3", "3x4", "2x3")):
        make_assessment(make_entry(register, ref), current, target)
    assert places(of(register)) == {"4x3": ["R1", "R2"], "3x4": ["R3"]}
    assert places(of(register, "target")) == {"2x3": ["R1", "R3"], "1x1": ["R2"]}


def test_risks_and_opportunities_have_maps_of_their_own():
    register = make_register()
    make_assessment(make_entry(register, "R1"), "4x4", "2x4")
    make_assessment(make_entry(register, "O1", kind="opportunity"), "2x4", "4x4")
    assert places(of(register)) == {"4x4": ["R1"]}
    assert places(of(register, opportunities=True)) == {"2x4": ["O1"]}


def test_an_entry_without_position_score_or_assessment_is_listed():
    register = make_register()
    make_assessment(make_entry(register, "R1"), "12", "")
    make_entry(register, "R2")
    found = of(register)
    assert places(found) == {}
    assert [each.ref for each in found.by_score] == ["R1"]
    assert [row.ref for row in found.not_scored] == ["R2"]
    assert [row.ref for row in of(register, "target").not_scored] == ["R1", "R2"]


def test_the_matrix_of_any_council_is_drawn_heaviest_impact_on_top():
    register = make_register(matrix=make_matrix("lettered", LETTERED))
    make_assessment(make_entry(register), current_likelihood="A", current_impact="1", current="", target="")
    found = of(register)
    assert [step.label for step in found.columns] == ["Never", "Yearly", "Daily"]
    assert [(impact.label, [str(each.cell.score) for each in cells]) for impact, cells in found.rows] == [
        ("Ruin", ["3", "6", "9"]),
        ("None", ["0", "1", "2"]),
    ]
    assert [each.ref for each in found.rows[0][1][2].placed] == ["R1"]


def test_an_entry_that_an_older_version_scored_is_listed_with_that_version():
    register = make_register(matrix=make_matrix("lettered", LETTERED))
    make_assessment(make_entry(register), current_likelihood="A", current_impact="1", current="", target="")
    grid = LETTERED["grid"] | {"A1": 12}
    register_actions.add_matrix_version(
        slug="lettered",
        name="Lettered",
        content=LETTERED | {"grid": grid},
        valid_from=open_quarter().next,
        by=risk_lead(),
    )
    open_next()
    found = of(register)
    assert places(found) == {}
    assert [(each.ref, str(each.now.score)) for each in found.by_other_matrix] == [("R1", "9")]
    assert str(found.by_other_matrix[0].row.assessment.matrix) == "Lettered version 1"


def test_a_closed_quarter_keeps_its_map_when_the_register_is_given_another_matrix(client_of):
    register = make_register(for_members=True)
    make_assessment(make_entry(register), "4x4")
    closed = open_next().previous
    before = page_of(client_of("member"), quarter=str(closed))
    register_actions.change_register(
        register.slug,
        by=risk_lead(),
        seen=fingerprint(register),
        matrix=make_matrix("lettered", LETTERED),
    )
    after = page_of(client_of("member"), quarter=str(closed))
    assert table(before).get_text() == table(after).get_text()
    assert "another" not in after.select_one("main").get_text()


# --- What moved -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "before", "now", "words"),
    [
        ("risk", "3x4", "4x4", "R1 has moved from 12 (Major/Possible) to 16 (Major/Likely): worsening."),
        ("risk", "4x4", "3x4", "R1 has moved from 16 (Major/Likely) to 12 (Major/Possible): improving."),
        ("opportunity", "3x5", "4x5", "R1 has moved from 15 (Outstanding/Possible) to 20 (Outstanding/Likely): improving."),
        ("opportunity", "4x4", "3x4", "R1 has moved from 16 (Major/Likely) to 12 (Major/Possible): worsening."),
        ("risk", "4x3", "3x4", "R1 has moved from 12 (Moderate/Likely) to 12 (Major/Possible)."),
        ("risk", "12", "4x4", "R1 has moved from 12 to 16 (Major/Likely): worsening."),
    ],
)  # fmt: skip
def test_a_move_is_told_with_both_cells_and_which_way_is_good(kind, before, now, words):
    place = make_entry(make_register(), kind=kind)
    make_assessment(place, before, "2x2")
    open_next()
    make_assessment(place, now, "2x2")
    found = of(place.register, opportunities=kind == "opportunity")
    assert [sentence(each, "current") for each in found.moved] == [words]


def test_a_target_that_was_set_elsewhere_is_neither_better_nor_worse():
    place = make_entry(make_register())
    make_assessment(place, "4x4", "2x4")
    open_next()
    make_assessment(place, "4x4", "3x4")
    assert of(place.register).moved == []
    assert [sentence(each, "target") for each in of(place.register, "target").moved] == [
        "The target of R1 has moved from 8 (Major/Unlikely) to 12 (Major/Possible)."
    ]


def test_what_stayed_was_carried_over_or_is_new_has_not_moved():
    register = make_register()
    stays, carried = make_entry(register, "R1"), make_entry(register, "R2")
    make_assessment(stays)
    make_assessment(carried)
    open_next()
    make_assessment(stays)
    make_assessment(make_entry(register, "R3"))
    found = of(register)
    assert found.moved == []
    assert found.count == 3


# --- The page ---------------------------------------------------------------------------------------------------------


def test_each_cell_says_score_band_count_and_references_in_words(client_of):
    register = make_register()
    for ref in ("R1", "R2"):
        make_assessment(make_entry(register, ref, title=f"Loss of {ref}"), "4x5", "2x4")
    found = table(page_of(client_of("risk"), quarter=str(open_quarter())))

    assert (
        cell(found, "Catastrophic 5", "Likely 4")
        == "20 V Very high 2 entries: R1 , Loss of R1 R2 , Loss of R2"
    )
    assert cell(found, "Insignificant 1", "Rare 1") == "1 L Low"
    links = [link["href"] for link in found.select("a")]
    assert links == [f"/risks/test-register/r{number}/?quarter={open_quarter()}" for number in (1, 2)]
    assert all(heading.get("scope") for heading in found.select("th"))


def test_opportunities_have_their_own_words_and_never_red(client_of):
    register = make_register()
    make_assessment(make_entry(register, "O1", kind="opportunity"), "4x5", "5x5")
    make_assessment(make_entry(register, "R1"), "4x5", "1x5")
    page = page_of(client_of("risk"), quarter=str(open_quarter()))
    risks, chances = table(page), table(page, "opportunities")

    assert "O1" in cell(chances, "Outstanding 5", "Likely 4")
    assert "R1" in cell(risks, "Catastrophic 5", "Likely 4")
    colours = {
        name: {rect["fill"] for rect in each.select("rect")} for name, each in (("r", risks), ("o", chances))
    }
    assert colours["r"].isdisjoint(colours["o"])


def test_the_move_stands_in_the_cell_and_below_the_map(client_of):
    place = make_entry(make_register())
    make_assessment(place, "3x4", "2x4")
    open_next()
    make_assessment(place, "4x4", "2x4")
    page = page_of(client_of("risk"), quarter=str(open_quarter()))
    assert "↑ from 12 (Major/Possible)" in cell(table(page), "Major 4", "Likely 4")
    assert "R1 has moved from 12 (Major/Possible) to 16 (Major/Likely): worsening." in page.text


def test_the_real_register_by_its_target(client_of):
    page = page_of(client_of("member"), "corporate", quarter="2021-22-Q3", show="target")
    assert cell(table(page), "Moderate 3", "Possible 3").startswith("9 M Medium 1 entry: Corp 1")
    assert page.select_one("input[name=show][value=target]").has_attr("checked")
    assert "so no movement can be shown" in page.text


def test_scores_alone_other_versions_and_missing_scores_stand_below_the_map(client_of):
    register = make_register(matrix=make_matrix("lettered", LETTERED))
    make_assessment(
        make_entry(register, "R1"), current_likelihood="A", current_impact="1", current="", target=""
    )
    register_actions.add_matrix_version(
        slug="lettered",
        name="Lettered",
        content=LETTERED | {"grid": LETTERED["grid"] | {"A1": 12}},
        valid_from=open_quarter().next,
        by=risk_lead(),
    )
    open_next()
    make_assessment(make_entry(register, "R2"), "6", "")
    make_entry(register, "R3")
    lists = {
        heading.text: heading.find_next("ul").get_text(" ", strip=True)
        for heading in page_of(client_of("risk"), quarter=str(open_quarter())).select(
            "main h3.govuk-heading-s"
        )
        if heading.text != "Moved since the quarter before"
    }
    assert lists["With a score and no place on the matrix"].endswith("Something happens to R2: 6, Bad")
    assert "9 (Ruin/Daily), Bad, by Lettered version 1" in lists["Scored by another matrix"]
    assert "R3" in lists["Not assessed"]


def test_a_score_outside_all_bands_has_no_colour_and_no_band(client_of):
    bare = {name: part for name, part in LETTERED.items() if name != "bands"}
    register = make_register(matrix=make_matrix("bare", bare))
    make_assessment(make_entry(register), current_likelihood="A", current_impact="1", current="", target="")
    found = table(page_of(client_of("risk"), quarter=str(open_quarter())))
    assert cell(found, "Ruin 1", "Daily A").startswith("9 1 entry: R1")
    assert found.select("rect") == []


def test_a_register_without_entries_says_so(client_of):
    make_register()
    page = page_of(client_of("risk"), quarter=str(open_quarter()))
    assert "There are no entries on this register" in page.text
    assert page.select("script[src*=plotly]") == []


def test_members_see_closed_quarters_and_registers_for_members_only(client_of):
    make_register("secret", service="highways")
    member = client_of("member")
    assert member.get("/risks/corporate/heat-map/").status_code == 200
    assert member.get("/risks/corporate/heat-map/?quarter=2021-22-Q4").status_code == 404
    assert member.get("/risks/secret/heat-map/").status_code == 404
    assert member.get("/risks/corporate/heat-map/?quarter=2018-19-Q4").status_code == 404  # not kept then
    assert member.get("/risks/corporate/heat-map/?quarter=soon").status_code == 404


def test_an_open_quarter_shows_a_reviewer_their_own_entries(client_of):
    reviewer = make_person("reviewer", Role.OFFICER, service="libraries")
    register = make_register(for_members=True)
    for ref, who in (("R1", reviewer), ("R2", None)):
        make_assessment(make_entry(register, ref, reviewer=who), "4x4", "2x4")
    page = page_of(client_of("reviewer"), quarter=str(open_quarter()))
    assert "you see the entries that you review" in page.text
    assert "1 entry: R1" in cell(table(page), "Major 4", "Likely 4")
    assert "R2" not in table(page).text


def test_the_page_needs_no_more_queries_for_more_entries(client_of):
    register, client = make_register(), client_of("risk")
    address = f"/risks/test-register/heat-map/?quarter={open_quarter()}"
    counts = []
    for number in range(1, 13):
        make_assessment(make_entry(register, f"R{number}"), "3x3", "2x2")
        if number in {2, 12}:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(address)
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_no_style_attribute_is_written(client_of):
    """The content security policy would refuse it, so a colour would be lost without a trace."""
    page = page_of(client_of("risk"), "corporate")
    assert table(page).select("rect")
    assert page.select("[style]") == []
