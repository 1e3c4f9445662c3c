"""`bin/manage reconcile MEETING`: what in the papers of a meeting does not hold together."""

from __future__ import annotations

from collections import Counter

from django.core.management.base import BaseCommand, CommandError, CommandParser

from committee.management.meetings import meeting_named
from committee.reconcile.facts import SEVERITIES
from committee.selectors.findings import findings


class Command(BaseCommand):
    help = (
        "Hold the papers of a meeting against themselves: a line a finding, `paper: code: sentence`. One that was accepted "
        "says so, with the reason. Exit status 1 where there are any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("meeting", help="the meeting's slug, or its day: 2021-11-25")

    def handle(self, *args, meeting: str, **options) -> None:
        found = findings(meeting_named(meeting))
        for each in found:
            finding = each.finding
            accepted = f" (Accepted: {each.answer.reason})" if each.answer and each.answer.reason else ""
            self.stdout.write(f"{finding.paper}: {finding.code}: {finding.sentence}{accepted}")
        if not found:
            self.stderr.write("No findings.", style_func=str)
            return
        graded = Counter(each.finding.severity for each in found)
        grades = ", ".join(f"{graded[severity]} {severity}" for severity in SEVERITIES if graded[severity])
        accepted_ones = sum(each.is_accepted for each in found)
        words = "finding" if len(found) == 1 else "findings"
        raise CommandError(f"{len(found)} {words}: {grades}. Accepted with a reason: {accepted_ones}.")
