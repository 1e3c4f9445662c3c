"""What the council learnt, as staff see it: the list, one point, the cases that it came from, its recurrence watch."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from complaints import recurrence
from complaints.models import Learning, LearningCase, ServiceType, Standing, Subject
from complaints.recurrence import QuarterCount, Verdict, Watch
from complaints.selectors import recurrence as counts
from complaints.selectors.recurrence import Tally
from complaints.visibility import ComplaintView
from council.authorization import Permission, may
from council.period_kinds import Quarter, date_label, quarter_of

Status = Learning.Status
OPEN = frozenset({Status.IDENTIFIED, Status.IN_PROGRESS})
_CHANGES = frozenset({Verdict.FEWER, Verdict.MORE})
#: How far a point is, as the address writes it; beside the statuses the one that asks for something.
OVERDUE = "overdue"


@dataclass(frozen=True)
class Cases:
    """Where a learning point came from: cases that this person handles, and how many others there are."""

    handled: list[Standing]
    others: int


@dataclass(frozen=True)
class Watched:
    """A learning point with its recurrence watch, and all complaints of its area in the same quarters."""

    point: Learning
    watch: Watch
    area: Watch
    has_synthetic: bool

    @property
    def about(self) -> str:
        return watched_words(self.point)

    @property
    def done_in(self) -> Quarter:
        """The quarter in which the action was done; only where it was."""
        return quarter_of(self.point.done_on)

    @property
    def is_general(self) -> bool:
        """Whether all complaints of the area became fewer, or more, as well: then the change says little of the action."""
        return self.watch.verdict in _CHANGES and self.area.verdict is self.watch.verdict

    @property
    def before_rows(self) -> list[tuple[QuarterCount, QuarterCount]]:
        """The quarters before the action: of the kind watched, and of the whole area."""
        return list(zip(self.watch.before, self.area.before, strict=True))

    @property
    def after_rows(self) -> list[tuple[QuarterCount, QuarterCount]]:
        """The quarters after it."""
        return list(zip(self.watch.after, self.area.after, strict=True))


def points(view: ComplaintView) -> QuerySet[Learning]:
    """The learning points, the newest year first. Whoever handles complaints reads all: learning is to be shared."""
    rows = Learning.objects.current().filter(void=False)
    if not view.handles:
        rows = rows.none()
    return rows.select_related("service_type__service", "subject", "recorded_by").order_by(
        "-year", "area", "source", "position", "pk"
    )


def matching(view: ComplaintView, chosen: Mapping[str, str], today: datetime.date) -> QuerySet[Learning]:
    """Those that have everything `chosen` (values that the filters checked)."""
    rows = points(view)
    for name, value in chosen.items():
        rows = rows.filter(_CONDITIONS[name](value, today))
    return rows


def _status(value: str, today: datetime.date) -> Q:
    return Q(status__in=OPEN, due_on__lt=today) if value == OVERDUE else Q(status=value)


_CONDITIONS: dict[str, Callable[[str, datetime.date], Q]] = {
    "year": lambda value, today: Q(year=value),
    "area": lambda value, today: Q(area=value),
    "source": lambda value, today: Q(source=value),
    "status": _status,
    "search": lambda value, today: (
        Q(text__icontains=value)
        | Q(heading__icontains=value)
        | Q(root_cause__icontains=value)
        | Q(action__icontains=value)
    ),
}


def years(view: ComplaintView) -> list[int]:
    """The years that have learning, newest first."""
    return list(points(view).order_by("-year").values_list("year", flat=True).distinct())


def point(view: ComplaintView, key: UUID) -> Learning | None:
    """One learning point as it is now."""
    return points(view).filter(key=key).first()


def is_overdue(row: Learning, today: datetime.date) -> bool:
    """Whether its action should be done and is not."""
    return row.status in OPEN and row.due_on is not None and row.due_on < today


def cases_of(view: ComplaintView, key: UUID) -> Cases:
    """The cases that a learning point came from."""
    linked = set(LearningCase.objects.filter(learning=key).values_list("feedback", flat=True))
    handled = list(view.cases().filter(feedback__in=linked).order_by("feedback__reference")) if linked else []
    return Cases(handled, len(linked) - len(handled))


def of_case(view: ComplaintView, feedback_id: int) -> list[Learning]:
    """What was learnt from a case, if this person handles it."""
    own = LearningCase.objects.filter(feedback=feedback_id, feedback__in=view.cases().values("feedback"))
    return list(points(view).filter(key__in=own.values("learning")))


# --- Who keeps it --------------------------------------------------------------------------------------------------------


def keeps(view: ComplaintView, row: Learning) -> bool:
    """Whether this person may change the learning point."""
    return view.manages_all or keeps_type(view, row.service_type) or has_own_case(view, row.key)


def keeps_type(view: ComplaintView, service_type: ServiceType | None) -> bool:
    """Whether this person handles the complaints of a service type."""
    if view.user is None:
        return True
    service = service_type.service if service_type else None
    return service is not None and may(view.user, Permission.MANAGE_COMPLAINTS, service)


def has_own_case(view: ComplaintView, key: UUID) -> bool:
    """Whether the learning point came from a case that this person handles."""
    handled = view.cases().order_by().values("feedback")
    return LearningCase.objects.filter(learning=key, feedback__in=handled).exists()


def subjects() -> list[Subject]:
    """What complaints are about, by name."""
    return list(Subject.objects.order_by("position", "name"))


# --- The recurrence watch ------------------------------------------------------------------------------------------------


def watched(view: ComplaintView, row: Learning, today: datetime.date) -> Watched | None:
    """A point's watch; None where it names neither a service type nor a subject to watch."""
    condition = counts.alike(row)
    if condition is None:
        return None
    span = recurrence.span(row.done_on) if row.done_on else ()
    return _watched(row, counts.tally(view, span, Q(area=row.area) | condition), today)


