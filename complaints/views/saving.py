"""What pages with versioned forms share: a form is saved, refused with a sentence, or told that somebody was quicker."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, QueryDict

from complaints.actions.refusals import ComplaintRefused
from complaints.differences import Words, differences
from council.actions.superseding import EditConflict
from council.models import Superseding

Form = TypeVar("Form", bound=forms.Form)
Row = TypeVar("Row", bound=Superseding)
#: What the page says of a version that somebody else saved meanwhile.
Conflict = dict[str, object]


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


def changed(
    form: Form,
    write: Callable[[int, dict[str, Any]], object],
    *,
    fields: Callable[[Form], dict[str, Any]],
    newest: Callable[[], Row],
    make: Callable[[QueryDict, Row], Form],
    words: Callable[[Row], Words],
) -> tuple[bool, Form, Conflict | None]:
    """Whether a form about a row was saved by `write` (the version seen, its `fields`); the form to show, and the conflict.

    Where somebody else saved the row meanwhile, the form is made again over the `newest`, as it was typed, and the conflict
    says where the two differ in the row's `words`.
    """
    try:
        return saved(form, lambda: write(form.cleaned_data["version"], fields(form))), form, None
    except EditConflict as quicker:
        theirs = newest()
        draft = copy(theirs)
        for name, value in fields(form).items():
            setattr(draft, name, value)
        conflict: Conflict = {"theirs": theirs, "differ": differences(words(theirs), words(draft))}
        return False, over(quicker, form, lambda data: make(data, theirs)), conflict
