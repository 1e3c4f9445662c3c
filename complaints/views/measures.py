"""The elements of a complaint and what is done to put it right: a new one, a change, taking one away, putting it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from complaints.actions import elements, feedback, remedies
from complaints.actions.feedback import TextConflict
from complaints.actions.refusals import ComplaintRefused
from complaints.case_forms import ElementForm, MeasureForm, RemedyForm
from complaints.models import Element, Feedback, Outcome, Remedy
from complaints.selectors import work
from complaints.selectors.work import Ground
from complaints.views.saving import posted
from complaints.views.work import Line, conflict_of, done, ground_or_404, newer, page
from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission
from council.period_kinds import date_label

CHANGED = "Somebody else has just changed it. Look at it, and try again."


@dataclass(frozen=True)
class Kind:
    """Elements, or remedies: how addresses and people call them, and how they are asked, written and found."""

    name: str
    noun: str
    form: type[MeasureForm]
    actions: ModuleType
    find: Callable[[Feedback, int], Element | Remedy | None]
    lines: Callable[[Element | Remedy], list[Line]]
    after: Callable[[Ground], str]


def _element_lines(row: Element) -> list[Line]:
    return [("About", str(row.subject)), ("Outcome", row.get_outcome_display() if row.outcome else "")]


def _remedy_lines(row: Remedy) -> list[Line]:
    days = (("Agreed", row.agreed_on), ("To be done by", row.due_on), ("Done", row.done_on))
    return [
        ("What", row.get_what_display()),
        ("Amount", f"£{row.amount:,.2f}" if row.amount else ""),
        *((name, date_label(day) if day else "") for name, day in days),
    ]


def _what_elements_lead_to(ground: Ground) -> str:
    if not ground.proposed_outcome:
        return "The outcome of the complaint is proposed once every point has one."
    return f"Its points lead to: {Outcome(ground.proposed_outcome).label}."


def _what_is_to_be_done(ground: Ground) -> str:
    due = ground.case.remedies.current().filter(void=False, done_on=None, due_on__isnull=False)
    first = due.order_by("due_on").first()
    return f"The next remedy is to be done by {date_label(first.due_on)}." if first else ""


ELEMENT = Kind(
    "element", "point", ElementForm, elements, work.element, _element_lines, _what_elements_lead_to
)
REMEDY = Kind("remedy", "remedy", RemedyForm, remedies, work.remedy, _remedy_lines, _what_is_to_be_done)
ABOUT = {
    "point": [
        "A complaint often has several points. Each gets an outcome of its own, and the outcome of the whole is proposed "
        "from them."
    ],
    "remedy": [
        "What the council offered to put it right. What follows from a decision of the Ombudsman is recorded with that "
        "decision."
    ],
}


@needs(Permission.MANAGE_COMPLAINTS)
def add(request: HttpRequest, ref: str, kind: Kind) -> HttpResponse:
    """A new element or remedy."""
    ground = ground_or_404(request, ref)
    form = kind.form(posted(request), row=None, writes_words=ground.writes_words)
    if form.is_bound and form.is_valid():
        try:
            kind.actions.add(ground.case, by=request.user, words=form.said or "", **form.measure_fields())
        except ComplaintRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request, ground, kind, f"The {kind.noun} is added.")
    return page(
        request,
        ground.case,
        title=f"Add a {kind.noun}",
        form=form,
        submit=f"Save the {kind.noun}",
        about=ABOUT[kind.noun],
    )


@needs(Permission.MANAGE_COMPLAINTS)
def change(request: HttpRequest, ref: str, number: int, kind: Kind) -> HttpResponse:
    """Change an element or a remedy, or say that the remedy was carried out."""
    ground = ground_or_404(request, ref)
    row = _row_or_404(ground, kind, number)
    if request.method != "POST":
        form = kind.form(
            None, row=row, words=_words(request, ground, kind, number), writes_words=ground.writes_words
        )
        return _page(request, ground, kind, row, form)
    form = kind.form(request.POST, row=row, writes_words=ground.writes_words)
    if not form.is_valid():
        return _page(request, ground, kind, row, form)
    try:
        kind.actions.change(
            ground.case,
            number,
            by=request.user,
            based_on=form.cleaned_data["version"],
            words=form.said,
            words_based_on=form.cleaned_data.get("words_version") or 0,
            **form.measure_fields(),
        )
    except (EditConflict, TextConflict):
        return _conflict(request, ground, kind, number)
    except ComplaintRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, ground, kind, row, form)
    return _done(request, ground, kind, f"The {kind.noun} is changed.")


@needs(Permission.MANAGE_COMPLAINTS)
@require_POST
def remove(request: HttpRequest, ref: str, number: int, kind: Kind) -> HttpResponse:
    """Take away what was entered by mistake, or put it back. It stays on record."""
    ground = ground_or_404(request, ref)
    row = _row_or_404(ground, kind, number)
    away = "back" not in request.POST
    version = request.POST.get("version", "")
    based_on = int(version) if version.isdecimal() and len(version) < 9 else 0
    try:
        kind.actions.change(ground.case, row.number, by=request.user, based_on=based_on, void=away)
    except EditConflict:
        messages.error(request, CHANGED)
        return redirect(f"complaint-{kind.name}", ref=ref, number=number)
    except ComplaintRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"complaint-{kind.name}", ref=ref, number=number)
    if away:
        messages.success(request, f"The {kind.noun} is taken away. You can put it back here.")
        return redirect(f"complaint-{kind.name}", ref=ref, number=number)
    return _done(request, ground, kind, f"The {kind.noun} is put back.")


def _row_or_404(ground: Ground, kind: Kind, number: int) -> Element | Remedy:
    found = kind.find(ground.case, number)
    if found is None:
        raise Http404(f"There is no such {kind.noun}.")
    return found


def _words(request: HttpRequest, ground: Ground, kind: Kind, number: int) -> tuple[str, int]:
    """The words of an element or a remedy with their version; that they were read is put on record."""
    if not ground.writes_words:
        return "", 0
    part = kind.actions.part_of(number)
    found = next((row for row in feedback.read_words(ground.case, by=request.user) if row.part == part), None)
    return (found.text, found.version) if found else ("", 0)


def _page(
    request: HttpRequest,
    ground: Ground,
    kind: Kind,
    row: Element | Remedy,
    form: MeasureForm,
    conflict: dict[str, object] | None = None,
) -> HttpResponse:
    return page(
        request,
        ground.case,
        title=f"Change {kind.noun} {row.number}",
        form=form,
        submit=f"Save the {kind.noun}",
        about=["It was taken away as entered by mistake."] if row.void else (),
        conflict=conflict,
        template="complaints/casework/measure.html",
        row=row,
        kind=kind,
        remove_url=f"complaint-{kind.name}-remove",
    )


def _conflict(request: HttpRequest, ground: Ground, kind: Kind, number: int) -> HttpResponse:
    """Somebody saved it meanwhile: say what they saved, keep what was typed (409)."""
    theirs = _row_or_404(ground, kind, number)
    words, words_version = _words(request, ground, kind, number)
    data = newer(newer(request.POST, theirs.version), words_version, "words_version")
    form = kind.form(data, row=theirs, writes_words=ground.writes_words)
    form.is_valid()
    conflict = conflict_of(theirs, [*kind.lines(theirs), ("Words", words)])
    return _page(request, ground, kind, theirs, form, conflict)


def _done(request: HttpRequest, ground: Ground, kind: Kind, said: str) -> HttpResponse:
    return done(request, ground.case, f"{said} {kind.after(Ground(ground.case, ground.view))}")
