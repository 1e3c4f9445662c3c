"""Celery tasks of the committee: fetch and call. The outbox hands them ids; they may run twice and are all or nothing."""

from committee.actions import packs
from committee.topics import FREEZE
from council import outbox
from council.actions import jobs
from council.models import Job


@outbox.handles(FREEZE)
def freeze(payloads: list[dict]) -> None:
    """Freeze the papers that people asked for."""
    asked = [payload["job"] for payload in payloads]
    for job in Job.objects.filter(pk__in=asked, finished_at=None).order_by("pk"):
        jobs.run(job, packs.freeze_job)
