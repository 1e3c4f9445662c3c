"""bin/manage import_risks FILE --register R [--matrix M.json] [--dry-run]: a register from a spreadsheet, all or nothing."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from council import audit
from council.authorization import Role
from council.management.acting import acting_person
from council.management.import_command import content_of
from council.models import Directorate, Service
from council.spreadsheets import LARGEST_FILE, FileRefused, read
from risks.actions.imports import Imported, ImportRefused, import_register
from risks.matrix import Matrix, MatrixError, load_matrix
from risks.register_rows import REQUIRED, Entry, Finding, Position


class Command(BaseCommand):
    help = (
        "Import a risk register from a CSV, XLSX or ODS file into the open risk quarter. The first row names the columns "
        "ref, title, likelihood and impact, and may name kind, description, owner, score, target_likelihood, "
        "target_impact, target_score and target_date. Findings go to standard error, and then nothing is written. With "
        "--dry-run the scores of every entry go to standard output."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, XLSX or ODS file with the register")
        parser.add_argument(
            "--register",
            required=True,
            help="the register it belongs to, by its short name; made where there is none",
        )
        parser.add_argument(
            "--matrix",
            type=Path,
            help="JSON file with the matrix; default: that of the register, of a new one five by five",
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument(
            "--on",
            type=date.fromisoformat,
            metavar="DATE",
            help="the day to check dates against; default: today",
        )
        parser.add_argument("--by", metavar="USERNAME", help="who imports; default: the first risk lead")
        whose = parser.add_mutually_exclusive_group()
        whose.add_argument(
            "--directorate", help="whose register a new one is; default: the corporate register"
        )
        whose.add_argument("--service", help="whose register a new one is; default: the corporate register")

    def handle(
        self,
        *args: Any,
        file: Path,
        register: str,
        matrix: Path | None,
        dry_run: bool,
        on: date | None,
        by: str | None,
        directorate: str | None,
        service: str | None,
        **options: Any,
    ) -> None:
        scale = _matrix(matrix)
        user = None if dry_run else acting_person(by, Role.RISK)
        try:
            with audit.acting(who=user.pk if user else None, system="import_risks"):
                imported = import_register(
                    slug=register,
                    sheet=read(file.name, content_of(file, LARGEST_FILE), needed=REQUIRED),
                    on=on or timezone.localdate(),
                    by=user,
                    matrix=scale,
                    belongs_to=_belongs_to(directorate, service),
                    dry_run=dry_run,
                )
        except (FileRefused, ImportRefused, PermissionDenied) as error:
            raise CommandError(str(error)) from error
        self._report(imported, register, dry_run=dry_run)

    def _report(self, imported: Imported, register: str, *, dry_run: bool) -> None:
        for note in imported.notes:
            self.stderr.write(note)
        for finding in _by_entry(imported.entries, imported.findings):
            self.stderr.write(str(finding))
        if dry_run:
            self._print_scores(imported.entries, imported.matrix)
        if imported.findings:
            count = len(imported.findings)
            things, what = (
                "1 finding" if count == 1 else f"{count:,} findings",
                "would be" if dry_run else "was",
            )
            raise CommandError(f"{things}, so nothing {what} imported. Mend what the lines above name.")
        if not dry_run:
            self.stdout.write(
                f"{register}, {imported.quarter.label}: {imported.added:,} added, {imported.changed:,} changed, "
                f"{imported.unchanged:,} unchanged"
            )

    def _print_scores(self, entries: Iterable[Entry], matrix: Matrix) -> None:
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(["ref", "score", "band", "target_score", "target_band"])
        for entry in entries:
            scores = (
                text
                for position in (entry.current, entry.target)
                for text in _scored(position, matrix, entry.is_opportunity)
            )
            writer.writerow([entry.ref, *scores])


def _scored(position: Position, matrix: Matrix, is_opportunity: bool) -> tuple[str, str]:
    """The score by the matrix, and its band."""
    if position.computed is None:
        return "", ""
    band = matrix.band(position.computed, is_opportunity)
    return f"{position.computed:f}", band.label if band else ""


def _by_entry(entries: Iterable[Entry], findings: list[Finding]) -> list[Finding]:
    """The findings in the order of the register, those of one entry together."""
    order = {entry.ref: place for place, entry in reversed(list(enumerate(entries)))}
    return sorted(findings, key=lambda finding: order[finding.ref])


def _belongs_to(directorate: str | None, service: str | None) -> Directorate | Service | None:
    for model, slug in ((Directorate, directorate), (Service, service)):
        if slug is None:
            continue
        found: Directorate | Service | None = model.objects.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"There is no {model._meta.verbose_name} {slug}. Nothing was imported.")
        return found
    return None


def _matrix(path: Path | None) -> Matrix | None:
    if path is None:
        return None
    try:
        return load_matrix(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CommandError(f"{path}: the matrix is not a UTF-8 text file. Save it as UTF-8.") from error
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}. Check the name and who may read it.") from error
    except MatrixError as error:
        raise CommandError(f"{path}: {error}") from error
