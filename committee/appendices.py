"""The appendices of papers that come from data: the tables, registers and reports of one period, as at one moment.

They are read as the council itself sees them: a paper for a meeting shows agreed figures. Of what is still open the draft
says so on every page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from django.utils import timezone

from committee import tables_for_export
from committee.models import Paper
from committee.selectors.reading import Reading
from committee.tables_for_export import NothingToExport, Options
from council.models import CorporatePriority, Directorate
from council.periods import FinancialYear, Quarter, parse_quarter
from council.sections import Block, Bullets, Document, Section
from kpis.commentary_text import points, words
from kpis.models import Commentary
from kpis.selectors import commentary
from kpis.visibility import View
from risks.exports import profile_document, register_document

#: What is printed of a commentary that names them, after its summary.
NAMED = ("Issues", "Causes", "Actions")
WHOLE_COUNCIL = "The whole council"


def from_data(paper: Paper, reading: Reading, *, report_lines: Collection[str] = ()) -> list[Document]:
    """The appendices that follow from a paper's kind and period, as at the moment of a reading.

    `report_lines` are the lines of the report itself: what it says in full of the whole council is not said again.
    Raises NothingToExport where there is nothing of that period.
    """
    if paper.kind == Paper.Kind.PERFORMANCE:
        is_narrative = paper.style == Paper.Style.NARRATIVE
        quarter = parse_quarter(paper.quarter)
        return [_performance(quarter, reading, is_narrative=is_narrative, report_lines=report_lines)]
    if paper.kind == Paper.Kind.RISKS:
        return _risks(parse_quarter(paper.quarter), reading, layout=str(paper.style))
    if paper.kind == Paper.Kind.COMPLAINTS and paper.year is not None:
        return [_complaints(paper.year, reading)]
    return []


def _performance(
    quarter: Quarter,
    reading: Reading,
    *,
    is_narrative: bool,
    report_lines: Collection[str],
) -> Document:
    """The tables with what was said of them: as a narrative table of issues, causes and actions, or in paragraphs."""
    view, as_at = reading.kpis, reading.as_at
    _check_quarter(quarter, view)
    document = tables_for_export.kpi_tables(
        quarter,
        view=view,
        now=timezone.localtime(as_at),
        as_at=as_at,
        rows=reading.indicators(quarter),
        council=reading.council,
    )
    said = [
        each
        for each in commentary.of_quarter(quarter, view, as_at=as_at)
        if each.priority or each.directorate or not set(_texts(each)) <= set(report_lines)
    ]
    with_words = tables_for_export.with_narrative(document, said) if is_narrative else document
    if with_words.sections == document.sections:
        with_words = replace(
            document, sections=tuple(_with_commentary(document, said)), sheets=document.sections
        )
    is_open = quarter.ordinal not in view.closed
    return replace(with_words, marking=f"Draft: {quarter.label} is open" if is_open else "")


def _check_quarter(quarter: Quarter, view: View) -> None:
    if not view.sees_quarter(quarter):
        raise NothingToExport(f"There is no reporting quarter {quarter.label}.")


def _with_commentary(document: Document, said: Iterable[Commentary]) -> Iterator[Section]:
    """The tables of each chapter, and below them its commentary. What speaks of no chapter comes first; a chapter that has
    commentary and no table comes last."""
    by_chapter: dict[str, list[Commentary]] = {}
    for each in said:
        by_chapter.setdefault(_chapter(each.priority or each.directorate), []).append(each)
    of_all = by_chapter.pop(WHOLE_COUNCIL, [])
    if of_all:
        yield Section(WHOLE_COUNCIL)
        yield from map(_commentary, of_all)
    for section in document.sections:
        yield section
        yield from map(_commentary, by_chapter.pop(section.title, []))
    for chapter, members in by_chapter.items():
        yield Section(chapter)
        yield from map(_commentary, members)


def _chapter(chapter: CorporatePriority | Directorate | None) -> str:
    return chapter.name if chapter else WHOLE_COUNCIL


def _texts(commentary: Commentary) -> Iterator[str]:
    """Each paragraph and each bullet of all that a commentary says."""
    for block in _commentary(commentary).blocks:
        if isinstance(block, Bullets):
            yield from block.items
        elif isinstance(block, str):
            yield block


def _commentary(commentary: Commentary) -> Section:
    parts = (commentary.issues, commentary.causes, [{"kind": "bullets", "items": commentary.action_items}])
    blocks = list(_blocks(commentary.body))
    for name, part in zip(NAMED, parts, strict=True):
        if named := list(_blocks(part)):
            blocks += [f"{name}:", *named]
    return Section(commentary.heading, tuple(blocks), level=2)


def _blocks(kept: Iterable[dict]) -> Iterator[Block]:
    for block in kept:
        if block["kind"] != "bullets":
            yield block["text"]
        elif block["items"]:
            yield Bullets(tuple("\n".join(_lines(item)) for item in block["items"]))


def _lines(item: str | dict) -> Iterator[str]:
    yield words(item)
    for point in points(item):
        yield from (f"– {line}" for line in _lines(point))


def _risks(quarter: Quarter, reading: Reading, *, layout: str) -> list[Document]:
    """The register and its summary profile. A register printed as a table has its scores in it, and no profile beside it."""
    view, as_at = reading.risks, reading.as_at
    if view.round_of(quarter) is None:
        raise NothingToExport(f"There is no risk quarter {quarter.label}.")
    with_profile = layout == Paper.Style.CARDS
    kept = tables_for_export.registers_kept(
        quarter,
        view=view,
        options=Options(layout=layout),
        as_at=as_at,
        with_measures=True,
        with_profile=with_profile,
    )
    round_, council, now = view.round_of(quarter), reading.council, timezone.localtime(as_at)
    found = [register_document(kept, quarter, round_, council=council, as_at=now)]
    if with_profile:
        found.append(profile_document(kept, quarter, round_, council=council, as_at=now))
    return found


def _complaints(year: int, reading: Reading) -> Document:
    """The annual report as everybody may see it: small counts are kept back, as it stood when it was closed."""
    view = reading.complaints
    report = view.report_of(year)
    if report is None:
        raise NothingToExport(f"There is no annual report of complaints for {FinancialYear(year).label}.")
    return tables_for_export.complaints(
        report, view=view, now=timezone.localtime(reading.as_at), council=reading.council
    )
