"""bin/test: the whole suite against a real PostgreSQL, a real Redis-protocol server and a real browser."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from bin.local import browser, environment, frontend
from bin.local.common import PYTHON, ROOT
from bin.local.instance import throwaway_instance
from bin.local.processes import run_foreground, stop_signals_raise
from bin.local.project import refuse_production, throwaway_environment
from bin.local.services import start_services
from bin.local.supervisor import Supervisor


def main(arguments: list[str]) -> int:
    """Set up for tests, then hand every argument to pytest, whose exit code is ours."""
    refuse_production(os.environ)
    with stop_signals_raise():
        set_up()
        chromium = browser.find_or_install()
        with throwaway_services() as environ:
            environ["OUTTURN_CHROMIUM"] = chromium
            # Interrupted rather than terminated, pytest still ends what its fixtures have started.
            return run_foreground(
                [PYTHON, "-m", "pytest", *arguments], env=environ, cwd=ROOT, stop_signal=signal.SIGINT
            )


def set_up() -> None:
    """What tests, checks and benchmarks need before they start."""
    with environment.set_up_alone():
        environment.install(environment.DEV_LOCK)
        frontend.build()


@contextmanager
def throwaway_services() -> Iterator[dict[str, str]]:
    """An environment with empty servers of its own (or those the caller named), gone afterwards."""
    with throwaway_instance() as instance, Supervisor() as supervisor:
        yield throwaway_environment(start_services(instance, supervisor, os.environ))
