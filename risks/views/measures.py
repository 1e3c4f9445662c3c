"""The controls and actions of an entry: what stands there, a new one, a change, its place, its end, putting it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission
from risks import detail_changes
from risks.actions import measures
from risks.actions.entries import EntryRefused
from risks.actions.measures import MODELS, Of
from risks.measure_edit_forms import ActionEditForm, ControlEditForm, MeasureEditForm
from risks.models import Action, Control, Place
from risks.selectors import measures as selectors
from risks.selectors.entry_choices import current_details
from risks.tables import ACTIONS
from risks.views.entries import entry_address, place_to_edit, saved_words
from risks.visibility import visible_to

FORMS: dict[Of, type[ControlEditForm | ActionEditForm]] = {
    "control": ControlEditForm,
    "action": ActionEditForm,
}
#: How each is spoken of where it ends.
ENDS = {
    "control": ("End the control", "It is no longer in place"),
    "action": ("Withdraw the action", "Nobody will do it"),
}
CHANGED = "Somebody else has just changed it. Look at it, and try again."


@needs(Permission.REVIEW_RISKS)
def measure_list(request: HttpRequest, register: str, ref: str) -> HttpResponse:
    """All controls and actions of an entry, with what can be done with each; those that ended can be put back."""
    place = _place(request, register, ref)
    controls, actions = (selectors.kept(model, place.entry) for model in (Control, Action))
    lists: list[dict[str, Any]] = [{"of": "control", "title": "Current controls", "rows": controls.in_place}]
    usual = Action.Kind.TO_REALISE if place.entry.is_opportunity else Action.Kind.MITIGATING
    for kind, title in ACTIONS.items():
        rows = [row for row in actions.in_place if row.kind == kind]
        if rows or kind == usual:
            lists.append({"of": "action", "title": title, "rows": rows})
    ended = [("control", row) for row in controls.ended] + [("action", row) for row in actions.ended]
    return render(
        request, "risks/edit/measures.html", {**_context(request, place), "lists": lists, "ended": ended}
    )


@needs(Permission.REVIEW_RISKS)
def add(request: HttpRequest, register: str, ref: str, of: Of) -> HttpResponse:
    """A new control or action."""
    place = _place(request, register, ref)
    form = _form(request, place, of, None, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            measures.write(place.entry, of=of, by=request.user, **form.measure_fields())
        except EntryRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request, place, f"The {of} is added.")
    return _page(request, place, of, form)


@needs(Permission.REVIEW_RISKS)
def edit(request: HttpRequest, register: str, ref: str, number: int, of: Of) -> HttpResponse:
    """Change a control or action."""
    place = _place(request, register, ref)
    current = _current(place, of, number)
    form = _form(request, place, of, current, request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _page(request, place, of, form, current)
    fields = form.measure_fields()
    if form.cleaned_data["version"] == current.version and _is_same(current, fields):
        messages.info(request, "Nothing was changed.")
        return redirect("risk-measures", register=register, ref=ref)
    try:
        measures.write(
            place.entry,
            of=of,
            by=request.user,
            number=number,
            based_on=form.cleaned_data["version"],
            **fields,
        )
    except EditConflict:
        return _conflict(request, place, of, number, form)
    except EntryRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, place, of, form, current)
    return _done(request, place, f"The {of} is changed.")


@needs(Permission.REVIEW_RISKS)
def end(request: HttpRequest, register: str, ref: str, number: int, of: Of) -> HttpResponse:
    """Say that a control is no longer in place, or that nobody will do an action; asked first."""
    place = _place(request, register, ref)
    current = _current(place, of, number)
    if current.ended:
        messages.info(request, "It ended already.")
        return redirect("risk-measures", register=register, ref=ref)
    if request.method != "POST":
        title, effect = ENDS[of]
        context = {"measure": current, "of": of, "title": title, "effect": effect}
        return render(request, "risks/edit/end.html", {**_context(request, place), **context})
    done = "is ended" if of == "control" else "is withdrawn"
    return _set_ended(request, place, of, current, True, f"The {of} {done}. It can be put back below.")


@needs(Permission.REVIEW_RISKS)
@require_POST
def put_back(request: HttpRequest, register: str, ref: str, number: int, of: Of) -> HttpResponse:
    """Let a control or action that ended stand again."""
    place = _place(request, register, ref)
    current = _current(place, of, number)
    if not current.ended:
        messages.info(request, "It is there already.")
        return redirect("risk-measures", register=register, ref=ref)
    return _set_ended(request, place, of, current, False, f"The {of} is put back.")


@needs(Permission.REVIEW_RISKS)
@require_POST
def move(request: HttpRequest, register: str, ref: str, number: int, of: Of) -> HttpResponse:
    """Move a control or action one up or one down."""
    place = _place(request, register, ref)
    current = _current(place, of, number)
    try:
        measures.move(place.entry, of=of, number=number, by=request.user, up=request.POST.get("to") != "down")
    except EntryRefused as refusal:
        messages.error(request, str(refusal))
    else:
        way = "down" if request.POST.get("to") == "down" else "up"
        messages.success(request, f"“{_short(current.text)}” is moved {way}.")
    return redirect("risk-measures", register=register, ref=ref)


def _set_ended(
    request: HttpRequest, place: Place, of: Of, current: Control | Action, ended: bool, said: str
) -> HttpResponse:
    """End it or put it back, as it was when the person looked at it."""
    based_on = request.POST.get("version", "")
    try:
        measures.write(
            place.entry,
            of=of,
            by=request.user,
            number=current.number,
            based_on=int(based_on) if based_on.isdecimal() and len(based_on) < 9 else 0,
            ended=ended,
        )
    except EditConflict:
        messages.error(request, CHANGED)
        return redirect("risk-measures", register=place.register.slug, ref=place.key)
    except EntryRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("risk-measures", register=place.register.slug, ref=place.key)
    return _done(request, place, said)


def _place(request: HttpRequest, register: str, ref: str) -> Place:
    return place_to_edit(request, register, ref, visible_to(request.user))


def _current(place: Place, of: Of, number: int) -> Control | Action:
    found = selectors.current(MODELS[of], place.entry, number)
    if found is None:
        raise Http404(f"There is no such {of}.")
    return found


def _form(
    request: HttpRequest, place: Place, of: Of, seen: Control | Action | None, data: QueryDict | None
) -> MeasureEditForm:
    return FORMS[of](data, seen=seen, is_opportunity=place.entry.is_opportunity)


def _is_same(current: Control | Action, fields: dict[str, object]) -> bool:
    return all(getattr(current, name) == value for name, value in fields.items())


def _conflict(request: HttpRequest, place: Place, of: Of, number: int, form: MeasureEditForm) -> HttpResponse:
    """Somebody saved it meanwhile: show where the two differ, keep what was typed (409)."""
    theirs = _current(place, of, number)
    draft = MODELS[of](
        **{name: getattr(theirs, name) for name in measures.FIELDS[of]} | form.measure_fields()
    )
    data = form.data.copy()
    data["version"] = str(theirs.version)
    again = _form(request, place, of, theirs, data)
    again.is_valid()
    differ = detail_changes.changes(selectors.words(theirs), selectors.words(draft))
    return _page(request, place, of, again, theirs, conflict={"theirs": theirs, "differ": differ})


def _page(
    request: HttpRequest,
    place: Place,
    of: Of,
    form: MeasureEditForm,
    current: Control | Action | None = None,
    conflict: dict[str, object] | None = None,
) -> HttpResponse:
    context = {"of": of, "form": form, "measure": current, "conflict": conflict}
    return render(
        request,
        "risks/edit/measure.html",
        {**_context(request, place), **context},
        status=409 if conflict else 200,
    )


def _context(request: HttpRequest, place: Place) -> dict[str, object]:
    return {
        "place": place,
        "details": current_details(place.entry),
        "entry_url": entry_address(place, visible_to(request.user)),
    }


def _done(request: HttpRequest, place: Place, said: str) -> HttpResponse:
    messages.success(request, saved_words(said, place, visible_to(request.user)))
    return redirect("risk-measures", register=place.register.slug, ref=place.key)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59].rstrip()}…"
