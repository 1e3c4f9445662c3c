"""Typst: a tagged file from a template of ours and what is to be said.

Typst refuses to build a file that breaks PDF/UA-1 or PDF/A-2a. What is said goes in as JSON through ``sys_inputs``, so
nothing in it is ever read as Typst source.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from committee.exports.fonts import font_folder

STANDARDS = ["ua-1", "a-2a"]

# The first attempt may find joiners, the second what they joined.
ATTEMPTS = 2

_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


@dataclass(frozen=True, slots=True)
class Typeset:
    """A finished file, and the data it was made from in the end."""

    content: bytes
    template: Path
    data: str

    def ask(self, label: str) -> Any:
        """The metadata that the template labelled so: where something stands, say. Typst remembers the layout."""
        return json.loads(
            typst.query(
                self.template,
                f"<{label}>",
                field="value",
                one=True,
                font_paths=[font_folder()],
                ignore_system_fonts=True,
                sys_inputs={"document": self.data},
            )
        )


def typeset(template: Path, data: str, moment: datetime) -> Typeset:
    """Build the file. The same data and moment make the same bytes.

    A character that no font has (an emoji, say) is replaced by its name in brackets: PDF/A forbids the empty box that
    would stand there otherwise.
    """
    for _ in range(ATTEMPTS):
        try:
            return _build(template, data, moment)
        except typst.TypstError as error:
            unshown = _unshown_characters(error)
            if not unshown:
                raise
            data = data.translate({ord(character): _name_of(character) for character in unshown})
    return _build(template, data, moment)


def _build(template: Path, data: str, moment: datetime) -> Typeset:
    content: bytes = typst.compile(
        template,
        font_paths=[font_folder()],
        ignore_system_fonts=True,  # every machine makes the same file
        sys_inputs={"document": data},
        pdf_standards=STANDARDS,
        timestamp=int(moment.timestamp()),
    )
    return Typeset(content, template, data)


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
