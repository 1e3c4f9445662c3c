"""The files of a pack, made from what was read of a meeting, and those of an erratum."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, replace

from committee.actions.contents import Contents, PaperContents
from committee.exempt import marking
from committee.exports import packs as pack_exports
from committee.exports.packs import AgendaLine, AgendaPart, PackContents, PackPaper
from committee.exports.pdf import write_pdf
from committee.models import AgendaItem, Erratum, PackFile
from committee.selectors.house_style import house_template
from council.sections import Document, Section
from council.selectors import council_name

Kind = PackFile.Kind
PARTS = {1: "Part I (Open to Press and Public)", 2: "Part II (Not Open to Press and Public)"}
BOTH = (1, 2)


@dataclass(frozen=True)
class Built:
    """A file that was made, ready to be kept."""

    item: AgendaItem | None
    part: int
    kind: str
    file_format: str
    name: str
    media_type: str
    content: bytes
    first_page: int | None = None
    last_page: int | None = None


def build(read: Contents, parts: Iterable[int] = BOTH) -> list[Built]:
    """All files of a meeting's papers, or those of some parts. Those of Part I are made from nothing of Part II."""
    held = pack_contents(read)
    items = {str(item.position): item for item in read.agenda}
    wanted = set(parts)
    return [
        Built(
            item=items.get(file.paper.number) if file.paper else None,
            part=file.part,
            kind=file.kind,
            file_format=file.file_format,
            name=file.name,
            media_type=file.media_type,
            content=file.content,
            first_page=file.pages.first if file.pages else None,
            last_page=file.pages.last if file.pages else None,
        )
        for file in pack_exports.build_files(held, house_template())
        if file.part in wanted
    ]


def of_erratum(read: Contents, corrected: PaperContents, erratum: Erratum) -> list[Built]:
    """The slip, and the corrected item in the formats of the first one."""
    item, part = corrected.item, corrected.item.part
    name = pack_exports.safe_name(f"Erratum {erratum.number} to item {item.position}")
    paper = _paper(corrected)
    paper = replace(
        paper,
        documents=(("Erratum slip", slip(read, erratum, paper.marking)), *paper.documents),
    )
    held = replace(pack_contents(read), papers=(paper,))
    made = io.BytesIO()
    write_pdf(slip(read, erratum, paper.marking), made)
    files = [
        (Kind.SLIP, "pdf", f"{name} - slip.pdf", made.getvalue()),
        (Kind.ITEM, "pdf", f"{name} - corrected paper.pdf", pack_exports.paper_pdf(held, paper, 1)),
        (
            Kind.ITEM,
            "docx",
            f"{name} - corrected paper.docx",
            pack_exports.paper_docx(held, paper, house_template()),
        ),
    ]
    return [
        Built(item, part, kind, code, file_name, pack_exports.MEDIA_TYPES[code], content)
        for kind, code, file_name, content in files
    ]


def slip(read: Contents, erratum: Erratum, marked: str = "") -> Document:
    """The sheet that says what was wrong."""
    return Document(
        title=f"Erratum {erratum.number}",
        subtitle=f"{read.meeting.committee}, {read.meeting.when}",
        council=council_name(),
        as_at=erratum.as_at,
        marking=marked,
        orientation="portrait",
        sections=(
            Section(f"Item {erratum.item.position}: {erratum.item.title}"),
            Section("The paper said", (erratum.said,), level=2),
            Section("It should say", (erratum.now_says,), level=2),
            Section("Why it is corrected", (erratum.reason,), level=2),
        ),
    )


def pack_contents(read: Contents) -> PackContents:
    """What was read, as the writers of files take it."""
    meeting = read.meeting
    annexes = tuple(
        PackPaper(number="", title=label, part=1, documents=(("", document),))
        for label, document in read.annexes
    )
    open_papers = tuple(_paper(paper) for paper in read.papers if not paper.item.is_exempt)
    exempt = tuple(_paper(paper) for paper in read.papers if paper.item.is_exempt)
    return PackContents(
        council=council_name(),
        committee=meeting.committee.name,
        meeting=" in ".join(part for part in (meeting.when, meeting.room) if part),
        as_at=read.as_at,
        agenda=tuple(
            AgendaPart(heading, tuple(_line(item) for item in read.agenda if item.part == part))
            for part, heading in PARTS.items()
            if any(item.part == part for item in read.agenda)
        ),
        papers=(*open_papers, *annexes, *exempt),
    )


def _line(item: AgendaItem) -> AgendaLine:
    """A line of the agenda, which is public: of an exempt item it says why it is exempt, and nothing else."""
    if item.is_exempt:
        below = [f"({marking(item.paragraphs, item.public_interest)})"]
    else:
        below = [text for text in item.text.split("\n\n") if text.strip()]
    return AgendaLine(str(item.position), item.title, tuple(below))


def _paper(paper: PaperContents) -> PackPaper:
    item = paper.item
    return PackPaper(
        number=str(item.position),
        title=item.title,
        part=2 if item.is_exempt else 1,
        documents=paper.documents,
        marking=marking(item.paragraphs, item.public_interest) if item.is_exempt else "",
    )
