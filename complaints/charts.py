"""The graphs of the annual report for a page: bars of counts, a group for each row, a bar for each year.

Takes a graph's rows and the numbers (`complaints.report_graphs`, `complaints.figures`); works out none and never asks the
database. A number that is kept back has a bar of no length and says so in words. The table beside each drawing holds
everything that it shows, and links a number to the cases behind it for those who may look at them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe

from complaints.figures import NOT_SHOWN, NOT_SHOWN_NOTE, ReportFigures, Value, year_label
from complaints.report_graphs import FigureTable, Graph, Row
from council.chart_data import ACTUAL, INK, plain, wrapped
from council.charts import base_layout

#: The year before is hatched, the year itself filled: told apart in black and white, too.
BEFORE = {
    "color": "#ffffff",
    "pattern": {"shape": "/", "fgcolor": ACTUAL, "bgcolor": "#ffffff", "size": 6, "solidity": 0.3},
}
NOW = {"color": ACTUAL}
#: Longer lists are cut in the drawing, never in the table.
MOST_BARS = 20
#: Room for the number behind the longest bar, as a share of its length.
ROOM = 1.25
#: From a key and a year to the address of the cases that the number counts; "" where there is none to be shown.
LinkOf = Callable[[str, int], str]


@dataclass(frozen=True)
class PrintedTable:
    """A table as a page prints it: a row's label, its number for each year, and whether it is the total."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str | SafeString, ...], bool], ...]
    notes: tuple[str, ...] = ()

    @property
    def body(self) -> SafeString:
        """The rows as markup: put together here, since a template takes far longer for the hundreds of a report."""
        return mark_safe("".join(map(_markup, self.rows)))  # noqa: S308 - _markup escapes what it is given


@dataclass(frozen=True)
class Drawing:
    """A graph for a page: what Plotly draws, the sentence that says it, and the table with the same numbers.

    `spec` is None where there is nothing to draw.
    """

    number: int
    name: str
    message: str
    alternative: str
    spec: dict[str, Any] | None
    bars: int
    table: PrintedTable

    @property
    def title(self) -> str:
        """What it shows, without its number in the report."""
        return self.table.title

    @property
    def id(self) -> str:
        return f"graph-{self.number}"

    @property
    def spec_id(self) -> str:
        return f"{self.id}-spec"


def no_link(key: str, year: int) -> str:
    """For readers who see no cases."""
    return ""


def drawing(figures: ReportFigures, graph: Graph, link_of: LinkOf = no_link) -> Drawing:
    """One graph of the report."""
    years = [year for year in graph.years if year not in figures.without_data]
    rows = _rows_to_draw(figures, graph, years)
    return Drawing(
        number=graph.number,
        name=graph.name,
        message=_message(figures, graph),
        alternative=graph.sentence(figures),
        spec=_spec(figures, rows, years) if rows else None,
        bars=min(len(rows), MOST_BARS),
        table=printed(figures, graph, link_of, drawn=len(rows)),
    )


def printed(
    figures: ReportFigures, table: FigureTable, link_of: LinkOf = no_link, *, drawn: int | None = None
) -> PrintedTable:
    """A table of the report. `drawn` is how many of its rows a graph shows, where there is one."""
    kept_back = False
    rows = []
    for row, values in table.values(figures):
        cells = []
        for year, value, share in zip(table.years, values, table.shares(figures, row), strict=True):
            kept_back = kept_back or value.suppressed
            cells.append(
                "No data" if year in figures.without_data else _cell(value, share, link_of(row.key, year))
            )
        rows.append((row.label, tuple(cells), row is table.total))
    return PrintedTable(
        title=table.title,
        headings=table.headings,
        rows=tuple(rows),
        notes=tuple(_notes(table, drawn, kept_back)),
    )


def _markup(row: tuple[str, tuple[str | SafeString, ...], bool]) -> str:
    label, cells, is_total = row
    numbers = "".join(
        f'<td class="govuk-table__cell govuk-table__cell--numeric{" app-not-shown" if cell == NOT_SHOWN else ""}">'
        f"{conditional_escape(cell)}</td>"
        for cell in cells
    )
    return (
        f'<tr class="govuk-table__row{" app-figures__total" if is_total else ""}">'
        f'<th scope="row" class="govuk-table__header">{escape(label)}</th>{numbers}</tr>\n'
    )


