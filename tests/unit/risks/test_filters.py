"""Filters of a register: their choices follow from its entries, their state is in the address."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from council.models import CorporatePriority, Service
from council.periods import Quarter, parse_quarter
from risks.actions import entries
from risks.filters import RegisterFilters
from risks.models import Register
from risks.selectors import register as registers
from risks.visibility import visible_to
from tests.risk_factories import make_assessment, make_entry, make_register, open_quarter, risk_lead

pytestmark = pytest.mark.django_db
Q3 = parse_quarter("2021-22-Q3")


def filters_of(slug: str, query: str = "", quarter: Quarter = Q3) -> RegisterFilters:
    view = visible_to(None)
    rows = registers.rows(Register.objects.get(slug=slug), quarter, view, with_measures=True)
    return RegisterFilters(QueryDict(query), rows=rows, rounds=view.rounds, quarter=quarter)


def kept(query: str, slug: str = "corporate", quarter: Quarter = Q3) -> list[str]:
    return [row.place.key for row in filters_of(slug, query, quarter).kept]


def test_without_filters_everything_is_kept() -> None:
    assert len(kept("")) == 9
    assert filters_of("corporate").chosen == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=opportunity", ["co1", "co2"]),
        ("band=very-high", ["corp6"]),
        ("band=medium", ["corp4", "co2"]),
        ("band=medium&kind=risk", ["corp4"]),
        ("owner=asc-leadership", ["corp7", "co1"]),
        ("search=SEND+partnership", ["corp3"]),
        ("search=FRONT+DOOR", ["corp1"]),  # a control and an action say it
        ("search=wordless", []),
    ],
)
def test_what_is_kept(query: str, found: list[str]) -> None:
    assert kept(query) == found


def test_a_word_of_an_action_its_sub_bullets_or_its_owner_is_found() -> None:
    place = make_entry(make_register(), "R1")
    make_entry(place.register, "R2")
    quarter = open_quarter()
    entries.write_action(
        place.entry,
        by=risk_lead(),
        kind="mitigating",
        text="Dredge the river",
        sub_items=["upstream of Brungerley"],
        owner="Head of Bridges",
    )
    for words in ("dredge", "brungerley", "head+of+bridges"):
        assert kept(f"search={words}", place.register.slug, quarter) == ["r1"]


def test_priority_service_category_confidence_and_direction() -> None:
    register = make_register()
    priority = CorporatePriority.objects.first()
    services = list(Service.objects.filter(slug__in=["highways", "libraries"]))
    place = make_entry(register, "R1", category="Finance", priority=priority, services=services)
    make_entry(register, "R2")
    make_assessment(place, "4x4", confidence="amber")
    quarter = open_quarter()
    for query in (
        f"priority={priority.slug}",
        "service=highways",
        "service=libraries",
        "category=finance",
        "confidence=amber",
        "direction=new",
        "band=high",
    ):
        assert kept(query, register.slug, quarter) == ["r1"], query
    assert kept("confidence=not-given", register.slug, quarter) == ["r2"]
    assert kept("band=not-assessed", register.slug, quarter) == ["r2"]
    assert kept("direction=unknown", register.slug, quarter) == ["r2"]


@pytest.mark.parametrize(
    "query", ["kind=threat", "band=pink", "owner=%27+OR+1%3D1", "service=", "details__owner=x", "kind=None"]
)
def test_what_is_not_among_the_choices_is_passed_over(query: str) -> None:
    found = filters_of("corporate", query)
    assert len(found.kept) == 9
    assert found.chosen == []


def test_each_chosen_filter_can_be_removed_alone_and_the_rest_of_the_address_stays() -> None:
    found = filters_of("corporate", "quarter=2021-22-Q3&kind=risk&band=high&page=3")
    assert {each["text"]: each["href"] for each in found.chosen} == {
        "Risk or opportunity: Risk": "?quarter=2021-22-Q3&band=high",
        "Current score: High": "?quarter=2021-22-Q3&kind=risk",
    }
    assert found.clear == "?quarter=2021-22-Q3"


def test_choices_are_those_that_occur_the_heaviest_band_first() -> None:
    form = filters_of("corporate").form
    assert [words for _, words in form.fields["band"].choices] == ["All", "Very high", "High", "Medium"]
    assert [words for _, words in form.fields["kind"].choices] == ["All", "Risk", "Opportunity"]


def test_where_all_entries_are_alike_there_is_nothing_to_choose() -> None:
    fields = filters_of("corporate").form.fields
    assert "category" not in fields, "the cards of 2021/22 print none"
    assert "confidence" not in fields, "the confidence of 2021/22 is lost"
    assert "category" in filters_of("corporate-2018", quarter=parse_quarter("2018-19-Q4")).form.fields


def test_a_search_is_cut_to_a_length_and_trimmed() -> None:
    assert filters_of("corporate", "search=" + "x" * 500).chosen_values["search"] == "x" * 100
    assert filters_of("corporate", "search=++").chosen_values == {}
