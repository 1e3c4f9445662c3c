"""What the checks find in a register, for those who can have it mended."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from council.access import needs
from council.authorization import Permission
from council.filters import QuarterForm
from risks.selectors import findings, history
from risks.selectors import register as registers
from risks.views.addresses import quarter_of, register_or_404, rounds_of
from risks.visibility import visible_to


@needs(Permission.VIEW_DRAFTS)
def checks_page(request: HttpRequest, register: str) -> HttpResponse:
    """The findings of a quarter by entry, each with the way to where it is mended. For staff."""
    view = visible_to(request.user)
    found = register_or_404(register, view)
    quarter = quarter_of(request, view, found)
    round_ = view.round_of(quarter)
    rows = registers.rows(found, quarter, view)
    moment = registers.moment_of(round_)
    scores = findings.histories(rows, quarter, moment=moment)
    histories = history.seen_by(view, scores, moment=moment)
    on = findings.checked_on(round_) if round_ else None
    told = findings.of_register(rows, histories, on) if on else []
    by_ref = {row.ref: row for row in rows}
    return render(
        request,
        "risks/checks.html",
        {
            "register": found,
            "quarter": quarter,
            "is_open": bool(round_ and round_.is_open),
            "sees_drafts": view.sees_drafts_of(found),
            "reviewed": {
                row.ref
                for row in rows
                if round_
                and round_.is_open
                and (view.manages(found) or row.details.reviewer_id == request.user.pk)
            },
            "quarter_form": QuarterForm(rounds=rounds_of(view, found), quarter=quarter),
            "on": on,
            "checked": len(rows),
            "count": len(told),
            "entries": [
                (by_ref[ref], list(group)) for ref, group in groupby(told, key=lambda each: each.ref)
            ],
        },
    )
