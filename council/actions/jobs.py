"""Jobs that people ask for and may watch.

A job's work and its end are committed in one transaction, so that nobody sees half of it. Its progress must be seen while
it runs, so it is written on a connection of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from council import outbox
from council.models import Job, User

log = logging.getLogger(__name__)

#: Told how many steps of how many are done.
Progress = Callable[[int, int], None]
#: The work of a job: reads its parameters, reports progress, returns the result that is shown.
Work = Callable[[Job, Progress], dict]


class JobFailed(Exception):
    """A job could not do what it was asked; the message says why and what to do."""


@transaction.atomic
def request(*, kind: str, title: str, topic: str, by: User | None, **parameters: object) -> Job:
    """Write the job down and have a worker woken after the commit."""
    job = Job.objects.create(kind=kind, title=title, parameters=parameters, requested_by=by)
    outbox.put(topic, job=job.pk)
    return job


def run(job: Job, work: Work) -> None:
    """Do a job's work in the caller's transaction. What it could not do it says in words that can be acted on."""
    progress = Job.objects.using("progress").filter(pk=job.pk)
    progress.update(state=Job.State.RUNNING, started_at=timezone.now(), steps_done=0)
    try:
        with transaction.atomic():
            result = work(job, lambda done, total: progress.update(steps_done=done, steps_total=total))
    except JobFailed as error:
        end = {"state": Job.State.FAILED, "error": str(error)}
    except Exception:  # the person who asked must see the end of it; the trace is for the log
        log.exception("Job %s failed", job.pk)
        words = "Something went wrong and nothing was changed. Try again; if it fails again, tell the administrator"
        end = {"state": Job.State.FAILED, "error": f"{words} that job {job.pk} failed."}
    else:
        end = {"state": Job.State.DONE, "result": result, "error": ""}
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now(), **end)
