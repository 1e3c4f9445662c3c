"""`bin/manage recompute_ratings --quarter Q` or `--all`: rate again, at once, in this process."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from council import audit
from council.models import ReportingQuarter
from council.periods import parse_quarter
from kpis.actions import ratings
from kpis.selectors.inputs import EVERYTHING, Scope


class Command(BaseCommand):
    help = "Work out the ratings of a reporting quarter, or of all, again. Prints rated, changed, unchanged, unrated."

    def add_arguments(self, parser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--quarter", help="the reporting quarter, such as 2021-22-Q2")
        which.add_argument("--all", action="store_true", help="every figure")

    def handle(self, *args, quarter: str | None, **options) -> None:
        with audit.acting(system="recompute_ratings"):
            self.stdout.write(str(ratings.rate(EVERYTHING if quarter is None else self._scope(quarter))))

    @staticmethod
    def _scope(text: str) -> Scope:
        try:
            ordinal = parse_quarter(text).ordinal
        except ValueError as error:
            raise CommandError(str(error)) from error
        if not ReportingQuarter.objects.filter(ordinal=ordinal).exists():
            raise CommandError(f"There is no reporting quarter {text}. Nothing was rated.")
        return Scope(quarters=[ordinal])
