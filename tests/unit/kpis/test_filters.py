"""Filters: their choices follow from the rows, their state is in the address, and what they do not know they pass over."""

import pytest
from django.http import QueryDict

from council.periods import Quarter
from kpis.filters import IndicatorFilters
from kpis.selectors import dashboard
from kpis.visibility import visible_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def filters(q2: Quarter):
    view = visible_to(None)
    rows = dashboard.rows(q2, view)
    return lambda query="": IndicatorFilters(QueryDict(query), rows=rows, quarters=view.quarters, quarter=q2)


def slugs(found: IndicatorFilters) -> list[str]:
    return [row.definition.indicator.slug for row in found.kept]


def test_without_filters_everything_is_kept(filters) -> None:
    assert len(filters().kept) == 42
    assert filters().chosen == []


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("priority=protecting-our-environment", ["recycling-rate", "sustainable-transport-travel"]),
        ("priority=protecting-our-environment&status=red", ["recycling-rate"]),
        ("search=RECYCL", ["recycling-rate"]),
        ("search=recycl&service=libraries", []),
    ],
)
def test_what_is_kept(filters, query: str, kept: list[str]) -> None:
    assert slugs(filters(query)) == kept


def test_the_agreed_rating_is_the_one_that_is_filtered(filters) -> None:
    assert "library-events" in slugs(filters("status=amber"))
    assert "library-events" not in slugs(filters("status=red"))


@pytest.mark.parametrize(
    "query", ["priority=nowhere", "status=pink", "directorate=%27+OR+1%3D1", "service=", "owner__password=x"]
)
def test_what_is_not_among_the_choices_is_passed_over(filters, query: str) -> None:
    found = filters(query)
    assert len(found.kept) == 42
    assert found.chosen == []


def test_each_chosen_filter_can_be_removed_alone_and_the_rest_of_the_address_stays(filters) -> None:
    found = filters("quarter=2021-22-Q2&priority=protecting-our-environment&status=red&page=3")
    words = {each["text"]: each["href"] for each in found.chosen}
    assert words == {
        "Corporate priority: Protecting our environment": "?quarter=2021-22-Q2&status=red",
        "Rating: Requires improvement": "?quarter=2021-22-Q2&priority=protecting-our-environment",
    }
    assert found.clear == "?quarter=2021-22-Q2"


def test_choices_are_those_that_occur(filters) -> None:
    choices = dict(filters().form.fields["status"].choices)
    assert list(choices) == ["", "green", "amber", "red", "not_due"]
    quarters = [value for value, _ in filters().form.fields["quarter"].choices]
    assert quarters[:2] == ["2021-22-Q3", "2021-22-Q2"]


def test_a_search_is_cut_to_a_length_and_trimmed(filters) -> None:
    assert filters("search=" + "x" * 500).chosen_values["search"] == "x" * 100
    assert filters("search=++").chosen_values == {}
