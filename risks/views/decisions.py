"""The risk lead's page of one review: what changed, what the figures say, and the decision about it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from council.access import needs
from council.authorization import Permission
from risks.actions import decisions, reviews
from risks.actions.rounds import RoundRefused
from risks.models import Place, Review, ReviewRound
from risks.round_forms import ReturnAgreedForm, ReviewDecisionForm
from risks.selectors import rounds
from risks.selectors.decisions import Decision, decision
from risks.selectors.rounds import Watched
from risks.views.addresses import place_or_404
from risks.views.rounds import quarter_or_404
from risks.visibility import visible_to


@needs(Permission.MANAGE_RISKS)
def decide(request: HttpRequest, register: str, ref: str) -> HttpResponse:
    """Read an entry's review, then agree it or return it with a comment."""
    view = visible_to(request.user)
    place = place_or_404(register, ref, view)
    if not (view.manages(place.register) or reviews.may_agree(request.user, place.entry)):
        raise PermissionDenied(f"Your account does not keep {place.register.name}.")
    read = decision(place, round_or_404(request))
    form = _form_of(read)(request.POST or None, initial={"seen": read.newest_step})
    if request.method == "POST" and form.is_valid():
        try:
            decided = decisions.decide(
                place.entry,
                quarter=read.round.quarter,
                by=request.user,
                seen=form.cleaned_data["seen"],
                agreed=form.accepts,
                comment=form.cleaned_data["comment"],
            )
        except decisions.ReviewMoved as moved:
            return _moved(request, place, read.round, str(moved))
        except (reviews.ReviewRefused, RoundRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            return _next(request, place, decided)
    return _page(request, read, form)


def round_or_404(request: HttpRequest) -> ReviewRound:
    """The open risk quarter that the address asks for, else the newest open one, else the newest. 404 without any."""
    view = visible_to(request.user)
    if wanted := request.GET.get("quarter"):
        found = view.round_of(quarter_or_404(wanted))
    else:
        found = rounds.open_round() or next(iter(view.rounds), None)
    if found is None:
        raise Http404("There is no such risk quarter.")
    return found


def _form_of(read: Decision) -> type[ReviewDecisionForm]:
    return ReturnAgreedForm if read.is_agreed else ReviewDecisionForm


def _page(
    request: HttpRequest, read: Decision, form: ReviewDecisionForm, *, moved: str = "", status: int = 200
) -> HttpResponse:
    return render(
        request,
        "risks/rounds/decide.html",
        {"read": read, "row": read.row, "quarter": read.round.quarter, "form": form, "moved": moved},
        status=status,
    )


def _moved(request: HttpRequest, place: Place, round_: ReviewRound, words: str) -> HttpResponse:
    """Somebody changed the review meanwhile: show it as it is now, keep what was typed, let the person decide (409)."""
    now = decision(place, round_)
    data = request.POST.copy()
    data["seen"] = now.newest_step
    return _page(request, now, _form_of(now)(data), moved=words, status=409)


def _next(request: HttpRequest, place: Place, decided: Review) -> HttpResponse:
    """Say what happened, and lead on to the next review that waits for this person."""
    quarter = decided.round.quarter
    done = "is agreed" if decided.state == Review.State.AGREED else "is back with its owner"
    said = f"The review of {place.ref} {done}."
    watched = rounds.monitor(quarter, visible_to(request.user))
    waiting: list[Watched] = watched.waiting if watched else []
    if not waiting:
        messages.success(request, f"{said} Nothing else waits for your decision.")
        return redirect("risk-round", quarter=quarter)
    more = f"This is the next of {len(waiting)} that wait." if len(waiting) > 1 else "This one waits as well."
    messages.success(request, f"{said} {more}")
    following = waiting[0].row.place
    address = reverse("risk-decide", args=[following.register.slug, following.key])
    return redirect(f"{address}?quarter={quarter}")
