"""Meetings: the list, one meeting with its agenda, adding and changing one; committees and who sits on them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify

from committee import notice
from committee.actions import meetings as actions
from committee.actions import seats
from committee.actions.refusals import CommitteeRefused
from committee.meeting_forms import CommitteeForm, MeetingForm, SeatChangeForm, SeatForm
from committee.models import Committee, Meeting
from committee.selectors import meetings, packs, questions
from committee.visibility import CommitteeView, visible_to
from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission
from council.periods import date_label
from council.round_forms import carried_out


@needs(Permission.VIEW_PUBLISHED)
def index(request: HttpRequest) -> HttpResponse:
    """The meetings that this person may see, the next one first; what a clerk has to do, and a member's open questions."""
    view, today = visible_to(request.user), timezone.localdate()
    return render(
        request,
        "committee/meetings/index.html",
        {
            "view": view,
            "upcoming": meetings.upcoming(view, today),
            "past": meetings.past(view, today),
            "to_do": meetings.to_do(today) if view.manages else [],
            "mine": questions.asked_by(view) if view.asks and not view.answers else [],
            "committees": meetings.committees() if view.manages else [],
        },
    )


@needs(Permission.VIEW_PUBLISHED)
def meeting(request: HttpRequest, meeting: str) -> HttpResponse:
    """The agenda as it prints; for those who prepare it, what is missing; once it is published, the files of each item."""
    view = visible_to(request.user)
    found = meeting_or_404(view, meeting)
    publication = meetings.publication_of(found)
    return render(
        request,
        "committee/meetings/meeting.html",
        {
            "view": view,
            "meeting": found,
            "agenda": meetings.agenda(found, view),
            "publication": publication,
            "pack": packs.newest(found) if view.sees_drafts and publication is None else None,
            "may_edit": view.manages and publication is None,
            "publish_by": notice.last_day(found.on),
            "clear_days": notice.CLEAR_DAYS,
            "questions": questions.count_of(view, found),
        },
    )


@needs(Permission.MANAGE_MEETINGS)
def add(request: HttpRequest) -> HttpResponse:
    """A new meeting; its agenda starts from the standing items."""
    form = MeetingForm(_posted(request), committees=meetings.committees())
    if form.is_bound and form.is_valid():
        try:
            made = actions.add_meeting(
                committee=form.cleaned_data["committee"], by=request.user, **form.meeting_fields()
            )
        except CommitteeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The meeting of {date_label(made.on)} is in the calendar.")
            return redirect("meeting", meeting=made.slug)
    return render(request, "committee/meetings/edit.html", {"form": form})


@needs(Permission.MANAGE_MEETINGS)
def edit(request: HttpRequest, meeting: str) -> HttpResponse:
    """Change when and where a meeting is."""
    found = meeting_or_404(visible_to(request.user), meeting)
    form = MeetingForm(_posted(request), meeting=found)
    theirs: Meeting | None = None
    if form.is_bound and form.is_valid():
        try:
            actions.change_meeting(
                found, by=request.user, based_on=form.cleaned_data["version"], **form.meeting_fields()
            )
        except EditConflict:
            theirs = meeting_or_404(visible_to(request.user), meeting)
            form = MeetingForm(over(form.data, theirs.version), meeting=theirs)
            form.is_valid()
        except CommitteeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The meeting is saved.")
            return redirect("meeting", meeting=meeting)
    return render(
        request,
        "committee/meetings/edit.html",
        {"form": form, "meeting": found, "theirs": theirs, "now": _words(theirs) if theirs else []},
        status=409 if theirs else 200,
    )


@needs(Permission.MANAGE_MEETINGS)
def committee_add(request: HttpRequest) -> HttpResponse:
    """A new committee."""
    form = CommitteeForm(_posted(request))
    if form.is_bound and form.is_valid():
        name = form.cleaned_data["name"]
        slug = slugify(name)[:60]
        if not slug or any(row.slug == slug for row in meetings.committees()):
            form.add_error("name", "There is a committee of this name already" if slug else "Enter a name")
        else:
            made = actions.add_committee(slug=slug, name=name, by=request.user)
            messages.success(request, f"{made} is there. Say who sits on it, then add its first meeting.")
            return redirect("committee-members", committee=made.slug)
    return render(request, "committee/meetings/committee.html", {"form": form})


@needs(Permission.MANAGE_MEETINGS)
def members(request: HttpRequest, committee: str) -> HttpResponse:
    """Who sits on a committee, and whether exempt papers go to them; a new seat."""
    found = _committee_or_404(committee)
    today = timezone.localdate()
    form = SeatForm(_posted(request), people=meetings.people_to_seat(found, today))
    if carried_out(form, seats.take, CommitteeRefused, committee=found, by=request.user):
        messages.success(request, f"{form.cleaned_data['user']} sits on {found}.")
        return redirect("committee-members", committee=committee)
    return render(
        request,
        "committee/meetings/members.html",
        {"committee": found, "seats": meetings.seats(found), "form": form, "today": today},
    )


@needs(Permission.MANAGE_MEETINGS)
def member(request: HttpRequest, committee: str, pk: int) -> HttpResponse:
    """Change a seat: whether exempt papers go with it, and until when it is held."""
    found = _committee_or_404(committee)
    seat = next((row for row in meetings.seats(found) if row.pk == pk), None)
    if seat is None:
        raise Http404("There is no such seat.")
    form = SeatChangeForm(_posted(request), seat=seat)
    if carried_out(form, seats.change, CommitteeRefused, seat=seat, by=request.user):
        messages.success(request, f"The seat of {seat.user} is saved.")
        return redirect("committee-members", committee=committee)
    return render(request, "committee/meetings/member.html", {"committee": found, "seat": seat, "form": form})


def meeting_or_404(view: CommitteeView, slug: str) -> Meeting:
    """The meeting of an address, where this person may see it."""
    found = view.meeting(slug)
    if found is None:
        raise Http404("There is no such meeting.")
    return found


def over(data: Any, version: int) -> Any:
    """What was typed, over the version that somebody else saved."""
    typed = data.copy()
    typed["version"] = str(version)
    return typed


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _committee_or_404(slug: str) -> Committee:
    found = next((row for row in meetings.committees() if row.slug == slug), None)
    if found is None:
        raise Http404("There is no such committee.")
    return found


def _words(meeting: Meeting) -> list[tuple[str, str]]:
    return [
        ("When", meeting.when),
        ("Room", meeting.room),
        ("Next meeting", meeting.next_meeting),
        ("Note", meeting.note),
    ]
