"""What the Ombudsman recommended: recorded, changed, done with proof, or removed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from complaints.actions import ombudsman
from complaints.guarded_forms import SureForm
from complaints.models import OmbudsmanCase, Recommendation
from complaints.ombudsman_forms import ProofForm, RecommendationForm
from complaints.selectors import ombudsman as selectors
from complaints.views.ombudsman import case_or_404
from complaints.views.saving import changed, posted, saved
from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission


@needs(Permission.MANAGE_COMPLAINTS)
def add(request: HttpRequest, key: UUID) -> HttpResponse:
    """A new recommendation of a decision."""
    found = case_or_404(request, key)
    form = RecommendationForm(posted(request))
    if saved(form, lambda: ombudsman.recommend(key, by=request.user, **form.recommendation_fields())):
        messages.success(request, "The recommendation is recorded.")
        return redirect("complaint-ombudsman-case", key=key)
    return _page(request, found.row, form, "Record a recommendation")


@needs(Permission.MANAGE_COMPLAINTS)
def edit(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """Change what was recommended, or by when."""
    return _change(request, key, number, RecommendationForm, "Change the recommendation", "It is changed.")


@needs(Permission.MANAGE_COMPLAINTS)
def done(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """Record that a recommendation was done, and what shows it."""
    said = "It is recorded that the recommendation was done."
    return _change(request, key, number, ProofForm, "Record that it was done", said)


@needs(Permission.MANAGE_COMPLAINTS)
def remove(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """Take out a recommendation that was entered by mistake; asked first."""
    row = case_or_404(request, key).row
    seen = _recommendation_or_404(key, number)
    form = SureForm(posted(request), initial={"version": seen.version})
    try:
        if saved(
            form,
            lambda: ombudsman.remove_recommendation(
                key, number, by=request.user, based_on=form.cleaned_data["version"]
            ),
        ):
            messages.success(request, "The recommendation is removed.")
            return redirect("complaint-ombudsman-case", key=key)
    except EditConflict:
        messages.error(request, "Somebody else has just changed it. Look at it, and try again.")
        return redirect("complaint-ombudsman-case", key=key)
    return render(
        request, "complaints/ombudsman/remove.html", {"row": row, "recommendation": seen, "form": form}
    )


def _change(
    request: HttpRequest,
    key: UUID,
    number: int,
    form_class: type[RecommendationForm | ProofForm],
    title: str,
    said: str,
) -> HttpResponse:
    """A form about a recommendation: shown, refused, saved, or told that somebody else saved it meanwhile (409)."""
    row = case_or_404(request, key).row
    seen = _recommendation_or_404(key, number)
    is_saved, form, conflict = changed(
        form_class(posted(request), seen=seen),
        lambda version, fields: ombudsman.change_recommendation(
            key, number, by=request.user, based_on=version, **fields
        ),
        fields=lambda form: form.recommendation_fields(),
        newest=lambda: _recommendation_or_404(key, number),
        make=lambda data, theirs: form_class(data, seen=theirs),
        words=selectors.recommendation_words,
    )
    if is_saved:
        messages.success(request, said)
        return redirect("complaint-ombudsman-case", key=key)
    return _page(request, row, form, title, seen, conflict)


def _page(
    request: HttpRequest,
    row: OmbudsmanCase,
    form: RecommendationForm | ProofForm,
    title: str,
    seen: Recommendation | None = None,
    conflict: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {"row": row, "recommendation": seen, "form": form, "title": title, "conflict": conflict}
    return render(request, "complaints/ombudsman/form.html", context, status=409 if conflict else 200)


def _recommendation_or_404(key: UUID, number: int) -> Recommendation:
    found = selectors.recommendation(key, number)
    if found is None:
        raise Http404("There is no such recommendation.")
    return found
