"""The order of an agenda: its standing items, where a line goes, moving, taking off and putting back; clear days."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from committee import notice, standing_items
from committee.actions import agenda
from committee.actions.meetings import on_agenda, reorder, take_off
from committee.actions.refusals import CommitteeRefused
from committee.models import AgendaItem, Meeting
from council.actions.superseding import EditConflict
from council.models import User
from tests.committee_factories import (
    EXEMPT,
    clerk,
    make_committee,
    make_item,
    make_meeting,
    make_paper,
    publish,
)

pytestmark = pytest.mark.django_db

REPORT = {"title": "Monitoring report", "kind": "report"}
CLOSING = ["Urgent Business", "Date of Next Meeting"]


def titles(meeting: Meeting) -> list[str]:
    lines = on_agenda(meeting)
    assert [line.position for line in lines] == list(range(1, len(lines) + 1))
    return [line.title for line in lines]


@pytest.fixture
def started() -> Meeting:
    meeting = make_meeting(next_meeting="Tuesday 7 June 2022 at 2.00 pm")
    agenda.start(meeting, by=clerk())
    return meeting


@pytest.mark.parametrize(
    ("meeting", "last"),
    [
        (datetime.date(2021, 11, 25), datetime.date(2021, 11, 17)),  # Thursday; a weekend lies between
        (datetime.date(2019, 2, 26), datetime.date(2019, 2, 18)),  # Tuesday
        (datetime.date(2022, 1, 6), datetime.date(2021, 12, 24)),  # Christmas and New Year lie between
    ],
)
def test_the_last_day_leaves_five_clear_working_days(meeting: datetime.date, last: datetime.date) -> None:
    assert notice.last_day(meeting) == last
    assert notice.clear_days(last, meeting) == notice.CLEAR_DAYS
    assert notice.clear_days(last + datetime.timedelta(days=7), meeting) < notice.CLEAR_DAYS


def test_an_agenda_starts_from_the_standing_items(started: Meeting) -> None:
    assert titles(started) == ["Apologies for Absence", standing_items.INTERESTS.title, *CLOSING]
    assert on_agenda(started)[-1].text == "The next meeting will be held: Tuesday 7 June 2022 at 2.00 pm"


def test_the_minutes_are_those_of_the_meeting_before() -> None:
    committee = make_committee()
    for day in (1, 4):
        make_meeting(committee, datetime.datetime(2022, 2, day, 14))
    later = make_meeting(committee, datetime.datetime(2022, 3, 8, 14))
    agenda.start(later, by=clerk())
    minutes = next(line for line in on_agenda(later) if line.kind == AgendaItem.Kind.MINUTES)
    assert minutes.title == "Minutes of the Meeting held on 4 February 2022"


def test_an_agenda_that_has_items_is_not_started_again(started: Meeting) -> None:
    before = titles(started)
    with pytest.raises(CommitteeRefused, match="has items already"):
        agenda.start(started, by=clerk())
    assert titles(started) == before


def test_a_report_goes_before_what_closes_part_one(started: Meeting) -> None:
    made = agenda.add(started, by=clerk(), **REPORT)
    assert titles(started)[2:] == ["Monitoring report", *CLOSING]
    assert made.position == 3


def test_a_report_goes_where_the_clerk_says(started: Meeting) -> None:
    first = on_agenda(started)[0]
    agenda.add(started, by=clerk(), after=first.pk, **REPORT)
    assert titles(started)[:2] == [first.title, "Monitoring report"]


def test_the_first_exempt_item_brings_the_exclusion_of_the_public(started: Meeting) -> None:
    agenda.add(started, by=clerk(), **REPORT, **EXEMPT)
    agenda.add(started, by=clerk(), title="Second private report", kind="report", **EXEMPT)
    expected = [*CLOSING, standing_items.EXCLUSION.title, "Monitoring report", "Second private report"]
    assert titles(started)[2:] == expected
    assert [line.part for line in on_agenda(started)][-3:] == [1, 2, 2]


def test_an_exclusion_in_the_clerks_own_words_is_enough(started: Meeting) -> None:
    agenda.add(started, by=clerk(), title="Exclusion of press and public", kind="standing")
    agenda.add(started, by=clerk(), **REPORT, **EXEMPT)
    assert sum(standing_items.is_exclusion(title) for title in titles(started)) == 1


def test_an_item_that_becomes_exempt_moves_to_part_two(started: Meeting) -> None:
    made = agenda.add(started, by=clerk(), **REPORT)
    agenda.change(made, by=clerk(), based_on=made.version, **EXEMPT)
    assert titles(started)[-2:] == [standing_items.EXCLUSION.title, "Monitoring report"]


def test_what_moves_to_part_one_loses_its_exemption(started: Meeting) -> None:
    made = agenda.add(started, by=clerk(), **REPORT, **EXEMPT)
    changed = agenda.change(made, by=clerk(), based_on=made.version, part=1)
    assert (changed.part, changed.paragraphs, changed.public_interest) == (1, [], "")


def test_lines_move_up_and_down(started: Meeting) -> None:
    before = titles(started)
    last = on_agenda(started)[-1]
    agenda.move(last, by=clerk(), up=True)
    assert titles(started) == [*before[:2], before[3], before[2]]
    agenda.move(last, by=clerk(), up=False)
    assert titles(started) == before


@pytest.mark.parametrize(
    ("place", "up", "words"), [(0, True, "the first item"), (-1, False, "the last item")]
)
def test_the_ends_of_the_agenda_stay(started: Meeting, place: int, up: bool, words: str) -> None:
    before = titles(started)
    with pytest.raises(CommitteeRefused, match=words):
        agenda.move(on_agenda(started)[place], by=clerk(), up=up)
    assert titles(started) == before


def test_no_line_moves_into_the_other_part(started: Meeting) -> None:
    private = agenda.add(started, by=clerk(), **REPORT, **EXEMPT)
    before = titles(started)
    with pytest.raises(CommitteeRefused, match="Part II follows Part I"):
        agenda.move(private, by=clerk(), up=True)
    assert titles(started) == before


def test_what_was_taken_off_is_put_back_with_its_paper(started: Meeting) -> None:
    report = agenda.add(started, by=clerk(), **REPORT)
    paper = make_paper(item=report)
    off = take_off(report, by=clerk(), based_on=report.version)
    assert off.position is None
    assert "Monitoring report" not in titles(started)
    back = agenda.put_back(off, by=clerk())
    assert titles(started)[2:] == ["Monitoring report", *CLOSING]
    assert back.paper == paper


def test_what_is_on_the_agenda_is_not_put_back(started: Meeting) -> None:
    with pytest.raises(CommitteeRefused, match="on the agenda already"):
        agenda.put_back(on_agenda(started)[0], by=clerk())


def test_what_was_taken_off_meanwhile_is_not_moved(started: Meeting) -> None:
    item = on_agenda(started)[0]
    take_off(item, by=clerk(), based_on=item.version)
    with pytest.raises(CommitteeRefused, match="taken off"):
        agenda.move(item, by=clerk(), up=False)


def test_a_line_that_changed_meanwhile_is_left_as_it_is(started: Meeting) -> None:
    item = on_agenda(started)[0]
    agenda.change(item, by=clerk(), based_on=item.version, title="Apologies")
    with pytest.raises(EditConflict):
        agenda.change(item, by=clerk(), based_on=item.version, title="Absence")
    assert titles(started)[0] == "Apologies"


def test_an_order_of_other_lines_is_refused(started: Meeting) -> None:
    ids = [line.pk for line in on_agenda(started)]
    with pytest.raises(CommitteeRefused, match="changed meanwhile"):
        reorder(started, ids[:-1], by=clerk())


def test_a_published_agenda_stays() -> None:
    item = make_item()
    make_paper(item=item, words={"detail": "Words."})
    publish(item.meeting)
    for act in (
        lambda: agenda.add(item.meeting, by=clerk(), **REPORT),
        lambda: agenda.change(item, by=clerk(), based_on=1, title="Other"),
        lambda: agenda.move(item, by=clerk(), up=True),
        lambda: take_off(item, by=clerk(), based_on=1),
    ):
        with pytest.raises(CommitteeRefused, match="are published"):
            act()
    assert titles(item.meeting) == ["Monitoring report"]


@pytest.mark.parametrize("username", ["member", "performance", "auditor"])
def test_only_the_clerk_changes_the_agenda(started: Meeting, username: str) -> None:
    by, item = User.objects.get(username=username), on_agenda(started)[0]
    for act in (
        lambda: agenda.start(started, by=by),
        lambda: agenda.add(started, by=by, **REPORT),
        lambda: agenda.change(item, by=by, based_on=1, title="Other"),
        lambda: agenda.move(item, by=by, up=False),
        lambda: agenda.put_back(item, by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert len(titles(started)) == 4
