"""Files of complaints: the annual report, as each reader may see it, and the log, for complaints managers."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from committee import tables_for_export
from committee.exports import FORMATS
from committee.views.pages import file_response
from complaints.actions import feedback
from complaints.export_cases import LOG_FORMATS, case_document
from complaints.filters import CaseFilters
from complaints.models import CaseAccess
from complaints.selectors import cases
from complaints.visibility import visible_to
from council.access import needs
from council.authorization import Permission
from council.period_kinds import FinancialYear
from council.periods import parse
from council.selectors import council_name


@needs(Permission.EXPORT)
def download_report(request: HttpRequest, year: str, file_format: str) -> HttpResponse:
    """The annual report of a year as a file."""
    view = visible_to(request.user)
    try:
        period = parse(year)
    except ValueError as error:
        raise Http404(str(error)) from error
    report = view.report_of(period.start_year) if isinstance(period, FinancialYear) else None
    if report is None or file_format not in FORMATS:
        raise Http404("There is no such file.")
    document = tables_for_export.complaints(report, view=view, now=timezone.now())
    return file_response(document, file_format, f"complaints-annual-report-{year}")


@needs(Permission.MANAGE_COMPLAINTS)
def download_cases(request: HttpRequest, file_format: str) -> HttpResponse:
    """The cases that the filters of the address leave, without anybody's words; that they were taken is on record."""
    view = visible_to(request.user)
    if not view.manages_all:
        raise PermissionDenied(
            "Only who runs complaints for the whole council may take the log away as a file."
        )
    if file_format not in LOG_FORMATS:
        raise Http404("There is no such file.")
    now = timezone.now()
    filters = CaseFilters(request.GET, view)
    rows = list(cases.matching(view, filters.chosen_values, timezone.localdate(now)))
    document = case_document(rows, council=council_name(), as_at=now)
    response = file_response(document, file_format, "complaint-cases")
    feedback.record_access([row.feedback_id for row in rows], by=request.user, what=CaseAccess.What.EXPORTED)
    return response
