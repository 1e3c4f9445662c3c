"""The feedback log as a list: the cases that somebody sees, as they chose. The database filters, sorts and counts."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from complaints.due_marks import SOON
from complaints.models import Details, Feedback, Kind, ServiceType, Stage, Standing, Subject
from complaints.visibility import ComplaintView
from council.authorization import Permission, may
from council.models import Service

OPEN = Q(kind=Kind.COMPLAINT, closed_on=None)

#: Filters that compare one column, by the name that the address gives them.
COLUMNS = {
    "kind": "kind",
    "area": "area",
    "procedure": "procedure",
    "service": "service__slug",
    "type": "service_type__slug",
    "outcome": "outcome",
}


def matching(view: ComplaintView, chosen: Mapping[str, str], today: datetime.date) -> QuerySet[Standing]:
    """The cases that this person handles and that have everything `chosen`, the newest first.

    `chosen` holds values that `complaints.filters` has checked: days are ISO dates.
    """
    rows = view.cases()
    for name, value in chosen.items():
        if name in COLUMNS:
            rows = rows.filter(**{COLUMNS[name]: value})
        elif name == "mine":
            rows = rows.filter(OPEN & _worked_on_by(view))
        else:
            rows = rows.filter(_CONDITIONS[name](value, today))
    return rows.order_by("-received_on", "-feedback_id")


def _stage(value: str, today: datetime.date) -> Q:
    return Q(resolved_at="ombudsman") if value == "ombudsman" else Q(stage=value)


def unacknowledged() -> QuerySet[Stage]:
    """The open stages whose complaint is to be acknowledged and is not yet."""
    return Stage.objects.current().filter(
        void=False, answered_on=None, acknowledged_on=None, acknowledge_by__isnull=False
    )


def _due(value: str, today: datetime.date) -> Q:
    return {
        "overdue": Q(due_on__lt=today),
        "soon": Q(due_on__range=(today, today + SOON)),
        "acknowledge": Q(Exists(unacknowledged().filter(feedback=OuterRef("feedback")))),
        "open": OPEN,
        "closed": Q(closed_on__isnull=False),
    }[value]


_CONDITIONS: dict[str, Callable[[str, datetime.date], Q]] = {
    "stage": _stage,
    "due": _due,
    "joint": lambda value, today: Q(joint=value == "yes"),
    "since": lambda value, today: Q(received_on__gte=value),
    "until": lambda value, today: Q(received_on__lte=value),
    "search": lambda value, today: Q(feedback__reference__startswith=value),
}


def _worked_on_by(view: ComplaintView) -> Q:
    """Cases that this person logged, sorted, or wrote the newest version of a stage of."""
    of_case = {"feedback": OuterRef("feedback"), "recorded_by": view.user}
    return Q(Exists(Details.objects.current().filter(**of_case))) | Q(
        Exists(Stage.objects.current().filter(**of_case))
    )


def services_of(view: ComplaintView) -> list[Service]:
    """The services whose cases this person may handle, by name."""
    found = Service.objects.select_related("directorate").order_by("name")
    return [row for row in found if view.user is None or may(view.user, Permission.MANAGE_COMPLAINTS, row)]


def service_types_of(view: ComplaintView, day: datetime.date | None = None) -> list[ServiceType]:
    """The service types whose cases this person may handle, those of a day only where one is given; by area and name."""
    found = ServiceType.objects.select_related("service").order_by("area", "position", "name")
    if day is not None:
        found = found.on(day)
    if view.manages_all:
        return list(found)
    own = {row.pk for row in services_of(view)}
    return [row for row in found if row.service_id in own]


def subjects(day: datetime.date | None = None) -> list[tuple[str, str]]:
    """What feedback can be about, of a day or of all times: slugs with names."""
    found = Subject.objects.all() if day is None else Subject.objects.on(day)
    return list(found.values_list("slug", "name"))


def alike(
    view: ComplaintView,
    *,
    kind: str,
    received_on: datetime.date,
    area: str,
    service_type: ServiceType | None,
    complainant: str,
) -> list[Feedback]:
    """Cases that may be the same one: of the same day, kind, service type and complainant."""
    rows = view.cases().filter(
        kind=kind, received_on=received_on, area=area, service_type=service_type, complainant=complainant
    )
    return [row.feedback for row in rows.order_by("feedback_id")[:10]]
