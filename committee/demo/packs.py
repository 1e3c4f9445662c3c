"""The demonstration's published papers: the past meetings frozen and published on the day when their papers went out.

The papers are what they were, faults included. What the check before publication finds in them is accepted with that reason,
and so stands beside the pack for everybody to see. Meetings that never published anything stay drafts.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from committee.actions import findings as answers
from committee.actions import packs
from committee.demo.meetings import meetings_until
from committee.models import Meeting
from committee.selectors import findings
from council.models import User

#: When on that day: after the words were written, the check was read, the papers frozen and, last, published.
CHECKED_AT, FROZEN_AT, PUBLISHED_AT = datetime.time(15), datetime.time(16), datetime.time(17)
REASON = "The paper was printed so. It is kept as it was."


def publish_past() -> None:
    """Freeze and publish every loaded meeting whose papers were published, in the order of time, each once."""
    waiting = {meeting.slug: meeting for meeting in Meeting.objects.filter(publication=None)}
    for row in meetings_until(None):
        if "published" in row and row["slug"] in waiting:
            publish(waiting[row["slug"]], on=row["published"])


@transaction.atomic
def publish(meeting: Meeting, *, on: datetime.date) -> None:
    """Accept what the check finds, freeze the papers as they read on that day, and publish them."""
    clerk = User.objects.get(username="clerk")
    checked_at, frozen_at, published_at = (
        timezone.make_aware(datetime.datetime.combine(on, time))
        for time in (CHECKED_AT, FROZEN_AT, PUBLISHED_AT)
    )
    for judged in findings.findings(meeting, checked_at):
        if not judged.is_accepted:
            answers.accept(meeting, judged.finding, reason=REASON, by=clerk, based_on=0, at=checked_at)
    pack = packs.freeze(meeting, by=clerk, at=frozen_at)
    packs.publish(pack, by=clerk, at=published_at)
