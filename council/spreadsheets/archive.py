"""XLSX and ODS files are ZIP archives of XML parts: opened only within limits, and parsed as a stream.

The limits are read from the archive's directory before anything is unpacked, and Python unpacks no more than the directory
says. Parts with a document type (where entity bombs and outside references live) are refused, never expanded.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from types import TracebackType
from typing import Self
from xml.parsers import expat

from council.spreadsheets.grid import LONGEST_CELL, FileRefused

MOST_ENTRIES = 200
MOST_UNPACKED = 50 * 1024 * 1024
HIGHEST_RATIO = 100
#: Below this size a part may be packed as tightly as it likes.
SMALL_PART = 100_000
#: Elements of all parts together: a million empty rows fit, an hour of parsing does not.
MOST_ELEMENTS = 2_500_000
#: Characters of all texts kept; four bytes each at worst.
MOST_TEXT = 20_000_000
#: Bytes of one tag. A parser holds a whole tag in memory, and old ones read it again with every piece.
LONGEST_TAG = 1_000_000
PIECE = 64 * 1024

DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError,
    EOFError, LookupError, NotImplementedError, OverflowError, RuntimeError, OSError, ValueError,
)  # fmt: skip

Attributes = dict[str, str]


class Archive:
    """A workbook's parts by name. Every failure to read one is a FileRefused."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        # Counted before the directory is read: a directory of ten megabytes would be a bomb of its own.
        if content.count(b"PK\x01\x02") > MOST_ENTRIES:
            raise self.refused("has too many parts")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except DAMAGED as error:
            raise self.damaged() from error
        self._elements = 0
        self._parsed = 0
        self._text = 0
        self._check(self._zip.infolist())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def __contains__(self, part: str) -> bool:
        return part in self._zip.NameToInfo

    def refused(self, what: str) -> FileRefused:
        """The refusal of something that no spreadsheet program writes."""
        return FileRefused(
            f"{self.name} {what}, which is not how spreadsheets are saved. "
            "Open it in a spreadsheet program and save the one sheet that is needed as a new file."
        )

    def damaged(self) -> FileRefused:
        """The refusal of a file that was cut off or changed."""
        return FileRefused(
            f"{self.name} is damaged or incomplete. Open it in a spreadsheet program, save it again and choose that file."
        )

    def parse(
        self,
        part: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Read a part and call back with each element's local name; attributes are named "namespace local"."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True

        def start_element(name: str, attributes: Attributes) -> None:
            self._elements += 1
            if self._elements > MOST_ELEMENTS:
                raise self.refused("is too large")
            start(name.rpartition(" ")[2], attributes)

        parser.StartElementHandler = start_element
        if end:
            parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
        if text:
            parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        fed = 0
        try:
            with self._zip.open(part) as stream:
                while piece := stream.read(PIECE):
                    self._parsed += len(piece)
                    if (
                        self._parsed > MOST_UNPACKED
                    ):  # a part named as a thousand sheets is read a thousand times
                        raise self.refused("is too large")
                    parser.Parse(piece)
                    fed += len(piece)
                    if fed - parser.CurrentByteIndex > LONGEST_TAG:
                        raise self.refused("has an endless tag")
            parser.Parse(b"", True)
        except FileRefused:
            raise
        except DAMAGED as error:
            raise self.damaged() from error

    def keep(self, length: int) -> None:
        """Count text that a reader keeps."""
        self._text += min(length, LONGEST_CELL)
        if self._text > MOST_TEXT:
            raise self.refused("holds too much text")

    def _refuse_document_type(self, *_: object) -> None:
        raise self.refused("contains a document type")

    def _check(self, parts: list[zipfile.ZipInfo]) -> None:
        if len(parts) > MOST_ENTRIES:
            raise self.refused("has too many parts")
        if any(part.flag_bits & 1 for part in parts):
            raise FileRefused(
                f"{self.name} is protected by a password. Take the password off and save it again."
            )
        if len({part.filename for part in parts}) < len(parts):
            raise self.refused("has two parts of one name")
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise self.refused("is too large when unpacked")
        for part in parts:
            if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise self.refused("is packed in an unusual way")
            if part.file_size > max(SMALL_PART, HIGHEST_RATIO * part.compress_size):
                raise self.refused("is packed far too tightly")


class TextPieces:
    """Collects the pieces of one text, and no more of it than is needed to see that it is too long."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._pieces: list[str] = []
        self._length = 0

    def add(self, piece: str) -> None:
        if self._length <= LONGEST_CELL:
            piece = piece[: LONGEST_CELL + 1 - self._length]
            self._pieces.append(piece)
            self._length += len(piece)

    def take(self) -> str:
        """The text so far; the next one starts empty."""
        found = "".join(self._pieces)
        self._pieces.clear()
        self._length = 0
        self._archive.keep(len(found))
        return found
