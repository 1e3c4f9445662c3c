"""What the council learnt: written down, changed, done, and discussed by the Shared Learning Panel.

Whoever runs complaints for the whole council keeps all learning points. Somebody whose work is narrowed to a service keeps
those of its service types and those that come from its cases.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from complaints.actions.refusals import ComplaintRefused
from complaints.models import Feedback, Learning, LearningCase, ServiceType
from complaints.selectors.learning import has_own_case, keeps, keeps_type
from complaints.visibility import require_handler, require_manager, visible_to
from council.actions.superseding import seen_version, supersede
from council.models import User
from council.sections import clean_text

Status = Learning.Status
#: The columns of a learning point that a new version takes over unless it changes them.
FIELDS = (
    "year", "area", "source", "position", "heading", "text", "points", "root_cause", "action", "owner", "due_on",
    "done_on", "evidence", "status", "service_type", "subject", "panel_on", "panel_note", "void",
)  # fmt: skip
WORDS = ("heading", "text", "root_cause", "action", "owner", "evidence", "panel_note")
IS_DONE = frozenset({Status.DONE, Status.EMBEDDED})


@transaction.atomic
def add(
    *,
    by: User | None,
    cases: Iterable[Feedback] = (),
    at: datetime.datetime | None = None,
    **fields: object,
) -> Learning:
    """Write down a learning point, from cases or alone; it comes last of its year, area and source unless it has a place.

    Raises PermissionDenied, ComplaintRefused, ValidationError.
    """
    cases = list(cases)
    row = Learning(key=uuid4(), **fields)
    for case in cases:
        require_handler(by, case)
    _require(by, row.service_type, from_own_case=bool(cases))
    _check(row)
    if "position" not in fields:
        row.position = _next_position(row)
    supersede(row, by=by, based_on=0, at=at)
    LearningCase.objects.bulk_create([LearningCase(learning=row.key, feedback=case) for case in cases])
    return row


@transaction.atomic
def change(
    key: UUID, *, by: User | None, based_on: int, at: datetime.datetime | None = None, **changes: object
) -> Learning:
    """Change a learning point; `changes` are fields of `Learning`.

    Raises PermissionDenied, ComplaintRefused, EditConflict, ValidationError.
    """
    versions = Learning.objects.filter(key=key).select_related("service_type__service")
    seen = seen_version(versions, based_on)
    if not keeps(visible_to(by), seen):
        raise PermissionDenied("Your account may not change the learning of other services.")
    row = Learning(key=key, **{name: getattr(seen, name) for name in FIELDS} | changes)
    _require(by, row.service_type, from_own_case=has_own_case(visible_to(by), key))
    _check(row)
    if (row.year, row.area, row.source) != (seen.year, seen.area, seen.source):
        row.position = _next_position(row)
    return supersede(row, by=by, based_on=based_on, at=at)


def done(
    key: UUID,
    *,
    by: User | None,
    based_on: int,
    done_on: datetime.date,
    evidence: str,
    status: str = Status.DONE,
) -> Learning:
    """Record that the action was done, and what shows it. Raises as `change` does."""
    if not evidence.strip():
        raise ComplaintRefused("Say what shows that it was done: a notice, a training record, an audit.")
    return change(key, by=by, based_on=based_on, done_on=done_on, evidence=evidence, status=status)


def remove(key: UUID, *, by: User | None, based_on: int) -> Learning:
    """Take out a learning point that was entered by mistake; it stays on record. Raises as `change` does."""
    return change(key, by=by, based_on=based_on, void=True)


@transaction.atomic
def discussed(
    points: Mapping[UUID, int], *, by: User | None, on: datetime.date, note: str = ""
) -> Sequence[Learning]:
    """Record that the Shared Learning Panel discussed learning points: by key the version that was looked at.

    Raises PermissionDenied, ComplaintRefused, EditConflict.
    """
    require_manager(by)
    if not points:
        raise ComplaintRefused("Select the learning points that the panel discussed.")
    if on > timezone.localdate():
        raise ComplaintRefused("The day of the meeting is in the future. Record it when it was held.")
    return [
        change(key, by=by, based_on=version, panel_on=on, panel_note=note)
        for key, version in sorted(points.items())
    ]


@transaction.atomic
def link(key: UUID, ref: str, *, by: User | None) -> Feedback:
    """Say that a learning point came from the case with this reference. Raises PermissionDenied, ComplaintRefused."""
    _require_kept(key, by)
    case = visible_to(by).case(ref.strip().upper())
    if case is None:
        raise ComplaintRefused("There is no case with this reference among those that you handle. Check it.")
    LearningCase.objects.get_or_create(learning=key, feedback=case)
    return case


@transaction.atomic
def unlink(key: UUID, ref: str, *, by: User | None) -> None:
    """Take back that a learning point came from a case. Raises PermissionDenied."""
    _require_kept(key, by)
    case = visible_to(by).case(ref)
    if case is not None:
        LearningCase.objects.filter(learning=key, feedback=case).delete()


def _require_kept(key: UUID, by: User | None) -> None:
    if not keeps(visible_to(by), Learning.objects.current().get(key=key, void=False)):
        raise PermissionDenied("Your account may not change the learning of other services.")


def _require(by: User | None, service_type: ServiceType | None, *, from_own_case: bool) -> None:
    """Whether this person may keep learning about the service type, or of the whole council."""
    view = visible_to(by)
    if not view.handles:
        raise PermissionDenied("Your account may not handle complaints.")
    if not view.manages_all and not from_own_case and not keeps_type(view, service_type):
        raise ComplaintRefused(
            "Choose one of your own service types, or record it from a case that you handle."
        )


def _next_position(row: Learning) -> int:
    """The place after the last one of its year, area and source; two who add at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"learning of {row.year} {row.area}"])
    others = Learning.objects.current().filter(year=row.year, area=row.area, source=row.source)
    last = others.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1


def _check(row: Learning) -> None:
    """What the database does not say of a learning point, its words made fit for every format. Raises ComplaintRefused."""
    for name in WORDS:
        setattr(row, name, clean_text(getattr(row, name)).strip())
    row.points = [line for line in (" ".join(clean_text(point).split()) for point in row.points) if line]
    if not row.text:
        raise ComplaintRefused("Say what was learnt.")
    if row.status in IS_DONE and row.done_on is None:
        raise ComplaintRefused("Say when the action was done.")
    if row.done_on and row.status not in IS_DONE:
        raise ComplaintRefused(
            "It has a day on which it was done: choose “Done” or “Embedded”, or remove the day."
        )
    if row.done_on and row.done_on > timezone.localdate():
        raise ComplaintRefused("The day on which it was done is in the future. Record it when it is done.")
    if row.service_type and row.service_type.area != row.area:
        raise ComplaintRefused(
            "The service type is of another area. Choose one of this area, or the other area."
        )
