"""What a paper could say, drafted from its data for its author to edit.

There are the usual sentences, and the lists and summaries that follow from ratings and registers.

The wording is that of the reports to the Cabinet Committee on Performance Improvement of 26 February 2019 and 25 November
2021.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from committee.models import Paper
from committee.paper_words import HEADING, letter
from committee.selectors.papers import drafted_lists
from council.periods import FinancialYear, Quarter, parse_quarter
from risks.models import Register
from risks.selectors import movement_report, register
from risks.selectors.movement_report import MovementReport
from risks.selectors.register import Row
from risks.visibility import visible_to as risks_visible_to

_ALWAYS = ("brief_summary", "recommendation")
#: The parts that are drafted, by kind of paper.
DRAFTED: dict[str, tuple[str, ...]] = {
    Paper.Kind.PERFORMANCE: (*_ALWAYS, "highlights", "below_desired"),
    Paper.Kind.RISKS: (*_ALWAYS, "further_detail"),
    Paper.Kind.COMPLAINTS: _ALWAYS,
    Paper.Kind.FREE: (),
}


def drafts(paper: Paper, as_at: datetime.datetime | None = None) -> dict[str, str]:
    """The drafted text of each part of `DRAFTED`, in the format in which words are typed; "" where nothing follows."""
    committee = paper.item.meeting.committee.name
    if paper.kind == Paper.Kind.PERFORMANCE:
        return _performance(paper, committee) | drafted_lists(paper, as_at)
    if paper.kind == Paper.Kind.RISKS:
        return _risks(paper, committee, as_at)
    if paper.kind == Paper.Kind.COMPLAINTS and paper.year is not None:
        return _complaints(paper.year, committee)
    return {}


def _performance(paper: Paper, committee: str) -> dict[str, str]:
    quarter = parse_quarter(paper.quarter)
    return {
        "brief_summary": f"This report monitors performance in {quarter.label} against the council's key performance "
        f"indicators. Appendix '{letter(0)}' gives the latest figures, their ratings and the commentary on them.",
        "recommendation": f"The {committee} is asked to note and comment on the performance set out at Appendix "
        f"'{letter(0)}'.",
    }


def _risks(paper: Paper, committee: str, as_at: datetime.datetime | None) -> dict[str, str]:
    quarter = parse_quarter(paper.quarter)
    has_profile = paper.style == Paper.Style.CARDS
    names = "Risk and Opportunity Register" + (" and Summary Risk Profile" if has_profile else "")
    points = [f"The Corporate Risk and Opportunity Register as set out at Appendix '{letter(0)}'."]
    if has_profile:
        points.append(f"The Corporate Summary Risk Profile as set out at Appendix '{letter(1)}'.")
    listed = "\n".join(f"({'i' * number}) {point}" for number, point in enumerate(points, start=1))
    return {
        "brief_summary": f"This report provides an updated ({quarter.label}) Corporate {names} for the "
        f"{committee} to consider and comment upon.",
        "recommendation": f"The {committee} is asked to note:\n\n{listed}",
        "further_detail": "\n\n".join(_summary(quarter, as_at)),
    }


def _summary(quarter: Quarter, as_at: datetime.datetime | None) -> Iterator[str]:
    """What moved on the corporate register, then what its owners say of each entry."""
    view = risks_visible_to(None, as_at)
    if view.round_of(quarter) is None:
        return
    for kept in _corporate(view.registers, quarter):
        rows = register.rows(kept, quarter, view, with_measures=True, as_at=as_at)
        yield from _movements(movement_report.report(kept, quarter, quarter, view, as_at=as_at, rows=rows))
        for row in sorted(rows, key=lambda row: row.is_opportunity):
            yield from _of_entry(row)


def _corporate(registers: list[Register], quarter: Quarter) -> list[Register]:
    return [each for each in registers if each.is_corporate and each.exists_in(quarter)]


def _movements(report: MovementReport) -> Iterator[str]:
    for part in report.parts:
        yield part.lead
        if part.sentences:
            yield "\n".join(f"- {sentence}" for sentence in part.sentences)
    if report.also_reported:
        yield "Also reported:\n\n" + "\n".join(f"- {sentence}" for sentence in report.also_reported)


def _of_entry(row: Row) -> Iterator[str]:
    said = [text for text in row.assessment.summary if isinstance(text, str)] if row.assessment else []
    if said:
        yield f"{HEADING}{row.ref} – {row.details.title}"
        yield from said


def _complaints(year: int, committee: str) -> dict[str, str]:
    label = FinancialYear(year).label
    return {
        "brief_summary": "The council has a legal obligation to publish a report on social care complaints and customer "
        f"feedback every year. The report for {label} is set out at Appendix '{letter(0)}', in separate sections for adult "
        "social care and for children and young people.",
        "recommendation": f"The {committee} is asked to note and comment on the statutory social care complaints "
        f"annual report for {label}, acknowledging the associated learning.",
    }
