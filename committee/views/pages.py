"""Home, and the overview of a quarter."""

from __future__ import annotations

import io
from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from committee import tables_for_export
from committee.exports import FORMATS, write
from committee.selectors import published
from council.access import needs, public
from council.authorization import Permission, may
from council.presenters import UNRATED
from council.sections import Document
from council.selectors import council_name
from kpis import charts
from kpis.exports import control_document, series_document
from kpis.filters import IndicatorFilters
from kpis.ledger_tables import ledger_document
from kpis.selectors import dashboard, indicator, signals, targets
from kpis.selectors.previous_targets import under_previous_target
from kpis.tables import IndicatorTable
from kpis.views.pages import quarter_of
from kpis.views.returns import waiting
from kpis.visibility import visible_to
from risks.views.addresses import quarter_of as risk_quarter_of


@public
def home(request: HttpRequest) -> HttpResponse:
    """Signed out: what was published last, and the way in. Signed in: what is waiting, and what the newest quarter says."""
    if not request.user.is_authenticated:
        newest = published.newest()
        items = published.agenda(newest) if newest else []
        return render(
            request,
            "committee/welcome.html",
            {"publication": newest, "papers": [item for item in items if "paper" in item]},
        )
    view = visible_to(request.user)
    quarter = quarter_of(request, view)
    may_see = may(request.user, Permission.VIEW_PUBLISHED)
    rows = dashboard.summaries(quarter, view, is_brief=True) if may_see else []
    return render(
        request,
        "committee/home.html",
        {
            "quarter": quarter,
            "numbers": numbers_of(rows),
            "rounds": waiting(request, view),
            "sees_risks": may_see,
            "handles_complaints": may(request.user, Permission.MANAGE_COMPLAINTS),
        },
    )


@needs(Permission.VIEW_PUBLISHED)
def overview(request: HttpRequest) -> HttpResponse:
    """A quarter at a glance: counts by corporate priority, the mix of ratings, every indicator with filters."""
    view = visible_to(request.user)
    quarter = quarter_of(request, view)
    rows = dashboard.summaries(quarter, view, is_brief=True)
    filters = IndicatorFilters(request.GET, rows=rows, quarters=view.quarters, quarter=quarter)
    table = IndicatorTable(filters.kept, caption=f"Indicators in {quarter.label}").configure(request)
    dashboard.complete(table.records_shown, view)
    targets = [target for row in table.records_shown for target in row.targets]
    table.under_previous = under_previous_target(table.records_shown, view, targets=targets)
    return render(
        request,
        "committee/overview.html",
        {
            "quarter": quarter,
            "numbers": numbers_of(rows),
            "chart": charts.mix(dashboard.counts(rows), dashboard.statuses(rows)) if rows else None,
            "filters": filters,
            "table": table,
            "formats": {code: each.name for code, each in FORMATS.items()}
            if may(request.user, Permission.EXPORT)
            else {},
            "may_recompute": may(request.user, Permission.RECOMPUTE),
            "is_open": any(row.is_open for row in view.quarters if row.ordinal == quarter.ordinal),
        },
    )


@needs(Permission.EXPORT)
def download(request: HttpRequest, table: str, file_format: str) -> HttpResponse:
    """A committee's table as a file, as this person may see it. Of registers one may be chosen, and how it is printed."""
    if table not in tables_for_export.QUARTERLY or file_format not in FORMATS:
        raise Http404("There is no such file.")
    view = tables_for_export.view_for(table, request.user)
    options = tables_for_export.Options(request.GET.get("register", ""), request.GET.get("layout", ""))
    of_risks = table in tables_for_export.RISK_TABLES
    if of_risks:
        chosen = next((each for each in view.registers if each.slug == options.register), None)
        quarter = risk_quarter_of(request, view, chosen)
    else:
        quarter = quarter_of(request, view)
    try:
        document = tables_for_export.build(table, quarter, view=view, now=timezone.now(), options=options)
    except tables_for_export.NothingToExport as error:
        raise Http404(str(error)) from error
    chosen_words = (table, options.register, options.layout) if of_risks else (table,)
    name = "-".join(filter(None, (*chosen_words, str(quarter))))
    return file_response(document, file_format, name)


@needs(Permission.EXPORT)
def download_series(request: HttpRequest, slug: str, file_format: str) -> HttpResponse:
    """The figures behind an indicator's chart as a file, as this person may see them."""
    page = indicator.page(slug, visible_to(request.user)) if file_format in FORMATS else None
    if page is None or not page.series:
        raise Http404("There is no such file.")
    document = series_document(page, council=council_name(), as_at=timezone.now())
    return file_response(document, file_format, slug)


@needs(Permission.EXPORT)
def download_control_chart(request: HttpRequest, slug: str, file_format: str) -> HttpResponse:
    """The figures of an indicator with the lines of their control chart as a file."""
    page = indicator.page(slug, visible_to(request.user)) if file_format in FORMATS else None
    series = signals.control_series(page) if page else None
    if series is None or not series.points:
        raise Http404("There is no such file.")
    document = control_document(series, council=council_name(), as_at=timezone.now())
    return file_response(document, file_format, f"{slug}-control-chart")


@needs(Permission.EXPORT)
def download_targets(request: HttpRequest, slug: str, file_format: str) -> HttpResponse:
    """The ledger of an indicator's targets as a file."""
    definition = targets.definition(slug) if file_format in FORMATS else None
    lines = targets.ledger(definition.indicator) if definition else []
    if not lines:
        raise Http404("There is no such file.")
    document = ledger_document(definition, lines, council=council_name(), as_at=timezone.now())
    return file_response(document, file_format, f"{slug}-targets")


def file_response(document: Document, file_format: str, name: str) -> HttpResponse:
    """A document as a file to save."""
    stream = io.BytesIO()
    write(document, file_format, stream)
    response = HttpResponse(stream.getvalue(), content_type=FORMATS[file_format].media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    return response


def numbers_of(rows: list[dashboard.IndicatorRow]) -> list[dict]:
    """The quarter in big numbers: how many indicators have each rating, then each state."""
    counted = Counter(row.state for row in rows)
    statuses = dashboard.statuses(rows)
    rated = [{"mark": mark, "value": counted[code]} for code, mark in statuses.items()]
    return [*rated, *({"mark": code, "value": counted[code]} for code in UNRATED if counted[code])]
