"""What goes into the papers of a meeting, before anybody chooses a file format: the agenda, and the documents. Pure.

Whoever builds a pack hands over everything, Part II included. ``PackContents.in_public`` is all that the files of Part I are
ever made from, so that nothing exempt can reach them (Local Government Act 1972, s. 100B(2) and Schedule 12A).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from council.sections import Document, clean_text

Part = Literal[1, 2]

#: Longest file name without its extension: Windows allows 255 for it, and a path of 260 to the whole.
LONGEST_NAME = 120
_BETWEEN_FIGURES = re.compile(r"(?<=\d)/(?=\d)")
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
# Names that Windows keeps for devices, with any extension.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A line of the agenda. ``paragraphs`` stand below the title, and are public for exempt items too.

    A line and the paper with the same number belong together: the line then says on which pages the paper stands.
    """

    number: str
    title: str
    paragraphs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _clean(self, "number", "title")
        object.__setattr__(self, "paragraphs", tuple(clean_text(text) for text in self.paragraphs))


@dataclass(frozen=True, slots=True)
class AgendaPart:
    """A part of the agenda: "Part I (Open to Press and Public)", what is said below that, and its lines."""

    heading: str
    lines: tuple[AgendaLine, ...]
    paragraphs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _clean(self, "heading")
        object.__setattr__(self, "paragraphs", tuple(clean_text(text) for text in self.paragraphs))


@dataclass(frozen=True, slots=True)
class PackPaper:
    """A paper: its number on the agenda, and its documents, each with its label ("" the report, "Appendix 'A'").

    Without a number it belongs to no item (a list of questions that wait for an answer, say). ``marking`` is printed on
    every page: that a paper is not for publication, and by which paragraphs of Schedule 12A.
    """

    number: str
    title: str
    part: Part
    documents: tuple[tuple[str, Document], ...]
    marking: str = ""

    def __post_init__(self) -> None:
        _clean(self, "number", "title", "marking")
        if not self.documents:
            raise ValueError(f"The paper {self.title!r} has no document.")
        if self.part == 2 and not self.marking:
            raise ValueError(
                f"The paper {self.title!r} is in Part II and has no marking to print on its pages."
            )

    @property
    def name(self) -> str:
        """What people call it: ``4. Corporate Strategy Monitoring report``."""
        return f"{self.number}. {self.title}" if self.number else self.title

    @property
    def file_name(self) -> str:
        """The name of its files, without extension: ``Item 4 - Corporate Strategy Monitoring report``."""
        return safe_name(f"Item {self.number} - {self.title}" if self.number else self.title)


@dataclass(frozen=True, slots=True)
class PackContents:
    """The papers of a meeting. ``meeting`` says when and where; ``closing`` ends the agenda, a line each."""

    council: str
    committee: str
    meeting: str
    as_at: datetime
    agenda: tuple[AgendaPart, ...]
    papers: tuple[PackPaper, ...]
    closing: tuple[str, ...] = ()
    language: str = "en-GB"

    def __post_init__(self) -> None:
        _clean(self, "council", "committee", "meeting")
        object.__setattr__(self, "closing", tuple(clean_text(text) for text in self.closing))
        if self.as_at.tzinfo is None:
            raise ValueError("The moment of a pack needs a time zone.")
        names = [paper.file_name.casefold() for paper in self.papers]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"Two papers of a pack would have one file name: {twice!r}.")
        numbers = [line.number for part in self.agenda for line in part.lines if line.number]
        if len(set(numbers)) < len(numbers):
            raise ValueError("Two lines of an agenda have one number.")
        if unknown := [paper.name for paper in self.papers if paper.number and paper.number not in numbers]:
            raise ValueError(f"The agenda has no line for the paper {unknown[0]!r}.")

    @property
    def title(self) -> str:
        """The title of files that hold the whole meeting."""
        return f"{self.committee}: {self.meeting}"

    @property
    def has_exempt(self) -> bool:
        """Whether any paper is not for publication."""
        return any(paper.part == 2 for paper in self.papers)

    @property
    def in_public(self) -> PackContents:
        """The same agenda with the papers of Part I only."""
        return replace(self, papers=tuple(paper for paper in self.papers if paper.part == 1))


@dataclass(frozen=True, slots=True)
class Pages:
    """The first and the last page of a paper."""

    first: int
    last: int

    @property
    def words(self) -> str:
        """As an agenda prints it: ``Pages 13 - 38``."""
        return f"Page {self.first}" if self.first == self.last else f"Pages {self.first} - {self.last}"


def safe_name(text: str) -> str:
    """A file name that every system can hold, whatever people called the paper.

    >>> safe_name("Item 5 - Risk/Opportunity Register: Q3 2021/22 ")
    'Item 5 - Risk Opportunity Register Q3 2021-22'
    """
    plain = _BETWEEN_FIGURES.sub("-", unicodedata.normalize("NFC", clean_text(text)))
    name = " ".join(_UNSAFE.sub(" ", plain).split())[:LONGEST_NAME].strip(". ")
    return f"Paper {name}".strip() if not name or _DEVICES.match(name) else name


def _clean(item: object, *names: str) -> None:
    for name in names:
        object.__setattr__(item, name, clean_text(getattr(item, name)))
