"""The committee's table as files: 60 rows, as a council's paper has, and 500; and the register's cards, 20 entries.

Each file is written once: the typesetter remembers a document, and would draw the same one again in no time.
"""

from __future__ import annotations

import io

from django.utils import timezone

from committee import tables_for_export
from committee.exports import FORMATS, write
from council.periods import Quarter
from kpis.actions import ratings
from kpis.selectors.inputs import EVERYTHING
from kpis.visibility import visible_to
from risks.visibility import visible_to as risks_visible_to
from tests.bench import data, risk_data
from tests.bench.measure import Report, empty_database, median_of, seconds

MOST_SECONDS = {("docx", 500): 1, ("xlsx", 500): 0.3, ("pdf", 500): 3}
RISK_ENTRIES, QUARTERS = 20, 8
PACK_SECONDS = 10  # Word and PDF of a committee's pack: its indicators and its risks


def run(report: Report) -> None:
    """Everything a download does: read the rows, put the table together, write the file."""
    quarter = Quarter.from_ordinal(data.LAST)
    pack = _register(report, quarter)
    for rows in (60, 500):
        empty_database()
        data.make_council()
        data.make_series(rows, QUARTERS)
        ratings.rate(EVERYTHING)
        document = _build(quarter)
        times = {}
        report.add(f"exports: {rows} rows, table put together", median_of(lambda: _build(quarter), 3), "s")
        for code in FORMATS:
            times[code] = seconds(lambda code=code, paper=document: write(paper, code, io.BytesIO()))
            report.add(
                f"exports: {rows} rows, {code} written", times[code], "s", most=MOST_SECONDS.get((code, rows))
            )
        if rows == 60:
            report.add(
                "exports: Word and PDF of a paper's indicators and register",
                pack + times["docx"] + times["pdf"],
                "s",
                most=PACK_SECONDS,
            )


def _register(report: Report, quarter: Quarter) -> float:
    """The cards of a register, two of them as long as the longest printed; seconds for its Word and its PDF."""
    empty_database()
    data.make_council()
    risk_data.make_registers(RISK_ENTRIES, QUARTERS)
    name = f"exports: register of {RISK_ENTRIES}"
    putting = median_of(lambda: _cards(quarter), 3)
    report.add(f"{name}, put together", putting, "s")
    document, times = _cards(quarter), {}
    for code in FORMATS:
        times[code] = seconds(lambda code=code: write(document, code, io.BytesIO()))
        report.add(f"{name}, {code} written", times[code], "s")
    return putting + times["docx"] + times["pdf"]


def _cards(quarter: Quarter):
    view = risks_visible_to(None)
    return tables_for_export.build("risk-register", quarter, view=view, now=timezone.now())


def _build(quarter: Quarter):
    return tables_for_export.build("kpis", quarter, view=visible_to(None), now=timezone.now())
