"""Publishing the demonstration's past meetings: which, as of when, and with what accepted."""

from __future__ import annotations

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from committee.actions.packs import reproduce
from committee.demo import meetings, packs
from committee.models import FindingAnswer, Meeting, Pack, Publication, Question
from committee.visibility import visible_to
from council.models import AuditEntry

pytestmark = pytest.mark.django_db

SHORT = "ccpi-2018-12-05"


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, datetime.date]]:
    """What `publish_past` would publish, in its order; nothing is."""
    found: list[tuple[str, datetime.date]] = []
    monkeypatch.setattr(packs, "publish", lambda meeting, on: found.append((meeting.slug, on)))
    return found


@pytest.fixture
def pack() -> Pack:
    """A short meeting of the demonstration, published."""
    packs.publish(Meeting.objects.get(slug=SHORT), on=datetime.date(2018, 11, 27))
    return Pack.objects.get(meeting__slug=SHORT)


def test_every_past_meeting_is_published_in_the_order_of_time(published: list) -> None:
    call_command("load_demo", publish=True, verbosity=0)
    assert [slug for slug, _ in published] == [
        "ccpi-2018-10-04",
        "ccpi-2018-12-05",
        "ccpi-2019-02-26",
        "ccpi-2021-03-02",
        "ccpi-2021-04-20",
        "ccpi-2021-09-09",
        "ccpi-2021-11-25",
    ]
    assert all(on == meetings.went_out_at(slug).date() for slug, on in published)


def test_what_never_published_anything_stays_a_draft(published: list) -> None:
    meetings.load()
    packs.publish_past()
    assert "ccpi-2022-12-01" not in [slug for slug, _ in published]


def test_what_is_published_is_left_alone(pack: Pack, published: list) -> None:
    before = AuditEntry.objects.count()
    packs.publish_past()
    assert SHORT not in [slug for slug, _ in published]
    assert len(published) == 6
    assert AuditEntry.objects.count() == before


def test_without_being_asked_nothing_is_published() -> None:
    assert Meeting.objects.exists()
    assert not Publication.objects.exists()


def test_the_pack_is_of_the_day_on_which_the_papers_went_out(pack: Pack) -> None:
    publication = Publication.objects.get(pack=pack)
    moments = [timezone.localtime(at) for at in (pack.as_at, pack.frozen_at, publication.published_at)]
    assert [f"{at:%Y-%m-%d %H:%M}" for at in moments] == [
        "2018-11-27 16:00",
        "2018-11-27 16:00",
        "2018-11-27 17:00",
    ]
    assert publication.published_by.username == "clerk"
    assert reproduce(pack) == []


def test_what_the_check_finds_stands_with_its_reason(pack: Pack) -> None:
    """The minutes of 4 October 2018 print a decrease of 50% from 47 to 23."""
    [answer] = FindingAnswer.objects.filter(meeting=pack.meeting)
    assert "50%" in answer.sentence
    assert answer.reason == packs.REASON
    assert answer.recorded_at < pack.as_at
    assert [finding["reason"] for finding in pack.findings] == [packs.REASON]


def test_members_see_what_was_asked_there(person) -> None:
    asked = Question.objects.filter(meeting__slug=SHORT)
    seen = visible_to(person("member")).questions()
    assert not seen.filter(pk__in=asked).exists()
    packs.publish(Meeting.objects.get(slug=SHORT), on=datetime.date(2018, 11, 27))
    assert seen.filter(pk__in=asked).count() == asked.count() == 13
