"""bin/manage rate FIGURES.csv --scheme SCHEME.yaml [--output RATINGS.csv]: rate a file, without the database."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kpis.rating import Scheme
from kpis.schemes import SchemeError, load_scheme
from kpis.stateless import BadFile, rate_file

# Spreadsheets save CSV in either; cp1252 reads nearly anything, so it comes last.
ENCODINGS = ("utf-8-sig", "cp1252")
CHUNK = 1 << 20


class Command(BaseCommand):
    help = "Applies a rating scheme file to a CSV file of figures. The database is not touched."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("figures", type=Path, help="CSV file with id, indicator, good_is, actual, target")
        parser.add_argument("--scheme", type=Path, required=True, help="YAML file with the rating scheme")
        parser.add_argument("--output", type=Path, help="CSV file to write; standard output without it")

    def handle(self, *args: Any, figures: Path, scheme: Path, output: Path | None, **options: Any) -> None:
        try:
            bad_rows = self._rate(figures, _read_scheme(scheme), output)
        except BadFile as error:
            raise CommandError(f"{figures}: {error}") from error
        except OSError as error:
            # A write that fails (full disk, closed pipe) does not know the name of its file.
            name = error.filename or output or "standard output"
            raise CommandError(
                f"{name}: {error.strerror}. Check the name, the space and who may read it."
            ) from error
        if bad_rows:
            rows = "1 row was" if bad_rows == 1 else f"{bad_rows:,} rows were"
            raise CommandError(f"{rows} not rated; the lines above say why. All other rows were.")

    def _rate(self, figures: Path, scheme: Scheme, output: Path | None) -> int:
        encoding = _encoding(figures)
        if encoding != ENCODINGS[0]:
            self.stderr.write(
                f"{figures} is not UTF-8: it was read as {encoding}. Check pound signs and dashes."
            )
        if output and output.exists() and output.samefile(figures):
            raise CommandError("The output would overwrite the figures. Give it another name.")
        with figures.open(encoding=encoding, newline="") as source:
            if output is None:
                return self._report(rate_file(source, scheme, self.stdout))
            with output.open("w", encoding="utf-8", newline="") as target:
                return self._report(rate_file(source, scheme, target))

    def _report(self, problems: Iterator[str]) -> int:
        """Print each problem as it is met, and count them."""
        count = 0
        for problem in problems:
            self.stderr.write(problem)
            count += 1
        return count


def _read_scheme(path: Path) -> Scheme:
    try:
        return load_scheme(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CommandError(f"{path}: the scheme is not a UTF-8 text file. Save it as UTF-8.") from error
    except SchemeError as error:
        raise CommandError(f"{path}: {error}") from error


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
