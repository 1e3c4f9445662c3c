"""bin/manage rate FIGURES.csv --scheme SCHEME.yaml [--output RATINGS.csv]: rate a file, without the database."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import CommandError, CommandParser

from council.management.row_command import RowCommand
from kpis.rating import Scheme
from kpis.schemes import SchemeError, load_scheme
from kpis.stateless import rate_file


class Command(RowCommand):
    help = "Applies a rating scheme file to a CSV file of figures. The database is not touched."
    file_help = "CSV file with id, indicator, good_is, actual, target"
    done = "rated"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--scheme", type=Path, required=True, help="YAML file with the rating scheme")

    def handle(self, *args: Any, scheme: Path, **options: Any) -> None:
        super().handle(*args, scheme=_read_scheme(scheme), **options)  # before an output file is begun

    def answer_file(self, source: TextIO, output: TextIO, options: dict[str, Any]) -> Iterator[str]:
        return rate_file(source, options["scheme"], output)


def _read_scheme(path: Path) -> Scheme:
    try:
        return load_scheme(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CommandError(f"{path}: the scheme is not a UTF-8 text file. Save it as UTF-8.") from error
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}. Check the name and who may read it.") from error
    except SchemeError as error:
        raise CommandError(f"{path}: {error}") from error
