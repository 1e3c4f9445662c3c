"""Returns: the list of them, one of them, its check before it is submitted, and taking it back."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from council.access import needs
from council.authorization import Permission, may
from council.periods import parse_quarter
from kpis.actions import returns as actions
from kpis.models import Return
from kpis.selectors import return_page, returns
from kpis.selectors.return_page import Missing, ReturnPage
from kpis.selectors.returns import OpenRound
from kpis.visibility import View, visible_to


@needs(Permission.VIEW_DRAFTS)
def my_figures(request: HttpRequest) -> HttpResponse:
    """The open rounds: what waits for this person's approval, what they have to enter, and how the others stand.

    Below them the newest closed ones, where what was reported is read and corrected.
    """
    quarters = visible_to(request.user).quarters
    return render(
        request,
        "kpis/my_figures.html",
        {
            "rounds": [_shown(each) for each in returns.overview(request.user, quarters)],
            "closed": returns.closed(request.user, quarters),
            "may_enter": may(request.user, Permission.ENTER_FIGURES),
        },
    )


def waiting(request: HttpRequest, view: View) -> list[dict]:
    """The open rounds with only what waits for this person: what the home page shows."""
    if not may(request.user, Permission.VIEW_DRAFTS):
        return []
    rounds = returns.overview(request.user, view.quarters, with_commentary=False)
    if may(request.user, Permission.DEFINE_KPIS):
        return [_in_numbers(each) for each in rounds]
    shown = [_shown(each, with_others=False) for each in rounds]
    return [each for each in shown if each["lists"]]


def _in_numbers(round_: OpenRound) -> dict:
    """An open round for whoever runs it: how far its returns are, instead of each of them."""
    states = Counter(each.state for each in round_.returns if each.tasks)
    return {
        "quarter": round_.quarter,
        "due": round_.due_words(timezone.localdate()),
        "number": states.total(),
        "submitted": states[Return.State.SUBMITTED] + states[Return.State.APPROVED],
        "approved": states[Return.State.APPROVED],
    }


def _shown(round_: OpenRound, *, with_others: bool = True) -> dict:
    """An open round with its lists of returns, those that wait for this person first."""
    lists = [("Waiting for your approval", round_.to_approve, True), ("To fill in", round_.to_enter, False)]
    if with_others:
        lists.append(("Other returns", round_.others, False))
    return {
        "quarter": round_.quarter,
        "due": round_.due_words(timezone.localdate()),
        "lists": [each for each in lists if each[1]],
    }


@needs(Permission.VIEW_DRAFTS)
def service_return(request: HttpRequest, quarter: str, service: str) -> HttpResponse:
    """One return as a task list: its figures, its commentary, and the way to submit it."""
    page = find(request, quarter, service, Permission.VIEW_DRAFTS)
    return render(
        request,
        "kpis/returns/page.html",
        {**context_of(request, page), "due": returns.due_words(page.round.due_on, timezone.localdate())},
    )


@needs(Permission.ENTER_FIGURES)
def check(request: HttpRequest, quarter: str, service: str) -> HttpResponse:
    """Everything in the return on one page, then submitted; refused, with a way to each, while something is missing."""
    page = find(request, quarter, service, Permission.ENTER_FIGURES)
    if not page.is_with_officer:
        return redirect("kpi-return", quarter=quarter, service=service)
    refusal = ""
    if request.method == "POST" and not page.missing:
        try:
            actions.submit(service=page.service, quarter=page.quarter, by=request.user)
        except actions.ReturnRefused as error:  # somebody submitted it meanwhile, or the round closed
            refusal = str(error)
        else:
            return redirect("kpi-return-submitted", quarter=quarter, service=service)
    missing = [{"text": each.sentence, "href": _where(page, each)} for each in page.missing]
    return render(
        request,
        "kpis/returns/check.html",
        {
            **context_of(request, page),
            "missing": missing,
            "is_refused": request.method == "POST",
            "errors": [{"text": refusal}] if refusal else missing,
        },
    )


@needs(Permission.ENTER_FIGURES)
def submitted(request: HttpRequest, quarter: str, service: str) -> HttpResponse:
    """What happens next with a return that has just been submitted."""
    page = find(request, quarter, service, Permission.ENTER_FIGURES)
    if page.state != Return.State.SUBMITTED:
        return redirect("kpi-return", quarter=quarter, service=service)
    return render(request, "kpis/returns/submitted.html", context_of(request, page))


@needs(Permission.ENTER_FIGURES)
@require_POST
def take_back(request: HttpRequest, quarter: str, service: str) -> HttpResponse:
    """Take a submitted return back, to change it."""
    page = find(request, quarter, service, Permission.ENTER_FIGURES)
    try:
        actions.take_back(service=page.service, quarter=page.quarter, by=request.user)
    except actions.ReturnRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "The return is yours again. Submit it when it is complete.")
    return redirect("kpi-return", quarter=quarter, service=service)


def find(request: HttpRequest, quarter: str, service: str, permission: Permission) -> ReturnPage:
    """The return of the address: 404 where there is none, 403 for a service that is not this person's."""
    try:
        wanted = parse_quarter(quarter)
    except ValueError as error:
        raise Http404(str(error)) from error
    owner = return_page.service(service)
    if owner is None:
        raise Http404("There is no such service.")
    if not may(request.user, permission, owner):
        raise PermissionDenied(f"Your account may not {permission.value} for {owner.name}.")
    page = return_page.page(owner, wanted, visible_to(request.user))
    if page is None:
        raise Http404("Nobody has opened this quarter.")
    return page


def context_of(request: HttpRequest, page: ReturnPage) -> dict:
    """What every page of a return needs."""
    enters = may(request.user, Permission.ENTER_FIGURES, page.service)
    return {
        "page": page,
        "may_change": enters and page.is_with_officer,
        "may_correct": enters and page.takes_corrections,
        "may_enter": enters,
        "may_write": enters and (page.is_with_officer or page.takes_corrections),
        "may_take_back": enters and page.round.is_open and page.state == Return.State.SUBMITTED,
        "may_decide": page.round.is_open
        and page.state == Return.State.SUBMITTED
        and actions.may_approve(request.user, page.service),
    }


def _where(page: ReturnPage, missing: Missing) -> str:
    """The address where something that is missing is put right."""
    if missing.line:
        return reverse("kpi-enter", args=[missing.line.definition.indicator.slug, str(missing.line.slot)])
    return reverse("kpi-return-commentary", args=[str(page.quarter), page.service.slug, missing.subject.slug])
