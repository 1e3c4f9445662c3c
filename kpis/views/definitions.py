"""The indicators themselves: the list, a new one, a change, its history, its end."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission, may
from kpis.actions import definitions
from kpis.definition_forms import DefinitionForm
from kpis.definition_rules import LONGEST_SLUG, slug_mistake
from kpis.definition_tables import DefinitionFilters, DefinitionTable
from kpis.definition_words import JUDGED_BY, Change, changes
from kpis.models import Definition
from kpis.selectors import definitions as selectors
from kpis.upkeep_forms import RetireForm


@needs(Permission.DEFINE_KPIS)
def manage(request: HttpRequest) -> HttpResponse:
    """What the performance lead keeps, and where."""
    return render(request, "kpis/manage.html")


@needs(Permission.VIEW_DRAFTS)
def definition_list(request: HttpRequest) -> HttpResponse:
    """Every indicator, retired ones too; filters in the address."""
    today = timezone.localdate()
    may_edit = may(request.user, Permission.DEFINE_KPIS)
    filters = DefinitionFilters(request.GET, selectors.listing(), today)
    table = DefinitionTable(filters.kept, caption="Indicators", today=today, may_edit=may_edit)
    return render(
        request,
        "kpis/definitions/list.html",
        {"filters": filters, "table": table.configure(request), "may_edit": may_edit},
    )


@needs(Permission.DEFINE_KPIS)
def new(request: HttpRequest) -> HttpResponse:
    """Say what a new indicator is."""
    form = _form(request)
    if form.is_bound and form.is_valid():
        fields = form.definition_fields()
        slug = form.cleaned_data["slug"] or _free_slug(fields["name"], form.names)
        if fields["position"] is None:
            fields["position"] = selectors.last_position(fields["priority"], fields["directorate"]) + 1
        try:
            definitions.define(slug=slug, by=request.user, based_on=0, **fields)
        except ValidationError as mistakes:
            form.refuse(mistakes)
        except EditConflict:  # somebody else added one of this name meanwhile
            form.add_error("slug", f"Somebody else has just added “{slug}”. Choose another short name.")
        else:
            messages.success(
                request, f"“{fields['name']}” is added. It is due from the next round that asks for it."
            )
            return redirect("kpi-detail", slug=slug)
    return render(request, "kpis/definitions/form.html", {"form": form})


@needs(Permission.DEFINE_KPIS)
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what an indicator is. A change of what it is judged by is asked about before it is saved."""
    current = _find(slug)
    form = _form(request, current)
    if not form.is_bound or not (form.is_valid() or form.is_wrong_about_the_change_only):
        return _edit_page(request, current, form)
    fields = form.definition_fields()
    if fields["position"] is None:
        fields["position"] = current.position
    try:
        definitions.check(slug, fields)
    except ValidationError as mistakes:
        form.refuse(mistakes)
        return _edit_page(request, current, form)
    draft = Definition(indicator=current.indicator, **fields)
    found = changes(current, draft, form.names)
    if not found:
        messages.info(request, "Nothing was changed.")
        return redirect("kpi-detail", slug=slug)
    judging = [change for change in found if change.field in JUDGED_BY]
    asks = _question(current, judging) if judging else None
    confirmed = asks and request.POST.get("confirmed") == asks["fingerprint"]
    if confirmed and asks["has_figures"] and not form.cleaned_data.get("comparable"):
        form.add_error("comparable", "Select whether figures from now on can be compared with earlier ones")
    if form.errors or (asks and not confirmed):
        return _edit_page(request, current, form, asks=asks)
    data = form.cleaned_data
    try:
        definitions.redefine(
            slug=slug,
            by=request.user,
            based_on=data["version"],
            reason=data["reason"],
            break_from=data["break_from"] if data["comparable"] == "no" else None,
            **fields,
        )
    except EditConflict:
        return _conflict(request, current, form, draft)
    except ValidationError as mistakes:
        form.refuse(mistakes)
        return _edit_page(request, current, form)
    except definitions.MarkRefused as refusal:
        form.add_error("break_from", str(refusal))
        return _edit_page(request, current, form, asks=asks)
    messages.success(request, _saved(found, judging))
    return redirect("kpi-detail", slug=slug)


