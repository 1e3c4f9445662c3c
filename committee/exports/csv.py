"""CSV: one table, RFC 4180, UTF-8 without a byte order mark, and no formula that a spreadsheet would run."""

import csv
import io
from typing import BinaryIO

from committee.exports.flat import flat_table
from council.sections import Document, safe_cell


def write_csv(document: Document, stream: BinaryIO) -> None:
    """Write all tables of the document as one, with one header row and no title rows."""
    table = flat_table(document)
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(safe_cell(heading) for heading in table.headings)
    writer.writerows([safe_cell(cell) for cell in row] for row in table.rows)
    text.detach()
