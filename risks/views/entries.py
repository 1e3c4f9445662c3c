"""A new risk or opportunity on a register, and a change of what an entry is."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission
from council.periods import Quarter
from risks import detail_changes
from risks.actions import entries, new_entries
from risks.actions.entries import EntryRefused, ReferenceTaken
from risks.actions.reviews import ReviewRefused
from risks.actions.rounds import RoundRefused
from risks.entry_forms import DetailsForm, KindForm, NewEntryForm, initial_of
from risks.models import Details, Entry, MatrixVersion, Movement, Place, Register
from risks.selectors import entry_choices, matrices
from risks.selectors.entry import words
from risks.views.addresses import place_or_404, register_or_404
from risks.visibility import RiskView, visible_to


@needs(Permission.MANAGE_RISKS)
def add(request: HttpRequest, register: str) -> HttpResponse:
    """Put a new entry on a register in the open risk quarter: first its kind, then all the rest."""
    view = visible_to(request.user)
    found = register_or_404(register, view)
    entries.require_keeper(request.user, found)
    quarter = open_quarter(found, view)
    if quarter is None:
        return render(request, "risks/edit/not_open.html", {"register": found, "may_open": view.runs_rounds})
    kind = request.GET.get("kind", "")
    if kind not in Entry.Kind.values:
        form = KindForm(request.GET if "asked" in request.GET else None)
        return render(request, "risks/edit/kind.html", {"register": found, "quarter": quarter, "form": form})
    return _add(request, found, quarter, kind, matrices.in_force(found.matrix, quarter))


def _add(
    request: HttpRequest, register: Register, quarter: Quarter, kind: str, version: MatrixVersion
) -> HttpResponse:
    choices = entry_choices.choices(quarter.end, visible_to(request.user))
    form = NewEntryForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        choices=choices,
        keeps=True,
        matrix=version.parsed(),
        initial={"ref": entry_choices.free_ref(register, kind)},
    )
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            place = new_entries.add(
                register=register,
                ref=data["ref"],
                kind=kind,
                quarter=quarter,
                by=request.user,
                movement=Movement.Kind.NEW,
                reason=data["reason"],
                decided_by=data["decided_by"],
                decided_on=data["decided_on"],
                services=form.chosen_services(),
                assessment=form.assessment_fields(),
                **form.details_fields(),
            )
        except ReferenceTaken as refusal:
            form.add_error("ref", f"{refusal} {entry_choices.free_ref(register, kind)} is free.")
        except (EntryRefused, RoundRefused, ReviewRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"{place.ref} is on the register. Add its controls and actions next, if it has any."
            )
            return redirect("risk-measures", register=register.slug, ref=place.key)
    context = {"register": register, "quarter": quarter, "kind": kind, "form": form, "choices": choices}
    return render(request, "risks/edit/new.html", context)


@needs(Permission.REVIEW_RISKS)
def edit(request: HttpRequest, register: str, ref: str) -> HttpResponse:
    """Change what an entry is, with a reason."""
    view = visible_to(request.user)
    place = place_to_edit(request, register, ref, view)
    current = entry_choices.current_details(place.entry)
    form = _form(request, place, current, request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _page(request, place, current, form)
    fields, services = form.details_fields(), form.chosen_services()
    changed = detail_changes.changes(
        words(current, current.services.all()), words(_draft(current, fields), services)
    )
    if not changed and form.cleaned_data["version"] == current.version:
        messages.info(request, "Nothing was changed.")
        return redirect(entry_address(place, view))
    try:
        entries.change(
            place.entry,
            by=request.user,
            based_on=form.cleaned_data["version"],
            services=services,
            **fields | {"reason": form.cleaned_data["reason"]},
        )
    except EditConflict:
        return _conflict(request, place, form)
    except EntryRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, place, current, form)
    messages.success(request, saved_words(f"{place.ref} is changed.", place, view))
    return redirect(entry_address(place, view))


def _form(request: HttpRequest, place: Place, current: Details, data: QueryDict | None) -> DetailsForm:
    return DetailsForm(
        data,
        kind=place.entry.kind,
        choices=entry_choices.choices(timezone.localdate(), visible_to(request.user), current),
        keeps=entries.keeps(request.user, place.entry),
        initial=initial_of(current),
    )


def _draft(current: Details, fields: dict[str, object]) -> Details:
    """The version that would be written, unsaved."""
    kept = {name: getattr(current, name) for name in entries.DETAIL_FIELDS}
    return Details(entry=current.entry, **kept | fields)


def _page(
    request: HttpRequest,
    place: Place,
    current: Details,
    form: DetailsForm,
    conflict: dict[str, object] | None = None,
) -> HttpResponse:
    context = {
        "place": place,
        "details": current,
        "form": form,
        "categories": form.choices.categories,
        "conflict": conflict,
        "back_url": entry_address(place, visible_to(request.user)),
    }
    return render(request, "risks/edit/details.html", context, status=409 if conflict else 200)


def _conflict(request: HttpRequest, place: Place, form: DetailsForm) -> HttpResponse:
    """Somebody saved the entry meanwhile: show where the two differ, keep what was typed (409)."""
    theirs = entry_choices.current_details(place.entry)
    draft = _draft(theirs, form.details_fields())
    differ = detail_changes.changes(
        words(theirs, theirs.services.all()), words(draft, form.chosen_services())
    )
    data = form.data.copy()
    data["version"] = str(theirs.version)
    again = _form(request, place, theirs, data)
    again.is_valid()
    return _page(request, place, theirs, again, {"theirs": theirs, "differ": differ})


def place_to_edit(request: HttpRequest, register: str, ref: str, view: RiskView) -> Place:
    """The place that an address asks for, where this person may change its entry. 404 and PermissionDenied else."""
    place = place_or_404(register, ref, view)
    if not entries.may_review(request.user, place.entry):
        raise PermissionDenied(
            "Your account may not change this entry. Ask the risk lead to name you as its reviewer."
        )
    return place


def open_quarter(register: Register, view: RiskView) -> Quarter | None:
    """The newest open risk quarter in which a register is kept."""
    found = (row.quarter for row in view.rounds if row.is_open and register.exists_in(row.quarter))
    return next(found, None)


def entry_address(place: Place, view: RiskView) -> str:
    """The entry's page as it stands now: in the open quarter, where there is one."""
    address = reverse("risk-entry", args=[place.register.slug, place.key])
    quarter = open_quarter(place.register, view)
    return f"{address}?quarter={quarter}" if quarter else address


def saved_words(said: str, place: Place, view: RiskView) -> str:
    """What was saved, and when it is to be seen: a closed quarter stays as it was reported."""
    if open_quarter(place.register, view):
        return said
    return f"{said} It shows in the next risk quarter that is opened; closed ones stay as they were reported."
