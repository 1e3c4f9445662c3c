"""`bin/manage import_figures FILE [--dry-run] [--by USERNAME]`: figures from a CSV, XLSX or ODS file, all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from council import audit, outbox
from council.authorization import Role
from council.models import User
from council.spreadsheets import LARGEST_FILE, FileRefused, Sheet, read
from kpis.actions.imports import ImportConflict, Imported, import_figures
from kpis.imports import REQUIRED, Change
from kpis.upload_words import entry_words


class Command(BaseCommand):
    help = (
        "Import figures. The first row names the columns kpi, period and value, and may name numerator, denominator, "
        "value_2, state and note. Every row that cannot be taken is named, and then nothing is written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, XLSX or ODS file with the figures")
        parser.add_argument("--dry-run", action="store_true", help="say what would change and write nothing")
        parser.add_argument(
            "--by", metavar="USERNAME", help="who imports; default: the first performance lead"
        )

    def handle(self, *args: Any, file: Path, dry_run: bool, by: str | None, **options: Any) -> None:
        user = person(by)
        try:
            sheet = read(file.name, _content(file), needed=REQUIRED)
            with audit.acting(who=user.pk, system="import_figures"):
                imported = import_figures(sheet=sheet, by=user, dry_run=dry_run)
        except (FileRefused, ImportConflict, PermissionDenied) as error:
            raise CommandError(str(error)) from error
        if imported.findings:
            for finding in imported.findings:
                self.stderr.write(str(finding))
            count = len(imported.findings)
            raise CommandError(
                f"Nothing was imported: {f'{count:,} cells need' if count > 1 else '1 cell needs'} to be mended. "
                "Mend what the lines above name and import the file again."
            )
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


def person(username: str | None) -> User:
    """Who imports: the named person, or the first active performance lead of the whole council."""
    people = User.objects.filter(is_active=True)
    if username is not None:
        person = people.filter(username=username).first()
        if person is None:
            raise CommandError(f"There is no active account {username}. Nothing was imported.")
        return person
    leads = people.filter(
        role_assignments__role=Role.PERFORMANCE,
        role_assignments__service=None,
        role_assignments__directorate=None,
    )
    lead = leads.order_by("pk").first()
    if lead is None:
        raise CommandError(
            "There is no performance lead. Say who imports: --by USERNAME. Nothing was imported."
        )
    return lead


def _content(file: Path) -> bytes:
    """The file, no more of it than may be imported."""
    if not file.is_file():
        raise CommandError(f"{file} is not a file. Check its name and folder. Nothing was imported.")
    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise CommandError(
            f"{file}: {error.strerror}. Check who may read it. Nothing was imported."
        ) from error


def _words(change: Change) -> str:
    """One change on a line: where, what stood there, what will."""
    line = (
        f"row {change.row}: {change.measure.slug} {change.slot}: {entry_words(change.entry, change.measure)}"
    )
    if change.replaces is None:
        return line
    return f"{line} (now {entry_words(change.replaces.entry, change.measure)})"
