"""Taking what was submitted a step further, with the record of who did it."""

from __future__ import annotations

import datetime
from typing import TypeVar

from django.utils import timezone

from council.models import User
from council.models.submissions import Submission

SubmissionT = TypeVar("SubmissionT", bound=Submission)


def take_step(
    row: SubmissionT,
    state: str,
    step: str,
    by: User,
    *,
    comment: str = "",
    at: datetime.datetime | None = None,
) -> SubmissionT:
    """Write the new state and the step that led to it. The caller holds the row, and has asked whether it may be so."""
    row.state = state
    row.save(update_fields=["state", "submitted_by"])
    row.steps.create(step=step, at=at or timezone.now(), by=by, comment=comment)
    return row
