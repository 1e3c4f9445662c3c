"""The figures of one return, each with what it is looked at beside: earlier ones, target, rating, warnings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from council.periods import Quarter, Slot
from council.presenters import mark_of, scheme_marks
from council.sections import Mark
from kpis import rating
from kpis.calculations import in_words, parse
from kpis.due import due_places
from kpis.models import Definition, Figure, SeriesBreak, Target
from kpis.presenters import figure_words, main_target, slot_heading, target_words
from kpis.sanity import Typed, Usual, warnings
from kpis.selectors import inputs
from kpis.selectors.entry import usual
from kpis.selectors.inputs import Scope
from kpis.selectors.outcomes import explain, schemes_by_version
from kpis.visibility import View

#: A rating of one of these colours needs an action before the return is submitted.
CALLS_FOR_ACTION = {"amber", "yellow", "red"}


@dataclass(frozen=True)
class Line:
    """One figure of a return, with what it is looked at beside."""

    definition: Definition
    slot: Slot
    round: Quarter
    figure: Figure | None
    last_period: Figure | None
    last_year: Figure | None
    target: Target | None
    usual: Usual
    calculated_from: str = ""
    outcome: rating.Outcome | None = None
    is_pending: bool = False
    marks: dict[str, Mark] = field(default_factory=dict)
    colours: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Names the line in a form and in the address of a part of the page."""
        return f"{self.definition.indicator.slug}--{self.slot}"

    @property
    def name(self) -> str:
        """The indicator, and its period where the return's heading does not say it."""
        period = "" if self.slot == Slot.of(self.round) else f", {self.slot.label}"
        return f"{self.definition.name}{period}"

    @property
    def is_entered_here(self) -> bool:
        """Whether a change of it belongs to this return, not to the earlier round that brought the figure."""
        return not self.calculated_from and (
            self.figure is None or self.figure.reported_in == self.round.ordinal
        )

    @property
    def words(self) -> str:
        return figure_words(self.figure, self.definition)

    @property
    def last_period_words(self) -> str:
        return figure_words(self.last_period, self.definition)

    @property
    def last_year_words(self) -> str:
        return figure_words(self.last_year, self.definition)

    @property
    def target_words(self) -> str:
        return target_words(self.target, self.definition)

    @property
    def heading(self) -> str:
        return slot_heading(self.slot, self.definition.frequency)

    @property
    def mark(self) -> Mark | None:
        """The rating; that it is being worked out; None without a figure."""
        if self.outcome is None:
            return None
        return mark_of("pending" if self.is_pending else self.outcome.status, self.marks)

    @property
    def status_word(self) -> str:
        """The rating in words, whether it is stored yet or not; "" where the figure is not rated."""
        return self.marks[self.outcome.status].word if self.outcome and self.outcome.rated else ""

    @cached_property
    def warnings(self) -> list[str]:
        """What looks wrong about the figure that is saved."""
        if self.figure is None or self.figure.value is None:
            return []
        return warnings(
            Typed(
                value=self.figure.value,
                numerator=self.figure.numerator,
                denominator=self.figure.denominator,
            ),
            self.usual,
        )

    @property
    def needs_action(self) -> bool:
        """Whether its rating is one that the committee expects an action on, stored yet or not."""
        if self.outcome is None or not self.outcome.rated:
            return False
        return self.colours.get(self.outcome.status, "") in CALLS_FOR_ACTION


def lines_of(definitions: list[Definition], quarter: Quarter, view: View) -> list[Line]:
    """Every figure that is due, and every one that is worked out from others, in the order of the definitions.

    What is worked out from drafts that are not this person's to see comes without its figure.
    Five queries at most; six where something is worked out from indicators that are not among `definitions`.
    """
    indicators = [each.indicator_id for each in definitions]
    series: dict[int, dict[Slot, Figure]] = defaultdict(dict)
    for figure in view.figures().current().filter(indicator__in=indicators).select_related("recorded_by"):
        series[figure.indicator_id][figure.slot] = figure
    breaks: dict[int, list[Slot]] = defaultdict(list)
    for mark in SeriesBreak.objects.filter(indicator__in=indicators, removed_at=None):
        breaks[mark.indicator_id].append(mark.slot)
    targets: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.current().filter(indicator__in=indicators):
        targets[target.indicator_id].append(target)
    places = [(each, slot) for each in definitions for slot in _places(each, quarter)]
    shown = [figure.pk for each, slot in places if (figure := series[each.indicator_id].get(slot))]
    judged = {row["figure_id"]: row for row in inputs.fetch(Scope(figures=shown))} if shown else {}
    schemes = schemes_by_version()
    names = _names_of_parts(definitions)
    found = []
    for each, slot in places:
        theirs = series[each.indicator_id]
        figure = theirs.get(slot)
        row = judged.get(figure.pk) if figure else None
        scheme = schemes[row["scheme_version_id"]] if row else None
        found.append(
            Line(
                definition=each,
                slot=slot,
                round=quarter,
                figure=figure,
                last_period=theirs.get(slot.previous()),
                last_year=theirs.get(slot.last_year()) if slot.grain != "Y" else None,
                target=_target_of(targets[each.indicator_id], slot, quarter),
                usual=usual(each, slot, theirs.values(), breaks[each.indicator_id]),
                calculated_from=in_words(parse(each.calculation), names) if each.calculation else "",
                outcome=explain(row, scheme, unit=each.unit, decimals=each.decimals) if row else None,
                is_pending=bool(row) and row["status"] is None,
                marks=scheme_marks(scheme.statuses) if scheme else {},
                colours={status.code: status.colour for status in scheme.statuses} if scheme else {},
            )
        )
    return found


def versions(wanted: Iterable[tuple[Line, int]]) -> dict[str, Figure]:
    """Given versions of lines' figures, superseded or not, by the lines' keys. One query, none where nothing is wanted."""
    keys = {
        (line.definition.indicator_id, line.slot.grain, line.slot.ordinal, version): line.key
        for line, version in wanted
    }
    if not keys:
        return {}
    found = Figure.objects.filter(
        indicator__in={key[0] for key in keys},
        ordinal__in={key[2] for key in keys},
        version__in={key[3] for key in keys},
    )
    named = {keys.get((row.indicator_id, row.grain, row.ordinal, row.version)): row for row in found}
    return {key: row for key, row in named.items() if key is not None}


def _places(definition: Definition, quarter: Quarter) -> list[Slot]:
    if definition.calculation:
        return due_places(definition.frequency, definition.basis, definition.lag, quarter)
    return definition.places_due(quarter)


def _names_of_parts(definitions: list[Definition]) -> dict[str, str]:
    """The names of the indicators that others are worked out from. One query, none where all are among `definitions`."""
    names = {each.indicator.slug: each.name for each in definitions}
    slugs = {slug for each in definitions if each.calculation for slug in parse(each.calculation).of}
    if others := slugs - names.keys():
        named = Definition.objects.current().filter(indicator__slug__in=others)
        names |= dict(named.values_list("indicator__slug", "name"))
    return names


def _target_of(targets: list[Target], slot: Slot, quarter: Quarter) -> Target | None:
    """The target that judges a place, chosen as `kpis.selectors.entry.beside` does."""
    fitting = [
        target
        for target in targets
        if (target.grain, target.ordinal) in {(slot.grain, slot.ordinal), ("Y", slot.period.year.ordinal)}
        or (target.grain == "P" and target.ordinal <= quarter.ordinal <= (target.last_quarter or 0))
    ]
    return main_target(fitting, slot.grain)
