"""What the parts of a definition must have to do with each other."""

from datetime import date
from decimal import Decimal

import pytest

from kpis.calculations import Calculation
from kpis.definition_rules import RESERVED, mistakes, slug_mistake

GOOD = {"name": "Killed and injured", "value_type": "number", "good_is": "low"}
NAMES = {"killed": "Killed", "injured": "Injured", "people": "Population"}
NOTHING: dict[str, Calculation] = {}


def found(others: dict[str, Calculation] = NOTHING, **fields: object) -> list[str]:
    return [f"{field}: {sentence}" for field, sentence in mistakes("ksi", GOOD | fields, NAMES, others)]


def test_a_good_definition_has_no_mistakes() -> None:
    assert found() == []
    assert found(value_type="text", good_is="") == []
    assert found(calculation={"kind": "sum", "of": ["killed", "injured"]}) == []
    assert found(introduced_on=date(2021, 4, 1), retired_on=date(2021, 4, 1), tolerance=Decimal(0)) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "  "}, "name: Enter a name"),
        ({"good_is": ""}, "good_is: Choose whether good is high, low or on target"),
        ({"value_type": "text"}, "good_is: A report in words is not rated."),
        ({"second_unit": "investments"}, "second_measure: Name the second measure, or remove its unit"),
        ({"tolerance": Decimal("-0.1")}, "tolerance: Enter a number that is not below 0"),
        ({"dead_band": Decimal(-1)}, "dead_band: Enter a number that is not below 0"),
        (
            {"introduced_on": date(2021, 4, 2), "retired_on": date(2021, 4, 1)},
            "retired_on: It cannot be retired before it was introduced.",
        ),
        ({"calculation": {"kind": "sum", "of": ["killed"]}}, "calculation: A sum has two parts at least"),
        (
            {"calculation": {"kind": "sum", "of": ["killed", "wounded"]}},
            "calculation: There is no indicator “wounded” to work it out from.",
        ),
        (
            {"calculation": {"kind": "sum", "of": ["killed", "ksi"]}},
            "calculation: It would be worked out from itself: from “ksi”.",
        ),
        (
            {
                "value_type": "text",
                "good_is": "",
                "calculation": {"kind": "sum", "of": ["killed", "injured"]},
            },
            "calculation: A report in words cannot be worked out.",
        ),
    ],
)
def test_each_mistake_is_named_at_its_field(fields: dict[str, object], sentence: str) -> None:
    [only] = found(**fields)
    assert only.startswith(sentence)


def test_a_circle_is_named_with_its_whole_way() -> None:
    others = {
        "injured": Calculation("sum", ("people", "killed")),
        "people": Calculation("difference", ("ksi", "killed")),
    }
    assert found(others, calculation={"kind": "sum", "of": ["killed", "injured"]}) == [
        "calculation: It would be worked out from itself: from “Injured”, from “Population”, from “ksi”. "
        "Take one of these parts out of the circle."
    ]


@pytest.mark.parametrize("slug", ["", "Road", "road defects", "-road", "road--defects", "x" * 81, "è"])
def test_a_short_name_that_no_address_can_hold(slug: str) -> None:
    assert slug_mistake(slug).startswith("Write the short name with small letters")


def test_short_names() -> None:
    assert slug_mistake("road-defects-4h") == ""
    assert slug_mistake("returns") == "“returns” is the name of a page. Choose another short name."
    assert all(slug_mistake(slug) for slug in RESERVED)
