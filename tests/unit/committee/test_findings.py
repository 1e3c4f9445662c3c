"""Findings of the check: accepted with a reason, taken back, and in the way of freezing until then."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from committee.actions import findings as actions
from committee.actions.packs import freeze, obstacles
from committee.actions.papers import write_words
from committee.actions.refusals import CommitteeRefused
from committee.models import Meeting
from committee.selectors.findings import JudgedFinding, findings
from council.actions.superseding import EditConflict
from council.models import User
from tests.committee_factories import clerk, make_item, make_paper, publish

pytestmark = pytest.mark.django_db

#: 142 of 240 is 59.2%.
WRONG = "In all, 142 of the 240 (58%) answered."
RIGHT = "In all, 142 of the 240 (59%) answered."


@pytest.fixture
def meeting() -> Meeting:
    """A meeting whose one paper states a wrong share."""
    return make_paper(item=make_item(), words={"detail": WRONG}).item.meeting


def only(meeting: Meeting) -> JudgedFinding:
    [found] = findings(meeting)
    return found


def accept(
    meeting: Meeting, reason: str = "As printed by the source.", based_on: int = 0, by: User | None = None
):
    return actions.accept(meeting, only(meeting).finding, reason=reason, by=by or clerk(), based_on=based_on)


def test_a_finding_stands_in_the_way_until_it_is_accepted(meeting: Meeting) -> None:
    assert only(meeting).answer is None
    assert obstacles(meeting) == [
        "1 finding of the check is neither mended nor accepted with a reason. Look at the check."
    ]
    given = accept(meeting)
    assert only(meeting).is_accepted
    assert (given.reason, given.recorded_by) == ("As printed by the source.", clerk())
    assert given.sentence == only(meeting).finding.sentence
    assert obstacles(meeting) == []


def test_the_pack_keeps_what_was_accepted_and_why(meeting: Meeting) -> None:
    accept(meeting)
    pack = freeze(meeting, by=clerk())
    [kept] = pack.findings
    assert kept["reason"] == "As printed by the source."
    assert kept["sentence"] == only(meeting).finding.sentence


def test_nothing_is_frozen_over_a_finding(meeting: Meeting) -> None:
    with pytest.raises(CommitteeRefused, match="Nothing was frozen"):
        freeze(meeting, by=clerk())
    assert not meeting.packs.exists()


def test_what_is_taken_back_stands_in_the_way_again(meeting: Meeting) -> None:
    given = accept(meeting)
    actions.take_back(given, by=clerk(), based_on=given.version)
    assert not only(meeting).is_accepted
    assert len(obstacles(meeting)) == 1
    assert accept(meeting, based_on=2).version == 3


def test_another_number_is_another_finding(meeting: Meeting) -> None:
    accept(meeting)
    paper = meeting.items.get().paper
    write_words(paper, {"detail": WRONG.replace("58", "57")}, by=clerk(), based_on={"detail": 1})
    assert not only(meeting).is_accepted
    write_words(paper, {"detail": RIGHT}, by=clerk(), based_on={"detail": 2})
    assert findings(meeting) == []


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_reason_is_needed(meeting: Meeting, reason: str) -> None:
    with pytest.raises(CommitteeRefused, match="Say why"):
        accept(meeting, reason)
    assert only(meeting).answer is None


def test_two_answers_at_once_are_told(meeting: Meeting) -> None:
    accept(meeting)
    with pytest.raises(EditConflict):
        accept(meeting, "Another reason.")
    assert only(meeting).answer.reason == "As printed by the source."


@pytest.mark.parametrize("username", ["performance", "member", "auditor"])
def test_only_the_clerk_lets_a_finding_stand(meeting: Meeting, username: str) -> None:
    with pytest.raises(PermissionDenied):
        accept(meeting, by=User.objects.get(username=username))
    assert only(meeting).answer is None


def test_nothing_is_answered_after_the_publication(meeting: Meeting) -> None:
    given = accept(meeting)
    publish(meeting)
    with pytest.raises(CommitteeRefused, match="are published"):
        actions.take_back(given, by=clerk(), based_on=given.version)
    assert only(meeting).is_accepted
