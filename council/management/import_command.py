"""What commands that import a file share: its arguments, the file's bytes, and the findings that stop an import."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser


class ImportCommand(BaseCommand):
    """A command that imports one file, all or nothing."""

    #: What the file is.
    file_help: str

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=self.file_help)
        parser.add_argument("--dry-run", action="store_true", help="say what would change and write nothing")
        parser.add_argument(
            "--by", metavar="USERNAME", help="who imports; default: the first performance lead"
        )

    def refuse(self, findings: Sequence[object], thing: str) -> None:
        """Print the findings, each of them a `thing` to mend, and end the command. Without findings, nothing."""
        if not findings:
            return
        for finding in findings:
            self.stderr.write(str(finding))
        count = len(findings)
        raise CommandError(
            f"Nothing was imported: {f'{count:,} {thing}s need' if count > 1 else f'1 {thing} needs'} to be mended. "
            "Mend what the lines above name and import the file again."
        )


def content_of(file: Path, most: int) -> bytes:
    """The file; of one with more than `most` bytes a byte more, by which it is known to be too large."""
    if not file.is_file():
        raise CommandError(f"{file} is not a file. Check its name and folder. Nothing was imported.")
    try:
        with file.open("rb") as stream:
            return stream.read(most + 1)
    except OSError as error:
        raise CommandError(
            f"{file}: {error.strerror}. Check who may read it. Nothing was imported."
        ) from error
