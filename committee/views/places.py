"""Services and directorates: everything about one of them on a page. Today that is its KPIs."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from committee.views.pages import numbers_of
from council.access import needs
from council.authorization import Permission, may
from council.filters import QuarterForm
from council.models import Directorate
from council.periods import Quarter
from council.presenters import UNRATED
from kpis.selectors import dashboard, services
from kpis.selectors.dashboard import IndicatorRow
from kpis.selectors.services import Counted
from kpis.tables import GridTable, IndicatorTable
from kpis.views.pages import quarter_of
from kpis.visibility import View, visible_to


@needs(Permission.VIEW_PUBLISHED)
def service_list(request: HttpRequest) -> HttpResponse:
    """Every service that has indicators in the quarter, by directorate, with its counts of ratings."""
    view = visible_to(request.user)
    quarter = quarter_of(request, view)
    rows = dashboard.summaries(quarter, view)
    found: dict[Directorate, list[Counted]] = {}
    for counted in services.counted(rows):
        found.setdefault(counted.service.directorate, []).append(counted)
    directorates = sorted(found, key=lambda each: (each.position, each.name))
    return render(
        request,
        "committee/services.html",
        {
            **_quarter(quarter, view),
            "directorates": [(each, _table(found[each], rows)) for each in directorates],
        },
    )


@needs(Permission.VIEW_PUBLISHED)
def directorate(request: HttpRequest, slug: str) -> HttpResponse:
    """A directorate's counts, its services, and what of theirs needs attention first."""
    view = visible_to(request.user)
    quarter = quarter_of(request, view)
    place = services.directorate(slug)
    if place is None:
        raise Http404("There is no such directorate.")
    rows = [
        row
        for row in dashboard.summaries(quarter, view)
        if row.definition.directorate.pk == place.pk or row.definition.service.directorate_id == place.pk
    ]
    table = IndicatorTable(rows, caption=f"Indicators of {place.name} in {quarter.label}").configure(request)
    dashboard.complete(table.records_shown, view)
    return render(
        request,
        "committee/directorate.html",
        {
            **_quarter(quarter, view),
            "directorate": place,
            "numbers": numbers_of(rows),
            "services": _table(services.counted(rows), rows),
            "table": table,
        },
    )


@needs(Permission.VIEW_PUBLISHED)
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """A service on a page. Its own parts: templates/kpis/on_service.html draws that of the KPIs."""
    view = visible_to(request.user)
    quarter = quarter_of(request, view)
    found = services.service_kpis(slug, quarter, view)
    place = found.rows[0].definition.service if found.rows else services.service(slug)
    if place is None:
        raise Http404("There is no such service.")
    table = IndicatorTable(found.rows, caption=f"Indicators of {place.name} in {quarter.label}")
    grid = GridTable(
        found.rows, rounds=found.rounds, caption=f"Ratings of {place.name} up to {quarter.label}"
    ).configure(request, paginate=False)
    grid.cells = found.cells
    return render(
        request,
        "committee/service.html",
        {
            **_quarter(quarter, view),
            "service": place,
            "kpis": found,
            "numbers": numbers_of(found.rows),
            "table": table.configure(request, paginate=False),
            "grid": grid,
            "sees_drafts": view.sees_drafts_of(place),
            "may_enter": may(request.user, Permission.ENTER_FIGURES, place),
            "awaited": [(row, next(iter(row.definition.places_due(quarter)), None)) for row in found.awaited],
        },
    )


def _quarter(quarter: Quarter, view: View) -> dict[str, object]:
    """What every page of a quarter says about it: its round, if there is one, and the quarters there are to choose from."""
    rounds = {row.ordinal: row for row in view.quarters}
    row = rounds.get(quarter.ordinal)
    return {
        "quarter": quarter,
        "round": row,
        "is_open": bool(row and row.is_open),
        "open_rounds": [other for other in view.quarters if other.is_open and other != row],
        "quarter_form": QuarterForm(rounds=view.quarters, quarter=quarter),
    }


def _table(found: list[Counted], rows: list[IndicatorRow]) -> dict[str, object]:
    """Services by the statuses and states that any of theirs has, as marks."""
    known = {**dashboard.statuses(rows), **UNRATED}
    codes = [code for code in known if any(each.counts[code] for each in found)]
    return {
        "marks": [known[code] for code in codes],
        "rows": [(each, [each.counts[code] for code in codes]) for each in found],
    }
