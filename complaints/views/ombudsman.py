"""The Ombudsman's enquiries: the list, the statistics, one enquiry with its answer and its decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from complaints.actions import ombudsman
from complaints.guarded_forms import SureForm
from complaints.models import Area, OmbudsmanCase
from complaints.ombudsman_forms import (
    AnswerForm,
    DecisionForm,
    EnquiryForm,
    OmbudsmanFilters,
    StatisticsForm,
)
from complaints.ombudsman_tables import OmbudsmanTable, statistics_lines, year_label
from complaints.selectors import learning as learning_selectors
from complaints.selectors import ombudsman as selectors
from complaints.views.saving import changed, posted, saved
from complaints.visibility import visible_to
from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission

#: Years side by side in the statistics.
YEARS = 3


@needs(Permission.MANAGE_COMPLAINTS)
def enquiry_list(request: HttpRequest) -> HttpResponse:
    """Every enquiry that this person may see, with filters in the address, and how recommendations are kept."""
    view, today = visible_to(request.user), timezone.localdate()
    filters = OmbudsmanFilters(request.GET, years=selectors.years(view))
    rows = selectors.matching(view, filters.chosen_values, today)
    table = OmbudsmanTable(rows, today=today, caption="Enquiries of the Ombudsman").configure(request)
    return render(
        request,
        "complaints/ombudsman/list.html",
        {
            "filters": filters,
            "table": table,
            "kept": selectors.kept(view, today),
            "manages_all": view.manages_all,
        },
    )


@needs(Permission.MANAGE_COMPLAINTS)
def statistics_page(request: HttpRequest) -> HttpResponse:
    """The statistics to hold for the Ombudsman's annual letter, the newest years side by side (`?area=`)."""
    view, today = visible_to(request.user), timezone.localdate()
    area = request.GET.get("area", "")
    area = area if area in Area.values else ""
    years = selectors.years(view)[:YEARS]
    found = [selectors.year_statistics(view, year, today, area=area) for year in years]
    return render(
        request,
        "complaints/ombudsman/statistics.html",
        {
            "form": StatisticsForm(initial={"area": area}),
            "area": Area(area).label if area else "",
            "years": [year_label(year) for year in years],
            "lines": statistics_lines([figures for figures, _ in found]),
            "to_scrutinise": [
                (year_label(year), figures.compliance)
                for year, (figures, _) in zip(years, found, strict=True)
                if figures.compliance.to_scrutinise
            ],
            "has_synthetic": any(synthetic for _, synthetic in found),
            "manages_all": view.manages_all,
        },
    )


@needs(Permission.MANAGE_COMPLAINTS)
def add(request: HttpRequest) -> HttpResponse:
    """A new enquiry (`?case=` for one about a case)."""
    view = visible_to(request.user)
    form = EnquiryForm(posted(request), view=view, ref=request.GET.get("case", "")[:20])
    made: list[OmbudsmanCase] = []
    if saved(form, lambda: made.append(ombudsman.add(by=request.user, **form.enquiry_fields()))):
        messages.success(request, "The enquiry is recorded.")
        return redirect("complaint-ombudsman-case", key=made[0].key)
    return render(
        request,
        "complaints/ombudsman/form.html",
        {"form": form, "title": "Record an enquiry of the Ombudsman"},
    )


@needs(Permission.MANAGE_COMPLAINTS)
def case_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """One enquiry: its days, its decision, what was recommended and done, what was learnt from it."""
    view, today = visible_to(request.user), timezone.localdate()
    found = case_or_404(request, key)
    learnt = learning_selectors.of_case(view, found.link.feedback_id) if found.link else []
    return render(
        request,
        "complaints/ombudsman/case.html",
        {
            "found": found,
            "row": found.row,
            "today": today,
            "learnt": learnt,
            "kept": selectors.compliance_of(found, today),
            "manages_all": view.manages_all,
        },
    )


@needs(Permission.MANAGE_COMPLAINTS)
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change what is recorded of an enquiry."""
    view = visible_to(request.user)
    return _change(
        request,
        key,
        title="Change the enquiry",
        make=lambda data, row: EnquiryForm(data, view=view, seen=row),
        fields=lambda form: form.enquiry_fields(),
        said="The enquiry is changed.",
    )


@needs(Permission.MANAGE_COMPLAINTS)
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record when the enquiry was answered."""
    return _change(
        request,
        key,
        title="Record the answer",
        make=lambda data, row: AnswerForm(data, seen=row),
        fields=lambda form: {"answered_on": form.cleaned_data["answered_on"]},
        said="The answer is recorded.",
    )


@needs(Permission.MANAGE_COMPLAINTS)
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record the Ombudsman's decision, put another in its place, or take it back."""
    return _change(
        request,
        key,
        title="Record the Ombudsman’s decision",
        make=lambda data, row: DecisionForm(data, seen=row, proposed=selectors.council_outcome(row.feedback)),
        fields=lambda form: dict(ombudsman.UNDECIDED) if form.takes_back else form.decision_fields(),
        said="The decision is recorded.",
    )


@needs(Permission.MANAGE_COMPLAINTS)
def remove(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take out an enquiry that was entered by mistake; asked first."""
    found = case_or_404(request, key)
    form = SureForm(posted(request), initial={"version": found.row.version})
    try:
        if saved(
            form,
            lambda: ombudsman.remove(key, by=request.user, based_on=form.cleaned_data["version"]),
        ):
            messages.success(request, "The enquiry is removed.")
            return redirect("complaint-ombudsman")
    except EditConflict:
        messages.error(request, "Somebody else has just changed it. Look at it, and try again.")
        return redirect("complaint-ombudsman-case", key=key)
    return render(request, "complaints/ombudsman/remove.html", {"row": found.row, "form": form})


def case_or_404(request: HttpRequest, key: UUID) -> selectors.Case:
    """The enquiry of an address, if this person may see it."""
    found = selectors.case(visible_to(request.user), key)
    if found is None:
        raise Http404("There is no such enquiry.")
    return found


def _change(
    request: HttpRequest,
    key: UUID,
    *,
    title: str,
    make: Callable[[QueryDict | None, OmbudsmanCase], Any],
    fields: Callable[[Any], dict[str, Any]],
    said: str,
) -> HttpResponse:
    """A form about an enquiry: shown, refused, saved, or told that somebody else saved it meanwhile (409)."""
    row = case_or_404(request, key).row
    is_saved, form, conflict = changed(
        make(posted(request), row),
        lambda version, typed: ombudsman.change(key, by=request.user, based_on=version, **typed),
        fields=fields,
        newest=lambda: case_or_404(request, key).row,
        make=make,
        words=selectors.words,
    )
    if is_saved:
        messages.success(request, said)
        return redirect("complaint-ombudsman-case", key=key)
    return render(
        request,
        "complaints/ombudsman/form.html",
        {"form": form, "title": title, "row": row, "conflict": conflict},
        status=409 if conflict else 200,
    )
