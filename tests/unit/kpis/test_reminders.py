"""Who is reminded of which return on which day."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.reminders import Hands
from kpis.reminders import Kind, Standing, digests, reminders

DUE = datetime.date(2022, 2, 4)
OFFICER, APPROVER, LEAD = 1, 2, 3
OPEN = Standing(
    quarter="2021-22-Q3",
    service="highways",
    service_name="Highways Service",
    asked=4,
    entered=1,
    due_on=DUE,
    state="in_progress",
    officers=Hands(frozenset({OFFICER}), frozenset({LEAD})),
    approvers=Hands(frozenset({APPROVER}), frozenset({LEAD})),
)
SUBMITTED = replace(
    OPEN, state="submitted", step=7, stepped_on=datetime.date(2022, 2, 1), submitted_by=OFFICER
)


def told(standing: Standing, day: datetime.date) -> list[tuple[int, str, str]]:
    return [(each.person, each.kind.value, each.about) for each in reminders(standing, day)]


@pytest.mark.parametrize(
    ("day", "kind", "about"),
    [
        ("2022-01-01", "opened", "2021-22-Q3 highways"),
        ("2022-01-27", "opened", "2021-22-Q3 highways"),
        ("2022-01-28", "week_before", "2021-22-Q3 highways 2022-02-04"),
        ("2022-02-03", "week_before", "2021-22-Q3 highways 2022-02-04"),
        ("2022-02-04", "due", "2021-22-Q3 highways 2022-02-04"),
        ("2022-02-10", "due", "2021-22-Q3 highways 2022-02-04"),
        ("2022-02-11", "overdue", "2021-22-Q3 highways 2022-02-04 week 1"),
        ("2022-02-17", "overdue", "2021-22-Q3 highways 2022-02-04 week 1"),
        ("2022-02-18", "overdue", "2021-22-Q3 highways 2022-02-04 week 2"),
    ],
)
def test_the_officer_is_reminded_by_the_deadline(day: str, kind: str, about: str) -> None:
    assert told(OPEN, datetime.date.fromisoformat(day)) == [(OFFICER, kind, about)]


def test_without_a_deadline_only_the_opening_is_told() -> None:
    assert told(replace(OPEN, due_on=None), datetime.date(2023, 1, 1)) == [
        (OFFICER, "opened", "2021-22-Q3 highways")
    ]


def test_a_moved_deadline_reminds_again() -> None:
    moved = replace(OPEN, due_on=DUE + datetime.timedelta(days=14))
    assert told(moved, DUE)[0][1:] == ("opened", "2021-22-Q3 highways")
    assert told(moved, moved.due_on)[0][2] != told(OPEN, DUE)[0][2]


def test_a_returned_return_is_told_beside_its_deadline() -> None:
    back = replace(OPEN, state="sent_back", step=8, stepped_on=DUE)
    assert [kind for _, kind, _ in told(back, DUE)] == ["returned", "due"]
    assert told(replace(back, step=10), DUE)[0][2] != told(back, DUE)[0][2], "returned a second time"


@pytest.mark.parametrize(("days", "week"), [(0, 0), (6, 0), (7, 1), (13, 1), (14, 2)])
def test_the_approver_is_told_when_it_waits_and_each_week_after(days: int, week: int) -> None:
    day = SUBMITTED.stepped_on + datetime.timedelta(days=days)
    assert told(SUBMITTED, day) == [(APPROVER, "waiting", f"2021-22-Q3 highways 7 week {week}")]


def test_nobody_is_told_to_approve_what_they_submitted() -> None:
    assert told(replace(SUBMITTED, submitted_by=APPROVER), DUE)[0][0] == LEAD
    only = Hands(council=frozenset({LEAD}))
    assert told(replace(SUBMITTED, submitted_by=LEAD, approvers=only), DUE) == []


def test_a_service_without_an_officer_falls_to_those_of_the_whole_council() -> None:
    assert told(replace(OPEN, officers=Hands(council=frozenset({LEAD}))), DUE)[0][0] == LEAD


def test_an_approved_return_reminds_nobody() -> None:
    assert told(replace(SUBMITTED, state="approved"), DUE + datetime.timedelta(weeks=9)) == []


def test_one_digest_a_person_with_the_most_pressing_first() -> None:
    lighting = replace(OPEN, service="street-lighting", state="sent_back", step=3)
    found = digests([OPEN, lighting, SUBMITTED], DUE)
    assert {person: [each.kind for each in those] for person, those in found.items()} == {
        OFFICER: [Kind.RETURNED, Kind.DUE, Kind.DUE],
        APPROVER: [Kind.WAITING],
    }


@given(
    state=st.sampled_from(["in_progress", "submitted", "sent_back", "approved"]),
    due_on=st.none() | st.dates(datetime.date(2022, 1, 1), datetime.date(2022, 6, 1)),
    step=st.integers(0, 5),
    first=st.dates(datetime.date(2022, 1, 1), datetime.date(2022, 6, 1)),
    days=st.integers(1, 60),
)
def test_day_after_day_nothing_is_told_twice_and_nobody_goes_a_week_without(
    state: str, due_on: datetime.date | None, step: int, first: datetime.date, days: int
) -> None:
    """The whole run of mornings: a plain ledger of what was sent is all that the product keeps."""
    standing = replace(OPEN, state=state, due_on=due_on, step=step, stepped_on=first, submitted_by=OFFICER)
    sent: set[tuple[int, str, str]] = set()
    mornings: list[int] = []
    for number in range(days):
        digest = digests([standing], first + datetime.timedelta(days=number), sent)
        for person, those in digest.items():
            assert person == (APPROVER if state == "submitted" else OFFICER)
            new = {(each.person, each.kind.value, each.about) for each in those}
            assert len(new) == len(those)
            assert not new & sent
            sent |= new
            mornings.append(number)
    if state == "approved":
        assert mornings == []
    elif state == "submitted":
        assert mornings == list(range(0, days, 7))
    else:
        assert mornings[0] == 0
        if due_on is not None:
            late = [first + datetime.timedelta(days=number) for number in mornings]
            late = [day for day in late if day > max(due_on, first)]
            assert all((day - due_on).days % 7 == 0 for day in late)


def test_a_reminder_fits_the_column_that_keeps_it() -> None:
    longest = replace(OPEN, service="s" * 80)
    assert max(len(about) for _, _, about in told(longest, DUE + datetime.timedelta(weeks=999))) <= 120
    assert max(len(kind) for kind in Kind) <= 20
