"""The dates of a stage: what they are counted from, which one holds, and the sentences that say so."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.clocks import CannotExtend, Pause
from complaints.procedures import NoRule
from complaints.stage_dates import acknowledge_by, ask_by, dates_of
from complaints.stage_moves import STAGES, kind_of
from council.working_days import ENGLAND, WorkingDays

STAGES_OF_ALL = [(procedure, kind.code) for procedure, kinds in STAGES.items() for kind in kinds]
CHRISTMAS_CLOSURE = WorkingDays({date(2023, 12, day): "Office closed" for day in (27, 28, 29)})


def test_adults_have_six_months_and_three_days_to_acknowledge() -> None:
    days = dates_of("adults-statutory", "respond", started_on=date(2020, 8, 31))
    assert days.acknowledge_by == date(2020, 9, 3)
    assert days.limit_on == days.longest_on == days.due_on == date(2021, 2, 28)
    assert days.explanation == "6 months from 31 August 2020: 28 February 2021"
    assert days.why_acknowledge_by == "3 working days from 31 August 2020: 3 September 2020"


def test_early_resolution_for_adults_uses_up_the_six_months() -> None:
    start = date(2020, 8, 31)
    early, formal = (dates_of("adults-statutory", stage, started_on=start) for stage in ("0", "respond"))
    assert early == formal


def test_children_have_ten_days_or_twenty() -> None:
    start = date(2023, 4, 3)
    usual = dates_of("childrens-statutory", "1", started_on=start)
    assert (usual.acknowledge_by, usual.why_acknowledge_by) == (None, "")
    assert usual.limit_on == usual.due_on == date(2023, 4, 19)
    assert usual.longest_on == date(2023, 5, 4)
    assert usual.explanation == (
        "10 working days from 3 April 2023, not counting Good Friday and Easter Monday: 19 April 2023"
    )
    longer = dates_of("childrens-statutory", "1", started_on=start, extended=True)
    assert (longer.limit_on, longer.longest_on) == (usual.limit_on, usual.longest_on)
    assert longer.due_on == date(2023, 5, 4)
    assert longer.explanation.startswith(
        "20 working days from 3 April 2023, as extended, not counting Good Friday"
    )


def test_the_clock_of_the_code_starts_with_the_acknowledgement() -> None:
    start = date(2024, 1, 2)
    waiting = dates_of("corporate", "1", started_on=start)
    assert waiting.acknowledge_by == date(2024, 1, 9)
    assert waiting.due_on == date(2024, 1, 23)
    assert waiting.explanation == (
        "10 working days from 9 January 2024, the last day for acknowledging it: 23 January 2024"
    )
    prompt = dates_of("corporate", "1", started_on=start, acknowledged_on=date(2024, 1, 3))
    assert (prompt.acknowledge_by, prompt.due_on) == (date(2024, 1, 9), date(2024, 1, 17))
    assert prompt.explanation == "10 working days from 3 January 2024: 17 January 2024"
    late = dates_of("corporate", "1", started_on=start, acknowledged_on=date(2024, 1, 16))
    assert late.due_on == date(2024, 1, 30)


def test_the_clock_of_the_regulations_does_not_wait_for_an_acknowledgement() -> None:
    start = date(2024, 1, 2)
    assert dates_of(
        "childrens-statutory", "1", started_on=start, acknowledged_on=date(2024, 1, 9)
    ) == dates_of("childrens-statutory", "1", started_on=start)


def test_a_day_agreed_with_the_person_holds_and_the_limits_stay() -> None:
    start = date(2021, 1, 15)
    later = dates_of(
        "adults-statutory", "respond", started_on=start, extended=True, agreed_to=date(2021, 9, 1)
    )
    assert (later.limit_on, later.longest_on, later.due_on) == (
        date(2021, 7, 15),
        date(2021, 7, 15),
        date(2021, 9, 1),
    )
    assert later.explanation == (
        "Agreed with the person: 1 September 2021, later than the longest that the rules allow "
        "(6 months from 15 January 2021: 15 July 2021)"
    )
    sooner = dates_of("adults-statutory", "respond", started_on=start, agreed_to=date(2021, 3, 1))
    assert (sooner.limit_on, sooner.due_on) == (date(2021, 7, 15), date(2021, 3, 1))
    assert sooner.explanation == (
        "Agreed with the person: 1 March 2021, in place of 6 months from 15 January 2021: 15 July 2021"
    )


def test_a_stage_without_a_longer_limit_needs_a_day_agreed() -> None:
    with pytest.raises(CannotExtend, match="the date agreed with the person"):
        dates_of("adults-statutory", "respond", started_on=date(2021, 1, 15), extended=True)
    with pytest.raises(CannotExtend, match="cannot be extended"):
        dates_of("childrens-statutory", "3", started_on=date(2021, 1, 15), extended=True)


def test_before_the_regulations_there_is_no_rule() -> None:
    with pytest.raises(NoRule, match="only since 1 September 2006"):
        dates_of("childrens-statutory", "1", started_on=date(2006, 8, 31))


def test_days_on_which_the_council_is_closed_count_where_the_law_defines_working_days() -> None:
    start = date(2023, 12, 21)
    for procedure in ("childrens-statutory", "adults-statutory"):
        stage = STAGES[procedure][-1].code
        assert dates_of(procedure, stage, started_on=start, calendar=CHRISTMAS_CLOSURE) == dates_of(
            procedure, stage, started_on=start
        )
    closed = dates_of("corporate", "1", started_on=start, calendar=CHRISTMAS_CLOSURE)
    assert closed.acknowledge_by == date(2024, 1, 5)
    assert dates_of("corporate", "1", started_on=start).acknowledge_by == date(2024, 1, 2)
    assert (
        "not counting Christmas Day, Boxing Day, Office closed and New Year's Day"
        in closed.why_acknowledge_by
    )


def test_a_pause_moves_every_date_of_a_stage() -> None:
    pause = Pause.recorded(date(2020, 3, 26), None, "the pandemic", today=date(2020, 6, 26))
    assert pause.days == 93
    days = dates_of("childrens-statutory", "1", started_on=date(2020, 3, 20), pauses=[pause])
    assert (days.limit_on, days.longest_on) == (date(2020, 7, 7), date(2020, 7, 21))
    acknowledged = acknowledge_by("corporate", "1", date(2020, 3, 25), pauses=[pause])
    assert acknowledged is not None
    assert acknowledged.day == date(2020, 7, 3)


def test_a_pause_that_is_still_to_come_takes_its_first_day() -> None:
    pause = Pause.recorded(date(2026, 12, 1), None, "a move", today=date(2026, 11, 1))
    assert (pause.first, pause.last) == (date(2026, 12, 1), date(2026, 12, 1))
    ended = Pause.recorded(date(2026, 9, 1), date(2026, 9, 4), "a move", today=date(2026, 11, 1))
    assert (ended.last, ended.days) == (date(2026, 9, 4), 4)


@pytest.mark.parametrize(
    ("procedure", "stage", "answered_on", "expected"),
    [
        ("childrens-statutory", "2", date(2023, 4, 3), date(2023, 5, 4)),
        ("childrens-statutory", "3", date(2023, 12, 21), date(2024, 1, 23)),
        ("corporate", "2", date(2024, 1, 2), date(2024, 1, 30)),
        ("childrens-statutory", "1", date(2024, 1, 2), None),
        ("adults-statutory", "respond", date(2024, 1, 2), None),
    ],
)
def test_until_when_a_stage_may_be_asked_for(
    procedure: str, stage: str, answered_on: date, expected: date | None
) -> None:
    found = ask_by(procedure, stage, answered_on, calendar=CHRISTMAS_CLOSURE)
    assert (found.day if found else None) == expected


@given(
    stage=st.sampled_from(STAGES_OF_ALL),
    start=st.dates(date(2010, 1, 1), date(2040, 1, 1)),
    acknowledged_after=st.none() | st.integers(0, 30),
)
def test_dates_stand_in_their_order_and_are_explained(
    stage: tuple[str, str], start: date, acknowledged_after: int | None
) -> None:
    acknowledged = None if acknowledged_after is None else start + timedelta(days=acknowledged_after)
    days = dates_of(*stage, started_on=start, acknowledged_on=acknowledged)
    assert kind_of(*stage).has_clock
    assert days.limit_on is not None and days.longest_on is not None
    assert start < days.limit_on <= days.longest_on
    assert days.due_on == days.limit_on
    assert days.explanation == days.why_limit_on
    assert (days.acknowledge_by is None) == (days.why_acknowledge_by == "")
    if days.acknowledge_by:
        assert start < days.acknowledge_by < days.longest_on
        assert ENGLAND.includes(days.acknowledge_by)
