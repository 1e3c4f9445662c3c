"""The list of indicators and the page of one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html_join
from django.views.decorators.http import require_POST

from council.access import needs
from council.authorization import Permission, may
from council.models import User
from council.periods import Quarter, Slot, parse_quarter
from council.periods import quarter_of as current_quarter
from council.presenters import mark_of
from kpis import calculations, charts
from kpis.actions import overrides
from kpis.actions import recompute as recompute_actions
from kpis.filters import IndicatorFilters
from kpis.forms import DecisionForm
from kpis.models import Definition
from kpis.presenters import (
    amount,
    earlier_words,
    figure_words,
    slot_heading,
    target_period,
    target_words,
)
from kpis.selectors import dashboard, entry, indicator, signals
from kpis.selectors.benchmarks import compared
from kpis.selectors.history import EarlierVersion, earlier_versions
from kpis.selectors.indicator import IndicatorPage, SeriesPoint
from kpis.selectors.previous_targets import UnderPrevious, under_previous_target
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
        request.GET,
        rows=dashboard.summaries(quarter, view, is_brief=True),
        quarters=view.quarters,
        quarter=quarter,
    )
    table = IndicatorTable(filters.kept, caption=f"Indicators in {quarter.label}").configure(request)
    dashboard.complete(table.records_shown, view)
    targets = [target for row in table.records_shown for target in row.targets]
    table.under_previous = under_previous_target(table.records_shown, view, targets=targets)
    return render(request, "kpis/list.html", {"quarter": quarter, "filters": filters, "table": table})


@needs(Permission.VIEW_PUBLISHED)
def indicator_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One indicator: latest summary, trend, commentary, definition, targets, history, and how each figure was rated."""
    view = visible_to(request.user)
    page = _page_or_404(slug, view)
    newest = page.newest
    others = compared(page, view)
    earlier = earlier_versions(page.definition, view)
    return render(
        request,
        "kpis/detail.html",
        {
            "page": page,
            "newest": _shown(newest, page) if newest else None,
            "history": [
                {
                    **_shown(point, page),
                    **_earlier_versions(earlier.get(point.figure.slot, []), page.definition),
                }
                for point in reversed(page.series)
            ],
            "compared": others,
            "calculation": calculations.in_words(calculations.parse(page.definition.calculation), page.parts)
            if page.parts
            else "",
            "today": timezone.localdate(),
            "may_see_drafts": may(request.user, Permission.VIEW_DRAFTS),
            "may_correct": not page.definition.calculation
            and may(request.user, Permission.ENTER_FIGURES, page.definition.service),
            "chart": charts.trend(page, others),
            "said": signals.newest(page),
            "under_previous": _under_previous(page, view),
            "has_control_chart": signals.control_series(page).is_ready,
            "targets": [
                {
                    "target": target,
                    "words": target_words(target, page.definition),
                    "applies_to": target_period(target),
                }
                for target in page.ledger
            ],
            "may_set_targets": may(request.user, Permission.DEFINE_KPIS),
            "enter_slot": (enter_slot := _next_figure(view, request.user, page)),
            "returns": [row.quarter for row in view.quarters if row.is_open] if enter_slot else [],
            **_override_doors(request.user, page),
            "decision_form": DecisionForm(),
        },
    )


@needs(Permission.VIEW_PUBLISHED)
def rating_fragment(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest rating alone: what the page asks for each second while it is pending."""
    view = visible_to(request.user)
    page = _page_or_404(slug, view)
    newest = page.newest
    return render(
        request,
        "kpis/rating.html",
        {
            "page": page,
            "newest": _shown(newest, page) if newest else None,
            "said": signals.newest(page),
            "under_previous": _under_previous(page, view),
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


def _under_previous(page: IndicatorPage, view: View) -> UnderPrevious | None:
    """What the newest figure would be rated under the target before the present one, for four quarters after a change."""
    found = under_previous_target([page.newest] if page.newest else [], view, targets=page.ledger)
    return found.get(page.definition.indicator_id)


def _next_figure(view: View, user: User, page: IndicatorPage) -> Slot | None:
    """The first figure that an open quarter asks for and this person may enter; an entered one where all are.

    Of an annual indicator that no round asks for, the newest year that is over.
    """
    if not may(user, Permission.ENTER_FIGURES, page.definition.service):
        return None
    rounds = sorted(row.ordinal for row in view.quarters if row.is_open)
    due = [
        slot
        for ordinal in rounds
        for _, slot in entry.due_in(Quarter.from_ordinal(ordinal), [page.definition])
    ]
    entered = {point.figure.slot for point in page.series}
    newest = Quarter.from_ordinal(rounds[-1]) if rounds else None
    if newest and page.definition.is_reported_when_published and page.definition.exists_in(newest):
        return Slot.of(newest.financial_year).previous()
    return next((slot for slot in due if slot not in entered), due[0] if due else None)


def _override_doors(user: User, page: IndicatorPage) -> dict[str, Quarter | None]:
    """The quarter whose newest rating this person may propose to override, or may decide about."""
    point = page.newest
    doors: dict[str, Quarter | None] = {"propose_quarter": None, "decide_quarter": None}
    if point is None or point.outcome is None or not point.outcome.rated:
        return doors
    quarter = Quarter.from_ordinal(point.figure.reported_in)
    if point.override is None and overrides.may_propose(user, page.definition):
        doors["propose_quarter"] = quarter
    if overrides.may_decide(user, point.override, page.definition):
        doors["decide_quarter"] = quarter
    return doors


def _earlier_versions(versions: list[EarlierVersion], definition: Definition) -> dict[str, object]:
    """How many versions a figure had before the one that stands, and each as an item of a list.

    Joined here, not in a loop of the template: a page may have hundreds.
    """
    items = (earlier_words(version, definition) for version in versions)
    return {
        "earlier": len(versions),
        "earlier_items": format_html_join("\n", "<li><strong>{}</strong> {}</li>", items),
    }


def _shown(point: SeriesPoint, page: IndicatorPage) -> dict:
    """A figure in words and marks."""
    return {
        "point": point,
        "heading": slot_heading(point.figure.slot, page.definition.frequency),
        "words": figure_words(point.figure, page.definition, point.judged["total"]),
        "mark": mark_of(point.status, page.marks, agreed=bool(point.agreed)),
        "calculated": mark_of(point.calculated, page.marks) if point.agreed else None,
        "proposed": mark_of(point.proposed, page.marks) if point.proposed else None,
        "round": Quarter.from_ordinal(point.figure.reported_in),
        "forecast": amount(point.inputs.forecast, page.definition)
        if point.inputs.forecast is not None
        else "",
        "forecast_mark": mark_of(point.forecast.status, page.marks) if point.forecast else None,
    }