def _cell(value: Value, share: Value | None, address: str) -> str | SafeString:
    """A number with its share behind it: 158 (38%). A share that stands alone has its two counts."""
    text = value.with_counts
    if share is not None and share.exact is not None:
        text = f"{text} ({share.text})"
    if not address or not value.exact:
        return text
    return format_html('<a class="govuk-link" href="{}">{}</a>', address, text)


def _notes(table: FigureTable, drawn: int | None, kept_back: bool) -> Iterator[str]:
    if table.note:
        yield table.note
    if drawn is not None and drawn > MOST_BARS:
        yield f"The first {MOST_BARS} rows are drawn; the table has all {len(table.rows)}."
    if kept_back:
        yield NOT_SHOWN_NOTE


def _message(figures: ReportFigures, graph: Graph) -> str:
    """The graph in a sentence: its total beside the year before's, or the row that is most frequent."""
    if not graph.rows or figures.year in figures.without_data:
        return "There is nothing to show."
    if graph.total:
        row = graph.total
    else:
        row = max(graph.rows, key=lambda each: figures.value(each.key).exact or 0)
        if not figures.value(row.key).exact:
            return "There is nothing to show."
    lead = "" if graph.total else "Most frequent: "
    share = figures.get(f"{row.key}.share")
    of_all = f" ({share.with_counts})" if share is not None and share.exact is not None else ""
    now = f"{lead}{row.label}: {figures.value(row.key).text}{of_all} in {year_label(figures.year)}"
    before = figures.get(row.key, figures.previous)
    if before is None or figures.previous in figures.without_data:
        return f"{now}."
    return f"{now}, {before.text} in {year_label(figures.previous)}."


def _rows_to_draw(figures: ReportFigures, graph: Graph, years: Sequence[int]) -> list[Row]:
    """The rows that have a number in one of the years, kept back or not."""
    found = []
    for row in graph.rows:
        values = [figures.value(row.key, year) for year in years]
        if any(value.suppressed or value.exact for value in values):
            found.append(row)
    return found


def _spec(figures: ReportFigures, rows: Sequence[Row], years: Sequence[int]) -> dict[str, Any]:
    drawn = rows[:MOST_BARS]
    traces = [_trace(figures, drawn, year) for year in years]
    longest = max((length for trace in traces for length in trace["x"]), default=0.0) or 1.0
    places = list(range(len(drawn)))
    return {
        "data": traces,
        "layout": base_layout(
            barmode="group",
            bargap=0.25,
            margin={"l": 10, "r": 20, "t": 30, "b": 10},
            showlegend=len(traces) > 1,
            legend={
                "orientation": "h",
                "x": 0,
                "y": 1,
                "yanchor": "bottom",
                "itemclick": False,
                "itemdoubleclick": False,
            },
            xaxis={"range": [0, longest * ROOM], "nticks": 5, "tickformat": ",d"},
            yaxis={
                "range": [len(places) - 0.5, -0.5],
                "showgrid": False,
                "tickmode": "array",
                "tickvals": places,
                "ticktext": [wrapped(row.label, 28) for row in drawn],
            },
        ),
    }


def _trace(figures: ReportFigures, rows: Sequence[Row], year: int) -> dict[str, Any]:
    """The bars of one year, each with its number behind it."""
    values = [figures.value(row.key, year) for row in rows]
    return {
        "type": "bar",
        "orientation": "h",
        "name": year_label(year),
        "x": [float(value.value or 0) for value in values],
        "y": list(range(len(rows))),
        "text": [plain(value.text) for value in values],
        "textposition": "outside",
        "textangle": 0,
        "cliponaxis": False,
        "hovertext": [
            plain(f"{row.label}, {year_label(year)}: {value.text}")
            for row, value in zip(rows, values, strict=True)
        ],
        "hoverinfo": "text",
        "marker": {"line": {"color": INK, "width": 1}, **(NOW if year == figures.year else BEFORE)},
    }
