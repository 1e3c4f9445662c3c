"""Where things are, how the doors speak, and the two ways in which a door ends early."""

from __future__ import annotations

import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
LOGS = LOCAL / "logs"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BUILD = ROOT / "build"


class Problem(Exception):
    """A failure with its remedy, in one sentence for the person at the keyboard."""


class Stopped(Exception):
    """A signal asked this command to end."""

    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.signum = signum


def say(sentence: str) -> None:
    """Tell the person what is happening; on standard error, because a command's output may be data."""
    print(sentence, file=sys.stderr, flush=True)


def make_local() -> Path:
    """The folder for the state of a local run.

    As root it must be passable (0711), since the servers run as another account; every secret in it is a
    0600 file and every data folder 0700.
    """
    LOCAL.mkdir(exist_ok=True)
    LOCAL.chmod(0o711 if os.geteuid() == 0 else 0o700)
    LOGS.mkdir(exist_ok=True)
    return LOCAL


def write_private(path: Path, text: str) -> None:
    """Write a file only this account can read; whole, or not at all."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    unfinished.replace(path)


def kept_secret(path: Path, size: int = 24) -> str:
    """A random secret of so many bytes that stays the same between starts, made when it is first asked for."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(size) + "\n")
    return path.read_text(encoding="utf-8").strip()


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file of ours, or an empty one where there is no file."""
    if not path.exists():
        return {}
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
