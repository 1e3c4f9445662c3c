"""A reporting quarter as a person may see it: one row for each indicator, used by the overview, the list and every file."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db.models import Case, Exists, OuterRef, Q, Value, When

from council.models import CorporatePriority, Directorate
from council.periods import Quarter, Slot
from council.presenters import mark_of, scheme_marks
from council.sections import Mark
from kpis import rating
from kpis.models import Benchmark, Definition, Figure, Override, Target
from kpis.selectors import inputs, paper
from kpis.selectors.inputs import Scope
from kpis.selectors.outcomes import engine_inputs, explain, schemes_by_version
from kpis.selectors.paper import Outline
from kpis.series import slot_of_round
from kpis.visibility import View

#: A rating older than this many rounds no longer stands for an indicator that has nothing newer.
STANDS_FOR = 8

_COMPARATORS = list(Benchmark.Comparator.values)


@dataclass
class IndicatorRow:
    """One indicator in one reporting quarter.

    `judged` holds the inputs and rating of its newest figure by then (a row of `kpis.selectors.inputs.fetch`), `marks`
    those of its scheme, best first: enough to count, filter and sort by. `complete` adds what is printed: the whole
    `definition` where it was an outline, the `figure` itself, the `targets` and, where asked for, the `history` of figures
    and the `benchmarks` for the committee's table.
    """

    definition: Definition | Outline
    quarter: Quarter
    figure: Figure | None = None
    judged: dict | None = None
    scheme: rating.Scheme | None = None
    marks: dict[str, Mark] = field(default_factory=dict)
    override: Override | None = None
    history: dict[Slot, Figure] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)
    benchmarks: list[Benchmark] = field(default_factory=list)

    @property
    def is_current(self) -> bool:
        """Whether the newest figure belongs to this quarter's round."""
        return self.judged is not None and self.judged["reported_in"] == self.quarter.ordinal

    @property
    def calculated(self) -> str | None:
        """The engine's status or state for the newest figure, `pending` while it is being rated; None without figure."""
        if self.judged is None:
            return None
        return self.judged["status"] or "pending"

    @property
    def is_rated(self) -> bool:
        """Whether the newest figure has a status of its scheme, not a state."""
        return bool(self.scheme and any(status.code == self.calculated for status in self.scheme.statuses))

    @property
    def agreed(self) -> str | None:
        """The status that people agreed for this quarter instead."""
        return (
            self.override.status if self.override and self.override.state == Override.State.AGREED else None
        )

    @cached_property
    def state(self) -> str:
        """What this quarter's round has for the indicator: what is counted."""
        if self.agreed:
            return self.agreed
        if self.is_current and self.calculated:
            return self.calculated
        return self.definition.state_without_figure(self.quarter)

    @property
    def shown_status(self) -> str:
        """The status that stands: this quarter's, or the newest earlier rating where this quarter has no figure."""
        return self.calculated if not self.is_current and not self.agreed and self.is_rated else self.state

    @property
    def is_carried(self) -> bool:
        """Whether the status shown was given in an earlier quarter."""
        return self.shown_status != self.state

    @property
    def mark(self) -> Mark:
        """The mark to show: agreed before calculated."""
        return mark_of(self.shown_status, self.marks, agreed=bool(self.agreed))

    @property
    def rank(self) -> tuple[int, int]:
        """For sorting by rating: the worst first, then what is not rated."""
        codes = list(self.marks)
        return (0, -codes.index(self.shown_status)) if self.shown_status in codes else (1, 0)

    @property
    def calculated_mark(self) -> Mark | None:
        """The engine's own, beside an agreed one."""
        return mark_of(self.calculated, self.marks) if self.agreed and self.calculated else None

    @cached_property
    def outcome(self) -> rating.Outcome | None:
        """The engine's answer with its reason; None while pending or without a figure."""
        if self.judged is None or self.scheme is None or self.judged["status"] is None:
            return None
        return explain(self.judged, self.scheme, unit=self.definition.unit, decimals=self.definition.decimals)

    @cached_property
    def forecast(self) -> rating.Outcome | None:
        """What the year-end forecast made with the newest figure would be rated; None without one or a year's target."""
        if self.judged is None or self.scheme is None:
            return None
        known = engine_inputs(self.judged, unit=self.definition.unit, decimals=self.definition.decimals)
        return rating.forecast_outcome(known, self.scheme)

    @property
    def target(self) -> Target | None:
        """The target that the target column prints: a programme's goes first, then the quarter's own, then the year's.

        The paper prints "1,000 jobs target (Jan 2019 - Dec 2022)" for a measure whose quarters have their own as well.
        """
        order = {"P": 0, "Q": 1, "M": 1, "Y": 2}
        quarter, year = self.quarter.ordinal, self.quarter.financial_year.ordinal
        printed = [
            t
            for t in self.targets
            if (t.ordinal <= quarter <= t.last_quarter if t.grain == "P" else t.ordinal in (quarter, year))
        ]
        return min(printed, key=lambda target: (order[target.grain], -target.version), default=None)

    @property
    def replaced_target(self) -> Target | None:
        """The target that the printed one replaced."""
        target = self.target
        if target is None:
            return None
        key = (target.grain, target.ordinal, target.version - 1)
        earlier = (t for t in self.targets if (t.grain, t.ordinal, t.version) == key)
        return next(earlier, None)

    def slot_target(self, slot: Slot) -> Target | None:
        """The target of one place of the series, where the target column prints a programme's instead."""
        if self.target is None or self.target.grain != Target.Grain.PROGRAMME:
            return None
        own = (t for t in self.targets if (t.grain, t.ordinal) == (slot.grain, slot.ordinal))
        return max(own, key=lambda target: target.version, default=None)

    def running_total(self, figure: Figure) -> Decimal | None:
        """The year so far at a quarter's figure of a cumulative indicator, where no quarter of the year is missing."""
        if not self.definition.cumulative or figure.grain != "Q":
            return None
        slots = [
            Slot("Q", ordinal) for ordinal in range(figure.ordinal - figure.ordinal % 4, figure.ordinal + 1)
        ]
        values = [self.history[slot].value for slot in slots if slot in self.history]
        return sum(values) if len(values) == len(slots) and None not in values else None


