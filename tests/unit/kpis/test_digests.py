"""Reminders by e-mail: one digest a person a day, marked as sent only when it was."""

from __future__ import annotations

import datetime
from smtplib import SMTPRecipientsRefused

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from council.models import Reminder, ReportingQuarter, User
from kpis import tasks
from kpis.actions import digests, returns
from tests.unit.kpis.round_rows import highways, person, submitted

pytestmark = pytest.mark.django_db

DUE = datetime.date(2022, 2, 4)


@pytest.fixture(autouse=True)
def due(q3) -> None:
    ReportingQuarter.objects.filter(ordinal=q3.ordinal).update(due_on=DUE)
    for user in User.objects.all():
        user.email = f"{user.username}@example.org"
        user.save(update_fields=["email"])


def morning(day: datetime.date, days: int = 0) -> datetime.datetime:
    return timezone.make_aware(
        datetime.datetime.combine(day + datetime.timedelta(days=days), datetime.time(7, 30))
    )


def to(username: str) -> list[mail.EmailMessage]:
    return [message for message in mail.outbox if message.to == [f"{username}@example.org"]]


def test_the_officer_is_sent_one_digest_with_titles_counts_and_links() -> None:
    digests.send(morning(DUE))
    (message,) = to("officer")
    assert message.subject == "Quarterly returns: 2 to submit"
    assert "Dear Highways Performance Officer," in message.body
    line = "- Highways Service, Quarter 3 (Oct-Dec) 2021/22: 0 of 4 figures entered, due on 4 February 2022"
    assert line in message.body
    assert f"{settings.SITE_URL}/kpis/returns/2021-22-Q3/highways/" in message.body
    assert "Street Lighting" in message.body
    assert "HR & Skills" in to("performance")[0].body, "plain text: nothing is escaped"


def test_a_day_later_nothing_is_said_again_and_a_week_later_it_is_overdue() -> None:
    digests.send(morning(DUE))
    assert str(digests.send(morning(DUE, 1))) == "0 sent"
    digests.send(morning(DUE, 7))
    assert len(to("officer")) == 2
    assert "Overdue" in to("officer")[1].body and "was due on 4 February 2022" in to("officer")[1].body


def test_nobody_is_sent_two_digests_on_one_day(q3) -> None:
    digests.send(morning(DUE))
    submitted(q3)
    returns.send_back(service=highways(), quarter=q3, by=person("approver"), comment="Private words")
    digests.send(morning(DUE) + datetime.timedelta(hours=2))
    assert len(to("officer")) == 1
    digests.send(morning(DUE, 1))
    assert "Returned to you with a comment" in to("officer")[1].body
    assert "Private words" not in to("officer")[1].body, "the comment stays on the page"


def test_the_approver_is_told_what_waits_and_the_officer_who_submitted_is_left_alone(q3) -> None:
    submitted(q3)
    digests.send()
    (message,) = to("approver")
    assert message.subject == "Quarterly returns: 1 to approve"
    assert "/kpis/returns/2021-22-Q3/highways/decide/" in message.body
    assert "Highways Service" not in to("officer")[0].body
    assert "91.25" not in message.body, "never a figure"


def test_somebody_without_an_address_is_named_and_not_marked(caplog) -> None:
    User.objects.filter(username="officer").update(email="")
    outcome = digests.send(morning(DUE))
    assert "no e-mail address: Highways Performance Officer" in str(outcome)
    assert "Highways Performance Officer has no e-mail address" in caplog.text
    assert not Reminder.objects.filter(user=person("officer")).exists()


def test_a_disabled_account_is_sent_nothing() -> None:
    User.objects.filter(username="officer").update(is_active=False)
    digests.send(morning(DUE))
    assert to("officer") == []
    assert "Highways Service" in to("performance")[0].body, "it falls to the performance lead"


class RefusesOfficer(EmailBackend):
    """A mail server that refuses one person."""

    def send_messages(self, messages) -> int:
        if messages[0].to == ["officer@example.org"]:
            raise SMTPRecipientsRefused({"officer@example.org": (550, b"no such mailbox")})
        return super().send_messages(messages)


class IsDown(EmailBackend):
    """A mail server that does not answer."""

    def open(self) -> None:
        raise ConnectionRefusedError("nobody listens")


def test_who_is_refused_is_not_marked_and_is_tried_again(settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.RefusesOfficer"
    outcome = digests.send(morning(DUE))
    assert outcome.failed == ["Highways Performance Officer"] and to("performance") != []
    assert not Reminder.objects.filter(user=person("officer")).exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert digests.send(morning(DUE) + datetime.timedelta(hours=1)).sent == ["Highways Performance Officer"]
    assert len(to("performance")) == 1, "was not sent hers twice"


def test_a_server_that_is_down_loses_nothing(settings, caplog) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.IsDown"
    outcome = digests.send(morning(DUE))
    assert outcome.sent == [] and "Highways Performance Officer" in outcome.failed
    assert "The mail server does not answer" in caplog.text
    assert Reminder.objects.count() == 0


@pytest.mark.parametrize(
    ("moment", "is_told"),
    [
        (datetime.datetime(2022, 2, 3, 23, 59, tzinfo=datetime.UTC), "Due within a week"),
        (datetime.datetime(2022, 2, 4, 0, 1, tzinfo=datetime.UTC), "Due\n"),
    ],
)
def test_the_day_is_londons_in_winter(moment: datetime.datetime, is_told: str) -> None:
    digests.send(moment)
    assert is_told in to("officer")[0].body


def test_the_day_is_londons_in_summer_too(q3) -> None:
    """At 23:30 UTC on 30 June it is the first of July in London."""
    ReportingQuarter.objects.filter(ordinal=q3.ordinal).update(due_on=datetime.date(2022, 7, 1))
    digests.send(datetime.datetime(2022, 6, 30, 23, 30, tzinfo=datetime.UTC))
    assert "Due\n" in to("officer")[0].body


def test_the_scheduler_sends_only_where_there_is_somewhere_to_send(settings) -> None:
    settings.SENDS_MAIL = False
    tasks.send_reminders()
    assert mail.outbox == []
    settings.SENDS_MAIL = True
    tasks.send_reminders()
    assert to("officer") != []
