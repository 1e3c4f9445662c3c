"""bin/manage check_claims CLAIMS.csv [--output CHECKED.csv]: the arithmetic of any paper, without the database."""

from collections.abc import Iterator
from typing import Any, TextIO

from committee.claims import check_file
from council.management.row_command import RowCommand


class Command(RowCommand):
    help = "Checks the shares, changes, sums, products, rates and repeated figures that a paper prints."
    file_help = "CSV file with id, kind, numbers, stated"
    done = "checked"

    def answer_file(self, source: TextIO, output: TextIO, options: dict[str, Any]) -> Iterator[str]:
        return check_file(source, output)
