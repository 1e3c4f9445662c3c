"""Who sees what of a committee: a narrowed role, a seat that has not begun, an account that was closed."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from committee.actions import meetings, papers, questions
from committee.models import PaperWords
from committee.visibility import visible_to
from council.authorization import Role
from council.models import RoleAssignment, Service, User
from tests.committee_factories import EXEMPT, clerk, make_item, make_meeting, make_paper, publish

pytestmark = pytest.mark.django_db


def narrowed(role: Role) -> User:
    """Somebody who holds a role for one service only."""
    user = User.objects.create_user(username="narrowed")
    RoleAssignment.objects.create(user=user, role=role, service=Service.objects.first())
    return user


@pytest.mark.parametrize("role", [Role.PERFORMANCE, Role.RISK, Role.COMPLAINTS, Role.CLERK, Role.AUDITOR])
def test_a_narrowed_role_sees_what_is_published_and_open(role: Role) -> None:
    meeting = make_meeting()
    private = make_item(meeting, **EXEMPT)
    make_paper(item=private, words={"detail": "Words."})
    view = visible_to(narrowed(role))
    assert not (view.manages or view.writes or view.sees_drafts or view.answers or view.reads(private))
    assert view.meeting(meeting.slug) is None
    publish(meeting)
    assert view.meeting(meeting.slug) == meeting
    assert not view.reads(private)


def test_a_narrowed_author_writes_nothing_and_answers_nothing() -> None:
    meeting, by = make_meeting(), narrowed(Role.PERFORMANCE)
    paper = make_paper(item=make_item(meeting), words={"detail": "Words."})
    publish(meeting)
    with pytest.raises(PermissionDenied):
        papers.write_words(paper, {"detail": "Others."}, by=by, based_on={"detail": 1})
    asked = questions.ask(meeting=meeting, text="Why?", raised_by="a member", kind="question", by=clerk())
    with pytest.raises(PermissionDenied):
        questions.answer(asked, by=by, based_on=1, state="answered", text="Because.")
    assert PaperWords.objects.get(paper=paper).text == "Words."


@pytest.mark.parametrize(
    ("begins", "active", "reads"), [(0, True, True), (1, True, False), (0, False, False)]
)
def test_a_seat_brings_exempt_papers_from_its_first_day_to_an_open_account(
    begins: int, active: bool, reads: bool
) -> None:
    private, member = make_item(make_meeting(), **EXEMPT), User.objects.get(username="member")
    since = timezone.localdate() + datetime.timedelta(days=begins)
    meetings.seat(private.meeting.committee, member, since=since, reads_exempt=True, by=clerk())
    User.objects.filter(pk=member.pk).update(is_active=active)
    assert visible_to(User.objects.get(pk=member.pk)).reads(private) is reads
