"""Celery tasks of the KPIs: fetch and call. The outbox hands them ids, they may run twice, they are all or nothing."""

from django.conf import settings

from council import outbox
from council.actions import jobs
from council.celery import app
from council.models import Job
from kpis.actions import digests, ratings, uploads
from kpis.selectors.inputs import EVERYTHING, Scope
from kpis.topics import RATE, RECOMPUTE


@outbox.handles(RATE)
def rate(payloads: list[dict]) -> None:
    """Rate the indicators whose inputs changed, a round that was reopened, or everything after a change of scheme; each
    in one statement."""
    if any(payload.get("everything") for payload in payloads):
        ratings.rate(EVERYTHING)
        return
    if quarters := {payload["quarter"] for payload in payloads if "quarter" in payload}:
        ratings.rate(Scope(quarters=quarters))
    if indicators := {payload["indicator"] for payload in payloads if "indicator" in payload}:
        ratings.rate(Scope(indicators=indicators))


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


@app.task(name="kpis.send_reminders")
def send_reminders() -> None:
    """Each morning: tell people what waits for them. Finds nothing left to send once all were told."""
    if settings.SENDS_MAIL:
        digests.send()
