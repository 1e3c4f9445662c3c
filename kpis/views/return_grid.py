"""All figures of a return on one page."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from council.access import needs
from council.authorization import Permission
from kpis.actions import grid
from kpis.models import Figure
from kpis.presenters import figure_words
from kpis.return_forms import GridRow
from kpis.selectors import return_lines
from kpis.selectors.return_lines import Line
from kpis.selectors.return_page import ReturnPage
from kpis.views.returns import context_of, find


@dataclass
class Row:
    """One line of the grid as it is shown. `form` is None where the figure is not entered here."""

    line: Line
    form: GridRow | None
    is_asking: bool = False
    theirs: Figure | None = None
    mine: str = ""
    refusal: str = ""

    @property
    def theirs_words(self) -> str:
        return figure_words(self.theirs, self.line.definition)

    @property
    def is_unsettled(self) -> bool:
        """Whether what was typed is not saved yet."""
        return bool(self.is_asking or self.theirs or self.refusal or (self.form and self.form.errors))

    @property
    def problems(self) -> list[dict[str, str]]:
        """What stands in the way of the row, each with the place to go to."""
        name, row = self.line.name, f"#row-{self.line.key}"
        if self.theirs:
            return [{"text": f"{name}: {self.theirs.recorded_by} saved another figure", "href": row}]
        if self.refusal:
            return [{"text": self.refusal, "href": row}]
        if self.is_asking:
            return [{"text": f"{name}: {self.form.warnings[0]}", "href": row}]
        bound = self.form.visible_fields() if self.form else []
        return [
            {"text": f"{name}: {error}", "href": field.error_link}
            for field in bound
            for error in field.errors
        ]


@needs(Permission.ENTER_FIGURES)
def figures_grid(request: HttpRequest, quarter: str, service: str) -> HttpResponse:
    """Enter the figures of a return in one table. Rows that are right are saved together; the others stay as typed."""
    page = find(request, quarter, service, Permission.ENTER_FIGURES)
    if not page.is_with_officer:
        if request.method == "POST":  # submitted or closed while the table was being filled in
            messages.warning(request, "The return cannot be changed any more, so nothing was saved.")
        return redirect("kpi-return", quarter=quarter, service=service)
    rows, saved = _fresh(page), 0
    if request.method == "POST":
        typed, saved = _save(request, page)
        if not any(row.is_unsettled for row in typed):
            messages.success(request, f"{_count(saved)} saved." if saved else "Nothing was changed.")
            return redirect("kpi-return", quarter=quarter, service=service)
        page = find(request, quarter, service, Permission.ENTER_FIGURES)
        unsettled = {row.line.key: row for row in typed if row.is_unsettled}
        rows = [unsettled.get(row.line.key, row) for row in _fresh(page)]
    problems = [problem for row in rows for problem in row.problems]
    return render(
        request,
        "kpis/returns/grid.html",
        {
            **context_of(request, page),
            "rows": rows,
            "problems": problems,
            "has_counts": any(row.form and "numerator" in row.form.fields for row in rows),
            "has_errors": any(row.refusal or (row.form and row.form.errors) for row in rows),
            "saved": f"{_count(saved)} saved." if saved else "",
        },
        status=409 if any(row.theirs for row in rows) else 200,
    )


def _fresh(page: ReturnPage) -> list[Row]:
    """The grid as it stands in the database."""
    return [Row(line, GridRow(line=line) if line.is_entered_here else None) for line in page.lines]


def _save(request: HttpRequest, page: ReturnPage) -> tuple[list[Row], int]:
    """Save every row that was changed and is right. The rows as they are now, and how many were written."""
    sent = [Row(line, GridRow(request.POST, line=line)) for line in page.lines if line.is_entered_here]
    rows = [row for row in sent if not row.form.is_empty]
    earlier = return_lines.versions(
        (row.line, row.form.version_seen) for row in rows if row.form.version_seen
    )
    ready = []
    for row in rows:
        if not row.form.is_valid():
            continue
        seen = earlier.get(row.line.key)
        if not row.form.changes(seen):
            continue
        row.is_asking = row.form.is_asking
        if not row.is_asking:
            ready.append(row)
    outcome = grid.save([_to_save(row) for row in ready], quarter=page.quarter, by=request.user)
    for row in ready:
        row.refusal = outcome.refused.get(row.line.key, "")
        if theirs := outcome.conflicts.get(row.line.key):
            _show_both(row, theirs, request)
    return rows, len(outcome.written)


def _to_save(row: Row) -> grid.ToSave:
    return grid.ToSave(
        key=row.line.key,
        indicator=row.line.definition.indicator,
        slot=row.line.slot,
        entry=row.form.entry_beside(row.line.figure),
        based_on=row.form.cleaned_data["version"],
        period=row.line.figure.period if row.line.figure else "",
    )


def _show_both(row: Row, theirs: Figure, request: HttpRequest) -> None:
    """Somebody saved this figure meanwhile: theirs and mine, and a form that puts mine in its place when sent again."""
    entered = row.form.entry_beside(None)
    mine = Figure(
        grain=row.line.slot.grain,
        ordinal=row.line.slot.ordinal,
        period=theirs.period,
        value=entered.value,
        second_value=entered.second_value,
        text=entered.text,
    )
    data = request.POST.copy()
    data[row.form.add_prefix("version")] = str(theirs.version)
    row.theirs, row.mine = theirs, figure_words(mine, row.line.definition)
    row.form = GridRow(data, line=row.line)


def _count(figures: int) -> str:
    return "1 figure is" if figures == 1 else f"{figures} figures are"
