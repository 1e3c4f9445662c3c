"""What the owner of an entry says of its controls and actions in the quarter's review: all of it, or nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction

from council.models import User
from council.periods import Quarter
from risks.actions import entries, measures, reviews
from risks.measure_changes import Change
from risks.models import Entry


@transaction.atomic
def update(
    entry: Entry,
    *,
    quarter: Quarter,
    by: User,
    changes: Iterable[Change],
    at: datetime.datetime | None = None,
) -> None:
    """Write the changes to the controls and actions of an entry that is being reviewed.

    Raises PermissionDenied, RoundRefused, ReviewRefused, EntryRefused, EditConflict; then nothing is changed.
    """
    entries.require_reviewer(by, entry)
    reviews.hold_for_change(entry, quarter)
    for change in changes:
        measures.write(
            entry, of=change.of, by=by, number=change.number, based_on=change.based_on, at=at, **change.fields
        )
