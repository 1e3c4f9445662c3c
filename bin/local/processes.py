"""Starting and ending other programs so that none outlives the command that started it."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from bin.local.common import LOGS, Problem, Stopped

STOP_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1  # linux/prctl.h

# What package tools print when nothing answers, in lower case.
_NO_NETWORK = (
    "name resolution",
    "name or service not known",
    "(from versions: none)",  # all that pip says when it may not retry
    "failed to establish a new connection",
    "network is unreachable",
    "connection refused",
    "connecttimeout",
    "enotfound",
    "eai_again",
    "econnrefused",
    "etimedout",
)
_NO_SPACE = ("no space left on device", "enospc")


@dataclass(frozen=True)
class Account:
    """An account to give a program instead of root."""

    name: str
    uid: int
    gid: int


def server_account() -> Account | None:
    """As root, the account that runs the servers: PostgreSQL refuses root. Otherwise none is needed."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError as error:
        raise Problem(
            "There is no account 'nobody' to run PostgreSQL as: run the command as an ordinary user."
        ) from error
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def die_with_parent(signum: int) -> Callable[[], None]:
    """A hook for a new process: the kernel signals it when the thread that started it ends, however it ends.

    Only Linux offers this; elsewhere the next start finds what was left (see instance.py).
    """
    parent = os.getpid()

    def hook() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background job starts with it ignored
        if sys.platform == "linux":
            _LIBC.prctl(_PR_SET_PDEATHSIG, signum, 0, 0, 0)
            if os.getppid() != parent:  # the parent died before the request was made
                os._exit(1)

    return hook


def spawn(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    cwd: Path,
    log: Path,
    account: Account | None = None,
    stdin: str | None = None,
    death_signal: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that Ctrl-C reaches only us and its family is one group."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(part) for part in argv],
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            preexec_fn=die_with_parent(death_signal),
        )
    if stdin is not None and process.stdin is not None:
        process.stdin.write(stdin.encode())
        process.stdin.close()
    return process


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a program's group, and collect the program itself."""
    with suppress(ProcessLookupError):  # the whole group has ended, which is what was wanted
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def stop(processes: Iterable[tuple[subprocess.Popen[bytes], int]], patience: float = 10) -> None:
    """Ask each program to end with its own signal, wait for all, then kill the groups that are left."""
    asked = list(processes)
    for process, signum in asked:
        if process.poll() is None:
            process.send_signal(signum)
    deadline = time.monotonic() + patience
    for process, _ in asked:
        with suppress(subprocess.TimeoutExpired):  # what does not end in time is killed on the next line
            process.wait(max(0.0, deadline - time.monotonic()))
        end_group(process)


def run_step(
    argv: Sequence[str | Path],
    *,
    failure: str,
    env: Mapping[str, str],
    cwd: Path,
    account: Account | None = None,
    stdin: str | None = None,
) -> None:
    """Run one step of the set-up quietly; its output is kept in a log, for the day it fails."""
    log = LOGS / "setup.log"
    start = log.stat().st_size if log.exists() else 0
    process = spawn(argv, env=env, cwd=cwd, log=log, account=account, stdin=stdin)
    try:
        code = process.wait()
    finally:
        end_group(process)
    if code == 0:
        return
    with log.open("rb") as file:
        file.seek(start)
        output = file.read().decode(errors="replace").lower()
    if any(sign in output for sign in _NO_SPACE):
        raise Problem("The disk is full: free some space and run the command again.")
    if any(sign in output for sign in _NO_NETWORK):
        raise Problem(f"{failure}: nothing answered, so check the network and run the command again.")
    raise Problem(f"{failure}: the end of {log} says why.")


def run_foreground(
    argv: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path, stop_signal: int = signal.SIGTERM
) -> int:
    """Run the program this command is for, on this terminal, and return its exit code.

    A request to us to stop becomes `stop_signal` for the program, and so does our own death; but Ctrl-C at a
    terminal has reached the program already.
    """
    asked = False
    process: subprocess.Popen[bytes] | None = None

    def pass_on(signum: int, frame: FrameType | None) -> None:
        nonlocal asked
        from_terminal = signum == signal.SIGINT and sys.stdin is not None and sys.stdin.isatty()
        if from_terminal:
            return
        asked = True
        if process is not None and process.poll() is None:
            process.send_signal(stop_signal)

    before = {signum: signal.signal(signum, pass_on) for signum in STOP_SIGNALS}
    try:
        process = subprocess.Popen(
            [str(part) for part in argv], env=dict(env), cwd=cwd, preexec_fn=die_with_parent(stop_signal)
        )
        if asked:  # while the program was being started, when there was nothing to pass it on to
            process.send_signal(stop_signal)
        code = process.wait()
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
    return code if code >= 0 else 128 - code


@contextmanager
def stop_signals_raise() -> Iterator[None]:
    """Turn a request to stop into Stopped, so that every `finally` between here and there runs once.

    A second request is ignored: what stops is already stopping, and has a limit of its own. A hang-up that
    whoever started us chose to ignore (nohup) stays ignored.
    """
    heeded = [s for s in STOP_SIGNALS if not (s == signal.SIGHUP and signal.getsignal(s) == signal.SIG_IGN)]

    def handler(signum: int, frame: FrameType | None) -> None:
        for each in heeded:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(signum)

    before = {signum: signal.signal(signum, handler) for signum in heeded}
    try:
        yield
    finally:
        for signum, previous in before.items():
            signal.signal(signum, previous)


def command_line(pid: int) -> str:
    """The command line of a process, or nothing where it has ended."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    shown = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout
