"""Changed since: what became different after members had seen it. Late figures, targets, definitions, agreed ratings, words.

A change is a version that was recorded after the round it belongs to first closed; a round that was reopened and closed
again keeps its first closing, so that what was corrected in between is listed. What was written and replaced while a round
was reopened stays a draft: only what stood when it closed is a change. Nobody sees changes of a round that is open.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from council.models import RoundStep, Superseding
from council.periods import Quarter, Slot
from kpis import definition_words
from kpis.models import Commentary, Definition, Figure, Override, Target
from kpis.presenters import figure_words, slot_heading, target_period, target_words
from kpis.selectors.outcomes import schemes_by_version
from kpis.visibility import View

FIGURE, TARGET, DEFINITION, RATING, WORDS, ROUND = (
    "Figure",
    "Target",
    "Definition",
    "Agreed rating",
    "Commentary",
    "Round",
)
Row = TypeVar("Row", bound=Superseding)
#: By round: from when to when it was open again.
Spells = dict[int, list[tuple[datetime.datetime, datetime.datetime]]]

#: The parts of a definition that change what its figures mean or where they are found. Its place in the table, footnotes
#: and the like are not news to anybody.
_TELLING = (
    "name", "priority", "directorate", "service", "good_is", "value_type", "unit", "second_measure", "frequency", "basis",
    "cumulative", "lag", "calculation", "importance", "scheme", "tolerance", "dead_band", "description", "method",
    "data_source", "introduced_on", "retired_on",
)  # fmt: skip
#: Those that are too long to be told here: they are named only, and the definition's history has them.
_LONG = {"description", "method", "data_source"}


@dataclass(frozen=True)
class Change:
    """One change: of what, from what to what, why, who and when. `slug` is the indicator's, where it is about one."""

    at: datetime.datetime
    kind: str
    about: str
    old: str
    new: str
    reason: str = ""
    by: str = ""
    slug: str = ""


def changes(
    view: View, *, quarter: Quarter | None = None, since: datetime.datetime | None = None
) -> list[Change]:
    """What this person may know to have changed, newest first: of one closed quarter, or of all since a moment.

    At most nine queries.
    """
    closings = _first_closings(view, quarter, since)
    if not closings:
        return []
    start = min(closings.values())
    definitions = _definitions(start)
    steps = list(
        RoundStep.objects.filter(
            round__in=closings, step__in=[RoundStep.Step.REOPENED, RoundStep.Step.CLOSED]
        )
        .select_related("round", "by")
        .order_by("at", "id")
    )
    spells = _reopened(steps)
    found = [
        *_figures(view, closings, start, definitions, spells),
        *_targets(closings, start, definitions, quarter),
        *_redefinitions(start, definitions, quarter),
        *_overrides(closings, definitions),
        *_commentary(closings, start, spells),
        *_rounds(closings, steps),
    ]
    return sorted(found, key=lambda change: change.at, reverse=True)


def figures_changed(view: View, quarter: Quarter) -> int:
    """How many figures of a closed quarter were corrected or added after it first closed. One query."""
    closed_at = next((row.closed_at for row in view.quarters if row.ordinal == quarter.ordinal), None)
    if closed_at is None:
        return 0
    first = RoundStep.objects.filter(round=quarter.ordinal, step=RoundStep.Step.CLOSED).order_by("at")
    replaced = Figure.objects.filter(
        indicator=OuterRef("indicator"),
        grain=OuterRef("grain"),
        ordinal=OuterRef("ordinal"),
        version=OuterRef("version") - 1,
        reported_in=quarter.ordinal,
    )
    late = view.figures().filter(
        Q(version=1, reported_in=quarter.ordinal) | Exists(replaced),
        recorded_at__gt=Coalesce(Subquery(first.values("at")[:1]), Value(closed_at)),
    )
    return late.values("indicator", "grain", "ordinal").distinct().count()


