"""The list of indicators and the page of one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from council.access import needs
from council.authorization import Permission, may
from council.models import User
from council.periods import Quarter, parse_quarter
from council.periods import quarter_of as current_quarter
from council.presenters import mark_of
from kpis import charts
from kpis.actions import overrides
from kpis.actions import recompute as recompute_actions
from kpis.filters import IndicatorFilters
from kpis.forms import DecisionForm
from kpis.models import Definition
from kpis.presenters import figure_words, slot_heading, target_period, target_words
from kpis.selectors import dashboard, indicator, signals
from kpis.selectors.indicator import IndicatorPage, SeriesPoint
from kpis.series import slot_of_round
from kpis.tables import IndicatorTable
from kpis.visibility import View, visible_to


def quarter_of(request: HttpRequest, view: View) -> Quarter:
    """The quarter the address asks for, else the newest closed one, else the newest. 404 for one this person may not see."""
    wanted = request.GET.get("quarter", "")
    if wanted:
        try:
            quarter = parse_quarter(wanted)
        except ValueError as error:
            raise Http404(str(error)) from error
        if not view.sees_quarter(quarter):
            raise Http404("There is no such quarter.")
        return quarter
    newest = view.newest_closed or next((row.quarter for row in view.quarters), None)
    return newest or current_quarter(timezone.localdate())


@needs(Permission.VIEW_PUBLISHED)
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Every indicator with its newest figure and rating; filters in the address."""
    view = visible_to(request.user)
    quarter = quarter_of(request, view)
    filters = IndicatorFilters(
        request.GET, rows=dashboard.summaries(quarter, view), quarters=view.quarters, quarter=quarter
    )
    table = IndicatorTable(filters.kept, caption=f"Indicators in {quarter.label}").configure(request)
    dashboard.complete(table.records_shown, view)
    return render(request, "kpis/list.html", {"quarter": quarter, "filters": filters, "table": table})


@needs(Permission.VIEW_PUBLISHED)
def indicator_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One indicator: latest summary, trend, commentary, definition, targets, history, and how each figure was rated."""
    view = visible_to(request.user)
    page = _page_or_404(slug, view)
    newest = page.newest
    return render(
        request,
        "kpis/detail.html",
        {
            "page": page,
            "newest": _shown(newest, page) if newest else None,
            "history": [_shown(point, page) for point in reversed(page.series)],
            "may_correct": may(request.user, Permission.ENTER_FIGURES, page.definition.service),
            "chart": charts.trend(page),
            "said": signals.newest(page),
            "has_control_chart": signals.control_series(page).is_ready,
            "targets": [
                {
                    "target": target,
                    "words": target_words(target, page.definition),
                    "applies_to": target_period(target),
                }
                for target in page.ledger
            ],
            "enter_quarter": _open_quarter(view, request.user, page),
            **_override_doors(request.user, page),
            "decision_form": DecisionForm(),
        },
    )


@needs(Permission.VIEW_PUBLISHED)
def rating_fragment(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest rating alone: what the page asks for each second while it is pending."""
    page = _page_or_404(slug, visible_to(request.user))
    newest = page.newest
    return render(
        request,
        "kpis/rating.html",
        {
            "page": page,
            "newest": _shown(newest, page) if newest else None,
            "said": signals.newest(page),
        },
    )


@needs(Permission.VIEW_PUBLISHED)
def control_chart(request: HttpRequest, slug: str) -> HttpResponse:
    """Signal or noise: an indicator's figures between the limits of their ordinary ups and downs."""
    page = _page_or_404(slug, visible_to(request.user))
    series = signals.control_series(page)
    chart = charts.control(series)
    return render(
        request,
        "kpis/control_chart.html",
        {
            "page": page,
            "chart": chart,
            # The chart's own message is the first of the sentences.
            "sentences": series.sentences[1:] if chart else series.sentences,
            "may_export": may(request.user, Permission.EXPORT),
        },
    )


@needs(Permission.RECOMPUTE)
@require_POST
def recompute(request: HttpRequest) -> HttpResponse:
    """Have the ratings of a quarter worked out again, and show how far that is."""
    view = visible_to(request.user)
    try:
        quarter = parse_quarter(request.POST.get("quarter", ""))
    except ValueError as error:
        raise Http404(str(error)) from error
    if not view.sees_quarter(quarter):
        raise Http404("There is no such quarter.")
    job = recompute_actions.request(quarters=[quarter], by=request.user)
    return redirect("job", pk=job.pk)


def _page_or_404(slug: str, view: View) -> IndicatorPage:
    page = indicator.page(slug, view)
    if page is None:
        raise Http404("There is no such indicator.")
    return page


def _open_quarter(view: View, user: User, page: IndicatorPage) -> Quarter | None:
    """The oldest open quarter, where this person may enter this indicator's figure."""
    words_only = page.definition.value_type == Definition.ValueType.TEXT
    if words_only or not may(user, Permission.ENTER_FIGURES, page.definition.service):
        return None
    return min(
        (row.quarter for row in view.quarters if row.is_open),
        key=lambda quarter: quarter.ordinal,
        default=None,
    )


def _override_doors(user: User, page: IndicatorPage) -> dict[str, Quarter | None]:
    """The quarter whose newest rating this person may propose to override, or may decide about."""
    point = page.newest
    doors: dict[str, Quarter | None] = {"propose_quarter": None, "decide_quarter": None}
    if point is None or point.outcome is None or not point.outcome.rated:
        return doors
    quarter = Quarter.from_ordinal(point.figure.reported_in)
    if point.override is None and overrides.may_propose(user, page.definition):
        doors["propose_quarter"] = quarter
    if point.proposed and may(user, Permission.DEFINE_KPIS) and point.override.proposed_by_id != user.pk:
        doors["decide_quarter"] = quarter
    return doors


def _shown(point: SeriesPoint, page: IndicatorPage) -> dict:
    """A figure in words and marks."""
    round_ = Quarter.from_ordinal(point.figure.reported_in)
    return {
        "point": point,
        "heading": slot_heading(point.figure.slot, page.definition.frequency),
        "words": figure_words(point.figure, page.definition, point.judged["total"]),
        "round": round_ if slot_of_round(page.definition.frequency, round_) == point.figure.slot else None,
        "mark": mark_of(point.status, page.marks, agreed=bool(point.agreed)),
        "calculated": mark_of(point.calculated, page.marks) if point.agreed else None,
        "proposed": mark_of(point.proposed, page.marks) if point.proposed else None,
    }
