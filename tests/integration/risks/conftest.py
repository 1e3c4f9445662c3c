"""Importing registers in tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.unit.risks.import_files import COLUMNS, ON, csv_of, matrix_file
from tests.unit.risks.import_files import run as run_command


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., tuple[str, str, str]]:
    """A function that imports rows into a register, `anew` unless it is told otherwise."""

    def imported(*given: dict[str, str], matrix: dict | None = None, **options: Any) -> tuple[str, str, str]:
        columns = options.pop("columns", COLUMNS)
        if matrix is not None:
            options["matrix"] = matrix_file(tmp_path, matrix)
        return run_command(
            tmp_path,
            csv_of(*given, columns=columns),
            **{"register": "anew", "on": date.fromisoformat(ON)} | options,
        )

    return imported
