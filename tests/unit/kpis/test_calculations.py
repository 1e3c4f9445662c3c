"""Indicators worked out from others: held against a second way of doing the sums, in fractions."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.calculations import Calculation, CalculationRefused, cycle, in_words, parse, to_mapping, work_out
from kpis.entries import percentage

D = Decimal
RATIO = {"kind": "ratio", "of": ["killed", "people"], "times": "100000"}


@pytest.mark.parametrize(
    ("mapping", "mistake"),
    [
        ({}, "Choose how it is worked out"),
        ({**RATIO, "kind": "product"}, "a sum, a difference or a ratio"),
        ({**RATIO, "of": "killed"}, "Name the indicators"),
        ({**RATIO, "of": ["killed", 5]}, "Name the indicators"),
        ({**RATIO, "of": ["killed"]}, "A ratio has two parts"),
        ({"kind": "sum", "of": ["killed"]}, "A sum has two parts at least"),
        ({"kind": "sum", "of": [f"part-{n}" for n in range(41)]}, "40 at most"),
        ({"kind": "difference", "of": ["a", "b", "c"]}, "A difference has two parts"),
        ({"kind": "sum", "of": ["a", "a"]}, "named twice"),
        ({**RATIO, "times": "0"}, "a number above 0"),
        ({**RATIO, "times": "-1"}, "a number above 0"),
        ({**RATIO, "times": "NaN"}, "a number above 0"),
        ({**RATIO, "times": "100%"}, "a number above 0"),
        ({**RATIO, "times": "1" + "0" * 14}, "a number above 0"),
        ({"kind": "sum", "of": ["a", "b"], "times": "100"}, "Only a ratio is multiplied"),
        ({**RATIO, "round": 2}, '"round" is no part'),
    ],
)
def test_mistakes_are_named_with_what_to_do(mapping: dict, mistake: str) -> None:
    with pytest.raises(CalculationRefused) as refused:
        parse(mapping)
    assert mistake in str(refused.value)
    assert all(sentence.endswith(".") for sentence in refused.value.mistakes)


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(CalculationRefused) as refused:
        parse({"kind": "ratio", "of": ["a", "a", "b"], "times": "x"})
    assert len(refused.value.mistakes) == 3


@pytest.mark.parametrize(
    "mapping",
    [RATIO, {"kind": "sum", "of": ["a", "b", "c"]}, {"kind": "difference", "of": ["a", "b"]}],
)
def test_what_is_kept_reads_back_as_it_was(mapping: dict) -> None:
    assert to_mapping(parse(mapping)) == mapping


@pytest.mark.parametrize(
    ("of", "others", "way"),
    [
        (("b", "c"), {}, None),
        (("a", "b"), {}, ["a", "a"]),
        (("b", "c"), {"c": ("d", "e"), "e": ("f", "a")}, ["a", "c", "e", "a"]),
        (
            ("b", "c"),
            {"b": ("x", "c"), "c": ("b", "x")},
            None,
        ),  # a cycle that others made is theirs, and ends
        (("b", "c"), {"b": ("x", "y"), "c": ("x", "y")}, None),  # one part by two ways is no cycle
    ],
)
def test_a_cycle_is_found_and_named(of: tuple, others: dict, way: list | None) -> None:
    chains = {slug: Calculation("sum", parts) for slug, parts in others.items()}
    assert cycle("a", Calculation("sum", of), chains) == way


def test_a_sum_and_a_difference_keep_the_decimals_of_their_parts() -> None:
    parts = {"a": D("1.50"), "b": D("2.25"), "c": D("-4")}
    assert str(work_out(Calculation("sum", ("a", "b", "c")), parts).value) == "-0.25"
    assert str(work_out(Calculation("difference", ("b", "a")), parts).value) == "0.75"


def test_a_ratio_comes_with_its_numbers_and_as_the_entered_percentage_would() -> None:
    worked = work_out(Calculation("ratio", ("a", "b"), D(100)), {"a": D(1), "b": D(3)})
    assert worked.value == percentage(D(1), D(3)) == D("33.333333333333")
    assert (worked.numerator, worked.denominator) == (D(1), D(3))


@pytest.mark.parametrize(
    ("calculation", "parts", "words"),
    [
        (Calculation("sum", ("a", "b")), {"a": D(1)}, "No figure for Beds"),
        (Calculation("sum", ("a", "b")), {"a": None, "b": None}, "No figure for Adults and Beds"),
        (Calculation("ratio", ("a", "b")), {"a": D(1), "b": D(0)}, "Cannot be divided by Beds, which is 0"),
        (Calculation("ratio", ("a", "b")), {"a": D(1), "b": D(-2)}, "Cannot be divided by Beds, which is -2"),
        (Calculation("sum", ("a", "b")), {"a": D("9e13"), "b": D("9e13")}, "more than 14 digits"),
    ],
)
def test_without_a_value_there_are_words_and_no_number(
    calculation: Calculation, parts: dict, words: str
) -> None:
    worked = work_out(calculation, parts, {"a": "Adults", "b": "Beds"})
    assert words in worked.why_not
    assert (worked.value, worked.numerator, worked.denominator) == (None, None, None)


def test_how_it_is_worked_out_is_said_in_words() -> None:
    names = {"a": "Adults", "b": "Beds", "c": "Cars"}
    assert in_words(Calculation("sum", ("a", "b", "c")), names) == "The sum of Adults, Beds and Cars"
    assert in_words(Calculation("difference", ("a", "b")), names) == "Adults less Beds"
    assert in_words(Calculation("ratio", ("a", "b"), D(100)), names) == "Adults as a percentage of Beds"
    assert in_words(Calculation("ratio", ("a", "b")), names) == "Adults divided by Beds"


FIGURES = st.decimals(min_value=D("-1e13"), max_value=D("1e13"), places=4)


@given(
    kind=st.sampled_from(["sum", "difference", "ratio"]),
    values=st.lists(st.none() | FIGURES, min_size=2, max_size=6),
    times=st.sampled_from([D(1), D(100), D(100_000), D("0.5")]),
)
def test_the_value_is_that_of_fractions(kind: str, values: list[Decimal | None], times: Decimal) -> None:
    values = values if kind == "sum" else values[:2]
    slugs = tuple(f"part-{number}" for number in range(len(values)))
    calculation = Calculation(kind, slugs, times if kind == "ratio" else D(1))
    worked = work_out(calculation, dict(zip(slugs, values, strict=True)))
    expected = _naive(kind, values, calculation.times)
    if expected is None:
        assert worked.value is None
        assert worked.why_not
    else:
        assert worked.value is not None
        assert not worked.why_not
        assert Fraction(worked.value) == expected


def _naive(kind: str, values: list[Decimal | None], times: Decimal) -> Fraction | None:
    """The same by fractions, rounded at the end as a printed number is."""
    if any(value is None for value in values):
        return None
    exact = [Fraction(value) for value in values]
    if kind == "ratio":
        if exact[1] <= 0:
            return None
        whole = exact[0] * Fraction(times) / exact[1] * 10**12
        result = Fraction(round(whole), 10**12)  # Python rounds halves to even, as formatting a Decimal does
    else:
        result = sum(exact) if kind == "sum" else exact[0] - exact[1]
    return result if abs(result) < 10**14 else None


def test_halves_of_the_last_place_are_rounded_as_in_an_entered_percentage() -> None:
    worked = work_out(Calculation("ratio", ("a", "b")), {"a": D(1), "b": D(2**13)})
    assert worked.value == (D(1) / D(2**13)).quantize(D("1e-12"), ROUND_HALF_EVEN)
