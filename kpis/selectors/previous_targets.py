"""The status under the previous target, shown beside the status for four quarters after a target changed.

A changed target changes colours without any change in the service, so a reader is shown both. A change is

- a new version of the same target: it shows in the round that was open when it was recorded and in the three after it;
- a target of a year that differs from that of the year before: it shows in the four quarters of that year.

Nothing of it is stored: the engine rates the same figures by the earlier target.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from django.db.models import Q
from django.utils import timezone

from council.periods import quarter_of
from council.presenters import mark_of, scheme_marks
from council.sections import Mark
from kpis import rating
from kpis.models import Definition, Target
from kpis.presenters import target_words
from kpis.selectors import inputs
from kpis.selectors.outcomes import engine_inputs
from kpis.visibility import View

#: In how many rounds a change of target is shown.
ROUNDS = 4

#: What makes two targets ask for the same; the rest of a target is about who set it, and why.
_ASKS = ("kind", "value", "low", "high", "strict", "floor", "quartile", "second_value", "profile")


class JudgedRow(Protocol):
    """A figure with what judged it: a row of the dashboard, or a point of an indicator's series."""

    @property
    def definition(self) -> Definition: ...
    @property
    def judged(self) -> dict | None: ...
    @property
    def scheme(self) -> rating.Scheme | None: ...


@dataclass(frozen=True)
class UnderPrevious:
    """What a figure would be rated under the target before the present one."""

    target: Target
    words: str
    mark: Mark
    inputs: rating.Inputs
    scheme: rating.Scheme

    @cached_property
    def outcome(self) -> rating.Outcome:
        """The engine's answer with its reason."""
        return rating.rate(self.inputs, self.scheme)

    @property
    def opening(self) -> str:
        """What stands before the mark."""
        return f"Under the previous target ({self.words})"

    @property
    def sentence(self) -> str:
        """For files: the opening and the mark in words."""
        return f"{self.opening}: {self.mark.words}"


def under_previous_target(
    rows: Iterable[JudgedRow],
    view: View,
    as_at: datetime.datetime | None = None,
    *,
    targets: Iterable[Target] | None = None,
) -> dict[int, UnderPrevious]:
    """By id of the indicator, for those of `rows` whose target changed lately. Two queries; one where none did.

    `targets` are those of the rows with their earlier versions and those of the year before, where the caller has read them
    already: one query fewer.
    """
    judged = {
        row.judged["target_id"]: row for row in rows if row.judged and row.judged["status"] and row.scheme
    }
    judged.pop(None, None)
    earlier = _earlier_targets(judged, view, as_at, targets)
    if not earlier:
        return {}
    changed = [(judged[key], target) for key, target in earlier.items()]
    judged_again = inputs.under_other_targets([(row.judged, target.pk) for row, target in changed])
    marks = {id(row.scheme): scheme_marks(row.scheme.statuses) for row, _ in changed}
    found = {}
    for (row, target), again in zip(changed, judged_again, strict=True):
        definition = row.definition
        known = engine_inputs(again, unit=definition.unit, decimals=definition.decimals)
        found[definition.indicator_id] = UnderPrevious(
            target=target,
            words=target_words(target, definition),
            mark=mark_of(rating.status_of(known, row.scheme), marks[id(row.scheme)]),
            inputs=known,
            scheme=row.scheme,
        )
    return found


def _earlier_targets(
    judged: dict[int, JudgedRow],
    view: View,
    as_at: datetime.datetime | None,
    targets: Iterable[Target] | None,
) -> dict[int, Target]:
    """By id of the target that judges: the one before it, where that change is still shown. One query, none with them."""
    if not judged:
        return {}
    known = _known_targets(judged, as_at) if targets is None else targets
    chains: dict[tuple[int, str, int], list[Target]] = {}
    for target in sorted(known, key=lambda target: target.version):
        chains.setdefault((target.indicator_id, target.grain, target.ordinal), []).append(target)
    by_id = {target.pk: target for chain in chains.values() for target in chain}
    found = {}
    for key, row in judged.items():
        target, round_ = by_id[key], row.judged["reported_in"]
        previous = _replaced(
            chains[(target.indicator_id, target.grain, target.ordinal)], target, round_, view
        )
        if previous is None and target.grain == Target.Grain.YEAR and target.ordinal == round_ // 4:
            before = chains.get((target.indicator_id, target.grain, target.ordinal - 1), [None])[-1]
            previous = before if before and _asks(before) != _asks(target) else None
        if previous is not None and previous.kind not in (Target.Kind.NONE, Target.Kind.TEXT):
            found[key] = previous
    return found


def _known_targets(judged: dict[int, JudgedRow], as_at: datetime.datetime | None) -> Iterable[Target]:
    """The targets that judge, those that were ever replaced, and those of the year before. One query."""
    indicators = [row.definition.indicator_id for row in judged.values()]
    years = {row.judged["reported_in"] // 4 for row in judged.values()}
    known = Target.objects.filter(
        Q(pk__in=judged) | Q(superseded_at__isnull=False) | Q(grain="Y", ordinal__in=[y - 1 for y in years]),
        indicator__in=indicators,
    )
    if as_at is not None:
        known = known.filter(recorded_at__lte=as_at)
    return known


def _replaced(chain: list[Target], target: Target, round_: int, view: View) -> Target | None:
    """The version that asked for something else before `target`, where the round of a figure still shows the change."""
    changed = target
    for version in reversed([each for each in chain if each.version < target.version]):
        if _asks(version) != _asks(target):
            first = _round_of(changed.recorded_at, view)
            return version if first <= round_ < first + ROUNDS else None
        changed = version
    return None


def _round_of(moment: datetime.datetime, view: View) -> int:
    """The round whose committee first sees a change: the earliest that was open then, else the quarter of the day."""
    open_then = [
        row.ordinal
        for row in view.quarters
        if row.opened_at <= moment and (row.closed_at is None or row.closed_at > moment)
    ]
    return min(open_then, default=quarter_of(timezone.localdate(moment)).ordinal)


def _asks(target: Target) -> tuple:
    return tuple(getattr(target, name) for name in _ASKS)
