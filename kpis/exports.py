"""The committee's KPI table as a document: Appendix A of the performance report. Takes rows, queries nothing.

One section a corporate priority. Indicators that print the same columns share a table; where the columns differ a new
table begins, as in the paper. The columns follow from each indicator's history setting and the figures there are.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import count, groupby

from council.periods import Quarter, Slot
from council.presenters import UNRATED, direction_of, mark_of
from council.sections import Cell, Column, Document, Footnote, Mark, Row, Section, Table
from kpis.models import Definition
from kpis.presenters import amount, figure_words, slot_heading, table_amount, target_number, target_words
from kpis.selectors.dashboard import IndicatorRow, statuses
from kpis.selectors.grid import Cells
from kpis.selectors.indicator import IndicatorPage
from kpis.selectors.signals import ControlSeries

FORECAST = Footnote("forecast", "A forecast of the full year, made at the end of the quarter.")
#: What is said of one figure in a state, and of all figures of a column.
STATES = {
    "provisional": (
        "Provisional: may change when it is validated.",
        "provisional and may change when validated",
    ),
    "estimate": ("An estimate.", "estimates"),
    "revised": ("Revised since it was first reported.", "revised since they were first reported"),
}

#: What the columns of a table have in common, for its caption.
CAPTIONS = {
    Definition.History.OUTTURNS: "previous outturns and the quarters to date",
    Definition.History.RECENT_QUARTERS: "recent quarters",
    Definition.History.YEAR_AGO: "previous outturns and the same quarter last year",
    Definition.History.YEARS: "year by year",
}


def kpi_document(
    rows: list[IndicatorRow], quarter: Quarter, *, council: str, as_at: datetime.datetime
) -> Document:
    """The whole table. `rows` come from `kpis.selectors.dashboard.rows`, in the order to print."""
    numbers = count(1)
    sections = tuple(
        Section(priority.name, tuple(_tables(list(members), quarter, numbers)))
        for priority, members in groupby(rows, key=lambda row: row.definition.priority)
    )
    return Document(
        title="Corporate performance: key performance indicators",
        subtitle=quarter.label,
        council=council,
        as_at=as_at,
        sections=sections,
        key=_key(rows),
        section_heading="Corporate priority",
        table_heading="",
    )


def _key(rows: list[IndicatorRow]) -> tuple[Mark, ...]:
    """The statuses of the schemes in use, best first, then the states that occur."""
    states = {row.shown_status: UNRATED[row.shown_status] for row in rows if row.shown_status in UNRATED}
    return (*statuses(rows).values(), *states.values())


def _tables(rows: list[IndicatorRow], quarter: Quarter, numbers: Iterator[int]) -> Iterator[Table]:
    shapes = {row.definition.pk: tuple(history_slots(row, quarter)) for row in rows}
    for slots, members in groupby(rows, key=lambda row: shapes[row.definition.pk]):
        together = list(members)
        caption = f"Table {next(numbers)}: {together[0].definition.priority.name}, "
        if slots:
            yield _figures_table(together, slots, quarter, caption + CAPTIONS[together[0].definition.history])
        else:
            yield _words_table(together, caption + "reported in words")


def history_slots(row: IndicatorRow, quarter: Quarter) -> list[Slot]:
    """The columns that an indicator prints, oldest first. None for a report in words."""
    year = quarter.financial_year.ordinal
    history = row.definition.history
    if row.definition.value_type == Definition.ValueType.TEXT:
        return []
    if history == Definition.History.YEARS:
        return [slot for slot in sorted(row.history) if slot.grain == "Y" and slot.ordinal <= year][-4:]
    quarters = [Slot("Q", ordinal) for ordinal in range(4 * year, quarter.ordinal + 1)]
    if history == Definition.History.RECENT_QUARTERS:
        quarters = [Slot("Q", ordinal) for ordinal in range(quarter.ordinal - 3, quarter.ordinal + 1)]
        return [Slot("Y", quarters[0].ordinal // 4 - 1), *quarters]
    outturns = [Slot("Y", year - 2), Slot("Y", year - 1)]
    if history == Definition.History.YEAR_AGO:
        newest = max(
            (slot for slot in row.history if slot.grain == "Q" and slot.ordinal <= quarter.ordinal),
            default=None,
        )
        return [*outturns, newest.last_year(), newest] if newest else outturns
    return outturns + quarters


def _figures_table(
    rows: list[IndicatorRow], slots: tuple[Slot, ...], quarter: Quarter, caption: str
) -> Table:
    with_calculated = any(row.calculated_mark for row in rows)
    frequencies = {row.definition.frequency for row in rows}
    frequency = frequencies.pop() if len(frequencies) == 1 else None
    headings = [
        slot_heading(slot, "annual" if rows[0].definition.history == "years" else frequency) for slot in slots
    ]
    columns = [
        Column("indicator", "Performance indicator", weight=5),
        Column("frequency", "Frequency", weight=1),
        Column("directorate", "Directorate", weight=1.5),
        Column("good_is", "Good is", weight=0.8),
        *(
            Column(str(slot), heading, kind="number", weight=1.1)
            for slot, heading in zip(slots, headings, strict=True)
        ),
        Column("target", f"{quarter.financial_year.label} Target", weight=1.3),
        Column("rating", "Rating", kind="status", weight=1.8),
        *([Column("calculated", "Calculated rating", kind="status", weight=1.5)] if with_calculated else []),
        Column("direction", "Direction of travel", kind="direction", weight=1.2),
    ]
    common = _common_states(rows, slots)
    notes = {note.key: note for note in _column_notes(common)}
    body = tuple(Row(tuple(_cells(row, slots, with_calculated, common, notes))) for row in rows)
    return Table(
        caption=caption,
        columns=tuple(columns),
        rows=body,
        notes=tuple(notes.values()),
    )


def _common_states(rows: list[IndicatorRow], slots: Iterable[Slot]) -> dict[Slot, str]:
    """The state that all figures of a column share: said once for the column instead of in every cell."""
    found: dict[Slot, str] = {}
    for slot in slots:
        states = {f.state for row in rows if (f := row.history.get(slot)) is not None and f.value is not None}
        if len(states) == 1 and len(rows) > 1 and (state := states.pop()) in STATES:
            found[slot] = state
    return found


def _column_notes(common: dict[Slot, str]) -> Iterator[Footnote]:
    for state in dict.fromkeys(common.values()):
        columns = " and ".join(slot_heading(slot) for slot, its in common.items() if its == state)
        yield Footnote(f"columns-{state}-{columns}", f"All figures of {columns} are {STATES[state][1]}.")


def _cells(
    row: IndicatorRow,
    slots: Iterable[Slot],
    with_calculated: bool,
    common: dict[Slot, str],
    notes: dict[str, Footnote],
) -> Iterator[Cell]:
    definition = row.definition
    yield Cell(definition.name, notes=_note_all(notes, definition.indicator.slug, definition.footnotes))
    yield Cell(definition.get_frequency_display())
    yield Cell(definition.directorate.name)
    yield Cell(definition.get_good_is_display())
    for slot in slots:
        yield _figure_cell(row, slot, common, notes)
    yield Cell(target_words(row.target, definition, row.replaced_target))
    yield Cell.mark(row.mark, notes=tuple(_rating_notes(row, notes)))
    if with_calculated:
        yield Cell.mark(row.calculated_mark) if row.calculated_mark else Cell()
    yield Cell(_direction_words(row))


def _figure_cell(row: IndicatorRow, slot: Slot, common: dict[Slot, str], notes: dict[str, Footnote]) -> Cell:
    figure = row.history.get(slot)
    if figure is None:
        return Cell.missing()
    definition = row.definition
    marked = [FORECAST] if figure.is_forecast else []
    if figure.value is not None and figure.state in STATES and slot not in common:
        marked.append(Footnote(figure.state, STATES[figure.state][0]))
    notes |= {note.key: note for note in marked}
    words = figure_words(figure, definition, row.running_total(figure), amount=table_amount)
    if (target := row.slot_target(slot)) is not None:
        words = f"{words} (target {target_number(target, definition)})"
    # A spreadsheet gets the number itself where the cell says nothing else.
    plain = figure.value is not None and words == table_amount(figure.value, definition)
    return Cell(words, number=figure.value if plain else None, notes=tuple(note.key for note in marked))


def _rating_notes(row: IndicatorRow, notes: dict[str, Footnote]) -> Iterator[str]:
    slug = row.definition.indicator.slug
    if row.agreed and row.override:
        note = Footnote(
            f"override-{slug}",
            f"{row.definition.name}: calculated {row.calculated_mark.word if row.calculated_mark else 'not rated'}; "
            f"agreed {row.mark.word} for {row.quarter.label}. {row.override.reason} "
            f"Proposed by {row.override.proposed_by}; agreed by {row.override.decided_by}.",
        )
        notes[note.key] = note
        yield note.key
    if row.is_carried:
        note = Footnote(f"carried-{row.figure.slot}", f"Rated on the figure for {row.figure.slot.label}.")
        notes[note.key] = note
        yield note.key


def _note_all(notes: dict[str, Footnote], slug: str, texts: list[str]) -> tuple[str, ...]:
    for number, text in enumerate(texts, start=1):
        notes[f"{slug}-{number}"] = Footnote(f"{slug}-{number}", text)
    return tuple(f"{slug}-{number}" for number in range(1, len(texts) + 1))


def _direction_words(row: IndicatorRow) -> str:
    outcome = row.outcome
    if outcome is None:
        return ""
    if outcome.direction_previous:
        return direction_of(outcome.direction_previous, outcome.movement_previous).label
    if outcome.direction_last_year:
        return f"{direction_of(outcome.direction_last_year, outcome.movement_last_year).label} on last year"
    return direction_of("").label


def _words_table(rows: list[IndicatorRow], caption: str) -> Table:
    """Indicators that are reported in words, as the paper prints them."""
    return Table(
        caption=caption,
        columns=(
            Column("indicator", "Performance indicator", weight=5),
            Column("frequency", "Frequency", weight=1),
            Column("directorate", "Directorate", weight=1.5),
            Column("performance", "Current performance", weight=4),
            Column("rating", "Rating", kind="status", weight=1.5),
        ),
        rows=tuple(
            Row(
                (
                    Cell(row.definition.name),
                    Cell(row.definition.get_frequency_display()),
                    Cell(row.definition.directorate.name),
                    Cell(row.figure.text if row.figure else ""),
                    Cell.mark(row.mark),
                )
            )
            for row in rows
        ),
    )


def series_document(page: IndicatorPage, *, council: str, as_at: datetime.datetime) -> Document:
    """Every figure of one indicator with its target, rating and reason: what stands behind its chart."""
    columns = (
        Column("period", "Period", weight=2),
        Column("figure", "Figure", kind="number"),
        Column("target", "Target", kind="number"),
        Column("rating", "Rating", kind="status", weight=1.5),
        Column("reason", "How was this rated?", weight=5),
    )
    return Document(
        title=page.definition.name,
        subtitle=page.definition.priority.name,
        council=council,
        as_at=as_at,
        key=tuple(page.marks.values()),
        section_heading="",
        table_heading="",
        orientation="portrait",
        sections=(
            Section(
                "Figures",
                (
                    Table(
                        caption="Every figure, oldest first", columns=columns, rows=tuple(_series_rows(page))
                    ),
                ),
            ),
        ),
    )


def _series_rows(page: IndicatorPage) -> Iterator[Row]:
    for point in page.series:
        value, target = point.actual, point.target
        yield Row(
            (
                Cell(point.label),
                Cell.missing() if value is None else Cell(amount(value, page.definition), number=value),
                Cell() if target is None else Cell(amount(target, page.definition), number=target),
                Cell.mark(mark_of(point.status, page.marks, agreed=bool(point.agreed))),
                Cell(point.outcome.reason if point.outcome else point.figure.text),
            )
        )


def control_document(series: ControlSeries, *, council: str, as_at: datetime.datetime) -> Document:
    """The figures of one indicator with the centre line and limits of their control chart, and what they signal."""
    definition = series.definition

    def cell(number: Decimal | None) -> Cell:
        return Cell() if number is None else Cell(amount(number, definition), number=number)

    lines = {
        place: (stretch.centre, stretch.lower, stretch.upper)
        for stretch in series.stretches
        for place in stretch.places
    }
    rows = tuple(
        Row(
            (
                Cell(point.label),
                Cell.missing() if point.figure.value is None else cell(point.figure.value),
                *(cell(number) for number in lines.get(place, (None, None, None))),
                Cell(series.signals.get(place, "")),
                Cell(series.broken.get(place, "")),
            )
        )
        for place, point in enumerate(series.points)
    )
    columns = (
        Column("period", "Period", weight=2),
        Column("figure", "Figure", kind="number"),
        Column("average", "Average", kind="number"),
        Column("lower", "Lower limit", kind="number"),
        Column("upper", "Upper limit", kind="number"),
        Column("signal", "Signal", weight=1.5),
        Column("note", "Note", weight=2),
    )
    table = Table(caption="Every comparable figure, oldest first", columns=columns, rows=rows)
    return Document(
        title=f"Control chart: {definition.name}",
        subtitle=definition.priority.name,
        council=council,
        as_at=as_at,
        section_heading="",
        table_heading="",
        orientation="portrait",
        sections=(Section("Figures", (table,)),),
    )


def ratings_document(
    rows: list[IndicatorRow],
    rounds: list[Quarter],
    cells: Cells,
    *,
    council: str,
    as_at: datetime.datetime,
) -> Document:
    """The grid of indicators by quarters: one section a corporate priority. A gap: the indicator did not exist yet."""
    columns = (
        Column("indicator", "Performance indicator", weight=3),
        Column("directorate", "Directorate", weight=1.5),
        *(Column(str(quarter), quarter.label, kind="status") for quarter in rounds),
    )

    def cell(row: IndicatorRow, quarter: Quarter) -> Cell:
        reported = cells[row.definition.indicator_id].get(quarter.ordinal)
        return Cell.mark(reported.mark) if reported else Cell.missing("z")

    def table(number: int, name: str, members: list[IndicatorRow]) -> Table:
        body = (
            Row(
                (
                    Cell(row.definition.name),
                    Cell(row.definition.directorate.name),
                    *(cell(row, quarter) for quarter in rounds),
                )
            )
            for row in members
        )
        return Table(caption=f"Table {number}: {name}, ratings by quarter", columns=columns, rows=tuple(body))

    by_priority = groupby(rows, key=lambda row: row.definition.priority)
    states = {c.mark.code: c.mark for each in cells.values() for c in each.values() if c.mark.code in UNRATED}
    return Document(
        title="Corporate performance: ratings by quarter",
        subtitle=f"Up to {rounds[-1].label}",
        council=council,
        as_at=as_at,
        sections=tuple(
            Section(priority.name, (table(number, priority.name, list(members)),))
            for number, (priority, members) in enumerate(by_priority, start=1)
        ),
        key=(*statuses(rows).values(), *states.values()),
        section_heading="Corporate priority",
        table_heading="",
    )
