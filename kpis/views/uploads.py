"""Figures from a spreadsheet: a template to fill in, the file, what it would change, and the moment it is written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from council.access import needs
from council.authorization import Permission
from council.spreadsheets import FileRefused
from kpis.actions import uploads
from kpis.actions.imports import Imported
from kpis.forms import UploadForm
from kpis.models import Upload
from kpis.return_sheets import template, what_to_fix
from kpis.selectors import entry, returns
from kpis.selectors.uploads import template_lines, warnings_of
from kpis.upload_words import change_words
from kpis.visibility import visible_to

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Rows of the file that a page shows; more would be slow to load, and nobody reads them.
MOST_SHOWN = 200

GONE = "That file was saved already, or it was chosen more than a day ago. Choose it again if its figures are missing."


@needs(Permission.ENTER_FIGURES)
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file. One that can be read is kept, and looked at on the next page."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = uploads.keep(name=file.name, content=file.read(), by=request.user)
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("kpi-upload-check", pk=kept.pk)
    services = returns.services(entry.tasks(request.user))
    return render(request, "kpis/upload.html", {"form": form, "services": services})


@needs(Permission.ENTER_FIGURES)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would change, or what to fix in it. A POST writes just that, or says what stands in the way (409)."""
    kept = returns.upload(pk, request.user)
    if kept is None:
        return _gone(request)
    if request.method != "POST":
        return render(request, "kpis/upload_check.html", _context(kept, uploads.preview(kept, request.user)))
    try:
        imported, is_done = uploads.confirm(upload=kept, by=request.user)
    except uploads.UploadGone:  # a second click, while the first was still being answered
        return _gone(request)
    if not is_done:
        return render(request, "kpis/upload_check.html", _context(kept, imported), status=409)
    messages.success(request, _saved(imported))
    return redirect("my-figures")


@needs(Permission.ENTER_FIGURES)
def fix(request: HttpRequest, pk: int) -> HttpResponse:
    """A copy of the file that says in its last column what to fix."""
    kept = returns.upload(pk, request.user)
    if kept is None:
        return _gone(request)
    findings = uploads.preview(kept, request.user).findings
    return _workbook(what_to_fix(uploads.sheet_of(kept), findings), "what-to-fix.xlsx")


@needs(Permission.ENTER_FIGURES)
def template_workbook(request: HttpRequest) -> HttpResponse:
    """A workbook with the figures that the open quarters need from one service, or from all that are this person's."""
    rounds = entry.tasks(request.user)
    slug = request.GET.get("service", "")
    service = next((row for row in returns.services(rounds) if row.slug == slug), None)
    if slug and service is None:
        raise Http404("No figures are due from you for such a service.")
    name = service.name if service else "all services"
    return _workbook(
        template(
            template_lines(returns.of_service(rounds, service), visible_to(request.user)),
            f"Figures: {name}",
        ),
        f"figures-{service.slug if service else 'all-services'}.xlsx",
    )


def _gone(request: HttpRequest) -> HttpResponse:
    messages.warning(request, GONE)
    return redirect("kpi-upload")


def _saved(imported: Imported) -> str:
    count = len(imported.changes)
    if count == 1:
        return "1 figure is saved. Its rating is being worked out."
    return f"{count:,} figures are saved. Their ratings are being worked out."


def _context(kept: Upload, imported: Imported) -> dict[str, Any]:
    shown, moved = imported.changes[:MOST_SHOWN], imported.moved[:MOST_SHOWN]
    saved = returns.saved(change.replaces.pk for change in moved if change.replaces)
    counts = (
        ("To be added", imported.added),
        ("To be corrected", imported.corrected),
        ("Unchanged", imported.unchanged),
    )
    problems = len(imported.findings)
    changes = change_words(shown, {} if imported.findings else warnings_of(shown))
    return {
        "upload": kept,
        "imported": imported,
        "counts": [{"key": {"text": what}, "value": {"text": f"{number:,}"}} for what, number in counts],
        "problem": "1 cell needs to be fixed" if problems == 1 else f"{problems:,} cells need to be fixed",
        "changes": changes,
        "warned": sum(bool(change.warnings) for change in changes),
        "findings": imported.findings[:MOST_SHOWN],
        "moved": [
            (words, saved.get(change.replaces.pk) if change.replaces else None)
            for words, change in zip(change_words(moved), moved, strict=True)
        ],
    }


def _workbook(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
