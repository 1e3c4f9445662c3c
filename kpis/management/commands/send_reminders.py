"""`bin/manage send_reminders [--date D] [--dry-run]`: the reminders of a day, at once, in this process."""

from __future__ import annotations

import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from council.selectors import council_name
from kpis.actions import digests


class Command(BaseCommand):
    help = (
        "Send each person what waits for them, one digest each. Prints who was sent one and who could not be."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--date", help="as on this day, such as 2022-01-28 (default: today)")
        parser.add_argument("--dry-run", action="store_true", help="print the digests and send nothing")

    def handle(self, *args, date: str | None, dry_run: bool, **options) -> None:
        at = self._moment(date) if date else timezone.now()
        if not dry_run:
            outcome = digests.send(at)
            self.stdout.write(f"{outcome}.")
            if outcome.failed:
                raise CommandError(
                    "Some digests could not be sent. Run this again once the mail server answers."
                )
            return
        waiting = digests.waiting(timezone.localdate(at))
        for person, reminders in waiting:
            message = digests.compose(person, reminders, council_name())
            self.stdout.write(f"To: {person} <{person.email or 'no e-mail address'}>")
            self.stdout.write(f"Subject: {message.subject}\n\n{message.body}")
        self.stdout.write(f"{len(waiting)} digest{'s' * (len(waiting) != 1)}; nothing was sent.")

    @staticmethod
    def _moment(text: str) -> datetime.datetime:
        """Half past seven of the day in London, when the scheduler sends them."""
        try:
            day = datetime.date.fromisoformat(text)
        except ValueError as error:
            raise CommandError(f'"{text}" is not a date. Write one like 2022-01-28.') from error
        return timezone.make_aware(datetime.datetime.combine(day, datetime.time(7, 30)))