def rows(
    quarter: Quarter, view: View, *, as_at: datetime.datetime | None = None, with_history: bool = False
) -> list[IndicatorRow]:
    """The indicators of `quarter` in the order of the committee's paper, as they stood `as_at` (None: now), complete."""
    found = summaries(quarter, view, as_at=as_at, with_groups=with_history)
    return complete(found, view, as_at=as_at, with_history=with_history)


def summaries(
    quarter: Quarter,
    view: View,
    *,
    as_at: datetime.datetime | None = None,
    schemes: dict[int, rating.Scheme] | None = None,
    service: str = "",
    indicators: Collection[str] | None = None,
    with_groups: bool = False,
    is_brief: bool = False,
) -> list[IndicatorRow]:
    """The same rows without what only printing needs: a page counts all of them and completes those it shows.

    `schemes` are those of `schemes_by_version`, where the caller has read them already; `service` is the slug of the only
    one wanted, `indicators` are those of the only indicators wanted; with `with_groups` come the groups that a paper
    without corporate priorities prints beside each indicator. `is_brief` gives each row the outline of its definition
    only, until it is completed. Seven queries, eight for the paper of a directorate that has no services any more; one
    fewer with the schemes. Five for one service, for some indicators or with groups.
    """
    is_narrow = bool(service) or indicators is not None
    if is_brief:
        definitions = paper.outlines(quarter, view, as_at)
    else:
        definitions = paper.definitions(
            quarter, view, as_at, service=service, indicators=indicators, is_joined=is_narrow or with_groups
        )
    newest = _newest(definitions, quarter, view, as_at, is_narrow=is_narrow)
    judged = {row["indicator_id"]: row for row in inputs.fetch(Scope(figures=newest), as_at)}
    schemes = schemes_by_version() if schemes is None else schemes
    marks = {version: scheme_marks(scheme.statuses) for version, scheme in schemes.items()}
    overrides = _overrides(quarter, as_at)
    is_closed = quarter.ordinal in view.closed

    def build(definition: Definition | Outline) -> IndicatorRow:
        key = definition.indicator_id
        inputs_of, override = judged.get(key), overrides.get(key)
        # In an open round it is a draft, for those who see the figure that it speaks of.
        is_seen = is_closed or (inputs_of is not None and inputs_of["reported_in"] == quarter.ordinal)
        return IndicatorRow(
            definition=definition,
            quarter=quarter,
            judged=inputs_of,
            scheme=schemes[inputs_of["scheme_version_id"]] if inputs_of else None,
            marks=marks[inputs_of["scheme_version_id"]] if inputs_of else {},
            override=override if is_seen else None,
        )

    return [build(definition) for definition in definitions]


