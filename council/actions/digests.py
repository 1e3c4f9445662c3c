"""Sending reminders by e-mail: at most one digest of a kind a person a day, marked as sent only when it was."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from smtplib import SMTPException
from typing import Generic, NamedTuple

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from council.models import Reminder as Sent
from council.models import User
from council.reminders import AnyAwaited, Reminder
from council.selectors import council_name

log = logging.getLogger(__name__)


@dataclass
class Outcome:
    """What a run did: names of the people who were sent a digest, who have no address, and whose digest failed."""

    sent: list[str] = field(default_factory=list)
    without_address: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.sent + other.sent,
            list(dict.fromkeys(self.without_address + other.without_address)),
            list(dict.fromkeys(self.failed + other.failed)),
        )

    def __str__(self) -> str:
        words = f"{len(self.sent)} sent"
        if self.without_address:
            words += f"; no e-mail address: {', '.join(self.without_address)}"
        if self.failed:
            words += f"; failed, to be tried again: {', '.join(self.failed)}"
        return words


class Line(NamedTuple):
    """One thing that waits for somebody, and the address of its page on the site."""

    words: str
    address: str


@dataclass(frozen=True)
class Digests(Generic[AnyAwaited]):
    """One kind of digest: how it is found and worded.

    `found` says what each person is told on a day, without what was told already. `headings` has every kind of its
    reminders, which no other digest has. `counts` says how many things there are to do, by the verb; `lines` words the
    reminders of one kind.
    """

    found: Callable[[datetime.date, set[tuple[int, str, str]]], dict[int, list[Reminder[AnyAwaited]]]]
    subject: str
    headings: Mapping[StrEnum, str]
    counts: Callable[[list[Reminder[AnyAwaited]]], dict[str, int]]
    lines: Callable[[StrEnum, list[AnyAwaited]], Iterable[Line]]
    template: str = "council/digest.txt"

    def waiting(self, day: datetime.date) -> list[tuple[User, list[Reminder[AnyAwaited]]]]:
        """What each person would be sent on `day`, in the order of their names; nobody who was sent a digest that day."""
        found = self.found(day, set(self._sent().values_list("user", "kind", "about")))
        people = User.objects.filter(pk__in=found, is_active=True).exclude(pk__in=self._told_on(day))
        return [(person, found[person.pk]) for person in people.order_by("name")]

    def compose(self, person: User, reminders: list[Reminder[AnyAwaited]], council: str) -> EmailMessage:
        """The digest of one person."""
        counts = [f"{number} to {verb}" for verb, number in self.counts(reminders).items() if number]
        groups = [
            (self.headings[kind], list(self.lines(kind, [each.standing for each in those])))
            for kind, those in groupby(reminders, key=lambda each: each.kind)
        ]
        body = render_to_string(
            self.template,
            {"person": person, "council": council, "site": settings.SITE_URL, "groups": groups},
        )
        return EmailMessage(subject=f"{self.subject}: {', '.join(counts)}", body=body, to=[person.email])

    def send(self, at: datetime.datetime | None = None) -> Outcome:
        """Send every digest that is due on the day of `at` (default: now) in London.

        A digest and the mark that it was sent are one transaction: where the mail server refuses, nothing is marked and
        the next run tries again. Where it cannot be reached at all, the run ends: nobody else could be sent anything
        either.
        """
        at = at or timezone.now()
        due = self.waiting(timezone.localdate(at))
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
                message = self.compose(person, reminders, council)
                message.connection = connection
                try:
                    self._send_one(person, reminders, at, message)
                except (
                    OSError,
                    SMTPException,
                    BadHeaderError,
                ):  # the last: an address with a line break in it
                    log.exception("The digest of %s was refused and waits for the next run", person)
                    outcome.failed.append(str(person))
                else:
                    outcome.sent.append(str(person))
        finally:
            connection.close()
        log.info("Reminders: %s", outcome)
        return outcome

    @transaction.atomic
    def _send_one(
        self,
        person: User,
        reminders: list[Reminder[AnyAwaited]],
        at: datetime.datetime,
        message: EmailMessage,
    ) -> None:
        """Mark the reminders as sent and send them; both happen or neither. Another run may have been quicker."""
        # Whatever else the person saves meanwhile refers to their row, and does not wait for the mail server.
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if person.pk in self._told_on(timezone.localdate(at)):
            return
        Sent.objects.bulk_create(
            Sent(user=person, kind=each.kind, about=each.about, sent_at=at) for each in reminders
        )
        message.send()

    def _sent(self):
        return Sent.objects.filter(kind__in=list(self.headings))

    def _told_on(self, day: datetime.date) -> set[int]:
        """The people who were sent such a digest on a day in London."""
        return set(self._sent().filter(sent_at__date=day).values_list("user", flat=True))