def _first_closings(
    view: View, quarter: Quarter | None, since: datetime.datetime | None
) -> dict[int, datetime.datetime]:
    """From which moment on a change of each closed round counts: its first closing, or `since` where that is later."""
    closed = {row.ordinal: row.closed_at for row in view.quarters if not row.is_open}
    if quarter is not None:
        closed = {ordinal: at for ordinal, at in closed.items() if ordinal == quarter.ordinal}
    first = dict(
        RoundStep.objects.filter(step=RoundStep.Step.CLOSED, round__in=closed)
        .values_list("round")
        .annotate(first=Min("at"))
        .values_list("round", "first")
    )
    return {
        ordinal: max(filter(None, (first.get(ordinal, closed_at), since)))
        for ordinal, closed_at in closed.items()
    }


def _figures(
    view: View,
    closings: dict[int, datetime.datetime],
    start: datetime.datetime,
    definitions: dict[int, list[Definition]],
    spells: Spells,
) -> Iterable[Change]:
    """Figures that were corrected, or added, after the round that had brought them closed."""
    for old, new in _pairs(view.figures(), start, spells):
        round_ = (old or new).reported_in
        if round_ not in closings or new.recorded_at <= closings[round_]:
            continue
        definition = definitions[new.indicator_id][-1]
        yield Change(
            at=new.recorded_at,
            kind=FIGURE,
            about=f"{definition.name}, {slot_heading(new.slot, definition.frequency)}",
            old=figure_words(old, definition),
            new=figure_words(new, definition),
            reason=new.reason,
            by=_name(new),
            slug=definition.indicator.slug,
        )


def _targets(
    closings: dict[int, datetime.datetime],
    start: datetime.datetime,
    definitions: dict[int, list[Definition]],
    quarter: Quarter | None,
) -> Iterable[Change]:
    """Targets that were changed or set; for one quarter, those that judge its figures."""
    for old, new in _pairs(Target.objects.all(), start):
        if quarter is not None and not _judges(new, quarter):
            continue
        definition = definitions[new.indicator_id][-1]
        yield Change(
            at=new.recorded_at,
            kind=TARGET,
            about=f"{definition.name}, {target_period(new)}",
            old=target_words(old, definition),
            new=target_words(new, definition),
            reason=new.reason,
            by=new.approved_by or _name(new),
            slug=definition.indicator.slug,
        )


def _judges(target: Target, quarter: Quarter) -> bool:
    if target.grain == Target.Grain.PROGRAMME:
        return target.ordinal <= quarter.ordinal <= (target.last_quarter or target.ordinal)
    period = Slot(target.grain, target.ordinal).period
    return period.start <= quarter.end and period.end >= quarter.start


def _redefinitions(
    start: datetime.datetime, definitions: dict[int, list[Definition]], quarter: Quarter | None
) -> Iterable[Change]:
    """What was changed in the definition of an indicator; one change names every part that differs."""
    for versions in definitions.values():
        for old, new in pairwise(versions):
            if new.recorded_at <= start or (quarter is not None and not old.exists_in(quarter)):
                continue
            parts = definition_words.changes(old, new, fields=_TELLING)
            if parts:
                yield Change(
                    at=new.recorded_at,
                    kind=DEFINITION,
                    about=f"{new.name}: {', '.join(part.label for part in parts)}",
                    old=_said({part.label: part.old for part in parts if part.field not in _LONG}),
                    new=_said({part.label: part.new for part in parts if part.field not in _LONG}),
                    reason=new.reason,
                    by=_name(new),
                    slug=new.indicator.slug,
                )


def _said(parts: dict[str, str]) -> str:
    """What the parts of a definition say; each with its name where there are several."""
    if len(parts) == 1:
        return next(iter(parts.values()))
    return "; ".join(f"{label}: {words}" for label, words in parts.items())