def to_watch(rows: Iterable[Learning]) -> list[Learning]:
    """The points whose action is done and that name what to watch."""
    return [row for row in rows if row.done_on and counts.alike(row) is not None]


def watches(rows: Iterable[Learning], found: Tally, today: datetime.date) -> list[Watched]:
    """The watches over points of `to_watch`, by a tally of all their quarters."""
    return [_watched(row, found, today) for row in rows]


def _watched(row: Learning, found: Tally, today: datetime.date) -> Watched:
    of_kind = found.by_quarter(
        service_type=row.service_type_id, subject=row.subject.slug if row.subject else ""
    )
    return Watched(
        row,
        recurrence.watch(row.done_on, of_kind, today),
        recurrence.watch(row.done_on, found.by_quarter(area=row.area), today),
        found.has_synthetic,
    )


def watched_words(row: Learning) -> str:
    """What a point is watched by: "Support Planning, about Communication"."""
    kind = row.service_type.name if row.service_type else ""
    about = f"about {row.subject.name.lower()}" if row.subject else ""
    return f"{kind}, {about}" if kind and about else kind or about.capitalize()


# --- Words ----------------------------------------------------------------------------------------------------------------


def words(row: Learning) -> dict[str, str | list[str]]:
    """What a learning point says, field by field; for telling two versions apart."""
    return {
        "Year": str(row.year),
        "Area": row.get_area_display(),
        "Source": row.get_source_display(),
        "Heading": row.heading,
        "What was learnt": row.text,
        "Points under it": row.points,
        "Root cause": row.root_cause,
        "Action": row.action,
        "Owner": row.owner,
        "Due": _day(row.due_on),
        "Done": _day(row.done_on),
        "Evidence": row.evidence,
        "Status": row.get_status_display(),
        "Service type": row.service_type.name if row.service_type else "",
        "Subject": row.subject.name if row.subject else "",
        "Discussed by the panel": _day(row.panel_on),
        "What the panel said": row.panel_note,
        "Removed": "Yes" if row.void else "No",
    }


def _day(day: datetime.date | None) -> str:
    return date_label(day) if day else ""
