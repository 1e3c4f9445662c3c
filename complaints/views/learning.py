"""What the council learnt: the list, one point with its recurrence watch, its changes, and the Shared Learning Panel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from complaints.actions import learning
from complaints.actions.refusals import ComplaintRefused
from complaints.guarded_forms import SureForm
from complaints.learning_forms import DoneForm, LearningFilters, LearningForm
from complaints.learning_tables import LearningTable, status_tag
from complaints.models import Area, Learning
from complaints.references import year_of
from complaints.selectors import cases
from complaints.selectors import learning as selectors
from complaints.views.saving import changed, posted, saved
from complaints.visibility import visible_to
from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission
from council.period_kinds import FinancialYear

CHANGED = "Somebody else has just changed it. Look at it, and try again."


@needs(Permission.MANAGE_COMPLAINTS)
def point_list(request: HttpRequest) -> HttpResponse:
    """Every learning point, with filters in the address."""
    view, today = visible_to(request.user), timezone.localdate()
    filters = LearningFilters(request.GET, years=selectors.years(view))
    rows = selectors.matching(view, filters.chosen_values, today)
    table = LearningTable(rows, today=today, caption="Learning points").configure(request)
    return render(request, "complaints/learning/list.html", {"filters": filters, "table": table})


@needs(Permission.MANAGE_COMPLAINTS)
def add(request: HttpRequest) -> HttpResponse:
    """A new learning point (`?case=` for one that comes from a case, `&source=ombudsman` from a decision)."""
    form = _form(request, posted(request), initial=_proposed(request))
    made: list[Learning] = []

    def write() -> None:
        found = form.cleaned_data["case"]
        made.append(learning.add(by=request.user, cases=found, **form.learning_fields()))

    if saved(form, write):
        messages.success(request, "The learning point is recorded.")
        return redirect("complaint-learning-point", key=made[0].key)
    return render(request, "complaints/learning/edit.html", {"form": form})


@needs(Permission.MANAGE_COMPLAINTS)
def point_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """One learning point: what was learnt and done, the cases that it came from, and whether it happened again."""
    view, today = visible_to(request.user), timezone.localdate()
    row = _point_or_404(request, key)
    return render(
        request,
        "complaints/learning/point.html",
        {
            "row": row,
            "year_label": FinancialYear(row.year).label,
            "status": status_tag(row),
            "is_overdue": selectors.is_overdue(row, today),
            "cases": selectors.cases_of(view, key),
            "watched": selectors.watched(view, row, today),
            "keeps": selectors.keeps(view, row),
            "manages_all": view.manages_all,
        },
    )


@needs(Permission.MANAGE_COMPLAINTS)
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a learning point."""
    return _change(
        request,
        key,
        make=lambda data, row: _form(request, data, row),
        act=learning.change,
        said="The learning point is changed.",
        template="complaints/learning/edit.html",
    )


@needs(Permission.MANAGE_COMPLAINTS)
def done(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record that the action was done, and what shows it."""
    return _change(
        request,
        key,
        make=lambda data, row: DoneForm(data, seen=row),
        act=learning.done,
        said="It is recorded that the action was done. The recurrence watch begins.",
        template="complaints/learning/done.html",
    )


@needs(Permission.MANAGE_COMPLAINTS)
def remove(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take out a learning point that was entered by mistake; asked first."""
    seen = _own_or_404(request, key)
    form = SureForm(posted(request), initial={"version": seen.version})
    try:
        if saved(form, lambda: learning.remove(key, by=request.user, based_on=form.cleaned_data["version"])):
            messages.success(request, "The learning point is removed.")
            return redirect("complaint-learning")
    except EditConflict:
        messages.error(request, CHANGED)
        return redirect("complaint-learning-point", key=key)
    return render(request, "complaints/learning/remove.html", {"form": form, "row": seen})


@needs(Permission.MANAGE_COMPLAINTS)
@require_POST
def link(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that the point came from a case too."""
    _own_or_404(request, key)
    try:
        found = learning.link(key, request.POST.get("case", "")[:40], by=request.user)
    except ComplaintRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{found.reference} is linked.")
    return redirect("complaint-learning-point", key=key)


@needs(Permission.MANAGE_COMPLAINTS)
@require_POST
def unlink(request: HttpRequest, key: UUID, ref: str) -> HttpResponse:
    """Take back that the point came from a case."""
    _own_or_404(request, key)
    learning.unlink(key, ref, by=request.user)
    messages.success(request, "The case is no longer linked.")
    return redirect("complaint-learning-point", key=key)


def _point_or_404(request: HttpRequest, key: UUID) -> Learning:
    found = selectors.point(visible_to(request.user), key)
    if found is None:
        raise Http404("There is no such learning point.")
    return found


def _own_or_404(request: HttpRequest, key: UUID) -> Learning:
    """A learning point that this person keeps."""
    found = _point_or_404(request, key)
    if not selectors.keeps(visible_to(request.user), found):
        raise Http404("There is no learning point of yours at this address.")
    return found


def _form(
    request: HttpRequest,
    data: QueryDict | None,
    seen: Learning | None = None,
    initial: dict[str, Any] | None = None,
) -> LearningForm:
    view = visible_to(request.user)
    return LearningForm(
        data,
        view=view,
        service_types=cases.service_types_of(view),
        subjects=selectors.subjects(),
        seen=seen,
        initial=initial,
    )


def _proposed(request: HttpRequest) -> dict[str, Any]:
    """What a new learning point begins with: of a case its year, area and service type."""
    source = request.GET.get("source", "")
    proposed: dict[str, Any] = {
        "version": 0,
        "year": year_of(timezone.localdate()),
        "source": source if source in Learning.Source.values else Learning.Source.INTERNAL,
    }
    if request.GET.get("area") in Area.values:
        proposed["area"] = request.GET["area"]
    standing = visible_to(request.user).standing(request.GET.get("case", "")[:40])
    if standing:
        proposed |= {
            "case": standing.feedback.reference,
            "year": year_of(standing.received_on),
            "area": standing.area,
            "service_type": standing.service_type_id or "",
        }
    return proposed


def _change(
    request: HttpRequest,
    key: UUID,
    *,
    make: Callable[[QueryDict | None, Learning], LearningForm | DoneForm],
    act: Callable[..., Learning],
    said: str,
    template: str,
) -> HttpResponse:
    """A form about a learning point: shown, refused, saved, or told that somebody else saved it meanwhile (409)."""
    seen = _own_or_404(request, key)
    is_saved, form, conflict = changed(
        make(posted(request), seen),
        lambda version, fields: act(key, by=request.user, based_on=version, **fields),
        fields=lambda form: form.learning_fields(),
        newest=lambda: _own_or_404(request, key),
        make=make,
        words=selectors.words,
    )
    if is_saved:
        messages.success(request, said)
        return redirect("complaint-learning-point", key=key)
    context = {"form": form, "row": seen, "conflict": conflict}
    return render(request, template, context, status=409 if conflict else 200)
