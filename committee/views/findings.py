"""The check before publication: what in the papers does not hold together, and why some of it may stand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from committee.actions import findings as actions
from committee.actions.refusals import CommitteeRefused
from committee.models import Meeting, Paper
from committee.pack_forms import AcceptForm
from committee.selectors import findings, meetings
from committee.selectors.findings import JudgedFinding
from committee.selectors.paper_facts import paper_name
from committee.views.meetings import meeting_or_404, over
from committee.visibility import visible_to
from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission


@needs(Permission.WRITE_PAPERS)
def check(request: HttpRequest, meeting: str) -> HttpResponse:
    """What was found, by paper: what stands in the way, then what was accepted, with the reason."""
    view = visible_to(request.user)
    found = meeting_or_404(view, meeting)
    judged, papers = findings.findings(found), meetings.papers(found)
    waiting = [each for each in judged if not each.is_accepted]
    accepted = [each for each in judged if each.is_accepted]
    return render(
        request,
        "committee/packs/check.html",
        {
            "meeting": found,
            "judged": judged,
            "waiting": _by_paper(papers, found, waiting),
            "accepted": accepted,
            "count": len(waiting),
            "may_accept": view.manages and meetings.publication_of(found) is None,
            "papers": len(papers),
        },
    )


@needs(Permission.MANAGE_MEETINGS)
def accept(request: HttpRequest, meeting: str, key: str) -> HttpResponse:
    """Let a finding stand, with the reason."""
    found = meeting_or_404(visible_to(request.user), meeting)
    judged = _finding_or_404(found, key)
    based_on = judged.answer.version if judged.answer else 0
    form = AcceptForm(request.POST if request.method == "POST" else None, initial={"version": based_on})
    conflict: dict[str, Any] | None = None
    if form.is_bound and form.is_valid():
        try:
            actions.accept(
                found,
                judged.finding,
                reason=form.cleaned_data["reason"],
                by=request.user,
                based_on=form.cleaned_data["version"],
            )
        except EditConflict as quicker:
            conflict = {"theirs": quicker.current}
            form = AcceptForm(over(form.data, quicker.current.version if quicker.current else 0))
            form.is_valid()
        except CommitteeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The finding is accepted. It comes back if a figure in it changes.")
            return redirect("meeting-check", meeting=meeting)
    return render(
        request,
        "committee/packs/accept.html",
        {"form": form, "meeting": found, "judged": judged, "conflict": conflict},
        status=409 if conflict else 200,
    )


@needs(Permission.MANAGE_MEETINGS)
@require_POST
def take_back(request: HttpRequest, meeting: str, key: str) -> HttpResponse:
    """Take an acceptance back: the finding stands in the way again."""
    found = meeting_or_404(visible_to(request.user), meeting)
    judged = _finding_or_404(found, key)
    try:
        if judged.answer is None or not judged.is_accepted:
            raise CommitteeRefused("This finding is not accepted. Nothing was changed.")
        actions.take_back(judged.answer, by=request.user, based_on=judged.answer.version)
    except CommitteeRefused as refusal:
        messages.warning(request, str(refusal))
    except EditConflict:
        messages.warning(request, "Somebody else has just answered this finding. Look at it again.")
    else:
        messages.success(request, "It is taken back: the finding stands in the way of freezing again.")
    return redirect("meeting-check", meeting=meeting)


def _finding_or_404(meeting: Meeting, key: str) -> JudgedFinding:
    found = next((each for each in findings.findings(meeting) if each.finding.key == key), None)
    if found is None:
        raise Http404("There is no such finding any more: it is mended, or a figure in it changed.")
    return found


def _by_paper(papers: list[Paper], meeting: Meeting, judged: list[JudgedFinding]) -> list[dict[str, Any]]:
    """The findings of each paper, in the order of the agenda, with the page of the paper."""
    named = {paper_name(paper): paper for paper in papers}
    groups: dict[str, list[JudgedFinding]] = {name: [] for name in named}
    for each in judged:
        groups.setdefault(each.finding.paper, []).append(each)
    return [
        {
            "name": name,
            "address": reverse("paper", args=[meeting.slug, named[name].item.position])
            if name in named
            else "",
            "findings": rows,
        }
        for name, rows in groups.items()
        if rows
    ]
