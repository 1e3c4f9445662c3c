"""The quarter's reviews: those that wait for somebody, one of them as a task list, its check, submitting and taking back."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission
from council.deadlines import due_words
from risks.actions import entries, reviews
from risks.actions.rounds import RoundRefused
from risks.models import Assessment, ReviewRound
from risks.review_forms import ConfirmForm
from risks.selectors import review_page, tasks
from risks.selectors.review_page import ReviewPage
from risks.selectors.tasks import RoundTasks
from risks.views.addresses import place_or_404
from risks.visibility import visible_to

ReviewView = Callable[[HttpRequest, ReviewPage], HttpResponse]
View = Callable[[HttpRequest, str, str], HttpResponse]


@needs(Permission.REVIEW_RISKS)
def review_list(request: HttpRequest) -> HttpResponse:
    """What waits for this person, how their other reviews stand, and for keepers the reviews of their registers."""
    view = visible_to(request.user)
    return render(
        request,
        "risks/reviews/list.html",
        {
            "rounds": [_shown(each) for each in tasks.overview(view)],
            "shows_all": "all" in request.GET,
            "keeps": any(view.manages(register) for register in view.registers),
        },
    )


def _shown(found: RoundTasks) -> dict[str, object]:
    """An open quarter with its lists, those that wait for this person first."""
    today = timezone.localdate()
    waiting = [task for task in found.mine if task.is_with_owner]
    return {
        "round": found.round,
        "due": due_words(found.round.due_on, today),
        "overdue": sum(task.is_overdue(today) for task in waiting),
        "lists": [
            each
            for each in (
                ("For you to review", waiting),
                ("You have submitted", [task for task in found.mine if not task.is_with_owner]),
                ("Nobody is named to review these", found.nobodys),
            )
            if each[1]
        ],
        "others": found.others,
    }


def of_review(*, with_measures: bool = False) -> Callable[[ReviewView], View]:
    """Finds the review that an address asks for: of an open quarter (`?quarter=`, else the newest), by who reviews it."""

    def decorate(view: ReviewView) -> View:
        @functools.wraps(view)
        def found(request: HttpRequest, register: str, ref: str) -> HttpResponse:
            place = place_or_404(register, ref, visible_to(request.user))
            entries.require_reviewer(request.user, place.entry)
            round_ = _round(request)
            if round_ is None:
                messages.warning(
                    request, "No such risk quarter is open for review. The risk lead opens the next one."
                )
                return redirect("risk-reviews")
            page = review_page.page(place, round_, with_measures=with_measures)
            if page is None:
                messages.warning(request, f"{place.ref} is not on the register in {round_.quarter.label}.")
                return redirect("risk-reviews")
            return view(request, page)

        return found

    return decorate


def while_with_owner(view: ReviewView) -> ReviewView:
    """For pages that change the review: while it is submitted or agreed they lead back to it."""

    @functools.wraps(view)
    def allowed(request: HttpRequest, page: ReviewPage) -> HttpResponse:
        if page.is_with_owner:
            return view(request, page)
        if request.method == "POST":
            messages.warning(request, "The review has been submitted meanwhile, so nothing was saved.")
        return redirect(address(request, page))

    return allowed


def _round(request: HttpRequest) -> ReviewRound | None:
    opened = tasks.open_rounds()
    wanted = request.GET.get("quarter", "")
    if wanted:
        return next((row for row in opened if str(row.quarter) == wanted), None)
    return opened[-1] if opened else None


def address(request: HttpRequest, page: ReviewPage, name: str = "risk-review") -> str:
    """The address of a part of the review, in the quarter that this one asks for."""
    return reverse(name, args=[page.place.register.slug, page.place.key]) + query_of(request)


def query_of(request: HttpRequest) -> str:
    """The quarter, where the address names one."""
    wanted = request.GET.get("quarter", "")
    return f"?quarter={wanted}" if wanted else ""


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None where it is only shown."""
    return request.POST if request.method == "POST" else None


