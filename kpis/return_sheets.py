"""The two workbooks that go out to come back: a template to fill in, and a copy of a file that says what to fix. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from council.spreadsheets import Sheet
from council.spreadsheets.grid import MOST_COLUMNS
from council.workbooks import write_workbook
from kpis.imported_rows import OPTIONAL, REQUIRED, STATES, Finding

if TYPE_CHECKING:
    from kpis.selectors.return_lines import Line

HEADINGS = (
    "kpi",
    "indicator_name",
    "period",
    "previous_figure",
    "target",
    "value",
    "numerator",
    "denominator",
    "value_2",
    "state",
    "note",
)
WIDTHS = {"kpi": 28, "indicator_name": 60, "previous_figure": 24, "target": 24, "note": 60, "what_to_fix": 80}
FIX = "what_to_fix"
GUIDE = (
    "How to fill in the sheet Figures",
    "Write the figure into the column value, like 88.71 or 1234.5. Figures that were entered before are filled in.",
    "previous_figure and target are there to be read. They are not read back.",
    "If there is no figure, write in its place why, in two words or more: New measure from Quarter 1.",
    "A percentage may be left blank where numerator and denominator are given: it is worked out from them.",
    "value_2 is for indicators with a second number. state is estimate, provisional, validated or revised.",
    "Take out the rows whose figures you do not have yet. Leave kpi and period as they are.",
    "Then choose this file under Returns, upload figures from a spreadsheet.",
    "Nothing is written before you have seen what would change.",
)


def template(lines: Iterable[Line], title: str) -> bytes:
    """A workbook with a row for each of these figures; our own reader reads it back."""
    return write_workbook(
        title=title,
        headings=HEADINGS,
        rows=(_template_row(line) for line in lines),
        widths=WIDTHS,
        guide=GUIDE,
        choices={"state": STATES},
    )


def what_to_fix(sheet: Sheet, findings: Iterable[Finding]) -> bytes:
    """The rows of an uploaded sheet with a last column that says what is wrong with each, or nothing."""
    said: dict[int, list[str]] = {}
    for finding in findings:
        said.setdefault(finding.row, []).append(f"{finding.column}: {finding.sentence}")
    width = max(len(sheet.headings), *(max(row.cells) + 1 for row in sheet.rows))
    headings = [*sheet.headings, *[""] * (width - len(sheet.headings))]
    columns: list[int | None] = list(range(width))  # None: what to fix
    if FIX in headings:
        # A copy that comes back with mistakes left has the column already: it is written anew, in its place.
        columns[headings.index(FIX)] = None
    else:
        if width == MOST_COLUMNS:
            columns.remove(_least_needed(headings))
        columns.append(None)
    return write_workbook(
        title="What to fix",
        headings=[FIX if column is None else headings[column] for column in columns],
        rows=(
            [
                " ".join(said.get(row.number, ())) if column is None else row.cells.get(column, "")
                for column in columns
            ]
            for row in sheet.rows
        ),
        widths=WIDTHS,
    )


def _least_needed(headings: list[str]) -> int:
    """The column that makes room where a table has as many as it may: the last that nobody reads, if it can be one with
    a heading, since what stands under none is to be moved."""
    unread = [column for column, name in enumerate(headings) if name not in (*REQUIRED, *OPTIONAL)]
    return max(unread, key=lambda column: (bool(headings[column]), column))


def _template_row(line: Line) -> list[str]:
    """What a figure is called and held against, then what has been entered so far, from value to note."""
    definition, figure = line.definition, line.figure
    period = figure.period if figure else str(line.slot)
    known = [definition.indicator.slug, definition.name, period, line.last_period_words, line.target_words]
    if figure is None:
        return [*known, *[""] * 6]
    return [
        *known,
        _number(figure.value) or figure.text,
        _number(figure.numerator),
        _number(figure.denominator),
        _number(figure.second_value),
        figure.state,
        figure.note,
    ]


def _number(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"