@needs(Permission.VIEW_DRAFTS)
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version of a definition: who wrote it, when, why, and what it changed."""
    return render(
        request,
        "kpis/definitions/history.html",
        {"definition": _find(slug), "versions": selectors.versions(slug)},
    )


@needs(Permission.DEFINE_KPIS)
def retire(request: HttpRequest, slug: str) -> HttpResponse:
    """Let an indicator end on a day, for a reason."""
    current = _find(slug)
    form = RetireForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            definitions.retire(current, on=data["on"], reason=data["reason"], by=request.user)
        except EditConflict:
            form.add_error(None, "Somebody else has just changed this indicator. Look at it and try again.")
        except ValidationError as mistakes:
            form.add_error("on", mistakes.messages)
        else:
            messages.success(request, f"“{current.name}” is retired. Its figures stay.")
            return redirect("kpi-detail", slug=slug)
    return render(request, "kpis/definitions/retire.html", {"definition": current, "form": form})


@needs(Permission.DEFINE_KPIS)
@require_POST
def bring_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Let a retired indicator be measured again."""
    current = _find(slug)
    if current.retired_on is None:
        messages.info(request, "It is not retired.")
        return redirect("kpi-definition", slug=slug)
    try:
        definitions.bring_back(current, reason="Brought back.", by=request.user)
    except EditConflict:
        messages.error(request, "Somebody else has just changed this indicator. Look at it and try again.")
    else:
        messages.success(request, f"“{current.name}” is measured again.")
    return redirect("kpi-definition", slug=slug)


def _find(slug: str) -> Definition:
    found = selectors.current(slug)
    if found is None:
        raise Http404("There is no such indicator.")
    return found


def _form(
    request: HttpRequest, current: Definition | None = None, data: Any = None, **kwargs: Any
) -> DefinitionForm:
    kwargs.setdefault("initial", {} if current else {"version": 0})
    return DefinitionForm(
        data or request.POST or None,
        places=selectors.places(),
        names=selectors.names(),
        classes=selectors.importance_classes(),
        current=current,
        **kwargs,
    )


def _free_slug(name: str, taken: dict[str, str]) -> str:
    """A short name made from the name, with a number behind it where another indicator has it."""
    stem = slugify(name)[: LONGEST_SLUG - 4].strip("-") or "indicator"
    tries = [stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))]
    return next(slug for slug in tries if slug not in taken and not slug_mistake(slug))


def _edit_page(
    request: HttpRequest,
    current: Definition,
    form: DefinitionForm,
    asks: dict[str, Any] | None = None,
    conflict: dict[str, Any] | None = None,
) -> HttpResponse:
    return render(
        request,
        "kpis/definitions/form.html",
        {"form": form, "definition": current, "asks": asks, "conflict": conflict},
        status=409 if conflict else 200,
    )


def _question(current: Definition, judging: list[Change]) -> dict[str, Any]:
    """What the person is told before a change of what ratings depend on is saved."""
    rounds = selectors.rounds_with_figures(current.indicator)
    return {
        "changes": judging,
        "has_figures": bool(rounds),
        "rated_again": [
            row.quarter for row in rounds if row.is_open
        ],  # a closed quarter keeps its definition
        "fingerprint": _fingerprint(judging),
    }


def _fingerprint(judging: list[Change]) -> str:
    """Tells whether what is saved is what was asked about."""
    said = "\n".join(f"{change.field}: {change.new}" for change in judging)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _conflict(
    request: HttpRequest, current: Definition, form: DefinitionForm, draft: Definition
) -> HttpResponse:
    """Somebody saved this definition meanwhile: show where the two differ, keep what was typed (409)."""
    theirs = selectors.current(current.indicator.slug)
    data = form.data.copy()
    data["version"] = theirs.version
    again = _form(request, theirs, data)
    again.is_valid()
    differ = changes(theirs, draft, form.names)
    return _edit_page(request, theirs, again, conflict={"theirs": theirs, "differ": differ})


def _saved(found: list[Change], judging: list[Change]) -> str:
    what = ", ".join(change.label.lower() for change in found[:4]) + (" and more" if len(found) > 4 else "")
    again = " Its ratings are being worked out again." if judging else ""
    return f"The definition is saved ({what}).{again}"
