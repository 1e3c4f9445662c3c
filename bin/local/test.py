"""bin/test: the whole suite against a real PostgreSQL, a real Redis-protocol server and a real browser.

Without arguments everything runs, in three parts. The tests that need nothing but a processor and those in browsers are
spread over all processors, each process with a database and a queue of its own; those marked `alone`, which wait for other
processes or measure time, run one at a time with nothing beside them. With arguments pytest is given just these.
"""

from __future__ import annotations

import os
import signal
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bin.local import browser, environment, frontend
from bin.local.common import PYTHON, ROOT, say
from bin.local.instance import throwaway_instance
from bin.local.processes import run_foreground, stop_signals_raise
from bin.local.project import refuse_production, throwaway_environment
from bin.local.services import start_services
from bin.local.supervisor import Supervisor

BROWSERS = "tests/functional"
#: A process that has done its share of the tests takes over some of another's.
SPREAD = ("--numprocesses=auto", "--maxprocesses=8", "--dist=worksteal")
#: The parts of the whole suite, with what selects each.
PARTS = {
    "side by side": (f"--ignore={BROWSERS}", "-m", "not alone", *SPREAD),
    "in browsers": (BROWSERS, *SPREAD),
    "one at a time": (f"--ignore={BROWSERS}", "-m", "alone"),
}
PASSED, FAILED = 0, 1  # pytest's exit codes; any other means that it did not get to the end


def main(arguments: list[str]) -> int:
    """Set up for tests, then run them: all, or what the arguments tell pytest."""
    refuse_production(os.environ)
    with stop_signals_raise():
        set_up()
        chromium = browser.find_or_install()
        with throwaway_services() as environ:
            environ["OUTTURN_CHROMIUM"] = chromium
            return run_pytest(arguments, environ) if arguments else run_everything(environ)


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


def run_pytest(arguments: list[str], environ: Mapping[str, str]) -> int:
    """Hand every argument to pytest, whose exit code is ours."""
    # Interrupted rather than terminated, pytest still ends what its fixtures have started.
    return run_foreground(
        [PYTHON, "-m", "pytest", *arguments], env=environ, cwd=ROOT, stop_signal=signal.SIGINT
    )


def run_everything(environ: Mapping[str, str]) -> int:
    """Run every part, also after one that failed, and say what came of each; 0 only if all of them passed."""
    said, worst = [], PASSED
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, arguments) in enumerate(PARTS.items(), start=1):
            say(f"Part {number} of {len(PARTS)}: the tests that run {name}.")
            report = Path(folder) / f"{number}.xml"
            code = run_pytest([*arguments, f"--junitxml={report}"], environ)
            said.append(f"Part {number}, {name}: {outcome(report, code)}")
            worst = max(worst, code)
            if code not in (PASSED, FAILED):
                break
    for line in said:
        say(line)
    return worst


def outcome(report: Path, code: int) -> str:
    """How many tests of a part passed and failed, in words, from pytest's report on it."""
    if not report.exists():
        return f"no result (exit code {code})."
    suite = next(ET.parse(report).iter("testsuite"))  # noqa: S314 - pytest wrote it
    counts = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
    failed = counts["failures"] + counts["errors"]
    passed = counts["tests"] - failed - counts["skipped"]
    verdict = "" if code == PASSED or failed else f" (exit code {code})"
    return f"{passed} passed, {failed} failed{verdict}, in {float(suite.get('time', 0)) / 60:.1f} minutes."
