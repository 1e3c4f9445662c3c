"""Freezing and publishing: what stands in the way, what is refused, and what later papers print of earlier ones."""

from __future__ import annotations

import datetime

import pytest

from committee.actions import meetings, packs, questions
from committee.actions.refusals import CommitteeRefused
from committee.models import Pack, Publication
from committee.selectors.packs import last_published
from committee.selectors.questions import unanswered
from tests.committee_factories import (
    EXEMPT,
    MEETS_ON,
    clerk,
    make_committee,
    make_item,
    make_meeting,
    make_paper,
    publish,
)

pytestmark = pytest.mark.django_db


def frozen() -> Pack:
    meeting = make_meeting()
    make_paper(item=make_item(meeting), words={"detail": "Words."})
    return packs.freeze(meeting, by=clerk())


def test_a_meeting_changed_behind_the_page_is_not_published() -> None:
    """The page read the meeting before somebody else changed its room: what it holds is not what is there."""
    pack = frozen()
    assert pack.meeting.committee.name
    meetings.change_meeting(pack.meeting, by=clerk(), based_on=1, room="Another room")
    with pytest.raises(CommitteeRefused, match="changed after they were frozen"):
        packs.publish(pack, by=clerk())
    assert not Publication.objects.filter(pack=pack).exists()


def test_an_item_that_became_exempt_after_the_freezing_is_not_published() -> None:
    pack = frozen()
    [item] = pack.meeting.items.all()
    meetings.change_item(item, by=clerk(), based_on=1, **EXEMPT)
    with pytest.raises(CommitteeRefused, match="changed after they were frozen"):
        packs.publish(pack, by=clerk())
    assert not Publication.objects.filter(pack=pack).exists()


def test_only_the_newest_edition_is_published() -> None:
    first = frozen()
    second = packs.freeze(first.meeting, by=clerk())
    with pytest.raises(CommitteeRefused, match="newer edition"):
        packs.publish(first, by=clerk())
    assert packs.publish(second, by=clerk()).pack == second


def test_an_edition_prints_what_was_published_when_it_was_frozen() -> None:
    """Papers of a meeting in between that come out later do not change what it says."""
    committee = make_committee()
    first, between, last = (make_meeting(committee, MEETS_ON + datetime.timedelta(days=n)) for n in range(3))
    make_paper(item=make_item(first), words={"detail": "Words."})
    make_paper(item=make_item(between), words={"detail": "Words."})
    make_paper(item=make_item(last), words={"detail": "Words."})
    publication = publish(first)
    pack = packs.freeze(last, by=clerk())
    publish(between)
    assert last_published(last, pack.as_at) == publication
    assert packs.reproduce(pack) == []


def test_questions_of_a_meeting_that_is_not_published_are_not_printed() -> None:
    committee = make_committee()
    earlier, later = make_meeting(committee), make_meeting(committee, MEETS_ON + datetime.timedelta(days=7))
    make_paper(item=make_item(earlier), words={"detail": "Words."})
    questions.ask(meeting=earlier, text="Why?", raised_by="a member", kind="question", by=clerk())
    assert unanswered(later) is None
    publish(earlier)
    assert unanswered(later) is not None
