"""How long words are kept, their erasure, everything held about a case, and who has seen what."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from complaints.actions import privacy as actions
from complaints.models import Feedback, Procedure
from complaints.presenters import part_label, stage_label
from complaints.privacy_forms import AccessFilters, EraseDueForm, EraseForm, RetentionForm
from complaints.privacy_tables import AccessTable, DueTable
from complaints.selectors import case, privacy
from complaints.views.saving import over, posted, saved
from complaints.visibility import require_manager, visible_to
from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission, require


@needs(Permission.MANAGE_COMPLAINTS)
def retention(request: HttpRequest) -> HttpResponse:
    """How long words are kept, procedure by procedure, and how many cases are due."""
    require_manager(request.user)
    lines = privacy.retention()
    context = {"lines": lines, "due": sum(line.due for line in lines), "held": privacy.held(lines)}
    return render(request, "complaints/privacy/retention.html", context)


@needs(Permission.MANAGE_COMPLAINTS)
def edit_retention(request: HttpRequest, slug: str) -> HttpResponse:
    """Another number of years for one procedure."""
    require_manager(request.user)
    line = privacy.line_of(slug)
    if line is None:
        raise Http404("There is no such procedure.")

    def make(data: object) -> RetentionForm:
        initial = {
            "version": line.version,
            "years": line.years,
            "reason": line.row.reason if line.row else "",
        }
        return RetentionForm(data, initial=initial)

    form = make(posted(request))

    def write() -> None:
        typed = form.cleaned_data
        actions.set_retention(
            procedure=line.procedure,
            years=typed["years"],
            reason=typed["reason"],
            by=request.user,
            based_on=typed["version"],
        )

    context = {"line": line, "form": form}
    try:
        if saved(form, write):
            messages.success(
                request, f"{line.label}: words are kept for {_years(form.cleaned_data['years'])}."
            )
            return redirect("complaint-retention")
    except EditConflict as conflict:
        context |= {"theirs": conflict.current, "form": over(conflict, form, make)}
    return render(
        request, "complaints/privacy/retention_edit.html", context, status=409 if "theirs" in context else 200
    )


@needs(Permission.MANAGE_COMPLAINTS)
def due(request: HttpRequest) -> HttpResponse:
    """The cases whose words are no longer kept."""
    require_manager(request.user)
    lines = {line.procedure: line for line in privacy.retention()}
    table = DueTable(
        privacy.due(list(lines.values())), lines=lines, caption="Cases whose words are due for erasure"
    ).configure(request)
    return render(request, "complaints/privacy/due.html", {"table": table, "most": privacy.MOST_AT_ONCE})


@needs(Permission.MANAGE_COMPLAINTS)
def erase_due(request: HttpRequest) -> HttpResponse:
    """What will be erased and what stays; then erase it, once somebody is sure."""
    require_manager(request.user)
    form = EraseDueForm(posted(request))
    changed = False
    if form.is_bound and form.is_valid():
        try:
            number = actions.erase_due(seen=form.cleaned_data["seen"], by=request.user)
        except actions.DueChanged:
            changed = True
        else:
            messages.success(
                request,
                f"The words of {number:,} case{'' if number == 1 else 's'} are erased. No figure changed.",
            )
            return redirect("complaint-erasure")
    rows, fingerprint = privacy.first_due()
    if not form.is_bound or changed:
        form = EraseDueForm(initial={"seen": fingerprint})
    counts = Counter(row.procedure for row in rows)
    context = {
        "form": form,
        "changed": changed,
        "number": len(rows),
        "counts": [
            (Procedure(code).label if code else "Comments and compliments", number)
            for code, number in sorted(counts.items())
        ],
        "first": rows[0].ended_on if rows else None,
        "last": rows[-1].ended_on if rows else None,
    }
    return render(request, "complaints/privacy/erase_due.html", context, status=409 if changed else 200)


@needs(Permission.MANAGE_COMPLAINTS)
def erase_case(request: HttpRequest, ref: str) -> HttpResponse:
    """Erase the words of one case, for a reason."""
    require_manager(request.user)
    found = _case_or_404(request, ref)
    form = EraseForm(posted(request))
    if saved(form, lambda: actions.erase(found, why=form.cleaned_data["why"], by=request.user)):
        messages.success(request, f"The words of {found.reference} are erased. No figure changed.")
        return redirect("complaint-case", ref=found.reference)
    context = {"case": found, "form": form, "texts": found.texts.count()}
    return render(request, "complaints/privacy/erase_case.html", context)


@needs(Permission.MANAGE_COMPLAINTS)
def everything(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything held about a case, to print. Asked for with a button: that it was taken is on record before it is shown."""
    require(request.user, Permission.READ_CASE_TEXT)
    found = case.page(visible_to(request.user), ref)
    if found is None:
        raise Http404("There is no such case.")
    if request.method != "POST":
        return render(request, "complaints/privacy/everything_ask.html", {"case": found.case})
    texts = actions.everything(found.case, by=request.user)
    context = {
        "page": found,
        "case": found.case,
        "texts": [(part_label(each.part), each) for each in texts],
        "stages": [(stage_label(found.details.procedure, shown.row.stage), shown) for shown in found.stages],
        "recommendations": privacy.recommendations_of(found.ombudsman),
        "accesses": privacy.accesses_of(found.case.pk),
    }
    response = render(request, "complaints/privacy/everything.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@needs(Permission.MANAGE_COMPLAINTS)
def access_log(request: HttpRequest) -> HttpResponse:
    """Who read or took the words of which case."""
    require_manager(request.user)
    filters = AccessFilters(request.GET)
    rows = privacy.accesses(**filters.chosen_values)
    table = AccessTable(rows, caption="Who read or took what").configure(request)
    return render(request, "complaints/privacy/access.html", {"filters": filters, "table": table})


def _case_or_404(request: HttpRequest, ref: str) -> Feedback:
    found = visible_to(request.user).case(ref)
    if found is None:
        raise Http404("There is no such case.")
    return found


def _years(number: int) -> str:
    return f"{number} year{'' if number == 1 else 's'}"
