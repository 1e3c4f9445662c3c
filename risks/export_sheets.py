"""The register as rows to sort and count by, for spreadsheets and CSV: one an entry, a control, an action, a point."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from council.period_kinds import date_label
from council.sections import Cell, Column, Row, Table
from risks import outlines
from risks.export_cards import PRINTED_NAMES, PRINTED_SCORES
from risks.export_cells import (
    PrintedNotes,
    band_cell,
    carried_over,
    confidence_cell,
    number_cell,
    outline_lines,
    owners_view,
    shown_by_scores,
    step_cell,
    step_words,
    word_of,
)
from risks.export_tables import confidence_cells
from risks.matrix import Matrix
from risks.models import Assessment
from risks.models.entries import Measure
from risks.presenters import band_mark
from risks.selectors.movement_report import MovementReport
from risks.selectors.profile import Profile
from risks.selectors.register import Row as EntryRow

REF = Column("ref", "ID")
TITLE = Column("title", "Title", weight=3)
HEADINGS = (Column("heading", "Heading", weight=2), Column("sub_heading", "Sub-heading", weight=2))
OWNER = Column("owner", "Owner", weight=2)
SCORES = tuple(
    column
    for name in ("Current", "Target")
    for key in [name.lower()]
    for column in (
        Column(f"{key}_likelihood", f"{name} likelihood"),
        Column(f"{key}_impact", f"{name} impact"),
        Column(f"{key}_score", f"{name} score", kind="number"),
        Column(f"{key}_band", f"{name} band", kind="status"),
    )
)


def register_sheets(rows: Sequence[EntryRow], report: MovementReport) -> Iterator[Table]:
    """The tables of a register."""
    yield _entries(rows)
    yield _lines(rows, "consequence", "Consequences and benefits", lambda row: row.details.consequences)
    yield _controls(rows)
    yield _actions(rows)
    yield _lines(rows, "progress", "Progress", _assessed("progress"))
    yield _lines(rows, "travel", "Direction of travel in words", _assessed("travel"))
    yield movements(report)


def profile_sheets(profile: Profile, report: MovementReport) -> Iterator[Table]:
    """The summary profile as one table of risks and opportunities."""
    columns = (
        REF,
        Column("kind", "Kind"),
        TITLE,
        *(column for column in SCORES if column.key.endswith(("score", "band"))),
        Column("target_date", "Target date"),
        *(
            Column(f"confidence_{each}", f"Confidence {each.label}", kind="status")
            for each in profile.quarters
        ),
        Column("direction", "Direction of travel (owner)"),
        Column("by_scores", "Direction by the scores"),
    )
    lines = (*profile.risks, *profile.opportunities)
    yield Table(
        "Summary profile",
        columns,
        tuple(
            Row(
                (
                    *_named(line.row),
                    *_scores(line.row, with_steps=False),
                    _text(line.row.target_date),
                    *confidence_cells(line),
                    _text(owners_view(line.row)),
                    _text(shown_by_scores(line.row)),
                )
            )
            for line in lines
        ),
        notes=tuple(
            note for line in lines for note in PrintedNotes(line.row).footnotes(*PRINTED_SCORES.values())
        ),
    )
    yield movements(report)


def movements(report: MovementReport) -> Table:
    """The movements paragraph, and a row for each sentence."""
    columns = (Column("part", "Part", weight=3), Column("movement", "Movement", weight=6))
    told = [(part.lead, sentence) for part in report.parts for sentence in part.sentences or ("",)]
    told += [("Also reported", sentence) for sentence in report.also_reported]
    return Table("Movements", columns, tuple(Row((Cell(lead), _text(sentence))) for lead, sentence in told))


def key_sheet(matrix: Matrix) -> Table:
    """The matrix, a row for each of its cells."""
    columns = (
        Column("key_impact", "Impact", weight=3),
        Column("key_likelihood", "Likelihood", weight=2),
        Column("key_score", "Score", kind="number"),
        Column("key_band", "Band of a risk", kind="status"),
        Column("key_opportunity_band", "Band of an opportunity", kind="status"),
    )

    def line(place: int, at: int) -> Row:
        risk, opportunity = matrix.cells()[place][at], matrix.cells(opportunity=True)[place][at]
        words = dict.fromkeys(
            step_words(cell.impact, mirrored) for cell, mirrored in ((risk, False), (risk, True))
        )
        return Row(
            (
                Cell(" for a risk, ".join(words) + (" for an opportunity" if len(words) > 1 else "")),
                Cell(step_words(risk.likelihood, False)),
                Cell.figure(risk.score),
                *(
                    Cell.mark(band_mark(each.band)) if each.band else Cell.missing()
                    for each in (risk, opportunity)
                ),
            )
        )

    lines = (line(place, at) for place, cells in enumerate(matrix.cells()) for at, _ in enumerate(cells))
    return Table("Key to scores", columns, tuple(lines))


def _entries(rows: Sequence[EntryRow]) -> Table:
    columns = (
        REF,
        Column("kind", "Kind"),
        TITLE,
        Column("category", "Type", weight=2),
        Column("description", "Description", weight=5),
        OWNER,
        *SCORES,
        Column("target_date", "Target date"),
        Column("confidence", "Confidence", kind="status"),
        Column("direction", "Direction of travel (owner)"),
        Column("by_scores", "Direction by the scores"),
        Column("summary", "Summary", weight=5),
        Column("reviewed", "Review", weight=2),
    )
    return Table(
        "Entries",
        columns,
        tuple(Row(tuple(_entry(row))) for row in rows),
        notes=tuple(note for row in rows for note in PrintedNotes(row).footnotes(*PRINTED_NAMES)),
    )


def _entry(row: EntryRow) -> Iterator[Cell]:
    yield from _named(row)
    yield _text(row.details.category)
    yield Cell.outline(outline_lines(row.details.description))
    yield _text(row.details.owner)
    yield from _scores(row)
    yield _text(row.target_date)
    yield confidence_cell(row)
    yield _text(owners_view(row))
    yield _text(shown_by_scores(row))
    yield _text("\n".join(row.assessment.summary) if row.assessment else "")
    yield Cell(carried_over(row) or f"Assessed in {row.quarter.label}")


def _scores(row: EntryRow, *, with_steps: bool = True) -> Iterator[Cell]:
    notes = PrintedNotes(row)
    for position, standing in (("current", row.current), ("target", row.target)):
        if with_steps:
            yield step_cell(standing.likelihood, row, notes=notes.keys(f"{position}_likelihood"))
            yield step_cell(standing.impact, row, notes=notes.keys(f"{position}_impact"))
        yield number_cell(standing, notes=notes.keys(PRINTED_SCORES[position]))
        yield band_cell(standing)


def _assessed(name: str) -> Callable[[EntryRow], list]:
    """An outline of the assessment; without one, nothing."""

    def outline_of(row: EntryRow) -> list:
        assessment: Assessment | None = row.assessment
        return getattr(assessment, name) if assessment else []

    return outline_of


def _lines(rows: Sequence[EntryRow], key: str, caption: str, outline_of: Callable[[EntryRow], list]) -> Table:
    """An outline of each entry, a row for each of its points."""
    found = [
        Row(
            (
                *_named(row),
                _blank(group.heading),
                _blank(group.sub_heading),
                _pointed(item.text, item.sub_items),
                _blank(group.owner),
            )
        )
        for row in rows
        for group in outlines.from_json(outline_of(row))
        for item in group.items
    ]
    columns = (REF, Column("kind", "Kind"), TITLE, *HEADINGS, Column(key, caption, weight=6), OWNER)
    return Table(caption, columns, tuple(found))


def _controls(rows: Sequence[EntryRow]) -> Table:
    columns = (
        *(REF, Column("kind", "Kind"), TITLE, *HEADINGS),
        *(Column("control", "Control", weight=6), OWNER, Column("adequacy", "Adequacy")),
    )
    body = (
        Row((*_named(row), *_measure(control), _blank(control.get_adequacy_display())))
        for row in rows
        for control in row.controls
    )
    return Table("Controls", columns, tuple(body))


def _actions(rows: Sequence[EntryRow]) -> Table:
    columns = (
        *(REF, Column("kind", "Kind"), TITLE, *HEADINGS),
        *(Column("action", "Action", weight=6), OWNER, Column("action_kind", "Kind of action", weight=2)),
        *(Column("status", "Status"), Column("due", "Due"), Column("first_due", "First agreed for")),
        *(
            Column("moved", "Why the date moved", weight=3),
            Column("action_progress", "Progress of the action", weight=3),
        ),
    )
    body = (
        Row(
            (
                *_named(row),
                *_measure(action),
                Cell(action.get_kind_display()),
                _blank(action.get_status_display() if action.status else ""),
                _blank(date_label(action.due) if action.due else ""),
                _blank(date_label(action.due_on) if action.due_on else ""),
                _blank(action.revised_reason),
                _blank(action.progress),
            )
        )
        for row in rows
        for action in row.actions
    )
    return Table("Actions", columns, tuple(body))


def _measure(measure: Measure) -> Iterator[Cell]:
    yield _blank(measure.heading)
    yield _blank(measure.sub_heading)
    yield _pointed(measure.text, measure.sub_items)
    yield _text(measure.owner)


def _named(row: EntryRow) -> Iterator[Cell]:
    yield Cell(row.ref)
    yield Cell(word_of(row))
    yield Cell(row.details.title)


def _pointed(text: str, sub_items: Sequence[str]) -> Cell:
    return Cell("\n".join([text, *(f"– {each}" for each in sub_items)]))


def _text(text: str) -> Cell:
    """A text, or that there is none where there should be one."""
    return Cell(text) if text else Cell.missing()


def _blank(text: str) -> Cell:
    """A text that many rows do without."""
    return Cell(text) if text else Cell.missing("z")
