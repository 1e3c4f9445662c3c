"""The approver's page: everything of a return at once, and the decision about it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from council.access import needs
from council.authorization import Permission
from council.models import User
from kpis.actions import returns, rounds
from kpis.models import Return
from kpis.round_forms import ReturnForm
from kpis.selectors import approval
from kpis.selectors.approval import Review
from kpis.selectors.rounds import submitted_by_others
from kpis.views.rounds import quarter_or_404
from kpis.visibility import visible_to


@needs(Permission.VIEW_DRAFTS)
def decide(request: HttpRequest, quarter: str, service: str) -> HttpResponse:
    """Read a service's return, then approve it or send it back with a comment. Never one's own."""
    review = _review_or_404(request.user, quarter, service)
    form = ReturnForm(request.POST or None, initial={"seen": review.newest_step})
    if request.method == "POST" and form.is_valid():
        try:
            decided = rounds.decide(
                service=review.service,
                quarter=review.quarter,
                by=request.user,
                seen=form.cleaned_data["seen"],
                approved=form.accepts,
                comment=form.cleaned_data["comment"],
            )
        except rounds.ReturnMoved as moved:
            return _moved(request, quarter, service, form, str(moved))
        except returns.ReturnRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _next(request, decided)
    return _page(request, review, form)


def _review_or_404(user: User, quarter: str, slug: str) -> Review:
    review = approval.review(slug, quarter_or_404(quarter), visible_to(user))
    if review is None:
        raise Http404("There is no such return.")
    if not returns.may_approve(user, review.service):
        raise PermissionDenied(f"Your account may not approve returns of {review.service.name}.")
    return review


def _page(
    request: HttpRequest, review: Review, form: ReturnForm, *, moved: str = "", status: int = 200
) -> HttpResponse:
    is_own = review.is_own_of(request.user)
    return render(
        request,
        "kpis/approval/decide.html",
        {
            "review": review,
            "form": form,
            "may_decide": review.is_waiting and not is_own,
            "is_own": is_own,
            "moved": moved,
        },
        status=status,
    )


def _moved(request: HttpRequest, quarter: str, service: str, form: ReturnForm, words: str) -> HttpResponse:
    """Somebody changed the return meanwhile: show it as it is now, keep what was typed, let the person decide (409)."""
    now = _review_or_404(request.user, quarter, service)
    data = form.data.copy()
    data["seen"] = now.newest_step
    return _page(request, now, ReturnForm(data), moved=words, status=409)


def _next(request: HttpRequest, decided: Return) -> HttpResponse:
    """Say what happened, and lead on to the next return that waits for this person."""
    done = "is approved" if decided.state == Return.State.APPROVED else "is back with its officer"
    waiting = [
        row for row in submitted_by_others(request.user) if returns.may_approve(request.user, row.service)
    ]
    more = f"This is the next of {len(waiting)} that wait." if len(waiting) > 1 else "This one waits as well."
    said = f"The return of {decided.service.name} {done}."
    if not waiting:
        messages.success(request, f"{said} Nothing else waits for your approval.")
        return redirect("my-figures")
    messages.success(request, f"{said} {more}")
    return redirect("kpi-return-decide", quarter=waiting[0].round.quarter, service=waiting[0].service.slug)
