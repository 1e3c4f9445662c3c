"""The figures of the annual report of a year: the one place where pages, charts, tables, files and commands get numbers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied

from complaints.figure_sums import report_figures
from complaints.figures import ReportFigures, year_label
from complaints.models import AnnualReport, AnnualReportStep
from complaints.selectors.cube import cube
from complaints.visibility import ComplaintView


def figures(year: int, *, view: ComplaintView, as_at: datetime.datetime | None = None) -> ReportFigures:
    """Every number of the report of `year` (its first calendar year) as `view` may see it, with the year before beside it.

    Those who run complaints see the numbers as at any moment, now by default, of any year. Everybody else sees a closed
    report as it stood when it was closed, whatever `as_at` says, with small counts kept back; PermissionDenied where the
    report is not closed or not there. `empty` where nothing is on record of the year.
    """
    reports = {report.year: report for report in view.all_reports if report.year in (year - 1, year)}
    if view.suppressed:
        report = view.report_of(year)
        if report is None:
            raise PermissionDenied(f"The report of {year_label(year)} is not closed yet.")
        as_at = view.as_at(report)
    counted_on = _counted_on(reports, as_at)
    return report_figures(
        cube(year, counted_on=counted_on, as_at=as_at),
        year,
        suppressed=view.suppressed,
        counted_on=counted_on,
        as_at=as_at,
    )


def _counted_on(
    reports: Mapping[int, AnnualReport], as_at: datetime.datetime | None
) -> dict[int, datetime.date]:
    """The last day counted, by year, as it was at a moment: a later change of it leaves closed reports as they were."""
    counted_on = {year: report.counted_on for year, report in reports.items()}
    if as_at is not None:
        steps = AnnualReportStep.objects.filter(report__in=reports, at__lte=as_at, counted_on__isnull=False)
        counted_on |= dict(steps.order_by("at", "id").values_list("report_id", "counted_on"))
    return counted_on
