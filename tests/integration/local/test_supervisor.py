"""The embedded servers and their supervisor: what starts, what is restarted, and that nothing is left running."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest

from bin.local.common import ROOT
from bin.local.processes import command_line
from bin.local.services import valkey_answers

pytestmark = pytest.mark.alone

# A supervisor in a process of its own, so that it can be killed: the servers, then the programs named by argument.
RUNNER = """
import json, os, sys
from pathlib import Path
from bin.local.__main__ import run_door
from bin.local.instance import throwaway_instance
from bin.local.processes import stop_signals_raise
from bin.local.services import start_services
from bin.local.supervisor import Program, Supervisor

folder = Path(sys.argv[1])

def main():
    with stop_signals_raise(), throwaway_instance() as instance, Supervisor() as supervisor:
        addresses = start_services(instance, supervisor, {})
        environ = os.environ | addresses
        for name, argv in json.loads(sys.argv[2]).items():
            log = folder / f"{name}.log"
            supervisor.start(Program(name=name, argv=argv, env=environ, cwd=folder, log=log, death_signal=9))
        note = {"folder": str(instance.folder), **addresses}
        (folder / "note.new").write_text(json.dumps(note))
        (folder / "note.new").rename(folder / "note.json")
        supervisor.watch()

sys.exit(run_door(main))
"""
SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
PARENT_OF_SLEEPER = [sys.executable, "-c", "import os, time; os.fork(); time.sleep(600)"]


class Run:
    """A supervisor under test."""

    def __init__(self, folder: Path, **programs: list[str]) -> None:
        note = folder / "note.json"
        note.unlink(missing_ok=True)  # an earlier run's
        # pytest-django's setting would send the stand-in programs looking for the real project.
        environ = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUNNER, str(folder), json.dumps(programs)],
            cwd=ROOT,
            env=environ,
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_for(lambda: note.exists() or self.process.poll() is not None)
        self.note: dict[str, str] = json.loads(note.read_text()) if note.exists() else {}

    def family(self) -> dict[int, str]:
        """Every process below the supervisor, with its command line."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                pid, parent = re.match(r"(\d+) .*\) \w (\d+)", stat.read_text(), re.S).groups()
            except (FileNotFoundError, ProcessLookupError):
                continue  # ended while we looked
            parents[int(pid)] = int(parent)
        found, new = set(), {self.process.pid}
        while new:
            new = {pid for pid, parent in parents.items() if parent in new}
            found |= new
        return {pid: line for pid in found if (line := command_line(pid))}

    def one(self, part: str) -> int:
        """The first process whose command line holds this part."""
        return min(pid for pid, line in self.family().items() if part in line)

    def kill(self) -> None:
        """End it if a test has not, and collect it."""
        if self.process.poll() is None:
            self.process.terminate()
        self.process.communicate(timeout=20)


