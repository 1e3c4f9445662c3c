"""The rules that the clocks run by, for everybody who handles complaints."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from complaints.models import Procedure
from complaints.procedure_pages import procedures
from complaints.selectors import clocks, pauses
from complaints.stage_moves import OMBUDSMAN
from complaints.visibility import visible_to
from council.access import needs
from council.authorization import Permission


@needs(Permission.MANAGE_COMPLAINTS)
def procedure_list(request: HttpRequest) -> HttpResponse:
    """Every procedure: its stages, who decides, the limits with their sources, and an example of each."""
    context = {
        "procedures": procedures(dict(Procedure.choices), timezone.localdate(), clocks.calendar()),
        "paused": pauses.running_now(),
        "ombudsman": OMBUDSMAN,
        "manages_all": visible_to(request.user).manages_all,
    }
    return render(request, "complaints/rules/procedures.html", context)
