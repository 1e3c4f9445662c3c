"""Papers as they print: the documents of each, as at a moment, what is missing in them, and what changed in their figures.

Everything printed is read from rows that supersede one another, so the documents of a past moment are those of that day.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from committee import paper_words
from committee.appendices import from_data
from committee.house_order import PART_OF, PLACE, Block
from committee.models import AgendaItem, Paper, PaperWords, SeenFigures
from committee.paper_words import Front
from committee.selectors.reading import Reading
from committee.tables_for_export import NothingToExport
from committee.visibility import CommitteeView
from complaints.visibility import PaperView
from council.periods import FinancialYear, Quarter, parse_quarter
from council.sections import Document, Mark, tables_of
from kpis.selectors import dashboard
from kpis.selectors.dashboard import IndicatorRow
from kpis.visibility import View
from kpis.visibility import visible_to as kpis_visible_to
from risks.visibility import RiskView

Labelled = tuple[str, Document]

#: What `IndicatorRow.calculated` says of a figure that is being rated.
PENDING = "pending"
#: How the drafted lists begin; an author may write it otherwise.
LEADS = {
    "highlights": "Highlights of good performance include:",
    "below_desired": "Indicators performing below the desired level include:",
}


@dataclass(frozen=True)
class Listed:
    """An indicator in one of the two lists, and why: the agreed reason before the calculated one."""

    part: str
    chapter: str
    name: str
    mark: Mark
    reason: str


@dataclass(frozen=True)
class FigureChange:
    """A printed figure that is not what the author saw: what it is of, was, now. Empty: it was, or is, not printed."""

    what: str
    was: str
    now: str


def of_item(meeting: str, position: int, view: CommitteeView) -> Paper | None:
    """The paper of an item that a person may read before it is published."""
    if not view.sees_drafts:
        return None
    found = (
        Paper.objects.filter(item__meeting__slug=meeting, item__position=position)
        .select_related("item__meeting__committee", "item__meeting__publication")
        .first()
    )
    return found if found is not None and view.reads(found.item) else None


def words(paper: Paper, as_at: datetime.datetime | None = None) -> dict[str, PaperWords]:
    """What its author wrote, by part in the house order, as at a moment; None: now."""
    found = PaperWords.objects.as_at(as_at).filter(paper=paper)
    return {row.section: row for row in sorted(found, key=lambda row: PLACE[row.section])}


def documents(
    paper: Paper, *, as_at: datetime.datetime | None = None, reading: Reading | None = None
) -> tuple[Labelled, ...]:
    """The report without a label, then "Appendix 'A'", "Appendix 'B'" and so on, as at a moment (None: now), or of a reading
    that was begun already.

    The appendices from data come first, then those of words. Where there is no data of its period yet, a draft has none of
    it; `unfinished` says so.
    """
    reading = reading or Reading(as_at)
    said = {section: row.text for section, row in words(paper, reading.as_at).items()}
    now = timezone.localtime(reading.as_at)
    front = _front(paper.item, reading.council)
    try:
        appendices = from_data(paper, reading, report_lines=paper_words.lines(said.values()))
    except NothingToExport:
        appendices = []
    appendices += [
        paper_words.word_appendix(front, text, as_at=now)
        for section, text in said.items()
        if PART_OF[section].block == Block.APPENDIX and text
    ]
    is_minutes = paper.item.kind == AgendaItem.Kind.MINUTES
    report = paper_words.cover(front, said, appendices=len(appendices), as_at=now, is_minutes=is_minutes)
    labelled = [
        (f"Appendix '{paper_words.letter(place)}'", _marked(document, front.marking))
        for place, document in enumerate(appendices)
    ]
    return (("", report), *labelled)


def unfinished(paper: Paper, reading: Reading | None = None) -> list[str]:
    """Why the paper cannot be frozen yet, each a sentence that says what to do; empty where it can. `reading`: one that was
    begun already; without it, as things are now."""
    reading = reading or Reading()
    found = not_agreed(paper, reading=reading)
    if paper.kind == Paper.Kind.PERFORMANCE and not found:
        return _unrated(parse_quarter(paper.quarter), reading)
    if paper.kind == Paper.Kind.FREE and not any(row.text for row in words(paper, reading.as_at).values()):
        return ["Nothing is written in this paper. Write its words, or make it a standing item."]
    return found


def not_agreed(
    paper: Paper, as_at: datetime.datetime | None = None, *, reading: Reading | None = None
) -> list[str]:
    """Why the figures of a paper's period are a draft, or not there at all, each a sentence that says what to do."""
    reading = reading or Reading(as_at)
    if paper.kind == Paper.Kind.PERFORMANCE:
        return _open_quarter(parse_quarter(paper.quarter), reading.kpis)
    if paper.kind == Paper.Kind.RISKS:
        return _open_register(parse_quarter(paper.quarter), reading.risks)
    if paper.kind == Paper.Kind.COMPLAINTS and paper.year is not None:
        return _open_report(paper.year, reading.complaints)
    return []


