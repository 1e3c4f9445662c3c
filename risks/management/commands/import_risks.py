"""bin/manage import_risks FILE --register R [--matrix M.json] --dry-run: check a register in a spreadsheet."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from council.spreadsheets import LARGEST_FILE, FileRefused, read
from risks.checks import check_entries
from risks.matrix import Matrix, MatrixError, load_matrix
from risks.reference import usual_matrix
from risks.register_rows import REQUIRED, Entry, Finding, Position, read_register


class Command(BaseCommand):
    help = (
        "Check a risk register in a CSV, XLSX or ODS file. The first row names the columns ref, title, likelihood and "
        "impact, and may name kind, description, owner, score, target_likelihood, target_impact, target_score and "
        "target_date. Findings go to standard error; the scores of every entry to standard output."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, XLSX or ODS file with the register")
        parser.add_argument("--register", required=True, help="the register it belongs to, by its short name")
        parser.add_argument("--matrix", type=Path, help="JSON file with the matrix; default: five by five")
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument(
            "--on",
            type=date.fromisoformat,
            metavar="DATE",
            help="the day to check dates against; default: today",
        )

    def handle(
        self, *args: Any, file: Path, matrix: Path | None, dry_run: bool, on: date | None, **options: Any
    ) -> None:
        if not dry_run:
            raise CommandError(
                "Registers are not kept in Outturn yet, so nothing can be imported. Add --dry-run to check the file."
            )
        scale = _matrix(matrix)
        try:
            register = read_register(read(file.name, _content(file), needed=REQUIRED), scale)
        except FileRefused as error:
            raise CommandError(str(error)) from error
        findings = [*register.findings, *check_entries(register.entries, on or timezone.localdate())]
        for note in register.notes:
            self.stderr.write(note)
        for finding in _by_entry(register.entries, findings):
            self.stderr.write(str(finding))
        self._print_scores(register.entries, scale)
        if findings:
            things = "1 finding" if len(findings) == 1 else f"{len(findings):,} findings"
            raise CommandError(f"{things}: nothing would be imported. Mend what the lines above name.")

    def _print_scores(self, entries: Iterable[Entry], matrix: Matrix) -> None:
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(["ref", "score", "band", "target_score", "target_band"])
        for entry in entries:
            writer.writerow([entry.ref, *_scored(entry.current, matrix), *_scored(entry.target, matrix)])


def _scored(position: Position, matrix: Matrix) -> tuple[str, str]:
    """The score by the matrix, and its band."""
    if position.computed is None:
        return "", ""
    band = matrix.band(position.computed)
    return f"{position.computed:f}", band.label if band else ""


def _by_entry(entries: Iterable[Entry], findings: list[Finding]) -> list[Finding]:
    """The findings in the order of the register, those of one entry together."""
    order = {entry.ref: place for place, entry in reversed(list(enumerate(entries)))}
    return sorted(findings, key=lambda finding: order[finding.ref])


def _matrix(path: Path | None) -> Matrix:
    if path is None:
        return usual_matrix()
    try:
        return load_matrix(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CommandError(f"{path}: the matrix is not a UTF-8 text file. Save it as UTF-8.") from error
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}. Check the name and who may read it.") from error
    except MatrixError as error:
        raise CommandError(f"{path}: {error}") from error


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}. Check the name and who may read it.") from error
