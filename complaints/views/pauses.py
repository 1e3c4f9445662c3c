"""Pauses of whole procedures, and the days on which the council is closed: what no clock counts."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from complaints.actions import closures
from complaints.actions import pauses as actions
from complaints.guarded_forms import SureForm
from complaints.models import Pause, Procedure
from complaints.pause_forms import ClosureForm, EndPauseForm, ProcedurePauseForm
from complaints.selectors import pauses
from complaints.views.saving import over, posted, saved
from complaints.visibility import require_manager
from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission
from council.period_kinds import date_label


@needs(Permission.MANAGE_COMPLAINTS)
def pause_list(request: HttpRequest) -> HttpResponse:
    """The pauses of procedures and the days on which the council is closed, and forms for more."""
    require_manager(request.user)
    context = {
        "lines": pauses.lines(),
        "closures": pauses.closures(),
    }
    return render(request, "complaints/rules/pauses.html", context)


@needs(Permission.MANAGE_COMPLAINTS)
def add(request: HttpRequest) -> HttpResponse:
    """Stop the clocks of a procedure."""
    require_manager(request.user)
    form = ProcedurePauseForm(posted(request))
    done: list[actions.Paused] = []
    if saved(form, lambda: done.append(actions.add(by=request.user, **form.cleaned_data))):
        messages.success(request, f"{_whose(done[0].row)} is paused. {_moved(done[0].moved)}")
        return redirect("complaint-procedure-pauses")
    return render(request, "complaints/rules/pause_add.html", {"form": form})


@needs(Permission.MANAGE_COMPLAINTS)
def end(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Let the clocks run again, or put the last day right."""
    row = _pause_or_404(request, key)

    def make(data: object) -> EndPauseForm:
        return EndPauseForm(data, initial={"version": row.version, "last": row.last})

    form = make(posted(request))
    done: list[actions.Paused] = []

    def write() -> None:
        typed = form.cleaned_data
        done.append(actions.end(row.key, last=typed["last"], by=request.user, based_on=typed["version"]))

    try:
        if saved(form, write):
            last = date_label(done[0].row.last)
            messages.success(request, f"{_whose(row)} is paused up to {last}. {_moved(done[0].moved)}")
            return redirect("complaint-procedure-pauses")
    except EditConflict as conflict:
        return _conflict(
            request, "complaints/rules/pause_end.html", row, conflict, over(conflict, form, make)
        )
    return render(request, "complaints/rules/pause_end.html", {"pause": row, "form": form})


@needs(Permission.MANAGE_COMPLAINTS)
def remove(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take back a pause that was entered by mistake, once somebody is sure."""
    row = _pause_or_404(request, key)
    form = SureForm(posted(request), initial={"version": row.version})
    done: list[actions.Paused] = []

    def write() -> None:
        done.append(actions.remove(row.key, by=request.user, based_on=form.cleaned_data["version"]))

    try:
        if saved(form, write):
            messages.success(request, f"The pause is removed. {_moved(done[0].moved)}")
            return redirect("complaint-procedure-pauses")
    except EditConflict as conflict:
        return _conflict(
            request, "complaints/rules/pause_remove.html", row, conflict, over(conflict, form, SureForm)
        )
    return render(request, "complaints/rules/pause_remove.html", {"pause": row, "form": form})


@needs(Permission.MANAGE_COMPLAINTS)
def add_closure(request: HttpRequest) -> HttpResponse:
    """Record a day on which the council is closed."""
    require_manager(request.user)
    form = ClosureForm(posted(request))
    done: list[int] = []
    if saved(form, lambda: done.append(closures.add(by=request.user, **form.cleaned_data))):
        day = date_label(form.cleaned_data["day"])
        messages.success(request, f"The council is closed on {day}. {_moved(done[0])}")
        return redirect("complaint-procedure-pauses")
    return render(request, "complaints/rules/closure_add.html", {"form": form})


@needs(Permission.MANAGE_COMPLAINTS)
@require_POST
def remove_closure(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a day on which the council was to be closed."""
    require_manager(request.user)
    row = get_object_or_404(pauses.closures(), pk=pk)
    day = date_label(row.day)
    messages.success(
        request, f"{day} is a working day again. {_moved(closures.remove(row, by=request.user))}"
    )
    return redirect("complaint-procedure-pauses")


def _pause_or_404(request: HttpRequest, key: uuid.UUID) -> Pause:
    require_manager(request.user)
    row = pauses.of_procedures().filter(key=key).first()
    if row is None:
        raise Http404("There is no such pause.")
    return row


def _conflict(
    request: HttpRequest, template: str, row: Pause, conflict: EditConflict, form: object
) -> HttpResponse:
    context = {"pause": row, "form": form, "theirs": conflict.current}
    return render(request, template, context, status=409)


def _whose(row: Pause) -> str:
    return f"The procedure “{Procedure(row.procedure).label}”"


def _moved(stages: int) -> str:
    if not stages:
        return "No due date moved."
    return f"The dates of {stages:,} stage{'' if stages == 1 else 's'} moved."
