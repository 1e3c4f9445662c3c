"""`bin/manage import_figures FILE [--dry-run] [--by USERNAME]`: figures from a CSV, XLSX or ODS file, all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import CommandError

from council import audit, outbox
from council.authorization import Role
from council.management.acting import acting_person
from council.management.import_command import ImportCommand, content_of
from council.spreadsheets import LARGEST_FILE, FileRefused, Sheet, read
from kpis.actions.imports import ImportConflict, Imported, import_figures
from kpis.imports import REQUIRED, Change
from kpis.upload_words import entry_words


class Command(ImportCommand):
    help = (
        "Import figures. The first row names the columns kpi, period and value, and may name numerator, denominator, "
        "value_2, state and note. Every row that cannot be taken is named, and then nothing is written."
    )
    file_help = "CSV, XLSX or ODS file with the figures"

    def handle(self, *args: Any, file: Path, dry_run: bool, by: str | None, **options: Any) -> None:
        user = acting_person(by, Role.PERFORMANCE)
        try:
            sheet = read(file.name, content_of(file, LARGEST_FILE), needed=REQUIRED)
            with audit.acting(who=user.pk, system="import_figures"):
                imported = import_figures(sheet=sheet, by=user, dry_run=dry_run)
        except (FileRefused, ImportConflict, PermissionDenied) as error:
            raise CommandError(str(error)) from error
        self.refuse(imported.findings, "cell")
        self._report(sheet, imported, dry_run=dry_run)
        outbox.flush()

    def _report(self, sheet: Sheet, imported: Imported, *, dry_run: bool) -> None:
        for note in imported.notes:
            self.stdout.write(note)
        if dry_run:
            for change in imported.changes:
                self.stdout.write(_words(change))
        rows = len(imported.changes) + imported.unchanged
        self.stdout.write(
            f"{sheet.name}: {rows:,} {'rows' if rows > 1 else 'row'}. "
            f"Added: {imported.added:,}. Corrected: {imported.corrected:,}. Unchanged: {imported.unchanged:,}."
        )
        if dry_run:
            self.stdout.write("This was a trial: nothing was written.")
        elif imported.changes:
            self.stdout.write("The ratings are being worked out.")


def _words(change: Change) -> str:
    """One change on a line: where, what stood there, what will."""
    line = (
        f"row {change.row}: {change.measure.slug} {change.slot}: {entry_words(change.entry, change.measure)}"
    )
    if change.replaces is None:
        return line
    return f"{line} (now {entry_words(change.replaces.entry, change.measure)})"
