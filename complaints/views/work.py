"""What the pages of case work share: the case of the address, the page with a form, and the way back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from complaints.models import CaseText, Feedback
from complaints.selectors.work import Ground
from complaints.visibility import visible_to
from council.models import Superseding

#: One line of what somebody else saved: its name, and what it says now.
Line = tuple[str, str]
FORM = "complaints/casework/form.html"


def case_or_404(request: HttpRequest, ref: str) -> Feedback:
    """The case that an address asks for, where this person handles it."""
    found = visible_to(request.user).case(ref)
    if found is None:
        raise Http404("There is no such case.")
    return found


def ground_or_404(request: HttpRequest, ref: str, number: int = 0) -> Ground:
    """A complaint, and where a number is given the stage that has it."""
    case = case_or_404(request, ref)
    if not case.is_complaint:
        raise Http404("There is no such complaint.")
    ground = Ground(case, visible_to(request.user), number)
    if number and ground.stage is None:
        raise Http404("There is no such stage.")
    return ground


def page(
    request: HttpRequest,
    case: Feedback,
    *,
    title: str,
    form: BaseForm | None = None,
    submit: str = "Save",
    about: Iterable[str] = (),
    warnings: Iterable[str] = (),
    hindrance: str = "",
    conflict: dict[str, object] | None = None,
    template: str = FORM,
    **more: Any,
) -> HttpResponse:
    """A page with one form. `hindrance` stands in its place where the step cannot be taken."""
    context = {
        "case": case,
        "title": title,
        "form": form,
        "submit": submit,
        "about": [sentence for sentence in about if sentence],
        "warnings": list(warnings),
        "hindrance": hindrance,
        "conflict": conflict,
    }
    return render(request, template, context | more, status=409 if conflict else 200)


def conflict_of(theirs: Superseding | CaseText | None, lines: Iterable[Line]) -> dict[str, object]:
    """Who saved what meanwhile, for the page that keeps what was typed; `theirs` is None where it was taken away."""
    if isinstance(theirs, CaseText):
        by, at = theirs.written_by, theirs.written_at
    else:
        by, at = (theirs.recorded_by, theirs.recorded_at) if theirs else (None, None)
    return {"by": by, "at": at, "lines": [line for line in lines if line[1]]}


def newer(data: QueryDict, version: int, name: str = "version") -> QueryDict:
    """What was typed, to be saved over the version that somebody else wrote."""
    again = data.copy()
    again[name] = str(version)
    return again


def done(request: HttpRequest, case: Feedback, said: str) -> HttpResponse:
    """Back to the case, with a sentence that says what was done."""
    messages.success(request, said.strip())
    return redirect("complaint-case", ref=case.reference)
