"""bin/check: everything that can be found wrong without running a test, a line for each check."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bin.local.common import PYTHON, ROOT, VENV, Problem
from bin.local.environment import DEV_LOCK
from bin.local.processes import die_with_parent, stop_signals_raise
from bin.local.project import MANAGE, refuse_production
from bin.local.test import set_up, throwaway_services

SKIPPED = "skipped: no advisory service answered"


@dataclass(frozen=True)
class Outcome:
    """How a check went: in order or not, a remark for its line, and what to read if it failed."""

    passed: bool
    remark: str = ""
    output: str = ""


def main(arguments: list[str]) -> int:
    """Run every check; the exit code says whether all passed."""
    if arguments:
        raise Problem("bin/check takes no arguments: it runs every check.")
    refuse_production(os.environ)
    with stop_signals_raise():
        set_up()
        with throwaway_services() as environ:
            failures = [name for name, check in checks(environ).items() if not _report(name, check())]
    print(
        f"{len(failures)} of the checks failed: {', '.join(failures)}." if failures else "All checks passed."
    )
    return 1 if failures else 0


def checks(environ: Mapping[str, str]) -> dict[str, Callable[[], Outcome]]:
    """Every check by name, in the order of running: the quickest to read first."""
    production = {
        **environ,
        "OUTTURN_ENV": "production",
        "ALLOWED_HOSTS": "outturn.example.gov.uk",
        "CSRF_TRUSTED_ORIGINS": "https://outturn.example.gov.uk",
    }

    def tool(*argv: str | Path, env: Mapping[str, str] = environ) -> Callable[[], Outcome]:
        return lambda: run(argv, env)

    return {
        "format": tool(VENV / "bin" / "ruff", "format", "--check", "--quiet", "."),
        "lint": tool(VENV / "bin" / "ruff", "check", "--quiet", "."),
        "types": tool(PYTHON, "-m", "mypy"),
        "templates": tool(VENV / "bin" / "djlint", "templates", "--lint", "--quiet"),
        "migrations": tool(PYTHON, MANAGE, "makemigrations", "--check", "--dry-run"),
        "deployment": tool(PYTHON, MANAGE, "check", "--deploy", "--fail-level", "WARNING", env=production),
        "lock files": lambda: no_addresses(ROOT),
        "known vulnerabilities": lambda: audit(environ),
    }


def run(argv: Sequence[str | Path], environ: Mapping[str, str]) -> Outcome:
    """Run a tool at the root; its output is shown only if it fails."""
    done = subprocess.run(
        [str(part) for part in argv],
        env=dict(environ),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        preexec_fn=die_with_parent(15),
    )
    return Outcome(done.returncode == 0, output=done.stdout)


def no_addresses(root: Path) -> Outcome:
    """Lock files pin by hash and name no registry: whoever installs decides where packages come from."""
    wrong = [
        f"{path.name}:{number}: {line.strip()}"
        for path in sorted(root.glob("requirements*.lock"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if "://" in line or line.lstrip().startswith(("--index-url", "--extra-index-url", "--find-links"))
    ]
    packages = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    wrong += [
        f"package-lock.json: {name} has 'resolved'" for name, entry in packages.items() if "resolved" in entry
    ]
    return Outcome(not wrong, output="\n".join(wrong))


def audit(environ: Mapping[str, str]) -> Outcome:
    """Ask an advisory service about every pinned package; where none answers, that is said and is no failure."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "audit.json"
        arguments = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--timeout", "10"]
        done = run(
            [PYTHON, "-m", "pip_audit", "-r", DEV_LOCK, *arguments, "--format", "json", "--output", report],
            environ,
        )
        if not report.exists():
            return Outcome(True, SKIPPED)
        found = [
            f"{package['name']} {package['version']}: {weakness['id']}, mended in {weakness['fix_versions']}"
            for package in json.loads(report.read_text(encoding="utf-8"))["dependencies"]
            for weakness in package.get("vulns", [])
        ]
        return Outcome(done.passed and not found, output="\n".join(found) or done.output)


def _report(name: str, outcome: Outcome) -> bool:
    verdict = outcome.remark or ("ok" if outcome.passed else "FAILED")
    print(f"{name}: {verdict}", flush=True)
    if not outcome.passed:
        sys.stdout.write("".join(f"    {line}\n" for line in outcome.output.strip().splitlines()))
        sys.stdout.flush()
    return outcome.passed
