"""Indicators by quarters: what each of the last rounds had for each indicator.

The status of a round is that of the figure reported in it, agreed before calculated. Nothing is carried from one round
into another: a round without a figure shows that it had none, and a quarter that is over, or never had a round, that
nothing was collected for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from council import rag
from council.periods import Quarter
from council.presenters import mark_of, scheme_marks
from council.sections import Mark
from kpis import rating
from kpis.exceptions import Place, place_of
from kpis.models import Definition, Override
from kpis.selectors import inputs
from kpis.selectors.dashboard import IndicatorRow, usual_first
from kpis.selectors.inputs import Scope
from kpis.visibility import View

#: How many reporting quarters are shown: two years.
ROUNDS = 8


@dataclass(frozen=True)
class Reported:
    """What one round had for one indicator: a status or state, where that stands in its scheme, the number it rates."""

    mark: Mark
    place: Place
    value: Decimal | None = None


_SHOWN = ("indicator_id", "reported_in", "scheme_version_id", "status", "actual")

#: By indicator, then by the round's ordinal. Rounds before an indicator was introduced are left out.
Cells = dict[int, dict[int, Reported]]


def rounds_up_to(quarter: Quarter, view: View) -> list[Quarter]:
    """The last quarters, `quarter` the newest of them, oldest first: none before the first round this person may look at.

    A quarter without a round keeps its place, so that the columns are as far apart as the quarters are.
    """
    first = min((row.ordinal for row in view.quarters), default=quarter.ordinal + 1)
    ordinals = range(max(first, quarter.ordinal - ROUNDS + 1), quarter.ordinal + 1)
    return [Quarter.from_ordinal(ordinal) for ordinal in ordinals]


def cells(
    rows: list[IndicatorRow], rounds: list[Quarter], view: View, *, schemes: dict[int, rating.Scheme]
) -> Cells:
    """What each of `rounds` had for each of `rows`. Two queries, however many there are."""
    definitions = [row.definition for row in rows]
    judged, agreed = _judged(definitions, [quarter.ordinal for quarter in rounds], view)
    newest = max(rounds, key=lambda quarter: quarter.ordinal, default=None)
    still_open = {row.ordinal for row in view.quarters if row.is_open}
    marks = {version: scheme_marks(scheme.statuses) for version, scheme in schemes.items()}

    def reported(definition: Definition, quarter: Quarter) -> Reported:
        key = (definition.indicator_id, quarter.ordinal)
        inputs_of = judged.get(key)
        if inputs_of is None:
            state = definition.state_without_figure(quarter)
            if state == "awaiting" and quarter != newest and quarter.ordinal not in still_open:
                state = rag.NOT_COLLECTED
            return Reported(mark_of(state), "unrated")
        own = marks[inputs_of["scheme_version_id"]]
        status = agreed[key] or inputs_of["status"] or "pending"
        return Reported(
            mark=mark_of(status, own, agreed=bool(agreed[key])),
            place=place_of(status, list(own)),
            value=inputs_of["actual"],
        )

    return {
        definition.indicator_id: {
            quarter.ordinal: reported(definition, quarter)
            for quarter in rounds
            if definition.introduced_on is None or definition.introduced_on <= quarter.end
        }
        for definition in definitions
    }


_Key = tuple[int, int]


def _judged(
    definitions: list[Definition], ordinals: list[int], view: View
) -> tuple[dict[_Key, dict], dict[_Key, str | None]]:
    """By indicator and round: the rating of the figure it brought (of several, the usual one's), and the agreed one."""
    overrides = Override.objects.filter(
        state=Override.State.AGREED, indicator=OuterRef("indicator"), reported_in=OuterRef("reported_in")
    )
    figures = (
        view.figures()
        .current()
        .filter(indicator__in=[d.indicator_id for d in definitions], reported_in__in=ordinals)
        .order_by("indicator_id", "reported_in", usual_first(definitions), "-ordinal")
        .distinct("indicator_id", "reported_in")
        .values_list("pk", "indicator_id", "reported_in", Subquery(overrides.values("status")[:1]))
    )
    agreed = {}
    chosen = []
    for figure, indicator, round_, status in figures:
        chosen.append(figure)
        agreed[(indicator, round_)] = status
    found = inputs.fetch(Scope(figures=chosen), only=_SHOWN)
    return {(row["indicator_id"], row["reported_in"]): row for row in found}, agreed
