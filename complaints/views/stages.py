"""Working on the stages of a complaint: every step is one page with one form."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from complaints.actions import case_pauses
from complaints.actions.refusals import ComplaintRefused
from complaints.models import Stage
from complaints.selectors.work import Ground
from complaints.stage_forms import CorrectForm
from complaints.views.saving import posted
from complaints.views.step_kinds import Step, label
from complaints.views.work import Line, conflict_of, done, ground_or_404, newer, page
from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission
from council.period_kinds import date_label


@needs(Permission.MANAGE_COMPLAINTS)
def step(request: HttpRequest, ref: str, kind: type[Step], number: int = 0) -> HttpResponse:
    """The way of every step: typed, asked about where it is unusual, done. What is refused comes back as it was typed."""
    taken = kind()
    ground = ground_or_404(request, ref, number)
    if hindrance := taken.hindrance(ground):
        return page(request, ground.case, title=taken.title(ground), hindrance=hindrance)
    form = taken.form(posted(request), ground=ground)
    if not form.is_bound or not form.is_valid():
        return _page(request, ground, taken, form)
    said = form.cleaned_data
    if isinstance(form, CorrectForm):
        said = said | {"changes": form.changes()}
        if not said["changes"]:
            messages.info(request, "Nothing was changed.")
            return redirect("complaint-case", ref=ref)
    warnings = taken.warnings(ground, said)
    if warnings and not said["confirmed"]:
        return _page(request, ground, taken, form, warnings)
    try:
        taken.act(ground, said, request.user)
    except EditConflict:
        return _conflict(request, ground, taken)
    except ComplaintRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, ground, taken, form, warnings)
    return done(request, ground.case, taken.done(Ground(ground.case, ground.view, number)))


@needs(Permission.MANAGE_COMPLAINTS)
def remove_pause(request: HttpRequest, ref: str, key: uuid.UUID) -> HttpResponse:
    """Take back a pause that was entered by mistake; asked first."""
    ground = ground_or_404(request, ref)
    pause = next((row for row in ground.pauses if row.key == key), None)
    if pause is None:
        raise Http404("There is no such pause.")
    if request.method != "POST":
        until = f"to {date_label(pause.last)}" if pause.last else "on"
        return page(
            request,
            ground.case,
            title="Remove the pause",
            submit="Remove it",
            about=[
                f"The clock stood still from {date_label(pause.first)} {until}: {pause.reason}.",
                "Only for a pause that never was. It stays on record, and all due dates are worked out again.",
            ],
            button="govuk-button--warning",
            version=pause.version,
        )
    try:
        case_pauses.remove(ground.case, key, by=request.user, based_on=pause.version)
    except EditConflict:
        messages.error(request, "Somebody else has just changed the pause. Look at it, and try again.")
        return redirect("complaint-case", ref=ref)
    return done(request, ground.case, "The pause is removed, and the due dates are worked out again.")


def _page(
    request: HttpRequest,
    ground: Ground,
    taken: Step,
    form: object,
    warnings: list[str] | None = None,
    conflict: dict[str, object] | None = None,
) -> HttpResponse:
    return page(
        request,
        ground.case,
        title=taken.title(ground),
        form=form,
        submit=taken.submit,
        about=taken.about(ground),
        warnings=warnings or (),
        conflict=conflict,
        button=taken.button,
    )


def _conflict(request: HttpRequest, before: Ground, taken: Step) -> HttpResponse:
    """Somebody saved it meanwhile: say what they saved, keep what was typed (409)."""
    ground = Ground(before.case, before.view, before.number)
    theirs = ground.stage or ground.open_pause
    lines = _lines(ground) if ground.stage else []
    conflict = conflict_of(theirs, lines)
    if hindrance := taken.hindrance(ground):
        return page(request, ground.case, title=taken.title(ground), hindrance=hindrance, conflict=conflict)
    form = taken.form(newer(request.POST, theirs.version if theirs else 0), ground=ground)
    form.is_valid()
    return _page(request, ground, taken, form, conflict=conflict)


def _lines(ground: Ground) -> list[Line]:
    """What a stage says now."""
    stage: Stage = ground.stage
    days = (
        ("Started", stage.started_on),
        ("Acknowledged", stage.acknowledged_on),
        ("Letter about the extension", stage.letter_on),
        ("Agreed day", stage.agreed_to),
        ("Due", stage.due_on),
        ("Ended", stage.answered_on),
    )
    return [
        ("Stage", label(ground)),
        *((name, date_label(day) if day else "") for name, day in days),
        ("Extended", "Yes" if stage.extended else ""),
        ("Outcome", stage.get_outcome_display()),
        ("Decided by", stage.decided_by),
        ("Investigated", stage.get_investigated_display() if stage.investigated else ""),
        ("Cost", f"£{stage.cost:,.2f}" if stage.cost is not None else ""),
    ]
