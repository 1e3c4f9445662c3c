"""What a service says about its figures."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission
from kpis.actions import commentary as actions
from kpis.actions.returns import ReturnRefused
from kpis.models import Commentary
from kpis.return_forms import SPARE_ACTIONS, ActionForm, ActionForms, CommentaryForm
from kpis.selectors.return_page import ReturnPage, Subject
from kpis.views.returns import context_of, find


@needs(Permission.ENTER_FIGURES)
def write(request: HttpRequest, quarter: str, service: str, slug: str) -> HttpResponse:
    """The commentary on one subject of a return, with that of the last time beside it."""
    page = find(request, quarter, service, Permission.ENTER_FIGURES)
    subject = next((each for each in page.subjects if each.slug == slug), None)
    if subject is None:
        raise Http404("There is no such commentary.")
    if not (page.is_with_officer or page.takes_corrections):
        if request.method == "POST":  # submitted while the form was being filled in
            messages.warning(request, "The return has been submitted meanwhile, so nothing was saved.")
        return redirect("kpi-return", quarter=quarter, service=service)
    starts_from = subject.earlier if "start" in request.GET else subject.commentary
    form = CommentaryForm(
        request.POST or None,
        initial={
            **CommentaryForm.initial_of(starts_from),
            "version": subject.commentary.version if subject.commentary else 0,
        },
        asks_reason=page.takes_corrections,
    )
    actions_of = starts_from.actions if starts_from else []
    action_forms = ActionForms(
        request.POST or None, prefix="actions", initial=ActionForm.initial_of(actions_of)
    )
    theirs = None
    if request.method == "POST":
        if "add" in request.POST:
            action_forms = _with_another(request)
        elif form.is_valid() and action_forms.is_valid():
            try:
                _write(page, subject, form, action_forms, request)
            except EditConflict as conflict:
                theirs = conflict.current
                form = _after(theirs, request, page)
            except (
                actions.CommentaryRefused,
                ReturnRefused,
            ) as refusal:  # submitted or closed at this moment
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"The commentary on {subject.heading} is saved.")
                return redirect("kpi-return", quarter=quarter, service=service)
    return render(
        request,
        "kpis/returns/commentary.html",
        {
            **context_of(request, page),
            "subject": subject,
            "form": form,
            "action_forms": action_forms,
            "theirs": theirs,
            "started": "start" in request.GET and request.method == "GET",
        },
        status=409 if theirs else 200,
    )


def _with_another(request: HttpRequest) -> ActionForms:
    """The same boxes with what was typed in them, and one more."""
    data = request.POST.copy()
    total = data.get("actions-TOTAL_FORMS", "")
    data["actions-TOTAL_FORMS"] = str(
        int(total) + 1 if total.isdecimal() and len(total) < 4 else SPARE_ACTIONS
    )
    return ActionForms(data, prefix="actions")


def _write(
    page: ReturnPage, subject: Subject, form: CommentaryForm, action_forms: ActionForms, request: HttpRequest
) -> None:
    known = subject.commentary or subject.earlier
    first = subject.definitions[0]
    priority = known.priority if known else first.priority
    actions.write(
        quarter=page.quarter,
        slug=subject.slug,
        heading=subject.heading,
        position=subject.position,
        indicators=[each.indicator for each in subject.definitions],
        body=form.blocks("body"),
        issues=form.blocks("issues"),
        causes=form.blocks("causes"),
        actions=[action for each in action_forms if (action := each.action())],
        priority=priority,
        directorate=known.directorate if known else (None if priority else first.directorate),
        service=known.service if known else None,
        by=request.user,
        based_on=form.cleaned_data["version"],
        reason=form.cleaned_data.get("reason", ""),
    )


def _after(theirs: Commentary | None, request: HttpRequest, page: ReturnPage) -> CommentaryForm:
    """The form with what was typed, which puts it in the place of theirs when it is sent again."""
    data = request.POST.copy()
    data["version"] = str(theirs.version if theirs else 0)
    return CommentaryForm(data, asks_reason=page.takes_corrections)
