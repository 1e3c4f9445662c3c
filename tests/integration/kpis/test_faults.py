"""What breaks while figures are rated: the worker, its pool, Redis (bars F1, F2, F5, F6).

There is no beat here: `sweep` sends what beat sends. After a fault a message waits ten seconds and more before it is
tried again; where a test says so, it moves that moment forward instead of waiting.
"""

import statistics
import time
from collections.abc import Iterator

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from council import outbox
from council.actions import jobs
from council.models import Job, OutboxMessage
from kpis.actions import ratings
from kpis.models import Rating, Scheme, SchemeVersion
from kpis.selectors.inputs import EVERYTHING
from kpis.topics import RECOMPUTE
from tests.bench import data
from tests.bench.measure import empty_database
from tests.integration.kpis.entering import current, due, pending, save, says_pending, sweep
from tests.services import Valkey, Worker, running_worker, wait_for

INDICATORS, QUARTERS = 2_000, 20
FIGURES = INDICATORS * QUARTERS


@pytest.fixture
def series(transactional_db) -> None:
    """40,000 rated figures."""
    empty_database()
    data.make_council()
    data.make_series(INDICATORS, QUARTERS)
    ratings.rate(EVERYTHING)


@pytest.fixture
def job(series) -> Job:
    """A recompute of all quarters after a change of the house scheme: each of the 40,000 ratings has to be made again."""
    house = Scheme.objects.get(is_house_default=True)
    content = {**house.versions.get().content, "default_tolerance": 2}
    SchemeVersion.objects.create(
        scheme=house, version=2, valid_from=1, content=content, recorded_at=timezone.now()
    )
    quarters = list(range(data.LAST - QUARTERS + 1, data.LAST + 1))
    return jobs.request(kind="recompute", title="All quarters", topic=RECOMPUTE, by=None, quarters=quarters)


def new_ratings() -> int:
    """How many ratings by the new scheme readers see: at every moment none or all."""
    version = SchemeVersion.objects.get(scheme__is_house_default=True, version=2).pk
    count = Rating.objects.filter(scheme_version_id=version).count()
    assert count in (0, FIGURES), f"a mixture: {count} of {FIGURES} are new"
    return count


def sweep_until(condition, seconds: float) -> float:
    """Sweep each half second, watching every 50 ms that no reader sees a mixture, until `condition`."""
    swept = 0.0

    def done() -> bool:
        nonlocal swept
        if time.monotonic() - swept > 0.5:
            sweep()
            swept = time.monotonic()
        new_ratings()
        return condition()

    return wait_for(done, seconds, every=0.05)


def assert_done_once(job: Job) -> None:
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")
    assert (job.steps_done, job.steps_total) == (QUARTERS, QUARTERS)
    assert job.result["changed"] == FIGURES
    assert new_ratings() == FIGURES
    assert Rating.objects.count() == 2 * FIGURES
    assert pending() == 0


def test_killing_the_worker_three_times_leaves_all_or_nothing(job) -> None:
    with running_worker() as worker:
        for attempt, step in enumerate((2, 9, 17), start=1):
            sweep_until(lambda step=step: Job.objects.filter(pk=job.pk, steps_done__gte=step).exists(), 30)
            worker.kill()
            assert new_ratings() == 0
            message = OutboxMessage.objects.get(topic=RECOMPUTE)
            assert (message.attempts, message.done_at) == (attempt, None)
            _forward_to_the_next_attempt(job)
            worker.start()
        taken = sweep_until(lambda: Job.objects.get(pk=job.pk).is_over, 60)
    print(f"complete {taken:.1f} s after the last restart")
    assert_done_once(job)


def _forward_to_the_next_attempt(job: Job) -> None:
    """Let ten, twenty, forty seconds pass."""
    OutboxMessage.objects.filter(topic=RECOMPUTE).update(available_at=timezone.now())
    Job.objects.filter(pk=job.pk).update(steps_done=0)


def test_killing_the_pool_processes_only(job) -> None:
    """Celery starts new ones by itself; the message is tried again ten seconds after it was taken."""
    with running_worker() as worker:
        sweep_until(lambda: Job.objects.filter(pk=job.pk, steps_done__gte=5).exists(), 30)
        worker.kill_children()
        assert new_ratings() == 0
        taken = sweep_until(lambda: Job.objects.get(pk=job.pk).is_over, 40)
    print(f"complete {taken:.1f} s after the kill")
    assert_done_once(job)


# --- Redis ------------------------------------------------------------------------------------------------------------


def test_redis_forgetting_everything_loses_no_work(valkey: Valkey, client_of, person, q3) -> None:
    _save(client_of("performance"), person("performance"), q3, 20)
    assert outbox.flush()
    valkey.flush()
    assert pending() >= 20
    with running_worker(valkey.url):
        time.sleep(1)
        assert pending() >= 20, "something other than Redis woke the worker: this test proves nothing"
        sweep()
        wait_for(lambda: pending() == 0)
    assert outbox.oldest_waiting_seconds() == 0


@pytest.fixture
def rating_worker(valkey: Valkey) -> Iterator[Worker]:
    with running_worker(valkey.url) as worker:
        yield worker


@pytest.mark.parametrize(("take_away", "give_back"), [("kill", "restart"), ("freeze", "thaw")])
def test_officers_save_while_redis_is_away(
    rating_worker: Worker, valkey: Valkey, client_of, person, q3, take_away: str, give_back: str
) -> None:
    """50 saves, none slower than half a second; the page says what is pending; all is rated when Redis is back."""
    lead = client_of("performance")
    getattr(valkey, take_away)()
    times = _save(lead, person("performance"), q3, 50)
    print(
        f"saves while Redis is away: median {statistics.median(times) * 1000:.0f} ms, longest {max(times) * 1000:.0f} ms"
    )
    assert max(times) <= 0.5
    assert all(says_pending(lead, definition) for definition in due(person("performance"), q3)[:5])
    time.sleep(5)  # longer than every time-out of the worker
    getattr(valkey, give_back)()
    swept = wait_for(lambda: _sweep_quietly() or pending() == 0, 60, every=0.5)
    print(f"all rated {swept:.1f} s after Redis came back")
    assert OutboxMessage.objects.filter(done_at=None).count() == 0


def _sweep_quietly() -> None:
    """As beat: if Redis does not take it yet, the next sweep will."""
    try:
        sweep()
    except OperationalError as error:
        print(f"beat could not reach Redis: {error}")


def _save(client, user, quarter, number: int) -> list[float]:
    """So many saves, over all indicators of this person; how long each took."""
    mine = due(user, quarter)
    times = []
    for turn in range(number):
        definition = mine[turn % len(mine)]
        seen = current(definition, quarter)
        start = time.perf_counter()
        answer = save(client, definition, quarter, version=seen.version if seen else 0, value=f"{turn}.5")
        times.append(time.perf_counter() - start)
        assert answer.status_code == 302
        assert current(definition, quarter).value * 2 == turn * 2 + 1
    return times
