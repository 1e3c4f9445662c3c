"""Printed days held against the calendar."""

from __future__ import annotations

import pytest

from committee.reconcile import reconcile
from tests.unit.committee.reconcile.made import said


def found(text: str) -> list[tuple[str, tuple[str, ...], str]]:
    return [(finding.code, finding.numbers, finding.sentence) for finding in reconcile(said(text))]


@pytest.mark.parametrize(
    ("text", "code", "printed", "words"),
    [
        ("It met on Friday 30 September 2021.", "other_weekday", "Friday 30 September 2021", "is a Thursday"),
        ("It met on Friday, 30th Sept. 2021.", "other_weekday", "Friday, 30th Sept. 2021", "is a Thursday"),
        (
            "The scheme opened on 29 February 2023.",
            "no_such_day",
            "29 February 2023",
            "February 2023 has 28 days",
        ),
        ("The Board met on 31 April.", "no_such_day", "31 April", "April has 30 days"),
        ("As at 31 November 2022, 40 were open.", "no_such_day", "31 November 2022", "has 30 days"),
        ("Answers came by the 30th of February.", "no_such_day", "30th of February", "February has 29 days"),
    ],
)
def test_days_that_cannot_be(text: str, code: str, printed: str, words: str) -> None:
    ((found_code, numbers, sentence),) = found(text)
    assert (found_code, numbers) == (code, (printed,))
    assert words in sentence


@pytest.mark.parametrize(
    "text",
    [
        "It met on Thursday 30 September 2021 and on Wednesday 1 May 2024.",
        "The scheme opened on 29 February 2024, a leap day, and on 29 February.",
        "Referrals: April 30, May 31, June 28. The 31 June referrals were few.",
        "There were 35 May 2023 referrals, 31 in all; 31 Sep/Oct cases.",
        "In 2019/20 there were 31, April 2021/22 had 30.",
        "Friday 5 and Saturday 6 May 2023 were busy, as was the week of Monday 8 May.",
        "The version 1.31 April release came first.",
    ],
)
def test_days_that_are_right_and_numbers_that_are_none(text: str) -> None:
    assert found(text) == []
