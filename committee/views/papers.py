"""An author's pages of a paper: as it will print, its words, what it is drawn from, whether it is ready."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from committee.actions import papers as actions
from committee.actions.paper_files import FORMATS, draft_file
from committee.actions.refusals import CommitteeRefused
from committee.house_order import LISTS, PART_OF, PARTS
from committee.models import Paper, PaperWords
from committee.pack_data import canonical, sha256
from committee.paper_forms import VERSION, SeenForm, SetupForm, WordsForm
from committee.selectors import paper_drafts, papers
from committee.selectors.reading import Reading
from committee.views.screen import on_screen
from committee.visibility import CommitteeView, visible_to
from complaints.visibility import for_papers
from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission
from council.periods import FinancialYear, parse_quarter
from kpis.visibility import visible_to as kpis_visible_to
from risks.visibility import visible_to as risks_visible_to

#: What everybody holds who sees drafts: whoever writes or audits papers may meet an exempt one among them.
READ_DRAFTS = Permission.READ_EXEMPT
#: The button that puts a drafted text in a part's box, by the part's key.
DRAFT = "draft"
ALL_PARTS = tuple(part.key for part in PARTS)


@needs(READ_DRAFTS)
def paper(request: HttpRequest, meeting: str, position: int) -> HttpResponse:
    """The paper as it will print, what changed in its figures since its author looked, and where each part is edited."""
    view, found = _found(request, meeting, position)
    reading = Reading()
    shown = papers.documents(found, reading=reading)
    figures = papers.printed_figures(shown)
    before = papers.seen(found)
    return render(
        request,
        "committee/papers/paper.html",
        {
            **_frame(found),
            "back_url": reverse("meeting", args=[meeting]),
            "back_text": str(found.item.meeting),
            "documents": [
                on_screen(label, document, anchor=f"document-{place}")
                for place, (label, document) in enumerate(shown)
            ],
            "not_agreed": papers.not_agreed(found, reading=reading),
            "seen": before,
            "changed": papers.changed_figures(before, figures),
            "seen_form": SeenForm(
                initial={"figures": _digest(figures), "version": before.version if before else 0}
            ),
            "has_figures": bool(figures),
            "parts": [PART_OF[key] for key in ALL_PARTS],
            "writes": view.writes,
            "formats": {code: name for code, name in (("docx", "Word"), ("pdf", "PDF")) if code in FORMATS},
        },
    )


@needs(Permission.WRITE_PAPERS)
def edit(request: HttpRequest, meeting: str, position: int) -> HttpResponse:
    """The words of a paper: all parts, or the one that the address names. What somebody else saved meanwhile is shown."""
    _, found = _found(request, meeting, position)
    wanted = request.GET.get("part", "")
    parts = (wanted,) if wanted in PART_OF else ALL_PARTS
    kept = papers.words(found)
    form = WordsForm(request.POST or None, parts=parts, kept=kept)
    theirs: PaperWords | None = None
    put_in = request.POST.get(DRAFT, "")
    if request.method == "POST" and put_in in paper_drafts.DRAFTED[found.kind]:
        form = _with_draft(request.POST, put_in, found, parts, kept)
    elif form.is_bound and form.is_valid():
        try:
            written = actions.write_words(found, form.words, by=request.user, based_on=form.based_on)
        except EditConflict as conflict:
            theirs = conflict.current
            form = _over(request.POST, theirs, parts, kept)
            if theirs is None:
                form.add_error(None, str(conflict))
        except CommitteeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _saved(request, found, written)
    return render(
        request,
        "committee/papers/edit.html",
        {
            **_frame(found),
            "form": form,
            "only": PART_OF.get(wanted),
            "drafted": paper_drafts.DRAFTED[found.kind],
            "rated": papers.listed(found) if wanted in LISTS else [],
            "put_in": PART_OF.get(put_in),
            "conflict": theirs,
            "conflict_part": PART_OF[theirs.section] if theirs else None,
        },
        status=409 if theirs else 200,
    )


@needs(Permission.WRITE_PAPERS)
def setup(request: HttpRequest, meeting: str, position: int) -> HttpResponse:
    """What the paper is drawn from: its kind, how it prints, and its period."""
    _, found = _found(request, meeting, position)
    form = _setup_form(request.POST or None, found)
    conflict: Paper | None = None
    if form.is_bound and form.is_valid():
        try:
            actions.change_paper(found, by=request.user, based_on=form.cleaned_data["version"], **form.about)
        except EditConflict:
            conflict = papers.of_item(meeting, position, visible_to(request.user))
            data = request.POST.copy()
            data["version"] = str(conflict.version)
            form = _setup_form(data, found)
            form.is_valid()
        except CommitteeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "What the paper is drawn from is saved. Its words are as they were.")
            return redirect(_address(found))
    return render(
        request,
        "committee/papers/setup.html",
        {**_frame(found), "form": form, "conflict": conflict, "now": _drawn_from(conflict or found)},
        status=409 if conflict else 200,
    )


@needs(Permission.WRITE_PAPERS)
@require_POST
def ready(request: HttpRequest, meeting: str, position: int) -> HttpResponse:
    """Say that the paper is ready for the clerk, or take that back."""
    _, found = _found(request, meeting, position)
    is_ready = request.POST.get("ready") == "yes"
    try:
        actions.mark_ready(found, by=request.user, ready=is_ready)
    except CommitteeRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        said = "ready for the clerk. Writing in it takes that back" if is_ready else "not ready"
        messages.success(request, f"The paper is marked as {said}.")
    return redirect(_address(found))


@needs(Permission.WRITE_PAPERS)
@require_POST
def seen(request: HttpRequest, meeting: str, position: int) -> HttpResponse:
    """Keep the figures as the page showed them. Where they changed while it was open, nothing is called seen."""
    _, found = _found(request, meeting, position)
    form = SeenForm(request.POST)
    figures = papers.printed_figures(papers.documents(found))
    if not form.is_valid() or form.cleaned_data["figures"] != _digest(figures):
        messages.warning(request, "Figures changed after this page was shown. Look at them again.")
        return redirect(_address(found))
    try:
        actions.mark_seen(found, figures, by=request.user, based_on=form.cleaned_data["version"])
    except EditConflict:
        messages.warning(request, "Somebody else has marked the figures as seen meanwhile. Look again.")
    except CommitteeRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "The figures are marked as seen. What changes from now on is shown here.")
    return redirect(_address(found))


@needs(READ_DRAFTS)
def file(request: HttpRequest, meeting: str, position: int, file_format: str) -> HttpResponse:
    """The draft as a file."""
    _, found = _found(request, meeting, position)
    if file_format not in FORMATS:
        raise Http404("There is no such file.")
    made = draft_file(found, file_format, timezone.now())
    response = HttpResponse(made.content, content_type=made.media_type)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=made.name) or ""
    )
    return response


def _found(request: HttpRequest, meeting: str, position: int) -> tuple[CommitteeView, Paper]:
    """The paper, where this person may read it as a draft; what exists is nobody else's business."""
    view = visible_to(request.user)
    found = papers.of_item(meeting, position, view)
    if found is None:
        raise Http404("There is no such paper.")
    return view, found


