"""Holding an exported table against the cells that its paper prints."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from pathlib import Path

from django.core.management import call_command

DATA = Path(__file__).parent / "data"


def read_printed(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def export(path: Path, table: str = "kpis", quarter: str = "2021-22-Q2", file_format: str = "csv") -> Path:
    call_command(
        "export_table",
        table,
        f"--quarter={quarter}",
        f"--format={file_format}",
        f"--output={path}",
        verbosity=0,
    )
    return path


def by_name(text: str) -> dict[str, dict[str, str]]:
    """The rows of the CSV file by the indicator's name."""
    return {
        row["Performance indicator"]: row for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    }


def stands_in(number: str, row: dict[str, str]) -> bool:
    """Whether a number stands in one of the row's cells, as printed and not as part of another."""
    written = re.compile(rf"(?<![\d.,]){re.escape(f'{Decimal(number):,}')}(?!\d|[.,]\d)")
    return any(written.search(cell) for cell in row.values() if cell)


def as_in_the_file(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from reading it as a formula."""
    return cell.removeprefix("'")


def says(cell: str, printed: str) -> bool:
    """Whether a cell holds the figure or words of a printed one; the words around a period may differ.

    "1,811 (October to December 2018)" says "1,811 (3 month average)": the period is held against its own list.
    """
    figure = re.sub(r"\s*\(.*\)$", "", printed)
    words = figure.replace(",", "") if re.fullmatch(r"[\d,]+", figure.partition("/")[0]) else figure
    cell = as_in_the_file(cell)
    return cell == printed or re.sub(r"\s*\(.*\)$", "", cell).replace(",", "") == words.replace(",", "")
