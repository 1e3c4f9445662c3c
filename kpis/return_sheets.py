"""The two workbooks that go out to come back: a template to fill in, and a copy of a file that says what to fix. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from council.spreadsheets import Sheet
from council.workbooks import write_workbook
from kpis.imported_rows import STATES, Finding
from kpis.series import slot_of_round

if TYPE_CHECKING:
    from kpis.selectors.entry import Round, Task

HEADINGS = (
    "kpi",
    "indicator_name",
    "period",
    "value",
    "numerator",
    "denominator",
    "value_2",
    "state",
    "note",
)
WIDTHS = {"kpi": 28, "indicator_name": 60, "note": 60, "what_to_fix": 80}
FIX = "what_to_fix"
GUIDE = (
    "How to fill in the sheet Figures",
    "Write the figure into the column value, like 88.71 or 1234.5. Figures that were entered before are filled in.",
    "If there is no figure, write in its place why, in two words or more: New measure from Quarter 1.",
    "A percentage may be left blank where numerator and denominator are given: it is worked out from them.",
    "value_2 is for indicators with a second number. state is estimate, provisional, validated or revised.",
    "Take out the rows whose figures you do not have yet. Leave kpi and period as they are.",
    "Then choose this file under My figures, Upload figures. Nothing is written before you have seen what would change.",
)


def template(rounds: list[Round], title: str) -> bytes:
    """A workbook with a row for each figure that the rounds need; our own reader reads it back."""
    return write_workbook(
        title=title,
        headings=HEADINGS,
        rows=_template_rows(rounds),
        widths=WIDTHS,
        guide=GUIDE,
        choices={"state": STATES},
    )


def what_to_fix(sheet: Sheet, findings: Iterable[Finding]) -> bytes:
    """The rows of an uploaded sheet with a last column that says what is wrong with each, or nothing."""
    said: dict[int, list[str]] = {}
    for finding in findings:
        said.setdefault(finding.row, []).append(f"{finding.column}: {finding.sentence}")
    # A copy that comes back with mistakes left has the column already: it is written anew, in its place.
    width = max(len(sheet.headings), *(max(row.cells) + 1 for row in sheet.rows))
    headings = [*sheet.headings, *[""] * (width - len(sheet.headings))]
    place = headings.index(FIX) if FIX in headings else width
    headings[place : place + 1] = [FIX]

    def rows() -> Iterator[list[str]]:
        for row in sheet.rows:
            cells = [row.cells.get(column, "") for column in range(width)]
            cells[place : place + 1] = [" ".join(said.get(row.number, ()))]
            yield cells

    return write_workbook(title="What to fix", headings=headings, rows=rows(), widths=WIDTHS)


def _template_rows(rounds: list[Round]) -> Iterator[list[str]]:
    for round_ in rounds:
        for task in round_.tasks:
            definition = task.definition
            slot = slot_of_round(definition.frequency, round_.quarter)
            period = task.figure.period if task.figure else str(slot)
            yield [definition.indicator.slug, definition.name, period, *_entered(task)]


def _entered(task: Task) -> list[str]:
    """What has been entered so far, from value to note."""
    figure = task.figure
    if figure is None:
        return [""] * 6
    return [
        _number(figure.value) or figure.text,
        _number(figure.numerator),
        _number(figure.denominator),
        _number(figure.second_value),
        figure.state,
        figure.note,
    ]


def _number(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"
