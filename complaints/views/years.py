"""Years beside each other."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from complaints.figures import NOT_SHOWN
from complaints.selectors.figures import figures
from complaints.selectors.years import compared
from complaints.views.report_addresses import chosen_report, year_form
from complaints.visibility import visible_to
from council.access import needs
from council.authorization import Permission


@needs(Permission.VIEW_PUBLISHED)
def years_page(request: HttpRequest) -> HttpResponse:
    """The main numbers of a report and the year before it, and of earlier years as printed reports state them."""
    view = visible_to(request.user)
    report = chosen_report(request, view)
    context: dict[str, object] = {"report": report, "not_shown": NOT_SHOWN, "manages_all": view.manages_all}
    if report is not None:
        found = figures(report.year, view=view)
        context |= {"figures": found, "compared": compared(found), "year_form": year_form(view, report)}
    return render(request, "complaints/report/years.html", context)
