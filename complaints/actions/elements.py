"""The things that a complaint is about, each upheld or not by itself."""

from __future__ import annotations

from django.db import transaction

from complaints.actions import feedback
from complaints.actions.refusals import ComplaintRefused
from complaints.models import Element, Feedback, Subject
from complaints.visibility import require_handler
from council.actions.superseding import EditConflict, supersede
from council.models import User

CONTENT = ("subject", "outcome", "void")


def part_of(number: int) -> str:
    """The text that says what the element is about."""
    return f"element-{number}"


@transaction.atomic
def add(case: Feedback, *, subject: Subject, by: User, outcome: str = "", words: str = "") -> Element:
    """Add an element to a complaint, with the words that describe it. Raises PermissionDenied, ComplaintRefused."""
    _hold(case, by)
    number = case.elements.current().count() + 1
    row = supersede(
        Element(feedback=case, number=number, subject=subject, outcome=outcome), by=by, based_on=0
    )
    if words.strip():
        feedback.write_text(case, part_of(number), words, by=by, based_on=0)
    return row


@transaction.atomic
def change(
    case: Feedback,
    number: int,
    *,
    by: User,
    based_on: int,
    words: str | None = None,
    words_based_on: int = 0,
    **changes: object,
) -> Element:
    """Write the next version of an element, and its words where they are given: both, or neither.

    `changes` are fields of `Element`; `void` takes an element that was entered by mistake out of sight, or puts it back.
    Raises PermissionDenied, ComplaintRefused, EditConflict, feedback.TextConflict.
    """
    _hold(case, by)
    seen = case.elements.filter(number=number, version=based_on).first()
    if seen is None:
        raise EditConflict(case.elements.current().filter(number=number).first())
    said = {name: getattr(seen, name) for name in CONTENT} | changes
    row = supersede(Element(feedback=case, number=number, **said), by=by, based_on=based_on)
    if words is not None:
        feedback.write_text(case, part_of(number), words, by=by, based_on=words_based_on)
    return row


def _hold(case: Feedback, by: User) -> None:
    require_handler(by, case)
    Feedback.objects.select_for_update().get(pk=case.pk)
    if not case.is_complaint:
        raise ComplaintRefused("Only complaints have elements.")
