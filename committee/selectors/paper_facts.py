"""Everything that the papers of one meeting print, for the check before publication: from data, and from words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from django.urls import reverse

from committee.models import Meeting, Paper, PaperWords
from committee.reconcile.facts import Papers
from committee.selectors.complaint_facts import complaint_facts
from committee.selectors.kpi_facts import kpi_facts
from committee.selectors.reading import Reading
from committee.selectors.risk_facts import risk_facts
from committee.selectors.words_facts import words_facts
from council.period_kinds import FinancialYear, Period
from council.periods import Quarter, parse_quarter

__all__ = [
    "complaint_facts",
    "joined",
    "kpi_facts",
    "meeting_facts",
    "paper_name",
    "risk_facts",
    "words_facts",
]

#: What findings call the papers of each kind.
_SHORT = {
    Paper.Kind.PERFORMANCE: "Performance report",
    Paper.Kind.RISKS: "Risk register",
    Paper.Kind.COMPLAINTS: "Complaints report",
}


def meeting_facts(
    meeting: Meeting, as_at: datetime.datetime | None = None, *, reading: Reading | None = None
) -> Papers:
    """The papers of a meeting in the order of its agenda, Part II included, as they read at `as_at` (None: now), or in a
    reading that was begun already."""
    reading = reading or Reading(as_at)
    papers = list(
        Paper.objects.filter(item__meeting=meeting, item__position__isnull=False)
        .select_related("item__meeting__committee")
        .order_by("item__position")
    )
    words: dict[int, dict[str, str]] = {}
    for row in PaperWords.objects.as_at(reading.as_at).filter(paper__in=papers):
        words.setdefault(row.paper_id, {})[row.section] = row.text
    return joined(_paper_facts(paper, words.get(paper.pk, {}), reading) for paper in papers)


def joined(parts: Iterable[Papers]) -> Papers:
    """Several papers as one: what each prints, after the other."""
    found = list(parts)
    relations = {relation: None for each in found for relation in each.relations}
    return Papers(
        printings=tuple(row for each in found for row in each.printings),
        passages=tuple(row for each in found for row in each.passages),
        relations=tuple(relations),
        rated=tuple(row for each in found for row in each.rated),
        listed=tuple(row for each in found for row in each.listed),
        risks=tuple(row for each in found for row in each.risks),
        profile=tuple(row for each in found for row in each.profile),
        other_names={subject: names for each in found for subject, names in each.other_names.items()},
    )


def paper_name(paper: Paper) -> str:
    """The short name of a paper, by which findings call it: Performance report, Q2 2021/22."""
    name, period = _SHORT.get(paper.kind), _period(paper)
    if not name or period is None:
        return str(paper.item)
    return f"{name}, {period.short_label if isinstance(period, Quarter) else period.label}"


def _paper_facts(paper: Paper, words: dict[str, str], reading: Reading) -> Papers:
    drawn = _drawn(paper, reading)
    said = words_facts(
        paper_name(paper), words, period=_period(paper), names=dict(_names(drawn)), address=_address(paper)
    )
    return joined([said, drawn])


def _drawn(paper: Paper, reading: Reading) -> Papers:
    """What the paper's appendices print from data, seen as `committee.appendices` sees it."""
    name, as_at = paper_name(paper), reading.as_at
    if paper.kind == Paper.Kind.PERFORMANCE:
        quarter = parse_quarter(paper.quarter)
        rows = reading.indicators(quarter) if reading.kpis.sees_quarter(quarter) else []
        return kpi_facts(quarter, reading.kpis, paper=name, as_at=as_at, rows=rows)
    if paper.kind == Paper.Kind.RISKS:
        return risk_facts(
            parse_quarter(paper.quarter),
            reading.risks,
            paper=name,
            with_profile=paper.style == Paper.Style.CARDS,
            as_at=as_at,
        )
    if paper.kind == Paper.Kind.COMPLAINTS and paper.year is not None:
        return complaint_facts(paper.year, reading.complaints, paper=name)
    return Papers()


def _period(paper: Paper) -> Period | None:
    if paper.quarter:
        return parse_quarter(paper.quarter)
    return None if paper.year is None else FinancialYear(paper.year)


def _names(drawn: Papers) -> Iterator[tuple[str, list[str]]]:
    """The names of each indicator of a paper, the printed one first."""
    printed = {row.subject: row.subject_name for row in drawn.printings} | {
        row.subject: row.name for row in drawn.rated
    }
    for subject in dict.fromkeys([*printed, *drawn.other_names]):
        name = [printed[subject]] if subject in printed else []
        yield subject, [*name, *drawn.other_names.get(subject, ())]


def _address(paper: Paper) -> str:
    """Where the words of a paper are mended."""
    return reverse("paper-edit", args=[paper.item.meeting.slug, paper.item.position])
