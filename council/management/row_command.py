"""The door of a command that answers the rows of a CSV file: opens the files, counts the bad rows, says what went wrong."""

import codecs
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from council.row_files import BadFile

# Spreadsheets save CSV in either; cp1252 reads nearly anything, so it comes last.
ENCODINGS = ("utf-8-sig", "cp1252")
CHUNK = 1 << 20


class RowCommand(BaseCommand, ABC):
    """A command over one CSV file. The database is not touched. Exit status 1 where a row was bad."""

    requires_system_checks: list[str] = []
    #: What the file is, and what was not done to a bad row.
    file_help = ""
    done = ""

    @abstractmethod
    def answer_file(self, source: TextIO, output: TextIO, options: dict[str, Any]) -> Iterator[str]:
        """Answer every row of `source` into `output`; a sentence for each bad row."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=self.file_help)
        parser.add_argument("--output", type=Path, help="CSV file to write; standard output without it")

    def handle(self, *args: Any, file: Path, output: Path | None, **options: Any) -> None:
        try:
            bad_rows = self._answer(file, output, options)
        except BadFile as error:
            raise CommandError(f"{file}: {error}") from error
        except OSError as error:
            # A write that fails (full disk, closed pipe) does not know the name of its file.
            name = error.filename or output or "standard output"
            raise CommandError(
                f"{name}: {error.strerror}. Check the name, the space and who may read it."
            ) from error
        if bad_rows:
            rows = "1 row was" if bad_rows == 1 else f"{bad_rows:,} rows were"
            raise CommandError(f"{rows} not {self.done}; the lines above say why. All other rows were.")

    def _answer(self, file: Path, output: Path | None, options: dict[str, Any]) -> int:
        encoding = _encoding(file)
        if encoding != ENCODINGS[0]:
            self.stderr.write(
                f"{file} is not UTF-8: it was read as {encoding}. Check pound signs and dashes."
            )
        if output and output.exists() and output.samefile(file):
            raise CommandError("The output would overwrite the file that was read. Give it another name.")
        with file.open(encoding=encoding, newline="") as source:
            if output is None:
                return self._report(self.answer_file(source, self.stdout, options))
            with output.open("w", encoding="utf-8", newline="") as target:
                return self._report(self.answer_file(source, target, options))

    def _report(self, problems: Iterator[str]) -> int:
        """Print each problem as it is met, and count them."""
        count = 0
        for problem in problems:
            self.stderr.write(problem)
            count += 1
        return count


def _encoding(path: Path) -> str:
    """The first encoding that reads the whole file; found before a row is written."""
    for encoding in ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as source:
                while chunk := source.read(CHUNK):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise BadFile("This is not a text file that can be read. Save the sheet as CSV (UTF-8).")
