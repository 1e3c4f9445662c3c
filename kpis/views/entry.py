"""Entering figures."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission, may
from council.models import ReportingQuarter, User
from council.periods import Slot
from council.presenters import mark_of, scheme_marks
from kpis.actions import figures, preview
from kpis.forms import FigureForm
from kpis.models import Definition, Figure, Return
from kpis.presenters import figure_words, slot_heading, target_words
from kpis.selectors import entry, return_page
from kpis.selectors.entry import Beside
from kpis.visibility import visible_to


@needs(Permission.ENTER_FIGURES)
def enter(request: HttpRequest, slug: str, place: str) -> HttpResponse:
    """Enter or correct one figure: the previous figures and the target beside the field, a preview before saving."""
    definition, slot = _find(request, slug, place)
    current = entry.current(definition, slot)
    # A correction belongs to the round that brought the figure.
    round_ = entry.round_of(current.reported_in) if current else entry.round_for(definition, slot)
    if round_ is None:
        raise Http404("There is no such figure to enter.")
    state = return_page.state(definition.service, round_.quarter)
    if request.method == "GET" and round_.is_open and state == Return.State.SUBMITTED:
        return redirect("kpi-return", quarter=round_.quarter, service=definition.service.slug)
    beside = entry.beside(definition, slot, round_.quarter)
    asked = {
        "definition": definition,
        "quarter_label": slot.label,
        "is_open": round_.is_open and state != Return.State.APPROVED,
        "usual": beside.usual,
        "forecast_of": beside.forecast_of,
        "current": current,
        "initial": _initial(current),
    }
    form = FigureForm(request.POST or None, **asked)
    context = _context(definition, round_, slot, current, beside) | {"form": form}
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            preview_of = _preview(definition, slot, round_, current, form)
            return render(request, "kpis/enter.html", {**context, "preview": preview_of})
        if form.is_asking:
            return render(request, "kpis/enter.html", {**context, "is_asking": True})
        try:
            figures.record(
                indicator=definition.indicator,
                slot=slot,
                reported_in=round_.quarter,
                period=current.period if current else "",
                entry=form.entry_beside(current),
                based_on=form.cleaned_data["version"],
                by=request.user,
                reason=form.cleaned_data.get("reason", ""),
            )
        except EditConflict as conflict:
            return _conflict(request, slot, form, conflict, asked, context)
        except figures.FigureRefused as refusal:  # the quarter closed while the form was being filled in
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"The figure for {slot.label} is saved. Its rating is being worked out."
            )
            if "next" in request.POST:
                return _next(definition, slot, round_, request.user)
            return redirect("kpi-detail", slug=slug)
    return render(request, "kpis/enter.html", context)


def _next(definition: Definition, slot: Slot, round_: ReportingQuarter, user: User) -> HttpResponse:
    """The next figure that the return still lacks, or the return where it lacks none."""
    page = return_page.page(definition.service, round_.quarter, visible_to(user))
    line = page.next_after(definition, slot) if page else None
    if line is None:
        return redirect("kpi-return", quarter=round_.quarter, service=definition.service.slug)
    return redirect("kpi-enter", slug=line.definition.indicator.slug, place=line.slot)


def _find(request: HttpRequest, slug: str, place: str) -> tuple[Definition, Slot]:
    """The indicator and the place in its series of the address: 404 where there is none, 403 for another service's."""
    try:
        slot = Slot.parse(place)
    except ValueError as error:
        raise Http404(str(error)) from error
    definition = entry.definition(slug)
    if definition is None:
        raise Http404("There is no such figure to enter.")
    if not may(request.user, Permission.ENTER_FIGURES, definition.service):
        raise PermissionDenied(f"Your account may not enter figures for {definition.service.name}.")
    if definition.value_type == Definition.ValueType.TEXT or definition.calculation:
        raise Http404("This indicator's figures are not entered.")
    return definition, slot


def _initial(current: Figure | None) -> dict:
    if current is None:
        return {"version": 0}
    names = (
        "version",
        "value",
        "second_value",
        "numerator",
        "denominator",
        "forecast",
        "text",
        "state",
        "note",
    )
    return {name: getattr(current, name) for name in names}


def _context(
    definition: Definition, round_: ReportingQuarter, slot: Slot, current: Figure | None, beside: Beside
) -> dict:
    return {
        "definition": definition,
        "round": round_,
        "slot": slot,
        "current": current,
        "target": target_words(beside.target, definition),
        "previous": [
            {
                "heading": slot_heading(figure.slot, definition.frequency),
                "words": figure_words(figure, definition),
                "note": figure.note,
            }
            for figure in beside.previous
        ],
    }


def _preview(
    definition: Definition, slot: Slot, round_: ReportingQuarter, current: Figure | None, form: FigureForm
) -> dict:
    """What the rating would be, from the same engine and the same query, without keeping anything."""
    judged = preview.rate_draft(
        definition, slot, round_.quarter, form.entry_beside(current), period=current.period if current else ""
    )
    return {
        "outcome": judged.outcome,
        "mark": mark_of(judged.outcome.status, scheme_marks(judged.scheme.statuses)),
        "words": figure_words(judged.figure, definition),
    }


def _conflict(
    request: HttpRequest, slot: Slot, form: FigureForm, conflict: EditConflict, asked: dict, context: dict
) -> HttpResponse:
    """Somebody saved this figure meanwhile: show both, keep what was typed, let the person decide (409)."""
    theirs = conflict.current
    data = form.data.copy()
    data["version"] = theirs.version if theirs else 0
    again = FigureForm(data, **asked | {"initial": _initial(theirs), "current": theirs})
    definition = asked["definition"]
    shown = {
        "theirs": theirs,
        "theirs_words": figure_words(theirs, definition),
        "mine_words": figure_words(_as_figure(form, slot), definition),
    }
    return render(request, "kpis/enter.html", {**context, "form": again, "conflict": shown}, status=409)


def _as_figure(form: FigureForm, slot: Slot) -> Figure:
    entered = form.entry_beside(None)
    return Figure(
        grain=slot.grain,
        ordinal=slot.ordinal,
        period=str(slot),
        value=entered.value,
        second_value=entered.second_value,
        text=entered.text,
    )
