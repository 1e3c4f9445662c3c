"""Everything the page of one indicator shows."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db.models import F, Func, Q, TextField, Value

from council.periods import Quarter, Slot
from council.presenters import scheme_marks
from council.sections import Mark
from kpis import rating
from kpis.models import Commentary, Definition, Figure, Indicator, Override, SeriesBreak, SeriesEvent, Target
from kpis.presenters import slot_heading
from kpis.selectors import inputs
from kpis.selectors.definitions import why_retired
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

    @cached_property
    def forecast(self) -> rating.Outcome | None:
        """What the year-end forecast made with this figure would be rated; None without one or a target of the year."""
        return rating.forecast_outcome(self.inputs, self.scheme)

    @property
    def people_short(self) -> int | None:
        """How many more cases would have met the target, where numerator and denominator are known."""
        return rating.people_to_target(self.inputs) if self.outcome and self.outcome.rated else None


@dataclass(frozen=True)
class FormerName:
    """What an indicator was called before, and until when."""

    name: str
    until: datetime.datetime


@dataclass
class IndicatorPage:
    """One indicator as a person may see it. `series` holds every visible figure, oldest first."""

    definition: Definition
    series: list[SeriesPoint]
    ledger: list[Target]
    commentary: list[Commentary]
    breaks: dict[Slot, str] = field(default_factory=dict)
    events: dict[Slot, str] = field(default_factory=dict)
    former_names: list[FormerName] = field(default_factory=list)
    why_retired: str = ""
    #: What it is worked out from: names by slug, in their order; empty where it is entered.
    parts: dict[str, str] = field(default_factory=dict)

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
    versions, parts = _versions(slug)
    definition = next((version for version in versions if version.is_current), None)
    if definition is None:
        return None
    indicator = definition.indicator
    current = view.figures().current().filter(indicator=indicator)
    figures = {figure.pk: figure for figure in current.annotate(entered_by=F("recorded_by__name"))}
    judged = inputs.fetch(Scope(figures=list(figures)))
    schemes = schemes_by_version()
    states = ["agreed", "proposed"] if view.sees_drafts_of(definition.service) else ["agreed"]
    overrides = {
        row.reported_in: row
        for row in indicator.overrides.filter(state__in=states).select_related("proposed_by", "decided_by")
    }
    breaks, events = _series_marks(indicator)
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
            view.commentary()
            .current()
            .filter(indicators=indicator, reported_in__in=view.rounds_of(definition.service))
            .order_by("-reported_in", "position")
        ),
        breaks=breaks,
        events=events,
        former_names=_former_names(versions),
        why_retired=why_retired(versions),
        parts=parts,
    )


def _versions(slug: str) -> tuple[list[Definition], dict[str, str]]:
    """Every version of a definition, the newest first, and the names of what it is worked out from now. One query."""
    of = Func(F("calculation__of"), function="jsonb_array_elements_text", output_field=TextField())
    parts = Definition.objects.current().filter(indicator__slug=slug).values_list(of)
    rows = list(
        Definition.objects.filter(Q(indicator__slug=slug) | Q(superseded_at=None, indicator__slug__in=parts))
        .select_related("indicator", "priority", "directorate", "service", "group", "scheme")
        .order_by("-version")
    )
    versions = [row for row in rows if row.indicator.slug == slug]
    names = {row.indicator.slug: row.name for row in rows if row.indicator.slug != slug}
    asked = (versions[0].calculation or {}).get("of", []) if versions else []
    return versions, {part: names.get(part, part) for part in asked}


def _series_marks(indicator: Indicator) -> tuple[dict[Slot, str], dict[Slot, str]]:
    """The breaks of the series and the events in it, by the place each begins with. One query."""
    kinds = (SeriesBreak, SeriesEvent)
    first, second = (
        kind.objects.filter(indicator=indicator, removed_at=None)
        .annotate(which=Value(number))
        .values_list("which", "grain", "ordinal", "reason")
        for number, kind in enumerate(kinds)
    )
    found: tuple[dict[Slot, str], dict[Slot, str]] = ({}, {})
    for which, grain, ordinal, reason in first.union(second).order_by("ordinal"):
        found[which][Slot(grain, ordinal)] = reason
    return found


def _former_names(versions: list[Definition]) -> list[FormerName]:
    """The names it has no longer, the latest first; `versions` are the newest first."""
    found: dict[str, FormerName] = {}
    for version in versions:
        if version.name != versions[0].name and version.superseded_at is not None:
            found.setdefault(version.name, FormerName(version.name, version.superseded_at))
    return list(found.values())


def _is_usual(figure: Figure, definition: Definition) -> bool:
    """Whether an override of the figure's round speaks of this figure, not of an outturn reported beside it."""
    return (figure.grain == "Y") == (definition.frequency == Definition.Frequency.ANNUAL)
