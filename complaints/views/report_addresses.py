"""What an address of the annual report asks for: a year whose report somebody may look at. 404 for what is hidden."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse

from complaints.charts import LinkOf, no_link
from complaints.drill_down import filters_of
from complaints.models import AnnualReport
from complaints.report_forms import YearForm
from complaints.selectors import reports
from complaints.visibility import ComplaintView
from council.period_kinds import FinancialYear
from council.periods import parse


def year_of(text: str) -> int:
    """The financial year of an address (2020-21) by its first calendar year."""
    try:
        period = parse(text)
    except ValueError as error:
        raise Http404(str(error)) from error
    if not isinstance(period, FinancialYear):
        raise Http404("That is not a year.")
    return period.start_year


def report_or_404(view: ComplaintView, year: str) -> AnnualReport:
    """The report of the year in the address, where this person may look at it."""
    report = view.report_of(year_of(year))
    if report is None:
        raise Http404("There is no such report.")
    return report


def chosen_report(request: HttpRequest, view: ComplaintView) -> AnnualReport | None:
    """The report that the address asks for by `?year=`, else the usual one; None where there is none at all."""
    wanted = request.GET.get("year", "")
    if wanted:
        return report_or_404(view, wanted)
    return reports.usual(view)


def year_form(view: ComplaintView, report: AnnualReport) -> YearForm:
    """The choice of another report."""
    choices = [
        (str(FinancialYear(row.year)), f"{row}{' (open)' if row.is_open else ''}") for row in view.reports
    ]
    return YearForm(years=choices, chosen=str(FinancialYear(report.year)))


def link_of(view: ComplaintView) -> LinkOf:
    """How numbers lead to the cases behind them: for those who handle the whole council's cases."""
    if not view.manages_all:
        return no_link

    log = reverse("complaint-cases")

    def address(key: str, year: int) -> str:
        chosen = filters_of(key, year)
        return f"{log}?{urlencode(chosen)}" if chosen else ""

    return address


def cases_address(**chosen: str) -> str:
    """The feedback log with filters chosen."""
    return f"{reverse('complaint-cases')}?{urlencode(chosen)}"


def address_of(report: AnnualReport, anchor: str = "") -> str:
    """The page of a report, at one of its sections."""
    page = reverse("complaint-report", args=[FinancialYear(report.year)])
    return f"{page}#{anchor}" if anchor else page
