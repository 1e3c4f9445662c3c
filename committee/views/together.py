"""Indicators, risks and complaints together: of the council, a corporate priority, a directorate or a service.

Each part is a page of its own, whose part with the id "part" is put on the others (templates/components/part.html): what one
page may ask of the database would not do for all of them.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from committee.selectors import together
from committee.selectors.together import ComplaintPart, KpiPart, Somewhere
from committee.together_forms import TogetherForm
from committee.together_words import course
from committee.views.pages import numbers_of
from complaints import charts
from complaints.figures import NOT_SHOWN
from complaints.models import ServiceType
from complaints.views.report_addresses import address_of, link_of
from complaints.visibility import ComplaintView
from complaints.visibility import visible_to as complaints_visible_to
from council.access import needs
from council.authorization import Permission
from council.models import CorporatePriority, Directorate
from council.periods import Quarter, parse_quarter
from council.presenters import UNRATED
from kpis.selectors import dashboard, services
from kpis.views.pages import quarter_of
from kpis.visibility import visible_to
from risks.visibility import visible_to as risks_visible_to


@needs(Permission.VIEW_PUBLISHED)
def overview(request: HttpRequest) -> HttpResponse:
    """The indicators of a quarter by priority and directorate, and what fell; below them risks and complaints."""
    view = visible_to(request.user)
    quarter = quarter_of(request, view)
    wanted = request.GET.get("priority", "")
    priorities, part = together.kpis(quarter, view, wanted)
    chosen = next((each for each in priorities if each.slug == wanted), None)
    return render(
        request,
        "committee/together.html",
        {
            "quarter": quarter,
            "is_open": any(row.is_open for row in view.quarters if row.ordinal == quarter.ordinal),
            "form": TogetherForm(rounds=view.quarters, quarter=quarter, priorities=priorities, chosen=chosen),
            "priority": chosen,
            "has_priorities": bool(priorities),
            "numbers": numbers_of(part.rows),
            "part": part,
            "chapters": _counts(part, part.chapters, quarter),
            "directorates": _counts(part, part.directorates, quarter),
            "risks_url": _address("together-risks", quarter=str(quarter), priority=_slug(chosen)),
            "complaints_url": _address("together-complaints", beside=str(quarter), priority=_slug(chosen)),
        },
    )


@needs(Permission.VIEW_PUBLISHED)
def risks(request: HttpRequest) -> HttpResponse:
    """The risks beside the indicators of the council, or of the priority that the address names."""
    priority = _priority(request)
    return _risks(request, priority, _address("together", priority=_slug(priority)))


@needs(Permission.VIEW_PUBLISHED)
def service_risks(request: HttpRequest, slug: str) -> HttpResponse:
    """The risks that concern a service beside its indicators."""
    place = services.service(slug)
    if place is None:
        raise Http404("There is no such service.")
    return _risks(request, place, reverse("service", args=[slug]))


@needs(Permission.VIEW_PUBLISHED)
def directorate_risks(request: HttpRequest, slug: str) -> HttpResponse:
    """The same of a directorate and its services."""
    place = services.directorate(slug)
    if place is None:
        raise Http404("There is no such directorate.")
    return _risks(request, place, reverse("directorate", args=[slug]))


@needs(Permission.VIEW_PUBLISHED)
def complaints(request: HttpRequest) -> HttpResponse:
    """Complaints about the work of the council, or of the services of the priority that the address names."""
    slug = _slug_of(request)
    if not slug:
        return _complaints(request, None, together.types_of_all(), _address("together"))
    return _complaints(request, *together.types_of_priority(slug), _address("together", priority=slug))


@needs(Permission.VIEW_PUBLISHED)
def service_complaints(request: HttpRequest, slug: str) -> HttpResponse:
    """Complaints about a service's work, as the newest closed annual report tells of them."""
    return _complaints(request, *together.types_of_service(slug), reverse("service", args=[slug]))


