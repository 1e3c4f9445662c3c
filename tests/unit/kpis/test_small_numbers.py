"""How firm a rating is when few cases stand behind it. No database."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.rating import GoodIs, Inputs, Target, people_to_target, rate
from kpis.small_numbers import (
    MOST_ASKED,
    Change,
    Robustness,
    counts_of,
    guard_sentence,
    interval_sentence,
    robustness,
    robustness_sentence,
    share,
    wilson_interval,
)
from tests.oracles import shares as oracle
from tests.unit.kpis.rating_rows import reference_schemes

HOUSE = next(scheme for scheme in reference_schemes() if scheme.name == "house")


def of(numerator: int, denominator: int, target: str = "95", *, shown: str = "", **more: object) -> Inputs:
    """A percentage with its counts; `shown` is the figure as it was reported, else the exact share."""
    given_fields = {"good_is": GoodIs.HIGH, "unit": "%", "target": Target(value=Decimal(target))} | more
    actual = Decimal(shown) if shown else share(Decimal(numerator), Decimal(denominator))
    return Inputs(
        actual=actual, numerator=Decimal(numerator), denominator=Decimal(denominator), **given_fields
    )


def test_the_fewest_cases_that_change_the_rating_each_way() -> None:
    # 95% of 200 is 190; amber goes down to 90.25%, 180.5 cases.
    assert robustness(of(190, 200), HOUSE) == Robustness(0, (Change(1, "fewer", "amber"),))
    assert robustness(of(186, 200), HOUSE) == Robustness(3, (Change(4, "more", "green"),))
    assert robustness(of(181, 200), HOUSE) == Robustness(0, (Change(1, "fewer", "red"),))


def test_both_ways_at_the_same_distance_are_both_told() -> None:
    # 38 of 40 is 95%; 37 of 40 is 92.5%, within 2.7% of the target; 36 of 40 is 90%, and is not.
    found = robustness(of(37, 40, "95", tolerance=Decimal("2.7")), HOUSE)
    assert found == Robustness(0, (Change(1, "more", "green"), Change(1, "fewer", "red")))
    assert robustness_sentence(found, HOUSE) == (
        "With 1 more case the rating would be “On track” and with 1 fewer case “Requires improvement”."
    )


def test_where_low_is_good_more_cases_make_it_worse() -> None:
    found = robustness(of(10, 200, "5", good_is=GoodIs.LOW), HOUSE)
    assert found == Robustness(0, (Change(1, "more", "red"),))


def test_a_firm_rating_is_asked_about_no_further_than_needed() -> None:
    assert robustness(of(1200, 1200, "50"), HOUSE) == Robustness(MOST_ASKED, ())


def test_a_group_in_which_nothing_would_change_the_rating_says_nothing() -> None:
    assert robustness(of(3, 6, "0"), HOUSE) is None


@pytest.mark.parametrize(
    "inputs",
    [
        of(190, 200, shown="95", unit="days"),
        of(190, 200, shown="94"),
        of(201, 200),
        Inputs(good_is=GoodIs.HIGH, actual=Decimal(95), unit="%", target=Target(value=Decimal(95))),
        Inputs(
            good_is=GoodIs.HIGH,
            actual=Decimal(50),
            unit="%",
            numerator=Decimal("1.5"),
            denominator=Decimal(3),
        ),
        Inputs(good_is=GoodIs.HIGH, unit="%", numerator=Decimal(1), denominator=Decimal(2)),
    ],
    ids=["no percentage", "other counts", "more than all", "no counts", "half a case", "no figure"],
)
def test_nothing_is_said_of_counts_that_do_not_make_the_figure(inputs: Inputs) -> None:
    assert counts_of(inputs) is None
    assert robustness(inputs, HOUSE) is None


def test_nothing_is_said_without_a_rating_or_where_rounding_decided_it() -> None:
    assert robustness(replace(of(190, 200), target=None), HOUSE) is None
    # 2 of 3 reported as 67% meets a target of 67%; the share itself, 66.67%, does not.
    assert rate(of(2, 3, "67", shown="67"), HOUSE).status == "green"
    assert robustness(of(2, 3, "67", shown="67"), HOUSE) is None


@settings(deadline=None)
@given(
    st.integers(1, 45).flatmap(lambda group: st.tuples(st.integers(0, group), st.just(group))),
    st.integers(1, 200).map(lambda halves: Decimal(halves) / 2),
    st.sampled_from([Decimal(0), Decimal("2.5"), Decimal(5), Decimal(10)]),
    st.booleans(),
)
def test_it_agrees_with_the_oracle(
    counts: tuple[int, int], target: Decimal, tolerance: Decimal, high_is_good: bool
) -> None:
    good_is = GoodIs.HIGH if high_is_good else GoodIs.LOW
    inputs = of(*counts, str(target), good_is=good_is, tolerance=tolerance)
    found = robustness(inputs, HOUSE)
    naive = oracle.fewest_cases(*counts, Fraction(target), Fraction(tolerance), high_is_good=high_is_good)
    if naive is None or naive > MOST_ASKED:
        assert found is None or found.changes == ()
        return
    assert found is not None
    assert found.stands_with == naive - 1
    for change in found.changes:
        cases = counts[0] + (change.cases if change.way == "more" else -change.cases)
        assert change.status == oracle.house_status(
            cases, counts[1], Fraction(target), Fraction(tolerance), high_is_good=high_is_good
        )
    # Whoever misses the target by so many people cannot have a rating that stands with more than them.
    if people := people_to_target(inputs):
        assert naive <= people


def test_the_sentences() -> None:
    assert robustness_sentence(Robustness(3, (Change(4, "more", "green"),)), HOUSE) == (
        "The rating would not change with 3 cases more or fewer; with 4 more it would be “On track”."
    )
    assert robustness_sentence(Robustness(1, (Change(2, "fewer", "red"),)), HOUSE) == (
        "The rating would not change with 1 case more or fewer; with 2 fewer it would be “Requires improvement”."
    )
    assert robustness_sentence(
        Robustness(1, (Change(2, "more", "green"), Change(2, "fewer", "red"))), HOUSE
    ).endswith("; with 2 more it would be “On track” and with 2 fewer “Requires improvement”.")
    assert robustness_sentence(Robustness(25, ()), HOUSE) == (
        "The rating would not change with 25 cases more or fewer."
    )


def test_the_guard_warns_below_twenty() -> None:
    assert guard_sentence(Decimal(20)) == ""
    assert guard_sentence(Decimal(12)) == (
        "Small numbers: this is a percentage of 12, and each case is 8.3 percentage points. Changes may be chance."
    )


def test_the_interval_of_a_published_example() -> None:
    # Newcombe (1998), table I, method 3: 81 of 263 gives 0.2553 to 0.3662; 15 of 148 gives 0.0624 to 0.1605.
    for numerator, denominator, ends in ((81, 263, (25.53, 36.62)), (15, 148, (6.24, 16.05))):
        low, high = wilson_interval(Decimal(numerator), Decimal(denominator))
        assert (round(float(low), 2), round(float(high), 2)) == ends


@given(st.integers(1, 500).flatmap(lambda group: st.tuples(st.integers(0, group), st.just(group))))
def test_the_interval_holds_the_share_stays_possible_and_mirrors(counts: tuple[int, int]) -> None:
    numerator, denominator = map(Decimal, counts)
    low, high = wilson_interval(numerator, denominator)
    assert 0 <= low <= share(numerator, denominator) <= high <= 100
    others = wilson_interval(denominator - numerator, denominator)
    assert abs(low + others[1] - 100) < Decimal("1E-20")
    # Its ends are where a share lies exactly 1.96 standard errors from what was found (the definition).
    for end in (low, high):
        if 0 < end < 100:
            part, found = end / 100, numerator / denominator
            z_squared = (found - part) ** 2 * denominator / (part * (1 - part))
            assert abs(z_squared - Decimal("1.959964") ** 2) < Decimal("1E-15")


def test_the_intervals_sentence() -> None:
    assert interval_sentence(Decimal(8), Decimal(12)) == (
        "The newest figure is 8 of 12. Taken as a sample of that size, it fits an underlying rate anywhere between "
        "39.1% and 86.2% (95% Wilson interval)."
    )
