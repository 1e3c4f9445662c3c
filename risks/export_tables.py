"""The register as a table with a row for each entry, as in 2018/19, the summary profile, and the key to scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from council.sections import Block, Bullets, Cell, Column, Footnote, Line, Row, Section, Table
from risks.export_cards import ACTION_HEADINGS, OWN_ACTIONS, PRINTED_NAMES, PRINTED_SCORES
from risks.export_cells import (
    PrintedNotes,
    carried_over,
    direction_lines,
    measure_lines,
    outline_lines,
    owners_view,
    score_cell,
    shown_by_scores,
    step_words,
)
from risks.matrix import Band, Matrix
from risks.models import Action
from risks.presenters import CONFIDENCE, band_mark, confidence_mark
from risks.selectors.movement_report import MovementReport
from risks.selectors.profile import Line as ProfileLine
from risks.selectors.profile import Profile
from risks.selectors.register import Row as EntryRow
from risks.travel import PRINTED

RISK_HEADINGS = (
    "RIN",
    "Risk description",
    "Risk type",
    "Possible consequences",
    "Current controls",
    "Risk score",
    "Mitigating actions",
    "Residual risk score",
    "Risk owner",
    "Direction of travel",
)
OPPORTUNITY_HEADINGS = (
    "OIN",
    "Opportunity description",
    "Opportunity type",
    "Possible benefits",
    "Progress to date",
    "Opportunity score",
    "Maximising actions",
    "Residual opportunity score",
    "Opportunity owner",
    "Direction of travel",
)
KEYS = (
    ("ref", 0.7),
    ("description", 2),
    ("type", 1.8),
    ("consequences", 2.4),
    ("controls", 5),
    ("score", 1),
    ("actions", 5),
    ("residual", 1.4),
    ("owner", 1.5),
    ("direction", 3),
)


def register_tables(rows: Sequence[EntryRow]) -> Iterator[tuple[str, Table]]:
    """Risks, then opportunities, each with its heading; risks are always told of."""
    for opportunity in (False, True):
        members = [row for row in rows if row.is_opportunity == opportunity]
        if not members and opportunity:
            continue
        title = "Opportunities" if opportunity else "Risks"
        headings = OPPORTUNITY_HEADINGS if opportunity else RISK_HEADINGS
        notes = [note for row in members for note in PrintedNotes(row).footnotes(*PRINTED_NAMES)]
        yield (
            title,
            Table(
                caption=f"{title} ({headings[0]}: {'Opportunity' if opportunity else 'Risk'} Identification Number)",
                columns=tuple(
                    Column(
                        key, heading, weight=weight, kind="status" if key in {"score", "residual"} else "text"
                    )
                    for (key, weight), heading in zip(KEYS, headings, strict=True)
                ),
                rows=tuple(Row(tuple(_cells(row))) for row in members),
                notes=tuple(notes),
            ),
        )


def _cells(row: EntryRow) -> Iterator[Cell]:
    """Of a risk the controls stand before its score, of an opportunity the progress; what else there is goes below it."""
    notes = PrintedNotes(row)
    progress = list(outline_lines(row.assessment.progress, with_owner=True)) if row.assessment else []
    controls = list(measure_lines(row.controls, with_owner=True))
    first, then = (progress, controls) if row.is_opportunity else (controls, progress)
    more = "Current controls" if row.is_opportunity else "Progress"
    unreviewed = carried_over(row)
    yield Cell(row.ref)
    yield Cell.outline(
        [
            Line(row.details.title, "heading" if row.details.description else "text"),
            *outline_lines(row.details.description),
            *([Line(unreviewed)] if unreviewed else []),
        ]
    )
    yield Cell(row.details.category) if row.details.category else Cell.missing()
    yield Cell.outline(outline_lines(row.details.consequences))
    yield Cell.outline([*first, *([Line(more, "heading"), *then] if then else [])])
    yield score_cell(
        row.current,
        with_words=True,
        notes=tuple(key for name in PRINTED_NAMES[:3] for key in notes.keys(name)),
    )
    yield Cell.outline(_action_lines(row))
    yield score_cell(
        row.target,
        with_words=True,
        notes=tuple(key for name in PRINTED_NAMES[3:] for key in notes.keys(name)),
    )
    yield Cell(row.details.owner) if row.details.owner else Cell.missing()
    travel = outline_lines(row.assessment.travel) if row.assessment else ()
    dated = [Line(f"Target date: {row.target_date}")] if row.target_date else []
    yield Cell.outline([*direction_lines(row), *travel, *dated])


def _action_lines(row: EntryRow) -> Iterator[Line]:
    """The actions of the entry's own kind, then others under their name."""
    own = OWN_ACTIONS[row.is_opportunity]
    yield from measure_lines((each for each in row.actions if each.kind == own), with_owner=True)
    others = [each for each in row.actions if each.kind != own]
    if others:
        yield Line(ACTION_HEADINGS[Action.Kind(others[0].kind)][0], "heading")
        yield from measure_lines(others, with_owner=True)


