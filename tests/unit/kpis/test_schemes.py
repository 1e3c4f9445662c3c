"""Reading rating schemes: what is accepted, and the sentence that refuses the rest."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from kpis.rating_values import All, AnyOf, Forecast, InQuartile, Meets, Not, Status, Trend, Within
from kpis.schemes import SchemeError, load_scheme, parse_scheme, to_mapping
from tests.unit.kpis.rating_rows import SCHEME_FILES, scheme_mappings

STATUSES = [{"code": "green", "label": "Good"}, {"code": "red", "label": "Bad"}]


def mapping_with(when: Any = None, **changes: Any) -> dict[str, Any]:
    rules = [{"status": "green", "when": {"meets": "target"} if when is None else when}, {"status": "red"}]
    return {"name": "test", "label": "Test", "statuses": STATUSES, "rules": rules} | changes


@pytest.mark.parametrize("path", SCHEME_FILES, ids=lambda path: path.stem)
def test_reference_schemes_load_and_are_named_after_their_file(path: Path) -> None:
    scheme = load_scheme(path.read_text(encoding="utf-8"))
    assert scheme.name == path.stem
    assert scheme.note
    assert {rule.status for rule in scheme.rules} == {status.code for status in scheme.statuses}
    assert len({status.shape for status in scheme.statuses}) == len(scheme.statuses)
    assert len({status.letter for status in scheme.statuses}) == len(scheme.statuses)


def test_all_the_schemes_of_the_specification_are_there() -> None:
    assert {path.stem for path in SCHEME_FILES} == {
        "house",
        "target-and-floor",
        "improving-amber",
        "met-or-not",
        "one-and-five-percent",
        "four-bands",
        "quartile-position",
        "on-forecast",
    }


@settings(deadline=None)
@given(scheme_mappings())
def test_mappings_round_trip(mapping: dict[str, Any]) -> None:
    scheme = parse_scheme(mapping)
    assert parse_scheme(to_mapping(scheme)) == scheme


@pytest.mark.parametrize("path", SCHEME_FILES, ids=lambda path: path.stem)
def test_reference_schemes_round_trip(path: Path) -> None:
    scheme = load_scheme(path.read_text(encoding="utf-8"))
    assert parse_scheme(to_mapping(scheme)) == scheme


@pytest.mark.parametrize(
    ("when", "condition"),
    [
        ({"meets": "floor"}, Meets("floor")),
        ({"within": {"percent": 5}}, Within(percent=Decimal(5))),
        ({"within": {"percent": "tolerance", "points": "2.5"}}, Within("tolerance", Decimal("2.5"))),
        ({"within": {"points": 1, "strict": True}}, Within(points=Decimal(1), strict=True)),
        ({"trend": "improved", "against": "previous"}, Trend(("better",), "previous")),
        ({"trend": ["held", "worsened"], "against": "last_year"}, Trend(("same", "worse"), "last_year")),
        ({"against": "previous", "trend": "held"}, Trend(("same",), "previous")),
        ({"quartile": {"at_most": 2}}, InQuartile(2)),
        ({"quartile": {"at_most": "target"}}, InQuartile("target")),
        ({"forecast": {"meets": "target"}}, Forecast(Meets("target"))),
        ({"not": {"meets": "target"}}, Not(Meets("target"))),
        ({"all": [{"meets": "target"}]}, All((Meets("target"),))),
        ({"any": [{"meets": "target"}, {"meets": "floor"}]}, AnyOf((Meets("target"), Meets("floor")))),
    ],
)
def test_conditions(when: dict[str, Any], condition: object) -> None:
    assert parse_scheme(mapping_with(when)).rules[0].when == condition


def test_yaml_numbers_are_exact() -> None:
    text = Path(SCHEME_FILES[0]).read_text(encoding="utf-8").split("rules:")[0]
    scheme = load_scheme(
        f"{text}rules:\n  - {{status: green, when: {{within: {{percent: 0.1}}}}}}\n  - {{status: red}}\n"
    )
    assert scheme.rules[0].when == Within(percent=Decimal("0.1"))


def test_letter_shape_and_colour_have_defaults() -> None:
    assert parse_scheme(mapping_with()).statuses == (
        Status("green", "Good", "G", "circle", "grey"),
        Status("red", "Bad", "R", "triangle", "grey"),
    )


def test_default_tolerance_under_either_name() -> None:
    assert parse_scheme(mapping_with()).default_tolerance is None
    assert parse_scheme(mapping_with(default_tolerance="2.5")).default_tolerance == Decimal("2.5")
    assert parse_scheme(mapping_with(tolerance=3)).default_tolerance == Decimal(3)


def test_who_approved_it_and_from_when() -> None:
    scheme = parse_scheme(
        mapping_with(valid_from="2021-22-Q2", approved_by="Cabinet Committee", note="A note")
    )
    assert (scheme.valid_from, scheme.approved_by, scheme.note) == (
        "2021-22-Q2",
        "Cabinet Committee",
        "A note",
    )


NESTED: dict[str, Any] = {"meets": "target"}
for _ in range(11):
    NESTED = {"not": NESTED}


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ({"meets": "goal"}, 'rule 1: meets: "goal" is not known. Write meets: target or meets: floor.'),
        ({"meet": "target"}, "rule 1: meet is not known. Conditions are all, any, forecast"),
        ("meets target", "rule 1: a condition looks like meets: target"),
        ({}, "rule 1: a condition looks like"),
        (
            {"meets": "target", "quartile": {"at_most": 1}},
            "join the conditions meets, quartile with all: or any:",
        ),
        ({"trend": "improved"}, "rule 1: say what the trend is against: previous or last_year."),
        (
            {"trend": "up", "against": "previous"},
            'trend: "up" is not known. Write improved, held or worsened',
        ),
        ({"trend": [], "against": "previous"}, "is not known. Write improved"),
        ({"trend": "held", "against": "previous", "for": 2}, "rule 1: for is not known"),
        ({"within": 5}, "within needs percent or points, like within: {percent: 5}."),
        ({"within": {"strict": True}}, "within needs percent or points"),
        ({"within": {"percent": 5, "point": 1}}, "rule 1: within: point is not known"),
        (
            {"within": {"percent": "five"}},
            'rule 1: percent: "five" is not a number. Write a number like 2.5.',
        ),
        ({"within": {"percent": -5}}, "rule 1: percent: -5 is below 0."),
        ({"within": {"percent": "NaN"}}, '"NaN" is not a number'),
        ({"within": {"percent": float("nan")}}, '"nan" is not a number'),
        ({"within": {"percent": "1e5"}}, '"1e5" is not a number'),
        ({"within": {"percent": True}}, '"True" is not a number'),
        ({"within": {"percent": 5, "strict": "yes"}}, 'strict is true or false, not "yes"'),
        ({"quartile": 2}, "write quartile: {at_most: 2}"),
        ({"quartile": {"at_most": 5}}, "there is no quartile 5"),
        ({"all": []}, "all needs a list of conditions"),
        ({"any": {"meets": "target"}}, "any needs a list of conditions"),
        (NESTED, "nested more than 10 deep"),
    ],
)
def test_bad_conditions_are_refused_with_the_rule_and_the_remedy(when: Any, sentence: str) -> None:
    with pytest.raises(SchemeError) as caught:
        parse_scheme(mapping_with(when))
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": None}, "the scheme: name is missing."),
        ({"label": ""}, "the scheme: label is missing."),
        ({"colour": "red"}, "the scheme: colour is not known. It takes approved_by"),
        ({"statuses": STATUSES[:1]}, "statuses: give at least two"),
        ({"statuses": [*STATUSES, STATUSES[0]]}, 'statuses: "green" is given twice'),
        (
            {"statuses": [{"code": "Green!", "label": "G"}, STATUSES[1]]},
            'status 1: code "Green!" may hold only',
        ),
        (
            {"statuses": [STATUSES[0], {"code": "awaiting", "label": "A"}]},
            'status 2: "awaiting" is the name of an',
        ),
        ({"statuses": [STATUSES[0], {"code": "red"}]}, "status 2: label is missing."),
        ({"statuses": [STATUSES[0], STATUSES[1] | {"hue": 1}]}, "status 2: hue is not known"),
        ({"statuses": [STATUSES[0], STATUSES[1] | {"colour": "red;}"}]}, 'colour "red;}" is not a colour'),
        ({"statuses": [STATUSES[0], STATUSES[1] | {"shape": "<b>"}]}, 'shape "<b>" is not known'),
        ({"rules": []}, "rules: give at least one"),
        (
            {"rules": [{"status": "blue"}]},
            'rule 1: "blue" is not a status of this scheme. Use one of green, red.',
        ),
        (
            {"rules": [{"status": "green"}, {"status": "red"}]},
            'rule 1 has no "when", so the rules after it are never',
        ),
        ({"rules": [{"status": "red", "when": {"meets": "target"}}]}, 'rule 1 is the last and has a "when".'),
        ({"rules": [{"status": "red", "if": 1}]}, "rule 1: if is not known"),
        ({"rules": ["red"]}, "rule 1: give a status"),
        ({"default_tolerance": "lots"}, 'default_tolerance: "lots" is not a number'),
        ({"default_tolerance": 1, "tolerance": 1}, "mean the same here"),
        ({"valid_from": "2021-22"}, 'valid_from: "2021-22" is not a quarter'),
        ({"note": ["a"]}, "note: \"['a']\" is not text"),
    ],
)
def test_bad_schemes_are_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SchemeError) as caught:
        parse_scheme(mapping_with(**changes))
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "A scheme is a list of named entries"),
        ("- a\n- b", "A scheme is a list of named entries"),
        ("name: [", "line 1:"),
        ("name: a\nname: b", 'line 2: "name" is given twice.'),
        ("a: &x [1]\nb: *x", "line 2: aliases (*name) are not allowed."),
        ("a: !!python/object/apply:os.system ['true']", "line 1:"),
        ("? [a]\n: b", "line 1: a name must be plain text."),
        ("[" * 5000, "not YAML that a scheme can be read from"),
        ("# long\n" * 10_000, "at most 64,000 characters"),
    ],
)
def test_text_that_is_no_scheme_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(SchemeError) as caught:
        load_scheme(text)
    assert sentence in str(caught.value)
