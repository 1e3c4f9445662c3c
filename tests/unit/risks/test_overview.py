"""The registers of a quarter in numbers: risks and opportunities apart, the heaviest band first."""

from __future__ import annotations

import pytest

from council.periods import parse_quarter
from risks.selectors import overview
from risks.selectors.overview import KindCounts, Summary
from risks.visibility import visible_to
from tests.risk_factories import (
    close_quarter,
    make_assessment,
    make_entry,
    make_matrix,
    make_register,
    open_next,
    open_quarter,
)

pytestmark = pytest.mark.django_db


def summary_of(slug: str, username: str = "", person=None) -> Summary:
    view = visible_to(person(username) if person else None)
    return next(each for each in overview.summaries(open_quarter(), view) if each.register.slug == slug)


def bands(kind: KindCounts) -> list[tuple[str, int]]:
    return [(each.band.label, each.count) for each in kind.bands]


def test_the_published_registers_are_counted_as_the_papers_print_them() -> None:
    for quarter, slug, risks, opportunities in (
        (
            "2021-22-Q3",
            "corporate",
            [("Very high", 1), ("High", 5), ("Medium", 1)],
            [("High", 1), ("Medium", 1)],
        ),
        ("2018-19-Q4", "corporate-2018", [("Very high", 5), ("High", 6)], [("High", 3)]),
    ):
        found = overview.summaries(parse_quarter(quarter), visible_to(None))
        (register,) = [each for each in found if each.register.slug == slug]
        assert [bands(kind) for kind in register.kinds] == [risks, opportunities]


def test_risks_and_opportunities_are_counted_apart_and_so_are_their_ways() -> None:
    register = make_register()
    scores = {"R1": ("4x4", "4x3"), "R2": ("4x4", "5x4"), "R3": ("4x4", "4x4"), "R4": ("4x4", "")}
    places = {ref: make_entry(register, ref) for ref in scores}
    places["O1"] = make_entry(register, "O1", kind="opportunity")
    for place in places.values():
        make_assessment(place, "4x4")
    open_next()
    for ref, (_, now) in scores.items():
        if now:
            make_assessment(places[ref], now)
    make_assessment(places["O1"], "5x4")
    make_assessment(make_entry(register, "R5"), "1x1")
    make_entry(register, "R6")
    risks, opportunities = summary_of(register.slug).kinds
    assert (risks.total, risks.improving, risks.worsening, risks.new) == (6, 1, 1, 1)
    assert (risks.unassessed, risks.without_band) == (1, 0)
    assert bands(risks) == [("Very high", 1), ("High", 3), ("Low", 1)]
    assert (opportunities.total, opportunities.improving, opportunities.worsening) == (1, 1, 0)
    assert opportunities.is_opportunity


def test_a_register_without_entries_is_among_them_and_one_of_other_years_is_not() -> None:
    make_register("empty")
    found = {each.register.slug: each for each in overview.summaries(open_quarter(), visible_to(None))}
    assert found["empty"].rows == []
    assert found["empty"].kinds == []
    assert found["empty"].sees_all
    assert "corporate-2018" not in found


def test_corporate_registers_come_first() -> None:
    make_register("a-service", service="highways", position=0)
    kinds = [each.register.kind for each in overview.summaries(open_quarter(), visible_to(None))]
    assert kinds == sorted(kinds, key=["corporate", "directorate", "service"].index)


def test_of_an_open_quarter_everybody_sees_their_own(person) -> None:
    register = make_register("own", service="highways")
    make_assessment(make_entry(register, "R1"))
    quarter = open_quarter()
    assert overview.summaries(quarter, visible_to(person("member"))) == []
    assert [len(summary_of("own", name, person).rows) for name in ("risk", "officer", "auditor")] == [1, 1, 1]
    assert summary_of("corporate", "officer", person).rows == []
    assert not summary_of("corporate", "officer", person).sees_all
    close_quarter()
    seen = [each.register.slug for each in overview.summaries(quarter, visible_to(person("member")))]
    assert seen == ["corporate"]


def test_a_score_outside_every_band_is_counted_as_one() -> None:
    content = {
        "likelihood": [{"value": 1, "label": "Rare"}, {"value": 5, "label": "Certain"}],
        "impact": [{"value": 1, "label": "Minor"}, {"value": 5, "label": "Major"}],
        "bands": [{"label": "Low", "from": 1, "to": 5}],
    }
    register = make_register(matrix=make_matrix("few-bands", content))
    make_assessment(make_entry(register, "R1"), "5x5", "1x1")
    make_assessment(make_entry(register, "R2"), "1x1", "1x1")
    (risks,) = summary_of(register.slug).kinds
    assert (bands(risks), risks.without_band, risks.unassessed) == ([("Low", 1)], 1, 0)
