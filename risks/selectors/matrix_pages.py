"""The matrices with their versions and the registers scored by them, and what another version would make of the entries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from django.utils import timezone

from council.periods import Quarter, quarter_of
from risks.matrix import Matrix
from risks.models import MatrixVersion, Register, ReviewRound, RiskMatrix
from risks.selectors import register as registers
from risks.selectors.register import Row, Standing
from risks.visibility import RiskView

#: How many quarters somebody may choose from for a version to begin with.
QUARTERS_AHEAD = 8
Position = Literal["current", "target"]


@dataclass(frozen=True)
class VersionLine:
    """One version of a matrix and the last quarter that it scores (None: it is in force)."""

    row: MatrixVersion
    last: Quarter | None

    @cached_property
    def matrix(self) -> Matrix:
        return self.row.parsed()

    @property
    def first(self) -> Quarter:
        return Quarter.from_ordinal(self.row.valid_from)

    @property
    def scores(self) -> str:
        """The quarters it scores, in words."""
        if self.last is None:
            return f"From {self.first.label} on"
        if self.last == self.first:
            return self.first.label
        return f"{self.first.label} to {self.last.label}"


@dataclass(frozen=True)
class MatrixPage:
    """A matrix, its versions newest first, and the registers that are scored by it."""

    matrix: RiskMatrix
    versions: list[VersionLine]
    registers: list[Register]

    @property
    def newest(self) -> VersionLine:
        return self.versions[0]


def pages() -> list[MatrixPage]:
    """Every matrix, by name."""
    found = RiskMatrix.objects.order_by("name", "slug").prefetch_related("versions", "registers")
    return [MatrixPage(row, _lines(list(row.versions.all())), list(row.registers.all())) for row in found]


def page(slug: str) -> MatrixPage | None:
    """One matrix."""
    return next((found for found in pages() if found.matrix.slug == slug), None)


def _lines(versions: list[MatrixVersion]) -> list[VersionLine]:
    rising = sorted(versions, key=lambda row: row.valid_from)
    followed_by = [*(Quarter.from_ordinal(row.valid_from).previous for row in rising[1:]), None]
    return [VersionLine(row, last) for row, last in zip(rising, followed_by, strict=True)][::-1]


def first_quarters(found: MatrixPage | None) -> list[Quarter]:
    """The quarters a new version may begin with: the open one or later, and after the newest version's."""
    newest = ReviewRound.objects.first()
    if newest is None:
        start = quarter_of(timezone.localdate())
    else:
        start = newest.quarter if newest.is_open else newest.quarter.next
    first = start.ordinal if found is None else max(start.ordinal, found.newest.row.valid_from + 1)
    return [Quarter.from_ordinal(first + ahead) for ahead in range(QUARTERS_AHEAD)]


@dataclass(frozen=True)
class Rescored:
    """A position of an entry that another version scores or bands otherwise; `after` None: it has no such step."""

    row: Row
    position: Position
    before: Standing
    after: Standing | None


@dataclass(frozen=True)
class Trial:
    """What a draft would make of the entries that are on registers in a quarter."""

    quarter: Quarter
    entries: int
    changed: list[Rescored]


def would_change(draft: Matrix, found: MatrixPage, view: RiskView) -> Trial | None:
    """Score the entries of the registers of a matrix by a draft of its next version; None before any quarter."""
    round_ = next(iter(view.rounds), None)
    if round_ is None:
        return None
    rows = registers.rows_of_registers(found.registers, round_.quarter, view)
    by_entry = {
        row.entry.pk: row
        for row in rows
        if row.assessment is None or row.assessment.matrix.matrix_id == found.matrix.pk
    }
    positions: tuple[Position, ...] = ("current", "target")
    tried = [
        Rescored(row, position, before, rescored(before, draft))
        for row in by_entry.values()
        for position in positions
        if (before := getattr(row, position)).score is not None
    ]
    return Trial(round_.quarter, len(by_entry), [each for each in tried if _differs(each)])


def rescored(standing: Standing, draft: Matrix) -> Standing | None:
    """Where the same steps stand on another matrix; a score alone stays one. None where it lacks a step."""
    if standing.likelihood is None or standing.impact is None:
        return replace(standing, matrix=draft)
    likelihood = draft.step("likelihood", standing.likelihood.value)
    impact = draft.step("impact", standing.impact.value)
    if likelihood is None or impact is None:
        return None
    score = draft.score(likelihood, impact)
    return replace(standing, matrix=draft, likelihood=likelihood, impact=impact, score=score)


def _differs(each: Rescored) -> bool:
    """Whether score, band or words are others; that a band only looks otherwise is not told."""
    if each.after is None:
        return True
    return _said(each.before) != _said(each.after)


def _said(standing: Standing) -> tuple[object, ...]:
    return standing.score, standing.band.label if standing.band else "", standing.words
