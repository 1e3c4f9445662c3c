"""The things that a complaint is about, each upheld or not by itself."""

from __future__ import annotations

from django.db import transaction

from complaints.actions import feedback
from complaints.actions.holding import hold
from complaints.models import Element, Feedback, Subject
from council.actions.superseding import seen_version, supersede
from council.models import User

CONTENT = ("subject", "outcome", "void")


def part_of(number: int) -> str:
    """The text that says what the element is about."""
    return f"element-{number}"


@transaction.atomic
def add(case: Feedback, *, subject: Subject, by: User, outcome: str = "", words: str = "") -> Element:
    """Add an element to a complaint, with the words that describe it. Raises PermissionDenied, ComplaintRefused."""
    hold(case, by, has="elements")
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
    hold(case, by, has="elements")
    seen = seen_version(case.elements.filter(number=number), based_on)
    said = {name: getattr(seen, name) for name in CONTENT} | changes
    row = supersede(Element(feedback=case, number=number, **said), by=by, based_on=based_on)
    if words is not None:
        feedback.write_text(case, part_of(number), words, by=by, based_on=words_based_on)
    return row
