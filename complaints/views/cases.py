"""The feedback log, and the page of one case."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from complaints.actions import feedback
from complaints.export_cases import LOG_FORMATS
from complaints.filters import CaseFilters
from complaints.models import CaseText, Feedback
from complaints.presenters import due_cell, part_label
from complaints.selectors import case, cases
from complaints.selectors.case import CasePage
from complaints.tables import CaseTable
from complaints.text_parts import EDITABLE
from complaints.visibility import visible_to
from council.access import needs
from council.authorization import Permission


@needs(Permission.MANAGE_COMPLAINTS)
def case_list(request: HttpRequest) -> HttpResponse:
    """The feedback log: every case that this person handles, with filters in the address."""
    view = visible_to(request.user)
    today = timezone.localdate()
    filters = CaseFilters(request.GET, view)
    rows = cases.matching(view, filters.chosen_values, today)
    table = CaseTable(rows, today=today, caption="Cases of the feedback log").configure(request)
    return render(
        request,
        "complaints/cases/list.html",
        {
            "filters": filters,
            "table": table,
            "manages_all": view.manages_all,
            "formats": LOG_FORMATS if view.manages_all else {},
        },
    )


@needs(Permission.MANAGE_COMPLAINTS)
def case_page(request: HttpRequest, ref: str) -> HttpResponse:
    """One case: where it stands, its clock and why, what happened in it. Words are shown only when asked for."""
    return _page(request, ref)


@needs(Permission.MANAGE_COMPLAINTS)
@require_POST
def words(request: HttpRequest, ref: str) -> HttpResponse:
    """The same page with what was said in the case; that it was read is on record before it is shown."""
    found = case_or_404(request, ref)
    return _page(request, ref, feedback.read_words(found, by=request.user))


def case_or_404(request: HttpRequest, ref: str) -> Feedback:
    """The case of an address, where this person handles it. What it says never tells whether there is one."""
    found = visible_to(request.user).case(ref)
    if found is None:
        raise Http404("There is no such case.")
    return found


def _page(request: HttpRequest, ref: str, texts: Sequence[CaseText] | None = None) -> HttpResponse:
    view = visible_to(request.user)
    found = case.page(view, ref)
    if found is None:
        raise Http404("There is no such case.")
    context = {
        "page": found,
        "case": found.case,
        "texts": None if texts is None else _said(found, texts),
        "due": due_cell(found.standing.due_on, found.today) if found.standing.due_on else "",
        "may_read": view.reads_words,
        "manages_all": view.manages_all,
    }
    response = render(request, "complaints/cases/case.html", context)
    if texts is not None:
        # What was shown once, to somebody who was put on record, is not to be found in the browser again.
        response.headers["Cache-Control"] = "no-store"
    return response


def _said(found: CasePage, texts: Sequence[CaseText]) -> list[tuple[str, CaseText, bool]]:
    """The texts of a case, each with what it is called and whether it can be changed by itself."""
    stages = {shown.row.number: shown.label for shown in found.stages}
    return [(part_label(each.part, stages), each, each.part in EDITABLE) for each in texts]
