"""The heat map: the matrix as a table with the entries in its cells, and the chart of their scores."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from council.access import needs
from council.authorization import Permission
from risks.charts import first_drawn, register_scores
from risks.heat_map_tables import drawn
from risks.page_forms import HeatMapForm
from risks.selectors import history, matrices
from risks.selectors import register as registers
from risks.selectors.heat_map import Position, drawn_on, heat_map
from risks.selectors.matrices import NoMatrix
from risks.views.addresses import quarter_of, register_or_404, rounds_of
from risks.visibility import visible_to


@needs(Permission.VIEW_PUBLISHED)
def heat_map_page(request: HttpRequest, register: str) -> HttpResponse:
    """Risks and opportunities, each on its own matrix, at their current or their target scores (`?show=`)."""
    view = visible_to(request.user)
    found = register_or_404(register, view)
    quarter = quarter_of(request, view, found)
    show: Position = "target" if request.GET.get("show") == "target" else "current"
    round_ = view.round_of(quarter)
    rows = registers.rows(found, quarter, view)
    moment = registers.moment_of(round_)
    rounds = rounds_of(view, found)
    scores = history.of_many(
        [row.entry for row in rows], quarter, moment=moment, since=first_drawn(rounds, quarter), rows=rows
    )
    histories = history.seen_by(view, scores, moment=moment)
    maps = []
    try:
        matrix = matrices.in_force(found.matrix, quarter).parsed()
    except NoMatrix:
        matrix = None
    matrix = drawn_on(rows, matrix, is_open=bool(round_ and round_.is_open))
    if matrix is not None:
        for name, opportunities in (("risks", False), ("opportunities", True)):
            of_kind = [row for row in rows if row.is_opportunity == opportunities]
            if of_kind:
                maps.append(
                    {
                        "name": name,
                        "map": drawn(heat_map(of_kind, matrix, show, opportunities=opportunities)),
                        "chart": register_scores(
                            of_kind, histories, matrix, quarter, title=f"Scores of {name} and their targets"
                        ),
                    }
                )
    return render(
        request,
        "risks/heat_map.html",
        {
            "register": found,
            "quarter": quarter,
            "is_open": bool(round_ and round_.is_open),
            "sees_drafts": view.sees_drafts_of(found),
            "form": HeatMapForm(rounds=rounds, quarter=quarter, show=show),
            "show": show,
            "matrix": matrix,
            "maps": maps,
            "has_charts": any(each["chart"] for each in maps),
        },
    )
