"""The ledger of an indicator's targets as a document, for files."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils.timezone import localtime

from council.periods import date_label
from council.sections import Cell, Column, Document, Row, Section, Table
from kpis.models import Definition
from kpis.presenters import target_in_full, target_period
from kpis.selectors.targets import LedgerLine

NOT_RECORDED = "Not recorded"
COLUMNS = (
    Column("for", "For", weight=2),
    Column("before", "Before", weight=2),
    Column("target", "Target", weight=2),
    Column("why", "Why", weight=4),
    Column("approved_by", "Approved by", weight=2),
    Column("set_on", "Set on", weight=1.5),
    Column("set_by", "Set by", weight=2),
)


def ledger_document(
    definition: Definition, lines: Iterable[LedgerLine], *, council: str, as_at: datetime.datetime
) -> Document:
    """Every target that was ever set, newest first: old, new, reason, approver, date and person."""
    table = Table(
        caption="Every target that was set, newest first",
        columns=COLUMNS,
        rows=tuple(_row(line, definition) for line in lines),
    )
    return Document(
        title=f"Targets: {definition.name}",
        subtitle=definition.chapter.name,
        council=council,
        as_at=as_at,
        key=(),
        section_heading="",
        table_heading="",
        orientation="landscape",
        sections=(Section("Targets", (table,)),),
    )


def _row(line: LedgerLine, definition: Definition) -> Row:
    target = line.target
    texts = (
        target_period(target),
        target_in_full(line.replaced, definition),
        target_in_full(target, definition),
        target.reason or NOT_RECORDED,
        target.approved_by or NOT_RECORDED,
        date_label(localtime(target.recorded_at).date()),
        str(target.recorded_by or NOT_RECORDED),
    )
    return Row(tuple(Cell(text) for text in texts))
