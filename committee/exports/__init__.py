"""Six file formats for one document. A format is asked for by its code, as in ``export_table --format docx``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from committee.exports.csv import write_csv
from committee.exports.docx import write_docx
from committee.exports.html import write_html
from committee.exports.ods import write_ods
from committee.exports.pdf import write_pdf
from committee.exports.xlsx import write_xlsx
from council.sections import Document

Writer = Callable[[Document, BinaryIO], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its code, which is also the file's extension, what people call it, and its writer."""

    code: str
    name: str
    media_type: str
    write: Writer


FORMATS: dict[str, Format] = {
    each.code: each
    for each in (
        Format(
            "docx",
            "Word",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            write_docx,
        ),
        Format("pdf", "PDF", "application/pdf", write_pdf),
        Format(
            "xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx
        ),
        Format("ods", "ODS", "application/vnd.oasis.opendocument.spreadsheet", write_ods),
        Format("csv", "CSV", "text/csv; charset=utf-8", write_csv),
        Format("html", "HTML", "text/html; charset=utf-8", write_html),
    )
}


class UnknownFormat(ValueError):
    """Nobody taught us this file format."""


def write(document: Document, format_code: str, stream: BinaryIO) -> None:
    """Write the document to a binary stream in one of ``FORMATS``."""
    if format_code not in FORMATS:
        raise UnknownFormat(
            f"{format_code!r} is not a file format here. Choose one of: {', '.join(FORMATS)}."
        )
    FORMATS[format_code].write(document, stream)
