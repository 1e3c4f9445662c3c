"""The KPIs' documents: Appendix A of the performance report, and what stands behind a chart. Takes rows, queries nothing.

Appendix A has a section for each corporate priority, or, in papers arranged so, for each directorate; its tables are in
`kpis.export_tables`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import count, groupby

from council.periods import Quarter
from council.presenters import UNRATED, mark_of
from council.sections import Cell, Column, Document, Mark, Row, Section, Table
from kpis.export_tables import tables
from kpis.presenters import amount, chapter_word
from kpis.selectors.dashboard import IndicatorRow, statuses
from kpis.selectors.grid import Cells
from kpis.selectors.indicator import IndicatorPage
from kpis.selectors.previous_targets import UnderPrevious
from kpis.selectors.signals import ControlSeries


def kpi_document(
    rows: list[IndicatorRow],
    quarter: Quarter,
    *,
    under_previous: Mapping[int, UnderPrevious],
    council: str,
    as_at: datetime.datetime,
) -> Document:
    """The whole table. `rows` come from `kpis.selectors.dashboard.rows`, in the order to print, and `under_previous`, by
    id of the indicator, from `kpis.selectors.previous_targets`."""
    numbers = count(1)
    sections = tuple(
        Section(chapter.name, tuple(tables(list(members), quarter, numbers, under_previous)))
        for chapter, members in groupby(rows, key=lambda row: row.definition.chapter)
    )
    return Document(
        title="Corporate performance: key performance indicators",
        subtitle=quarter.label,
        council=council,
        as_at=as_at,
        sections=sections,
        key=_key(rows),
        section_heading=chapter_word(row.definition for row in rows),
        table_heading="",
    )


def _key(rows: list[IndicatorRow]) -> tuple[Mark, ...]:
    """The statuses of the schemes in use, best first, then the states that occur."""
    states = {row.shown_status: UNRATED[row.shown_status] for row in rows if row.shown_status in UNRATED}
    return (*statuses(rows).values(), *states.values())


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
        subtitle=page.definition.chapter.name,
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
        subtitle=definition.chapter.name,
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

    by_chapter = groupby(rows, key=lambda row: row.definition.chapter)
    states = {c.mark.code: c.mark for each in cells.values() for c in each.values() if c.mark.code in UNRATED}
    return Document(
        title="Corporate performance: ratings by quarter",
        subtitle=f"Up to {rounds[-1].label}",
        council=council,
        as_at=as_at,
        sections=tuple(
            Section(chapter.name, (table(number, chapter.name, list(members)),))
            for number, (chapter, members) in enumerate(by_chapter, start=1)
        ),
        key=(*statuses(rows).values(), *states.values()),
        section_heading=chapter_word(row.definition for row in rows),
        table_heading="",
    )
