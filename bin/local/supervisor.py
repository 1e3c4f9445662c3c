"""Keeps a handful of programs running together, and lets none of them outlive this process."""

from __future__ import annotations

import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from bin.local.common import Problem, say
from bin.local.processes import Account, command_line, end_group, spawn, stop

RESTARTS = 5  # in one minute; a program that dies more often will not be mended by starting it again
POLL = 0.1
LOG_LIMIT = 5_000_000  # bytes; a longer log is set aside when its program next starts


@dataclass
class Program:
    """A program to keep running: how to start it, when it is ready, and how to end it."""

    name: str
    argv: Sequence[str | Path]
    env: Mapping[str, str]
    cwd: Path
    log: Path
    account: Account | None = None
    stdin: str | None = None
    stop_signal: int = signal.SIGTERM
    death_signal: int = signal.SIGTERM
    ready: Callable[[], bool] | None = None
    ready_within: float = 30
    process: subprocess.Popen[bytes] | None = None
    restarts: deque[float] = field(default_factory=deque)


class Supervisor:
    """Starts programs in order, restarts those that die, and stops them in the reverse order.

    Every program is a child of the main thread with a parent-death signal, so even `kill -9` of this process
    leaves none behind. `on_change` is told whenever the set of running processes changes.
    """

    def __init__(self, on_change: Callable[[dict[str, str]], None] | None = None) -> None:
        self.groups: list[list[Program]] = []
        self._on_change = on_change

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def programs(self) -> list[Program]:
        """Every program, in the order of starting."""
        return [program for group in self.groups for program in group]

    def start(self, *programs: Program) -> None:
        """Start these together and wait until all are ready. They are stopped together, before earlier ones."""
        self.groups.append(list(programs))
        for program in programs:
            if program.log.exists() and program.log.stat().st_size > LOG_LIMIT:
                program.log.replace(program.log.with_suffix(".old.log"))
            self._spawn(program)
        for program in programs:
            self._wait_until_ready(program)
        self._tell()

    def watch_once(self) -> None:
        """Restart whatever has died; a Problem where that has happened too often."""
        for program in self.programs():
            if program.process is None or program.process.poll() is None:
                continue
            self._restart(program)

    def watch(self) -> None:
        """Watch until a signal or a Problem ends it."""
        while True:
            self.watch_once()
            time.sleep(POLL)

    def stop(self) -> None:
        """Stop everything, the last started first."""
        for group in reversed(self.groups):
            stop([(p.process, p.stop_signal) for p in group if p.process is not None])
            for program in group:
                program.process = None
        self.groups.clear()

    def _spawn(self, program: Program) -> None:
        program.process = spawn(
            program.argv,
            env=program.env,
            cwd=program.cwd,
            log=program.log,
            account=program.account,
            stdin=program.stdin,
            death_signal=program.death_signal,
        )

    def _tell(self) -> None:
        """Pass on what runs now; after programs are ready, because some rename themselves as they start."""
        if self._on_change:
            running = [p.process.pid for p in self.programs() if p.process is not None]
            self._on_change({str(pid): command_line(pid) for pid in running})

    def _wait_until_ready(self, program: Program) -> None:
        deadline = time.monotonic() + program.ready_within
        while program.ready is not None and not program.ready():
            if program.process is None or program.process.poll() is not None:
                raise Problem(f"{program.name} ended while it started: the end of {program.log} says why.")
            if time.monotonic() > deadline:
                raise Problem(
                    f"{program.name} was not ready after {program.ready_within:.0f} seconds: "
                    f"the end of {program.log} says why."
                )
            time.sleep(0.05)

    def _restart(self, program: Program) -> None:
        """Start a dead program again, after ending whatever is left of its group."""
        while True:
            code = program.process.poll() if program.process else None
            if program.process:
                end_group(program.process)
            now = time.monotonic()
            while program.restarts and now - program.restarts[0] > 60:
                program.restarts.popleft()
            if len(program.restarts) == RESTARTS:
                raise Problem(
                    f"{program.name} ended {RESTARTS + 1} times in a minute, so everything stops: "
                    f"the end of {program.log} says why."
                )
            program.restarts.append(now)
            say(f"{program.name} ended ({_reason(code)}); starting it again.")
            time.sleep(0.2 * (len(program.restarts) - 1))
            self._spawn(program)
            try:
                self._wait_until_ready(program)
            except Problem:
                continue  # counted: the next time round either starts it again or gives up
            self._tell()
            return


def _reason(code: int | None) -> str:
    """How a process ended, in words."""
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return f"exit code {code}"
