"""The meeting that a command names: by its slug, or by its day where only one is on it."""

from __future__ import annotations

import datetime

from django.core.management.base import CommandError

from committee.models import Meeting

#: Meetings that a message lists, when there is none of the name that was given.
LISTED = 12


def meeting_named(text: str) -> Meeting:
    """The meeting of that slug (in any case), or of that day (2021-11-25). Raises CommandError, naming those there are."""
    known = Meeting.objects.select_related("committee")
    if found := known.filter(slug__iexact=text).first():
        return found
    try:
        on = datetime.date.fromisoformat(text)
    except ValueError:
        on = None
    of_that_day = list(known.filter(starts_at__date=on)) if on else []
    if len(of_that_day) == 1:
        return of_that_day[0]
    listed = [meeting.slug for meeting in of_that_day or known[:LISTED]]
    what = f"{len(of_that_day)} meetings on {text}" if of_that_day else f"no meeting {text}"
    raise CommandError(
        f"There {'are' if of_that_day else 'is'} {what}. There are: {', '.join(listed) or 'none'}."
    )
