"""A paper as a file before it is frozen: the report and its appendices as they would print now, marked as a draft."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from committee.exempt import marking
from committee.exports import packs as pack_exports
from committee.exports.packs import AgendaLine, AgendaPart, PackContents, PackPaper
from committee.models import Paper
from committee.selectors import papers
from committee.selectors.house_style import house_template
from council.periods import date_label
from council.selectors import council_name

#: The formats in which an author takes a draft away: to read, and to show to others.
FORMATS: dict[str, Callable[[PackContents, PackPaper], bytes]] = {
    "docx": lambda held, paper: pack_exports.paper_docx(held, paper, house_template()),
    "pdf": lambda held, paper: pack_exports.paper_pdf(held, paper, 1),
}


@dataclass(frozen=True)
class DraftFile:
    """A file ready to be sent."""

    name: str
    media_type: str
    content: bytes


def draft_file(paper: Paper, file_format: str, now: datetime.datetime) -> DraftFile:
    """The paper in one of `FORMATS`. Each page says that it is a draft, and of which day."""
    item, meeting = paper.item, paper.item.meeting
    draft = f"Draft of {date_label(timezone.localdate(now))}: not published"
    exempt = marking(item.paragraphs, item.public_interest) if item.is_exempt else ""
    printed = PackPaper(
        number=str(item.position),
        title=item.title,
        part=2 if item.is_exempt else 1,
        documents=papers.documents(paper),
        marking="\n".join(filter(None, [draft, exempt])),
    )
    held = PackContents(
        council=council_name(),
        committee=meeting.committee.name,
        meeting=date_label(meeting.on),
        as_at=timezone.localtime(now),
        agenda=(AgendaPart("Agenda", (AgendaLine(printed.number, printed.title),)),),
        papers=(printed,),
    )
    return DraftFile(
        name=f"{pack_exports.safe_name(f'Draft - {printed.file_name}')}.{file_format}",
        media_type=pack_exports.MEDIA_TYPES[file_format],
        content=FORMATS[file_format](held, printed),
    )
