"""A module that only a test's worker loads: topics whose handlers never end, and one that does its work."""

import time
from datetime import timedelta

from council import outbox
from council.models import Council

outbox.RETRY_AFTER = timedelta(
    hours=1
)  # nothing is tried again while the test looks, however slow the machine


@outbox.handles("test.endless")
def endless(payloads: list[dict]) -> None:
    """Never ends, but can be interrupted."""
    while True:
        time.sleep(0.05)


@outbox.handles("test.stubborn")
def stubborn(payloads: list[dict]) -> None:
    """Never ends, whatever is said to it."""
    while True:
        try:
            time.sleep(0.05)
        except Exception:  # noqa: BLE001, S112 - this is the fault that the test is about
            continue


@outbox.handles("test.orderly")
def orderly(payloads: list[dict]) -> None:
    """Leaves a mark that the test can see."""
    Council.objects.update(name=payloads[-1]["name"])