def _overrides(
    closings: dict[int, datetime.datetime], definitions: dict[int, list[Definition]]
) -> Iterable[Change]:
    """Ratings that were agreed after closing."""
    agreed = Override.objects.filter(state=Override.State.AGREED, reported_in__in=closings)
    late = [
        each for each in agreed.select_related("decided_by") if each.decided_at > closings[each.reported_in]
    ]
    words = _status_words() if late else {}
    for override in late:
        definition = definitions[override.indicator_id][-1]
        yield Change(
            at=override.decided_at,
            kind=RATING,
            about=f"{definition.name}, {Quarter.from_ordinal(override.reported_in).label}",
            old="As calculated",
            new=words.get(override.status, override.status),
            reason=override.reason,
            by=str(override.decided_by),
            slug=definition.indicator.slug,
        )


def _status_words() -> dict[str, str]:
    """The word of each status, by its code. One query."""
    schemes = schemes_by_version().values()
    return {status.code: status.label for scheme in schemes for status in scheme.statuses}


def _commentary(
    closings: dict[int, datetime.datetime], start: datetime.datetime, spells: Spells
) -> Iterable[Change]:
    """Commentary that was written or changed after closing; its words are on the indicators' pages."""
    for old, new in _pairs(Commentary.objects.filter(reported_in__in=closings), start, spells):
        if new.recorded_at > closings[new.reported_in]:
            yield Change(
                at=new.recorded_at,
                kind=WORDS,
                about=f"{new.heading}, {Quarter.from_ordinal(new.reported_in).label}",
                old="" if old is None else f"Version {old.version}",
                new=f"Version {new.version}",
                reason=new.reason,
                by=_name(new),
            )


def _rounds(closings: dict[int, datetime.datetime], steps: Iterable[RoundStep]) -> Iterable[Change]:
    """Reopenings, and the closings that ended them."""
    for step in steps:
        if step.at > closings[step.round_id]:
            reopened = step.step == RoundStep.Step.REOPENED
            yield Change(
                at=step.at,
                kind=ROUND,
                about=step.round.quarter.label,
                old="Closed" if reopened else "Open again",
                new="Reopened" if reopened else "Closed again",
                reason=step.reason,
                by=str(step.by or ""),
            )


def _definitions(start: datetime.datetime) -> dict[int, list[Definition]]:
    """The versions of every definition that were in force at `start` or since, oldest first."""
    known = Definition.objects.filter(Q(superseded_at=None) | Q(superseded_at__gt=start))
    found: dict[int, list[Definition]] = {}
    for definition in known.select_related(
        "indicator", "service", "directorate", "priority", "group", "scheme", "recorded_by"
    ).order_by("indicator_id", "version"):
        found.setdefault(definition.indicator_id, []).append(definition)
    return found


def _pairs(
    rows: QuerySet[Row], start: datetime.datetime, spells: Spells | None = None
) -> Iterable[tuple[Row | None, Row]]:
    """Each version recorded after `start`, behind the version it replaced (None: it was the first). One query.

    Versions that lived and died within one of the `spells` of their round are left out.
    """
    touched = rows.filter(Q(recorded_at__gt=start) | Q(superseded_at__gt=start)).select_related("recorded_by")
    by_key: dict[tuple, Row] = {}
    for row in touched.order_by("version"):
        if spells and _stayed_a_draft(row, spells):
            continue
        key = tuple(getattr(row, row._meta.get_field(name).attname) for name in row.KEY)
        if row.recorded_at > start:
            yield by_key.get(key), row
        by_key[key] = row


def _reopened(steps: Iterable[RoundStep]) -> Spells:
    """From when to when each round was open again, by its closings and reopenings, oldest first."""
    by_round: dict[int, list[RoundStep]] = {}
    for step in steps:
        by_round.setdefault(step.round_id, []).append(step)
    return {
        ordinal: [
            (opened.at, closed.at)
            for opened, closed in pairwise(found)
            if opened.step == RoundStep.Step.REOPENED
        ]
        for ordinal, found in by_round.items()
    }


def _stayed_a_draft(row: Row, spells: Spells) -> bool:
    """Whether a version was written and replaced while its round was open again."""
    if row.superseded_at is None:
        return False
    return any(
        opened <= row.recorded_at and row.superseded_at <= closed
        for opened, closed in spells.get(row.reported_in, ())
    )


def _name(row: Superseding) -> str:
    return str(row.recorded_by or "")
