"""bin/manage due_dates STAGES.csv [--output DUE.csv]: when stages of complaints are due, without the database."""

from collections.abc import Iterator
from typing import Any, TextIO

from complaints.due_dates import due_file
from council.management.row_command import RowCommand


class Command(RowCommand):
    help = "Works out when the stages of complaints are due, by the rules and bank holidays of their time."
    file_help = "CSV file with id, procedure, stage, received, and extended (yes or no) if need be"
    done = "worked out"

    def answer_file(self, source: TextIO, output: TextIO, options: dict[str, Any]) -> Iterator[str]:
        return due_file(source, output)
