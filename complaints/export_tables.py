"""The tables of the annual report as files have them. Takes figures and rows, never asks the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from complaints.figures import AUDIENCES, ReportFigures, Value, year_label
from complaints.models import Learning
from complaints.report_graphs import FigureTable, Graph
from complaints.report_outline import STATEMENTS
from complaints.selectors.published import Comparison
from council.sections import Cell, Column, Line, Row, Table


def figure_table(table: FigureTable, figures: ReportFigures) -> Table:
    """A table of figures, a column for each year; a share stands beside its counts."""
    return Table(
        table.title,
        (Column("what", "Measure", weight=3), *_years(table)),
        tuple(
            Row((Cell(row.label), *(value_cell(value) for value in values)))
            for row, values in table.values(figures)
        ),
    )


def graph_table(graph: Graph, figures: ReportFigures) -> Table:
    """A graph as a table: counts and, where there are shares, those beside the counts that they are made of."""
    has_shares = any(graph.shares(figures, row) != (None,) * len(graph.years) for row in graph.rows)
    columns = [Column("what", graph.title, weight=3)]
    for year, heading in zip(graph.years, graph.headings, strict=True):
        columns.append(Column(f"y{year}", heading, "number"))
        if has_shares:
            columns.append(Column(f"s{year}", f"{heading}, share", "number"))
    rows = []
    for row, values in graph.values(figures):
        cells = [Cell(row.label)]
        for value, share in zip(values, graph.shares(figures, row), strict=True):
            cells.append(value_cell(value))
            if has_shares:
                cells.append(Cell("All") if share is None else Cell(share.text, number=share.value))
        rows.append(Row(tuple(cells)))
    return Table(f"{graph.name}, as a table", tuple(columns), tuple(rows))


def value_cell(value: Value) -> Cell:
    """A figure; one that is kept back or that there is not says so in words, and has no number behind it."""
    if value.value is None:
        return Cell(value.text)
    return Cell(value.with_counts, number=value.value)


def figures_sheet(figures: ReportFigures) -> Table:
    """Every figure of the report, one a row, with the counts it is made of and the rule it is counted by."""
    rows = []
    for (key, year), value in sorted(figures.values.items(), key=lambda each: (-each[0][1],)):
        figure = figures.figures[key]
        rows.append(
            Row(
                (
                    Cell(key),
                    Cell(AUDIENCES[figure.audience]),
                    Cell(figure.section),
                    Cell(figure.label),
                    Cell(year_label(year)),
                    Cell(value.text, number=value.value),
                    Cell(figure.unit),
                    Cell("" if value.count is None else f"{value.count:,}", number=_whole(value.count)),
                    Cell("" if value.base is None else f"{value.base:,}", number=_whole(value.base)),
                    Cell(figure.counting),
                )
            )
        )
    return Table(
        "Figures of the annual report",
        (
            Column("key", "Figure"),
            Column("audience", "About"),
            Column("section", "Section"),
            Column("measure", "Measure", weight=2),
            Column("year", "Year"),
            Column("value", "Value", "number"),
            Column("unit", "Unit"),
            Column("count", "Count", "number"),
            Column("base", "Of", "number"),
            Column("counting", "How it is counted", weight=3),
        ),
        tuple(rows),
    )


def learning_table(learning: Sequence[tuple[str, Sequence[Learning]]]) -> Table:
    """What was learnt: the area of learning where one is named, and the points with their parts."""
    with_area = any(heading for heading, _ in learning)
    rows = []
    for heading, points in learning:
        for point in points:
            said = Cell.outline([Line(point.text), *(Line(part, "bullet") for part in point.points)])
            rows.append(Row((Cell(heading), said) if with_area else (said,)))
    columns = (Column("point", "Learning point", weight=4),)
    if with_area:
        columns = (Column("area", "Area"), *columns)
    return Table("Learning points", columns, tuple(rows), header_columns=int(with_area))


def statement_table(figures: ReportFigures, answered: frozenset[str]) -> Table:
    """What the law or the Ombudsman's Code asks for, and where the report says it."""
    rows = []
    for statement in STATEMENTS:
        figures_said = [
            f"{figures.figures[key].label}: {figures.value(key).with_counts}"
            for key in statement.keys
            if figures.get(key) is not None
        ]
        where = [f"Section {number}" for number in statement.sections if number in answered]
        missing = [
            f"Section {number} has no words yet" for number in statement.sections if number not in answered
        ]
        rows.append(
            Row(
                (
                    Cell(statement.what),
                    Cell("\n".join([*figures_said, *where, *missing])),
                    Cell(statement.source),
                )
            )
        )
    return Table(
        "Required content",
        (
            Column("what", "What is to be said", weight=2),
            Column("where", "Where it is said", weight=2),
            Column("source", "Source", weight=2),
        ),
        tuple(rows),
    )


def difference_table(comparisons: Iterable[Comparison]) -> Table:
    """Published figures that do not agree with what was counted, each with the reason."""
    return Table(
        "Published figures that differ",
        (
            Column("what", "Published figure", weight=2.5),
            Column("where", "Section", weight=0.7),
            Column("published", "Published", weight=1.2),
            Column("counted", "Counted here", weight=1.2),
            Column("reason", "Reason", weight=3.4),
        ),
        tuple(Row(tuple(_difference(each))) for each in comparisons),
    )


def _difference(comparison: Comparison) -> Iterator[Cell]:
    statistic = comparison.statistic
    year = f", {year_label(statistic.year)}" if statistic.year is not None else ""
    yield Cell(f"{statistic.get_audience_display()}: {statistic.measure}{year}")
    yield Cell(statistic.section)
    yield Cell(comparison.printed)
    yield Cell(comparison.counted)
    yield Cell(comparison.reason)


def counting_table(figures: ReportFigures, keys: Iterable[str]) -> Table:
    """The rules by which the figures with these keys are counted: each once, with the measures that it holds for."""
    rules: dict[str, dict[str, None]] = {}
    for key in keys:
        rules.setdefault(figures.figures[key].counting, {})[figures.figures[key].label] = None
    return Table(
        "Counting rules",
        (Column("rule", "Rule", weight=3), Column("measures", "Measures", weight=2)),
        tuple(Row((Cell(rule), Cell("; ".join(labels)))) for rule, labels in rules.items()),
    )


def _years(table: FigureTable) -> tuple[Column, ...]:
    return tuple(
        Column(f"y{year}", heading, "number", weight=1.5)
        for year, heading in zip(table.years, table.headings, strict=True)
    )


def _whole(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)