def overview_table(rows: Sequence[EntryRow]) -> Table:
    """The entries at a glance, with what the cover report says of each where it says something."""
    said = any(row.assessment and row.assessment.summary for row in rows)
    columns = [
        Column("ref", "ID"),
        Column("title", "Title", weight=4),
        Column("current", "Current score", kind="status", weight=1.8),
        Column("target", "Target (residual) score", kind="status", weight=1.8),
    ]
    if said:
        columns.append(Column("summary", "Summary", weight=7))

    def cells(row: EntryRow) -> Iterator[Cell]:
        yield Cell(row.ref)
        yield Cell(row.details.title)
        yield score_cell(row.current)
        yield score_cell(row.target)
        if said:
            summary = row.assessment.summary if row.assessment else []
            first, then = [Line(text) for text in summary[:1]], [Line(text, "bullet") for text in summary[1:]]
            yield Cell.outline([*first, *then])

    return Table("Entries at a glance", tuple(columns), tuple(Row(tuple(cells(row))) for row in rows))


def profile_tables(profile: Profile) -> Iterator[Table]:
    """The Corporate Summary Risk Profile: risks, then opportunities."""
    yield _profile_table(profile, profile.risks, "Risk")
    if profile.opportunities:
        yield _profile_table(profile, profile.opportunities, "Opportunity")


def _profile_table(profile: Profile, lines: Sequence[ProfileLine], word: str) -> Table:
    columns = (
        Column("ref", f"{word} ID", weight=1),
        Column("description", f"{word} description", weight=3),
        Column("current", "Current rating", kind="status", weight=1.7),
        Column("target", "Target rating", kind="status", weight=1.7),
        Column("target_date", "Target date", weight=1.6),
        *(
            Column(f"confidence_{number}", f"Confidence Q{number}", kind="status")
            for number, _ in enumerate(profile.quarters, start=1)
        ),
        Column("direction", "Direction of travel", weight=1.5),
        Column("by_scores", "Direction by the scores", weight=1.2),
    )
    notes: list[Footnote] = []
    rows = []
    for line in lines:
        row, printed = line.row, PrintedNotes(line.row)
        notes += printed.footnotes("score", "target_score")
        current, target = (
            score_cell(standing, notes=printed.keys(PRINTED_SCORES[position]))
            for position, standing in (("current", row.current), ("target", row.target))
        )
        rows.append(
            Row(
                (
                    Cell(row.ref),
                    Cell(row.details.title),
                    current,
                    target,
                    Cell(row.target_date) if row.target_date else Cell.missing(),
                    *confidence_cells(line),
                    Cell(owners_view(row)) if owners_view(row) else Cell.missing(),
                    Cell(shown_by_scores(row) or "No earlier score"),
                )
            )
        )
    title = "Risks" if word == "Risk" else "Opportunities"
    return Table(f"{title}: summary profile", columns, tuple(rows), notes=tuple(notes))


def confidence_cells(line: ProfileLine) -> Iterator[Cell]:
    """What was said in each quarter of the year; a quarter that is still to come says so."""
    for said in line.confidence:
        yield Cell("To come") if said.to_come else Cell.mark(confidence_mark(said.code))


def movement_blocks(report: MovementReport) -> Iterator[Block]:
    """The paragraph with its counts, and a sentence for each movement."""
    for part in report.parts:
        yield part.lead
        if part.sentences:
            yield Bullets(part.sentences)
    if report.also_reported:
        yield "Also reported:"
        yield Bullets(report.also_reported)


def key_section(matrix: Matrix, *, level: int, title: str = "Key to scores") -> Section:
    """The matrix with its words, for risks and for opportunities, what its bands are, and what else marks mean."""
    blocks: list[Block] = [
        _matrix_table(matrix, False, "Risks: score and band of each impact and likelihood"),
        _matrix_table(matrix, True, "Opportunities: score and band of each impact and likelihood"),
    ]
    lines = {"within appetite": matrix.appetite, "tolerated": matrix.tolerance}
    blocks += [
        f"Risks up to a score of {line:f} are {name}." for name, line in lines.items() if line is not None
    ]
    blocks.append(
        Table(
            "Confidence of the owner that the target will be reached by its date",
            tuple(Column(code, code.capitalize(), kind="status") for code in CONFIDENCE),
            (Row(tuple(Cell.mark(mark) for mark in CONFIDENCE.values())),),
            header_columns=0,
        )
    )
    signs = ", ".join(f"{sign} {travel}" for travel, sign in PRINTED.items())
    blocks.append(f"Direction of travel, as the owner sees it: {signs}.")
    return Section(title, tuple(blocks), level=level, new_page=True)


def _matrix_table(matrix: Matrix, opportunity: bool, caption: str) -> Table:
    cells = matrix.cells(opportunity)
    columns = (
        Column("impact", "Impact, and likelihood to the right", weight=1.6),
        *(
            Column(
                f"likelihood_{cell.likelihood.value}", step_words(cell.likelihood, opportunity), kind="status"
            )
            for cell in cells[0]
        ),
    )
    return Table(
        caption,
        columns,
        tuple(
            Row(
                (
                    Cell(step_words(line[0].impact, opportunity)),
                    *(_key_cell(f"{cell.score:f}", cell.band) for cell in line),
                )
            )
            for line in cells
        ),
    )


def _key_cell(score: str, band: Band | None) -> Cell:
    return Cell(score) if band is None else Cell.mark(replace(band_mark(band), word=f"{score} {band.label}"))
