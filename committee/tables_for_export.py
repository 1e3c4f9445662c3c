"""The tables a committee can take away as a file, by the name that commands and addresses use."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils import timezone

from complaints.exports import ReportContent, report_document
from complaints.models import AnnualReport
from complaints.selectors import figures, published, reports
from complaints.visibility import ComplaintView
from complaints.visibility import visible_to as complaints_visible_to
from council.models import User
from council.periods import Quarter
from council.sections import Document, tables_of
from council.selectors import council_name
from kpis.change_tables import change_document
from kpis.exports import kpi_document, ratings_document
from kpis.models import Commentary
from kpis.narrative_tables import narrative_sections
from kpis.selectors import changes, commentary, dashboard, grid
from kpis.selectors.dashboard import IndicatorRow
from kpis.selectors.outcomes import schemes_by_version
from kpis.selectors.previous_targets import under_previous_target
from kpis.visibility import View, visible_to
from risks.exports import Kept, profile_document, register_document
from risks.models import Register
from risks.selectors import movement_report, profile, register
from risks.visibility import RiskView
from risks.visibility import visible_to as risks_visible_to


class NothingToExport(Exception):
    """The quarter does not exist, or not for this person; the message says what to do."""


def kpi_tables(
    quarter: Quarter,
    *,
    view: View,
    now: datetime.datetime,
    as_at: datetime.datetime | None = None,
    rows: list[IndicatorRow] | None = None,
    council: str = "",
) -> Document:
    """The tables of the performance report: the figures as at a moment (None: now), `now` is what is printed of it.

    `rows` are those of `dashboard.rows` with their history, and `council` is its name, where they were read already.
    """
    rows = dashboard.rows(quarter, view, as_at=as_at, with_history=True) if rows is None else rows
    if not rows:
        raise NothingToExport(f"There are no indicators in {quarter.label}.")
    targets = [target for row in rows for target in row.targets]
    under_previous = under_previous_target(rows, view, as_at, targets=targets)
    council = council or council_name()
    return kpi_document(rows, quarter, under_previous=under_previous, council=council, as_at=now)


def with_narrative(document: Document, said: list[Commentary]) -> Document:
    """The tables, and after them the narrative where the commentary names issues, causes or actions."""
    narrative = narrative_sections(said, first_table=len(list(tables_of(document))) + 1)
    return replace(document, sections=(*document.sections, *narrative))


def kpis(quarter: Quarter, *, view: View, now: datetime.datetime) -> Document:
    """Appendix A of the performance report, and the narrative where the quarter has one."""
    document = kpi_tables(quarter, view=view, now=now)
    return with_narrative(document, commentary.of_quarter(quarter, view))


def ratings(quarter: Quarter, *, view: View, now: datetime.datetime) -> Document:
    """The ratings of the last eight reporting quarters."""
    schemes = schemes_by_version()
    rows = dashboard.summaries(quarter, view, schemes=schemes)
    if not rows:
        raise NothingToExport(f"There are no indicators in {quarter.label}.")
    rounds = grid.rounds_up_to(quarter, view)
    cells = grid.cells(rows, rounds, view, schemes=schemes)
    return ratings_document(rows, rounds, cells, council=council_name(), as_at=now)


def changed(quarter: Quarter, *, view: View, now: datetime.datetime) -> Document:
    """What changed in a closed quarter after members had seen it."""
    if quarter.ordinal not in view.closed:
        raise NothingToExport(
            f"{quarter.label} is open: what is entered now is no change to what members saw."
        )
    found = changes.changes(view, quarter=quarter)
    return change_document(found, quarter, council=council_name(), as_at=now)


@dataclass(frozen=True)
class Options:
    """What may be chosen of a file of registers: which one (by slug), and how its entries are printed.

    Left empty: the corporate registers of the quarter, each as it is usually printed.
    """

    register: str = ""
    layout: str = ""


def risk_register(quarter: Quarter, *, view: RiskView, now: datetime.datetime, options: Options) -> Document:
    """The risk and opportunity register, as cards or as a table."""
    kept = registers_kept(quarter, view=view, options=options, with_measures=True)
    return register_document(kept, quarter, view.round_of(quarter), council=council_name(), as_at=now)


def risk_profile(quarter: Quarter, *, view: RiskView, now: datetime.datetime, options: Options) -> Document:
    """The summary risk profile: a line an entry, with the confidence of each quarter of the year."""
    kept = registers_kept(quarter, view=view, options=options, with_profile=True)
    return profile_document(kept, quarter, view.round_of(quarter), council=council_name(), as_at=now)


def registers_kept(
    quarter: Quarter,
    *,
    view: RiskView,
    options: Options,
    as_at: datetime.datetime | None = None,
    with_measures: bool = False,
    with_profile: bool = False,
) -> list[Kept]:
    """The registers of a quarter as they stood at a moment (None: now), read for a file: with controls and actions for the
    register itself, with their profiles for the summary profile."""
    layouts = ", ".join(Register.Layout.values)
    if options.layout and options.layout not in Register.Layout:
        raise NothingToExport(f"There is no layout {options.layout}. There are: {layouts}.")
    found = []
    for each in _registers(quarter, view, options):
        rows = register.rows(each, quarter, view, with_measures=with_measures, as_at=as_at)
        found.append(
            Kept(
                each,
                rows,
                movement_report.report(each, quarter, quarter, view, as_at=as_at, rows=rows),
                layout=options.layout or each.layout,
                profile=profile.profile(each, quarter, view, as_at=as_at, rows=rows)
                if with_profile
                else None,
            )
        )
    return found


def _registers(quarter: Quarter, view: RiskView, options: Options) -> list[Register]:
    """The registers to print. Those of an open quarter are drafts, and printed only for who sees them whole."""
    is_open = view.round_of(quarter).is_open
    known = [
        each
        for each in view.registers
        if each.exists_in(quarter) and (not is_open or view.sees_drafts_of(each))
    ]
    found = [
        each for each in known if (each.slug == options.register if options.register else each.is_corporate)
    ]
    if not found:
        wanted = f"register {options.register}" if options.register else "corporate register"
        slugs = ", ".join(each.slug for each in known)
        raise NothingToExport(
            f"There is no {wanted} in {quarter.label}." + (f" There are: {slugs}." if slugs else "")
        )
    return found


def complaints(
    report: AnnualReport, *, view: ComplaintView, now: datetime.datetime, council: str = ""
) -> Document:
    """The annual report of complaints and customer feedback of one financial year. `council` is its name, where it was read
    already."""
    as_at = view.as_at(report)
    numbers = figures.figures(report.year, view=view, as_at=as_at)
    content = ReportContent(
        report=report,
        figures=numbers,
        words=reports.words(report, as_at),
        published=published.compared(numbers),
    )
    return report_document(content, council=council or council_name(), as_at=timezone.localtime(as_at or now))


KPI_TABLES: dict[str, Callable[..., Document]] = {"kpis": kpis, "ratings": ratings, "changes": changed}
RISK_TABLES: dict[str, Callable[..., Document]] = {
    "risk-register": risk_register,
    "risk-profile": risk_profile,
}
#: What is reported by the quarter. Complaints have a year.
QUARTERLY = (*KPI_TABLES, *RISK_TABLES)
COMPLAINTS = "complaints"
TABLES = (*QUARTERLY, COMPLAINTS)


def view_for(table: str, user: User | None) -> View | RiskView | ComplaintView:
    """What a person may see of what the table is made of; None is the system itself."""
    if table == COMPLAINTS:
        return complaints_visible_to(user)
    return risks_visible_to(user) if table in RISK_TABLES else visible_to(user)


def _report_of(quarter: Quarter, view: ComplaintView) -> AnnualReport:
    year = quarter.financial_year
    report = view.report_of(year.start_year)
    if report is None:
        known = ", ".join(f"{row}" for row in view.reports) if view.user is None else ""
        raise NothingToExport(
            f"There is no annual report of complaints for {year.label}."
            + (f" There are those of: {known}." if known else "")
        )
    return report


def build(
    table: str,
    quarter: Quarter,
    *,
    view: View | RiskView | ComplaintView,
    now: datetime.datetime,
    options: Options = Options(),
) -> Document:
    """The table as somebody may see it. Registers have quarters of their own: one meeting prints KPIs of another.

    Complaints are reported by the year: any quarter of it stands for it.
    """
    now = timezone.localtime(now)
    if isinstance(view, ComplaintView):
        return complaints(_report_of(quarter, view), view=view, now=now)
    of_risks = table in RISK_TABLES
    rounds = view.rounds if of_risks else view.quarters
    if not any(row.ordinal == quarter.ordinal for row in rounds):
        known = ", ".join(str(row) for row in reversed(rounds)) if view.user is None else ""
        what = "risk quarter" if of_risks else "reporting quarter"
        raise NothingToExport(f"There is no {what} {quarter}." + (f" There are: {known}." if known else ""))
    if of_risks:
        return RISK_TABLES[table](quarter, view=view, now=now, options=options)
    return KPI_TABLES[table](quarter, view=view, now=now)
