"""bin/bench: the benchmarks, on servers of their own so that nothing else is measured."""

from __future__ import annotations

import os

from bin.local.common import PYTHON, ROOT
from bin.local.processes import run_foreground, stop_signals_raise
from bin.local.project import refuse_production
from bin.local.test import set_up, throwaway_services


def main(arguments: list[str]) -> int:
    """Run all benchmarks or the named ones; they print a line a figure and write .local/bench.json."""
    refuse_production(os.environ)
    with stop_signals_raise():
        set_up()
        with throwaway_services() as environ:
            return run_foreground([PYTHON, "-m", "tests.bench", *arguments], env=environ, cwd=ROOT)
