"""What the complaints part of a service says in words, and the service that is well while complaints are upheld."""

from __future__ import annotations

import doctest
from decimal import Decimal

import pytest

from committee import together_words
from committee.contradictions import well_but_upheld
from committee.together_words import course
from complaints.figures import Figure, ReportFigures, Value

UPHELD, LATE = "adult.outcomes.upheld_or_partly.share", "adult.timescales.over_longest.share"


def share(exact: int | None, count: int | None = None, base: int | None = None, **more: bool) -> Value:
    return Value("%", None if exact is None else Decimal(exact), count, base, **more)


HIDDEN, NONE = share(None, suppressed=True), share(None)


def told(upheld: Value, before: Value, late: Value = HIDDEN) -> list[str]:
    limit = "adult.timescales.over_longest"
    found = ReportFigures(
        year=2020,
        figures={
            key: Figure(key, "adult", "timescales", label, "%", "", "2.2")
            for key, label in ((limit, "Answered after six months"), (LATE, "Answered late, share"))
        },
        values={(UPHELD, 2020): upheld, (UPHELD, 2019): before, (LATE, 2020): late},
    )
    return list(course(found, "adult", UPHELD, LATE))


def test_the_examples_of_the_module() -> None:
    assert doctest.testmod(together_words).failed == 0


def test_a_share_stands_with_its_counts_and_the_year_before() -> None:
    first, _ = told(share(38, 158, 416), share(41, 143, 350))
    assert first == (
        "Of the statutory complaints about adult social care that were received in 2020/21 and closed, 38% (158 of 416) "
        "were upheld, wholly or in part; the year before, 41% (143 of 350)."
    )


def test_time_is_said_with_its_limit() -> None:
    _, second = told(share(38, 158, 416), NONE, share(29, 70, 240))
    assert second == "29% (70 of 240) were answered after six months."


def test_what_is_kept_back_is_said_to_be() -> None:
    first, second = told(HIDDEN, share(41, 143, 350))
    assert "the share that was upheld, wholly or in part is kept back" in first and "41" not in first
    assert second.startswith("The share that was answered after six months is kept back")
    first, _ = told(share(38, 158, 416), HIDDEN)
    assert first.endswith("the year before, the share is kept back.")


def test_where_nothing_was_closed_there_is_no_share() -> None:
    assert told(NONE, share(41, 143, 350)) == [
        "None of the statutory complaints about adult social care that were received in 2020/21 was closed by the last "
        "day counted."
    ]


def asked(exact: int | None, before: int | None, *words: str) -> str:
    return well_but_upheld(
        name="Adult Services",
        words=words or ("On track", "On track"),
        of="complaints",
        share=f"{exact}%",
        exact=None if exact is None else Decimal(exact),
        before=None if before is None else Decimal(before),
    )


@pytest.mark.parametrize(
    ("exact", "before", "end"),
    [
        (50, 50, "while of the complaints 50% were upheld, wholly or in part."),
        (50, None, "while of the complaints 50% were upheld, wholly or in part."),
        (30, 25, "30% were upheld, wholly or in part, 5 points more than the year before."),
        (60, 40, "60% were upheld, wholly or in part, 20 points more than the year before."),
    ],
)
def test_high_and_rising_shares_are_asked_about(exact: int, before: int | None, end: str) -> None:
    said = asked(exact, before)
    assert said.startswith("All 2 rated indicators of Adult Services are On track, ") and said.endswith(end)


@pytest.mark.parametrize(("exact", "before"), [(49, 45), (49, None), (30, 40), (None, 10), (None, None)])
def test_others_are_not(exact: int | None, before: int | None) -> None:
    assert asked(exact, before) == ""


def test_nor_is_a_service_without_a_rating() -> None:
    assert (
        well_but_upheld(name="A", words=[], of="complaints", share="90%", exact=Decimal(90), before=None)
        == ""
    )


def test_one_rated_indicator_is_one() -> None:
    assert asked(70, None, "Good").startswith("The one rated indicator of Adult Services is Good, ")
