"""Asking for ratings to be worked out again, as a job that can be watched."""

from __future__ import annotations

from collections.abc import Iterable

from council.actions import jobs
from council.authorization import Permission, require
from council.models import Job, User
from council.periods import Quarter
from kpis.topics import RECOMPUTE


def request(*, quarters: Iterable[Quarter], by: User) -> Job:
    """Have a worker rate the figures reported in `quarters` again, all of them or none. Raises PermissionDenied."""
    require(by, Permission.RECOMPUTE)
    wanted = sorted(quarters, key=lambda quarter: quarter.ordinal)
    named = wanted[0].label if len(wanted) == 1 else f"{wanted[0].label} to {wanted[-1].label}"
    return jobs.request(
        kind="recompute",
        title=f"Work out the ratings of {named} again",
        topic=RECOMPUTE,
        by=by,
        quarters=[quarter.ordinal for quarter in wanted],
    )
