"""Working on the annual report: opening a year's, writing its sections, active cases, what it counts, closing, reopening."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from complaints.actions import reports as actions
from complaints.models import AnnualReport, Area
from complaints.report_forms import ActiveCasesForm, MoveCountForm, OpenForm, TextForm
from complaints.report_outline import section_of
from complaints.selectors import reports
from complaints.views.report_addresses import address_of, report_or_404
from complaints.views.saving import over, posted, saved
from complaints.visibility import require_manager, visible_to
from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission
from council.decision_forms import ReasonForm
from council.period_kinds import FinancialYear, date_label


@needs(Permission.MANAGE_COMPLAINTS)
def open_report(request: HttpRequest) -> HttpResponse:
    """Begin the report of a year that has none."""
    require_manager(request.user)
    view = visible_to(request.user)
    years = reports.years_to_open(view.reports, timezone.localdate())
    initial = {"year": years[0], "counted_on": reports.usual_last_day(years[0])} if years else {}
    form = OpenForm(posted(request), years=years, initial=initial)
    if saved(form, lambda: actions.open_report(**form.cleaned_data, by=request.user)):
        period = FinancialYear(form.cleaned_data["year"])
        messages.success(request, f"The report of {period.label} is open. Members see it once it is closed.")
        return redirect("complaint-report", year=period)
    return render(request, "complaints/report/open.html", {"form": form, "years": years})


@needs(Permission.MANAGE_COMPLAINTS)
def edit_text(request: HttpRequest, year: str, section: str) -> HttpResponse:
    """What the council says in one section, beside last year's words."""
    report = _open_or_404(request, year)
    wanted = section_of(section)
    if wanted is None:
        raise Http404("There is no such section.")
    said = reports.words(report, None).section(section)
    before = visible_to(request.user).report_of(report.year - 1)
    form, conflict = (
        TextForm(posted(request), initial={"text": said.words, "version": said.version}),
        None,
    )
    try:
        if saved(form, lambda: _write(report, section, form, request)):
            messages.success(request, f"Section {section}, {wanted.title}, is saved.")
            return redirect(address_of(report, said.anchor))
    except EditConflict as quicker:
        conflict = quicker.current
        form = over(quicker, form, TextForm)
    return render(
        request,
        "complaints/report/text.html",
        {
            **_back(report, said.anchor),
            "section": wanted,
            "form": form,
            "conflict": conflict,
            "last_year": reports.words(before, None).section(section).words if before else "",
            "last_year_summary": f"What the report of {before} said",
        },
        status=409 if conflict else 200,
    )


def _write(report: AnnualReport, section: str, form: TextForm, request: HttpRequest) -> None:
    actions.write_text(
        year=report.year,
        section=section,
        text=form.cleaned_data["text"],
        by=request.user,
        based_on=form.cleaned_data["version"],
    )


@needs(Permission.MANAGE_COMPLAINTS)
def active_cases(request: HttpRequest, year: str, area: str) -> HttpResponse:
    """How many cases of an area were active in the year."""
    report = _open_or_404(request, year)
    if area not in reports.AREAS_WITH_CASES:
        raise Http404("There is no such area.")
    row = reports.active_cases(report.year)[area]
    initial = {"count": row.count if row else None, "version": row.version if row else 0}
    name = Area(area).label

    def make(data) -> ActiveCasesForm:
        return ActiveCasesForm(data, area=name, initial=initial)

    form, conflict = make(posted(request)), None
    try:
        if saved(
            form,
            lambda: actions.set_active_cases(
                year=report.year,
                area=area,
                count=form.cleaned_data["count"],
                by=request.user,
                based_on=form.cleaned_data["version"],
            ),
        ):
            messages.success(request, f"The number of active cases of {name.lower()} is saved.")
            return redirect(address_of(report))
    except EditConflict as quicker:
        conflict = quicker.current
        form = over(quicker, form, make)
    return render(
        request,
        "complaints/report/active.html",
        {**_back(report), "area": name, "form": form, "conflict": conflict},
        status=409 if conflict else 200,
    )


@needs(Permission.MANAGE_COMPLAINTS)
def count_until(request: HttpRequest, year: str) -> HttpResponse:
    """Another last day of counting."""
    report = _open_or_404(request, year)
    form = MoveCountForm(posted(request), year=report.year, initial={"counted_on": report.counted_on})
    if saved(form, lambda: actions.count_until(year=report.year, by=request.user, **form.cleaned_data)):
        day = date_label(form.cleaned_data["counted_on"])
        messages.success(request, f"Complaints that closed up to {day} are counted with their outcomes.")
        return redirect(address_of(report))
    return render(request, "complaints/report/counted.html", {**_back(report), "form": form})


@needs(Permission.MANAGE_COMPLAINTS)
def close_report(request: HttpRequest, year: str) -> HttpResponse:
    """What is still missing, and the decision to close: a reason is asked where something is."""
    report = _managed_or_404(request, year)
    missing = reports.unresolved(report, timezone.localdate()) if report.is_open else []
    return _decide(
        request,
        report,
        "complaints/report/close.html",
        lambda reason: actions.close_report(year=report.year, by=request.user, reason=reason),
        f"The report of {report} is closed. Everybody who may see dashboards sees it as it now stands, with small "
        "numbers kept back.",
        label="Why is the report closed although this is missing?"
        if missing
        else "Is there anything to note about the closing?",
        required=bool(missing),
        missing=missing,
    )


@needs(Permission.MANAGE_COMPLAINTS)
def reopen_report(request: HttpRequest, year: str) -> HttpResponse:
    """Open a closed report again, with the reason."""
    report = _managed_or_404(request, year)
    return _decide(
        request,
        report,
        "complaints/report/reopen.html",
        lambda reason: actions.reopen_report(year=report.year, by=request.user, reason=reason),
        f"The report of {report} is open again. Members do not see it until you close it.",
        label="Why is the report reopened?",
        required=True,
        missing=[],
    )


def _decide(
    request: HttpRequest,
    report: AnnualReport,
    template: str,
    act: Callable[[str], object],
    done: str,
    *,
    label: str,
    required: bool,
    missing: list[reports.Missing],
) -> HttpResponse:
    """A page on which the report is taken a step further, with a reason that stays on record."""
    form: forms.Form = ReasonForm(
        posted(request),
        label=label,
        help_text="Kept on record with the report." if required else "You can leave this empty.",
        required=required,
    )
    if saved(form, lambda: act(form.cleaned_data["reason"])):
        messages.success(request, done)
        return redirect(address_of(report))
    return render(
        request,
        template,
        {
            **_back(report),
            "form": form,
            "missing": missing,
            "unwritten": _unwritten(report),
            "steps": reports.steps(report),
        },
    )


def _unwritten(report: AnnualReport) -> list[reports.ReportSection]:
    """The sections in which nothing is said yet."""
    return [each for each in reports.words(report, None).sections if not each.is_written]


def _managed_or_404(request: HttpRequest, year: str) -> AnnualReport:
    """The report of the address, for those who run complaints for the whole council."""
    require_manager(request.user)
    return report_or_404(visible_to(request.user), year)


def _open_or_404(request: HttpRequest, year: str) -> AnnualReport:
    """The same, where it can still be worked on."""
    report = _managed_or_404(request, year)
    if not report.is_open:
        raise Http404("The report is closed. Reopen it to change it.")
    return report


def _back(report: AnnualReport, anchor: str = "") -> dict[str, object]:
    return {"report": report, "back_url": address_of(report, anchor), "back_text": f"Report of {report}"}
