"""How a case is sorted, what was said in it, and which cases belong together."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from complaints.actions import feedback
from complaints.actions.feedback import TextConflict
from complaints.actions.refusals import ComplaintRefused
from complaints.case_forms import DetailsForm, LinkForm, NoteForm, TextForm
from complaints.entry_forms import EntryChoices
from complaints.models import CaseText, Details, Feedback
from complaints.selectors import cases
from complaints.selectors.work import Ground
from complaints.text_parts import EDITABLE, label_of
from complaints.views.saving import posted
from complaints.views.step_kinds import due_words
from complaints.views.work import Line, case_or_404, conflict_of, done, newer, page
from complaints.visibility import visible_to
from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission
from council.period_kinds import date_label

ERASED = "The words of this case were erased. Nothing personal may be added to it again."
DETAILS = {"title": "Change the details", "submit": "Save the details"}


@needs(Permission.MANAGE_COMPLAINTS)
def details(request: HttpRequest, ref: str) -> HttpResponse:
    """Sort a case otherwise. Its stages follow a new day of receipt or another procedure."""
    ground = Ground(case_or_404(request, ref), visible_to(request.user))
    form = _details_form(request, ground)
    about = _about_details(ground)
    if not form.is_bound or not form.is_valid():
        return page(request, ground.case, form=form, about=about, **DETAILS)
    fields = form.fields_of_details()
    if form.cleaned_data["version"] == ground.details.version and _is_same(ground.details, fields):
        messages.info(request, "Nothing was changed.")
        return redirect("complaint-case", ref=ref)
    warnings = _unlike_the_offer(ground.case, form)
    if warnings and not form.cleaned_data["confirmed"]:
        return page(request, ground.case, form=form, about=about, warnings=warnings, **DETAILS)
    try:
        feedback.change_details(ground.case, by=request.user, based_on=form.cleaned_data["version"], **fields)
    except EditConflict:
        return _details_conflict(request, ground)
    except ComplaintRefused as refusal:
        form.add_error(None, str(refusal))
        return page(request, ground.case, form=form, about=about, **DETAILS)
    now = Ground(ground.case, ground.view)
    due = due_words(now, now.newest) if now.case.is_complaint else ""
    return done(request, ground.case, f"The details are changed. {due}")


@needs(Permission.READ_CASE_TEXT)
def text(request: HttpRequest, ref: str, part: str) -> HttpResponse:
    """Write or change one text of a case. Two who do so at once: the second is told, and keeps what was typed."""
    case = case_or_404(request, ref)
    label = label_of(part, _stage_names(Ground(case, visible_to(request.user))))
    if not label or (part not in EDITABLE and not case.texts.filter(part=part).exists()):
        raise Http404("There is no such text.")
    frame = {
        "title": f"Change: {label}",
        "submit": "Save the words",
        "template": "complaints/casework/text.html",
    }
    if case.erased_at:
        return page(request, case, hindrance=ERASED, **frame)
    if request.method != "POST":
        kept = _read(case, part, request)
        form = TextForm(None, label=label, initial=_initial(kept))
        return page(request, case, form=form, **frame)
    form = TextForm(request.POST, label=label)
    if not form.is_valid():
        return page(request, case, form=form, **frame)
    data = form.cleaned_data
    try:
        feedback.write_text(case, part, data["text"], by=request.user, based_on=data["version"])
    except TextConflict:
        theirs = _read(case, part, request)
        again = TextForm(newer(request.POST, theirs.version if theirs else 0), label=label)
        lines = [(label, theirs.text)] if theirs else []
        return page(request, case, form=again, conflict=conflict_of(theirs, lines), **frame)
    except ComplaintRefused as refusal:
        form.add_error(None, str(refusal))
        return page(request, case, form=form, **frame)
    return done(
        request, case, "The words are saved." if data["text"].strip() else "The words are taken away."
    )


@needs(Permission.READ_CASE_TEXT)
def note(request: HttpRequest, ref: str) -> HttpResponse:
    """Add a note to a case. Notes never overwrite each other."""
    case = case_or_404(request, ref)
    frame = {"title": "Add a note", "submit": "Save the note"}
    if case.erased_at:
        return page(request, case, hindrance=ERASED, **frame)
    form = NoteForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            feedback.add_note(case, form.cleaned_data["text"], by=request.user)
        except ComplaintRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(request, case, "The note is saved.")
    return page(request, case, form=form, **frame)


@needs(Permission.MANAGE_COMPLAINTS)
def link(request: HttpRequest, ref: str) -> HttpResponse:
    """Link a case with another one."""
    case = case_or_404(request, ref)
    form = LinkForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            other = feedback.link(case, form.cleaned_data["reference"], by=request.user)
        except ComplaintRefused as refusal:
            form.add_error("reference", str(refusal))
        else:
            return done(request, case, f"{case.reference} and {other.reference} are linked.")
    return page(
        request,
        case,
        title="Link another case",
        form=form,
        submit="Link them",
        about=[
            "Link cases of the same person or family, or about the same event. Each case then shows the other, and is "
            "still counted by itself."
        ],
    )


@needs(Permission.MANAGE_COMPLAINTS)
@require_POST
def unlink(request: HttpRequest, ref: str, other: str) -> HttpResponse:
    """Take back that two cases belong together."""
    case = case_or_404(request, ref)
    feedback.unlink(case, other, by=request.user)
    return done(request, case, f"{case.reference} and {other} are not linked any more.")


def _details_form(request: HttpRequest, ground: Ground, newer_version: int | None = None) -> DetailsForm:
    today = timezone.localdate()
    choices = EntryChoices(
        service_types=cases.service_types_of(ground.view, today),
        services=cases.services_of(ground.view),
        subjects=cases.subjects(today),
        needs_service=not ground.view.manages_all,
    )
    data = posted(request)
    if data is not None and newer_version is not None:
        data = newer(data, newer_version)
    return DetailsForm(data, details=ground.details, choices=choices, is_complaint=ground.case.is_complaint)


def _about_details(ground: Ground) -> list[str]:
    said = ["These words sort and count the case. Nothing here may name or describe a person."]
    if ground.case.is_complaint:
        said.append("Another day of receipt, or another procedure, works out all due dates again.")
    return said


def _unlike_the_offer(case: Feedback, form: DetailsForm) -> list[str]:
    """Whether the procedure is another than who complains and what it is about lead to."""
    if not case.is_complaint or form.cleaned_data["procedure"] == form.offered.procedure:
        return []
    return [f"The usual procedure is another one: {form.offered.why}. Is this one right?"]


def _is_same(kept: Details, fields: dict[str, object]) -> bool:
    return all(getattr(kept, name) == value for name, value in fields.items())


def _details_conflict(request: HttpRequest, before: Ground) -> HttpResponse:
    """Somebody sorted it otherwise meanwhile: say how, keep what was typed (409)."""
    ground = Ground(before.case, before.view)
    theirs = ground.details
    form = _details_form(request, ground, theirs.version)
    form.is_valid()
    conflict = conflict_of(theirs, _lines(theirs))
    return page(request, ground.case, form=form, about=_about_details(ground), conflict=conflict, **DETAILS)


def _lines(row: Details) -> list[Line]:
    """How a case is sorted now."""
    return [
        ("Received on", date_label(row.received_on)),
        ("How it came", row.get_channel_display()),
        ("Who it is from", row.get_complainant_display()),
        ("Area", row.get_area_display()),
        ("Service type", str(row.service_type or "")),
        ("Service", str(row.service or "")),
        ("What it is about", ", ".join(row.subjects)),
        ("Procedure", row.get_procedure_display() if row.procedure else ""),
        (
            "Joint with the NHS",
            f"{row.get_lead_body_display()} leads: {row.partners}" if row.is_joint else "",
        ),
    ]


def _stage_names(ground: Ground) -> dict[int, str]:
    """The names of a case's stages by their place in it."""
    return {stage.number: ground.kind(stage).label for stage in ground.all_stages}


def _read(case: Feedback, part: str, request: HttpRequest) -> CaseText | None:
    """One text of a case; that this person read the case's words is put on record."""
    return next((row for row in feedback.read_words(case, by=request.user) if row.part == part), None)


def _initial(kept: CaseText | None) -> dict[str, object]:
    return {"text": kept.text, "version": kept.version} if kept else {"text": "", "version": 0}
