"""The outbox: work is written where it became necessary, done once, tried again when it fails, and never lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from council import outbox
from council.models import AuditEntry, CorporatePriority, Job, OutboxMessage

pytestmark = pytest.mark.django_db
TOPIC = "tests.topic"


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> list[list[dict]]:
    """The payloads that the handler of TOPIC was given, a list for each call."""
    calls: list[list[dict]] = []
    monkeypatch.setitem(outbox._handlers, TOPIC, calls.append)
    return calls


def test_everything_that_waits_is_handed_over_together_and_once(handled: list) -> None:
    for number in range(3):
        outbox.put(TOPIC, number=number)
    assert outbox.drain() == 3
    assert handled == [[{"number": 0}, {"number": 1}, {"number": 2}]]
    assert outbox.drain() == 0
    assert not OutboxMessage.objects.filter(topic=TOPIC, done_at=None).exists()


def test_celery_is_woken_only_after_the_commit(
    handled: list, django_capture_on_commit_callbacks, monkeypatch
) -> None:
    woken = []
    monkeypatch.setattr(outbox, "wake", lambda: woken.append(True))
    with django_capture_on_commit_callbacks(execute=True):
        outbox.put(TOPIC)
        assert not woken
    assert woken == [True]


def test_a_topic_that_this_process_does_not_know_is_left_for_another() -> None:
    message = outbox.put("tests.unknown")
    assert outbox.drain() == 0
    message.refresh_from_db()
    assert message.done_at is None and message.attempts == 0


def test_a_failure_undoes_the_work_keeps_the_reason_and_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(payloads: list[dict]) -> None:
        CorporatePriority.objects.create(slug="half-done", name="Half done")
        raise ValueError("the sum does not add up")

    monkeypatch.setitem(outbox._handlers, TOPIC, fail)
    message = outbox.put(TOPIC)
    outbox.drain()
    message.refresh_from_db()
    assert message.done_at is None
    assert (message.attempts, message.error) == (1, "ValueError: the sum does not add up")
    assert message.available_at > timezone.now()
    assert not CorporatePriority.objects.filter(slug="half-done").exists()
    assert outbox.drain() == 0, "not before it is due again"


def test_a_bad_message_is_tried_alone_so_that_it_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[dict]] = []

    def refuse_seven(payloads: list[dict]) -> None:
        calls.append(payloads)
        if {"number": 7} in payloads:
            raise ValueError("seven")

    monkeypatch.setitem(outbox._handlers, TOPIC, refuse_seven)
    for number in (6, 7, 8):
        outbox.put(TOPIC, number=number)
    outbox.drain()
    OutboxMessage.objects.filter(topic=TOPIC).update(available_at=timezone.now())
    outbox.drain()
    assert calls == [
        [{"number": 6}, {"number": 7}, {"number": 8}],
        [{"number": 6}],
        [{"number": 7}],
        [{"number": 8}],
    ]
    assert [m.payload["number"] for m in OutboxMessage.objects.filter(topic=TOPIC, done_at=None)] == [7]


def test_after_the_last_attempt_a_message_is_left_for_people(handled: list) -> None:
    message = outbox.put(TOPIC)
    OutboxMessage.objects.filter(pk=message.pk).update(attempts=outbox.MAX_ATTEMPTS)
    assert outbox.drain() == 0
    assert handled == []


def test_the_age_of_the_oldest_waiting_message() -> None:
    OutboxMessage.objects.filter(done_at=None).update(done_at=timezone.now())
    assert outbox.oldest_waiting_seconds() == 0
    message = outbox.put(TOPIC)
    OutboxMessage.objects.filter(pk=message.pk).update(available_at=timezone.now() - timedelta(minutes=5))
    assert 299 < outbox.oldest_waiting_seconds() < 310


def test_pruning_removes_only_what_was_done_long_ago(handled: list) -> None:
    OutboxMessage.objects.all().delete()
    old, new, waiting = outbox.put(TOPIC), outbox.put(TOPIC), outbox.put(TOPIC)
    now = timezone.now()
    OutboxMessage.objects.filter(pk=old.pk).update(done_at=now - timedelta(days=31))
    OutboxMessage.objects.filter(pk=new.pk).update(done_at=now)
    assert outbox.prune() == 1
    assert set(OutboxMessage.objects.values_list("pk", flat=True)) == {new.pk, waiting.pk}


def test_what_a_worker_writes_names_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        outbox._handlers, TOPIC, lambda payloads: CorporatePriority.objects.create(slug="made", name="Made")
    )
    outbox.put(TOPIC)
    outbox.drain()
    entry = AuditEntry.objects.filter(table="council_corporatepriority").first()
    assert (entry.who_id, entry.system, entry.after["slug"]) == (None, f"worker: {TOPIC}", "made")


def test_what_was_given_up_ends_its_job_and_no_longer_counts_as_waiting(handled: list) -> None:
    job = Job.objects.create(kind="tests", title="A job that kills its worker", state=Job.State.RUNNING)
    message = outbox.put(TOPIC, job=job.pk)
    long_ago = timezone.now() - timedelta(hours=1)
    OutboxMessage.objects.filter(pk=message.pk).update(attempts=outbox.MAX_ATTEMPTS, available_at=long_ago)
    assert outbox.drain() == 0
    job.refresh_from_db()
    assert job.state == Job.State.FAILED and job.finished_at is not None
    assert "nothing was changed" in job.error
    assert outbox.oldest_waiting_seconds() == 0
    assert outbox.given_up_count() == 1
    assert handled == []
