"""Freezing and publishing: what stands in the way, the editions and their files, publication, errata, what changed since."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from committee import notice
from committee.actions import packs as actions
from committee.actions.errata import issue_erratum
from committee.actions.refusals import CommitteeRefused
from committee.models import Meeting, Pack
from committee.pack_forms import ErratumForm, SureForm
from committee.selectors import editions, meetings, packs, questions
from committee.views.meetings import meeting_or_404
from committee.views.published import sent
from committee.views.screen import on_screen
from committee.visibility import visible_to
from council import selectors
from council.access import needs
from council.authorization import Permission
from council.models import Job
from council.round_forms import carried_out

#: How many places that differ are named in a message; the rest are counted.
NAMED = 5


@needs(Permission.MANAGE_MEETINGS)
def pack(request: HttpRequest, meeting: str) -> HttpResponse:
    """What stands in the way of freezing, and every edition with its files and hashes."""
    view = visible_to(request.user)
    found = meeting_or_404(view, meeting)
    publication = meetings.publication_of(found)
    frozen = editions.of_meeting(found)
    return render(
        request,
        "committee/packs/pack.html",
        {
            "meeting": found,
            "publication": publication,
            "obstacles": [] if publication else actions.obstacles(found),
            "editions": frozen,
            "newest": frozen[0].pack if frozen else None,
            "job": editions.freezing(found),
            "publish_by": notice.last_day(found.on),
            "clear_days": notice.CLEAR_DAYS,
        },
    )


@needs(Permission.WRITE_PAPERS)
def annexes(request: HttpRequest, meeting: str) -> HttpResponse:
    """What will be printed after the papers: questions that wait for an answer, and what changed since the last ones."""
    found = meeting_or_404(visible_to(request.user), meeting)
    now = timezone.now()
    printed = [questions.unanswered(found, now), packs.changed_document(found, now)]
    return render(
        request,
        "committee/packs/annexes.html",
        {
            "meeting": found,
            "documents": [
                on_screen("", document, anchor=f"document-{place}")
                for place, document in enumerate(each for each in printed if each is not None)
            ],
        },
    )


@needs(Permission.MANAGE_MEETINGS)
@require_POST
def freeze(request: HttpRequest, meeting: str) -> HttpResponse:
    """Ask for the papers to be frozen; a worker does it, and a page shows how far it is."""
    found = meeting_or_404(visible_to(request.user), meeting)
    try:
        job = actions.request_freeze(found, by=request.user)
    except CommitteeRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("pack", meeting=meeting)
    return redirect("pack-job", meeting=meeting, pk=job.pk)


@needs(Permission.MANAGE_MEETINGS)
def job(request: HttpRequest, meeting: str, pk: int) -> HttpResponse:
    """How far the freezing is."""
    found = meeting_or_404(visible_to(request.user), meeting)
    return render(request, "committee/packs/job.html", {"meeting": found, "job": _job_or_404(found, pk)})


@needs(Permission.MANAGE_MEETINGS)
def job_progress(request: HttpRequest, meeting: str, pk: int) -> HttpResponse:
    """The progress alone: what the page of the freezing asks for each second."""
    found = meeting_or_404(visible_to(request.user), meeting)
    return render(
        request, "committee/packs/job_progress.html", {"meeting": found, "job": _job_or_404(found, pk)}
    )


@needs(Permission.MANAGE_MEETINGS)
@require_POST
def reproduce(request: HttpRequest, meeting: str, edition: int) -> HttpResponse:
    """Build an edition's data again as at its moment, and say whether its hash is the same."""
    frozen = _edition_or_404(request, meeting, edition)
    differing = actions.reproduce(frozen)
    if differing:
        more = f", and {len(differing) - NAMED} more" if len(differing) > NAMED else ""
        messages.warning(
            request,
            f"Edition {edition} built again differs in {', '.join(differing[:NAMED])}{more}. What was frozen is as it was.",
        )
    else:
        messages.success(
            request,
            f"Edition {edition} built again from the data of its moment has the same hash: {frozen.sha256[:12]}.",
        )
    return redirect("pack", meeting=meeting)


