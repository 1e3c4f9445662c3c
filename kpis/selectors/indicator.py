"""Everything the page of one indicator shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from council.periods import Quarter, Slot
from council.presenters import scheme_marks
from council.sections import Mark
from kpis import rating
from kpis.models import Commentary, Definition, Figure, Override, SeriesBreak, Target
from kpis.presenters import slot_heading
from kpis.selectors import inputs
from kpis.selectors.inputs import Scope
from kpis.selectors.outcomes import engine_inputs, schemes_by_version
from kpis.visibility import View


@dataclass
class SeriesPoint:
    """One figure of the series with what judged it."""

    figure: Figure
    judged: dict
    scheme: rating.Scheme
    definition: Definition
    override: Override | None
    broken: str

    @cached_property
    def inputs(self) -> rating.Inputs:
        return engine_inputs(self.judged, unit=self.definition.unit, decimals=self.definition.decimals)

    @cached_property
    def outcome(self) -> rating.Outcome | None:
        """The engine's answer with its reason; None while pending."""
        return rating.rate(self.inputs, self.scheme) if self.judged["status"] else None

    @property
    def label(self) -> str:
        return slot_heading(self.figure.slot, self.definition.frequency)

    @property
    def tick(self) -> str:
        period = self.figure.slot.period
        return period.short_label if isinstance(period, Quarter) else period.label

    @property
    def actual(self) -> Decimal | None:
        """The number that is judged: the running total of a cumulative indicator, else the figure."""
        return self.judged["actual"]

    @property
    def target(self) -> Decimal | None:
        """The value the trend's target line has here; a range has none."""
        against = self.inputs.held_against
        return against.value if against.value is not None else (against.low if against.high is None else None)

    @property
    def calculated(self) -> str:
        return self.judged["status"] or "pending"

    @property
    def agreed(self) -> str | None:
        return (
            self.override.status if self.override and self.override.state == Override.State.AGREED else None
        )

    @property
    def proposed(self) -> str | None:
        """The status that somebody proposed and nobody has decided yet."""
        return (
            self.override.status if self.override and self.override.state == Override.State.PROPOSED else None
        )

    @property
    def status(self) -> str:
        return self.agreed or self.calculated

    @property
    def people_short(self) -> int | None:
        """How many more cases would have met the target, where numerator and denominator are known."""
        return rating.people_to_target(self.inputs) if self.outcome and self.outcome.rated else None


@dataclass
class IndicatorPage:
    """One indicator as a person may see it. `series` holds every visible figure, oldest first."""

    definition: Definition
    series: list[SeriesPoint]
    ledger: list[Target]
    commentary: list[Commentary]
    breaks: dict[Slot, str] = field(default_factory=dict)

    @property
    def newest(self) -> SeriesPoint | None:
        """The figure the newest round brought; of several, the one of the indicator's own frequency."""
        annual = self.definition.frequency == Definition.Frequency.ANNUAL
        usual = {"Y": annual, "Q": not annual, "M": True}
        return max(
            self.series,
            key=lambda point: (point.figure.reported_in, usual[point.figure.grain], point.figure.ordinal),
            default=None,
        )

    def point_of(self, quarter: Quarter) -> SeriesPoint | None:
        """The figure that a round brought, which an override of the round speaks of."""
        return next(
            (
                p
                for p in self.series
                if p.figure.reported_in == quarter.ordinal and _is_usual(p.figure, self.definition)
            ),
            None,
        )

    @cached_property
    def points(self) -> list[SeriesPoint]:
        """What the trend draws: the quarters (or months), and the outturns of years before them that have none."""
        figures = [point for point in self.series if point.figure.value is not None]
        shorter = [point for point in figures if point.figure.grain != "Y"]
        covered = {point.figure.slot.period.financial_year.ordinal for point in shorter}
        years = [p for p in figures if p.figure.grain == "Y" and p.figure.ordinal not in covered]
        return sorted([*years, *shorter], key=lambda point: point.figure.slot.period.end)

    @cached_property
    def marks(self) -> dict[str, Mark]:
        """The marks of the newest figure's scheme, and of any earlier scheme that rated a figure shown."""
        schemes = {point.scheme.name: point.scheme for point in self.series}
        return {
            code: mark for scheme in schemes.values() for code, mark in scheme_marks(scheme.statuses).items()
        }

    @property
    def current_targets(self) -> list[Target]:
        return [target for target in self.ledger if target.is_current]


def page(slug: str, view: View) -> IndicatorPage | None:
    """The indicator's page, or None if there is no such indicator. Eight queries."""
    definition = (
        Definition.objects.current()
        .select_related("indicator", "priority", "directorate", "service", "group", "scheme")
        .filter(indicator__slug=slug)
        .first()
    )
    if definition is None:
        return None
    indicator = definition.indicator
    figures = {
        f.pk: f for f in view.figures().current().filter(indicator=indicator).select_related("recorded_by")
    }
    judged = inputs.fetch(Scope(figures=list(figures)))
    schemes = schemes_by_version()
    states = ["agreed", "proposed"] if view.sees_drafts_of(definition.service) else ["agreed"]
    overrides = {
        row.reported_in: row
        for row in indicator.overrides.filter(state__in=states).select_related("proposed_by", "decided_by")
    }
    breaks = {
        Slot(row.grain, row.ordinal): row.reason for row in SeriesBreak.objects.filter(indicator=indicator)
    }
    series = [
        SeriesPoint(
            figure=(figure := figures[row["figure_id"]]),
            judged=row,
            scheme=schemes[row["scheme_version_id"]],
            definition=definition,
            override=overrides.get(figure.reported_in) if _is_usual(figure, definition) else None,
            broken=breaks.get(figure.slot, ""),
        )
        for row in judged
    ]
    series.sort(key=lambda point: (point.figure.slot.period.end, point.figure.grain))
    return IndicatorPage(
        definition=definition,
        series=series,
        ledger=list(indicator.targets.order_by("-recorded_at", "-version").select_related("recorded_by")),
        commentary=list(
            Commentary.objects.current()
            .filter(indicators=indicator, reported_in__in=view.rounds_of(definition.service))
            .order_by("-reported_in", "position")
        ),
        breaks=breaks,
    )


def _is_usual(figure: Figure, definition: Definition) -> bool:
    """Whether an override of the figure's round speaks of this figure, not of an outturn reported beside it."""
    return (figure.grain == "Y") == (definition.frequency == Definition.Frequency.ANNUAL)
