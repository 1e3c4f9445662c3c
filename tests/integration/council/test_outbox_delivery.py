"""Messages that are delivered too often, fail, or never end (bars F3, F7 and F13)."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from council import outbox
from council.celery import app
from council.models import AuditEntry, Council, OutboxMessage
from council.views import STALE_AFTER
from kpis.models import Figure, Indicator, Rating
from kpis.tasks import rate
from tests.integration.kpis.entering import at_once
from tests.services import Valkey, running_worker, wait_for

TOPIC = "test.delivery"


@pytest.fixture
def handed(monkeypatch) -> list[list[dict]]:
    """What the handler of the test's own topic was given, in order."""
    runs: list[list[dict]] = []
    monkeypatch.setitem(outbox._handlers, TOPIC, runs.append)
    return runs


@transaction.atomic
def put(topic: str, *payloads: dict) -> None:
    for payload in payloads:
        outbox.put(topic, **payload)


def let_time_pass() -> None:
    """Until every waiting message may be tried again."""
    OutboxMessage.objects.filter(done_at=None).update(available_at=timezone.now())


# --- Too often --------------------------------------------------------------------------------------------------------


def test_three_workers_at_once_do_each_message_once(transactional_db, handed) -> None:
    put(TOPIC, *({"number": number} for number in range(60)))
    at_once(outbox.drain, outbox.drain, outbox.drain)
    assert sorted(payload["number"] for run in handed for payload in run) == list(range(60))
    assert not OutboxMessage.objects.filter(topic=TOPIC, done_at=None).exists()


@pytest.mark.parametrize(
    ("locked", "runs"), [(True, 1), (False, 2)], ids=["locked", "control-without-the-lock"]
)
def test_work_that_outlasts_its_retry_is_not_begun_again(
    transactional_db, monkeypatch, locked: bool, runs: int
) -> None:
    """While one worker is still busy with a message, its time to be tried again comes and a second worker looks."""
    monkeypatch.setattr(outbox, "RETRY_AFTER", timedelta(0))
    if not locked:
        monkeypatch.setattr(type(OutboxMessage.objects.all()), "select_for_update", lambda rows, **how: rows)
    begun, looked, seen = threading.Event(), threading.Event(), []

    def busy(payloads: list[dict]) -> None:
        seen.append(payloads)
        begun.set()
        if len(seen) == 1:
            assert looked.wait(10)

    monkeypatch.setitem(outbox._handlers, TOPIC, busy)
    put(TOPIC, {"number": 1})

    def second() -> None:
        assert begun.wait(10)
        outbox.drain()
        looked.set()

    at_once(outbox.drain, second)
    assert len(seen) == runs


def test_the_same_indicator_rated_three_times_at_once_is_rated_once(committed_demo) -> None:
    outbox.drain()
    figures = set(
        Figure.objects.current().filter(indicator=Indicator.objects.first()).values_list("pk", flat=True)
    )
    payload = {"indicator": Indicator.objects.first().pk}
    before = list(Rating.objects.filter(figure_id__in=figures).order_by("pk").values())
    assert before
    _forget_ratings()
    last = AuditEntry.objects.latest("id").pk
    at_once(*[lambda: rate([payload])] * 3)
    after = list(Rating.objects.filter(figure_id__in=figures).order_by("figure_id").values())
    assert [_content(row) for row in after] == [
        _content(row) for row in sorted(before, key=lambda r: r["figure_id"])
    ]
    written = AuditEntry.objects.filter(pk__gt=last, table="kpis_rating")
    assert sum(entry.after["rows"] for entry in written) == len(after)


def _forget_ratings() -> None:
    """Ratings are append-only; only a test database may be emptied of them."""
    with connections["default"].cursor() as cursor:
        cursor.execute("TRUNCATE kpis_rating")


def _content(rating: dict) -> dict:
    return {name: value for name, value in rating.items() if name not in {"id", "rated_at"}}


# --- Failing ----------------------------------------------------------------------------------------------------------


