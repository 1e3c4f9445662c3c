"""Celery tasks of the KPIs: fetch and call. The outbox hands them ids, they may run twice, they are all or nothing."""

from council import outbox
from council.actions import jobs
from council.celery import app
from council.models import Job
from kpis.actions import ratings, uploads
from kpis.selectors.inputs import EVERYTHING, Scope
from kpis.topics import RATE, RECOMPUTE


@outbox.handles(RATE)
def rate(payloads: list[dict]) -> None:
    """Rate the indicators whose inputs changed, or everything after a change of scheme; one statement in either case."""
    if any(payload.get("everything") for payload in payloads):
        ratings.rate(EVERYTHING)
    else:
        ratings.rate(Scope(indicators={payload["indicator"] for payload in payloads}))


@outbox.handles(RECOMPUTE)
def recompute(payloads: list[dict]) -> None:
    """Run the recompute jobs that people asked for."""
    for job in Job.objects.filter(pk__in=[payload["job"] for payload in payloads], finished_at=None).order_by(
        "pk"
    ):
        jobs.run(job, ratings.recompute)


@app.task(name="kpis.sweep_ratings")
def sweep_ratings() -> None:
    """Nightly: rate whatever was missed. Finds nothing on a good day."""
    ratings.rate(EVERYTHING)


@app.task(name="kpis.prune_uploads")
def prune_uploads() -> None:
    """Nightly: remove the uploads that nobody confirmed."""
    uploads.prune()
