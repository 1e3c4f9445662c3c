"""The register as a table on screen: scores with their bands, travel beside the owner's view, what was not reviewed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.test import RequestFactory

from council.periods import Quarter, parse_quarter
from risks.actions import entries
from risks.models import Register
from risks.selectors import register as registers
from risks.selectors.register import Row
from risks.tables import RegisterTable, actions_by_kind, matrix_of, measure_groups, positions, score_text
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


def rows_of(slug: str, quarter: Quarter | None = None) -> dict[str, Row]:
    found = registers.rows(
        Register.objects.get(slug=slug), quarter or open_quarter(), visible_to(None), with_measures=True
    )
    return {row.place.key: row for row in found}


def cells(
    slug: str, quarter: Quarter | None = None, order: str = "", *, with_reviews: bool = False
) -> list[list[str]]:
    """The text of every cell of the table."""
    request = RequestFactory().get("/", {"sort": order} if order else {})
    table = RegisterTable(
        list(rows_of(slug, quarter).values()), with_reviews=with_reviews, caption="Register"
    ).configure(request)
    soup = BeautifulSoup(f"<table>{table.body}</table>", "html.parser")
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
        for row in soup.find_all("tr")
    ]


def test_the_published_register() -> None:
    found = cells("corporate", parse_quarter("2021-22-Q3"))
    assert found[0] == [
        "Corp 1 Reshaping the County Council: Our Improvement Journey Risk",
        "16 H High Major/Likely",
        "9 M Medium Moderate/Possible",
        "First score Owner: Improving",
        "Not given",
        "March 2022/Ongoing",
        "Corporate Management Team (CMT)/Director of OD & Change",
    ]
    assert found[7][:3] == [
        "CO1 Strengths Based Working Opportunity",
        "15 H High Moderate/Certain",
        "20 V Very high Major/Certain",
    ]


def test_of_a_score_alone_nothing_more_is_said() -> None:
    found = cells("corporate-2018", parse_quarter("2018-19-Q4"))
    assert found[0][1] == "20 V Very high"


def test_an_opportunity_has_its_own_words_and_colours() -> None:
    register = make_register()
    make_assessment(make_entry(register, "R1"), "5x5")
    make_assessment(make_entry(register, "O1", kind="opportunity"), "5x5", "5x5")
    found = {row[0].split()[0]: row[1] for row in cells(register.slug)}
    assert found == {"R1": "25 V Very high Catastrophic/Certain", "O1": "25 V Very high Outstanding/Certain"}
    rows = rows_of(register.slug)
    assert rows["r1"].current.band.colour != rows["o1"].current.band.colour


def test_travel_is_worked_out_and_mirrored_for_opportunities() -> None:
    register = make_register()
    places = [make_entry(register, ref, kind=kind) for ref, kind in (("R1", "risk"), ("O1", "opportunity"))]
    for place in places:
        make_assessment(place, "4x4")
    open_next()
    for place in places:
        make_assessment(place, "4x3", direction="same")
    assert [row[3] for row in cells(register.slug)] == [
        "↓ Improving Owner: No change",
        "↓ Worsening Owner: No change",
    ]


def test_an_entry_that_nobody_reviewed_says_so_and_keeps_its_score() -> None:
    register = make_register()
    make_assessment(make_entry(register, "R1"), "4x4")
    before = open_quarter()
    open_next()
    assert cells(register.slug)[0][1] == f"16 H High Major/Likely Not reviewed since {before.short_label}"
    assert cells(register.slug, with_reviews=True)[0][-1] == "Not started"
    assert "Not reviewed" not in cells(register.slug, with_reviews=True)[0][1]


def test_the_state_of_a_review_is_a_column_of_its_own_for_those_who_see_it() -> None:
    register = make_register()
    make_assessment(make_entry(register, "R1"))
    assert cells(register.slug, with_reviews=True)[0][-1] == "In progress"
    assert len(cells(register.slug)[0]) == len(cells(register.slug, with_reviews=True)[0]) - 1


def test_without_a_target_the_score_now_is_the_residual_one() -> None:
    register = make_register()
    make_assessment(make_entry(register, "R1"), "4x4", "")
    make_entry(register, "R2")
    found = cells(register.slug)
    assert found[0][2] == "No target Residual score: 16, as now"
    assert found[1][1:3] == ["Not assessed", "Not assessed"]


@pytest.mark.parametrize(
    ("order", "refs"),
    [
        ("", ["R1", "R2", "R3"]),
        ("current", ["R3", "R2", "R1"]),
        ("-current", ["R1", "R2", "R3"]),
        ("owner", ["R2", "R3", "R1"]),
        ("nonsense", ["R1", "R2", "R3"]),
    ],
)
def test_the_order_is_in_the_address(order: str, refs: list[str]) -> None:
    register = make_register()
    for ref, owner, current in (("R1", "Chief", "5x5"), ("R2", "Almoner", "2x5"), ("R3", "Bailiff", "")):
        place = make_entry(register, ref, owner=owner)
        if current:
            make_assessment(place, current)
    assert [row[0].split()[0] for row in cells(register.slug, order=order)] == refs


def test_what_somebody_types_is_never_markup() -> None:
    register = make_register()
    make_entry(register, "R<1>", title="<script>alert(1)</script>", owner="<b>me</b>", category="<i>x</i>")
    table = RegisterTable(list(rows_of(register.slug).values()), with_reviews=True, caption="Register")
    assert "<script" not in table.body
    assert "<b>me" not in table.body
    assert "<i>x" not in table.body


def test_both_positions_are_in_the_matrix_and_a_score_alone_has_no_place() -> None:
    register = make_register()
    make_assessment(make_entry(register, "R1"), "4x5", "4x2")
    make_assessment(make_entry(register, "R2"), "3x3", "3x3")
    make_assessment(make_entry(register, "R3"), "12", "")
    rows = rows_of(register.slug)

    def named(key: str) -> list[tuple[str, str, tuple[str, ...]]]:
        found = [cell for line in matrix_of(rows[key]) for cell in line if cell.here]
        return [(cell.impact_words, cell.likelihood_words, cell.here) for cell in found]

    assert named("r1") == [("Catastrophic", "Likely", ("Current",)), ("Minor", "Likely", ("Target",))]
    assert named("r2") == [("Moderate", "Possible", ("Current", "Target"))]
    assert matrix_of(rows["r3"]) == []


def test_a_matrix_of_letters_from_another_council() -> None:
    content = {
        "likelihood": [{"value": "A", "label": "Almost certain"}, {"value": "B", "label": "Unlikely"}],
        "impact": [
            {"value": 0, "label": "None"},
            {"value": 1, "label": "Some"},
            {"value": 2, "label": "Much"},
        ],
        "score": "grid",
        "grid": {"A0": 0, "A1": "2.5", "A2": 6, "B0": 0, "B1": 1, "B2": 3},
        "bands": [{"label": "Fine", "from": 0, "to": 2}, {"label": "Bad", "from": "2.5", "to": 6}],
    }
    register = make_register(matrix=make_matrix("lettered", content))
    make_assessment(make_entry(register, "R1"), "Ax1", "Bx0")
    assert cells(register.slug)[0][1:3] == ["2.5 B Bad Some/Almost certain", "0 F Fine None/Unlikely"]
    assert [cell.likelihood_words for cell in matrix_of(rows_of(register.slug)["r1"])[0]] == [
        "Unlikely",
        "Almost certain",
    ]


def test_positions_say_why_there_is_no_score() -> None:
    register = make_register()
    make_entry(register, "R1")
    make_assessment(make_entry(register, "R2"), "3x4", "")
    make_assessment(make_entry(register, "R3"), "3x4", "1x4", inherent_likelihood="5", inherent_impact="4")
    rows = rows_of(register.slug)
    assert [each.missing for each in positions(rows["r1"])] == ["Not assessed yet.", "No target."]
    assert positions(rows["r2"])[1].missing == "No target. The residual score is the current one, 12."
    assert positions(rows["r3"])[0].name == "Before any control"
    assert positions(rows["r3"])[0].impact_words == "Major (4)"


def test_measures_say_their_owner_once() -> None:
    place = make_entry(make_register(), "R1")
    for text, heading, owner in (
        ("a", "", "Me"),
        ("b", "", "Me"),
        ("c", "People", "Me"),
        ("d", "People", "You"),
    ):
        entries.write_control(place.entry, by=risk_lead(), text=text, heading=heading, owner=owner)
    groups = measure_groups(rows_of(place.register.slug)["r1"].controls)
    assert [(each.heading, each.owner, [c.text for c in each.measures]) for each in groups] == [
        ("", "Me", ["a", "b"]),
        ("People", "Me", ["c"]),
        ("People", "You", ["d"]),
    ]


def test_the_usual_kind_of_action_stands_also_where_there_is_none() -> None:
    register = make_register()
    make_entry(register, "R1")
    place = make_entry(register, "O1", kind="opportunity")
    entries.write_action(place.entry, by=risk_lead(), kind="mitigating", text="Insure it")
    rows = rows_of(register.slug)
    assert actions_by_kind(rows["r1"]) == [("Mitigating actions", [])]
    assert [heading for heading, _ in actions_by_kind(rows["o1"])] == [
        "Mitigating actions",
        "Actions to realise the opportunity",
    ]


@pytest.mark.parametrize(
    ("score", "text"), [("16", "16"), ("20", "20"), ("2.50", "2.5"), ("0", "0"), ("1E+2", "100")]
)
def test_a_score_is_printed_without_noughts_behind_the_point(score: str, text: str) -> None:
    assert score_text(Decimal(score)) == text
