"""`bin/manage export_definitions [--output FILE]`: all definitions as one YAML file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kpis.selectors import definition_entries


class Command(BaseCommand):
    help = "Write all definitions, groups, breaks and events as one YAML file that a person can read and compare."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, help="file to write; standard output without it")

    def handle(self, *args: Any, output: Path | None, **options: Any) -> None:
        text = definition_entries.export()
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(
                f"{output}: {error.strerror}. Check the folder and the space on it."
            ) from error
        self.stdout.write(f"Wrote {output}.")
