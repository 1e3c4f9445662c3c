"""The command that sends every kind of reminder: of returns, of reviews of risks and of complaints."""

from __future__ import annotations

import datetime
from io import StringIO

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from council.celery import app
from council.models import Reminder, ReportingQuarter, User
from risks.models import ReviewRound

pytestmark = pytest.mark.django_db

#: Returns are due, and reviews as well.
DAY = datetime.date(2022, 2, 4)


@pytest.fixture(autouse=True)
def due(q3) -> None:
    ReportingQuarter.objects.filter(ordinal=q3.ordinal).update(due_on=DAY)
    ReviewRound.objects.filter(closed_at=None).update(due_on=DAY)
    for user in User.objects.all():
        user.email = f"{user.username}@example.org"
        user.save(update_fields=["email"])


def sent(**options: object) -> str:
    printed = StringIO()
    call_command("send_reminders", date=str(DAY), stdout=printed, **options)
    return printed.getvalue()


def test_a_dry_run_prints_and_sends_nothing() -> None:
    printed = sent(dry_run=True)
    assert "To: Highways Performance Officer <officer@example.org>" in printed
    assert "Subject: Quarterly returns: " in printed and "Subject: Risk reviews: " in printed
    assert f"{printed.count('Subject: ')} digests; nothing was sent." in printed
    assert mail.outbox == [] and Reminder.objects.count() == 0


def test_it_sends_every_kind_and_says_how_many() -> None:
    assert sent() == f"{len(mail.outbox)} sent.\n"
    subjects = {message.subject.partition(":")[0] for message in mail.outbox}
    assert subjects == {"Quarterly returns", "Risk reviews", "Complaints"}
    approver = [message for message in mail.outbox if message.to == ["approver@example.org"]]
    assert [message.subject for message in approver] == ["Risk reviews: 2 to review"]
    assert sent() == "0 sent.\n"


def test_somebody_without_an_address_is_named_once() -> None:
    User.objects.filter(username="approver").update(email="")
    User.objects.filter(username="performance").update(email="")
    said = sent()
    assert said.count("Director of Growth, Environment and Transport") == 1
    assert "no e-mail address: " in said


def test_a_date_that_is_none() -> None:
    with pytest.raises(CommandError, match="is not a date"):
        call_command("send_reminders", date="4 February")


class IsDown(EmailBackend):
    """A mail server that does not answer."""

    def open(self) -> None:
        raise ConnectionRefusedError("nobody listens")


def test_a_server_that_is_down_loses_nothing(settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.IsDown"
    with pytest.raises(CommandError, match="could not be sent"):
        sent()
    assert Reminder.objects.count() == 0


def test_each_kind_has_its_hour_every_morning() -> None:
    due_each_morning = {
        entry["task"] for entry in app.conf.beat_schedule.values() if entry["task"].endswith("send_reminders")
    }
    assert due_each_morning == {"kpis.send_reminders", "risks.send_reminders", "complaints.send_reminders"}
    app.loader.import_default_modules()
    assert due_each_morning <= set(app.tasks)
