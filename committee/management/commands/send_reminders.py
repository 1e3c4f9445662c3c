"""`bin/manage send_reminders [--date D] [--dry-run]`: the reminders of a day, at once, in this process."""

from __future__ import annotations

import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from complaints.actions.digests import DIGESTS as OF_COMPLAINTS
from council.actions.digests import Outcome
from council.selectors import council_name
from kpis.actions.digests import DIGESTS as OF_RETURNS
from risks.actions.digests import DIGESTS as OF_REVIEWS

EVERY_KIND = (OF_RETURNS, OF_REVIEWS, OF_COMPLAINTS)


class Command(BaseCommand):
    help = (
        "Send each person what waits for them: returns in one digest, reviews of risks in another, complaints in a third. "
        "Prints how many were sent and who could not be sent one."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--date", help="as on this day, such as 2022-01-28 (default: today)")
        parser.add_argument("--dry-run", action="store_true", help="print the digests and send nothing")

    def handle(self, *args, date: str | None, dry_run: bool, **options) -> None:
        at = self._moment(date) if date else timezone.now()
        if dry_run:
            self._print(timezone.localdate(at))
            return
        outcome = sum((digests.send(at) for digests in EVERY_KIND), start=Outcome())
        self.stdout.write(f"{outcome}.")
        if outcome.failed:
            raise CommandError("Some digests could not be sent. Run this again once the mail server answers.")

    def _print(self, day: datetime.date) -> None:
        council = council_name()
        count = 0
        for digests in EVERY_KIND:
            for person, reminders in digests.waiting(day):
                message = digests.compose(person, reminders, council)
                self.stdout.write(f"To: {person} <{person.email or 'no e-mail address'}>")
                self.stdout.write(f"Subject: {message.subject}\n\n{message.body}")
                count += 1
        self.stdout.write(f"{count} digest{'s' * (count != 1)}; nothing was sent.")

    @staticmethod
    def _moment(text: str) -> datetime.datetime:
        """Half past seven of the day in London, when the scheduler sends them."""
        try:
            day = datetime.date.fromisoformat(text)
        except ValueError as error:
            raise CommandError(f'"{text}" is not a date. Write one like 2022-01-28.') from error
        return timezone.make_aware(datetime.datetime.combine(day, datetime.time(7, 30)))