@needs(Permission.VIEW_PUBLISHED)
def directorate_complaints(request: HttpRequest, slug: str) -> HttpResponse:
    """The same of a directorate's services."""
    return _complaints(request, *together.types_of_directorate(slug), reverse("directorate", args=[slug]))


def _risks(request: HttpRequest, place: Somewhere | None, back: str) -> HttpResponse:
    kpis = visible_to(request.user)
    quarter = quarter_of(request, kpis)
    part = together.risks(place, quarter, risks_visible_to(request.user), kpis)
    return render(
        request,
        "committee/together_risks.html",
        {
            "place": place,
            "quarter": quarter,
            "part": part,
            "back": f"{back}{'&' if '?' in back else '?'}quarter={quarter}",
        },
    )


def _complaints(request: HttpRequest, name: str | None, types: list[ServiceType], back: str) -> HttpResponse:
    """The page of what the work of the types is complained about; `name` None: the whole council's."""
    if name == "":
        raise Http404("There is no such part of the council.")
    view = complaints_visible_to(request.user)
    part = together.complaints_of(types, view, visible_to(request.user), _beside(request))
    context = {"name": name, "part": part, "back": back}
    if part.said.figures is not None and part.said.report is not None:
        context |= {
            "report": part.said.report,
            "report_url": address_of(part.said.report),
            "figures": part.said.figures,
            "manages_all": view.manages_all,
            "handles": view.handles,
            "not_shown": NOT_SHOWN,
            "sections": _sections(part, view),
            "learning": part.said.learning,
        }
    return render(request, "committee/together_complaints.html", context)


def _sections(part: ComplaintPart, view: ComplaintView) -> list[dict[str, object]]:
    """What the report says of each audience: sentences, then its tables."""
    found, links = part.said.figures, link_of(view)
    return [
        {
            "label": each.label,
            "sentences": list(course(found, each.audience, each.upheld, each.late)),
            "tables": [charts.printed(found, table, links) for table in (each.themes, each.course)],
        }
        for each in part.said.parts
    ]


def _counts(part: KpiPart, found: list, quarter: Quarter) -> dict[str, object]:
    """Chapters or directorates by the statuses and states that any of theirs has, as marks, each with its page."""
    known = {**dashboard.statuses(part.rows), **UNRATED}
    codes = [code for code in known if any(counts[code] for _, counts in found)]
    return {
        "marks": [known[code] for code in codes],
        "rows": [
            (each.name, _page_of(each, quarter), [counts[code] for code in codes], counts.total())
            for each, counts in found
        ],
    }


def _page_of(chapter: CorporatePriority | Directorate, quarter: Quarter) -> str:
    """Where a chapter is shown by itself; that of a paper without priorities is a directorate."""
    if isinstance(chapter, CorporatePriority):
        return _address("together", quarter=str(quarter), priority=chapter.slug)
    return f"{reverse('directorate', args=[chapter.slug])}?quarter={quarter}"


def _priority(request: HttpRequest) -> CorporatePriority | None:
    """The priority that the address names; 404 for one that there is not."""
    slug = _slug_of(request)
    if not slug:
        return None
    found = together.priority(slug)
    if found is None:
        raise Http404("There is no such priority.")
    return found


def _slug_of(request: HttpRequest) -> str:
    """The priority's name in the address; without NUL, which no text of the database can hold."""
    return request.GET.get("priority", "").replace("\0", "")


def _beside(request: HttpRequest) -> Quarter | None:
    """The quarter of indicators beside which complaints are shown; None: the newest closed one."""
    wanted = request.GET.get("beside", "")
    try:
        return parse_quarter(wanted) if wanted else None
    except ValueError as error:
        raise Http404(str(error)) from error


def _slug(priority: CorporatePriority | None) -> str:
    return priority.slug if priority else ""


def _address(name: str, **chosen: str) -> str:
    """The address of a page with what is chosen; without what is not."""
    query = urlencode({key: value for key, value in chosen.items() if value})
    return f"{reverse(name)}?{query}" if query else reverse(name)
