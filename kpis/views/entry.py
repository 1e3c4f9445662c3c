"""Entering figures."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission, may
from council.models import ReportingQuarter
from council.periods import Slot, parse_quarter
from council.presenters import mark_of, scheme_marks
from kpis.actions import figures, preview
from kpis.forms import FigureForm
from kpis.models import Definition, Figure
from kpis.presenters import figure_words, slot_heading, target_words
from kpis.selectors import entry
from kpis.series import slot_of_round


@needs(Permission.ENTER_FIGURES)
def my_figures(request: HttpRequest) -> HttpResponse:
    """The figures that the open quarters still need from this person."""
    return render(request, "kpis/my_figures.html", {"rounds": entry.tasks(request.user)})


@needs(Permission.ENTER_FIGURES)
def enter(request: HttpRequest, slug: str, quarter: str) -> HttpResponse:
    """Enter or correct one figure: the previous figures and the target beside the field, a preview before saving."""
    definition, round_ = _find(request, slug, quarter)
    slot = slot_of_round(definition.frequency, round_.quarter)
    current = entry.current(definition, slot)
    if current is not None and current.reported_in != round_.ordinal:
        round_ = entry.round_of(
            current.reported_in
        )  # a correction belongs to the round that brought the figure
    form = FigureForm(
        request.POST or None,
        definition=definition,
        quarter_label=slot.label,
        is_open=round_.is_open,
        initial=_initial(current),
    )
    context = _context(definition, round_, slot, current, form)
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            return render(
                request,
                "kpis/enter.html",
                {**context, "preview": _preview(definition, slot, round_, current, form)},
            )
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
            return _conflict(request, definition, slot, form, conflict, context)
        except figures.FigureRefused as refusal:  # the quarter closed while the form was being filled in
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"The figure for {slot.label} is saved. Its rating is being worked out."
            )
            return redirect("kpi-detail", slug=slug)
    return render(request, "kpis/enter.html", context)


def _find(request: HttpRequest, slug: str, quarter: str) -> tuple[Definition, ReportingQuarter]:
    """The indicator and round of the address: 404 where there is none, 403 for another service's."""
    try:
        ordinal = parse_quarter(quarter).ordinal
    except ValueError as error:
        raise Http404(str(error)) from error
    definition, round_ = entry.definition(slug), entry.round_of(ordinal)
    if definition is None or round_ is None:
        raise Http404("There is no such figure to enter.")
    if not may(request.user, Permission.ENTER_FIGURES, definition.service):
        raise PermissionDenied(f"Your account may not enter figures for {definition.service.name}.")
    if definition.value_type == Definition.ValueType.TEXT:
        raise Http404("This indicator is reported in words.")
    return definition, round_


def _initial(current: Figure | None) -> dict:
    if current is None:
        return {"version": 0}
    names = ("version", "value", "second_value", "numerator", "denominator", "text", "state", "note")
    return {name: getattr(current, name) for name in names}


def _context(
    definition: Definition, round_: ReportingQuarter, slot: Slot, current: Figure | None, form: FigureForm
) -> dict:
    beside = entry.beside(definition, slot, round_.quarter)
    return {
        "definition": definition,
        "round": round_,
        "slot": slot,
        "current": current,
        "form": form,
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
    request: HttpRequest,
    definition: Definition,
    slot: Slot,
    form: FigureForm,
    conflict: EditConflict,
    context: dict,
) -> HttpResponse:
    """Somebody saved this figure meanwhile: show both, keep what was typed, let the person decide (409)."""
    theirs = conflict.current
    data = form.data.copy()
    data["version"] = theirs.version if theirs else 0
    again = FigureForm(
        data,
        definition=definition,
        quarter_label=slot.label,
        is_open=context["round"].is_open,
        initial=_initial(theirs),
    )
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
