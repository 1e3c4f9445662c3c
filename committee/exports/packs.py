"""The files of a meeting's papers: one PDF of everything, a PDF and a Word file for the agenda and each paper, and a page
to read without a connection.

The same contents make the same bytes, so that hashes can be compared. The files of Part I are made from the papers of
Part I alone; those of Part II hold everything.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from committee.exports.outline import Plain
from committee.exports.pack_contents import (
    AgendaLine,
    AgendaPart,
    PackContents,
    PackPaper,
    Pages,
    Part,
    safe_name,
)
from committee.exports.pack_docx import agenda_docx, paper_docx
from committee.exports.pack_html import offline_html
from committee.exports.pack_outline import agenda_outline, paper_outline
from committee.exports.pdf import TooManyRows
from committee.exports.typesetting import Typeset, typeset
from council.sections import tables_of

__all__ = [
    "AgendaLine",
    "AgendaPart",
    "BuiltFile",
    "CombinedPdf",
    "PackContents",
    "PackPaper",
    "Pages",
    "agenda_docx",
    "agenda_pdf",
    "build_files",
    "combined_pdf",
    "offline_html",
    "paper_docx",
    "paper_pdf",
    "safe_name",
]

TEMPLATE = Path(__file__).with_name("pack.typ")
#: The two formats of the agenda and of each paper are those of every export; a pack has a page of its own besides.
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}
#: Rows of all tables: Typst lays out the whole file in memory.
MOST_ROWS = 5_000
AGENDA = "Agenda"
COMBINED = "Agenda and papers"
OFFLINE = "Agenda and papers to read offline"
EXEMPT = " with Part II (not for publication)"

Kind = Literal["agenda", "item", "combined", "offline"]


@dataclass(frozen=True, slots=True)
class CombinedPdf:
    """All papers in one file, and on which pages of it each stands, by its file name."""

    content: bytes
    pages: dict[str, Pages]


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A file of a pack. ``paper`` is the one it holds; None: it holds the whole meeting, or the agenda."""

    part: Part
    kind: Kind
    file_format: str
    name: str
    content: bytes
    paper: PackPaper | None = None
    pages: Pages | None = None

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.file_format]


def build_files(contents: PackContents, template: bytes | None = None) -> Iterator[BuiltFile]:
    """Every file of a pack; ``template`` is the Word file of a council's own house style.

    The pages of a paper of Part I are those of the file that the public gets, those of Part II of the file that holds
    everything: as the exempt papers come last, a page has one number in both.
    """
    public = contents.in_public
    combined = combined_pdf(public)
    yield BuiltFile(1, "agenda", "pdf", f"{AGENDA}.pdf", agenda_pdf(public, combined.pages))
    yield BuiltFile(1, "agenda", "docx", f"{AGENDA}.docx", agenda_docx(public, combined.pages, template))
    yield BuiltFile(1, "combined", "pdf", f"{COMBINED}.pdf", combined.content)
    yield BuiltFile(1, "offline", "html", f"{OFFLINE}.html", offline_html(public, combined.pages))
    yield from _item_files(public, 1, combined.pages, template)
    if contents.has_exempt:
        combined = combined_pdf(contents)
        yield BuiltFile(2, "combined", "pdf", f"{COMBINED}{EXEMPT}.pdf", combined.content)
        page = offline_html(contents, combined.pages)
        yield BuiltFile(2, "offline", "html", f"{OFFLINE}{EXEMPT}.html", page)
        yield from _item_files(contents, 2, combined.pages, template)


def _item_files(
    contents: PackContents, part: Part, pages: Mapping[str, Pages], template: bytes | None
) -> Iterator[BuiltFile]:
    for paper in (paper for paper in contents.papers if paper.part == part):
        place = pages[paper.file_name]
        pdf = paper_pdf(contents, paper, place.first)
        yield BuiltFile(part, "item", "pdf", f"{paper.file_name}.pdf", pdf, paper, place)
        word = paper_docx(contents, paper, template)
        yield BuiltFile(part, "item", "docx", f"{paper.file_name}.docx", word, paper, place)


def combined_pdf(contents: PackContents) -> CombinedPdf:
    """The agenda and all papers, with bookmarks and page numbers; the agenda says where each paper stands.

    Raises TooManyRows where there are more than a PDF can hold.
    """
    rows = sum(
        len(table.rows)
        for paper in contents.papers
        for _, each in paper.documents
        for _, table in tables_of(each)
    )
    if rows > MOST_ROWS:
        raise TooManyRows(
            f"The PDF of all papers can hold {MOST_ROWS:,} rows of tables and these papers have {rows:,}. "
            "Take an appendix out, or print less of it."
        )
    made = _typeset(
        contents,
        title=contents.title,
        agenda=agenda_outline(contents),
        papers=[paper_outline(paper, place) for place, paper in enumerate(contents.papers)],
    )
    ranges = [Pages(*pages) for pages in made.ask("ranges")]
    names = [paper.file_name for paper in contents.papers]
    return CombinedPdf(made.content, dict(zip(names, ranges, strict=True)))


def agenda_pdf(contents: PackContents, pages: Mapping[str, Pages]) -> bytes:
    """The agenda alone, with the pages of the papers in the combined file."""
    return _typeset(
        contents, title=f"Agenda: {contents.title}", agenda=agenda_outline(contents, pages)
    ).content


def paper_pdf(contents: PackContents, paper: PackPaper, first_page: int) -> bytes:
    """A paper alone, its pages numbered as in the combined file."""
    return _typeset(
        contents, title=paper.title, papers=[paper_outline(paper, 0)], first_page=first_page
    ).content


def _typeset(
    contents: PackContents,
    *,
    title: str,
    agenda: Plain | None = None,
    papers: list[Plain] | None = None,
    first_page: int = 1,
) -> Typeset:
    pack = {
        "title": title,
        "council": contents.council,
        "language": contents.language,
        "agenda": agenda,
        "papers": papers or [],
        "first_page": first_page,
    }
    return typeset(TEMPLATE, json.dumps(pack, ensure_ascii=False), contents.as_at)
