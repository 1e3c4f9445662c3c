"""The outbox: what has to be done later is a row written in the transaction that made it necessary.

    action ── put() ──> outbox row, same transaction ──> on commit: wake() ──> worker: drain()

`put` never talks to Redis. After the commit a background thread asks Celery, with short time-outs, to drain the outbox at
once; if Redis is down or frozen the row simply waits for the next sweep of beat. `drain` claims rows with FOR UPDATE SKIP
LOCKED and hands each topic's rows to its handler: the work and the mark that it is done are committed together, so a
killed worker leaves both undone and the next sweep takes the rows up again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Min, QuerySet
from django.utils import timezone

from council import audit
from council.models import Job, OutboxMessage

log = logging.getLogger(__name__)

#: Rows that one claim takes. A handler works on all rows of its topic at once.
BATCH = 500
#: A message that fails, or whose worker dies, is tried again alone after 10, 20, 40 ... seconds, and in the end left for
#: people to look at.
RETRY_AFTER = timedelta(seconds=10)
MAX_ATTEMPTS = 6

Handler = Callable[[list[dict]], None]
_handlers: dict[str, Handler] = {}


def handles(topic: str) -> Callable[[Handler], Handler]:
    """Register the function that is given the payloads of a topic's waiting messages, oldest first."""

    def register(handler: Handler) -> Handler:
        _handlers[topic] = handler
        return handler

    return register


def put(topic: str, **payload: object) -> OutboxMessage:
    """Write down that `topic` has work to do; call inside the transaction that makes the work necessary."""
    message = OutboxMessage.objects.create(topic=topic, payload=payload)
    transaction.on_commit(wake)
    return message


def drain() -> int:
    """Do everything that waits; return how many messages were done. Safe to run in any number of workers at once."""
    done = 0
    while batch := _drain_batch():
        done += batch
    _end_jobs_of_given_up_messages()
    return done


def _drain_batch() -> int:
    """Claim and do one batch of the oldest waiting topic; 0 when nothing waits that nobody else has claimed."""
    claimed = _claim()
    if not claimed:
        return 0
    topic = claimed[0].topic
    try:
        with transaction.atomic():
            # Hold the rows while working: another worker passes over them, however long the work takes.
            held = OutboxMessage.objects.filter(pk__in=[m.pk for m in claimed], done_at=None)
            messages = list(held.select_for_update(skip_locked=True).order_by("id"))
            if messages:
                with audit.acting(system=f"worker: {topic}"):
                    _handlers[topic]([message.payload for message in messages])
                held.update(done_at=timezone.now(), error="")
    except Exception as error:  # whatever went wrong, the message must be tried again and the reason seen
        log.exception("Outbox topic %s failed for %d messages", topic, len(claimed))
        OutboxMessage.objects.filter(pk__in=[m.pk for m in claimed]).update(
            error=f"{type(error).__name__}: {error}"
        )
    return len(claimed)


@transaction.atomic
def _claim() -> list[OutboxMessage]:
    """Take the next messages of one topic and count the attempt, so that work which kills its worker is not for ever."""
    now = timezone.now()
    waiting = OutboxMessage.objects.filter(
        done_at=None, available_at__lte=now, attempts__lt=MAX_ATTEMPTS, topic__in=_handlers
    ).select_for_update(skip_locked=True)
    first = waiting.order_by("id").first()
    if first is None:
        return []
    together = 1 if first.attempts else BATCH  # one bad message must not hold up the others
    claimed = list(waiting.filter(topic=first.topic, attempts=first.attempts).order_by("id")[:together])
    again = now + RETRY_AFTER * 2**first.attempts
    OutboxMessage.objects.filter(pk__in=[m.pk for m in claimed]).update(
        attempts=F("attempts") + 1, available_at=again
    )
    return claimed


def _given_up() -> QuerySet[OutboxMessage]:
    """Messages that were tried as often as they may be. They stay, with their error, for people to look at."""
    return OutboxMessage.objects.filter(
        done_at=None, attempts__gte=MAX_ATTEMPTS, available_at__lte=timezone.now()
    )


def _end_jobs_of_given_up_messages() -> None:
    """Tell whoever waits for a job whose work killed its worker every time that nothing will come of it."""
    waiting_for = [
        payload["job"] for payload in _given_up().values_list("payload", flat=True) if "job" in payload
    ]
    if waiting_for:
        Job.objects.filter(pk__in=waiting_for, finished_at=None).update(
            state=Job.State.FAILED,
            finished_at=timezone.now(),
            error=f"The work was stopped {MAX_ATTEMPTS} times before it could end, and nothing was changed. "
            "Tell the administrator.",
        )


def oldest_waiting_seconds() -> float:
    """Age of the oldest message still to be done: what tells a working worker from one that merely runs."""
    waiting = OutboxMessage.objects.filter(done_at=None, attempts__lt=MAX_ATTEMPTS)
    oldest = waiting.aggregate(at=Min("available_at"))["at"]
    return max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0


def given_up_count() -> int:
    """How many messages need a person's look."""
    return _given_up().count()


def prune(keep_days: int = 30) -> int:
    """Remove messages done long ago; return how many."""
    before = timezone.now() - timedelta(days=keep_days)
    return OutboxMessage.objects.filter(done_at__lt=before).delete()[0]


class Waker:
    """One daemon thread per process that passes wake-ups to Celery, so that no request ever waits for Redis."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._idle = threading.Event()
        self._idle.set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Ask for a drain soon; returns at once. Wake-ups asked for meanwhile become one."""
        with self._lock:
            if (
                self._thread is None or not self._thread.is_alive()
            ):  # also after a fork, which copies no threads
                self._thread = threading.Thread(target=self._run, name="outbox-waker", daemon=True)
                self._thread.start()
            self._idle.clear()
            self._wanted.set()

    def flush(self, seconds: float) -> bool:
        """Wait until no wake-up is waiting to be sent; for commands, which end before a thread would have spoken."""
        return self._idle.wait(seconds)

    def _run(self) -> None:
        from council.celery import app  # imports the settings; this module must stay importable without them

        while True:
            self._wanted.wait()
            self._wanted.clear()
            try:
                app.send_task("council.drain_outbox", expires=60, ignore_result=True)
            except Exception as error:  # noqa: BLE001
                # kombu and redis raise a dozen kinds of exception; beat's sweep makes all of them harmless.
                log.warning("Celery could not be woken (%s); the next sweep will do the work", error)
            with self._lock:
                if not self._wanted.is_set():
                    self._idle.set()


_waker = Waker()


def wake() -> None:
    """Have the outbox drained soon. Returns at once, whatever state Redis is in."""
    _waker.wake()


def flush(seconds: float = 3.0) -> bool:
    """Give a pending wake-up time to leave this process; False when Redis did not take it in time."""
    return _waker.flush(seconds)