def complete(
    rows: list[IndicatorRow],
    view: View,
    *,
    as_at: datetime.datetime | None = None,
    with_history: bool = False,
) -> list[IndicatorRow]:
    """Add to `rows`, all of one quarter, what printing them needs. Two queries, three with history or of outlines."""
    if not rows:
        return rows
    paper.fill(rows)
    quarter = rows[0].quarter
    indicators = [row.definition.indicator_id for row in rows]
    judging = {row.judged["target_id"] for row in rows if row.judged} - {None}
    targets = _targets(indicators, quarter, as_at, with_history, judging)
    history = _history(rows, quarter, view, as_at) if with_history else {}
    # What others achieved in an open round is a draft as the figures beside it are.
    shown = [
        row.definition.indicator_id
        for row in rows
        if quarter.ordinal in view.rounds_of(row.definition.service)
    ]
    benchmarks = _benchmarks(shown, quarter, as_at) if with_history else {}
    newest = {row.judged["figure_id"] for row in rows if row.judged}
    figures = {figure.pk: figure for series in history.values() for figure in series.values()}
    if missing := newest - figures.keys():  # with history there are none
        figures |= Figure.objects.in_bulk(missing)
    for row in rows:
        key = row.definition.indicator_id
        row.figure = figures[row.judged["figure_id"]] if row.judged else None
        row.targets = targets.get(key, [])
        row.history = history.get(key, {})
        row.benchmarks = benchmarks.get(key, [])
    return rows


def statuses(rows: Iterable[IndicatorRow]) -> dict[str, Mark]:
    """The statuses of every scheme that rates one of the rows, best first."""
    of_schemes = {id(row.marks): row.marks for row in rows}  # rows of one scheme share their marks
    return {code: mark for marks in of_schemes.values() for code, mark in marks.items()}


def counts(rows: Iterable[IndicatorRow]) -> dict[CorporatePriority | Directorate, Counter[str]]:
    """How many indicators of each chapter have each status or state in this quarter's round (counts, never averages)."""
    found: dict[CorporatePriority | Directorate, Counter[str]] = {}
    for row in rows:
        found.setdefault(row.definition.chapter, Counter())[row.state] += 1
    return found


def usual_first(definitions: Iterable[Definition | Outline]) -> Case:
    """For ordering an indicator's figures of one round: an annual one's outturn first, another's last."""
    annual = [d.indicator_id for d in definitions if d.frequency == Definition.Frequency.ANNUAL]
    return Case(
        When(grain="Y", indicator__in=annual, then=Value(0)), When(grain="Y", then=Value(2)), default=Value(1)
    )


