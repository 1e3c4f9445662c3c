"""The Corporate Summary Risk Profile of a register."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from council.access import needs
from council.authorization import Permission
from council.filters import QuarterForm
from council.presenters import render_direction
from risks.presenters import CONFIDENCE, confidence_mark, owners_direction, travel_direction
from risks.selectors.profile import Line, profile
from risks.tables import score_cell
from risks.views.addresses import quarter_of, register_or_404, rounds_of
from risks.visibility import visible_to


@needs(Permission.VIEW_PUBLISHED)
def profile_page(request: HttpRequest, register: str) -> HttpResponse:
    """One line an entry: risks, then opportunities, with the confidence in each quarter of the year."""
    view = visible_to(request.user)
    found = register_or_404(register, view)
    quarter = quarter_of(request, view, found)
    round_ = view.round_of(quarter)
    shown = profile(found, quarter, view)
    groups = (("Risks", shown.risks), ("Opportunities", shown.opportunities))
    return render(
        request,
        "risks/profile.html",
        {
            "register": found,
            "quarter": quarter,
            "is_open": bool(round_ and round_.is_open),
            "sees_drafts": view.sees_drafts_of(found),
            "quarter_form": QuarterForm(rounds=rounds_of(view, found), quarter=quarter),
            "quarters": shown.quarters,
            "key": CONFIDENCE.values(),
            "groups": [(name, [_line(line) for line in lines]) for name, lines in groups if lines],
        },
    )


def _line(line: Line) -> dict[str, Any]:
    row = line.row
    printed = line.printed_scores
    return {
        "row": row,
        "current": score_cell(row.current),
        "target": score_cell(row.target),
        "printed_current": printed.get("current", ""),
        "printed_target": printed.get("target", ""),
        "confidence": [None if said.to_come else confidence_mark(said.code) for said in line.confidence],
        "travel": render_direction(travel_direction(row.travel, opportunity=row.is_opportunity)),
        "owner_says": owners_direction(line.owners_direction).label,
    }
