"""What the indicators of a quarter were: their definitions, in the order of the committee's paper.

A page of a whole council counts, filters and sorts every indicator and prints fifty of them. So they can be read as
outlines, in a third of the time; `fill` then reads the whole definitions of the rows that are printed.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, fields
from typing import Protocol, TypeVar

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from council.models import CorporatePriority, Directorate, Service
from council.periods import Quarter
from kpis.models import Definition
from kpis.visibility import View


@dataclass(slots=True)
class Outline:
    """What counting, filtering and sorting need of a definition, under the definition's names and by its rules."""

    pk: int
    indicator_id: int
    name: str
    position: int
    priority_id: int | None
    directorate_id: int
    service_id: int
    frequency: str
    basis: str
    lag: int | None
    calculation: dict | None
    priority: CorporatePriority | None = field(default=None, init=False)
    directorate: Directorate = field(init=False)
    service: Service = field(init=False)

    chapter = Definition.chapter
    state_without_figure = Definition.state_without_figure


_COLUMNS = [column.name for column in fields(Outline) if column.init]

Defined = TypeVar("Defined", Definition, Outline)


class Row(Protocol):
    """A row of the dashboard."""

    definition: Definition | Outline


def definitions(
    quarter: Quarter,
    view: View,
    as_at: datetime.datetime | None,
    *,
    service: str = "",
    indicators: Collection[str] | None = None,
    is_joined: bool = False,
) -> list[Definition]:
    """The definitions, with everything they refer to. One query where joined, else three or four."""
    existing = _existing(quarter, view, as_at).select_related("indicator")
    if service:
        existing = existing.filter(service__slug=service)
    if indicators is not None:
        existing = existing.filter(indicator__slug__in=indicators)
    if is_joined:
        parts = ("priority", "group", "directorate", "service__directorate")
        return sorted(existing.select_related(*parts), key=_printed_order)
    return _placed(list(existing))


def outlines(quarter: Quarter, view: View, as_at: datetime.datetime | None) -> list[Outline]:
    """The same as outlines. Three queries, or four."""
    return _placed([Outline(*row) for row in _existing(quarter, view, as_at).values_list(*_COLUMNS)])


def fill(rows: Iterable[Row]) -> None:
    """Give rows that have an outline the whole definition. One query, none where there is no outline."""
    outlined = [row for row in rows if isinstance(row.definition, Outline)]
    if not outlined:
        return
    known = Definition.objects.select_related("indicator").in_bulk([row.definition.pk for row in outlined])
    for row in outlined:
        outline, row.definition = row.definition, known[row.definition.pk]
        row.definition.priority = outline.priority
        row.definition.directorate = outline.directorate
        row.definition.service = outline.service


def _existing(quarter: Quarter, view: View, as_at: datetime.datetime | None) -> QuerySet[Definition]:
    """The definitions of a quarter.

    A closed quarter keeps those of the day it closed (its names, its chapters), whatever they are called since; an
    indicator that was first defined later comes as it was then.
    """
    closed_at = next((row.closed_at for row in view.quarters if row.ordinal == quarter.ordinal), None)
    if closed_at is None:
        in_force = Definition.objects.as_at(as_at)
    else:
        known = Definition.objects.filter(recorded_at__lte=as_at) if as_at else Definition.objects.all()
        # The newest of the versions by closing; where there was none yet, the oldest since.
        by_closing = Case(
            When(recorded_at__lte=closed_at, then=-F("version")),
            default=F("version"),
            output_field=IntegerField(),
        )
        in_force = known.order_by(
            "indicator_id",
            Case(When(recorded_at__lte=closed_at, then=Value(0)), default=Value(1)),
            by_closing,
        ).distinct("indicator_id")
    return (
        Definition.objects.filter(pk__in=in_force.values("pk"))
        .filter(Q(introduced_on=None) | Q(introduced_on__lte=quarter.end))
        .filter(Q(retired_on=None) | Q(retired_on__gte=quarter.start))
    )


def _printed_order(definition: Definition | Outline) -> tuple:
    """Corporate priorities first, then directorates that have none; within each by position."""
    chapter = definition.chapter
    return (
        definition.priority_id is None,
        chapter.position,
        chapter.name,
        definition.position,
        definition.name,
    )


def _placed(found: list[Defined]) -> list[Defined]:
    """In order, each with its priority, service and directorate: a dozen objects that hundreds of rows share, where
    `select_related` would make each of them anew for every row. Two queries; one more for the paper of a
    directorate that has no services any more."""
    services = Service.objects.select_related("directorate").in_bulk()
    directorates = {service.directorate_id: service.directorate for service in services.values()}
    priorities = CorporatePriority.objects.in_bulk()
    if without := {each.directorate_id for each in found} - directorates.keys():
        directorates |= Directorate.objects.in_bulk(without)
    for each in found:
        if each.priority_id is not None:
            each.priority = priorities[each.priority_id]
        each.service = services[each.service_id]
        each.directorate = directorates[each.directorate_id]
    return sorted(found, key=_printed_order)
