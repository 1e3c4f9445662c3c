"""What the pages of meetings ask: the lists, the agenda for one person, what the clerk has to do, who sits where."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Prefetch, Q
from django.utils import timezone

from committee import exempt, notice
from committee.models import (
    AgendaItem,
    Committee,
    CommitteeMember,
    Erratum,
    Meeting,
    Pack,
    PackFile,
    Paper,
    Publication,
)
from committee.selectors import packs
from committee.visibility import CommitteeView
from council.models import User
from council.period_kinds import date_label
from council.periods import FinancialYear, parse_quarter

HEADINGS = {1: "Part I (Open to Press and Public)", 2: "Part II (Not Open to Press and Public)"}


@dataclass(frozen=True)
class Task:
    """Something that the clerk has to do, and the address name of the page where it is done."""

    text: str
    page: str = "meeting"


@dataclass(frozen=True)
class ToDo:
    """A meeting that is prepared, and what is left to do for it."""

    meeting: Meeting
    tasks: list[Task]


@dataclass(frozen=True)
class Line:
    """An item of the agenda as one person sees it: what is exempt and not for them has no paper and no words."""

    item: AgendaItem
    is_read: bool
    paper: Paper | None = None
    files: list[PackFile] = field(default_factory=list)

    @property
    def period(self) -> str:
        """The period that its paper reports, in words."""
        return period_of(self.paper) if self.paper else ""

    @property
    def pages(self) -> str:
        """Where it stands in the file of all papers, as agendas print it: "Pages 13 - 38"."""
        numbers = [(file.first_page, file.last_page) for file in self.files if file.first_page]
        if not numbers:
            return ""
        first, last = numbers[0]
        return f"Page {first}" if first == last else f"Pages {first} - {last}"

    @property
    def reasons(self) -> list[str]:
        """The paragraphs of Schedule 12A that make it exempt, in words."""
        return [f"Paragraph {number}: {exempt.PARAGRAPHS[number]}" for number in self.item.paragraphs]

    @property
    def missing(self) -> list[str]:
        """What the agenda needs of it before the papers are frozen."""
        return missing(self.item, self.paper)


@dataclass(frozen=True)
class Agenda:
    """The agenda of a meeting for one person, by part; and of published papers, the files and slips that are theirs."""

    parts: list[tuple[str, list[Line]]]
    taken_off: list[AgendaItem]
    whole: list[PackFile]
    errata: list[tuple[Erratum, list[PackFile]]]

    @property
    def is_empty(self) -> bool:
        return not self.parts


def upcoming(view: CommitteeView, today: datetime.date) -> list[Meeting]:
    """The meetings that a person may see from today on, the next one first."""
    return list(view.meetings().filter(starts_at__date__gte=today).order_by("starts_at"))


def past(view: CommitteeView, today: datetime.date) -> list[tuple[int, list[Meeting]]]:
    """The meetings before today that a person may see, by calendar year, the newest first."""
    found = view.meetings().filter(starts_at__date__lt=today).order_by("-starts_at")
    return [(year, list(rows)) for year, rows in groupby(found, key=lambda row: row.on.year)]


def to_do(today: datetime.date) -> list[ToDo]:
    """What a clerk has to do: for every meeting that is still to come and whose papers are not published."""
    lines = AgendaItem.objects.filter(position__isnull=False).select_related("paper").order_by("position")
    found = (
        Meeting.objects.filter(starts_at__date__gte=today, publication=None)
        .select_related("committee")
        .prefetch_related(
            Prefetch("items", queryset=lines, to_attr="lines"),
            Prefetch("packs", queryset=Pack.objects.defer("data").order_by("edition"), to_attr="editions"),
        )
        .order_by("starts_at")
    )
    return [ToDo(meeting, tasks(meeting, meeting.lines, meeting.editions)) for meeting in found]


def tasks(meeting: Meeting, lines: list[AgendaItem], editions: list[Pack]) -> list[Task]:
    """What is left to do for a meeting, in the order in which it is done."""
    if not lines:
        return [Task("Put the items on the agenda.")]
    found = [Task(sentence) for line in lines for sentence in missing(line, paper_of(line))]
    drafts = [line for line in lines if (paper := paper_of(line)) and not paper.ready_at]
    if drafts:
        numbers = ", ".join(str(line.position) for line in drafts)
        found.append(Task(f"{'Papers' if len(drafts) > 1 else 'A paper'} still in draft: item {numbers}."))
    by = date_label(notice.last_day(meeting.on))
    if not editions:
        found.append(Task(f"Check and freeze the papers, and publish them by {by}.", "meeting-check"))
    else:
        found.append(Task(f"Publish edition {editions[-1].edition} by {by}.", "pack"))
    return found


def missing(item: AgendaItem, paper: Paper | None) -> list[str]:
    """What an item needs before the papers are frozen, each a sentence that says what to do."""
    found = []
    if item.kind == AgendaItem.Kind.REPORT and paper is None:
        found.append(f"Item {item.position} has no paper. Add one, or make it a standing item.")
    if item.is_exempt and not item.paragraphs:
        found.append(f"Item {item.position} is in Part II without a paragraph of Schedule 12A.")
    if item.is_exempt and not item.public_interest:
        found.append(f"Item {item.position} is in Part II without a public-interest note.")
    return found


def agenda(meeting: Meeting, view: CommitteeView) -> Agenda:
    """The agenda of a meeting as a person may see it."""
    rows = list(AgendaItem.objects.filter(meeting=meeting).select_related("paper").order_by("position", "pk"))
    for row in rows:
        row.meeting = meeting
    files = published_files(meeting, view)
    lines = [_line(row, view, files) for row in rows if row.position is not None]
    slips: dict[int, tuple[Erratum, list[PackFile]]] = {}
    for file in files:
        if file.erratum:
            slips.setdefault(file.erratum_id, (file.erratum, []))[1].append(file)
    return Agenda(
        parts=[
            (HEADINGS[part], list(group)) for part, group in groupby(lines, key=lambda line: line.item.part)
        ],
        taken_off=[row for row in rows if row.position is None] if view.manages else [],
        whole=[file for file in files if file.item_id is None and file.erratum_id is None],
        errata=sorted(slips.values(), key=lambda each: each[0].number),
    )


def published_files(meeting: Meeting, view: CommitteeView) -> list[PackFile]:
    """The files of a meeting's published papers that a person may have, without their content."""
    publication = getattr(meeting, "publication", None)
    if publication is None:
        return []
    pack = Pack(pk=publication.pack_id, meeting=meeting)
    return list(packs.files(pack, view).defer("content", "erratum__data"))


