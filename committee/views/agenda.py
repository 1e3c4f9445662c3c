"""Changing an agenda: starting it, adding and editing lines, moving them, taking them off and putting them back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from committee.actions import agenda as actions
from committee.actions import papers
from committee.actions.meetings import take_off
from committee.actions.refusals import CommitteeRefused
from committee.meeting_forms import ItemForm, VersionedForm
from committee.models import AgendaItem, Meeting, Paper
from committee.paper_forms import SetupForm
from committee.selectors import meetings
from committee.views.meetings import meeting_or_404, over
from committee.visibility import visible_to
from complaints.visibility import for_papers
from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission
from council.periods import FinancialYear
from kpis.visibility import visible_to as kpis_visible_to
from risks.visibility import visible_to as risks_visible_to


@needs(Permission.MANAGE_MEETINGS)
@require_POST
def start(request: HttpRequest, meeting: str) -> HttpResponse:
    """Begin an empty agenda with what stands on every one."""
    found = meeting_or_404(visible_to(request.user), meeting)
    return _done(
        request,
        found,
        lambda: actions.start(found, by=request.user),
        "The agenda starts with the standing items. Add the reports; they go where they usually stand.",
    )


@needs(Permission.MANAGE_MEETINGS)
def add(request: HttpRequest, meeting: str) -> HttpResponse:
    """A new line of the agenda."""
    view = visible_to(request.user)
    found = meeting_or_404(view, meeting)
    lines = [line.item for _, group in meetings.agenda(found, view).parts for line in group]
    form = ItemForm(request.POST if request.method == "POST" else None, lines=lines)
    if form.is_bound and form.is_valid():
        try:
            made = actions.add(found, by=request.user, after=form.cleaned_data["after"], **form.item_fields())
        except CommitteeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made.title} is item {made.position} of the agenda.")
            if made.kind == AgendaItem.Kind.STANDING:
                return redirect("meeting", meeting=meeting)
            return redirect("agenda-paper", meeting=meeting, pk=made.pk)
    return render(request, "committee/meetings/item.html", {"form": form, "meeting": found})


@needs(Permission.MANAGE_MEETINGS)
def edit(request: HttpRequest, meeting: str, pk: int) -> HttpResponse:
    """Change a line of the agenda."""
    found = meeting_or_404(visible_to(request.user), meeting)
    item = _item_or_404(found, pk)
    form = ItemForm(request.POST if request.method == "POST" else None, item=item)
    theirs: AgendaItem | None = None
    if form.is_bound and form.is_valid():
        try:
            actions.change(item, by=request.user, based_on=form.cleaned_data["version"], **form.item_fields())
        except EditConflict:
            theirs = _item_or_404(found, pk)
            form = ItemForm(over(form.data, theirs.version), item=theirs)
            form.is_valid()
        except CommitteeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The item is saved.")
            return redirect("meeting", meeting=meeting)
    return render(
        request,
        "committee/meetings/item.html",
        {
            "form": form,
            "meeting": found,
            "item": item,
            "theirs": theirs,
            "now": _words(theirs) if theirs else [],
        },
        status=409 if theirs else 200,
    )


@needs(Permission.MANAGE_MEETINGS)
@require_POST
def move(request: HttpRequest, meeting: str, pk: int) -> HttpResponse:
    """Move a line one place up or down."""
    found = meeting_or_404(visible_to(request.user), meeting)
    item = _item_or_404(found, pk)
    up = request.POST.get("direction") == "up"
    return _done(
        request,
        found,
        lambda: actions.move(item, by=request.user, up=up),
        f"{item.title} is moved {'up' if up else 'down'}.",
        anchor=f"#item-{pk}",
    )


@needs(Permission.MANAGE_MEETINGS)
def remove(request: HttpRequest, meeting: str, pk: int) -> HttpResponse:
    """Take a line off the agenda; asked first, and it can be put back."""
    found = meeting_or_404(visible_to(request.user), meeting)
    item = _item_or_404(found, pk)
    form = VersionedForm(
        request.POST if request.method == "POST" else None, initial={"version": item.version}
    )
    if form.is_bound and form.is_valid():
        based_on = form.cleaned_data["version"]
        return _done(
            request,
            found,
            lambda: take_off(item, by=request.user, based_on=based_on),
            f"{item.title} is taken off the agenda. You can put it back below.",
        )
    return render(request, "committee/meetings/remove.html", {"form": form, "meeting": found, "item": item})


@needs(Permission.MANAGE_MEETINGS)
@require_POST
def put_back(request: HttpRequest, meeting: str, pk: int) -> HttpResponse:
    """Put back a line that was taken off."""
    found = meeting_or_404(visible_to(request.user), meeting)
    item = _item_or_404(found, pk)
    return _done(
        request,
        found,
        lambda: actions.put_back(item, by=request.user),
        f"{item.title} is on the agenda again.",
    )


@needs(Permission.MANAGE_MEETINGS)
def paper(request: HttpRequest, meeting: str, pk: int) -> HttpResponse:
    """Give a report its paper: of what kind, and of which period."""
    found = meeting_or_404(visible_to(request.user), meeting)
    item = _item_or_404(found, pk)
    form = SetupForm(
        request.POST if request.method == "POST" else None,
        paper=Paper(kind=Paper.Kind.FREE),
        quarters=[(str(row), row.quarter.label) for row in kpis_visible_to(None).quarters],
        risk_quarters=[(str(row), row.quarter.label) for row in risks_visible_to(None).rounds],
        years=[(row.year, FinancialYear(row.year).label) for row in for_papers().reports],
    )
    if form.is_bound and form.is_valid():
        try:
            papers.add_paper(item, by=request.user, **form.about)
        except CommitteeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Item {item.position} has its paper. Its author can write it now.")
            return redirect("meeting", meeting=meeting)
    return render(request, "committee/meetings/paper.html", {"form": form, "meeting": found, "item": item})


def _item_or_404(meeting: Meeting, pk: int) -> AgendaItem:
    found = meetings.item(meeting, pk)
    if found is None:
        raise Http404("There is no such item.")
    return found


def _done(
    request: HttpRequest, meeting: Meeting, act: Callable[[], object], said: str, anchor: str = ""
) -> HttpResponse:
    """Back to the meeting with what came of it."""
    try:
        act()
    except CommitteeRefused as refusal:
        messages.warning(request, str(refusal))
    except EditConflict:
        messages.warning(request, "Somebody else has just changed this item. Look at it, and try again.")
    else:
        messages.success(request, said)
    address = redirect("meeting", meeting=meeting.slug)
    address["Location"] += anchor
    return address


def _words(item: AgendaItem) -> list[tuple[str, Any]]:
    lines = [
        ("Title", item.title),
        ("What it is", item.get_kind_display()),
        ("Report of", item.author),
        ("Below the title", item.text),
        ("Part", item.get_part_display()),
    ]
    if item.is_exempt:
        lines += [
            ("Paragraphs", ", ".join(map(str, item.paragraphs))),
            ("Public interest", item.public_interest),
        ]
    return lines
