"""bin/demo: the whole product on one machine, with demonstration data, until it is told to stop."""

from __future__ import annotations

import argparse
import errno
import http.client
import os
import signal
import socket
import time
from pathlib import Path

from bin.local import environment, frontend
from bin.local.common import LOCAL, LOGS, PYTHON, ROOT, Problem, say
from bin.local.instance import Instance, local_instance
from bin.local.processes import run_step, stop_signals_raise
from bin.local.project import (
    ACCOUNTS,
    MANAGE,
    MIGRATIONS_FAILED,
    demo_environment,
    demo_password,
    refuse_production,
)
from bin.local.services import free_port, start_services
from bin.local.supervisor import Program, Supervisor


def main(arguments: list[str]) -> int:
    """Set up, start, print the address, and watch."""
    options = _options(arguments)
    refuse_production(os.environ)
    if options.reset and os.environ.get("DATABASE_URL"):
        raise Problem(
            "DATABASE_URL is set and bin/demo --reset only empties its own database: unset it first."
        )
    port = options.port or free_port()
    instance = local_instance()
    try:
        refuse_busy_port(options.host, port)
    except Problem:
        if instance.owner().get("address") == _address(options.host, port):
            raise Problem(_already_running(instance)) from None
        raise
    with stop_signals_raise():
        if not instance.try_lock():
            raise Problem(_already_running(instance))
        try:
            if options.reset:
                instance.remove_data()
            set_up()
            _run(instance, options.host, port)
        finally:
            instance.unlock()
    return 0


def set_up() -> None:
    """What a demonstration or a management command needs before it starts."""
    with environment.set_up_alone():
        environment.install(environment.LOCAL_LOCK)
        frontend.build()


def refuse_busy_port(host: str, port: int) -> None:
    """Find out before anything slow whether the web server will get its port."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise Problem(f"{host} is not an address of this machine: choose another with --host.") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Problem(
                f"Port {port} is in use: stop the program that has it, or choose another with --port."
            ) from error
        if error.errno == errno.EACCES:
            raise Problem(
                f"Port {port} is reserved for root: choose one from 1024 up with --port."
            ) from error
        raise Problem(
            f"Nothing can listen on {host} port {port} ({error.strerror}): choose another."
        ) from error


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/demo", description="Run Outturn here with demonstration data.")
    parser.add_argument(
        "--reset", action="store_true", help="throw the demonstration data away and begin again"
    )
    parser.add_argument(
        "--port", type=_port, default=8000, help="the web server's port (8000; 0 for any free one)"
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError("a port is a whole number from 0 to 65535")
    return int(text)


def _address(host: str, port: int) -> str:
    """What to open in a browser on this machine."""
    target = _target(host)
    return f"http://{f'[{target}]' if ':' in target else target}:{port}/"


def _target(host: str) -> str:
    """An address that reaches what listens on `host`: 0.0.0.0 and :: stand for every address."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _already_running(instance: Instance) -> str:
    owner = instance.owner()
    if owner.get("door") == "manage":
        return f"bin/manage (process {owner['pid']}) is using the database: start bin/demo when it has ended."
    if owner:
        return f"bin/demo is running already (process {owner['pid']}, {owner['address']}): open that, or stop it first."
    return "Another bin/demo or bin/manage is just starting or stopping here: try again in a moment."


def _run(instance: Instance, host: str, port: int) -> None:
    shown = _address(host, port)
    state: dict[str, object] = {"door": "demo", "pid": os.getpid(), "address": shown}

    def remember(processes: dict[str, str]) -> None:
        instance.write_state(state | {"processes": processes})

    with Supervisor(remember) as supervisor:
        addresses = start_services(instance, supervisor, os.environ)
        environ = demo_environment(addresses, host=host)
        environ.setdefault("SITE_URL", shown)
        say("Preparing the database.")
        run_step([PYTHON, MANAGE, "migrate", "--noinput"], failure=MIGRATIONS_FAILED, env=environ, cwd=ROOT)
        supervisor.watch_once()
        run_step(
            [PYTHON, MANAGE, "load_demo"], failure="Demonstration data did not load", env=environ, cwd=ROOT
        )
        say("Starting the web server, the worker and the scheduler.")
        supervisor.start(*_programs(environ, host, port))
        state["addresses"] = addresses  # only now may bin/manage use them: the database is complete
        remember(instance.owner()["processes"])
        print(f"Ready: {shown}", flush=True)
        print(f"Accounts: {' '.join(ACCOUNTS)}", flush=True)
        print(f"Password: {demo_password()}", flush=True)
        print("Ctrl-C stops everything.", flush=True)
        try:
            # Freezing the papers of past meetings takes a quarter of a minute: people look round meanwhile.
            run_step(
                [PYTHON, MANAGE, "load_demo", "--publish"],
                failure="The papers of past meetings were not published",
                env=environ,
                cwd=ROOT,
            )
            supervisor.watch()
        finally:
            say("Stopping.")


def _programs(environ: dict[str, str], host: str, port: int) -> list[Program]:
    """The product's three processes, as docker-compose.yml runs them, only smaller."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    celery: list[str | Path] = [PYTHON, "-m", "celery", "--app", "council"]
    gunicorn: list[str | Path] = [
        *(PYTHON, "-m", "gunicorn", "council.wsgi:application", "--bind", bind),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
        *("--graceful-timeout", "5", "--no-control-socket", "--access-logfile", "-"),
        *("--logger-class", "council.access_log.AccessLog"),
    ]

    def program(name: str, argv: list[str | Path], log: str) -> Program:
        # All they hold is in the database, so if this process is killed they may end as abruptly; their own
        # children then follow by themselves (gunicorn's look for their parent, Celery's have a death signal).
        return Program(
            name=name, argv=argv, env=environ, cwd=ROOT, log=LOGS / log, death_signal=signal.SIGKILL
        )

    web = program("The web server", gunicorn, "web.log")
    web.ready, web.ready_within = lambda: answers(host, port, "/readyz"), 60
    worker = program(
        "The worker",
        [
            *celery,
            "worker",
            "--concurrency",
            "2",
            "--loglevel",
            "INFO",
            "--without-gossip",
            "--without-mingle",
        ],
        "worker.log",
    )
    beat = program(
        "The scheduler", [*celery, "beat", "--schedule", LOCAL / "beat-schedule", "--pidfile="], "beat.log"
    )
    return [web, worker, beat]


def answers(host: str, port: int, path: str) -> bool:
    """Whether our own web server says 200; asked directly, whatever proxy the environment names."""
    connection = http.client.HTTPConnection(_target(host), port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        time.sleep(0.1)  # not listening yet; whoever asks has a limit
        return False
    finally:
        connection.close()
