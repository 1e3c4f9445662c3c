"""`bin/manage load_demo`: the demonstration council. Idempotent; refused outside a demonstration or test database."""

import os
import secrets

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from committee import demo as committee_demo
from complaints import demo as complaints_demo
from council import audit, demo, outbox
from council.models import Council
from council.periods import parse_quarter
from kpis import demo as kpis_demo
from risks import demo as risks_demo


class Command(BaseCommand):
    help = "Load the demonstration council: the papers of its committee and an account for each role."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--until", help="the quarter of the last paper to load, such as 2021-22-Q2 (default: all)"
        )
        parser.add_argument(
            "--publish",
            action="store_true",
            help="freeze and publish the papers of past meetings as well (takes half a minute)",
        )

    def handle(self, *args, until: str | None = None, publish: bool = False, **options) -> None:
        try:
            demo.refuse_outside_demonstration()
        except demo.DemoRefused as error:
            raise CommandError(str(error)) from error
        loaded = Council.objects.first()
        if loaded and loaded.demonstration != demo.digest():
            raise CommandError(
                "The demonstration data has changed since it was loaded. Start again with bin/demo --reset."
            )
        if loaded:
            self.stdout.write("The demonstration data is already loaded.")
        else:
            self._load(until)
        if publish:
            with audit.acting(system="load_demo"):
                committee_demo.publish()
            self.stdout.write("The papers of past meetings are published.")

    def _load(self, until: str | None) -> None:
        try:
            last = parse_quarter(until) if until else None
        except ValueError as error:
            raise CommandError(str(error)) from error
        password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(12)
        with transaction.atomic(), audit.acting(system="load_demo"):
            demo.load_organisation()
            demo.load_accounts(password)
            kpis_demo.load(last)
            risks_demo.load()
            complaints_demo.load()
            committee_demo.load(last)
        outbox.drain()
        self.stdout.write("Loaded the demonstration data.")
        if "DEMO_PASSWORD" not in os.environ:
            self.stdout.write(f"Password of the demonstration accounts: {password}")
