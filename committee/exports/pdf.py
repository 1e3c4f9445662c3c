"""PDF: PDF/UA-1 and PDF/A-2a in one file, made by Typst from ``document.typ``.

Typst refuses to build a file that breaks either standard. The document goes in as JSON through ``sys_inputs``, so
nothing in it is ever read as Typst source.
"""

import json
import re
import unicodedata
from pathlib import Path
from typing import BinaryIO

import typst

from committee.exports.fonts import font_folder
from committee.exports.outline import outline
from council.sections import Document, tables_of

TEMPLATE = Path(__file__).with_name("document.typ")
STANDARDS = ["ua-1", "a-2a"]
# Typst lays out the whole file in memory; beyond this a reader wants a spreadsheet anyway.
MAX_ROWS = 2_000

# The first attempt may find joiners, the second what they joined.
ATTEMPTS = 2

_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class TooManyRows(ValueError):
    """The document is too long for a PDF."""


def write_pdf(document: Document, stream: BinaryIO) -> None:
    """Write the document as a PDF.

    A character that no font has (an emoji, say) is replaced by its name in brackets: PDF/A forbids the empty box that
    would stand there otherwise.
    """
    rows = sum(len(table.rows) for _, table in tables_of(document))
    if rows > MAX_ROWS:
        raise TooManyRows(
            f"A PDF can hold {MAX_ROWS:,} rows and this document has {rows:,}. Choose Excel, ODS or CSV."
        )
    fonts = font_folder()
    data = json.dumps(outline(document), ensure_ascii=False)
    stream.write(_compile(data, fonts, int(document.as_at.timestamp())))


def _compile(data: str, fonts: Path, moment: int) -> bytes:
    """Build the file; where fonts lack characters, once more with those in words."""
    for _ in range(ATTEMPTS):
        try:
            return _build(data, fonts, moment)
        except typst.TypstError as error:
            unshown = _unshown_characters(error)
            if not unshown:
                raise
            data = data.translate({ord(character): _name_of(character) for character in unshown})
    return _build(data, fonts, moment)


def _build(data: str, fonts: Path, moment: int) -> bytes:
    content: bytes = typst.compile(
        TEMPLATE,
        font_paths=[fonts],
        ignore_system_fonts=True,  # every machine makes the same file
        sys_inputs={"document": data},
        pdf_standards=STANDARDS,
        timestamp=moment,
    )
    return content


def _unshown_characters(error: typst.TypstError) -> set[str]:
    """The characters that Typst names, all in one go, because none of its fonts has them.

    Typst names a letter too if an invisible joiner follows it, so the joiners go first.
    """
    unshown: set[str] = set()
    for text in _UNSHOWN.findall(str(error.diagnostic)):
        unshown.update(_ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text))
    return {character for character in unshown if _is_invisible(character)} or unshown


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Mn")


def _name_of(character: str) -> str:
    """``[grinning face]``; nothing for an invisible joiner."""
    if _is_invisible(character):
        return ""
    return f"[{unicodedata.name(character, f'U+{ord(character):04X}').lower()}]"
