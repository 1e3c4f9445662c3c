"""The risks and opportunities of a service, a directorate, and of the whole council at a glance.

Each is a page of its own, whose part with the id "part" is put on the page of the service, of the directorate or on the
home page as well (templates/components/part.html).
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from council.access import needs
from council.authorization import Permission, may
from council.deadlines import due_words
from council.filters import QuarterForm
from council.models import Directorate, Service
from council.periods import Quarter, parse_quarter
from kpis.selectors import services as places
from risks.models import Review, ReviewRound
from risks.selectors import overview, services, tasks
from risks.selectors.services import OnRegister
from risks.selectors.tasks import RoundTasks
from risks.tables import RegisterTable
from risks.views.addresses import chosen_quarter
from risks.visibility import RiskView, visible_to


@needs(Permission.VIEW_PUBLISHED)
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """The entries of a service's register, and those of other registers that name the service."""
    place = places.service(slug)
    if place is None:
        raise Http404("There is no such service.")
    view = visible_to(request.user)
    round_ = _round(request, view)
    found = services.of_service(place, round_, view) if round_ else []
    return _page(request, place, round_, found, view, kind="service")


@needs(Permission.VIEW_PUBLISHED)
def directorate(request: HttpRequest, slug: str) -> HttpResponse:
    """The same of a directorate and its services."""
    place = places.directorate(slug)
    if place is None:
        raise Http404("There is no such directorate.")
    view = visible_to(request.user)
    round_ = _round(request, view)
    found = services.of_directorate(place, round_, view) if round_ else []
    return _page(request, place, round_, found, view, kind="directorate")


@needs(Permission.VIEW_PUBLISHED)
def at_a_glance(request: HttpRequest) -> HttpResponse:
    """What waits for this person in the open risk quarter, and the numbers of the newest closed one."""
    view = visible_to(request.user)
    quarter = view.newest_closed
    return render(
        request,
        "committee/risks_at_a_glance.html",
        {
            "rounds": _waiting(view),
            "quarter": quarter,
            "summaries": [each for each in overview.summaries(quarter, view) if each.rows] if quarter else [],
        },
    )


def _page(
    request: HttpRequest,
    place: Service | Directorate,
    round_: ReviewRound | None,
    found: list[OnRegister],
    view: RiskView,
    *,
    kind: str,
) -> HttpResponse:
    return render(
        request,
        "committee/place_risks.html",
        {
            "place": place,
            "kind": kind,
            "round": round_,
            "quarter": round_.quarter if round_ else None,
            "quarter_form": QuarterForm(rounds=view.rounds, quarter=round_.quarter) if round_ else None,
            "kinds": overview.counts(row for each in found for row in each.rows),
            "tables": [(each.register, _table(each)) for each in found],
        },
    )


def _table(found: OnRegister) -> RegisterTable:
    return RegisterTable(
        found.rows,
        with_reviews=False,
        orderable=False,  # its part of the page is shown on another page as well, whose address is not this one's
        caption=found.register.name,
    )


def _round(request: HttpRequest, view: RiskView) -> ReviewRound | None:
    """The risk quarter that the address asks for, itself or by the quarter of indicators beside which it is shown.

    One meeting prints indicators of Quarter 2 with the register of Quarter 3: so the first closed one from there on.
    """
    if "beside" in request.GET and "quarter" not in request.GET:
        beside = _parsed(request.GET["beside"])
        later = [row for row in view.rounds if not row.is_open and row.ordinal >= beside.ordinal]
        if later:
            return later[-1]  # the newest stands first
    return view.round_of(chosen_quarter(request, view.rounds))


def _parsed(quarter: str) -> Quarter:
    try:
        return parse_quarter(quarter)
    except ValueError as error:
        raise Http404(str(error)) from error


def _waiting(view: RiskView) -> list[dict[str, object]]:
    """The open quarters with what this person has to do in them, in numbers."""
    if view.user is None or not may(view.user, Permission.REVIEW_RISKS):
        return []
    counted = [_counted(found, view) for found in tasks.overview(view)]
    return [each for each in counted if each["to_review"] or each["nobodys"] or each["to_decide"]]


def _counted(found: RoundTasks, view: RiskView) -> dict[str, object]:
    everything = [*found.mine, *found.nobodys, *found.others]
    return {
        "round": found.round,
        "due": due_words(found.round.due_on, timezone.localdate()),
        "to_review": sum(task.is_with_owner for task in found.mine),
        "nobodys": sum(task.is_with_owner for task in found.nobodys),
        "to_decide": sum(
            task.review is not None and task.review.state == Review.State.SUBMITTED
            for task in everything
            if any(view.manages(place.register) for place in (task.place, *task.others))
        ),
    }
