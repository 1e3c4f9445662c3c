"""PDF: PDF/UA-1 and PDF/A-2a in one file, made by Typst from ``document.typ``."""

import json
from pathlib import Path
from typing import BinaryIO

from committee.exports.outline import outline
from committee.exports.typesetting import typeset
from council.sections import Document, tables_of

TEMPLATE = Path(__file__).with_name("document.typ")
# Typst lays out the whole file in memory; beyond this a reader wants a spreadsheet anyway.
MAX_ROWS = 2_000


class TooManyRows(ValueError):
    """The document is too long for a PDF."""


def write_pdf(document: Document, stream: BinaryIO) -> None:
    """Write the document as a PDF."""
    rows = sum(len(table.rows) for _, table in tables_of(document))
    if rows > MAX_ROWS:
        raise TooManyRows(
            f"A PDF can hold {MAX_ROWS:,} rows and this document has {rows:,}. Choose Excel, ODS or CSV."
        )
    data = json.dumps(outline(document), ensure_ascii=False)
    stream.write(typeset(TEMPLATE, data, document.as_at).content)
