"""Indicators by quarters: what each of the last rounds had for each indicator.

The status of a round is that of the figure reported in it, agreed before calculated. Nothing is carried from one round
into another: a round without a figure shows that it had none.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

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
    """The last reporting quarters that this person may look at, `quarter` the newest of them, oldest first."""
    known = [row.quarter for row in view.quarters if row.ordinal <= quarter.ordinal]
    return known[:ROUNDS][::-1]


def cells(
    rows: list[IndicatorRow], rounds: list[Quarter], view: View, *, schemes: dict[int, rating.Scheme]
) -> Cells:
    """What each of `rounds` had for each of `rows`. Three queries, however many there are."""
    definitions = [row.definition for row in rows]
    ordinals = [quarter.ordinal for quarter in rounds]
    judged = _judged(definitions, ordinals, view)
    agreed = {
        (indicator, ordinal): status
        for indicator, ordinal, status in Override.objects.filter(
            state=Override.State.AGREED,
            indicator__in=[definition.indicator_id for definition in definitions],
            reported_in__in=ordinals,
        ).values_list("indicator_id", "reported_in", "status")
    }
    marks = {version: scheme_marks(scheme.statuses) for version, scheme in schemes.items()}

    def reported(definition: Definition, quarter: Quarter) -> Reported:
        key = (definition.indicator_id, quarter.ordinal)
        inputs_of = judged.get(key)
        if inputs_of is None:
            annual = definition.frequency == Definition.Frequency.ANNUAL
            return Reported(mark_of("not_due" if annual else "awaiting"), "unrated")
        own = marks[inputs_of["scheme_version_id"]]
        status = agreed.get(key) or inputs_of["status"] or "pending"
        return Reported(
            mark=mark_of(status, own, agreed=key in agreed),
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


def _judged(definitions: list[Definition], ordinals: list[int], view: View) -> dict[tuple[int, int], dict]:
    """The rating of the figure each round brought for each indicator; of several figures, the usual one's."""
    figures = (
        view.figures()
        .current()
        .filter(indicator__in=[d.indicator_id for d in definitions], reported_in__in=ordinals)
        .order_by("indicator_id", "reported_in", usual_first(definitions), "-ordinal")
        .distinct("indicator_id", "reported_in")
        .values_list("pk", flat=True)
    )
    found = inputs.fetch(Scope(figures=list(figures)), only=_SHOWN)
    return {(row["indicator_id"], row["reported_in"]): row for row in found}
