"""A module that only a test's worker loads: topics whose handlers never end, one that does its work, and short limits."""

import time

from council import outbox
from council.models import Council
from council.tasks import drain_outbox

drain_outbox.soft_time_limit, drain_outbox.time_limit = 2, 4  # seconds; 90 and 100 in use


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