@needs(Permission.MANAGE_MEETINGS)
def publish(request: HttpRequest, meeting: str) -> HttpResponse:
    """What becomes public and what does not; then make Part I public, for good."""
    view = visible_to(request.user)
    found = meeting_or_404(view, meeting)
    newest = packs.newest(found)
    if newest is None or meetings.publication_of(found):
        return redirect("pack", meeting=meeting)
    form = SureForm(request.POST if request.method == "POST" else None, initial={"edition": newest.edition})
    if form.is_bound and form.is_valid():
        chosen = _edition_or_404(request, meeting, form.cleaned_data["edition"])
        try:
            actions.publish(chosen, by=request.user)
        except CommitteeRefused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, "The papers are published. Part I is public from now on.")
        return redirect("pack", meeting=meeting)
    today = timezone.localdate()
    return render(
        request,
        "committee/packs/publish.html",
        {
            "form": form,
            "meeting": found,
            "pack": newest,
            "agenda": meetings.agenda(found, view),
            "edition": editions.edition(newest),
            "publish_by": notice.last_day(found.on),
            "clear_days": notice.CLEAR_DAYS,
            "days": notice.clear_days(today, found.on),
            "is_late": today > notice.last_day(found.on),
        },
    )


@needs(Permission.MANAGE_MEETINGS)
def changed(request: HttpRequest, meeting: str) -> HttpResponse:
    """The figures of published papers that read differently now."""
    found = meeting_or_404(visible_to(request.user), meeting)
    publication = meetings.publication_of(found)
    if publication is None:
        raise Http404("The papers of this meeting are not published.")
    frozen = editions.find(found, publication.pack_id)
    return render(
        request,
        "committee/packs/changed.html",
        {
            "meeting": found,
            "publication": publication,
            "changes": packs.changed_since(frozen) if frozen else [],
        },
    )


@needs(Permission.MANAGE_MEETINGS)
def erratum_add(request: HttpRequest, meeting: str) -> HttpResponse:
    """Correct a published paper: a slip that says what it said, and the paper as it reads now."""
    found = meeting_or_404(visible_to(request.user), meeting)
    publication = meetings.publication_of(found)
    if publication is None:
        messages.warning(
            request, "These papers are not published yet. Correct them and freeze them again instead."
        )
        return redirect("pack", meeting=meeting)
    items = [paper.item for paper in meetings.papers(found)]
    form = ErratumForm(request.POST if request.method == "POST" else None, items=items)
    if carried_out(form, issue_erratum, CommitteeRefused, by=request.user):
        messages.success(
            request,
            "The erratum is issued. The slip and the corrected paper stand beside what was published.",
        )
        return redirect("pack", meeting=meeting)
    return render(request, "committee/packs/erratum.html", {"form": form, "meeting": found})


@needs(Permission.VIEW_PUBLISHED)
def file(request: HttpRequest, meeting: str, pk: int, name: str) -> HttpResponse:
    """A frozen file, where this person may have it."""
    view = visible_to(request.user)
    found = meetings.file(meeting_or_404(view, meeting), pk, view)
    if found is None or found.name != name:
        raise Http404("There is no such file.")
    return sent(found)


def _edition_or_404(request: HttpRequest, meeting: str, edition: int) -> Pack:
    found = editions.numbered(meeting_or_404(visible_to(request.user), meeting), edition)
    if found is None:
        raise Http404("There is no such edition.")
    return found


def _job_or_404(meeting: Meeting, pk: int) -> Job:
    found = selectors.job(pk)
    if found is None or found.kind != editions.FREEZING or found.parameters.get("meeting") != meeting.pk:
        raise Http404("There is no such job.")
    return found
