"""Files that show where a figure comes from: attach, read, remove. For staff who see the service's drafts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from council.access import needs
from council.authorization import Permission, may, require
from council.periods import Quarter, parse_quarter
from council.spreadsheets import FileRefused
from kpis.actions import evidence as actions
from kpis.evidence_forms import EvidenceForm
from kpis.models import Definition
from kpis.selectors import entry, evidence

#: A file is somebody else's words: it is saved, never shown, and could load and run nothing if it were.
SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"


@needs(Permission.VIEW_DRAFTS)
def files(request: HttpRequest, slug: str, quarter: str) -> HttpResponse:
    """The files of an indicator in one round; its officers attach another."""
    definition, round_ = _find(request, slug, quarter)
    if request.method != "POST":
        return render(
            request, "kpis/evidence_page.html", _context(request, definition, round_, EvidenceForm())
        )
    require(request.user, Permission.ENTER_FIGURES, definition.service)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = actions.attach(
                definition=definition, quarter=round_, name=file.name, content=file.read(), by=request.user
            )
        except (FileRefused, actions.EvidenceRefused) as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, f"{kept.file_name} is attached.")
            return redirect("kpi-evidence", slug=slug, quarter=quarter)
    return render(request, "kpis/evidence_page.html", _context(request, definition, round_, form))


@needs(Permission.VIEW_DRAFTS)
@require_safe
def download(request: HttpRequest, slug: str, quarter: str, pk: int) -> HttpResponse:
    """One file, to be saved."""
    definition, round_ = _find(request, slug, quarter)
    found = evidence.file(pk, definition, round_)
    if found is None:
        raise Http404("There is no such file, or it was removed.")
    return HttpResponse(
        bytes(found.content),
        content_type=found.media_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=found.file_name),
            "Content-Security-Policy": SANDBOX,
            "X-Content-Type-Options": "nosniff",
        },
    )


@needs(Permission.ENTER_FIGURES)
@require_POST
def remove(request: HttpRequest, slug: str, quarter: str, pk: int) -> HttpResponse:
    """Take a file away; its name stays on the page."""
    definition, round_ = _find(request, slug, quarter)
    require(request.user, Permission.ENTER_FIGURES, definition.service)
    found = evidence.file(pk, definition, round_)
    if found is None:
        messages.warning(request, "That file was removed already.")
    else:
        try:
            actions.remove(found, definition=definition, by=request.user)
        except actions.EvidenceRefused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, f"{found.file_name} is removed.")
    return redirect("kpi-evidence", slug=slug, quarter=quarter)


def _find(request: HttpRequest, slug: str, quarter: str) -> tuple[Definition, Quarter]:
    """The indicator and the round of the address; 404 too where this person may not know of drafts."""
    definition = evidence.definition_for(slug, request.user)
    try:
        round_ = parse_quarter(quarter)
    except ValueError as error:
        raise Http404(str(error)) from error
    if definition is None or entry.round_of(round_.ordinal) is None:
        raise Http404("There is no such figure.")
    return definition, round_


def _context(
    request: HttpRequest, definition: Definition, quarter: Quarter, form: EvidenceForm
) -> dict[str, Any]:
    return {
        "definition": definition,
        "quarter": quarter,
        "files": evidence.files(definition, quarter),
        "may_change": may(request.user, Permission.ENTER_FIGURES, definition.service),
        "form": form,
    }
