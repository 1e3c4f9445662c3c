"""What links to what: the indicators that an entry names, and the entries that name an indicator.

Each is a page of its own, whose part with the id "part" is put on the page of the entry or the indicator as well
(templates/components/part.html).
"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from committee.actions import links as actions
from committee.forms import LinkForm, SearchForm
from committee.selectors import links
from council.access import needs
from council.authorization import Permission, may
from kpis.visibility import visible_to as kpis_visible_to
from risks.actions import entries
from risks.models import Movement, Place
from risks.views.addresses import chosen_quarter, place_or_404, rounds_of
from risks.visibility import RiskView, visible_to


@needs(Permission.VIEW_PUBLISHED)
def of_entry(request: HttpRequest, register: str, ref: str) -> HttpResponse:
    """The indicators that a risk or an opportunity names, with their ratings, and what contradicts them."""
    view = visible_to(request.user)
    moved = links.movements_of(register, ref)
    place = next((row.place for row in moved if row.place.register.slug == register), None)
    if place is None or not _sees(place, view):
        raise Http404("There is no such entry.")
    found = _in_quarter(request, place, moved, view)
    may_link = may(request.user, Permission.REVIEW_RISKS) and (
        view.manages(place.register) or view.reviews(place.entry_id)
    )
    return render(
        request, "committee/entry_links.html", {"place": place, "page": found, "may_link": may_link}
    )


@needs(Permission.VIEW_PUBLISHED)
def of_indicator(request: HttpRequest, slug: str) -> HttpResponse:
    """The risks and opportunities that name an indicator, with their scores and direction."""
    found = links.naming(slug, visible_to(request.user), kpis_visible_to(request.user))
    if found is None:
        raise Http404("There is no such indicator.")
    return render(request, "committee/indicator_links.html", {"page": found})


@needs(Permission.REVIEW_RISKS)
def choose(request: HttpRequest, register: str, ref: str) -> HttpResponse:
    """Choose the indicators that an entry names, and take links away."""
    place = _place_to_link(request, register, ref)
    search = SearchForm(request.GET)
    definitions = links.linkable(place.entry, timezone.localdate())
    kept = search.kept(definitions)
    form = LinkForm(request.POST if request.method == "POST" else None, definitions=kept)
    if form.is_bound and form.is_valid():
        made = actions.link(place.entry, form.chosen(), note=form.cleaned_data["note"], by=request.user)
        number = f"{len(made)} indicator{'' if len(made) == 1 else 's'}"
        messages.success(request, f"{place.ref} names {number} more. {WHEN}")
        return redirect("risk-indicators-choose", register=place.register.slug, ref=place.key)
    return render(
        request,
        "committee/choose_links.html",
        {
            "place": place,
            "title": links.title_now(place.entry),
            "standing": links.standing(place.entry),
            "search": search,
            "form": form,
            "kept": kept,
            "all": len(definitions),
        },
    )


#: What was linked when a quarter closed stays on its pages.
WHEN = "Pages show it from the risk quarter that is open, or opened next."


@needs(Permission.REVIEW_RISKS)
@require_POST
def remove(request: HttpRequest, register: str, ref: str, link: int) -> HttpResponse:
    """Take a link away; it stays on record."""
    place = _place_to_link(request, register, ref)
    if actions.unlink(place.entry, link, by=request.user):
        messages.success(request, f"The link is taken away. {WHEN}")
    else:
        messages.info(request, "That link had been taken away already.")
    return redirect("risk-indicators-choose", register=place.register.slug, ref=place.key)


def _sees(place: Place, view: RiskView) -> bool:
    return view.sees_register(place.register) or view.reviews(place.entry_id)


def _in_quarter(
    request: HttpRequest, place: Place, moved: list[Movement], view: RiskView
) -> links.EntryLinks:
    """The entry in the quarter that the address asks for, among those that this person may see it in."""
    came = min(row.ordinal for row in moved if row.place_id == place.pk)
    sees_drafts = view.sees_drafts_of(place.register)
    rounds = [
        row
        for row in rounds_of(view, place.register)
        if row.ordinal >= came and (not row.is_open or sees_drafts or view.reviews(place.entry_id))
    ]
    round_ = view.round_of(chosen_quarter(request, rounds)) if rounds else None
    kpis = kpis_visible_to(request.user)
    found = links.of_entry(place, moved, round_, view, kpis) if round_ else None
    if found is None:
        raise Http404("There is no such entry.")
    return found


def _place_to_link(request: HttpRequest, register: str, ref: str) -> Place:
    """The place of an address, where this person may say what its entry names. 404 and PermissionDenied else."""
    place = place_or_404(register, ref, visible_to(request.user))
    if not entries.may_review(request.user, place.entry):
        raise PermissionDenied(
            "Your account may not change what this entry names. Ask the risk lead to name you as its reviewer."
        )
    return place