def context_of(request: HttpRequest, page: ReviewPage) -> dict[str, object]:
    """What every page of a review needs."""
    return {"page": page, "row": page.row, "query": query_of(request)}


@needs(Permission.REVIEW_RISKS)
@of_review(with_measures=True)
def review(request: HttpRequest, page: ReviewPage) -> HttpResponse:
    """One review as a task list; where nothing has changed, confirmed here in one step."""
    today = timezone.localdate()
    form = ConfirmForm(typed(request)) if page.may_confirm and page.is_with_owner else None
    theirs: Assessment | None = None
    if request.method == "POST" and form is None:
        messages.warning(request, "This quarter's score was saved meanwhile. Look at it below.")
        return redirect(address(request, page))
    if request.method == "POST" and form.is_valid():
        try:
            reviews.assess_part(
                page.place.entry,
                quarter=page.quarter,
                by=request.user,
                based_on=0,
                confidence=form.cleaned_data["confidence"],
                direction=Assessment.Direction.SAME,
            )
        except EditConflict as conflict:
            theirs, form = conflict.current, None
        except (RoundRefused, reviews.ReviewRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Last quarter's position is confirmed. Check the review and submit it.")
            return redirect(address(request, page, "risk-review-check"))
    return render(
        request,
        "risks/reviews/page.html",
        {
            **context_of(request, page),
            "form": form,
            "theirs": theirs,
            "due": due_words(page.round.due_on, today),
            "late": len(page.late_actions(today)),
            "questions": page.questions(today),
            "may_decide": page.is_submitted
            and any(visible_to(request.user).manages(place.register) for place in (page.place, *page.others)),
        },
        status=409 if theirs else 200,
    )


@needs(Permission.REVIEW_RISKS)
@of_review(with_measures=True)
@while_with_owner
def check(request: HttpRequest, page: ReviewPage) -> HttpResponse:
    """Everything that the review says on one page, then submitted; refused only where something has to be there first."""
    refusal = ""
    if request.method == "POST":
        try:
            reviews.submit(page.place.entry, quarter=page.quarter, by=request.user)
        except (RoundRefused, reviews.ReviewRefused) as error:
            refusal = str(error)
        else:
            return redirect(address(request, page, "risk-review-submitted"))
    today = timezone.localdate()
    missing = [
        {"text": _WHAT_IS_MISSING[part], "href": address(request, page, f"risk-review-{part}")}
        for part in page.missing
    ]
    return render(
        request,
        "risks/reviews/check.html",
        {
            **context_of(request, page),
            "missing": missing,
            "is_refused": request.method == "POST",
            "errors": missing or [{"text": refusal}],
            "questions": page.questions(today),
            "verdict": page.verdict(today),
            "changed_actions": [row for row in page.row.actions if row.recorded_at >= page.round.opened_at],
            "late": len(page.late_actions(today)),
        },
    )


_WHAT_IS_MISSING = {
    "score": "Confirm or change the score",
    "progress": "Say how confident you are that the target will be reached",
}


@needs(Permission.REVIEW_RISKS)
@of_review()
def submitted(request: HttpRequest, page: ReviewPage) -> HttpResponse:
    """What happens next with a review that has just been submitted."""
    if not page.is_submitted:
        return redirect(address(request, page))
    left = sum(task.is_with_owner for task in tasks.of_round(page.round, reviewer=request.user))
    return render(request, "risks/reviews/submitted.html", {**context_of(request, page), "left": left})


@needs(Permission.REVIEW_RISKS)
@require_POST
@of_review()
def take_back(request: HttpRequest, page: ReviewPage) -> HttpResponse:
    """Take a submitted review back, to change it."""
    try:
        reviews.take_back(page.place.entry, quarter=page.quarter, by=request.user)
    except (RoundRefused, reviews.ReviewRefused) as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "The review is yours again. Submit it when it is complete.")
    return redirect(address(request, page))
