"""Meetings and seats: what the actions refuse, and what the selectors say of an agenda to whom."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from committee.actions import meetings as actions
from committee.actions import seats
from committee.actions.packs import freeze
from committee.actions.papers import mark_ready
from committee.actions.refusals import CommitteeRefused
from committee.models import Meeting, Paper
from committee.selectors import meetings
from committee.visibility import visible_to
from council.actions.superseding import EditConflict
from council.models import User
from tests.committee_factories import (
    EXEMPT,
    MEETS_ON,
    clerk,
    make_committee,
    make_item,
    make_meeting,
    make_paper,
    make_seat,
    publish,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2022, 3, 8)
PRIVATE = "Contract of the waste plants"


def user(username: str) -> User:
    return User.objects.get(username=username)


def tasks(meeting: Meeting, today: datetime.date = DAY) -> list[str]:
    found = next((each for each in meetings.to_do(today) if each.meeting == meeting), None)
    return [task.text for task in found.tasks] if found else []


@pytest.fixture
def private() -> Meeting:
    """A published meeting with an open and an exempt report."""
    meeting = make_meeting()
    make_paper(item=make_item(meeting), words={"detail": "Open words."})
    exempt = make_item(meeting, PRIVATE, text="The price is 12 million.", **EXEMPT)
    make_paper(item=exempt, words={"detail": "Secret words."})
    publish(meeting)
    return Meeting.objects.get(pk=meeting.pk)


def test_a_meeting_is_called_after_its_committee_and_day() -> None:
    assert make_meeting().slug == "scrutiny-2022-03-08"


def test_a_meeting_is_held_once() -> None:
    meeting = make_meeting()
    with pytest.raises(CommitteeRefused, match="already"):
        make_meeting(meeting.committee)
    with pytest.raises(CommitteeRefused, match="at that time already"):
        make_meeting(meeting.committee, slug="another")
    assert Meeting.objects.filter(committee=meeting.committee).count() == 1


def test_a_meeting_moves_to_another_day_but_not_onto_another_meeting() -> None:
    meeting = make_meeting()
    other = make_meeting(meeting.committee, MEETS_ON + datetime.timedelta(days=1))
    moved = actions.change_meeting(meeting, by=clerk(), based_on=1, room="Room 2")
    assert (moved.room, moved.version) == ("Room 2", 2)
    with pytest.raises(CommitteeRefused, match="at that time already"):
        actions.change_meeting(other, by=clerk(), based_on=1, starts_at=meeting.starts_at)
    with pytest.raises(EditConflict):
        actions.change_meeting(meeting, by=clerk(), based_on=1, room="Room 3")


def test_what_there_is_to_do_follows_the_meeting() -> None:
    meeting = make_meeting()
    assert tasks(meeting) == ["Put the items on the agenda."]
    report = make_item(meeting, part=2)
    assert tasks(meeting)[:3] == [
        "Item 1 has no paper. Add one, or make it a standing item.",
        "Item 1 is in Part II without a paragraph of Schedule 12A.",
        "Item 1 is in Part II without a public-interest note.",
    ]
    actions.change_item(report, by=clerk(), based_on=1, part=1)
    paper = make_paper(item=report, words={"detail": "Words."})
    to_publish = "publish them by 28 February 2022."
    assert tasks(meeting) == [
        "A paper still in draft: item 1.",
        f"Check and freeze the papers, and {to_publish}",
    ]
    mark_ready(paper, by=clerk())
    assert tasks(meeting) == [f"Check and freeze the papers, and {to_publish}"]
    freeze(meeting, by=clerk())
    assert tasks(meeting) == ["Publish edition 1 by 28 February 2022."]


def test_nothing_is_to_do_for_a_meeting_that_is_over_or_published(private: Meeting) -> None:
    over = make_meeting(private.committee, MEETS_ON - datetime.timedelta(days=30))
    assert tasks(over) == []
    assert tasks(private) == []


def test_meetings_are_listed_next_first_then_past_by_year() -> None:
    committee = make_committee()
    days = [
        datetime.datetime(2022, 3, 8, 14),
        datetime.datetime(2022, 4, 8, 14),
        datetime.datetime(2022, 1, 3, 14),
    ]
    later, latest, earlier = (make_meeting(committee, day) for day in days)
    view = visible_to(clerk())
    upcoming = [row for row in meetings.upcoming(view, DAY) if row.committee == committee]
    assert upcoming == [later, latest]
    year, rows = meetings.past(view, datetime.date(2022, 2, 1))[0]
    assert (year, rows[0]) == (2022, earlier)


@pytest.mark.parametrize("username", ["member", "officer", "admin"])
def test_nobody_outside_sees_a_meeting_before_it_is_published(username: str) -> None:
    meeting = make_meeting()
    assert visible_to(user(username)).meeting(meeting.slug) is None
    make_paper(item=make_item(meeting), words={"detail": "Words."})
    publish(meeting)
    assert visible_to(user(username)).meeting(meeting.slug) == meeting


@pytest.mark.parametrize("username", ["clerk", "performance", "auditor"])
def test_those_who_write_or_check_see_drafts(username: str) -> None:
    meeting = make_meeting()
    assert visible_to(user(username)).meeting(meeting.slug) == meeting


def test_a_member_without_an_exempt_seat_sees_that_an_item_exists_and_why(private: Meeting) -> None:
    make_seat(private.committee, reads_exempt=False)
    found = meetings.agenda(private, visible_to(user("member")))
    [(open_heading, [report]), (private_heading, [exempt])] = found.parts
    assert (open_heading, private_heading) == (meetings.HEADINGS[1], meetings.HEADINGS[2])
    assert {file.file_format for file in report.files} == {"pdf", "docx"}
    assert report.pages.startswith("Page")
    assert (exempt.is_read, exempt.paper, exempt.files) == (False, None, [])
    assert exempt.reasons == [
        "Paragraph 3: Information relating to the financial or business affairs of any particular person, including the "
        "authority holding that information"
    ]
    assert {file.part for file in found.whole} == {1}


def test_a_member_with_an_exempt_seat_has_the_paper(private: Meeting) -> None:
    make_seat(private.committee, reads_exempt=True)
    found = meetings.agenda(private, visible_to(user("member")))
    [_, (_, [exempt])] = found.parts
    assert exempt.is_read
    assert {file.file_format for file in exempt.files} == {"pdf", "docx"}
    assert {file.part for file in found.whole} == {1, 2}


@pytest.mark.parametrize("seat_of", ["another committee", "the past"])
def test_another_seat_brings_nothing_exempt(private: Meeting, seat_of: str) -> None:
    if seat_of == "another committee":
        make_seat(make_committee("planning", "Planning Committee"), reads_exempt=True)
    else:
        seat = make_seat(private.committee, reads_exempt=True)
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        seats.change(seat, until=yesterday, reads_exempt=True, by=clerk())
    view = visible_to(user("member"))
    file = private.packs.get().files.filter(part=2).first()
    assert not view.reads_exempt(private)
    assert meetings.file(private, file.pk, view) is None
    assert meetings.file(private, file.pk, visible_to(clerk())) == file


def test_a_frozen_edition_is_for_staff_until_it_is_published() -> None:
    meeting = make_meeting()
    make_paper(item=make_item(meeting), words={"detail": "Words."})
    file = freeze(meeting, by=clerk()).files.filter(part=1).first()
    assert meetings.file(meeting, file.pk, visible_to(user("member"))) is None
    assert meetings.file(meeting, file.pk, visible_to(clerk())) == file


def test_a_seat_is_held_once_at_a_time() -> None:
    committee = make_committee()
    seat = make_seat(committee, reads_exempt=False)
    with pytest.raises(CommitteeRefused, match="has a seat"):
        seats.take(committee, seat.user, since=DAY, reads_exempt=True, by=clerk())
    with pytest.raises(CommitteeRefused, match="before the first"):
        seats.change(seat, until=datetime.date(2017, 12, 31), reads_exempt=False, by=clerk())
    assert seat.user not in meetings.people_to_seat(committee, DAY)
    left = seats.change(seat, until=datetime.date(2022, 3, 7), reads_exempt=False, by=clerk())
    assert left.until == datetime.date(2022, 3, 7)
    again = seats.take(committee, seat.user, since=DAY, reads_exempt=True, by=clerk())
    assert meetings.seats(committee) == [again, left]


def test_only_the_clerk_gives_seats() -> None:
    seat = make_seat(make_committee(), reads_exempt=False)
    with pytest.raises(PermissionDenied):
        seats.change(seat, until=None, reads_exempt=True, by=user("member"))
    seat.refresh_from_db()
    assert not seat.reads_exempt


@pytest.mark.parametrize(
    ("kind", "period"),
    [
        (Paper.Kind.PERFORMANCE, "Quarter 2 (July-Sep) 2021/22"),
        (Paper.Kind.RISKS, "Quarter 3 (Oct-Dec) 2021/22"),
        (Paper.Kind.COMPLAINTS, "2020/21"),
        (Paper.Kind.FREE, ""),
    ],
)
def test_each_paper_says_the_period_that_it_reports(kind: str, period: str) -> None:
    assert meetings.period_of(make_paper(kind)) == period
