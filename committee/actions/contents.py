"""A meeting's papers read at one moment: the documents that are printed, and the data that is frozen with them.

The same moment asked again gives the same data, because everything printed is read from rows that supersede one another.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from committee.actions.meetings import on_agenda
from committee.exports.outline import outline
from committee.models import AgendaItem, Meeting, Paper
from committee.pack_data import PackData, Plain, Record, each_once
from committee.selectors import open_data, packs, papers, questions
from committee.selectors.reading import Reading
from council.sections import Document


@dataclass(frozen=True)
class PaperContents:
    """An item that has a paper, and the documents of it: the cover report without a label, then the appendices."""

    item: AgendaItem
    paper: Paper
    documents: tuple[tuple[str, Document], ...]


@dataclass(frozen=True)
class Contents:
    """Everything that goes into a pack, as at one moment."""

    meeting: Meeting
    as_at: datetime.datetime
    agenda: list[AgendaItem]
    papers: list[PaperContents]
    annexes: list[tuple[str, Document]]
    records: list[Record]

    @property
    def data(self) -> PackData:
        return PackData(
            meeting=open_data.meeting_data(self.meeting),
            agenda=[item_data(item) for item in self.agenda],
            papers=[paper_data(paper) for paper in self.papers],
            annexes=[_document(label, document) for label, document in self.annexes],
            records=each_once(self.records),
        )


def read(meeting: Meeting, as_at: datetime.datetime, only: AgendaItem | None = None) -> Contents:
    """What the papers of a meeting print at `as_at`, Part II included; of one item `only`, its paper and no annexes."""
    agenda = on_agenda(meeting)
    for item in agenda:
        item.meeting = meeting
    wanted = [item for item in agenda if only is None or item.pk == only.pk]
    held = [paper for item in wanted if (paper := paper_of(item)) is not None]
    reading = Reading(as_at)
    read_papers = [
        PaperContents(paper.item, paper, papers.documents(paper, reading=reading)) for paper in held
    ]
    return Contents(
        meeting=meeting,
        as_at=as_at,
        agenda=agenda,
        papers=read_papers,
        annexes=_annexes(meeting, as_at) if only is None else [],
        records=open_data.records(meeting, agenda, held, as_at),
    )


def _annexes(meeting: Meeting, as_at: datetime.datetime) -> list[tuple[str, Document]]:
    """What is printed after the papers, where there is any."""
    annexes = (
        ("Questions that wait for an answer", questions.unanswered(meeting, as_at)),
        ("Changed since the last published papers", packs.changed_document(meeting, as_at)),
    )
    return [(label, document) for label, document in annexes if document is not None]


def paper_of(item: AgendaItem) -> Paper | None:
    """The item's paper, if it has one."""
    return getattr(item, "paper", None)


def item_data(item: AgendaItem) -> Plain:
    """A line of the agenda as plain data."""
    return {
        "number": item.position,
        "title": item.title,
        "kind": item.kind,
        "part": item.part,
        "text": item.text,
        "author": item.author,
        "paragraphs": item.paragraphs,
        "public_interest": item.public_interest,
    }


def paper_data(contents: PaperContents) -> Plain:
    """A paper as plain data."""
    return {
        "number": contents.item.position,
        "kind": contents.paper.kind,
        "style": contents.paper.style,
        "quarter": contents.paper.quarter,
        "year": contents.paper.year,
        "documents": [_document(label, document) for label, document in contents.documents],
    }


def _document(label: str, document: Document) -> Plain:
    return {"label": label, "document": outline(document)}
