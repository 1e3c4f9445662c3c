"""All definitions as a file: down, and up with a look at what it would change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission
from kpis.actions import definition_files
from kpis.actions.definition_files import Plan
from kpis.definitions_file import FileUnreadable
from kpis.selectors import definition_entries
from kpis.upkeep_forms import DefinitionsFileForm

#: Findings and indicators that a page shows; nobody reads more before mending or saving.
MOST_SHOWN = 200


@needs(Permission.VIEW_DRAFTS)
def export(request: HttpRequest) -> HttpResponse:
    """The file."""
    return HttpResponse(
        definition_entries.export(),
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="definitions.yaml"'},
    )


@needs(Permission.DEFINE_KPIS)
def import_file(request: HttpRequest) -> HttpResponse:
    """Choose a file; look at what it would change; write it. The file's text travels with the page that shows it."""
    if "text" in request.POST:
        return _save(request, request.POST["text"].replace("\r\n", "\n"))
    form = (
        DefinitionsFileForm(request.POST, request.FILES)
        if request.method == "POST"
        else DefinitionsFileForm()
    )
    if form.is_bound and form.is_valid():
        try:
            text = form.cleaned_data["file"].read().decode("utf-8-sig").replace("\r\n", "\n")
            plan = definition_files.plan(text)
        except UnicodeDecodeError:
            form.add_error("file", "The selected file is not saved as UTF-8. Save it so and choose it again.")
        except FileUnreadable as refusal:
            form.add_error("file", str(refusal))
        else:
            return render(request, "kpis/definitions/import_check.html", _context(plan, text))
    return render(request, "kpis/definitions/import.html", {"form": form})


def _save(request: HttpRequest, text: str) -> HttpResponse:
    try:
        plan = definition_files.import_definitions(
            text, by=request.user, seen=request.POST.get("seen", ""), source="an imported file"
        )
    except FileUnreadable as refusal:
        messages.error(request, f"{refusal} Choose the file again.")
        return redirect("kpi-definitions-import")
    except (definition_files.DefinitionsChanged, EditConflict):
        context = _context(definition_files.plan(text), text) | {"has_moved": True}
        return render(request, "kpis/definitions/import_check.html", context, status=409)
    if plan.findings:
        return render(request, "kpis/definitions/import_check.html", _context(plan, text), status=409)
    messages.success(
        request,
        f"The file is imported: {len(plan.added):,} added, {len(plan.changed):,} changed, "
        f"{plan.unchanged:,} unchanged. Ratings are being worked out again.",
    )
    return redirect("kpi-definitions")


def _context(plan: Plan, text: str) -> dict[str, Any]:
    counts = (
        ("To be added", len(plan.added)),
        ("To be changed", len(plan.changed)),
        ("Unchanged", plan.unchanged),
        ("Not in the file, left as they are", len(plan.left_alone)),
    )
    problems = len(plan.findings)
    return {
        "plan": plan,
        "text": text,
        "counts": [{"key": {"text": what}, "value": {"text": f"{number:,}"}} for what, number in counts],
        "problem": "1 thing needs to be mended"
        if problems == 1
        else f"{problems:,} things need to be mended",
        "findings": plan.findings[:MOST_SHOWN],
        "added": plan.added[:MOST_SHOWN],
        "changed": plan.changed[:MOST_SHOWN],
    }
