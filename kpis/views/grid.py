"""A quarter in its context: ratings over the last quarters, and what stands out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from council.access import needs
from council.authorization import Permission, may
from kpis.filters import IndicatorFilters
from kpis.selectors import dashboard, grid
from kpis.selectors.changes import figures_changed
from kpis.selectors.exceptions import exceptions
from kpis.selectors.outcomes import schemes_by_version
from kpis.tables import GridTable
from kpis.views.pages import quarter_of
from kpis.visibility import visible_to


@needs(Permission.VIEW_PUBLISHED)
def rating_grid(request: HttpRequest) -> HttpResponse:
    """Indicators by the last eight reporting quarters, with the overview's filters."""
    view = visible_to(request.user)
    quarter = quarter_of(request, view)
    schemes = schemes_by_version()
    rows = dashboard.summaries(quarter, view, schemes=schemes)
    filters = IndicatorFilters(request.GET, rows=rows, quarters=view.quarters, quarter=quarter)
    rounds = grid.rounds_up_to(quarter, view)
    table = GridTable(filters.kept, rounds=rounds, caption=f"Ratings up to {quarter.label}").configure(
        request
    )
    table.cells = grid.cells(table.records_shown, rounds, view, schemes=schemes)
    return render(
        request,
        "kpis/grid.html",
        {
            "quarter": quarter,
            "filters": filters,
            "table": table,
            "may_export": may(request.user, Permission.EXPORT),
        },
    )


@needs(Permission.VIEW_PUBLISHED)
def quarter_exceptions(request: HttpRequest) -> HttpResponse:
    """The indicators of a quarter to look at first, and why."""
    view = visible_to(request.user)
    quarter = quarter_of(request, view)
    return render(
        request,
        "kpis/exceptions.html",
        {
            "quarter": quarter,
            "lists": exceptions(quarter, view),
            "is_open": quarter.ordinal not in view.closed,
        },
    )


@needs(Permission.VIEW_PUBLISHED)
def exceptions_summary(request: HttpRequest) -> HttpResponse:
    """The lists with their first few, which the overview fetches once it stands: it never waits for them."""
    view = visible_to(request.user)
    quarter = quarter_of(request, view)
    return render(
        request,
        "kpis/exceptions_summary.html",
        {
            "quarter": quarter,
            "lists": exceptions(quarter, view),
            "changed": figures_changed(view, quarter),
        },
    )
