"""Freezing and publishing: what stands in the way, what is refused, and what later papers print of earlier ones."""

from __future__ import annotations

import datetime

import pytest

from committee import tasks
from committee.actions import house_style, meetings, packs, papers, questions
from committee.actions.findings import accept
from committee.actions.refusals import CommitteeRefused
from committee.models import Pack, Paper, Publication
from committee.selectors.findings import findings
from committee.selectors.packs import last_published
from committee.selectors.questions import unanswered
from council.models import Job
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
from tests.unit.committee.exports.test_house_style import house, saved
from tests.unit.committee.meeting_pages import WRONG

pytestmark = pytest.mark.django_db


def frozen() -> Pack:
    meeting = make_meeting()
    make_paper(item=make_item(meeting), words={"detail": "Words."})
    return packs.freeze(meeting, by=clerk())


def write(pack: Pack, detail: str) -> None:
    """Write the one paper of a frozen meeting anew."""
    paper = Paper.objects.get(item__meeting=pack.meeting)
    papers.write_words(paper, {"detail": detail}, by=clerk(), based_on={"detail": 1})


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
    write(first, "Other words.")
    second = packs.freeze(first.meeting, by=clerk())
    with pytest.raises(CommitteeRefused, match="newer edition"):
        packs.publish(first, by=clerk())
    assert packs.publish(second, by=clerk()).pack == second


def test_papers_that_read_as_they_did_are_not_kept_again() -> None:
    """The minute at which figures were read is printed, and is no change."""
    first = frozen()
    later = first.as_at + datetime.timedelta(hours=1)
    with pytest.raises(packs.NothingChanged, match="Nothing changed since edition 1 was frozen") as same:
        packs.freeze(first.meeting, by=clerk(), at=later)
    assert same.value.pack == first
    write(first, "Other words.")
    assert packs.freeze(first.meeting, by=clerk(), at=later + datetime.timedelta(hours=1)).edition == 2


def test_another_template_or_another_accepted_finding_is_a_further_edition() -> None:
    """Neither is in the data: one dresses the files, the other is kept with the pack."""
    meeting = make_meeting()
    make_paper(item=make_item(meeting), words={"detail": WRONG})
    [judged] = findings(meeting)
    answer = accept(meeting, judged.finding, reason="As printed.", by=clerk(), based_on=0)
    packs.freeze(meeting, by=clerk())
    accept(meeting, judged.finding, reason="It is so.", by=clerk(), based_on=answer.version)
    assert packs.freeze(meeting, by=clerk()).edition == 2
    house_style.keep_template(name="house.docx", content=saved(house()), by=clerk(), based_on=0)
    assert packs.freeze(meeting, by=clerk()).edition == 3


@pytest.mark.django_db(databases=["default", "progress"])
def test_a_freezing_delivered_or_asked_for_twice_keeps_one_edition() -> None:
    """A queue may deliver twice, and a clerk may press twice or after another clerk did."""
    meeting = make_meeting()
    make_paper(item=make_item(meeting), words={"detail": "Words."})
    first = packs.request_freeze(meeting, by=clerk())
    assert packs.request_freeze(meeting, by=clerk()) == first
    tasks.freeze([{"job": first.pk}, {"job": first.pk}])
    tasks.freeze([{"job": first.pk}])
    again = packs.request_freeze(meeting, by=clerk())
    assert again != first
    tasks.freeze([{"job": again.pk}])
    [pack] = meeting.packs.all()
    ended = dict(Job.objects.filter(pk__in=[first.pk, again.pk]).values_list("pk", "result"))
    assert {result["pack"] for result in ended.values()} == {pack.pk}
    assert ended[again.pk]["summary"].startswith("Nothing changed since edition 1 was frozen")


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
