"""Reminders of reviews by e-mail: one digest a person a day, without anything that is confidential in it."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from council.authorization import Role
from council.models import Reminder, User
from council.periods import parse_quarter
from kpis.actions import digests as of_returns
from risks import tasks
from risks.actions import digests, reviews
from risks.models import Place, ReviewRound
from tests.risk_factories import (
    close_quarter,
    make_assessment,
    make_entry,
    make_person,
    make_register,
    risk_lead,
)

pytestmark = pytest.mark.django_db

DUE = datetime.date(2022, 2, 11)
Q4 = parse_quarter("2021-22-Q4")
SECRET = "Nobody else is to know this"


@pytest.fixture(autouse=True)
def addresses(db) -> None:
    ReviewRound.objects.filter(ordinal=Q4.ordinal).update(due_on=DUE)
    for user in User.objects.all():
        user.email = f"{user.username}@example.org"
        user.save(update_fields=["email"])


@pytest.fixture
def place(person) -> Place:
    register = make_register("of-highways", service="highways", name="Highways register")
    return make_entry(register, "H1", title=SECRET, reviewer=person("officer"))


def morning(days: int = 0) -> datetime.datetime:
    return timezone.make_aware(
        datetime.datetime.combine(DUE + datetime.timedelta(days=days), datetime.time(7, 30))
    )


def to(username: str) -> list[mail.EmailMessage]:
    return [message for message in mail.outbox if message.to == [f"{username}@example.org"]]


def submit(place: Place, person) -> None:
    make_assessment(place, by=person("officer"), confidence="amber")
    reviews.submit(place.entry, quarter=Q4, by=person("officer"))


def test_the_reviewer_is_sent_references_days_and_links_and_no_title(place) -> None:
    digests.send(morning())
    (message,) = to("officer")
    assert message.subject == "Risk reviews: 1 to review"
    assert "- H1, Highways register, Quarter 4 (Jan-March) 2021/22: due on 11 February 2022" in message.body
    assert f"{settings.SITE_URL}/risks/of-highways/h1/review/" in message.body
    assert SECRET not in message.body


def test_overdue_reviews_are_chased_each_week_and_said_once(place) -> None:
    digests.send(morning())
    digests.send(morning(1))
    assert len(to("officer")) == 1
    digests.send(morning(7))
    digests.send(morning(14))
    assert len(to("officer")) == 3
    assert "Overdue" in to("officer")[1].body and "was due on 11 February 2022" in to("officer")[1].body


def test_the_lead_is_told_what_waits_in_one_line(place, person) -> None:
    submit(place, person)
    at = timezone.now()
    digests.send(at)
    (message,) = to("risk")
    assert message.subject.endswith("1 to decide")
    assert "Quarter 4 (Jan-March) 2021/22: 1 submitted review" in message.body
    assert f"{settings.SITE_URL}/risks/rounds/2021-22-Q4/\n" in message.body
    assert SECRET not in message.body and to("officer") == []


def test_a_returned_review_is_told_without_its_comment(place, person) -> None:
    submit(place, person)
    reviews.send_back(place.entry, quarter=Q4, by=risk_lead(), comment="Private words")
    digests.send()
    (message,) = to("officer")
    assert "Returned to you with a comment" in message.body and "Private words" not in message.body


def test_entries_without_a_reviewer_fall_to_who_keeps_the_register(place) -> None:
    own = make_person("own", Role.RISK, service="highways")
    own.email = "own@example.org"
    own.save()
    make_entry(place.register, "H2")
    digests.send(morning())
    assert "- H2, " in to("own")[0].body and "- H1, " not in to("own")[0].body
    assert "- H2, " not in to("risk")[0].body, "somebody is nearer"
    assert "- Corp 1, " in to("risk")[0].body


def test_a_reviewer_who_may_review_no_more_is_not_told(place, person) -> None:
    person("officer").role_assignments.all().delete()
    digests.send(morning())
    assert to("officer") == [] and "- H1, " in to("risk")[0].body


def test_a_closed_quarter_reminds_nobody(place) -> None:
    close_quarter(Q4)
    assert str(digests.send(morning(7))) == "0 sent"


def test_the_reference_is_of_a_register_on_which_it_stands(db) -> None:
    """CR9 left the corporate register of 2018 and stayed on that of its service."""
    digests.send(morning())
    assert "/risks/adult-services/cr9/review/" in to("risk")[0].body


def test_a_digest_of_returns_on_the_same_morning_does_not_stand_in_its_way(place, q3) -> None:
    of_returns.send(morning())
    digests.send(morning())
    assert {message.subject.partition(":")[0] for message in to("officer")} == {
        "Quarterly returns",
        "Risk reviews",
    }
    assert Reminder.objects.filter(kind__startswith="risk_").exists()


def test_the_scheduler_sends_only_where_there_is_somewhere_to_send(settings, place) -> None:
    settings.SENDS_MAIL = False
    tasks.send_reminders()
    assert mail.outbox == []
    settings.SENDS_MAIL = True
    tasks.send_reminders()
    assert to("officer") != []
