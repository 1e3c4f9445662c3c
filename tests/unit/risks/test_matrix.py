"""Matrices of other councils: read, scored and banded as their file says, or refused in a sentence."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risks.matrix import Matrix, MatrixError, load_matrix, parse_matrix
from risks.reference import usual_matrix


def steps(*values: object) -> list[dict]:
    return [{"value": value, "label": f"Step {value}"} for value in values]


def scores(matrix: Matrix) -> list[list[str]]:
    return [[f"{matrix.score(a, b):f}" for b in matrix.impact] for a in matrix.likelihood]


def test_the_key_of_the_papers() -> None:
    matrix = usual_matrix()
    assert scores(matrix) == [[str(a * b) for b in range(1, 6)] for a in range(1, 6)]
    assert [step.label for step in matrix.likelihood] == ["Rare", "Unlikely", "Possible", "Likely", "Certain"]
    assert matrix.impact[-1].names() == {"5", "catastrophic", "outstanding"}
    bands = {
        score: matrix.band(Decimal(score)) for score in {a * b for a in range(1, 6) for b in range(1, 6)}
    }
    assert all(bands.values())
    assert {score: bands[score].label for score in (4, 5, 10, 12, 16, 20)} == {
        4: "Low", 5: "Medium", 10: "Medium", 12: "High", 16: "High", 20: "Very high",
    }  # fmt: skip


def test_rectangular_from_zero_and_in_letters() -> None:
    wide = parse_matrix({"likelihood": steps(*range(6)), "impact": steps(1, 2, 3, 4), "score": "product"})
    assert scores(wide)[0] == ["0"] * 4
    assert scores(wide)[5] == ["5", "10", "15", "20"]
    grid = {
        f"{letter}{number}": 10 * number + place for place, letter in enumerate("ABC") for number in (1, 2)
    }
    lettered = {"likelihood": steps("A", "B", "C"), "impact": steps(1, 2), "score": "grid", "grid": grid}
    assert scores(parse_matrix(lettered)) == [["10", "20"], ["11", "21"], ["12", "22"]]
    turned = {"likelihood": steps(1, 2), "impact": steps("A", "B", "C"), "score": "grid", "grid": grid}
    assert scores(parse_matrix(turned)) == [["10", "11", "12"], ["20", "21", "22"]]


def test_a_score_outside_every_band_has_none() -> None:
    matrix = parse_matrix(
        {"likelihood": steps(0, 1), "impact": steps(1, 2), "bands": [{"label": "Low", "from": 1, "to": 2}]}
    )
    assert matrix.band(Decimal(0)) is None
    assert matrix.band(Decimal(2)).label == "Low"


FINE = {"likelihood": steps(1, 2), "impact": steps(1, 2), "score": "product"}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"likelihood": None}, '"likelihood" must be a list of at least two steps'),
        ({"impact": steps(1)}, '"impact" must be a list'),
        ({"impact": "ABC"}, '"impact" must be a list'),
        ({"impact": steps(*range(21))}, "has 21 steps"),
        ({"impact": [1, 2]}, "Write it like"),
        ({"impact": steps(1, 1)}, '"impact" has "1" twice'),
        (
            {"impact": [{"value": 1, "label": "Low"}, {"value": 2, "label": "low "}]},
            '"impact" has "low" twice',
        ),
        ({"impact": steps(1, True)}, 'has the value "True"'),
        ({"impact": [{"value": 1, "label": 3}, {"value": 2}]}, "is not a text"),
        ({"impact": steps(1, "B")}, "B cannot be multiplied"),
        ({"score": "sum"}, '"score" is "sum"'),
        ({"score": "grid"}, 'there is no "grid"'),
        ({"score": "grid", "grid": {"11": 1, "12": 2, "21": 3}}, "no score for 22"),
        ({"score": "grid", "grid": {"11": 1, "12": 2, "21": 3, "22": "x"}}, "is not a number"),
        ({"bands": "none"}, '"bands" must be a list'),
        ({"bands": [{"from": 1, "to": 2}]}, "Every band needs a label"),
        ({"bands": [{"label": "Low", "from": 3, "to": 2}]}, "must go from one number to a higher one"),
        (
            {"bands": [{"label": "High", "from": 2, "to": 4}, {"label": "Low", "from": 1, "to": 2}]},
            "The bands Low and High overlap at 2",
        ),
    ],
)
def test_what_cannot_be_used_is_said(changed: dict, words: str) -> None:
    with pytest.raises(MatrixError) as caught:
        parse_matrix(FINE | changed)
    assert words in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "3", '"x"', "{", "[" * 100_000, '{"likelihood": NaN}'])
def test_files_that_are_no_matrix(text: str) -> None:
    with pytest.raises(MatrixError):
        load_matrix(text)


@given(
    likelihood=st.lists(st.integers(0, 99), min_size=2, max_size=6, unique=True),
    impact=st.lists(st.integers(0, 99), min_size=2, max_size=6, unique=True),
)
def test_products_agree_with_multiplication(likelihood: list[int], impact: list[int]) -> None:
    text = json.dumps({"likelihood": steps(*likelihood), "impact": steps(*impact), "score": "product"})
    assert scores(load_matrix(text)) == [[str(a * b) for b in impact] for a in likelihood]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
)


@given(likelihood=JSON, impact=JSON, score=st.sampled_from(["product", "grid"]) | JSON, grid=JSON, bands=JSON)
def test_no_mapping_upsets_the_reader(likelihood, impact, score, grid, bands) -> None:
    content = {"likelihood": likelihood, "impact": impact, "score": score, "grid": grid, "bands": bands}
    try:
        matrix = parse_matrix(content)
    except MatrixError:
        return
    assert len(scores(matrix)) == len(likelihood)
