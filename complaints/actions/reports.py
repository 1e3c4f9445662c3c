"""The annual report as work: opening a year's, what the council says in it, until when it counts, closing, reopening.

A report is the first row that each of these locks, so nobody closes one while somebody else writes in it. Every council that
provides social care publishes such a report each year (Local Authority Social Services and National Health Service
Complaints (England) Regulations 2009, regulation 18; Children Act 1989 Representations Procedure (England) Regulations
2006, regulation 13).
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from complaints.actions.refusals import ComplaintRefused
from complaints.models import ActiveCases, AnnualReport, AnnualReportStep, Area, ReportText
from complaints.report_outline import section_of
from complaints.selectors import reports
from complaints.visibility import require_manager
from council.actions.superseding import supersede
from council.models import User
from council.period_kinds import FinancialYear
from council.periods import date_label
from council.sections import clean_text

Step = AnnualReportStep.Step


class ThingsUnresolved(ComplaintRefused):
    """The report is not complete; closing it although needs a reason."""


@transaction.atomic
def open_report(
    *, year: int, counted_on: datetime.date, by: User, at: datetime.datetime | None = None
) -> AnnualReport:
    """Begin the report of a financial year that has begun; where it is open already, that report as it is."""
    require_manager(by)
    at, label = at or timezone.now(), FinancialYear(year).label
    if FinancialYear(year).start > timezone.localdate(at):
        raise ComplaintRefused(f"{label} has not begun, so nothing can be counted in it.")
    _check_counted_on(year, counted_on)
    row, created = AnnualReport.objects.get_or_create(year=year, defaults={"counted_on": counted_on})
    if created:
        _note(row, Step.OPENED, by, at)
    elif not row.is_open:
        raise ComplaintRefused(f"The report of {label} is closed. Reopen it with a reason instead.")
    return row


@transaction.atomic
def count_until(*, year: int, counted_on: datetime.date, by: User, reason: str = "") -> AnnualReport:
    """Set the last day on which a complaint of the year may close and still be counted with its outcome."""
    require_manager(by)
    row = _open(year)
    _check_counted_on(year, counted_on)
    if counted_on != row.counted_on:
        before, row.counted_on = row.counted_on, counted_on
        row.save(update_fields=["counted_on"])
        said = f"{date_label(before)}, now {date_label(counted_on)}. {clean_text(reason).strip()}".strip()
        _note(row, Step.COUNTED, by, timezone.now(), said)
    return row


@transaction.atomic
def write_text(*, year: int, section: str, text: str, by: User, based_on: int) -> ReportText:
    """Write what the council says in one section, in paragraphs; an empty text takes it out of the report.

    Raises EditConflict where somebody else wrote it since version `based_on` was read.
    """
    require_manager(by)
    if section_of(section) is None:
        raise ComplaintRefused(f"The report has no section {section}.")
    row = ReportText(report=_open(year), section=section, text=clean_text(text).strip())
    return supersede(row, by=by, based_on=based_on)


@transaction.atomic
def set_active_cases(*, year: int, area: str, count: int, by: User, based_on: int) -> ActiveCases:
    """Write how many social care cases of an area were active in the year: what its complaints are a share of."""
    require_manager(by)
    _open(year)
    return supersede(ActiveCases(year=year, area=Area(area), count=count), by=by, based_on=based_on)


@transaction.atomic
def close_report(
    *, year: int, by: User, reason: str = "", at: datetime.datetime | None = None
) -> AnnualReport:
    """End the work: everybody who may see dashboards sees the report as it now stands, with small counts kept back.

    Raises ThingsUnresolved where something is missing and no `reason` says why it closes without.
    """
    require_manager(by)
    row = _held(year)
    if not row.is_open:
        return row
    at = at or timezone.now()
    if timezone.localdate(at) <= FinancialYear(year).end:
        raise ComplaintRefused(
            f"{row} has not ended, so its report cannot be closed. "
            f"It can be from {date_label(_first_day_to_close(year))} on."
        )
    missing = reports.unresolved(row, timezone.localdate(at))
    reason = clean_text(reason).strip()
    if missing and not reason:
        raise ThingsUnresolved(
            f"{missing[0].words} Resolve what is listed, or say why the report closes without it."
        )
    row.closed_at, row.closed_by = at, by
    row.save(update_fields=["closed_at", "closed_by"])
    _note(row, Step.CLOSED, by, at, reason)
    return row


@transaction.atomic
def reopen_report(*, year: int, by: User, reason: str) -> AnnualReport:
    """Open a closed report again, with the reason. Only complaints managers see it until it is closed again."""
    require_manager(by)
    reason = clean_text(reason).strip()
    if not reason:
        raise ComplaintRefused("Say why the report is reopened: the reason stays on record.")
    row = _held(year)
    if row.is_open:
        raise ComplaintRefused(f"The report of {row} is open already.")
    row.closed_at = row.closed_by = None
    row.save(update_fields=["closed_at", "closed_by"])
    _note(row, Step.REOPENED, by, timezone.now(), reason)
    return row


def _held(year: int) -> AnnualReport:
    """The report of a year, which nobody else takes a step further until the transaction ends."""
    row = AnnualReport.objects.select_for_update(no_key=True).filter(year=year).first()
    if row is None:
        raise ComplaintRefused(f"The report of {FinancialYear(year).label} was never opened. Open it first.")
    return row


def _open(year: int) -> AnnualReport:
    row = _held(year)
    if not row.is_open:
        raise ComplaintRefused(
            f"The report of {row} is closed, and people have read it. Reopen it with a reason to change it."
        )
    return row


def _check_counted_on(year: int, counted_on: datetime.date) -> None:
    """Counting may not end before the year does: its last complaints could not have been counted at all."""
    end = FinancialYear(year).end
    if counted_on < end:
        raise ComplaintRefused(f"The last day counted cannot be before the year ends, on {date_label(end)}.")


def _first_day_to_close(year: int) -> datetime.date:
    return FinancialYear(year).end + datetime.timedelta(days=1)


def _note(row: AnnualReport, step: Step, by: User, at: datetime.datetime, reason: str = "") -> None:
    AnnualReportStep.objects.create(
        report=row, step=step, at=at, by=by, reason=reason, counted_on=row.counted_on
    )
