"""Breaks and events in an indicator's series."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from council.access import needs
from council.authorization import Permission
from kpis.actions import definitions
from kpis.selectors import definitions as selectors
from kpis.upkeep_forms import MarkForm


@needs(Permission.DEFINE_KPIS)
def marks(request: HttpRequest, slug: str) -> HttpResponse:
    """The breaks and events of a series, and a form for another."""
    definition = selectors.current(slug)
    if definition is None:
        raise Http404("There is no such indicator.")
    form = MarkForm(request.POST or None, definition=definition)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        put = definitions.break_series if data["kind"] == "break" else definitions.note_event
        try:
            put(indicator=definition.indicator, slot=data["place"], reason=data["reason"], by=request.user)
        except definitions.MarkRefused as refusal:
            form.add_error("place", str(refusal))
        else:
            what = "break" if data["kind"] == "break" else "event"
            messages.success(request, f"The {what} at {data['place'].label} is marked.")
            return redirect("kpi-marks", slug=slug)
    return render(
        request,
        "kpis/definitions/marks.html",
        {
            "definition": definition,
            "form": form,
            "marks": [
                *(("break", "Break", row) for row in selectors.breaks(definition.indicator)),
                *(("event", "Event", row) for row in selectors.events(definition.indicator)),
            ],
        },
    )


@needs(Permission.DEFINE_KPIS)
@require_POST
def remove(request: HttpRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    """Take back a break or event. It stays on record."""
    definition = selectors.current(slug)
    mark = selectors.mark(kind, pk, definition.indicator) if definition else None
    if mark is None:
        raise Http404("There is no such break or event.")
    definitions.remove_mark(mark, by=request.user)
    messages.success(request, f"The {kind} at {mark.slot.label} is removed. It stays on record.")
    return redirect("kpi-marks", slug=slug)
