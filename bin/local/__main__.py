"""Open one door: ``python bin/local DOOR [arguments]``; bin/demo and its siblings call this."""

from __future__ import annotations

import errno
import importlib
import sys
from collections.abc import Callable
from pathlib import Path

# Python put this folder first on the path, where `test.py` and `check.py` could hide modules of those names.
if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from bin.local.common import Problem, Stopped, say

DOORS = ("demo", "test", "manage", "check", "bench")


def main(arguments: list[str]) -> int:
    """Open the door that the first argument names."""
    door, *rest = arguments or [""]
    if door not in DOORS:
        say(f"There is no bin/{door}: choose one of {', '.join(DOORS)}.")
        return 2
    module = importlib.import_module(f"bin.local.{door}")
    return run_door(lambda: module.main(rest))


def run_door(work: Callable[[], int]) -> int:
    """Do a door's work, and say in one sentence what stopped it."""
    try:
        return work()
    except Problem as problem:
        say(str(problem))
        return 1
    except Stopped as stopped:
        return 128 + stopped.signum
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        say(_sentence(error))
        return 1


def _sentence(error: OSError) -> str:
    """Say what to do about an operating system error nobody handled nearer to its cause."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full: free some space and run the command again."
    if isinstance(error, PermissionError) and error.filename:
        return f"{error.filename} belongs to another account: run the command as the account that owns it."
    return f"The operating system refused: {error}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
