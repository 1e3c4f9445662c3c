"""Proposing another rating than the calculated one, and deciding such a proposal."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from council.access import needs
from council.authorization import Permission
from council.periods import parse_quarter
from council.presenters import mark_of
from kpis.actions import overrides
from kpis.forms import DecisionForm, OverrideForm
from kpis.selectors import indicator
from kpis.selectors.indicator import IndicatorPage
from kpis.visibility import visible_to


@needs(Permission.VIEW_DRAFTS)
def override(request: HttpRequest, slug: str, quarter: str) -> HttpResponse:
    """Propose another rating for one quarter, or see the proposal that waits."""
    page, round_ = _find(request, slug, quarter)
    point = page.point_of(round_)
    if point is None or point.outcome is None or not point.outcome.rated:
        raise Http404("This indicator has no rating in that quarter to override.")
    if not overrides.may_propose(request.user, page.definition):
        raise PermissionDenied(f"Your account may not propose ratings for {page.definition.service.name}.")
    form = OverrideForm(
        request.POST or None,
        choices=[(code, mark.word) for code, mark in page.marks.items() if code != point.calculated],
    )
    if request.method == "POST" and form.is_valid():
        try:
            overrides.propose(
                indicator=page.definition.indicator,
                quarter=round_,
                status=form.cleaned_data["status"],
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except overrides.OverrideRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "The rating is proposed. Somebody else must agree it before it is shown."
            )
            return redirect("kpi-detail", slug=slug)
    return render(
        request,
        "kpis/override.html",
        {
            "page": page,
            "point": point,
            "quarter": round_,
            "form": form,
            "mark": mark_of(point.calculated, page.marks),
            "proposed": mark_of(point.proposed, page.marks) if point.proposed else None,
            "may_decide": overrides.may_decide(request.user, point.override, page.definition),
            "decision_form": DecisionForm(),
        },
    )


@needs(Permission.DEFINE_KPIS)
@require_POST
def decide(request: HttpRequest, slug: str, quarter: str) -> HttpResponse:
    """Agree or decline the proposal of one quarter."""
    page, round_ = _find(request, slug, quarter)
    point = page.point_of(round_)
    if point is None or point.override is None:
        raise Http404("There is no proposal to decide.")
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("kpi-detail", slug=slug)
    act = overrides.agree if form.cleaned_data["decision"] == "agree" else overrides.decline
    try:
        act(override=point.override, by=request.user, note=form.cleaned_data["note"])
    except overrides.OverrideRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, f"The proposed rating is {'agreed' if act is overrides.agree else 'declined'}."
        )
    return redirect("kpi-detail", slug=slug)


def _find(request: HttpRequest, slug: str, quarter: str):
    """The indicator's page and the quarter of the address, as this person may see them."""
    view = visible_to(request.user)
    try:
        round_ = parse_quarter(quarter)
    except ValueError as error:
        raise Http404(str(error)) from error
    page: IndicatorPage | None = indicator.page(slug, view) if view.sees_quarter(round_) else None
    if page is None:
        raise Http404("There is no such indicator or quarter.")
    return page, round_
