"""`bin/manage import_definitions FILE [--dry-run] [--by USERNAME]`: definitions from a YAML file, all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import CommandError

from council import audit, outbox
from council.actions.superseding import EditConflict
from council.authorization import Role
from council.management.acting import acting_person
from council.management.import_command import ImportCommand, content_of
from kpis.actions import definition_files
from kpis.actions.definition_files import Plan
from kpis.definitions_file import LARGEST_FILE, FileUnreadable


class Command(ImportCommand):
    help = (
        "Import definitions from a file as export_definitions writes it. Everything that has to be mended is named, and "
        "then nothing is written. Indicators that are not in the file are not touched."
    )
    file_help = "YAML file with the definitions"

    def handle(self, *args: Any, file: Path, dry_run: bool, by: str | None, **options: Any) -> None:
        text = _text(file)
        try:
            if dry_run:
                plan = definition_files.plan(text)
            else:
                user = acting_person(by, Role.PERFORMANCE)
                with audit.acting(who=user.pk, system="import_definitions"):
                    plan = definition_files.import_definitions(text, by=user, source=f"the file {file.name}")
        except (FileUnreadable, EditConflict, PermissionDenied) as error:
            raise CommandError(f"{error} Nothing was imported.") from error
        self.refuse(plan.findings, "thing")
        self._report(plan, dry_run=dry_run)
        outbox.flush()

    def _report(self, plan: Plan, *, dry_run: bool) -> None:
        for name in plan.new_groups.values():
            self.stdout.write(f"new group: {name}")
        for change in plan.renamed_groups:
            self.stdout.write(f"group: {change.old} -> {change.new}")
        for step in plan.added:
            self.stdout.write(f"{step.entry.slug}: added")
        for step in plan.changed:
            for change in step.changes:
                self.stdout.write(f"{step.entry.slug}: {change.field}: {change.old} -> {change.new}")
        self.stdout.write(
            f"Added: {len(plan.added):,}. Changed: {len(plan.changed):,}. Unchanged: {plan.unchanged:,}. "
            f"Not in the file and left as they are: {len(plan.left_alone):,}."
        )
        if dry_run:
            self.stdout.write("This was a trial: nothing was written.")


def _text(file: Path) -> str:
    try:
        return content_of(file, LARGEST_FILE).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(
            f"{file} is not saved as UTF-8. Save it so and import it again. Nothing was imported."
        ) from error
