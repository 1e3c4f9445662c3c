"""Reminders by e-mail: at most one digest a person a day, with titles, counts and links, never a figure or a comment."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass, field
from itertools import groupby
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from council.models import Reminder as Sent
from council.models import User
from council.periods import date_label, parse_quarter
from council.selectors import council_name
from kpis.reminders import Kind, Reminder, digests
from kpis.selectors.standings import standings

log = logging.getLogger(__name__)

HEADINGS = {
    Kind.RETURNED: "Returned to you with a comment",
    Kind.OVERDUE: "Overdue",
    Kind.DUE: "Due",
    Kind.WEEK_BEFORE: "Due within a week",
    Kind.OPENED: "Open for figures",
    Kind.WAITING: "Waiting for your approval",
}


@dataclass
class Outcome:
    """What a run did: names of the people who were sent a digest, who have no address, and whose digest failed."""

    sent: list[str] = field(default_factory=list)
    without_address: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        words = f"{len(self.sent)} sent"
        if self.without_address:
            words += f"; no e-mail address: {', '.join(self.without_address)}"
        if self.failed:
            words += f"; failed, to be tried again: {', '.join(self.failed)}"
        return words


def waiting(day: datetime.date) -> list[tuple[User, list[Reminder]]]:
    """What each person would be sent on `day`, in the order of their names; nobody who was sent a digest that day."""
    told = Sent.objects.values_list("user", "kind", "about")
    found = digests(standings(), day, sent=set(told))
    people = User.objects.filter(pk__in=found, is_active=True).exclude(pk__in=_told_on(day)).order_by("name")
    return [(person, found[person.pk]) for person in people]


def send(at: datetime.datetime | None = None) -> Outcome:
    """Send every digest that is due on the day of `at` (default: now) in London.

    A digest and the mark that it was sent are one transaction: where the mail server refuses, nothing is marked and the
    next run tries again. Where it cannot be reached at all, the run ends: nobody else could be sent anything either.
    """
    at = at or timezone.now()
    due = waiting(timezone.localdate(at))
    addressed = [(person, reminders) for person, reminders in due if person.email]
    outcome = Outcome(without_address=[str(person) for person, _ in due if not person.email])
    for name in outcome.without_address:
        log.warning("%s has no e-mail address and is not reminded of anything", name)
    if not addressed:
        return outcome
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException):
        log.exception("The mail server does not answer: %d digests wait for the next run", len(addressed))
        outcome.failed = [str(person) for person, _ in addressed]
        return outcome
    council = council_name()
    try:
        for person, reminders in addressed:
            message = compose(person, reminders, council)
            message.connection = connection
            try:
                _send_one(person, reminders, at, message)
            except (OSError, SMTPException, BadHeaderError):  # the last: an address with a line break in it
                log.exception("The digest of %s was refused and waits for the next run", person)
                outcome.failed.append(str(person))
            else:
                outcome.sent.append(str(person))
    finally:
        connection.close()
    log.info("Reminders: %s", outcome)
    return outcome


def compose(person: User, reminders: list[Reminder], council: str) -> EmailMessage:
    """The digest of one person."""
    to_submit = len({r.standing for r in reminders if r.kind is not Kind.WAITING})
    to_approve = sum(r.kind is Kind.WAITING for r in reminders)
    counts = [
        f"{number} to {verb}" for number, verb in ((to_submit, "submit"), (to_approve, "approve")) if number
    ]
    body = render_to_string(
        "kpis/digest.txt",
        {
            "person": person,
            "council": council,
            "site": settings.SITE_URL,
            "groups": [
                {"heading": HEADINGS[kind], "lines": [_line(each) for each in those]}
                for kind, those in groupby(reminders, key=lambda each: each.kind)
            ],
        },
    )
    return EmailMessage(subject=f"Quarterly returns: {', '.join(counts)}", body=body, to=[person.email])


def _line(reminder: Reminder) -> dict[str, str]:
    standing = reminder.standing
    words = f"{standing.service_name}, {parse_quarter(standing.quarter).label}: "
    name = "kpi-return"
    if reminder.kind is Kind.WAITING:
        words += "submitted"
        name = "kpi-return-decide"
    else:
        figures = "figure" if standing.asked == 1 else "figures"
        words += f"{standing.entered} of {standing.asked} {figures} entered"
        if standing.due_on:
            due = "was due" if reminder.kind is Kind.OVERDUE else "due"
            words += f", {due} on {date_label(standing.due_on)}"
    return {
        "words": words,
        "url": f"{settings.SITE_URL}{reverse(name, args=[standing.quarter, standing.service])}",
    }


@transaction.atomic
def _send_one(person: User, reminders: list[Reminder], at: datetime.datetime, message: EmailMessage) -> None:
    """Mark the reminders as sent and send them; both happen or neither. Another run may have been quicker."""
    # Whatever else the person saves meanwhile refers to their row, and does not wait for the mail server.
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.pk in _told_on(timezone.localdate(at)):
        return
    Sent.objects.bulk_create(
        Sent(user=person, kind=each.kind, about=each.about, sent_at=at) for each in reminders
    )
    message.send()


def _told_on(day: datetime.date) -> set[int]:
    """The people who were sent a digest on a day in London."""
    return set(Sent.objects.filter(sent_at__date=day).values_list("user", flat=True))
