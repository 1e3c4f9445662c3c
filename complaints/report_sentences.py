"""What changed from the year before, in sentences: the words that an annual report writes around its figures. Pure.

The report of 2020/21 says of every total how it compares with the year before ("a 22% decrease from 2019/20"). Authors need
not write that, and a figure that changes while the report is open changes its sentence.
"""

from __future__ import annotations

from complaints.figures import AUDIENCES, Figure, ReportFigures, Value, year_label
from complaints.report_graphs import inside

CHANGE = ".change"


def changes(figures: ReportFigures, section: str) -> tuple[str, ...]:
    """A sentence for each figure of a section that is compared with the year before, in the order of the report.

    Those of which anything is kept back, or of which the year before has nothing, have none.

    "Complaints received, 420: a decrease of 22% from 536 in 2019/20."
    """
    compared = [
        figures.figures[key.removesuffix(CHANGE)]
        for key, figure in figures.figures.items()
        if key.endswith(CHANGE) and figure.section == section
    ]
    several = len({figure.audience for figure in compared}) > 1
    told = (_sentence(figures, figure, with_audience=several) for figure in compared)
    return tuple(sentence for sentence in told if sentence)


def _sentence(figures: ReportFigures, figure: Figure, *, with_audience: bool) -> str:
    last = figures.year - 1
    now, before = figures.value(figure.key, figures.year), figures.value(figure.key, last)
    change = figures.value(figure.key + CHANGE, figures.year)
    if now.value is None or before.value is None or change.value is None:
        return ""
    label = figure.label
    if with_audience:
        label = f"{AUDIENCES[figure.audience]}: {inside(label)}"
    return f"{label}, {now.text}: {_compared(now, before, change)} in {year_label(last)}."


def _compared(now: Value, before: Value, change: Value) -> str:
    if now.value == before.value:
        return "as"
    if not change.value:
        return f"a change of less than 1% from {before.text}"
    way = "an increase" if change.value > 0 else "a decrease"
    return f"{way} of {abs(change.value):,}% from {before.text}"
