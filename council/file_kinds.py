"""What kind of file somebody sent, known by its content and never by its name. Pure: no Django, no clock, no I/O.

Only kinds that a person can look at without anything being run: pictures, PDF, text, spreadsheets without macros.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from council.spreadsheets import FileRefused
from council.spreadsheets.archive import Archive
from council.spreadsheets.grid import shown

LARGEST_FILE = 10 * 1024 * 1024
LONGEST_STEM = 120

#: In words, for the page where a file is chosen.
ACCEPTED = "A PDF, a picture (JPEG or PNG), a spreadsheet (XLSX, ODS or CSV) or plain text"


@dataclass(frozen=True)
class Kind:
    """A kind of file: how a browser is told of it, and how its names may end."""

    media_type: str
    endings: tuple[str, ...]


PDF = Kind("application/pdf", (".pdf",))
PNG = Kind("image/png", (".png",))
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"))
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
ODS = Kind("application/vnd.oasis.opendocument.spreadsheet", (".ods",))
TEXT = Kind("text/plain", (".txt", ".csv", ".md"))

BEGINNINGS = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
MACROS = ("xl/vbaProject.bin", "Basic/script-lc.xml")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def kind_of(name: str, content: bytes) -> Kind:
    """The kind of a file, or FileRefused, which says what is wrong and what to do. `name` is for the sentences only."""
    name = shown(name)
    if not content:
        raise FileRefused(f"{name} is empty. Choose another file.")
    if len(content) > LARGEST_FILE:
        raise FileRefused(f"{name} is larger than 10 MB. Choose a smaller file.")
    for beginning, kind in BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    if content.startswith(b"PK"):
        return _kind_of_workbook(name, content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unknown(name) from error
    if CONTROLS.search(text):
        raise _unknown(name)
    return TEXT


def _kind_of_workbook(name: str, content: bytes) -> Kind:
    with Archive(name, content) as archive:
        if any(part in archive for part in MACROS):
            raise FileRefused(f"{name} contains macros. Save it without them and choose it again.")
        if "xl/workbook.xml" in archive:
            return XLSX
        if "content.xml" in archive and b"opendocument.spreadsheet" in content[:200]:
            return ODS
    raise _unknown(name)


def _unknown(name: str) -> FileRefused:
    return FileRefused(
        f"{name} is of a kind that cannot be kept. {ACCEPTED} can be: save it as one of these."
    )


def safe_name(name: str, kind: Kind) -> str:
    """The last part of a file's name, printable, of moderate length and with an ending of its kind.

    >>> safe_name("../../evil.html", PDF), safe_name("Survey 2021.PDF", PDF), safe_name("\u202e.csv", TEXT)
    ('evil.pdf', 'Survey 2021.pdf', 'file.csv')
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    printable = "".join(
        character for character in last if character.isprintable() and character not in '<>:"|?*'
    )
    stem, dot, ending = printable.rpartition(".")
    stem, ending = (stem, f".{ending.casefold()}") if dot else (printable, "")
    stem = stem.strip(" .")[:LONGEST_STEM] or "file"
    return stem + (ending if ending in kind.endings else kind.endings[0])
