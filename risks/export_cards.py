"""The cards of a register, as in the paper of 25 November 2021: one entry after another, each from a new page.

A card has four or five tables, and what the paper prints at its head (ID, title, current and target score) stands above the
headings of each on every page. Controls stand beside the actions under the same heading, each with its owner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest

from council.sections import Cell, Column, Row, Section, Table
from risks import outlines
from risks.export_cells import (
    PrintedNotes,
    carried_over,
    confidence_cell,
    direction_lines,
    measure_lines,
    name_of,
    outline_lines,
    score_cell,
    step_cell,
    word_of,
)
from risks.models import Action
from risks.models.entries import Measure
from risks.selectors.register import Row as EntryRow

#: What is done about an entry of each kind first and foremost.
OWN_ACTIONS = {True: Action.Kind.TO_REALISE, False: Action.Kind.MITIGATING}
ACTION_HEADINGS = {
    Action.Kind.MITIGATING: ("Mitigating actions", "Mitigation owner"),
    Action.Kind.TO_REALISE: ("Actions to realise", "Action owner"),
}


def card(row: EntryRow, *, level: int) -> Section:
    """The card of one entry."""
    unreviewed = carried_over(row)
    return Section(
        name_of(row), (*((unreviewed,) if unreviewed else ()), *_tables(row)), level=level, new_page=True
    )


def banner(row: EntryRow) -> str:
    """The head of the printed card."""
    scores = (
        f"{name} {word_of(row).lower()} score: {'not given' if score is None else f'{score:f}'}"
        for name, score in (("Current", row.current.score), ("Target", row.target.score))
    )
    return " | ".join([f"{word_of(row)} ID: {row.ref}", row.details.title, *scores])


def _tables(row: EntryRow) -> Iterator[Table]:
    yield _scores(row)
    yield _what_it_is(row)
    yield from _measures(row)
    if row.assessment:
        for kept, heading in (
            (row.assessment.progress, "Progress"),
            (row.assessment.travel, "Direction of travel"),
        ):
            if kept:
                yield _said(row, kept, heading)


def _scores(row: EntryRow) -> Table:
    word, notes = word_of(row), PrintedNotes(row)
    columns = [Column("owner", f"{word} owner", weight=2)]
    cells = [Cell(row.details.owner) if row.details.owner else Cell.missing()]
    if row.details.category:
        columns.append(Column("category", f"{word} type", weight=1.5))
        cells.append(Cell(row.details.category))
    for position, standing in (("current", row.current), ("target", row.target)):
        name = position.capitalize()
        columns += [
            Column(f"{position}_likelihood", f"{name} likelihood"),
            Column(f"{position}_impact", f"{name} impact"),
            Column(f"{position}_score", f"{name} {word.lower()} score", kind="status", weight=1.5),
        ]
        cells += [
            step_cell(standing.likelihood, row, notes=notes.keys(f"{position}_likelihood")),
            step_cell(standing.impact, row, notes=notes.keys(f"{position}_impact")),
            score_cell(standing, notes=notes.keys(PRINTED_SCORES[position])),
        ]
    columns += [
        Column("target_date", "Target date", weight=1.2),
        Column("confidence", f"Target {word.lower()} confidence", kind="status", weight=1.2),
        Column("direction", "Direction of travel", weight=1.3),
    ]
    cells += [
        Cell(row.target_date) if row.target_date else Cell.missing(),
        confidence_cell(row),
        Cell.outline(direction_lines(row)),
    ]
    return Table(
        caption=f"{row.ref}: owner, scores and target",
        columns=tuple(columns),
        rows=(Row(tuple(cells)),),
        notes=tuple(notes.footnotes(*PRINTED_NAMES)),
        banner=banner(row),
    )


#: Under what name an assessment keeps the score that was printed for a position, and everything it may keep.
PRINTED_SCORES = {"current": "score", "target": "target_score"}
PRINTED_NAMES = (
    "current_likelihood",
    "current_impact",
    "score",
    "target_likelihood",
    "target_impact",
    "target_score",
)


def _what_it_is(row: EntryRow) -> Table:
    word = word_of(row)
    follows = "Possible benefits" if row.is_opportunity else "Risk consequences"
    description = list(outline_lines(row.details.description))
    return Table(
        caption=f"{row.ref}: description and {follows.split()[-1]}",
        columns=(
            Column("description", f"{word} description", weight=4),
            Column("consequences", follows, weight=5),
        ),
        rows=(
            Row(
                (
                    Cell.outline(description) if description else Cell(row.details.title),
                    Cell.outline(outline_lines(row.details.consequences)),
                )
            ),
        ),
        header_columns=0,
        banner=banner(row),
    )


def _measures(row: EntryRow) -> Iterator[Table]:
    """Controls beside the actions of the entry's own kind; others, which few entries have, below them."""
    own = OWN_ACTIONS[row.is_opportunity]
    for kind in (own, *(kind for kind in Action.Kind if kind != own)):
        actions = [action for action in row.actions if action.kind == kind]
        heading, owner = ACTION_HEADINGS[kind]
        action_columns = (Column("action", heading, weight=5), Column("action_owner", owner, weight=1.6))
        if kind == own:
            yield Table(
                caption=f"{row.ref}: current controls and {heading.lower()}",
                columns=(
                    Column("control", "Current controls", weight=5),
                    Column("control_owner", "Control owner", weight=1.6),
                    *action_columns,
                ),
                rows=tuple(side_by_side(row.controls, actions)),
                header_columns=0,
                banner=banner(row),
            )
        elif actions:
            yield Table(
                caption=f"{row.ref}: {heading.lower()}",
                columns=action_columns,
                rows=tuple(Row(tuple(_pair(block))) for block in blocks(actions)),
                header_columns=0,
                banner=banner(row),
            )


