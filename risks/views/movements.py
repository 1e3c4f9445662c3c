"""What moved on a register since a chosen quarter."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from council.access import needs
from council.authorization import Permission
from council.periods import Quarter, parse_quarter
from risks.models import ReviewRound
from risks.page_forms import MovementsForm
from risks.selectors.movement_report import report
from risks.views.addresses import quarter_of, register_or_404, rounds_of
from risks.visibility import visible_to


@needs(Permission.VIEW_PUBLISHED)
def movements_page(request: HttpRequest, register: str) -> HttpResponse:
    """The paragraph with its counts, a sentence for each movement, and what else was reported (`?since=&quarter=`)."""
    view = visible_to(request.user)
    found = register_or_404(register, view)
    quarter = quarter_of(request, view, found)
    rounds = rounds_of(view, found)
    since = _since(request, quarter, rounds)
    round_ = view.round_of(quarter)
    return render(
        request,
        "risks/movements.html",
        {
            "register": found,
            "quarter": quarter,
            "since": since,
            "is_open": bool(round_ and round_.is_open),
            "sees_drafts": view.sees_drafts_of(found),
            "form": MovementsForm(rounds=rounds, quarter=quarter, since=since),
            "report": report(found, since, quarter, view),
        },
    )


def _since(request: HttpRequest, quarter: Quarter, rounds: list[ReviewRound]) -> Quarter:
    """The quarter from which on the address asks for movements, else the one shown; never one after that."""
    wanted = request.GET.get("since", "")
    if not wanted:
        return quarter
    try:
        since = parse_quarter(wanted)
    except ValueError as error:
        raise Http404(str(error)) from error
    if since.ordinal not in {row.ordinal for row in rounds}:
        raise Http404("There is no such quarter.")
    return min(since, quarter)
