"""`python -m tests.bench [NAME ...]`: run the named benchmarks, or all; bin/bench starts the servers for it.

Each prints `name: value unit` as it goes; all figures go to .local/bench.json (or the path in OUTTURN_BENCH_FILE). The
exit code is 1 where a figure misses its bar.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.test.utils import setup_databases, teardown_databases

TOPICS = ("boundaries", "recompute", "changes", "pages", "worker", "exports", "pack", "imports")


def main(arguments: list[str]) -> int:
    """Run benchmarks in a database of their own, which is removed afterwards."""
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure Outturn.")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of {', '.join(TOPICS)}; all without one"
    )
    wanted = parser.parse_args(arguments).names or TOPICS
    if unknown := [name for name in wanted if name not in TOPICS]:
        parser.error(f"there is no benchmark {unknown[0]!r}: choose from {', '.join(TOPICS)}")

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "council.settings")
    django.setup()
    if settings.ENVIRONMENT != "test":
        parser.error("benchmarks fill and empty databases: run them through bin/bench")
    from tests.bench.measure import Report, empty_database  # the settings come first

    report = Report()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        for name in wanted:
            print(f"--- {name}", flush=True)
            empty_database()
            importlib.import_module(f"tests.bench.{name}").run(report)
    finally:
        teardown_databases(databases, verbosity=0)
    path = Path(os.environ.get("OUTTURN_BENCH_FILE", settings.BASE_DIR / ".local" / "bench.json"))
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps(kept | report.figures, indent=2) + "\n", encoding="utf-8")
    for name in report.missed:
        print(f"Missed: {name}", file=sys.stderr)
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
