"""The virtual environment: made once, filled from a lock file, and left alone while that lock is unchanged."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bin.local.common import PYTHON, ROOT, VENV, Problem, make_local, read_json, say, write_private
from bin.local.processes import run_step

# The demonstration needs less than the tests, so its first start is quicker. The development lock holds everything
# the local one does, at the same versions (a test compares them), so either satisfies a command that needs the local.
LOCAL_LOCK = ROOT / "requirements-local.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
NODE_LOCK = ROOT / "requirements-node.lock"
STAMP = VENV / "outturn-locks.json"
ROOM_NEEDED = 2_000_000_000  # bytes: packages, front-end files and a database, with something to spare


@contextmanager
def set_up_alone() -> Iterator[None]:
    """One set-up at a time in this checkout; a second one waits for the first."""
    with (make_local() / "setup.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another set-up in this checkout to finish.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def digest(*paths: Path) -> str:
    """One hash of the names and contents of files, to see whether something must be done again."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def install(lock: Path) -> None:
    """Make the virtual environment hold what a lock names. Call within `set_up_alone`."""
    satisfied_by = [lock, DEV_LOCK] if lock == LOCAL_LOCK else [lock]
    if not _interpreter_works():
        _make_environment()
    stamps = read_json(STAMP)
    if any(stamps.get(each.name) == digest(each) for each in satisfied_by):
        return
    need_room()
    say(f"Installing Python packages from {lock.name} (about a minute the first time).")
    run_step(
        [PYTHON, "-m", "pip", "install", "--require-hashes", "--disable-pip-version-check", "-r", lock],
        failure="Python packages could not be installed",
        env=os.environ,
        cwd=ROOT,
    )
    write_private(STAMP, json.dumps(stamps | {lock.name: digest(lock)}))


def need_room() -> None:
    """Refuse before the work rather than in the middle of it."""
    if shutil.disk_usage(ROOT).free < ROOM_NEEDED:
        raise Problem("Less than 2 GB is free on this disk: free some space and run the command again.")


def _interpreter_works() -> bool:
    """Whether the environment is there and its Python still is (an upgrade of the system may have removed it)."""
    if not PYTHON.exists():
        return False
    asked = subprocess.run(
        [PYTHON, "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"],
        capture_output=True,
        check=False,
    )
    return asked.returncode == 0


def _make_environment() -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Problem(
            f"{sys.executable} has no venv module: install it (Debian, Ubuntu: apt-get install python3-venv) "
            "and run the command again."
        )
    need_room()
    say("Making the virtual environment in .venv.")
    run_step(
        [sys.executable, "-m", "venv", "--clear", VENV],
        failure="The virtual environment could not be made",
        env=os.environ,
        cwd=ROOT,
    )
