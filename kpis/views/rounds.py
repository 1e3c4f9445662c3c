"""Running the round: opening a quarter, watching its returns, moving its deadline, closing and reopening it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from council.access import needs
from council.actions import quarters
from council.actions.quarters import QuarterError
from council.authorization import Permission
from council.decision_forms import ReasonForm
from council.periods import Quarter, date_label, parse_quarter
from council.round_forms import carried_out
from kpis.actions import rounds as actions
from kpis.round_forms import DeadlineForm, DueForm
from kpis.selectors import rounds
from kpis.selectors.rounds import Monitor


@needs(Permission.DEFINE_KPIS)
def round_list(request: HttpRequest) -> HttpResponse:
    """Every round with how its returns stand, and the one that comes next."""
    today = timezone.localdate()
    return render(
        request,
        "kpis/rounds/list.html",
        {"rounds": rounds.summaries(), "next_quarter": rounds.next_quarter(today), "today": today},
    )


@needs(Permission.DEFINE_KPIS)
def open_round(request: HttpRequest, quarter: str) -> HttpResponse:
    """What opening the next quarter will ask for, by service; then open it."""
    today = timezone.localdate()
    wanted = quarter_or_404(quarter)
    if rounds.monitor(wanted) is not None:
        return redirect("kpi-round", quarter=wanted)
    if wanted != rounds.next_quarter(today):
        raise Http404("Quarters are opened in order.")
    form = DueForm(request.POST or None, quarter=wanted, initial={"due_on": rounds.usual_due_date(wanted)})
    if request.method == "POST" and form.is_valid():
        quarters.open_quarter(quarter=wanted, by=request.user, due_on=form.cleaned_data["due_on"])
        messages.success(
            request,
            f"{wanted.label} is open. Its returns are due on {date_label(form.cleaned_data['due_on'])}; "
            "officers are told in the morning.",
        )
        return redirect("kpi-round", quarter=wanted)
    return render(
        request,
        "kpis/rounds/open.html",
        {"plan": rounds.plan(wanted, today), "quarter": wanted, "form": form},
    )


@needs(Permission.DEFINE_KPIS)
def round_page(request: HttpRequest, quarter: str) -> HttpResponse:
    """The performance lead's monitor: each service's return, the late ones first, and what hinders closing."""
    watched = _monitor_or_404(quarter)
    today = timezone.localdate()
    returns = sorted(watched.returns, key=lambda each: not each.is_late(today))
    return render(
        request,
        "kpis/rounds/monitor.html",
        {
            "monitor": watched,
            "quarter": watched.round.quarter,
            "returns": [{"return": each, "is_late": each.is_late(today)} for each in returns],
            "late": sum(each.is_late(today) for each in returns),
            "days": (watched.round.due_on - today).days if watched.round.due_on else None,
        },
    )


@needs(Permission.DEFINE_KPIS)
def move_deadline(request: HttpRequest, quarter: str) -> HttpResponse:
    """Another day by which returns are due, with the reason."""
    watched = _monitor_or_404(quarter)
    round_ = watched.round
    form = DeadlineForm(
        request.POST or None,
        quarter=round_.quarter,
        initial={"due_on": round_.due_on},
        label="Why is the deadline moved?",
        help_text="Kept on record with the round.",
    )
    if carried_out(form, quarters.move_deadline, QuarterError, quarter=round_.quarter, by=request.user):
        messages.success(request, f"Returns are now due on {date_label(form.cleaned_data['due_on'])}.")
        return redirect("kpi-round", quarter=round_.quarter)
    return _step(request, "council/rounds/deadline.html", watched, form)


@needs(Permission.DEFINE_KPIS)
def close_round(request: HttpRequest, quarter: str) -> HttpResponse:
    """What is still missing; then close the quarter, with a reason where something is."""
    watched = _monitor_or_404(quarter)
    form = ReasonForm(
        request.POST or None,
        label="Why does the quarter close although something is missing?"
        if watched.findings
        else "Is there anything to note about the closing?",
        help_text="Kept on record with the round." if watched.findings else "You can leave this empty.",
        required=bool(watched.findings),
    )
    if carried_out(
        form,
        actions.close,
        actions.RoundRefused,
        QuarterError,
        quarter=watched.round.quarter,
        by=request.user,
    ):
        messages.success(request, f"{watched.round.quarter.label} is closed. Members see it from now on.")
        return redirect("kpi-round", quarter=watched.round.quarter)
    return _step(request, "kpis/rounds/close.html", watched, form)


@needs(Permission.DEFINE_KPIS)
def reopen_round(request: HttpRequest, quarter: str) -> HttpResponse:
    """Open a closed quarter again, with the reason."""
    watched = _monitor_or_404(quarter)
    form = ReasonForm(
        request.POST or None,
        label="Why is the quarter reopened?",
        help_text="Members read it among the changes once the quarter is closed again.",
    )
    if carried_out(form, actions.reopen, QuarterError, quarter=watched.round.quarter, by=request.user):
        messages.success(
            request,
            f"{watched.round.quarter.label} is open again. Members do not see it until you close it.",
        )
        return redirect("kpi-round", quarter=watched.round.quarter)
    return _step(request, "kpis/rounds/reopen.html", watched, form)


def quarter_or_404(text: str) -> Quarter:
    """The quarter of an address."""
    try:
        return parse_quarter(text)
    except ValueError as error:
        raise Http404(str(error)) from error


def _monitor_or_404(quarter: str) -> Monitor:
    watched = rounds.monitor(quarter_or_404(quarter))
    if watched is None:
        raise Http404("There is no such round.")
    return watched


def _step(request: HttpRequest, template: str, watched: Monitor, form) -> HttpResponse:
    """A page that takes the round one step further."""
    quarter = watched.round.quarter
    return render(
        request,
        template,
        {
            "monitor": watched,
            "quarter": quarter,
            "form": form,
            "back_url": reverse("kpi-round", args=[quarter]),
            "back_text": f"Round of {quarter.label}",
        },
    )
