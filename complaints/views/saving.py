"""What pages with versioned forms share: a form is saved, refused with a sentence, or told that somebody was quicker."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.http import HttpRequest, QueryDict

from complaints.actions.refusals import ComplaintRefused
from council.actions.superseding import EditConflict

Form = TypeVar("Form", bound=forms.Form)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, for a form; None where a page is only looked at."""
    return request.POST if request.method == "POST" else None


def saved(form: forms.Form, write: Callable[[], object]) -> bool:
    """Whether a form that was sent is valid and could be written; what was wrong stands in it. Raises EditConflict."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        write()
    except ComplaintRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def over(conflict: EditConflict, form: forms.Form, make: Callable[[QueryDict], Form]) -> Form:
    """The same form as it was typed, over the version that somebody else saved."""
    data = form.data.copy()
    if conflict.current is not None:
        data["version"] = str(conflict.current.version)
    again = make(data)
    again.is_valid()
    return again
