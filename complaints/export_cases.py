"""The log of cases as a file, for complaints managers. Takes rows; nothing that a person wrote is in it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from complaints.models import Area, Complainant, Details, Kind, Outcome, Standing
from complaints.presenters import procedure_label, stage_label
from council.period_kinds import date_label
from council.sections import Cell, Column, Document, Row, Section, Table

MARKING = "Not for publication: individual complaints"
#: A log of thousands of rows is for sorting and counting, not for reading.
LOG_FORMATS = {"xlsx": "Excel", "ods": "OpenDocument", "csv": "CSV"}
COLUMNS = (
    Column("reference", "Reference"),
    Column("synthetic", "Synthetic"),
    Column("kind", "Kind"),
    Column("received", "Received"),
    Column("captured", "Captured"),
    Column("area", "Area"),
    Column("service", "Service"),
    Column("type", "Service type"),
    Column("complainant", "From"),
    Column("joint", "Joint with the NHS"),
    Column("procedure", "Procedure"),
    Column("stage", "Stage"),
    Column("due", "Due"),
    Column("closed", "Closed"),
    Column("outcome", "Outcome"),
    Column("resolved_at", "Ended at"),
)


def case_document(rows: Sequence[Standing], *, council: str, as_at: datetime.datetime) -> Document:
    """Cases one a row, in the order given."""
    table = Table("Cases of the feedback log", COLUMNS, tuple(_row(row) for row in rows))
    return Document(
        title="Complaints, comments and compliments",
        marking=MARKING,
        council=council,
        as_at=as_at,
        sections=(Section("Cases", (table,)),),
    )


def _row(row: Standing) -> Row:
    return Row(
        (
            Cell(row.feedback.reference),
            Cell("Synthetic" if row.feedback.synthetic else "No"),
            Cell(Kind(row.kind).label),
            _day(row.received_on),
            Cell(Details.Captured(row.captured).label),
            Cell(Area(row.area).label),
            Cell(row.service.name if row.service else ""),
            Cell(row.service_type.name if row.service_type else ""),
            Cell(Complainant(row.complainant).label),
            Cell("Joint" if row.joint else "No"),
            Cell(procedure_label(row.procedure) if row.procedure else ""),
            Cell(stage_label(row.procedure, row.stage) if row.stage else ""),
            _day(row.due_on),
            _day(row.closed_on),
            Cell(Outcome(row.outcome).label if row.outcome else ""),
            Cell(stage_label(row.procedure, row.resolved_at) if row.resolved_at else ""),
        )
    )


def _day(day: datetime.date | None) -> Cell:
    return Cell(date_label(day)) if day else Cell()
