"""Who is reminded of which review on which day."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.reminders import Hands
from risks.reminders import Kind, Standing, digests, reminders

DUE = datetime.date(2022, 2, 11)
OWNER, LEAD, DIRECTORATE_LEAD = 1, 2, 3
OPEN = Standing(
    quarter="2021-22-Q4",
    entry=7,
    register="corporate",
    register_name="Corporate register",
    key="corp7",
    ref="Corp 7",
    due_on=DUE,
    state="",
    reviewers=Hands(frozenset({OWNER}), frozenset({LEAD})),
    leads=Hands(frozenset(), frozenset({LEAD})),
)
SUBMITTED = replace(OPEN, state="submitted", step=9, stepped_on=datetime.date(2022, 2, 1))


def told(standing: Standing, day: datetime.date) -> list[tuple[int, str, str]]:
    return [(each.person, each.kind.value, each.about) for each in reminders(standing, day)]


@pytest.mark.parametrize("state", ["", "in_progress"])
@pytest.mark.parametrize(
    ("day", "kind", "about"),
    [
        ("2021-11-26", "risk_opened", "2021-22-Q4 entry 7"),
        ("2022-02-03", "risk_opened", "2021-22-Q4 entry 7"),
        ("2022-02-04", "risk_week_before", "2021-22-Q4 entry 7 2022-02-11"),
        ("2022-02-11", "risk_due", "2021-22-Q4 entry 7 2022-02-11"),
        ("2022-02-17", "risk_due", "2021-22-Q4 entry 7 2022-02-11"),
        ("2022-02-18", "risk_overdue", "2021-22-Q4 entry 7 2022-02-11 week 1"),
        ("2022-03-04", "risk_overdue", "2021-22-Q4 entry 7 2022-02-11 week 3"),
    ],
)
def test_the_reviewer_is_reminded_by_the_deadline(state: str, day: str, kind: str, about: str) -> None:
    assert told(replace(OPEN, state=state), datetime.date.fromisoformat(day)) == [(OWNER, kind, about)]


def test_without_a_deadline_only_the_opening_is_told() -> None:
    assert told(replace(OPEN, due_on=None), datetime.date(2023, 1, 1)) == [
        (OWNER, "risk_opened", "2021-22-Q4 entry 7")
    ]


def test_where_nobody_is_named_it_is_the_work_of_those_who_keep_the_register() -> None:
    unnamed = replace(OPEN, reviewers=Hands(frozenset(), frozenset({LEAD, DIRECTORATE_LEAD})))
    assert [person for person, _, _ in told(unnamed, DUE)] == [LEAD, DIRECTORATE_LEAD]


def test_a_returned_review_is_told_beside_its_deadline_and_again_when_it_comes_back_again() -> None:
    back = replace(OPEN, state="sent_back", step=10, stepped_on=DUE)
    assert [kind for _, kind, _ in told(back, DUE)] == ["risk_returned", "risk_due"]
    assert told(replace(back, step=12), DUE)[0][2] != told(back, DUE)[0][2]


@pytest.mark.parametrize(("days", "week"), [(0, 0), (6, 0), (7, 1), (14, 2)])
def test_the_lead_is_told_when_it_waits_and_each_week_after(days: int, week: int) -> None:
    day = SUBMITTED.stepped_on + datetime.timedelta(days=days)
    assert told(SUBMITTED, day) == [(LEAD, "risk_waiting", f"2021-22-Q4 entry 7 9 week {week}")]


def test_the_lead_of_the_directorate_comes_before_that_of_the_council() -> None:
    leads = Hands(frozenset({DIRECTORATE_LEAD}), frozenset({LEAD}))
    assert [person for person, _, _ in told(replace(SUBMITTED, leads=leads), DUE)] == [DIRECTORATE_LEAD]


def test_an_agreed_review_reminds_nobody() -> None:
    assert told(replace(SUBMITTED, state="agreed"), DUE + datetime.timedelta(weeks=9)) == []


def test_one_digest_a_person_with_the_most_pressing_first_and_nothing_twice() -> None:
    other = replace(OPEN, entry=8, state="sent_back", step=3)
    found = digests([OPEN, other, SUBMITTED], DUE)
    assert {person: [each.kind for each in those] for person, those in found.items()} == {
        OWNER: [Kind.RETURNED, Kind.DUE, Kind.DUE],
        LEAD: [Kind.WAITING],
    }
    sent = {(each.person, each.kind.value, each.about) for those in found.values() for each in those}
    assert digests([OPEN, other, SUBMITTED], DUE, sent) == {}


@given(
    state=st.sampled_from(["", "in_progress", "submitted", "sent_back", "agreed"]),
    due_on=st.none() | st.dates(datetime.date(2022, 1, 1), datetime.date(2022, 6, 1)),
    first=st.dates(datetime.date(2022, 1, 1), datetime.date(2022, 6, 1)),
    days=st.integers(1, 60),
)
def test_morning_after_morning_nothing_is_told_twice_and_what_is_late_is_told_each_week(
    state: str, due_on: datetime.date | None, first: datetime.date, days: int
) -> None:
    """The whole run of mornings against a plain ledger of what was sent, which is all that the product keeps."""
    standing = replace(OPEN, state=state, due_on=due_on, step=5, stepped_on=first)
    sent: set[tuple[int, str, str]] = set()
    mornings = []
    for number in range(days):
        for person, those in digests([standing], first + datetime.timedelta(days=number), sent).items():
            assert person == (LEAD if state == "submitted" else OWNER)
            new = {(each.person, each.kind.value, each.about) for each in those}
            assert not new & sent
            sent |= new
            mornings.append(number)
    if state == "agreed":
        assert mornings == []
    elif state == "submitted":
        assert mornings == list(range(0, days, 7))
    else:
        assert mornings[0] == 0
        if due_on is not None:
            weekly = {
                number
                for number in range(1, days)
                if (first + datetime.timedelta(days=number) - due_on).days in range(7, 1000, 7)
            }
            assert weekly <= set(mornings)


def test_a_reminder_fits_the_columns_that_keep_it() -> None:
    longest = replace(OPEN, entry=2**31)
    assert max(len(about) for _, _, about in told(longest, DUE + datetime.timedelta(weeks=999))) <= 120
    assert max(len(kind) for kind in Kind) <= 20
