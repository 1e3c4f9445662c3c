"""Logging feedback: the quick form, the page that says what follows, and the questions of equality monitoring."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from complaints.actions import equality, feedback
from complaints.actions.refusals import ComplaintRefused
from complaints.entry_forms import EntryChoices, EntryForm
from complaints.equality_forms import EqualityForm
from complaints.models import Area, Feedback
from complaints.offers import offer
from complaints.presenters import procedure_label
from complaints.references import year_of
from complaints.selectors import case, cases
from complaints.visibility import ComplaintView, visible_to
from council.access import needs
from council.authorization import Permission


@needs(Permission.MANAGE_COMPLAINTS)
def add(request: HttpRequest) -> HttpResponse:
    """Log a complaint, a comment or a compliment. What looks like a case that is there already is asked about once."""
    view = visible_to(request.user)
    form = EntryForm(
        request.POST if request.method == "POST" else None, choices=_choices(view), today=timezone.localdate()
    )
    if not form.is_bound or not form.is_valid():
        return _page(request, form)
    if alike := _alike(view, form):
        return _page(request, form, alike)
    try:
        logged = feedback.log(
            kind=form.cleaned_data["kind"],
            by=request.user,
            texts=form.texts(),
            stage=form.cleaned_data["stage"],
            **form.details(),
        )
    except ComplaintRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form)
    return redirect("complaint-added", ref=logged.reference)


@needs(Permission.MANAGE_COMPLAINTS)
def added(request: HttpRequest, ref: str) -> HttpResponse:
    """What follows from a case that was logged: its reference, its procedure and why, its due dates and why."""
    found = case.page(visible_to(request.user), ref)
    if found is None:
        raise Http404("There is no such case.")
    details = found.details
    context = {
        "page": found,
        "case": found.case,
        "offered": offer(details.area, details.complainant) if found.case.is_complaint else None,
        "procedure": procedure_label(details.procedure),
        "year": year_of(details.received_on),
    }
    return render(request, "complaints/cases/added.html", context)


@needs(Permission.MANAGE_COMPLAINTS)
def equality_questions(request: HttpRequest, year: int, area: str) -> HttpResponse:
    """The questions of equality monitoring. The address names a year and an area: nothing leads to the case."""
    if area not in Area.values or year > year_of(timezone.localdate()):
        raise Http404("There is no such page.")
    form = EqualityForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        number = equality.record(year=year, area=area, answers=form.answers(), by=request.user)
        said = f"{number} answer{'' if number == 1 else 's'} kept, apart from every case."
        messages.success(request, said if number else "No question was answered, so nothing was kept.")
        return redirect("complaint-cases")
    context = {"form": form, "area": Area(area).label, "year": f"{year}/{(year + 1) % 100:02}"}
    return render(request, "complaints/cases/equality.html", context)


def _choices(view: ComplaintView) -> EntryChoices:
    today = timezone.localdate()
    return EntryChoices(
        service_types=cases.service_types_of(view, today),
        services=cases.services_of(view),
        subjects=cases.subjects(today),
        needs_service=not view.manages_all,
    )


def _alike(view: ComplaintView, form: EntryForm) -> list[Feedback]:
    """Cases that may be this one, unless the person was asked about just these and logs it all the same."""
    data = form.cleaned_data
    found = cases.alike(
        view,
        kind=data["kind"],
        received_on=data["received_on"],
        area=data["area"],
        service_type=data["kept_type"],
        complainant=data["complainant"],
    )
    return [] if _asked(found) == data["asked"] else found


def _asked(alike: list[Feedback]) -> str:
    return " ".join(each.reference for each in alike)


def _page(request: HttpRequest, form: EntryForm, alike: list[Feedback] | None = None) -> HttpResponse:
    return render(
        request,
        "complaints/cases/add.html",
        {"form": form, "alike": alike or [], "asked": _asked(alike or [])},
    )
