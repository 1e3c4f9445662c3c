"""bin/manage: one management command, with a database to work on and without Django knowing where it came from."""

from __future__ import annotations

import os
import time
from pathlib import Path

from bin.local.common import PYTHON, Problem, say
from bin.local.demo import set_up
from bin.local.instance import Instance, local_instance
from bin.local.processes import run_foreground, run_step, stop_signals_raise
from bin.local.project import MANAGE, MIGRATIONS_FAILED, demo_environment, refuse_production
from bin.local.services import start_services
from bin.local.supervisor import Supervisor

# Commands that are arithmetic or help: they read files and never a database.
PURE = frozenset({"", "help", "--help", "-h", "--version", "version", "rate", "due_dates", "check_claims"})
# Commands that are about the schema itself; every other one is given a database with all migrations applied.
SCHEMA = frozenset({"migrate", "makemigrations", "showmigrations", "sqlmigrate", "squashmigrations", "check"})
NOWHERE = {  # for those; settings want an address, and one that cannot answer shows a command that is not pure
    "DATABASE_URL": "postgres://outturn@127.0.0.1:1/outturn",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def main(arguments: list[str]) -> int:
    """Run the command on the addresses in the environment, those of a running bin/demo, or servers of its own."""
    given = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
    if len(given) < 2:
        refuse_production(os.environ)
    set_up()
    argv: list[str | Path] = [PYTHON, MANAGE, *arguments]
    name = arguments[0] if arguments else ""
    if len(given) == 2 or name in PURE or {"--help", "-h"} & set(arguments):
        production = os.environ.get("OUTTURN_ENV") == "production"
        environ = dict(os.environ) if production else demo_environment(NOWHERE | given)
        os.execve(PYTHON, [str(part) for part in argv], environ)
    with stop_signals_raise():
        instance = local_instance()
        addresses = _take_or_borrow(instance)
        if addresses is not None:
            return run_foreground(argv, env=demo_environment(addresses), cwd=Path.cwd())
        try:
            return _with_own_services(instance, argv, name)
        finally:
            instance.unlock()


def _take_or_borrow(instance: Instance) -> dict[str, str] | None:
    """Lock the instance, or return the addresses of the bin/demo that has it; another bin/manage is waited for."""
    waiting = False
    deadline = time.monotonic() + 600
    while not instance.try_lock():
        owner = instance.owner()
        if owner.get("addresses"):
            found: dict[str, str] = owner["addresses"]
            return found
        if time.monotonic() > deadline:
            raise Problem(
                "The database has been in use by another command for ten minutes: stop that, or try later."
            )
        if not waiting:
            say("Waiting for another command that is using the database.")
            waiting = True
        time.sleep(0.2)
    return None


def _with_own_services(instance: Instance, argv: list[str | Path], name: str) -> int:
    state: dict[str, object] = {"door": "manage", "pid": os.getpid()}
    with Supervisor(lambda processes: instance.write_state(state | {"processes": processes})) as supervisor:
        environ = demo_environment(start_services(instance, supervisor, os.environ))
        if name not in SCHEMA:
            run_step(
                [PYTHON, MANAGE, "migrate", "--noinput"],
                failure=MIGRATIONS_FAILED,
                env=environ,
                cwd=Path.cwd(),
            )
        return run_foreground(argv, env=environ, cwd=Path.cwd())
