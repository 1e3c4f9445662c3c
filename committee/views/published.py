"""The public's pages: what was published, by meeting, from what was frozen and from nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from committee.actions.pack_files import PARTS
from committee.api.tables import LICENCE, TABLES
from committee.exempt import PARAGRAPHS
from committee.models import PackFile, Publication
from committee.selectors import published
from committee.views import frozen
from council.access import public

Plain = dict[str, Any]


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every meeting whose papers were published, by year, the newest first."""
    by_year = groupby(published.publications(), lambda each: each.meeting.on.year)
    years = [(year, list(found)) for year, found in by_year]
    return render(request, "committee/published/index.html", {"years": years})


@public
@require_safe
def meeting(request: HttpRequest, meeting: str) -> HttpResponse:
    """The papers of one meeting: agenda, files and errata."""
    publication = publication_or_404(meeting)
    files = list(published.files(publication))
    return render(
        request,
        "committee/published/meeting.html",
        {
            "publication": publication,
            "meeting": publication.meeting,
            "parts": agenda_parts(publication, files),
            # Of the meeting as a whole: its files, and what follows the agenda.
            "whole": [file for file in files if file.item_id is None and file.kind != PackFile.Kind.ITEM],
            "annexes": [file for file in files if file.item_id is None and file.kind == PackFile.Kind.ITEM],
            "errata": list(published.errata(publication)),
            "files": files,
        },
    )


@public
@require_safe
def item(request: HttpRequest, meeting: str, position: int, erratum: int | None = None) -> HttpResponse:
    """A published paper to read here; `erratum` 0 is the paper as first published."""
    publication = publication_or_404(meeting)
    paper = published.paper(publication, position, erratum)
    if paper is None:
        raise Http404("No such paper was published.")
    return render(
        request,
        "committee/published/item.html",
        {
            "publication": publication,
            "meeting": publication.meeting,
            "item": paper.item,
            "erratum": paper.erratum,
            "newest": paper.newest,
            "documents": [
                frozen.on_screen(each["label"], each["document"], anchor=f"document-{number}")
                for number, each in enumerate(paper.data["documents"])
            ],
        },
    )


@public
@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """What open data there is, under which licence, and how to use and cite it."""
    return render(
        request,
        "committee/published/open_data.html",
        {
            "tables": [(name, table.title) for name, table in TABLES.items()],
            "licence": LICENCE.removeprefix("https://"),
            "newest": published.newest(),
            "today": timezone.localdate(),
        },
    )


@public
@require_safe
def file(request: HttpRequest, meeting: str, pk: int, name: str) -> HttpResponse:
    """A public file of a meeting, as it was frozen."""
    found = published.files(publication_or_404(meeting)).filter(pk=pk, name=name).defer(None).first()
    if found is None:
        raise Http404("There is no such file among the published papers.")
    return sent(found)


def sent(file: PackFile) -> HttpResponse:
    """A file's bytes, to keep: never a page of ours, whatever is in it."""
    response = HttpResponse(bytes(file.content), content_type=file.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    response["Content-Security-Policy"] = "sandbox"
    return response


def agenda_parts(publication: Publication, files: Sequence[PackFile]) -> list[tuple[str, list[Plain]]]:
    """The agenda as it is printed: each part with its lines, each line with its files as first published and as corrected.

    An exempt line has its title and the reason; there is nothing else in what was published.
    """
    of_item: dict[int, list[PackFile]] = defaultdict(list)
    corrected: dict[int, list[PackFile]] = defaultdict(list)
    for each in files:
        if each.item is not None:
            (corrected if each.erratum_id else of_item)[each.item.position].append(each)
    found: dict[int, list[Plain]] = defaultdict(list)
    for line in published.agenda(publication):
        reasons = [f"{PARAGRAPHS[number]} (paragraph {number})" for number in line.get("paragraphs", ())]
        number = line["number"]
        found[line["part"]].append(
            line | {"reasons": reasons, "files": of_item[number], "corrected": corrected[number]}
        )
    return [(PARTS[part], lines) for part, lines in found.items()]


def publication_or_404(slug: str) -> Publication:
    found = published.publications().filter(meeting__slug=slug).first()
    if found is None:
        raise Http404("No papers of such a meeting were published.")
    return found
