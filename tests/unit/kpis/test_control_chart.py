"""The control chart's rules: known examples, edges, and a second implementation. No database."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.control_chart import Signal, Stretch, sentences, stretches
from tests.oracles import control_chart as oracle

#: Small whole steps, so that figures often lie on a line and are often equal.
SERIES = st.lists(st.integers(-6, 6).map(lambda half: Decimal(half) / 2), min_size=8, max_size=24)
STEADY = [10, 12, 11, 9, 10, 12, 11, 9]


def figures(*numbers: float | str | None) -> list[Decimal | None]:
    return [None if number is None else Decimal(str(number)) for number in numbers]


def only(*numbers: float | str | None) -> Stretch:
    (found,) = stretches(figures(*numbers))
    return found


def places(found: Stretch, *kinds: str) -> set[int]:
    return {place for signal in found.signals if signal.kind in kinds for place in signal.places}


def test_the_lines_of_an_example_worked_by_hand() -> None:
    # Differences 2 1 2 1 2 1 2: mean 11/7; 2.66 times that is 4.18.
    found = only(*STEADY)
    assert (found.centre, found.lower, found.upper) == (Decimal("10.5"), Decimal("6.32"), Decimal("14.68"))
    assert found.signals == ()


@pytest.mark.parametrize("number", range(8))
def test_fewer_than_eight_figures_have_no_lines(number: int) -> None:
    found = stretches(figures(*STEADY[:number]))
    assert [stretch.missing for stretch in found] == ([8 - number] if number else [])
    assert all(stretch.centre is None and not stretch.signals for stretch in found)


def test_a_figure_on_a_limit_is_inside_and_a_hair_beyond_is_not() -> None:
    # After seven noughts, 1 is beyond 1/8 + 2.66/7; among figures that go up and down by 1, it is ordinary.
    assert places(only(0, 0, 0, 0, 0, 0, 0, 1), "above") == {7}
    assert places(only(0, 1, 0, 1, 0, 1, 0, 1), "above", "below") == set()
    # All figures equal: the limits are the figures themselves, and a figure on a limit is not outside.
    assert only(*["95.3"] * 8).signals == ()


def test_eight_in_a_row_on_one_side_are_a_sustained_change_and_seven_are_not() -> None:
    low, high = [4, 5, 4, 6, 5, 4, 5], [14, 15, 14, 16, 15, 14, 15]
    assert places(only(*low, *high), "low_run", "high_run") == set()
    assert places(only(*low, 5, *high), "low_run", "high_run") == set(range(8))
    found = only(*low, 5, *high, 15)
    assert [signal.kind for signal in found.signals if len(signal.places) == 8] == ["low_run", "high_run"]


def test_a_figure_on_the_centre_line_ends_a_run() -> None:
    # Symmetric about 10, so the mean is exactly 10.
    above, below = [12, 11, 12, 11, 12, 11, 12], [8, 9, 8, 9, 8, 9, 8]
    assert places(only(*above, 10, 11, *below, 9), "high_run", "low_run") == set(range(9, 17))


def test_six_that_rise_are_a_trend_and_equal_figures_end_it() -> None:
    assert places(only(3, 1, 2, 3, 4, 5, 3, 4), "rising") == set()
    assert only(3, 1, 2, 3, 4, 5, 6, 4).signals == (Signal("rising", (1, 2, 3, 4, 5, 6)),)
    assert only(4, 6, 5, 4, 3, 2, 1, 3).signals == (Signal("falling", (1, 2, 3, 4, 5, 6)),)
    assert places(only(3, 1, 2, 3, 3, 4, 5, 4), "rising") == set()


def test_a_break_starts_the_lines_anew() -> None:
    before, after = STEADY, [110, 112, 111, 109, 110, 112, 111, 109]
    first, second = stretches(figures(*before, *after), {8})
    assert (first.centre, second.centre) == (Decimal("10.5"), Decimal("110.5"))
    assert second.places == tuple(range(8, 16))
    assert [part.missing for part in stretches(figures(*before, *after[:3]), {8})] == [0, 5]


def test_a_break_at_either_end_makes_no_empty_part() -> None:
    assert len(stretches(figures(*STEADY), {0, 8})) == 1


def test_missing_figures_are_passed_over() -> None:
    (found,) = stretches(figures(10, None, 12, 11, 9, None, 10, 12, 11, 9, None))
    assert found.places == (0, 2, 3, 4, 6, 7, 8, 9)
    assert (found.centre, found.upper) == (Decimal("10.5"), Decimal("14.68"))


def test_the_limits_stay_within_what_is_possible() -> None:
    values = figures(1, 99, 2, 98, 1, 99, 2, 98)
    (free,) = stretches(values)
    (bounded,) = stretches(values, least=Decimal(0), most=Decimal(100))
    assert free.lower < 0 and free.upper > 100
    assert (bounded.lower, bounded.upper) == (0, 100)
    assert bounded.signals == free.signals


@given(SERIES)
def test_it_agrees_with_the_oracle(values: list[Decimal]) -> None:
    (found,) = stretches(values)
    exact = [Fraction(value) for value in values]
    for ours, theirs in zip((found.lower, found.centre, found.upper), oracle.lines(exact), strict=True):
        assert ours is not None
        assert abs(Fraction(ours) - theirs) < Fraction(1, 10**40)
    assert found.unusual == oracle.unusual(exact)
    assert places(found, "high_run", "low_run") == oracle.sustained(exact)
    assert places(found, "rising", "falling") == oracle.trending(exact)


@given(SERIES, st.integers(-1000, 1000), st.sampled_from(["1", "0.01", "1000"]))
def test_another_unit_or_starting_point_changes_no_signal(
    values: list[Decimal], shift: int, scale: str
) -> None:
    (found,) = stretches(values)
    (moved,) = stretches([value * Decimal(scale) + shift for value in values])
    assert moved.signals == found.signals


@given(SERIES)
def test_upside_down_every_signal_has_its_opposite(values: list[Decimal]) -> None:
    opposite = {
        "above": "below",
        "below": "above",
        "high_run": "low_run",
        "low_run": "high_run",
        "rising": "falling",
        "falling": "rising",
    }
    (found,) = stretches(values)
    (turned,) = stretches([-value for value in values])
    assert [(opposite[signal.kind], signal.places) for signal in found.signals] == [
        (signal.kind, signal.places) for signal in turned.signals
    ]


@given(SERIES, SERIES)
def test_figures_before_a_break_have_no_part_in_what_follows(
    before: list[Decimal], after: list[Decimal]
) -> None:
    (alone,) = stretches(after)
    _, second = stretches([*before, *after], {len(before)})
    assert (second.centre, second.lower, second.upper) == (alone.centre, alone.lower, alone.upper)
    assert [(s.kind, [place - len(before) for place in s.places]) for s in second.signals] == [
        (s.kind, list(s.places)) for s in alone.signals
    ]


def said(*numbers: float) -> list[str]:
    values = figures(*numbers)
    labels = [f"Q{place}" for place in range(1, len(values) + 1)]
    return sentences(only(*numbers), labels, values, lambda number: f"{number:.1f}%")


def test_the_sentences_name_the_lines_and_every_signal() -> None:
    assert said(*STEADY) == [
        "The average of these 8 figures is 10.5%. Ordinary ups and downs lie between 6.3% and 14.7%.",
        "Nothing here is unusual: the differences between these figures are no more than chance would bring.",
    ]
    assert said(*STEADY, *STEADY, 30)[1:] == [
        "Unusual: 30.0% in Q17 is higher than ordinary ups and downs explain. "
        "Something particular probably caused it."
    ]
    assert said(3, 1, 2, 3, 4, 5, 6, 4)[1:] == [
        "Trend: 6 figures in a row, from Q2 to Q7, are each higher than the one before. "
        "That is unlikely to be chance."
    ]
    assert said(4, 6, 4, 6, 4, 6, 4, 6, 8, 10, 8, 10)[1:] == [
        "Sustained change: 8 figures in a row, from Q1 to Q8, lie below the average. That is unlikely to be chance."
    ]


def test_the_sentence_says_how_many_figures_are_missing() -> None:
    assert said(*STEADY[:3]) == [
        "A control chart needs 8 comparable figures. There are 3; 5 more are needed."
    ]
    assert said(*STEADY[:7]) == ["A control chart needs 8 comparable figures. There are 7; 1 more is needed."]
    assert sentences(Stretch(()), [], [], str) == [
        "A control chart needs 8 comparable figures. There are 0; 8 more are needed."
    ]
    assert "There is 1;" in said(5)[0]
