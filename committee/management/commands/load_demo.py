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

    def handle(self, *args, until: str | None = None, **options) -> None:
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
            return
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
            committee_demo.load()
        outbox.drain()
        self.stdout.write("Loaded the demonstration data.")
        if "DEMO_PASSWORD" not in os.environ:
            self.stdout.write(f"Password of the demonstration accounts: {password}")
