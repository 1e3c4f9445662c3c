"""Reading the spreadsheets that people upload: CSV, XLSX and ODS as rows of text, each with its number.

    sheet = read("figures.xlsx", content, needed=("kpi", "period", "value"))

A file is known by its content, never by its name. Nothing in it is ever run, fetched or unpacked to disk, and its size is
known before it is unpacked. What a cell holds comes back as the text a person sees (88.71%, £1200, 2021-09-30, TRUE), or
with a fault that says why it cannot be read. Pure: no Django, no clock, no file system.

Why not a library: the ones that read both formats build a rectangle as large as the last cell is far away, so that a file
of 6 KB with something in XFD1048576 asks for 550 GB and ends the process; they give 0.8871 for a cell that shows
88.71%, and nothing at all for #DIV/0! and for a formula that was never worked out.
"""

from __future__ import annotations

from collections.abc import Collection

from council.spreadsheets import ods, text, xlsx
from council.spreadsheets.archive import Archive
from council.spreadsheets.grid import FileRefused, Row, Sheet

__all__ = ["LARGEST_FILE", "FileRefused", "Row", "Sheet", "read"]

LARGEST_FILE = 10 * 1024 * 1024

SAVE_AS = "Save the sheet as XLSX, ODS or CSV and choose that file."

#: How files that are no spreadsheets begin, though their names may say otherwise.
OTHER_KINDS = {
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "a text document",
    b"<": "a web page or an XML file",
}


def read(name: str, content: bytes, *, needed: Collection[str]) -> Sheet:
    """The first visible sheet with a row at its top that names the `needed` columns; titles may stand above it.

    FileRefused says what is wrong and what to do. `name` is for the sentences only.
    """
    if not content.strip():
        raise FileRefused(f"{name} is empty. Choose the file with the figures.")
    if len(content) > LARGEST_FILE:
        raise FileRefused(f"{name} is larger than 10 MB. Split it, or take out what is not needed.")
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise FileRefused(
            f"{name} is an old Excel file (XLS), or it is protected by a password. "
            f"Take the password off. {SAVE_AS}"
        )
    for beginning, kind in OTHER_KINDS.items():
        if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(beginning):
            raise FileRefused(f"{name} is {kind}, not a spreadsheet. {SAVE_AS}")
    if content.startswith(b"PK"):
        return _read_workbook(name, content, needed)
    return text.read(name, content, needed)


def _read_workbook(name: str, content: bytes, needed: Collection[str]) -> Sheet:
    with Archive(name, content) as archive:
        if "content.xml" in archive:
            return ods.read(archive, needed)
        if "[Content_Types].xml" in archive:
            return xlsx.read(archive, needed)
    raise FileRefused(f"{name} is a ZIP file, not a spreadsheet. Take the spreadsheet out of it. {SAVE_AS}")