def readable_items(meeting: Meeting, view: CommitteeView) -> list[AgendaItem]:
    """The items of the agenda whose papers a person may read, in order."""
    rows = list(AgendaItem.objects.filter(meeting=meeting, position__isnull=False).order_by("position"))
    for row in rows:
        row.meeting = meeting
    return [row for row in rows if view.reads(row)]


def item(meeting: Meeting, pk: int) -> AgendaItem | None:
    """An item of a meeting, on its agenda or taken off."""
    return AgendaItem.objects.filter(meeting=meeting, pk=pk).select_related("meeting", "paper").first()


def paper_of(item: AgendaItem) -> Paper | None:
    """The item's paper, if it has one."""
    return getattr(item, "paper", None)


def papers(meeting: Meeting) -> list[Paper]:
    """The papers of a meeting, in the order of its agenda."""
    found = Paper.objects.filter(item__meeting=meeting, item__position__isnull=False)
    return list(found.select_related("item__meeting__committee").order_by("item__position"))


def period_of(paper: Paper) -> str:
    """The period that a paper reports, in words; "" of a free paper."""
    if paper.quarter:
        return parse_quarter(paper.quarter).label
    return "" if paper.year is None else FinancialYear(paper.year).label


def publication_of(meeting: Meeting) -> Publication | None:
    """The publication of a meeting's papers, if they are published."""
    return getattr(meeting, "publication", None)


def file(meeting: Meeting, pk: int, view: CommitteeView) -> PackFile | None:
    """A frozen file with its content, where this person may have it: unpublished editions are for those who see drafts."""
    found = PackFile.objects.filter(pk=pk, pack__meeting=meeting).select_related("pack")
    if not view.sees_drafts:
        found = found.filter(pack__publication__isnull=False)
    if not view.reads_exempt(meeting):
        found = found.filter(part=1)
    return found.defer("pack__data").first()


def committees() -> list[Committee]:
    """Every committee, by name."""
    return list(Committee.objects.all())


def seats(committee: Committee) -> list[CommitteeMember]:
    """Who sits and sat on a committee: those of today first, then by the first day."""
    today = timezone.localdate()
    found = CommitteeMember.objects.filter(committee=committee).select_related("user")
    return sorted(found, key=lambda seat: (bool(seat.until and seat.until < today), seat.since, seat.pk))


def people_to_seat(committee: Committee, day: datetime.date) -> Iterable[User]:
    """Active people who hold a role and no seat on the committee from a day on."""
    held = CommitteeMember.objects.filter(Q(until=None) | Q(until__gte=day), committee=committee)
    found = User.objects.filter(is_active=True, role_assignments__isnull=False)
    return found.exclude(pk__in=held.values("user")).distinct().order_by("name", "username")


def _line(row: AgendaItem, view: CommitteeView, files: list[PackFile]) -> Line:
    if not view.reads(row):
        return Line(row, is_read=False)
    own = [each for each in files if each.item_id == row.pk and each.erratum_id is None]
    return Line(row, is_read=True, paper=paper_of(row), files=own)