def test_one_bad_message_does_not_hold_up_the_others(db, monkeypatch) -> None:
    """All fail together once, then each is tried alone: the others are done, the bad one says why it is not."""
    done = []

    def choosy(payloads: list[dict]) -> None:
        if any(payload["number"] == 3 for payload in payloads):
            raise ValueError("3 is not a number I know")
        done.extend(payload["number"] for payload in payloads)

    monkeypatch.setitem(outbox._handlers, TOPIC, choosy)
    put(TOPIC, *({"number": number} for number in range(5)))
    outbox.drain()
    assert done == []
    let_time_pass()
    outbox.drain()
    assert done == [0, 1, 2, 4]
    left = OutboxMessage.objects.get(topic=TOPIC, done_at=None)
    assert (left.payload, left.attempts, left.error) == (
        {"number": 3},
        2,
        "ValueError: 3 is not a number I know",
    )


def test_a_message_is_left_for_people_after_six_attempts(db, monkeypatch) -> None:
    attempts = []

    def never(payloads: list[dict]) -> None:
        attempts.append(payloads)
        raise RuntimeError("no")

    monkeypatch.setitem(outbox._handlers, TOPIC, never)
    put(TOPIC, {"number": 1})
    for _ in range(outbox.MAX_ATTEMPTS + 3):
        let_time_pass()
        outbox.drain()
    assert len(attempts) == outbox.MAX_ATTEMPTS
    assert OutboxMessage.objects.filter(topic=TOPIC, done_at=None, error="RuntimeError: no").exists()


def test_what_a_failed_handler_wrote_is_undone(db, monkeypatch) -> None:
    before = Council.objects.get().name

    def half(payloads: list[dict]) -> None:
        Council.objects.update(name="Half done")
        raise RuntimeError("in the middle")

    monkeypatch.setitem(outbox._handlers, TOPIC, half)
    put(TOPIC, {})
    outbox.drain()
    assert Council.objects.get().name == before


@pytest.mark.parametrize(
    ("topic", "error"),
    [("test.endless", "SoftTimeLimitExceeded"), ("test.stubborn", "")],
    ids=["interrupted", "killed"],
)
def test_work_that_never_ends_is_stopped_and_the_rest_is_done(valkey: Valkey, topic: str, error: str) -> None:
    """The only worker process is busy for ever; it is stopped at its time limit, and what comes after is done.

    Celery sends a task's limits with each wake-up, from any process that happens to know the task. So this one is sent
    with limits of its own, into a queue that holds no other.
    """
    OutboxMessage.objects.create(topic=topic, payload={"number": 1})  # `put` would send a wake-up, too
    app.send_task("council.drain_outbox", soft_time_limit=2, time_limit=4)
    with running_worker(valkey.url, "--concurrency", "1", "--include", "tests.integration.council.endless"):
        wait_for(lambda: OutboxMessage.objects.get(topic=topic).attempts == 1)
        put("test.orderly", {"name": "Done all the same"})
        time.sleep(0.5)
        assert OutboxMessage.objects.get(topic="test.orderly").done_at is None
        wait_for(lambda: Council.objects.get().name == "Done all the same")
    stopped = OutboxMessage.objects.get(topic=topic)
    assert (stopped.done_at, stopped.attempts) == (None, 1)
    assert stopped.error.startswith(error)


# --- Seen -------------------------------------------------------------------------------------------------------------


def test_the_site_is_not_ready_while_waiting_work_grows_old(db, handed) -> None:
    """F7: a worker that lives and does nothing shows as work that nobody does."""
    assert Client().get("/readyz").json()["work"] is True
    put(TOPIC, {"number": 1})
    assert Client().get("/readyz").status_code == 200
    OutboxMessage.objects.filter(done_at=None).update(
        available_at=timezone.now() - timedelta(seconds=STALE_AFTER + 1)
    )
    stale = Client().get("/readyz")
    assert (stale.status_code, stale.json()["ready"], stale.json()["work"]) == (503, False, False)
    outbox.drain()
    assert Client().get("/readyz").status_code == 200
