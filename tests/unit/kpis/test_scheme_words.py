"""The rules of a scheme as sentences."""

from typing import Any

import pytest
from hypothesis import given, settings

from kpis.scheme_words import class_sentence, condition_words, rule_sentences, tolerance_sentence
from kpis.schemes import parse_scheme
from tests.unit.kpis.rating_rows import reference_schemes, scheme_mappings

SCHEMES = {scheme.name: scheme for scheme in reference_schemes()}


def test_the_house_scheme() -> None:
    assert rule_sentences(SCHEMES["house"]) == [
        "On track when the target is met.",
        "Slightly below desired when the shortfall is at most the tolerance, as a percentage of the target.",
        "Requires improvement in every other case.",
    ]
    assert tolerance_sentence(SCHEMES["house"]) == "The tolerance is the indicator's own, else 5."


def test_no_tolerance_where_no_rule_asks_for_it() -> None:
    assert tolerance_sentence(SCHEMES["met-or-not"]) == ""


def condition(when: dict[str, Any]) -> str:
    scheme = parse_scheme(
        {
            "name": "x",
            "label": "X",
            "statuses": [{"code": "a", "label": "A"}, {"code": "b", "label": "B"}],
            "rules": [{"status": "a", "when": when}, {"status": "b"}],
        }
    )
    return condition_words(scheme.rules[0].when)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ({"meets": "floor"}, "the floor is met"),
        ({"within": {"percent": "2.50"}}, "the shortfall is at most 2.5% of the target"),
        ({"within": {"points": 2, "strict": True}}, "the shortfall is less than 2 in the indicator's unit"),
        (
            {"within": {"percent": 100, "points": "tolerance"}},
            "the shortfall is at most 100% of the target (at most the tolerance, in the indicator's unit where the "
            "target is 0)",
        ),
        (
            {"trend": ["improved", "held"], "against": "last_year"},
            "the figure is better than or the same as in the same period last year",
        ),
        ({"quartile": {"at_most": 1}}, "it is in quartile 1"),
        ({"quartile": {"at_most": "target"}}, "it is in the quartile that the target names, or a better one"),
        ({"forecast": {"meets": "target"}}, "on the year-end forecast the target is met"),
        (
            {
                "all": [
                    {"not": {"meets": "target"}},
                    {"any": [{"meets": "floor"}, {"quartile": {"at_most": 2}}]},
                ]
            },
            "it is not so that the target is met and (the floor is met, or it is in quartile 2 or better)",
        ),
    ],
)
def test_conditions(when: dict[str, Any], words: str) -> None:
    assert condition(when) == words


@settings(max_examples=100, deadline=None)
@given(mapping=scheme_mappings())
def test_every_rule_of_any_scheme_is_a_sentence_with_its_status(mapping: dict[str, Any]) -> None:
    scheme = parse_scheme(mapping)
    sentences = rule_sentences(scheme)
    assert len(sentences) == len(scheme.rules)
    for rule, sentence in zip(scheme.rules, sentences, strict=True):
        assert sentence.startswith(scheme.status(rule.status).label)
        assert sentence.endswith(".")


def test_classes() -> None:
    house = {
        "name": "house",
        "label": "House",
        "statuses": [{"code": "a", "label": "A"}, {"code": "b", "label": "B"}],
        "rules": [{"status": "a", "when": {"within": {"percent": "tolerance"}}}, {"status": "b"}],
        "classes": [
            {"name": "corporate", "label": "Corporate", "tolerance": "2.5"},
            {"name": "local", "label": "Local"},
            {"name": "monitor", "label": "Monitor only", "rated": False},
        ],
    }
    scheme = parse_scheme(house)
    assert [class_sentence(each) for each in scheme.classes] == [
        "Corporate: a tolerance of 2.5, unless an indicator has its own.",
        "Local: the scheme's usual tolerance.",
        "Monitor only: watched, and not rated.",
    ]
    assert "else that of its importance class, else 5" in tolerance_sentence(scheme)