def wait_for(condition: Callable[[], object], within: float = 60) -> None:
    """Wait until something is so, or fail."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"still not so after {within} seconds"
        time.sleep(0.02)


def alive(family: dict[int, str]) -> dict[int, str]:
    """Those of a family that still run (a number may be another program's by now)."""
    return {pid: line for pid, line in family.items() if command_line(pid) == line}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    """Start supervisors that do not outlive the test."""
    runs = []

    def make(**programs: list[str]) -> Run:
        runs.append(Run(tmp_path, **programs))
        return runs[-1]

    yield make
    for run in runs:
        run.kill()


def database_answers(address: str) -> bool:
    try:
        psycopg2.connect(address, connect_timeout=2).close()
    except psycopg2.OperationalError:
        return False
    return True


def queue_answers(address: str) -> bool:
    password, port = re.fullmatch(r"redis://:(.+)@127\.0\.0\.1:(\d+)/0", address).groups()
    return valkey_answers(int(port), password)


def test_servers_take_only_their_password_and_sigterm_leaves_nothing(start):
    run = start(sleeper=SLEEPER)
    database, queue = run.note["DATABASE_URL"], run.note["REDIS_URL"]
    assert database_answers(database)
    assert queue_answers(queue)
    assert not database_answers(re.sub(r"outturn:[^@]+@", "outturn:wrong@", database))
    assert not queue_answers(re.sub(r":[^:@]+@", ":wrong@", queue))
    family = run.family()
    assert not any(secret in line for secret in (database, queue) for line in family.values())
    if os.geteuid() == 0:
        assert os.stat(f"/proc/{run.one('bin/postgres')}").st_uid != 0
    run.process.send_signal(signal.SIGTERM)
    assert run.process.wait(timeout=10) == 128 + signal.SIGTERM
    assert alive(family) == {}
    assert not Path(run.note["folder"]).exists()


def test_servers_listen_on_this_machine_only(start):
    run = start()
    ports = {
        int(address.rsplit(":", 1)[1].split("/")[0])
        for address in (run.note["DATABASE_URL"], run.note["REDIS_URL"])
    }
    listening = [line.split()[1:4:2] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    addresses = {
        local.split(":")[0]
        for local, state in listening
        if state == "0A" and int(local.split(":")[1], 16) in ports
    }
    assert addresses == {"0100007F"}  # 127.0.0.1, as the kernel writes it
    for line in Path("/proc/net/tcp6").read_text().splitlines()[1:]:
        assert int(line.split()[1].split(":")[1], 16) not in ports


def test_killing_the_supervisor_leaves_nothing(start):
    run = start(sleeper=SLEEPER)
    family = run.family()
    assert len(family) > 4
    run.process.kill()
    wait_for(lambda: not alive(family), within=5)
    # The folder could not be removed; the next run does that, because nobody holds its lock.
    assert Path(run.note["folder"]).exists()
    again = start()
    assert not Path(run.note["folder"]).exists()
    assert database_answers(again.note["DATABASE_URL"])


def test_killing_the_supervisor_ends_the_children_of_gunicorn_and_celery_too(start, tmp_path):
    (tmp_path / "standin.py").write_text(
        "import os\n"
        "from celery import Celery\n"
        "app = Celery('standin', broker=os.environ['REDIS_URL'])\n"
        "def application(environ, start_response):\n"
        "    start_response('200 OK', [])\n"
        "    return [b'']\n"
    )
    run = start(
        web=[
            *(
                sys.executable,
                "-m",
                "gunicorn",
                "standin:application",
                "--bind",
                "127.0.0.1:0",
                "--no-control-socket",
            ),
            *("--worker-class", "gthread", "--workers", "2", "--threads", "2"),
        ],
        worker=[sys.executable, "-m", "celery", "-A", "standin", "worker", "--concurrency", "2"],
    )
    wait_for(lambda: sum("gunicorn" in line for line in run.family().values()) == 3)
    wait_for(lambda: sum("celery" in line for line in run.family().values()) == 3)
    family = run.family()
    run.process.kill()
    wait_for(lambda: not alive(family), within=5)
    assert alive(family) == {}


@pytest.mark.parametrize("server", ["bin/postgres", "valkey-server"])
def test_a_killed_server_comes_back_at_its_address(start, server):
    run = start()
    address, answer = (
        (run.note["DATABASE_URL"], database_answers)
        if server == "bin/postgres"
        else (run.note["REDIS_URL"], queue_answers)
    )
    before = run.one(server)
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: not command_line(before))
    wait_for(lambda: answer(address))
    assert run.one(server) != before


def test_a_killed_program_is_started_again_without_its_orphans(start):
    run = start(family=PARENT_OF_SLEEPER)
    wait_for(lambda: sum("os.fork" in line for line in run.family().values()) == 2)
    before = {pid: line for pid, line in run.family().items() if "os.fork" in line}
    os.kill(min(before), signal.SIGKILL)
    wait_for(lambda: not alive(before))
    wait_for(lambda: sum("os.fork" in line for line in run.family().values()) == 2)
    after = {pid for pid, line in run.family().items() if "os.fork" in line}
    assert len(after) == 2
    assert not after & before.keys()


def test_a_program_that_keeps_ending_stops_everything_with_one_sentence(start):
    run = start(hopeless=[sys.executable, "-c", "raise SystemExit(3)"])
    family = run.family()
    _, said = run.process.communicate(timeout=20)
    assert run.process.returncode == 1
    lines = said.splitlines()
    assert lines[:-1] == ["hopeless ended (exit code 3); starting it again."] * 5
    assert lines[-1].startswith("hopeless ended 6 times in a minute, so everything stops: the end of ")
    assert alive(family) == {}


def test_a_port_in_use_is_one_sentence_before_anything_slow():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        began = time.monotonic()
        refused = subprocess.run(
            [ROOT / "bin" / "demo", "--port", str(port)],
            capture_output=True,
            text=True,
            check=False,
            timeout=10,
        )
    assert refused.returncode == 1
    assert (
        refused.stderr
        == f"Port {port} is in use: stop the program that has it, or choose another with --port.\n"
    )
    assert refused.stdout == ""
    assert time.monotonic() - began < 3
