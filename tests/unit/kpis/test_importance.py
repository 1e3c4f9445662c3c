"""Importance classes: a tolerance of their own, or watched and not rated."""

from decimal import Decimal
from typing import Any

import pytest

from kpis.rating import GoodIs, Inputs, Outcome, Target, rate
from kpis.rating_values import ImportanceClass
from kpis.schemes import SchemeError, load_scheme, parse_scheme, to_mapping

HOUSE = """
name: house
label: House
default_tolerance: 5
statuses: [{code: green, label: Good}, {code: amber, label: Near}, {code: red, label: Bad}]
rules:
  - {status: green, when: {meets: target}}
  - {status: amber, when: {within: {percent: tolerance}}}
  - {status: red}
classes:
  - {name: corporate, label: Corporate, tolerance: 2.5}
  - {name: local, label: Local}
  - {name: monitor, label: Monitor only, rated: false}
"""
SCHEME = load_scheme(HOUSE)


def rated(importance: str, actual: str = "96", **inputs: Any) -> Outcome:
    target = {"target": Target(value=Decimal(100))}
    return rate(
        Inputs(
            **{"good_is": GoodIs.HIGH, "actual": Decimal(actual), "importance": importance} | target | inputs
        ),
        SCHEME,
    )


@pytest.mark.parametrize(
    ("importance", "own", "status"),
    [
        ("corporate", None, "red"),
        ("local", None, "amber"),
        ("", None, "amber"),
        ("unheard-of", None, "amber"),
        ("corporate", "4", "amber"),
        ("local", "3.9", "red"),
    ],
)
def test_own_tolerance_then_that_of_the_class_then_the_schemes(
    importance: str, own: str | None, status: str
) -> None:
    assert rated(importance, tolerance=None if own is None else Decimal(own)).status == status


def test_the_reason_names_the_tolerance_of_the_class() -> None:
    assert "Amber needs 2.5% or less." in rated("corporate").reason


@pytest.mark.parametrize("target", [Target(value=Decimal(100)), Target(text="Better"), None])
def test_monitor_only_is_data_only_whatever_the_target(target: Target | None) -> None:
    outcome = rated("monitor", target=target, previous=Decimal(90))
    assert (outcome.status, outcome.rated, outcome.direction_previous) == ("data_only", False, "better")
    assert outcome.reason.endswith("Monitor only: it is watched, and by design not rated.")


def test_a_figure_that_is_missing_is_missing_first() -> None:
    assert rated("monitor", actual="0", absence="not_available").status == "not_available"
    assert rate(Inputs(importance="monitor"), SCHEME).status == "awaiting"


def test_classes_are_read_and_written() -> None:
    assert SCHEME.classes == (
        ImportanceClass("corporate", "Corporate", Decimal("2.5")),
        ImportanceClass("local", "Local"),
        ImportanceClass("monitor", "Monitor only", rated=False),
    )
    assert parse_scheme(to_mapping(SCHEME)) == SCHEME
    assert "classes" not in to_mapping(parse_scheme({**to_mapping(SCHEME), "classes": None}))


@pytest.mark.parametrize(
    ("classes", "sentence"),
    [
        ("corporate", "classes: give a list"),
        (["corporate"], "class 1: give name, label"),
        ([{"name": "a"}], "class 1: label is missing"),
        ([{"name": "A", "label": "A"}], 'class 1: name "A" may hold only small letters'),
        ([{"name": "a'b", "label": "A"}], "may hold only small letters"),
        ([{"name": "a", "label": "A"}, {"name": "a", "label": "B"}], 'classes: "a" is given twice'),
        ([{"name": "a", "label": "A", "rated": "no"}], 'class 1: rated is true or false, not "no"'),
        ([{"name": "a", "label": "A", "tolerance": -1}], "class 1: tolerance: -1 is below 0"),
        ([{"name": "a", "label": "A", "tolerance": "NaN"}], 'class 1: tolerance: "NaN" is not a number'),
        ([{"name": "a", "label": "A", "tolerance": 1, "rated": False}], "needs no tolerance"),
        ([{"name": "a", "label": "A", "colour": "red"}], "class 1: colour is not known"),
    ],
)
def test_bad_classes_are_refused(classes: object, sentence: str) -> None:
    with pytest.raises(SchemeError) as refused:
        parse_scheme({**to_mapping(SCHEME), "classes": classes})
    assert sentence in str(refused.value)


def test_a_status_code_is_no_longer_than_its_column() -> None:
    mapping = to_mapping(SCHEME)
    mapping["statuses"].append({"code": "a" * 20, "label": "Longest"})
    assert parse_scheme(mapping).statuses[-1].label == "Longest"
    mapping["statuses"][-1]["code"] += "a"
    with pytest.raises(SchemeError, match="more than 20 characters"):
        parse_scheme(mapping)
