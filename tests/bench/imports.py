"""Importing 10,000 figures from each kind of file: read, checked, written, audited, with their outbox rows."""

from __future__ import annotations

import io

import xlsxwriter
from django.utils import timezone

from council.authorization import Role
from council.models import OutboxMessage, ReportingQuarter, RoleAssignment, User
from council.periods import Quarter
from council.spreadsheets import Sheet, read
from kpis.actions.imports import import_figures
from kpis.imports import REQUIRED
from tests.bench import data
from tests.bench.measure import Report, seconds
from tests.hostile_files import csv_file, ods_file

INDICATORS, QUARTERS = 1000, 10
MOST_SECONDS = 10

Rows = list[dict[str, str]]


def run(report: Report) -> None:
    """New figures of ten quarters from each kind of file, then the same places corrected, then the same file again."""
    data.make_council()
    data.make_series(INDICATORS, 1)
    lead = User.objects.get()
    RoleAssignment.objects.create(user=lead, role=Role.PERFORMANCE)
    now = timezone.now()
    first = data.LAST + 1
    writers = {"csv": csv_file, "xlsx": _xlsx_file, "ods": ods_file}
    ReportingQuarter.objects.bulk_create(
        ReportingQuarter(ordinal=ordinal, opened_at=now)
        for ordinal in range(first, first + QUARTERS * len(writers))
    )
    for number, (kind, write) in enumerate(writers.items()):
        quarters = range(first + number * QUARTERS, first + (number + 1) * QUARTERS)
        _measure(report, f"10,000 new figures, {kind}", write(_rows(quarters, 50)), lead)
        if kind == "xlsx":
            corrected = write(_rows(quarters, 60))
            _measure(report, f"10,000 corrections, {kind}", corrected, lead)
            _measure(report, f"10,000 unchanged figures, {kind}", corrected, lead)


def _measure(report: Report, what: str, content: bytes, lead: User) -> None:
    OutboxMessage.objects.all().delete()
    sheets: list[Sheet] = []
    reading = seconds(lambda: sheets.append(read("figures", content, needed=REQUIRED)))
    writing = seconds(lambda: import_figures(sheet=sheets[0], by=lead))
    report.add(f"imports: {what}, read", reading, "s")
    report.add(f"imports: {what}, read and written", reading + writing, "s", most=MOST_SECONDS)


def _rows(quarters: range, base: int) -> Rows:
    return [
        {
            "kpi": f"bench-{indicator}",
            "period": str(Quarter.from_ordinal(ordinal)),
            "value": f"{base + indicator % 400 / 10:.1f}",
            "note": "From the service's own records",
        }
        for ordinal in quarters
        for indicator in range(1, INDICATORS + 1)
    ]


def _xlsx_file(rows: Rows) -> bytes:
    """As Excel writes it: shared strings, and numbers as numbers."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet("Figures")
        page.write_row(0, 0, list(rows[0]))
        for number, row in enumerate(rows, start=1):
            page.write_row(number, 0, [row["kpi"], row["period"], float(row["value"]), row["note"]])
    return stream.getvalue()