def _frame(found: Paper) -> dict[str, Any]:
    item = found.item
    return {
        "paper": found,
        "item": item,
        "meeting": item.meeting,
        "address": _address(found),
        "drawn_from": _drawn_from(found),
        "is_published": hasattr(item.meeting, "publication"),
        "back_url": _address(found),
        "back_text": f"Item {item.position}",
    }


def _address(found: Paper) -> str:
    return reverse("paper", args=[found.item.meeting.slug, found.item.position])


def _drawn_from(found: Paper) -> list[tuple[str, str]]:
    """The kind of a paper, how it prints and its period, in words."""
    lines = [("Kind", found.get_kind_display())]
    if found.style:
        lines.append(("Printed as", found.get_style_display()))
    if found.quarter:
        lines.append(("Period", parse_quarter(found.quarter).label))
    if found.year is not None:
        lines.append(("Period", FinancialYear(found.year).label))
    return lines


def _digest(figures: dict[str, str]) -> str:
    return sha256(canonical(figures))


def _saved(request: HttpRequest, found: Paper, written: list[PaperWords]) -> HttpResponse:
    names = ", ".join(PART_OF[row.section].heading for row in written)
    if names:
        messages.success(request, f"Saved: {names}.")
    else:
        messages.info(request, "Nothing was changed.")
    return redirect(_address(found))


def _with_draft(
    data: QueryDict, part: str, found: Paper, parts: tuple[str, ...], kept: dict[str, PaperWords]
) -> WordsForm:
    """The form as it was typed, with the text of one part that follows from the data. Nothing is saved."""
    typed = data.copy()
    typed[part] = paper_drafts.drafts(found).get(part, "")
    return WordsForm(typed, parts=parts, kept=kept)


def _over(
    data: QueryDict, theirs: PaperWords | None, parts: tuple[str, ...], kept: dict[str, PaperWords]
) -> WordsForm:
    """The form as it was typed, over the version of a part that somebody else saved."""
    typed = data.copy()
    if theirs is not None:
        typed[VERSION + theirs.section] = str(theirs.version)
    return WordsForm(typed, parts=parts, kept=kept)


def _setup_form(data: QueryDict | None, found: Paper) -> SetupForm:
    return SetupForm(
        data,
        paper=found,
        quarters=[(str(row), row.quarter.label) for row in kpis_visible_to(None).quarters],
        risk_quarters=[(str(row), row.quarter.label) for row in risks_visible_to(None).rounds],
        years=[(row.year, FinancialYear(row.year).label) for row in for_papers().reports],
    )
