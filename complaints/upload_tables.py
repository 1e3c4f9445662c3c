"""What a log that is uploaded would become, row by row; without a name or a word of what people wrote."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from complaints.log_rows import LogRow
from complaints.models import Area, Complainant, Kind, Outcome
from complaints.presenters import procedure_label, stage_label
from council.period_kinds import date_label


@dataclass(frozen=True)
class UploadRow:
    """A row of the preview, in words."""

    number: int
    reference: str
    kind: str
    received: str
    about: str
    complainant: str
    stage: str
    ends: str
    has_words: bool
    is_alike: bool


def upload_rows(rows: Iterable[LogRow], alike: Collection[int]) -> list[UploadRow]:
    """The rows as the page shows them; `alike` are those that may be in the log already."""
    return [_row(row, row.number in alike) for row in rows]


def _row(row: LogRow, is_alike: bool) -> UploadRow:
    said = row.details
    stage = stage_label(said["procedure"], row.stage["stage"]) if row.stage else ""
    return UploadRow(
        number=row.number,
        reference=row.reference or "the next of its year",
        kind=Kind(row.kind).label,
        received=date_label(said["received_on"]),
        about=row.type_name or Area(said["area"]).label,
        complainant=Complainant(said["complainant"]).label,
        stage=f"{procedure_label(said['procedure'])}: {stage}" if stage else "",
        ends=_ends(row),
        has_words=bool(row.texts),
        is_alike=is_alike,
    )


def _ends(row: LogRow) -> str:
    """By when it is due, or how and when it was answered."""
    if answered := row.stage.get("answered_on"):
        return f"{Outcome(row.stage['outcome']).label}, {date_label(answered)}"
    return f"Due {date_label(row.due_on)}" if row.due_on else ""
