"""The recurrence watch: which quarters it looks at, and when a difference is one."""

from __future__ import annotations

import datetime
from math import comb

import pytest

from complaints import recurrence
from complaints.personal_marks import is_nhs_number, marks
from complaints.recurrence import Verdict, by_chance, watch
from council.periods import Quarter

DONE = datetime.date(2021, 8, 10)  # in Quarter 2 2021/22
LATER = datetime.date(2022, 10, 1)  # when the four quarters after it are over
MIDDLE = Quarter(2021, 2).ordinal


def counts(before: int, after: int) -> dict[int, int]:
    """All complaints of each side in its last quarter."""
    return {MIDDLE - 1: before, MIDDLE + 4: after}


def test_four_quarters_on_either_side_of_the_action_and_not_its_own() -> None:
    found = watch(DONE, dict.fromkeys(range(MIDDLE - 10, MIDDLE + 10), 1), LATER)
    assert [str(each.quarter) for each in found.before] == [
        "2020-21-Q2", "2020-21-Q3", "2020-21-Q4", "2021-22-Q1",
    ]  # fmt: skip
    assert [str(each.quarter) for each in found.after] == [
        "2021-22-Q3", "2021-22-Q4", "2022-23-Q1", "2022-23-Q2",
    ]  # fmt: skip
    assert (found.total_before, found.total_after) == (4, 4)


@pytest.mark.parametrize(
    ("today", "over"),
    [
        (datetime.date(2021, 12, 31), 0),  # the last day of the first quarter after it
        (datetime.date(2022, 1, 1), 1),
        (datetime.date(2022, 9, 30), 3),
        (datetime.date(2022, 10, 1), 4),
    ],
)
def test_a_quarter_counts_when_it_is_over(today: datetime.date, over: int) -> None:
    found = watch(DONE, counts(20, 3), today)
    assert found.quarters_over == over
    assert found.verdict is (Verdict.FEWER if over == 4 else Verdict.WATCHING)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (0, 0, Verdict.TOO_FEW),
        (5, 0, Verdict.TOO_FEW),
        (6, 0, Verdict.FEWER),
        (0, 6, Verdict.MORE),
        (7, 7, Verdict.AS_MANY),
        (10, 4, Verdict.AS_MANY),
        (18, 4, Verdict.FEWER),
        (4, 18, Verdict.MORE),
        (100, 75, Verdict.AS_MANY),
        (100, 70, Verdict.FEWER),
    ],
)
def test_the_verdict(before: int, after: int, verdict: Verdict) -> None:
    assert watch(DONE, counts(before, after), LATER).verdict is verdict


def test_chance_is_the_binomial_distribution_of_both_sides() -> None:
    for before in range(25):
        for after in range(25):
            total = before + after
            tail = sum(comb(total, number) for number in range(min(before, after) + 1))
            assert by_chance(before, after) == (2 * tail / 2**total > 0.05), (before, after)


def test_many_complaints_are_counted_exactly_and_at_once() -> None:
    assert not by_chance(10_300, 9_700)
    assert by_chance(10_050, 9_950)


def test_the_sentences_say_the_counts() -> None:
    assert watch(None, {}, LATER).sentence.startswith("The action is not done yet")
    assert watch(DONE, counts(18, 4), LATER).sentence == (
        "Fewer: 4 complaints in the four quarters after the action, 18 in the four before. "
        "Chance alone hardly makes such a difference."
    )
    assert "1 complaint in the four quarters after" in watch(DONE, counts(2, 1), LATER).sentence
    assert "Nothing shows that it helped" in watch(DONE, counts(7, 7), LATER).sentence
    assert "It happened again" in watch(DONE, counts(4, 18), LATER).sentence
    assert "0 of 4 quarters" in watch(DONE, counts(4, 18), DONE).sentence


def test_the_span_holds_every_quarter_of_the_watch() -> None:
    assert list(recurrence.span(DONE)) == list(range(MIDDLE - 4, MIDDLE + 5))


# --- Texts that seem to name somebody ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to jo.o'brien@example.org", "an e-mail address"),
        ("Mrs Smith was not called back", "somebody’s name with a title"),
        ("Dr. Ahmed's report", "somebody’s name with a title"),
        ("Ring 01772 123456", "a telephone number"),
        ("Ring +44 (0)1772 123456", "a telephone number"),
        ("Ring +44 1772 123456", "a telephone number"),
        ("Patient 943 476 5919", "an NHS number"),
        ("Patient 943 476 5918", "a long number that may stand for a person"),
        ("Client 123456789", "a long number that may stand for a person"),
        ("The family at PR1 8XJ", "a postcode"),
        ("As in cf-2020-0001", "the reference of a case"),
    ],
)
def test_a_text_that_seems_to_name_somebody(text: str, found: str) -> None:
    assert found in marks(text)


@pytest.mark.parametrize(
    "text",
    [
        "In 2020/21 £19,700 was paid; 226 complaints against 252 in 2019/20.",
        "Between 1 2 2020 and 31-03-2021 staff were reminded 33709 times.",
        "Managers have issued guidance to staff. Missing calls are logged; Master's students help.",
        "The cost rose by 1,234,567,890 pounds",
        "",
    ],
)
def test_a_text_that_names_nobody(text: str) -> None:
    assert marks(text) == []


def test_what_was_found_is_not_repeated() -> None:
    assert not any("Smith" in words or "01772" in words for words in marks("Mrs Smith, 01772 123456"))


def test_nhs_numbers_have_a_check_digit() -> None:
    assert sum(is_nhs_number(f"943476591{digit}") for digit in range(10)) == 1
    assert not is_nhs_number("12345")
