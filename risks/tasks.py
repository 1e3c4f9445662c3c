"""Celery tasks of the registers: fetch and call."""

from django.conf import settings

from council.celery import app
from risks.actions import digests


@app.task(name="risks.send_reminders")
def send_reminders() -> None:
    """Each morning: tell people which reviews wait for them. Finds nothing left to send once all were told."""
    if settings.SENDS_MAIL:
        digests.send()
