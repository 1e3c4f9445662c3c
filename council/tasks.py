"""Celery tasks of the shared app: fetch and call, nothing else."""

from council import outbox
from council.celery import app


@app.task(name="council.drain_outbox")
def drain_outbox() -> None:
    """Do what waits in the outbox."""
    outbox.drain()


@app.task(name="council.prune_outbox")
def prune_outbox() -> None:
    """Nightly: remove the messages that were done long ago."""
    outbox.prune()
