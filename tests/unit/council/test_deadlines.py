"""By when something is due, in words."""

from __future__ import annotations

from datetime import date

import pytest

from council.deadlines import due_words


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2022-01-23", "due on 4 February 2022, in 12 days"),
        ("2022-02-03", "due on 4 February 2022, in 1 day"),
        ("2022-02-04", "due on 4 February 2022, today"),
        ("2022-02-05", "due on 4 February 2022, 1 day overdue"),
        ("2022-05-14", "due on 4 February 2022, 99 days overdue"),
        ("2022-05-15", "due on 4 February 2022"),
    ],
)
def test_says_how_far_off_it_is_until_nobody_counts_any_more(today: str, words: str) -> None:
    assert due_words(date(2022, 2, 4), date.fromisoformat(today)) == words


def test_says_nothing_without_a_date() -> None:
    assert due_words(None, date(2022, 2, 4)) == ""