def _newest(
    definitions: list[Definition] | list[Outline],
    quarter: Quarter,
    view: View,
    as_at: datetime.datetime | None,
    *,
    is_narrow: bool,
) -> list[int]:
    """The id of each indicator's newest figure by the end of the round; of several in a round, of the usual one."""
    figures = view.figures().as_at(as_at)
    if is_narrow:
        figures = figures.filter(indicator__in=[definition.indicator_id for definition in definitions])
    return list(
        figures.filter(reported_in__range=(quarter.ordinal - STANDS_FOR, quarter.ordinal))
        .order_by("indicator_id", "-reported_in", usual_first(definitions), "-ordinal")
        .distinct("indicator_id")
        .values_list("pk", flat=True)
    )


def _history(
    rows: list[IndicatorRow], quarter: Quarter, view: View, as_at: datetime.datetime | None
) -> dict[int, dict[Slot, Figure]]:
    """The figures of the last years that the committee's table may print: all of those that print their newest two."""
    indicators = [row.definition.indicator_id for row in rows]
    newest_two = [
        row.definition.indicator_id for row in rows if row.definition.history == Definition.History.LATEST
    ]
    year = quarter.financial_year.ordinal
    month = slot_of_round("monthly", quarter).ordinal
    recent = (
        Q(grain="Y", ordinal__range=(year - 4, year))
        | Q(grain="Q", ordinal__range=(quarter.ordinal - 8, quarter.ordinal))
        | Q(grain="M", ordinal__range=(month - 14, month))
        | Q(indicator__in=newest_two)
    )
    found: dict[int, dict[Slot, Figure]] = {}
    seen = (
        view.figures().as_at(as_at).filter(recent, indicator__in=indicators, reported_in__lte=quarter.ordinal)
    )
    for figure in seen:
        found.setdefault(figure.indicator_id, {})[figure.slot] = figure
    return found


def _benchmarks(
    indicators: list[int], quarter: Quarter, as_at: datetime.datetime | None
) -> dict[int, list[Benchmark]]:
    """What the paper of the quarter prints of others, England first."""
    found: dict[int, list[Benchmark]] = {}
    printed = Benchmark.objects.as_at(as_at).filter(indicator__in=indicators, reported_in=quarter.ordinal)
    for benchmark in sorted(printed, key=lambda row: (_COMPARATORS.index(row.comparator), row.name)):
        found.setdefault(benchmark.indicator_id, []).append(benchmark)
    return found


def _overrides(quarter: Quarter, as_at: datetime.datetime | None) -> dict[int, Override]:
    live = Override.objects.filter(reported_in=quarter.ordinal, state__in=["proposed", "agreed"])
    if as_at is not None:
        live = live.filter(decided_at__lte=as_at)
    return {row.indicator_id: row for row in live.select_related("proposed_by", "decided_by")}


def _targets(
    indicators: list[int],
    quarter: Quarter,
    as_at: datetime.datetime | None,
    with_history: bool,
    judging: set[int],
) -> dict[int, list[Target]]:
    """The targets that may be printed, and what each of them replaced: of the year, the quarter, a programme that is
    running; and what was asked before: those of the year before and of the target that judges. With history also those
    of the earlier columns."""
    year = quarter.financial_year.ordinal
    printed = Q(grain="P", ordinal__lte=quarter.ordinal, last_quarter__gte=quarter.ordinal)
    if with_history:
        printed |= Q(grain="Y", ordinal__range=(year - 4, year))
        printed |= Q(grain="Q", ordinal__range=(quarter.ordinal - 8, quarter.ordinal))
    else:
        printed |= Q(grain="Y", ordinal__in=(year - 1, year)) | Q(grain="Q", ordinal=quarter.ordinal)
    place = {key: OuterRef(key) for key in Target.KEY}
    known = Target.objects.all()
    if as_at is not None:
        known = known.filter(recorded_at__lte=as_at)
    found: dict[int, list[Target]] = {}
    judges = Exists(Target.objects.filter(pk__in=judging, **place))
    for target in known.filter(printed | judges, indicator__in=indicators):
        found.setdefault(target.indicator_id, []).append(target)
    return found
