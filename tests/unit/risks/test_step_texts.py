"""Which step of a matrix a cell names, in the ways that registers write one."""

from __future__ import annotations

import pytest

from risks.matrix import Matrix, parse_matrix
from risks.reference import usual_matrix
from risks.step_texts import read_step, step_name

USUAL = usual_matrix()


def axis(values: object, labels: list[str]) -> list[dict[str, object]]:
    return [{"value": value, "label": label} for value, label in zip(values, labels, strict=True)]


BRACKETS = parse_matrix(
    {
        "likelihood": axis(range(1, 5), ["Rare (<5%)", "Unlikely (5-20%)", "High (money)", "High (people)"]),
        "impact": axis(range(1, 4), ["Low", "High", "Very high \u2013 critical"]),
    }
)
LETTERED = parse_matrix(
    {
        "likelihood": axis("ABC", ["Very high", "Significant", "Low"]),
        "impact": axis([1, 2], ["Marginal", "Critical"]),
        "score": "grid",
        "grid": {f"{letter}{number}": number for letter in "ABC" for number in (1, 2)},
    }
)
SHARED = parse_matrix(
    {"likelihood": axis([1, 2], ["Low", "High"]), "impact": axis([1, 2, 3], ["Low", "Medium", "High"])}
)
DECIMAL = parse_matrix(
    {"likelihood": axis(["0.5", "0.95"], ["Even", "Sure"]), "impact": axis([10, 100], ["Small", "Big"])}
)


def read(text: str, name: str, matrix: Matrix) -> tuple[str | None, str]:
    found = read_step(text, name, matrix)
    return found.step.value if found.step else None, found.code


@pytest.mark.parametrize(
    "text",
    [
        "4", "4.0", "04", "+4", "Likely", " LIKELY\u00a0", "Likely (4)", "(4) Likely", "Likely [4]", "4 - Likely",
        "4-Likely", "4 \u2013 Likely", "Likely-4", "4 Likely", "Likely 4", "4. Likely", "4) Likely", "4: Likely",
        "4 = Likely", "Likely/4", "Likely, 4", "Likely,4",
    ],
)  # fmt: skip
def test_ways_of_writing_one_step(text: str) -> None:
    assert read(text, "likelihood", USUAL) == ("4", "")


@pytest.mark.parametrize(
    "text",
    ["4.5", "4.4", "4,4", "4/4", "4-4", "44", "4 4", "-4", "\u0664", "Likely (6)", "Likely (Amber)", "x"],
)
def test_what_names_no_step(text: str) -> None:
    assert read(text, "likelihood", USUAL) == (None, "unknown_value")


def test_two_steps_are_named() -> None:
    found = read_step("Likely (3)", "likelihood", USUAL)
    assert found.sentence == 'likelihood "Likely (3)" names two different steps. Write one of them.'


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Rare (<5%)", "likelihood", "1"),
        ("1 - rare (<5%)", "likelihood", "1"),
        ("Rare (<5%) (1)", "likelihood", "1"),
        ("unlikely", "likelihood", "2"),
        ("Unlikely (5\u201320%)", "likelihood", "2"),
        ("High (people)", "likelihood", "4"),
        ("3 Very high - critical", "impact", "3"),
        ("VERY HIGH\u2014CRITICAL", "impact", "3"),
    ],
)
def test_labels_with_brackets_and_dashes(text: str, name: str, value: str) -> None:
    assert read(text, name, BRACKETS) == (value, "")


def test_a_label_without_its_brackets_may_not_be_two_steps() -> None:
    assert read("High", "likelihood", BRACKETS) == (None, "wrong_axis"), "High (money) and High (people)"


@pytest.mark.parametrize(
    "text", ["Very-High", "very high", "Very\u2011high (A)", "A - Very-high", "A Very-high"]
)
def test_a_hyphen_between_two_words_makes_no_difference(text: str) -> None:
    assert read(text, "likelihood", LETTERED) == ("A", "")


@pytest.mark.parametrize(
    ("text", "name", "matrix", "expected"),
    [
        ("Major", "likelihood", USUAL, (None, "wrong_axis")),
        ("Major (4)", "likelihood", USUAL, ("4", "wrong_axis")),
        ("4 - Major", "likelihood", USUAL, ("4", "wrong_axis")),
        ("rare", "impact", USUAL, (None, "wrong_axis")),
        ("High", "likelihood", SHARED, ("2", "")),
        ("High", "impact", SHARED, ("3", "")),
        ("Medium", "likelihood", SHARED, (None, "wrong_axis")),
        ("2", "likelihood", LETTERED, (None, "wrong_axis")),
        ("c", "impact", LETTERED, (None, "wrong_axis")),
        ("C - Low", "likelihood", LETTERED, ("C", "")),
    ],
)
def test_words_of_the_other_axis(text: str, name: str, matrix: Matrix, expected: tuple) -> None:
    assert read(text, name, matrix) == expected


def test_a_number_beyond_a_short_axis_is_no_word_for_the_longer_one() -> None:
    assert read("3", "likelihood", SHARED) == (None, "unknown_value")


@pytest.mark.parametrize("text", ["0.5", ".5", "0.50", "Even", "0.5 (Even)"])
def test_numbers_with_a_point(text: str) -> None:
    assert read(text, "likelihood", DECIMAL) == ("0.5", "")


def test_how_sentences_name_a_step() -> None:
    assert [step_name(step) for step in SHARED.likelihood] == ["Low (1)", "High (2)"]
    alone = parse_matrix({"likelihood": [{"value": 1}, {"value": 2}], "impact": [{"value": 1}, {"value": 2}]})
    assert step_name(alone.likelihood[0]) == "1"
