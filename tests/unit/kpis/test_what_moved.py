"""The change of a share, split into what was counted and the group. No database."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.what_moved import Counts, sentence, split
from tests.oracles import shares as oracle

COUNTS = st.integers(1, 3000).flatmap(lambda group: st.tuples(st.integers(0, group), st.just(group)))


def counts(numerator: int, denominator: int) -> Counts:
    return Counts(Decimal(numerator), Decimal(denominator))


def words(before: tuple[int, int], now: tuple[int, int], decimals: int = 1) -> str:
    return sentence(split(counts(*before), counts(*now)), decimals)


@given(COUNTS, COUNTS)
def test_it_agrees_with_the_oracle_and_adds_up(before: tuple[int, int], now: tuple[int, int]) -> None:
    found = split(counts(*before), counts(*now))
    by_numerator, by_denominator = oracle.effects(*before, *now)
    tiny = Fraction(1, 10**40)
    assert abs(Fraction(found.by_numerator) - by_numerator) < tiny
    assert abs(Fraction(found.by_denominator) - by_denominator) < tiny
    change = Fraction(100 * now[0], now[1]) - Fraction(100 * before[0], before[1])
    assert abs(Fraction(found.change) - change) < tiny
    assert found.way == (change > 0) - (change < 0)


@given(COUNTS, COUNTS)
def test_back_again_is_the_opposite(before: tuple[int, int], now: tuple[int, int]) -> None:
    there, back = split(counts(*before), counts(*now)), split(counts(*now), counts(*before))
    assert there.by_numerator == back.by_numerator.copy_negate()
    assert there.by_denominator == back.by_denominator.copy_negate()


@given(COUNTS, COUNTS)
def test_the_sentence_says_what_happened(before: tuple[int, int], now: tuple[int, int]) -> None:
    said = words(before, now)
    if before == now:
        assert said.startswith("Neither")
        return
    way = split(counts(*before), counts(*now)).way
    assert {1: "the share rose by", -1: "the share fell by", 0: "the share stayed the same"}[way] in said
    assert ("The number counted rose" in said) == (now[0] > before[0])
    assert ("The number counted fell" in said) == (now[0] < before[0])
    assert ("grew" in said) == (now[1] > before[1])
    assert ("shrank" in said) == (now[1] < before[1])


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (
            (118, 1200),
            (130, 1510),
            "The number counted rose by 12 (to 130), but the group it is taken from grew faster (+310, to 1,510), so "
            "the share fell by 1.2 percentage points. The number counted alone accounts for +0.9, the size of the group "
            "for −2.1.",
        ),
        (
            (100, 200),
            (120, 210),
            "The number counted rose by 20 (to 120), and the group it is taken from grew more slowly (+10, to 210), so "
            "the share rose by 7.1 percentage points. The number counted alone accounts for +9.8, the size of the group "
            "for −2.6.",
        ),
        (
            (100, 200),
            (90, 150),
            "The number counted fell by 10 (to 90), but the group it is taken from shrank faster (−50, to 150), so the "
            "share rose by 10.0 percentage points. The number counted alone accounts for −5.8, the size of the group "
            "for +15.8.",
        ),
        (
            (100, 200),
            (110, 190),
            "The number counted rose by 10 (to 110), and the group it is taken from shrank (−10, to 190), so the share "
            "rose by 7.9 percentage points. The number counted alone accounts for +5.1, the size of the group for +2.8.",
        ),
        (
            (100, 200),
            (150, 300),
            "The number counted rose by 50 (to 150), and the group it is taken from grew in proportion (+100, to 300), "
            "so the share stayed the same. The number counted alone accounts for +20.8, the size of the group for −20.8.",
        ),
        (
            (100, 200),
            (100, 250),
            "The number counted stayed at 100, but the group it is taken from grew (+50, to 250), so the share fell by "
            "10.0 percentage points.",
        ),
        (
            (100, 200),
            (90, 200),
            "The number counted fell by 10 (to 90), and the group it is taken from stayed at 200, so the share fell by "
            "5.0 percentage points.",
        ),
        (
            (5000, 10000),
            (5001, 10000),
            "The number counted rose by 1 (to 5,001), and the group it is taken from stayed at 10,000, so the share rose "
            "by less than 0.1 percentage points.",
        ),
        ((3, 4), (3, 4), "Neither the number counted nor the group it is taken from changed."),
    ],
)
def test_the_sentences(before: tuple[int, int], now: tuple[int, int], said: str) -> None:
    assert words(before, now) == said


def test_more_decimals_where_the_figures_have_them() -> None:
    assert "by 0.01 percentage points" in words((5000, 10000), (5001, 10000), decimals=2)
