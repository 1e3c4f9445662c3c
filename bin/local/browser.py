"""A Chromium for the browser tests: found, or installed; the product itself needs none."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from bin.local.common import PYTHON, ROOT, Problem, say
from bin.local.processes import run_step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_or_install() -> str:
    """The path of a Chromium that starts."""
    found = _find()
    if found:
        return found
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        say("Installing Chromium for the browser tests (apt-get).")
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        _attempt([apt, "update"], quiet)
        _attempt([apt, "install", "-y", "--no-install-recommends", "chromium"], quiet)
    if not (found := _find()):
        say("Installing Chromium for the browser tests (Playwright).")
        _attempt([PYTHON, "-m", "playwright", "install", "chromium"], dict(os.environ))
        found = _find()
    if not found:
        raise Problem(
            "The browser tests need Chromium and it could not be installed: install it with your system's packages, "
            "or set OUTTURN_CHROMIUM to its path, and run the command again."
        )
    return found


def _find() -> str | None:
    """The first candidate that starts; a name alone is not enough (some systems ship one that only advises)."""
    candidates = [
        os.environ.get("OUTTURN_CHROMIUM"),
        *(shutil.which(name) for name in NAMES),
        _playwrights_own(),
    ]
    return next((each for each in candidates if each and _starts(each)), None)


def _starts(path: str) -> bool:
    if not os.access(path, os.X_OK):
        return False
    asked = subprocess.run([path, "--version"], capture_output=True, check=False, timeout=30)
    return asked.returncode == 0


def _playwrights_own() -> str | None:
    """Where Playwright would have put its Chromium, if it is there."""
    asked = subprocess.run(
        [
            *(PYTHON, "-c"),
            "from playwright.sync_api import sync_playwright as p\nwith p() as q: print(q.chromium.executable_path)",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    path = asked.stdout.strip()
    return path if path and Path(path).exists() else None


def _attempt(argv: list[str | Path], environ: dict[str, str]) -> None:
    """Try one way of installing it; another is left, and the last failure is the one that is reported."""
    try:
        run_step(argv, failure="Chromium could not be installed", env=environ, cwd=ROOT)
    except Problem as problem:
        say(f"{problem} Trying the next way.")
