"""Moving an entry: a form, a page that says what will happen, and then the sentence that the report will print."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from council.access import needs
from council.authorization import Permission
from risks.actions.entries import EntryRefused, ReferenceTaken
from risks.actions.rounds import RoundRefused
from risks.models import Place
from risks.move_forms import NoteForm
from risks.selectors.moves import Ground, ground
from risks.views.addresses import place_or_404
from risks.views.decisions import round_or_404
from risks.views.move_kinds import Move
from risks.visibility import visible_to


@needs(Permission.MANAGE_RISKS)
def move_entry(request: HttpRequest, register: str, ref: str, kind: type[Move]) -> HttpResponse:
    """The way of every move: typed, confirmed, done. Whatever is refused comes back with all that was typed."""
    move = kind()
    view = visible_to(request.user)
    place = place_or_404(register, ref, view)
    if not view.manages(place.register):
        raise PermissionDenied(f"Your account does not keep {place.register.name}.")
    start = ground(place, round_or_404(request), view)
    hindrance = move.hindrance(start)
    if hindrance:
        return _page(request, start, move, hindrance=hindrance)
    form = move.form(request.POST or None, ground=start)
    if request.method != "POST" or "change" in request.POST or not form.is_valid():
        return _page(request, start, move, form=form)
    said = move.sentence(start, form.cleaned_data)
    if "confirmed" not in request.POST:
        return _confirm(request, start, move, form, said)
    try:
        shown = move.act(start, form.cleaned_data, request.user)
    except ReferenceTaken as refusal:
        form.add_error("ref", str(refusal))
    except (EntryRefused, RoundRefused) as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, f"{said} {move.undo(start, shown)}")
        return redirect(_address(shown, start))
    return _page(request, start, move, form=form)


def _page(
    request: HttpRequest, start: Ground, move: Move, *, form: NoteForm | None = None, hindrance: str = ""
) -> HttpResponse:
    context = {"form": form, "hindrance": hindrance, **_context(start, move)}
    return render(request, "risks/moves/form.html", context)


def _confirm(request: HttpRequest, start: Ground, move: Move, form: NoteForm, said: str) -> HttpResponse:
    """What will happen, with all that was typed carried along unseen, and the reference that was shown."""
    data = request.POST.copy()
    if "ref" in form.cleaned_data:
        data["ref"] = form.cleaned_data["ref"]
    typed = [
        (name, value)
        for name, values in data.lists()
        if name not in {"csrfmiddlewaretoken", "change", "confirmed"}
        for value in values
    ]
    effects = move.effects(start, form.cleaned_data)
    context = {"typed": typed, "effects": effects, "said": said, **_context(start, move)}
    return render(request, "risks/moves/confirm.html", context)


def _context(start: Ground, move: Move) -> dict[str, object]:
    return {
        "row": start.row,
        "place": start.place,
        "quarter": start.quarter,
        "move": move,
        "title": f"{move.verb} {start.place.ref}",
        "back_url": _address(start.place, start),
    }


def _address(place: Place, start: Ground) -> str:
    """The entry's page in the quarter of the move."""
    return f"{reverse('risk-entry', args=[place.register.slug, place.key])}?quarter={start.quarter}"
