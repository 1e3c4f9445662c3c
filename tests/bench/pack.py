"""The papers of a meeting as files: 60 indicators, the cards and the profile of 20 risks, a year's report of complaints.

Everything is read from the data and written once: one PDF of all papers, a PDF and a Word file of each, the agenda and the
page to read without a connection.
"""

from __future__ import annotations

import time

from django.utils import timezone

from committee import tables_for_export
from committee.exports.packs import AgendaLine, AgendaPart, PackContents, PackPaper, build_files
from council.periods import FinancialYear, Quarter
from council.sections import Document, tables_of
from kpis.actions import ratings
from kpis.selectors.inputs import EVERYTHING
from tests.bench import complaint_data, data, risk_data
from tests.bench.measure import Report, empty_database

INDICATORS, RISK_ENTRIES, FEEDBACK, QUARTERS, YEARS = 60, 20, 2_000, 8, 2
MOST_SECONDS = 10
#: The tables of each paper, in the order of the agenda.
PAPERS = {
    "Corporate Strategy Monitoring report": ("kpis", "ratings"),
    "Corporate Risk and Opportunity Register": ("risk-register", "risk-profile"),
    "Complaints and Customer Feedback": ("complaints",),
}


def run(report: Report) -> None:
    """From the rows to the bytes of every file."""
    empty_database()
    data.make_council()
    data.make_series(INDICATORS, QUARTERS)
    risk_data.make_registers(RISK_ENTRIES, QUARTERS)
    complaint_data.make_feedback(FEEDBACK, YEARS)
    ratings.rate(EVERYTHING)
    started = time.perf_counter()
    contents = _contents()
    read = time.perf_counter() - started
    seconds: dict[str, float] = {}
    pages, last = 0, time.perf_counter()
    for file in build_files(contents):
        now = time.perf_counter()
        # The agenda's PDF comes first and waits for the file of everything, which is laid out before it.
        what = (
            "all papers in one PDF"
            if file.kind == "agenda" and file.file_format == "pdf"
            else file.file_format
        )
        seconds[what] = seconds.get(what, 0) + now - last
        pages = max(pages, file.pages.last if file.pages else 0)
        last = now
    name = f"pack: {INDICATORS} indicators, {RISK_ENTRIES} risks, complaints"
    report.add(f"{name}, read", read, "s")
    for what, spent in seconds.items():
        report.add(f"{name}, {what}", spent, "s")
    report.add(f"{name}, pages", pages, "pages")
    report.add(f"{name}, read and written", read + sum(seconds.values()), "s", most=MOST_SECONDS)


def _contents() -> PackContents:
    now = timezone.now()
    papers = tuple(
        PackPaper(str(number), title, 1, tuple(_appendices(tables, now)))
        for number, (title, tables) in enumerate(PAPERS.items(), start=1)
    )
    lines = tuple(AgendaLine(paper.number, paper.title) for paper in papers)
    return PackContents(
        council="Benchmark Council",
        committee="Performance Committee",
        meeting="Thursday, 25 November 2021",
        as_at=now,
        agenda=(AgendaPart("Part I (Open to Press and Public)", lines),),
        papers=papers,
    )


def _appendices(tables: tuple[str, ...], now):
    for letter, table in zip("ABC", tables, strict=False):
        is_complaints = table == tables_for_export.COMPLAINTS
        quarter = (
            FinancialYear(complaint_data.LAST_YEAR).quarters[-1]
            if is_complaints
            else Quarter.from_ordinal(data.LAST)
        )
        view = tables_for_export.view_for(table, None)
        document: Document = tables_for_export.build(table, quarter, view=view, now=now)
        assert list(tables_of(document)), f"{table} is empty: nothing would be measured"
        yield f"Appendix '{letter}'", document
