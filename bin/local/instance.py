"""One folder of services: who owns it now, where its data lives, and what an earlier owner left behind."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bin.local.common import LOCAL, LOGS, Problem, make_local, read_json, say, write_private
from bin.local.processes import Account, command_line, server_account


class Instance:
    """A folder with a lock, secrets, logs and the data of one PostgreSQL and one Valkey.

    `folder` holds our own files. `home` holds what the servers read and write: the same folder, save where
    the account that runs them cannot reach it (a checkout under root's home).
    """

    def __init__(self, folder: Path, logs: Path, *, throwaway: bool = False) -> None:
        self.folder = folder
        self.logs = logs
        self.throwaway = throwaway
        self.account: Account | None = server_account()
        self._lock: int | None = None

    @property
    def state_file(self) -> Path:
        """Who runs the services, how to reach them, and the process numbers to look for after a crash."""
        return self.folder / "services.json"

    # --- Ownership --------------------------------------------------------------------------------

    def try_lock(self) -> bool:
        """Take the folder if nobody has it. The kernel gives it back when we end, however we end."""
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._lock = descriptor
        self._end_leftovers()
        return True

    def unlock(self) -> None:
        """Give the folder back."""
        self.state_file.unlink(missing_ok=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def owner(self) -> dict[str, Any]:
        """What the present owner has written about itself; empty until its services answer."""
        return read_json(self.state_file)

    def write_state(self, state: dict[str, Any]) -> None:
        """Tell other commands in this checkout (0600: the addresses hold passwords)."""
        write_private(self.state_file, json.dumps(state))

    def _end_leftovers(self) -> None:
        """End what an owner that was killed left running, where the kernel did not (see die_with_parent).

        A process number may belong to somebody else by now: only one with the command line we wrote down ends.
        """
        left = [
            (int(pid), started)
            for pid, started in self.owner().get("processes", {}).items()
            if started and command_line(int(pid)) == started
        ]
        for pid, _ in left:
            say(f"Ending process {pid}, left by an earlier run.")
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 10
        while any(command_line(pid) == started for pid, started in left):
            if time.monotonic() > deadline:
                raise Problem(
                    f"Process {left[0][0]} of an earlier run does not end: end it, then start again."
                )
            time.sleep(0.05)
        self.state_file.unlink(missing_ok=True)

    # --- Where the data lives ---------------------------------------------------------------------

    def home(self) -> Path:
        """A folder that the servers' account can enter, the same at every start."""
        if reachable(self.folder, self.account):
            return self.folder
        note = self.folder / "home"
        if note.exists():
            kept = Path(note.read_text(encoding="utf-8").strip())
            if kept.is_dir() and kept.stat().st_uid == os.geteuid() and reachable(kept, self.account):
                return kept
        made = Path(tempfile.mkdtemp(prefix="outturn-"))
        made.chmod(0o711)
        write_private(note, f"{made}\n")
        say(f"The servers' account cannot enter {self.folder}, so the data is kept in {made}.")
        return made

    def data_folder(self, name: str) -> Path:
        """A 0700 folder for one server's data, owned by the account that runs the server."""
        path = self.home() / name
        if not path.exists():
            path.mkdir(mode=0o700)
            if self.account:
                os.chown(path, self.account.uid, self.account.gid)
        if path.stat().st_uid != (self.account.uid if self.account else os.geteuid()):
            raise Problem(
                f"{path} was made by another account: use that account, or remove the folder to start from nothing."
            )
        return path

    def remove_data(self) -> None:
        """Forget all data: the next start begins from nothing."""
        home = self.home()
        for name in ("postgres", "postgres.new", "valkey"):
            if (home / name).exists():
                shutil.rmtree(home / name)


def reachable(folder: Path, account: Account | None) -> bool:
    """Whether the account can enter the folder: asked of the system, which knows more rules than we do."""
    if account is None:
        return True
    entered = subprocess.run(
        ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        check=False,
    )
    return entered.returncode == 0


def local_instance() -> Instance:
    """The instance of bin/demo and bin/manage: its data lasts."""
    return Instance(make_local(), LOGS)


@contextmanager
def throwaway_instance() -> Iterator[Instance]:
    """An instance for one run of the tests or benchmarks, removed afterwards."""
    account = server_account()
    make_local()
    _remove_abandoned()
    inside = reachable(LOCAL, account)
    folder = Path(tempfile.mkdtemp(prefix="throwaway-", dir=LOCAL if inside else None))
    folder.chmod(0o711 if account else 0o700)
    instance = Instance(folder, LOGS, throwaway=True)
    if not instance.try_lock():
        raise Problem(f"{folder} was taken by another command: run this one again.")
    try:
        yield instance
    finally:
        instance.unlock()
        shutil.rmtree(folder)


def _remove_abandoned() -> None:
    """Remove the throw-away folders of runs that were killed; a folder in use is locked."""
    for folder in LOCAL.glob("throwaway-*"):
        abandoned = Instance(folder, LOGS, throwaway=True)
        if abandoned.try_lock():
            shutil.rmtree(folder)
            abandoned.unlock()