def listed(paper: Paper, as_at: datetime.datetime | None = None) -> list[Listed]:
    """The indicators of a performance paper that are rated in its quarter, in printed order, each with its list and reason.

    An indicator with the best status of its scheme is a highlight, one with any other status is below the desired level;
    what is not rated in this quarter is in neither.
    """
    if paper.kind != Paper.Kind.PERFORMANCE:
        return []
    quarter, view = parse_quarter(paper.quarter), kpis_visible_to(None, as_at)
    rows = dashboard.summaries(quarter, view, as_at=as_at) if view.sees_quarter(quarter) else []
    return [
        Listed(part, row.definition.chapter.name, row.definition.name, row.mark, _reason(row))
        for row in rows
        if (part := _list_of(row))
    ]


def drafted_lists(paper: Paper, as_at: datetime.datetime | None = None) -> dict[str, str]:
    """The two lists that follow from the agreed ratings of the quarter, as an author would have typed them."""
    if paper.kind != Paper.Kind.PERFORMANCE:
        return {}
    names: dict[str, dict[str, list[str]]] = {part: {} for part in LEADS}
    for each in listed(paper, as_at):
        names[each.part].setdefault(each.chapter, []).append(each.name)
    return {part: paper_words.list_text(lead, names[part]) for part, lead in LEADS.items()}


def printed_figures(found: Sequence[Labelled]) -> dict[str, str]:
    """Every figure and rating that tables print: what it is of, in words, and how it is printed."""
    figures: dict[str, str] = {}
    for label, document in found:
        for path, table in tables_of(document):
            for row in table.rows:
                name = row.cells[0].reads
                for column, cell in zip(table.columns[1:], row.cells[1:], strict=True):
                    if column.kind in ("number", "status") or cell.number is not None:
                        _keep(figures, f"{label}, {path}: {name}, {column.heading}", cell.reads)
    return figures


def seen(paper: Paper) -> SeenFigures | None:
    """The figures as the author last saw them."""
    return SeenFigures.objects.current().filter(paper=paper).first()


def changed_figures(before: SeenFigures | None, now: Mapping[str, str]) -> list[FigureChange]:
    """What reads differently from what the author saw, in printed order; nothing where they never said "seen"."""
    if before is None:
        return []
    was = before.figures
    found = [
        FigureChange(what, was.get(what, ""), text) for what, text in now.items() if was.get(what) != text
    ]
    return found + [FigureChange(what, text, "") for what, text in was.items() if what not in now]


def _keep(figures: dict[str, str], what: str, text: str) -> None:
    """Under a name of its own: two rows of one name are told apart by their place."""
    name, number = what, 1
    while name in figures:
        number += 1
        name = f"{what} ({number})"
    figures[name] = text


def _front(item: AgendaItem, council: str) -> Front:
    return Front(
        council=council,
        committee=item.meeting.committee.name,
        meeting_on=item.meeting.on,
        title=item.title,
        author=item.author,
        part=item.part,
        paragraphs=tuple(item.paragraphs),
        public_interest=item.public_interest,
    )


def _marked(document: Document, marking: str) -> Document:
    """With the marking of an exempt paper beside its own."""
    lines = dict.fromkeys(line for line in (marking, document.marking) if line)
    return replace(document, marking="\n".join(lines))


def _list_of(row: IndicatorRow) -> str:
    """Which of the two lists an indicator is in; "" where it has no status of this quarter."""
    if row.state not in row.marks:
        return ""
    return "highlights" if row.state == next(iter(row.marks)) else "below_desired"


def _reason(row: IndicatorRow) -> str:
    """Why an indicator has its status: the words of those who agreed another one, else the engine's."""
    if row.agreed and row.override:
        return str(row.override.reason)
    return row.outcome.reason if row.outcome else ""


def _open_quarter(quarter: Quarter, view: View) -> list[str]:
    if not view.sees_quarter(quarter):
        return [f"There is no reporting quarter {quarter.label}. Choose another for the paper, or open it."]
    if quarter.ordinal not in view.closed:
        return [
            f"{quarter.label} is open: its figures are not agreed yet. Close it before the papers are frozen."
        ]
    return []


def _unrated(quarter: Quarter, reading: Reading) -> list[str]:
    rows = reading.indicators(quarter)
    if not rows:
        return [f"There are no indicators in {quarter.label}. Choose another quarter for the paper."]
    pending = sum(row.calculated == PENDING for row in rows)
    if pending:
        figures = "figure is" if pending == 1 else "figures are"
        return [f"{pending} {figures} still being rated. Wait for the ratings."]
    return []


def _open_register(quarter: Quarter, view: RiskView) -> list[str]:
    round_ = view.round_of(quarter)
    if round_ is None:
        return [f"There is no risk quarter {quarter.label}. Choose another for the paper, or open it."]
    if round_.is_open:
        return [
            f"The review of {quarter.label} is open: its register is not agreed yet. Close it before the papers are frozen."
        ]
    if not any(each.is_corporate and each.exists_in(quarter) for each in view.registers):
        return [f"There is no corporate register in {quarter.label}. Choose another quarter for the paper."]
    return []


def _open_report(year: int, view: PaperView) -> list[str]:
    report, label = view.report_of(year), FinancialYear(year).label
    if report is None:
        return [f"There is no annual report of complaints for {label}. Choose another year, or open it."]
    if report.is_open:
        return [
            f"The annual report of complaints for {label} is open. Close it before the papers are frozen."
        ]
    return []
