"""The ledger of an indicator's targets, and setting and changing them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission, may
from council.presenters import mark_of, scheme_marks
from kpis import profiles, target_forms
from kpis.actions import preview
from kpis.actions import targets as target_actions
from kpis.models import Definition, Target
from kpis.presenters import figure_words, slot_heading, target_in_full, target_period
from kpis.selectors import targets
from kpis.selectors.targets import LedgerLine, Place
from kpis.target_forms import ChooseTargetForm, TargetForm
from kpis.views.pages import quarter_of
from kpis.visibility import visible_to


@needs(Permission.VIEW_PUBLISHED)
def ledger(request: HttpRequest, slug: str) -> HttpResponse:
    """The targets in force, and every change with old, new, reason, approver, person and date."""
    definition = _definition(slug)
    lines = targets.ledger(definition.indicator)
    may_set = may(request.user, Permission.DEFINE_KPIS)
    return render(
        request,
        "kpis/targets/ledger.html",
        {
            "definition": definition,
            "in_force": [_words(line, definition) for line in targets.in_force(lines)],
            "lines": [_words(line, definition) for line in lines],
            "may_set": may_set,
            "may_export": may(request.user, Permission.EXPORT),
            "choose": _choose(request, definition) if may_set else None,
        },
    )


@needs(Permission.DEFINE_KPIS)
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Set or change one target: `applies_to` and `kind` in the address say which. A preview before saving."""
    definition = _definition(slug)
    place, kind = _asked(request)
    current = targets.current(definition.indicator, place)
    kind = kind or (current.kind if current else target_forms.kinds_for(place)[0][0])
    if kind not in Target.Kind.values:
        raise Http404("There is no such kind of target.")
    if kind not in dict(target_forms.kinds_for(place)):
        messages.error(
            request,
            "A total over several years is the target of a programme, and a programme has no other number. Choose again.",
        )
        return redirect("kpi-targets", slug=slug)
    options = {"definition": definition, "place": place, "kind": kind, "is_change": current is not None}
    past = targets.past_years(definition, place.ordinal) if place.grain == "Y" else {}
    seasonal = profiles.seasonal(past.values()) if past else None
    context = {
        "definition": definition,
        "place": place,
        "kind": Target.Kind(kind),
        "kinds": [
            (label, _address(definition, place, code))
            for code, label in target_forms.kinds_for(place)
            if code != kind
        ],
        "current": _words(LedgerLine(current, None), definition) if current else None,
        "past": [(Place("Y", year).label, quarters) for year, quarters in past.items()],
        "seasonal": seasonal,
    }

    def show(form: TargetForm, *, status: int = 200, **more: Any) -> HttpResponse:
        return render(request, "kpis/targets/change.html", {**context, "form": form, **more}, status=status)

    if request.method != "POST":
        return show(TargetForm(initial=target_forms.initial_of(current, kind), **options))
    if "seasonal" in request.POST and seasonal:
        shares = target_forms.shares_of(seasonal)
        filled = request.POST.dict() | {"profile": target_forms.BY_SHARES} | shares
        return show(TargetForm(initial=filled, **options))
    form = TargetForm(request.POST, **options)
    if not form.is_valid():
        return show(form)
    draft = {
        "grain": place.grain,
        "ordinal": place.ordinal,
        "based_on": form.cleaned_data["version"],
        **form.target_fields(),
    }
    try:
        if "preview" in request.POST:
            found = preview.rate_under_target(definition, by=request.user, **draft)
            return show(form, preview=_preview(found, definition))
        target_actions.set_target(indicator=definition.indicator, by=request.user, **draft)
    except EditConflict as conflict:
        theirs = conflict.current
        data = form.data.copy()
        data["version"] = theirs.version if theirs else 0
        again = TargetForm(data, **options | {"is_change": theirs is not None})
        shown = _words(LedgerLine(theirs, None), definition) if theirs else None
        return show(again, status=409, conflict={"theirs": shown})
    except target_actions.ReasonNeeded as refusal:  # of a version that a forged form names and nobody set
        form.add_error("reason", str(refusal))
        return show(form)
    messages.success(
        request, f"The target for {place.label} is saved. The figures it judges are being rated again."
    )
    return redirect("kpi-targets", slug=slug)


def _definition(slug: str) -> Definition:
    definition = targets.definition(slug)
    if definition is None:
        raise Http404("There is no such indicator.")
    return definition


def _asked(request: HttpRequest) -> tuple[Place, str]:
    try:
        return Place.parse(request.GET.get("applies_to", "")), request.GET.get("kind", "")
    except ValueError as error:
        raise Http404(str(error)) from error


def _choose(request: HttpRequest, definition: Definition) -> ChooseTargetForm:
    now = quarter_of(request, visible_to(request.user))
    return ChooseTargetForm(
        places=targets.places(definition, now), initial={"applies_to": str(Place("Y", now.start_year))}
    )


def _address(definition: Definition, place: Place, kind: str = "") -> str:
    address = f"{reverse('kpi-target-change', args=[definition.indicator.slug])}?applies_to={place}"
    return f"{address}&kind={kind}" if kind else address


def _words(line: LedgerLine, definition: Definition) -> dict[str, Any]:
    """A line of the ledger in words."""
    target = line.target
    return {
        "target": target,
        "applies_to": target_period(target),
        "before": target_in_full(line.replaced, definition) if line.replaced else "",
        "words": target_in_full(target, definition),
        "change_url": _address(definition, line.place),
    }


def _preview(found: list[preview.Rerated], definition: Definition) -> list[dict[str, Any]]:
    rows = []
    for each in found:
        marks = scheme_marks(each.scheme.statuses)
        rows.append(
            {
                "heading": slot_heading(each.figure.slot, definition.frequency),
                "figure": figure_words(each.figure, definition),
                "before": mark_of(each.before.status, marks),
                "after": mark_of(each.after.status, marks),
                "changes": each.changes,
                "reason": each.after.reason,
            }
        )
    return rows
