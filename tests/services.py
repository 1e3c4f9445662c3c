"""Real servers for tests: a Celery worker on the test database, and a Valkey that a test may freeze and kill."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from bin.local.common import PYTHON, ROOT
from bin.local.instance import throwaway_instance
from bin.local.processes import end_group, spawn
from bin.local.services import find_binaries
from bin.local.services import valkey as valkey_program
from bin.local.supervisor import Program, Supervisor
from council import outbox
from council.celery import app


def wait_for(condition: Callable[[], object], seconds: float = 60, every: float = 0.02) -> float:
    """Wait until `condition` is true; how long that took. An AssertionError when it takes longer than `seconds`.

    The limit only ends a test that would wait for ever: it leaves a busy machine all the time it may need. Who measures
    how soon something happens compares what is returned.
    """
    start = time.monotonic()
    while not condition():
        waited = time.monotonic() - start
        assert waited < seconds, (
            f"not so after {seconds} seconds: {getattr(condition, '__doc__', None) or condition}"
        )
        time.sleep(every)
    return time.monotonic() - start


class Worker:
    """A Celery worker with two pool processes, as bin/demo starts it, on the database of this test."""

    def __init__(self, redis_url: str, log: Path, *options: str) -> None:
        self.redis_url = redis_url
        self.log = log
        self.options = options
        self.process: Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it takes tasks."""
        seen = self.log.stat().st_size if self.log.exists() else 0
        self.process = spawn(
            [
                *(
                    PYTHON,
                    "-m",
                    "celery",
                    "--app",
                    "council",
                    "worker",
                    "--concurrency",
                    "2",
                    "--loglevel",
                    "INFO",
                ),
                *("--without-gossip", "--without-mingle", *self.options),
            ],
            env={**os.environ, "DATABASE_URL": database_url(), "REDIS_URL": self.redis_url},
            cwd=ROOT,
            log=self.log,
            death_signal=signal.SIGKILL,
        )
        wait_for(lambda: b" ready." in self.log.read_bytes()[seen:], 30)

    def kill(self) -> None:
        """kill -9 of the whole worker: no time to say anything to anybody."""
        end_group(self.process)

    def kill_children(self) -> None:
        """kill -9 of the pool processes only."""
        children = (
            Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
            .read_text(encoding="ascii")
            .split()
        )
        assert children, "the worker has no pool processes"
        for child in children:
            os.kill(int(child), signal.SIGKILL)


def database_url() -> str:
    """The address of the test database, which is not the one in the environment."""
    given = urlsplit(os.environ["DATABASE_URL"])
    return given._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


@contextmanager
def running_worker(redis_url: str = "", *options: str) -> Iterator[Worker]:
    """A worker until the end of the block; `options` are Celery's."""
    with tempfile.TemporaryDirectory() as folder:
        worker = Worker(redis_url or settings.REDIS_URL, Path(folder) / "worker.log", *options)
        worker.start()
        try:
            yield worker
        finally:
            worker.kill()
            print(worker.log.read_text(encoding="utf-8", errors="replace"))  # shown where the test fails


class Valkey:
    """A Redis-protocol server of one test. It keeps nothing on disk, so what dies with it is lost."""

    def __init__(self, supervisor: Supervisor, program: Program, url: str) -> None:
        self._supervisor = supervisor
        self._program = program
        self.url = url

    def freeze(self) -> None:
        """Still there, still listening, never answering."""
        os.kill(self._program.process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self._program.process.pid, signal.SIGCONT)

    def kill(self) -> None:
        end_group(self._program.process)

    def restart(self) -> None:
        """Start again on the same port, empty."""
        self._supervisor.watch_once()

    def flush(self) -> None:
        """Forget everything: FLUSHALL."""
        with app.connection_for_write(self.url) as link:
            link.default_channel.client.flushall()


@contextmanager
def private_valkey() -> Iterator[Valkey]:
    """A server that nobody else uses; within the block this process, too, sends its wake-ups there."""
    with throwaway_instance() as instance, Supervisor() as supervisor:
        program, url = valkey_program(instance, find_binaries(instance))
        supervisor.start(program)
        usual = app.conf.broker_url
        assert outbox.flush(), "a wake-up on its way to the usual server has not arrived"
        send_to(url)
        try:
            yield Valkey(supervisor, program, url)
        finally:
            send_to(usual)


def send_to(url: str) -> None:
    """Have this process send its wake-ups to another server."""
    app.conf.broker_url = app.conf.broker_write_url = app.conf.broker_read_url = url
    # Celery keeps its pool of connections to the address it saw first; this is what it does itself after a fork.
    app.amqp._producer_pool = app._pool = None
