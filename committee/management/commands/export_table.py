"""`bin/manage export_table TABLE --quarter Q --format F --output PATH`: a committee's table as a file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from committee import tables_for_export
from committee.exports import FORMATS, write
from council.periods import parse_quarter
from risks.models import Register


class Command(BaseCommand):
    help = (
        "Write a committee table as docx, pdf, xlsx, ods, csv or html, from the same rows as the dashboards."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("table", choices=sorted(tables_for_export.TABLES))
        parser.add_argument("--quarter", required=True, help="the quarter, such as 2021-22-Q2")
        parser.add_argument("--format", required=True, choices=sorted(FORMATS), dest="file_format")
        parser.add_argument("--output", required=True, type=Path)
        parser.add_argument(
            "--register",
            default="",
            help="of the risk tables: a register by its slug; left out, the corporate registers of the quarter",
        )
        parser.add_argument(
            "--layout",
            default="",
            choices=Register.Layout.values,
            help="of risk-register: a card or a row of a table for each entry; left out, the register's own",
        )

    def handle(
        self,
        *args,
        table: str,
        quarter: str,
        file_format: str,
        output: Path,
        register: str,
        layout: str,
        **options,
    ) -> None:
        try:
            document = tables_for_export.build(
                table,
                parse_quarter(quarter),
                view=tables_for_export.view_for(table, None),
                now=timezone.now(),
                options=tables_for_export.Options(register, layout),
            )
        except (ValueError, tables_for_export.NothingToExport) as error:
            raise CommandError(str(error)) from error
        try:
            write_whole(output, lambda stream: write(document, file_format, stream))
        except OSError as error:
            raise CommandError(
                f"{output} could not be written: {error.strerror}. Nothing was left behind."
            ) from error
        self.stdout.write(f"Wrote {output}")


def write_whole(path: Path, fill) -> None:
    """Write a file that is either whole or not there."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            fill(stream)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
