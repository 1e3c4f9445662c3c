"""Direction of travel: improving means down for a risk and up for an opportunity."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risks import travel
from risks.travel import Travel
from tests.oracles import risks as naive

SCORES = st.integers(1, 25)
KINDS = st.sampled_from(["risk", "opportunity"])


def decimals(scores: list[int | None]) -> list[Decimal | None]:
    return [None if score is None else Decimal(score) for score in scores]


@pytest.mark.parametrize(
    ("before", "now", "of_risk", "of_opportunity"),
    [
        (16, 12, "improving", "worsening"),
        (12, 16, "worsening", "improving"),
        (12, 12, "same", "same"),
        (None, 12, "new", "new"),
        (12, None, "unknown", "unknown"),
        (None, None, "unknown", "unknown"),
    ],
)
def test_opportunities_are_the_mirror_of_risks(before, now, of_risk, of_opportunity) -> None:
    scores = decimals([before, now])
    assert travel.worked_out(*scores, opportunity=False) == of_risk
    assert travel.worked_out(*scores, opportunity=True) == of_opportunity


@given(before=SCORES, now=SCORES, kind=KINDS)
def test_it_agrees_with_a_second_way(before: int, now: int, kind: str) -> None:
    points = naive.good(before, now, kind)
    expected = "improving" if points > 0 else "worsening" if points < 0 else "same"
    assert travel.worked_out(Decimal(before), Decimal(now), kind == "opportunity") == expected


@given(scores=st.lists(st.none() | st.integers(1, 3), max_size=8))
def test_quarters_without_change_agree_with_a_second_way(scores: list[int | None]) -> None:
    assert travel.quarters_without_change(decimals(scores)) == naive.unchanged(scores)


@pytest.mark.parametrize(
    ("view", "before", "now", "contradicts"),
    [
        ("improving", 16, 12, False),
        ("improving", 16, 16, False),
        ("improving", 12, 16, True),
        ("worsening", 16, 12, True),
        ("worsening", 12, 16, False),
        ("same", 12, 12, False),
        ("same", 16, 12, True),
        ("", 12, 16, False),
        ("improving", None, 16, False),
        ("improving", 12, None, False),
    ],
)
def test_the_owner_and_the_scores(view: str, before, now, contradicts: bool) -> None:
    scores = decimals([before, now])
    assert travel.contradicts(view, travel.worked_out(*scores, opportunity=False)) is contradicts
    assert bool(travel.contradiction(view, *scores, opportunity=False)) is contradicts


def test_a_contradiction_is_said_with_both_scores() -> None:
    assert travel.contradiction("improving", Decimal(12), Decimal(20), opportunity=False) == (
        "the owner says improving, and the score went from 12 to 20, which is worsening for a risk."
    )
    assert travel.contradiction("same", Decimal(15), Decimal(20), opportunity=True) == (
        "the owner says unchanged, and the score went from 15 to 20, which is improving for an opportunity."
    )


def test_improving_without_a_change_is_asked_about_after_two_quarters() -> None:
    assert travel.unmoved("improving", decimals([20, 16, 16])) == ""
    assert travel.unmoved("improving", decimals([20, 16, 16, 16])) == (
        "the owner says improving, and the score has been 16 for 2 quarters without a change."
    )
    assert travel.unmoved("same", decimals([16, 16, 16])) == ""
    assert travel.unmoved("improving", decimals([16, None, 16, 16])) == "", "nobody knows the quarter between"


def test_every_view_that_a_register_prints_has_its_sign() -> None:
    assert {view: travel.PRINTED[view] for view in Travel if view in travel.PRINTED} == {
        "improving": "+ve", "same": "=", "worsening": "-ve",
    }  # fmt: skip
