"""The parts of a review that its owner fills in: where the entry stands, its measures, and what is said of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission
from risks.actions import review_measures, reviews
from risks.actions.entries import EntryRefused
from risks.actions.rounds import RoundRefused
from risks.measure_forms import MeasureForm, MeasureForms
from risks.models import Action, Assessment
from risks.presenters import confidence_mark
from risks.review_forms import ProgressForm
from risks.score_forms import ScoreForm
from risks.selectors import review_page
from risks.selectors.register import standing
from risks.selectors.review_page import ReviewPage
from risks.views.reviews import address, context_of, of_review, typed, while_with_owner


@needs(Permission.REVIEW_RISKS)
@of_review()
@while_with_owner
def score(request: HttpRequest, page: ReviewPage) -> HttpResponse:
    """Confirm or change where the entry stands and is to stand."""
    before = page.before
    form = ScoreForm(
        typed(request),
        matrix=page.version.parsed(),
        is_opportunity=page.row.is_opportunity,
        before=before,
        now=page.assessment,
        is_same_matrix=before is not None and before.matrix_id == page.version.pk,
    )
    return _part(request, page, form, "risks/reviews/score.html", "The score is saved.")


@needs(Permission.REVIEW_RISKS)
@of_review()
@while_with_owner
def progress(request: HttpRequest, page: ReviewPage) -> HttpResponse:
    """What was done, which way it goes and how confident the owner is; once the score is confirmed."""
    if page.assessment is None:
        messages.warning(request, "Confirm or change the score first.")
        return redirect(address(request, page, "risk-review-score"))
    form = ProgressForm(typed(request), now=page.assessment)
    return _part(request, page, form, "risks/reviews/progress.html", "Progress and confidence are saved.")


def _part(
    request: HttpRequest, page: ReviewPage, form: ScoreForm | ProgressForm, template: str, saved: str
) -> HttpResponse:
    """Save a part of the assessment, or show it again with what was typed."""
    theirs: Assessment | None = None
    if request.method == "POST" and form.is_valid():
        try:
            reviews.assess_part(
                page.place.entry,
                quarter=page.quarter,
                by=request.user,
                based_on=form.cleaned_data["version"],
                **form.assessment_fields(),
            )
        except EditConflict as conflict:
            theirs = conflict.current
            form.data = _with(form.data, {"version": theirs.version if theirs else 0})
        except (RoundRefused, reviews.ReviewRefused) as refusal:  # submitted or closed at this moment
            form.add_error(None, str(refusal))
        else:
            messages.success(request, saved)
            return redirect(address(request, page))
    return render(
        request,
        template,
        {
            **context_of(request, page),
            "form": form,
            "theirs": theirs,
            "their_words": _words(theirs, page) if theirs else "",
        },
        status=409 if theirs else 200,
    )


def _words(theirs: Assessment, page: ReviewPage) -> str:
    """What somebody else saved, in a sentence."""
    matrix = page.version.parsed()
    said = []
    for name in ("current", "target"):
        found = standing(theirs, name, matrix, page.row.is_opportunity)
        if found.score is not None:
            said.append(f"{name} score {found.score:f}{f' ({found.words})' if found.words else ''}")
    if theirs.confidence:
        said.append(f"confidence {confidence_mark(theirs.confidence).word.lower()}")
    return f"They say: {', '.join(said)}."


@needs(Permission.REVIEW_RISKS)
@of_review()
@while_with_owner
def measures(request: HttpRequest, page: ReviewPage) -> HttpResponse:
    """How far the actions are, how adequate the controls, and a new action: saved together."""
    data = typed(request)
    forms = _measure_forms(page, data)
    refusal, conflicts = "", []
    if data is not None and forms.is_valid():
        changes = forms.changes()
        try:
            review_measures.update(page.place.entry, quarter=page.quarter, by=request.user, changes=changes)
        except EditConflict:
            forms = _measure_forms(page, data)  # what stands now, beside what was typed
            forms.is_valid()
            conflicts = [form for form in forms.existing if form.is_in_conflict]
            forms = _measure_forms(page, _with(data, _newest_versions(conflicts)))
        except (RoundRefused, reviews.ReviewRefused, EntryRefused) as error:
            refusal = str(error)
        else:
            said = "Actions and controls are saved." if changes else "Nothing was changed."
            messages.success(request, said)
            return redirect(address(request, page))
    return render(
        request,
        "risks/reviews/measures.html",
        {
            **context_of(request, page),
            "forms": forms,
            "errors": [{"text": refusal}] if refusal else forms.errors,
            "conflicts": conflicts,
        },
        status=409 if conflicts else 200,
    )


def _measure_forms(page: ReviewPage, data: QueryDict | None) -> MeasureForms:
    return MeasureForms(
        data,
        versions=review_page.measures(page.place.entry),
        kind_of_new=Action.Kind.TO_REALISE if page.row.is_opportunity else Action.Kind.MITIGATING,
    )


def _newest_versions(forms: list[MeasureForm]) -> dict[str, int]:
    """The hidden fields that let what was typed take the place of what somebody else wrote."""
    return {form.add_prefix("version"): form.measure.version for form in forms}


def _with(data: QueryDict, changes: dict[str, int]) -> QueryDict:
    """What was typed, with other versions."""
    changed = data.copy()
    for name, value in changes.items():
        changed[name] = str(value)
    return changed
