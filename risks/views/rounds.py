"""Running the risk quarter: opening it, watching its reviews, moving its deadline, closing and reopening it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from council.access import needs
from council.authorization import Permission
from council.decision_forms import ReasonForm
from council.periods import Quarter, date_label, parse_quarter
from council.round_forms import carried_out
from risks.actions import decisions
from risks.actions import rounds as actions
from risks.actions.registers import require_everywhere
from risks.actions.rounds import RoundRefused
from risks.round_forms import DeadlineForm, DueForm
from risks.selectors import rounds
from risks.selectors.rounds import Monitor
from risks.visibility import visible_to


@needs(Permission.MANAGE_RISKS)
def round_list(request: HttpRequest) -> HttpResponse:
    """Every risk quarter with how its reviews stand, and the one that comes next."""
    today = timezone.localdate()
    return render(
        request,
        "risks/rounds/list.html",
        {
            "rounds": rounds.summaries(),
            "next_quarter": rounds.next_quarter(today),
            "today": today,
            "runs_rounds": visible_to(request.user).runs_rounds,
        },
    )


@needs(Permission.MANAGE_RISKS)
def open_round(request: HttpRequest, quarter: str) -> HttpResponse:
    """What opening the next quarter will ask for, by register; then open it."""
    require_everywhere(request.user)
    wanted = quarter_or_404(quarter)
    view = visible_to(request.user)
    if view.round_of(wanted) is not None:
        return redirect("risk-round", quarter=wanted)
    if wanted != rounds.next_quarter(timezone.localdate()):
        raise Http404("Quarters are opened in order.")
    form = DueForm(request.POST or None, quarter=wanted, initial={"due_on": rounds.usual_due_date(wanted)})
    if carried_out(form, actions.open_round, RoundRefused, quarter=wanted, by=request.user):
        messages.success(
            request,
            f"{wanted.label} is open. Reviews are due on {date_label(form.cleaned_data['due_on'])}; "
            "whoever reviews an entry is told in the morning.",
        )
        return redirect("risk-round", quarter=wanted)
    plan = rounds.plan(wanted, view)
    return render(
        request,
        "risks/rounds/open.html",
        {
            "plan": plan,
            "entries": sum(each.entries for each in plan),
            "unnamed": sum(each.unnamed for each in plan),
            "still_open": [row.quarter for row in view.rounds if row.is_open],
            "quarter": wanted,
            "form": form,
        },
    )


@needs(Permission.MANAGE_RISKS)
def round_page(request: HttpRequest, quarter: str) -> HttpResponse:
    """The risk lead's monitor: each entry's review, register by register, and what is put forward."""
    watched = _monitor_or_404(request, quarter)
    today = timezone.localdate()
    return render(
        request,
        "risks/rounds/monitor.html",
        {
            "monitor": watched,
            "quarter": watched.round.quarter,
            "registers": [
                (register, [{"watched": each, "is_late": each.is_late(today)} for each in entries])
                for register, entries in watched.registers
                if entries
            ],
            "late": watched.late(today),
            "days": rounds.days_until(watched.round.due_on),
            "runs_rounds": visible_to(request.user).runs_rounds,
        },
    )


@needs(Permission.MANAGE_RISKS)
def move_deadline(request: HttpRequest, quarter: str) -> HttpResponse:
    """Another day by which reviews are due, with the reason."""
    require_everywhere(request.user)
    watched = _monitor_or_404(request, quarter)
    round_ = watched.round
    form = DeadlineForm(
        request.POST or None,
        quarter=round_.quarter,
        initial={"due_on": round_.due_on},
        label="Why is the deadline moved?",
        help_text="Kept on record with the quarter.",
    )
    if carried_out(form, actions.move_deadline, RoundRefused, quarter=round_.quarter, by=request.user):
        messages.success(request, f"Reviews are now due on {date_label(form.cleaned_data['due_on'])}.")
        return redirect("risk-round", quarter=round_.quarter)
    return _step(request, "council/rounds/deadline.html", watched, form)


@needs(Permission.MANAGE_RISKS)
def close_round(request: HttpRequest, quarter: str) -> HttpResponse:
    """What is not agreed; then close the quarter, with a reason where something is not."""
    require_everywhere(request.user)
    watched = _monitor_or_404(request, quarter)
    missing = bool(watched.not_agreed)
    form = ReasonForm(
        request.POST or None,
        label="Why does the quarter close although reviews are missing?"
        if missing
        else "Is there anything to note about the closing?",
        help_text="Kept on record with the quarter." if missing else "You can leave this empty.",
        required=missing,
    )
    if carried_out(form, actions.close_round, RoundRefused, quarter=watched.round.quarter, by=request.user):
        messages.success(
            request,
            f"{watched.round.quarter.label} is closed. Members see the registers that are for them from now on.",
        )
        return redirect("risk-round", quarter=watched.round.quarter)
    return _step(request, "risks/rounds/close.html", watched, form)


@needs(Permission.MANAGE_RISKS)
def reopen_round(request: HttpRequest, quarter: str) -> HttpResponse:
    """Open a closed quarter again, with the reason."""
    require_everywhere(request.user)
    watched = _monitor_or_404(request, quarter)
    form = ReasonForm(
        request.POST or None,
        label="Why is the quarter reopened?",
        help_text="Kept on record with the quarter.",
    )
    if carried_out(form, actions.reopen_round, RoundRefused, quarter=watched.round.quarter, by=request.user):
        messages.success(
            request,
            f"{watched.round.quarter.label} is open again. Members do not see it until you close it.",
        )
        return redirect("risk-round", quarter=watched.round.quarter)
    return _step(request, "risks/rounds/reopen.html", watched, form)


@needs(Permission.MANAGE_RISKS)
def agree_clear(request: HttpRequest, quarter: str) -> HttpResponse:
    """Read the list of submitted reviews that the checks find nothing in; then agree all of them at once."""
    watched = _monitor_or_404(request, quarter)
    if request.method == "POST":
        seen = _seen(request)
        try:
            outcome = decisions.agree_clear(quarter=watched.round.quarter, by=request.user, seen=seen)
        except RoundRefused as refusal:
            messages.warning(request, str(refusal))
        else:
            said = f"{_reviews(outcome.agreed)} agreed."
            if outcome.left:
                said += f" {_reviews(outcome.left)} as before, having changed after you opened the list."
            messages.success(request, said)
        return redirect("risk-round", quarter=watched.round.quarter)
    return render(
        request,
        "risks/rounds/agree.html",
        {
            "monitor": watched,
            "quarter": watched.round.quarter,
            "clear": watched.clear,
            "others": len(watched.waiting) - len(watched.clear),
        },
    )


def quarter_or_404(text: str) -> Quarter:
    """The quarter of an address."""
    try:
        return parse_quarter(text)
    except ValueError as error:
        raise Http404(str(error)) from error


def _monitor_or_404(request: HttpRequest, quarter: str) -> Monitor:
    watched = rounds.monitor(quarter_or_404(quarter), visible_to(request.user))
    if watched is None:
        raise Http404("There is no such risk quarter.")
    return watched


def _seen(request: HttpRequest) -> dict[int, int]:
    """The reviews of the list as they were read: "entry-step" each. What is no such pair is passed over."""
    pairs = (pair.split("-") for pair in request.POST.getlist("review"))
    return {int(pair[0]): int(pair[1]) for pair in pairs if len(pair) == 2 and all(map(_is_number, pair))}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _reviews(count: int) -> str:
    return "1 review is" if count == 1 else f"{count} reviews are"


def _step(request: HttpRequest, template: str, watched: Monitor, form) -> HttpResponse:
    """A page that takes the quarter one step further."""
    quarter = watched.round.quarter
    return render(
        request,
        template,
        {
            "monitor": watched,
            "quarter": quarter,
            "form": form,
            "back_url": reverse("risk-round", args=[quarter]),
            "back_text": f"Reviews of {quarter.label}",
        },
    )
