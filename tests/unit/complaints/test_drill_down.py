"""From a number of the report to the list of its cases."""

from __future__ import annotations

import pytest

from complaints.drill_down import filters_of

DAYS = {"since": "2020-04-01", "until": "2021-03-31"}
ADULTS = {"kind": "complaint", "procedure": "adults-statutory", **DAYS}
CHILDREN = {"kind": "complaint", "procedure": "childrens-statutory", **DAYS}


@pytest.mark.parametrize(
    ("key", "filters"),
    [
        ("adult.complaints.received", ADULTS),
        ("adult.outcomes.closed", {**ADULTS, "due": "closed"}),
        ("adult.outcomes.partly_upheld", {**ADULTS, "outcome": "partly_upheld"}),
        ("adult.services.support-planning", {**ADULTS, "type": "support-planning"}),
        ("adult.joint.received", {**ADULTS, "joint": "yes"}),
        ("adult.joint.not_upheld", {**ADULTS, "joint": "yes", "outcome": "not_upheld"}),
        ("children_statutory.stages.2", {**CHILDREN, "stage": "2", "due": "closed"}),
        ("children_statutory.stages.ombudsman", {**CHILDREN, "stage": "ombudsman", "due": "closed"}),
        ("adult.compliments.received", {"kind": "compliment", "area": "adults", **DAYS}),
        ("children_statutory.comments.received", {"kind": "comment", "area": "children", **DAYS}),
    ],
)
def test_the_filters_of_a_number(key: str, filters: dict[str, str]) -> None:
    assert filters_of(key, 2020) == filters


@pytest.mark.parametrize(
    "key",
    [
        "all.complaints.received",  # two procedures
        "children_all.compliments.received",  # two areas
        "adult.complaints.open",  # as it was on a day that has passed
        "adult.outcomes.upheld_or_partly",  # two outcomes
        "adult.outcomes.upheld.share",
        "adult.services.not-recorded",
        "adult.timescales.over_longest",
        "children_statutory.complainants.child",
        "children_statutory.reached.2",
    ],
)
def test_what_no_list_shows_has_no_link(key: str) -> None:
    assert filters_of(key, 2020) is None
