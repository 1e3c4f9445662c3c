"""The registers that somebody may see, each with how its entries stand in a quarter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from council.periods import Quarter
from risks.matrix import Band
from risks.models import Register
from risks.selectors import register as registers
from risks.selectors.register import Row
from risks.travel import Travel
from risks.visibility import RiskView


@dataclass(frozen=True)
class BandCount:
    """How many entries have a current score in one band."""

    band: Band
    count: int


@dataclass(frozen=True)
class KindCounts:
    """The risks or the opportunities of a register in numbers; the highest band first."""

    is_opportunity: bool
    total: int
    bands: tuple[BandCount, ...]
    without_band: int
    unassessed: int
    travels: Counter[str]

    @property
    def improving(self) -> int:
        return self.travels[Travel.IMPROVING]

    @property
    def worsening(self) -> int:
        return self.travels[Travel.WORSENING]

    @property
    def new(self) -> int:
        return self.travels[Travel.NEW]


@dataclass(frozen=True)
class Summary:
    """One register in a quarter; `sees_all` is False where somebody sees only what they review while it is open."""

    register: Register
    rows: list[Row] = field(default_factory=list)
    sees_all: bool = True

    @property
    def kinds(self) -> list[KindCounts]:
        """Its risks and its opportunities, counted apart: a large opportunity is good news."""
        return counts(self.rows)


def summaries(quarter: Quarter, view: RiskView) -> list[Summary]:
    """Every register kept in the quarter that this person may see, the corporate ones first; also those without entries."""
    round_ = view.round_of(quarter)
    if round_ is None:
        return []
    kept = [row for row in view.registers if row.exists_in(quarter)]
    found: dict[int, list[Row]] = {row.pk: [] for row in kept}
    for row in registers.rows_of_registers(kept, quarter, view):
        found[row.place.register_id].append(row)
    return [
        Summary(row, found[row.pk], sees_all=not round_.is_open or view.sees_drafts_of(row)) for row in kept
    ]


def counts(rows: Iterable[Row]) -> list[KindCounts]:
    """Entries by kind and band; a kind that no entry is of is left out."""
    rows = list(rows)
    return [
        _counts([row for row in rows if row.is_opportunity == is_opportunity], is_opportunity)
        for is_opportunity in (False, True)
        if any(row.is_opportunity == is_opportunity for row in rows)
    ]


def _counts(rows: list[Row], is_opportunity: bool) -> KindCounts:
    """A matrix may have changed in between, so bands of one name count together, as the newest matrix draws them."""
    by_label: Counter[str] = Counter(row.current.band.label for row in rows if row.current.band)
    newest = max(rows, key=lambda row: row.assessment.ordinal if row.assessment else 0).matrix
    known = {band.label: band for row in rows for band in row.matrix.bands_of(is_opportunity)}
    known |= {band.label: band for band in newest.bands_of(is_opportunity)}
    ordered = sorted(known.values(), key=lambda band: band.lowest, reverse=True)
    return KindCounts(
        is_opportunity,
        total=len(rows),
        bands=tuple(BandCount(band, by_label[band.label]) for band in ordered if by_label[band.label]),
        without_band=sum(row.current.score is not None and row.current.band is None for row in rows),
        unassessed=sum(row.current.score is None for row in rows),
        travels=Counter(row.travel for row in rows),
    )
