"""Celery tasks of complaints: fetch and call."""

from django.conf import settings

from complaints.actions import digests, pauses
from council.celery import app


@app.task(name="complaints.send_reminders")
def send_reminders() -> None:
    """Each morning: tell people what is due in complaints. Finds nothing left to send once all were told."""
    if settings.SENDS_MAIL:
        digests.send()


@app.task(name="complaints.count_paused")
def count_paused() -> None:
    """Each night: move on the dates of cases whose clock stands still. Finds nothing the second time."""
    pauses.count_running()
