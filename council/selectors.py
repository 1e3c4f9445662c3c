"""What pages ask about the council itself and its jobs."""

from __future__ import annotations

from council.models import Council, Job


def council_name() -> str:
    """The name of the council this installation belongs to."""
    return Council.objects.get().name


def job(pk: int) -> Job | None:
    """A job by its number, or None if there is no such job."""
    return Job.objects.filter(pk=pk).first()
