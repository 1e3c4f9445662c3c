"""The ledger of an indicator's targets, and what a form that sets one must know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from council.periods import Month, Quarter, Slot, parse_quarter
from kpis.models import Definition, Figure, Indicator, Target
from kpis.profiles import YEARS

PROGRAMME = "from-"


@dataclass(frozen=True)
class Place:
    """What a target applies to, as an address writes it: 2021-22, 2021-22-Q3, 2021-09, or from-2021-22-Q3 (a programme)."""

    grain: str
    ordinal: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError with a sentence."""
        if text.startswith(PROGRAMME):
            return cls(Target.Grain.PROGRAMME, parse_quarter(text.removeprefix(PROGRAMME)).ordinal)
        slot = Slot.parse(text)
        return cls(slot.grain, slot.ordinal)

    @property
    def is_programme(self) -> bool:
        return self.grain == Target.Grain.PROGRAMME

    @property
    def label(self) -> str:
        if self.is_programme:
            return f"the programme from {Quarter.from_ordinal(self.ordinal).label}"
        return Slot(self.grain, self.ordinal).label

    def __str__(self) -> str:
        if self.is_programme:
            return f"{PROGRAMME}{Quarter.from_ordinal(self.ordinal)}"
        return str(Slot(self.grain, self.ordinal))


@dataclass(frozen=True)
class LedgerLine:
    """One entry of the ledger: a target, and the one that it replaced."""

    target: Target
    replaced: Target | None

    @property
    def place(self) -> Place:
        return Place(self.target.grain, self.target.ordinal)


def definition(slug: str) -> Definition | None:
    """What the indicator is now."""
    return (
        Definition.objects.current()
        .select_related("indicator", "service", "directorate")
        .filter(indicator__slug=slug)
        .first()
    )


def ledger(indicator: Indicator) -> list[LedgerLine]:
    """Every target that was ever set, newest first. One query."""
    targets = list(
        Target.objects.filter(indicator=indicator)
        .select_related("recorded_by")
        .order_by("-recorded_at", "-ordinal", "-version")
    )
    by_version = {(target.grain, target.ordinal, target.version): target for target in targets}
    return [
        LedgerLine(target, by_version.get((target.grain, target.ordinal, target.version - 1)))
        for target in targets
    ]


def in_force(lines: Sequence[LedgerLine]) -> list[LedgerLine]:
    """The targets that stand, the newest period first; in each year the year's before those of its quarters and months."""
    order = {"P": 0, "Y": 1, "Q": 2, "M": 3}

    def ending(line: LedgerLine) -> tuple:
        target = line.target
        slot = (
            Slot("Q", target.last_quarter) if line.place.is_programme else Slot(target.grain, target.ordinal)
        )
        return (-slot.period.year.ordinal, order[target.grain], -target.ordinal)

    return sorted((line for line in lines if line.target.is_current), key=ending)


def current(indicator: Indicator, place: Place) -> Target | None:
    """The target in force for exactly this place."""
    return (
        Target.objects.current()
        .filter(indicator=indicator, grain=place.grain, ordinal=place.ordinal)
        .select_related("recorded_by")
        .first()
    )


def places(definition: Definition, now: Quarter) -> list[Place]:
    """What a target may be set for: years, quarters, months where the indicator has them, and programmes by their first
    quarter; from the year before the newest round to two years after it."""
    year = now.start_year
    quarters = range(4 * (year - 1), 4 * (year + 2))
    found = [Place("Y", each) for each in range(year - 1, year + 3)]
    found += [Place("Q", each) for each in quarters]
    if definition.frequency == Definition.Frequency.MONTHLY:
        first = Month(year, 4).ordinal
        found += [Place("M", each) for each in range(first, first + 24)]
    return found + [Place(Target.Grain.PROGRAMME, each) for each in quarters]


def past_years(definition: Definition, before: int) -> dict[int, list[Decimal]]:
    """What each quarter counted in the last full years before the financial year `before`, newest first. One query.

    A year counts only if all four of its quarters are known. Running totals are taken apart into their quarters.
    """
    figures = Figure.objects.current().filter(
        indicator=definition.indicator_id, grain="Q", ordinal__lt=4 * before, value__isnull=False
    )
    by_year: dict[int, dict[int, Figure]] = {}
    for figure in figures:
        by_year.setdefault(figure.ordinal // 4, {})[figure.ordinal % 4] = figure
    full = [year for year in sorted(by_year, reverse=True) if len(by_year[year]) == 4]
    return {year: _quarters(by_year[year]) for year in full[:YEARS]}


def _quarters(figures: dict[int, Figure]) -> list[Decimal]:
    counted: list[Decimal] = []
    for number in range(4):
        figure = figures[number]
        counted.append(figure.value - sum(counted) if figure.is_running_total else figure.value)
    return counted
