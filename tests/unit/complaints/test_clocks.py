"""Due dates against dates counted by hand on the calendars of their years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.clocks import CannotExtend, Pause, add_months, due
from complaints.procedures import RULES, NoRule, Rule, rule_for

BY_HAND = [
    # Good Friday 7 and Easter Monday 10 April 2023 are not counted.
    ("childrens-statutory", "1", date(2023, 4, 3), False, date(2023, 4, 19)),
    # Nor are 1, 8 (Coronation) and 29 May.
    ("childrens-statutory", "1", date(2023, 4, 28), True, date(2023, 5, 31)),
    ("childrens-statutory", "1", date(2021, 9, 1), False, date(2021, 9, 15)),
    # Received on a Saturday: Monday is day 1, as it is for one received on the Friday.
    ("childrens-statutory", "1", date(2021, 9, 4), False, date(2021, 9, 17)),
    ("childrens-statutory", "1", date(2021, 9, 3), False, date(2021, 9, 17)),
    # The May holiday of 2020 was moved from Monday 4 to Friday 8.
    ("adults-statutory", "acknowledge", date(2020, 5, 1), False, date(2020, 5, 6)),
    ("adults-statutory", "acknowledge", date(2020, 5, 6), False, date(2020, 5, 12)),
    # Thursday 2 and Friday 3 June 2022 were holidays, and Monday 19 September.
    ("corporate", "acknowledge-1", date(2022, 5, 31), False, date(2022, 6, 9)),
    ("corporate", "1", date(2022, 9, 9), False, date(2022, 9, 26)),
    ("corporate", "2", date(2024, 1, 2), False, date(2024, 1, 30)),
    ("corporate", "2", date(2024, 1, 2), True, date(2024, 2, 27)),
    ("childrens-statutory", "2", date(2021, 12, 20), False, date(2022, 1, 27)),
    ("childrens-statutory", "3", date(2021, 2, 1), False, date(2021, 3, 15)),
    ("adults-statutory", "respond", date(2020, 8, 31), False, date(2021, 2, 28)),
    ("adults-statutory", "respond", date(2019, 8, 31), False, date(2020, 2, 29)),
    ("adults-statutory", "respond", date(2021, 1, 15), False, date(2021, 7, 15)),
]


@pytest.mark.parametrize(("procedure", "stage", "start", "extended", "expected"), BY_HAND)
def test_dates_counted_by_hand(
    procedure: str, stage: str, start: date, extended: bool, expected: date
) -> None:
    assert due(rule_for(procedure, stage, start), start, extended=extended).day == expected


def test_a_due_date_explains_itself() -> None:
    start = date(2023, 4, 3)
    assert due(rule_for("childrens-statutory", "1", start), start).explanation == (
        "10 working days from 3 April 2023, not counting Good Friday and Easter Monday: 19 April 2023"
    )
    start = date(2021, 9, 1)
    assert due(rule_for("childrens-statutory", "1", start), start, extended=True).explanation == (
        "20 working days from 1 September 2021, as extended: 29 September 2021"
    )


def test_a_pause_is_not_counted_and_named() -> None:
    pause = Pause(date(2020, 3, 26), date(2020, 6, 26), "the pandemic")
    start = date(2020, 3, 20)
    stage = due(rule_for("childrens-statutory", "1", start), start, pauses=[pause])
    assert stage.day == date(2020, 7, 7)
    assert stage.explanation.startswith(
        "10 working days from 20 March 2020, not counting the pause for the pandemic"
    )
    response = due(rule_for("adults-statutory", "respond", start), start, pauses=[pause])
    assert response.day == date(2020, 9, 20) + timedelta(days=93)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.extended is None])
def test_a_stage_without_a_longer_limit_is_not_extended(rule: Rule) -> None:
    with pytest.raises(CannotExtend, match=r"\.$"):
        due(rule, date(2021, 9, 1), extended=True)


@pytest.mark.parametrize(
    ("procedure", "stage", "words"),
    [
        (
            "foi",
            "1",
            'procedure: "foi" is not known. Write one of adults-statutory, childrens-statutory, '
            "childrens-non-statutory, corporate.",
        ),
        ("corporate", "3", 'stage: corporate has no stage "3"'),
        ("childrens-statutory", "1", "only since 1 September 2006"),
    ],
)
def test_what_no_rule_covers_is_said(procedure: str, stage: str, words: str) -> None:
    with pytest.raises(NoRule, match=words):
        rule_for(procedure, stage, date(2000, 1, 3))


@given(start=st.dates(date(1980, 1, 1), date(2080, 1, 1)), months=st.integers(1, 24))
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@given(
    start=st.dates(date(2010, 1, 1), date(2080, 1, 1)),
    rule=st.sampled_from(RULES),
    pause=st.tuples(st.integers(0, 40), st.integers(0, 60)),
)
def test_a_pause_never_brings_a_date_forward_and_the_date_lies_outside_it(
    start: date, rule: Rule, pause: tuple[int, int]
) -> None:
    first = start + timedelta(days=pause[0])
    stopped = Pause(first, first + timedelta(days=pause[1]), "a test")
    usual, paused = due(rule, start).day, due(rule, start, pauses=[stopped]).day
    assert paused >= usual
    assert not stopped.holds(paused)