def blocks(measures: Sequence[Measure]) -> list[list[Measure]]:
    """What stands together: measures that follow one another under one heading, with one owner."""
    return [list(each) for _, each in groupby(measures, key=lambda each: (_theme(each), each.owner))]


def side_by_side(controls: Sequence[Measure], actions: Sequence[Measure]) -> Iterator[Row]:
    """Controls with their owners beside actions with theirs: those under the same heading in the same row."""
    left, right = blocks(controls), blocks(actions)
    themes = dict.fromkeys(_theme(block[0]) for block in (*left, *right))
    for theme in themes:
        pair = ([block for block in side if _theme(block[0]) == theme] for side in (left, right))
        for control, action in zip_longest(*pair, fillvalue=()):
            yield Row((*_pair(control), *_pair(action)))


def _theme(measure: Measure) -> str:
    """Headings that differ in their capitals only are one: "Our Ways of Working" among controls and actions."""
    return measure.heading.casefold()


def _pair(block: Sequence[Measure]) -> Iterator[Cell]:
    """A block of measures, and its owner."""
    if not block:
        yield from (Cell("None"), Cell.missing("z"))
        return
    yield Cell.outline(measure_lines(block))
    yield Cell(block[0].owner) if block[0].owner else Cell.missing()


def _said(row: EntryRow, kept: list, heading: str) -> Table:
    """An outline of the assessment, a row for each of its headings, with owners where the paper prints them."""
    groups = outlines.from_json(kept)
    owned = any(group.owner for group in groups)
    columns = [Column("said", heading, weight=5)]
    rows = []
    for group in groups:
        cells = [Cell.outline(outline_lines(outlines.to_json((group,))))]
        if owned:
            cells.append(Cell(group.owner) if group.owner else Cell.missing())
        rows.append(Row(tuple(cells)))
    if owned:
        columns.append(Column("owner", "Owner"))
    return Table(
        caption=f"{row.ref}: {heading.lower()}",
        columns=tuple(columns),
        rows=tuple(rows),
        header_columns=0,
        banner=banner(row),
    )
