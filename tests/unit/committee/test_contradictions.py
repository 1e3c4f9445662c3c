"""Risks that get better over red indicators, and opportunities likewise."""

from __future__ import annotations

import doctest
from decimal import Decimal

import pytest

from committee import contradictions
from committee.contradictions import contradiction, rated_worst
from risks.travel import Travel

RED = "Requires improvement"


def said(**given: object) -> str:
    usual = {
        "is_opportunity": False,
        "score": Decimal("12.00"),
        "travel": Travel.SAME,
        "view": "",
        "words": [RED, RED],
        "linked": 3,
    }
    return contradiction(**usual | given)


def test_the_examples_of_the_module() -> None:
    assert doctest.testmod(contradictions).failed == 0


def test_a_falling_score_over_red_indicators() -> None:
    assert said(travel=Travel.IMPROVING) == (
        "Its score fell to 12, while 2 of 3 linked indicators are rated Requires improvement."
    )


def test_an_opportunity_improves_when_its_score_rises() -> None:
    assert said(travel=Travel.IMPROVING, is_opportunity=True).startswith("Its score rose to 12, while")


def test_the_owners_view_alone_contradicts() -> None:
    assert said(view="improving", travel=Travel.NEW) == (
        "Its owner says that it is improving, while 2 of 3 linked indicators are rated Requires improvement."
    )


@pytest.mark.parametrize("travel", [Travel.SAME, Travel.WORSENING, Travel.NEW, Travel.UNKNOWN])
@pytest.mark.parametrize("view", ["", "same", "worsening"])
def test_what_does_not_get_better_contradicts_nothing(travel: Travel, view: str) -> None:
    assert said(travel=travel, view=view) == ""


def test_without_a_red_indicator_there_is_nothing_to_say() -> None:
    assert said(travel=Travel.IMPROVING, view="improving", words=[]) == ""


@pytest.mark.parametrize(
    ("words", "linked", "expected"),
    [
        ([RED], 1, "the linked indicator is rated Requires improvement"),
        ([RED], 5, "1 of 5 linked indicators is rated Requires improvement"),
        ([RED, RED], 2, "all 2 linked indicators are rated Requires improvement"),
        ([RED, "Off track", RED], 5, "3 of 5 linked indicators are rated Requires improvement or Off track"),
    ],
)
def test_how_many_are_red(words: list[str], linked: int, expected: str) -> None:
    assert rated_worst(words, linked) == expected
