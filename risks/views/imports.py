"""A register from a spreadsheet: what is in the file and what is wrong with it, and the moment it is written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from council.access import needs
from council.authorization import Permission
from council.periods import Quarter
from council.spreadsheets import FileRefused, read
from risks.actions import entries
from risks.actions.imports import Imported, ImportRefused, import_register
from risks.import_forms import ImportForm
from risks.import_tables import imported_rows
from risks.models import Register
from risks.register_rows import OPTIONAL, REQUIRED
from risks.selectors.findings import checked_on
from risks.views.addresses import register_or_404
from risks.views.entries import open_quarter
from risks.visibility import visible_to


@needs(Permission.MANAGE_RISKS)
def upload(request: HttpRequest, register: str) -> HttpResponse:
    """Choose a file, see its scores and findings, save it: all of it or nothing. Nothing is kept before that."""
    view = visible_to(request.user)
    found = register_or_404(register, view)
    entries.require_keeper(request.user, found)
    quarter = open_quarter(found, view)
    if quarter is None:
        return render(request, "risks/edit/not_open.html", {"register": found, "may_open": view.runs_rounds})
    form = ImportForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    if not form.is_bound or not form.is_valid():
        return _page(request, found, quarter, form)
    try:
        imported = _import(request, found, quarter, form)
    except (FileRefused, ImportRefused) as refusal:
        form.add_error("file", str(refusal))
        return _page(request, found, quarter, form)
    if form.is_shown and not imported.findings:
        messages.success(request, _saved(imported))
        return redirect(f"{reverse('risk-register', args=[found.slug])}?quarter={quarter}")
    return _page(request, found, quarter, form, imported)


def _import(request: HttpRequest, register: Register, quarter: Quarter, form: ImportForm) -> Imported:
    """Write a file that was shown, try one that was not."""
    data = form.cleaned_data
    round_ = visible_to(request.user).round_of(quarter)
    return import_register(
        slug=register.slug,
        sheet=read(data["name"] or "The file", data["content"], needed=REQUIRED),
        on=checked_on(round_),
        by=request.user,
        dry_run=not form.is_shown,
    )


def _page(
    request: HttpRequest,
    register: Register,
    quarter: Quarter,
    form: ImportForm,
    imported: Imported | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "register": register,
        "quarter": quarter,
        "form": form,
        "required": REQUIRED,
        "optional": OPTIONAL,
    }
    if imported is not None:
        context |= {
            "imported": imported,
            "rows": imported_rows(imported.entries, imported.matrix),
            "held": form.hold(),
        }
    return render(request, "risks/edit/import.html", context)


def _saved(imported: Imported) -> str:
    counts = f"{imported.added:,} added, {imported.changed:,} changed, {imported.unchanged:,} unchanged"
    return " ".join([f"The register is imported: {counts}.", *imported.notes])
