"""What the check before publication finds in a meeting's papers, and which of it may stand, with the reason given."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from committee.models import FindingAnswer, Meeting
from committee.reconcile import reconcile
from committee.reconcile.facts import Finding
from committee.selectors.paper_facts import meeting_facts
from committee.selectors.reading import Reading


@dataclass(frozen=True)
class JudgedFinding:
    """A finding, and why it may stand: None while nobody has said."""

    finding: Finding
    answer: FindingAnswer | None

    @property
    def is_accepted(self) -> bool:
        return self.answer is not None and bool(self.answer.reason)


def findings(
    meeting: Meeting, as_at: datetime.datetime | None = None, *, reading: Reading | None = None
) -> list[JudgedFinding]:
    """Everything found in the meeting's papers as they read at `as_at`, or in a reading that was begun already, in the order
    to print."""
    reading = reading or Reading(as_at)
    given = {row.finding: row for row in FindingAnswer.objects.as_at(reading.as_at).filter(meeting=meeting)}
    found = reconcile(meeting_facts(meeting, reading=reading))
    return [JudgedFinding(finding, given.get(finding.key)) for finding in found]
