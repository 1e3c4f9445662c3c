"""The register's documents: the register itself, as cards or as a table, and its summary profile. Takes rows."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from council.period_kinds import date_label
from council.periods import Quarter
from council.sections import Document, Section, Table
from risks.export_cards import card
from risks.export_sheets import key_sheet, profile_sheets, register_sheets
from risks.export_tables import key_section, movement_blocks, overview_table, profile_tables, register_tables
from risks.matrix import Matrix
from risks.models import Register, ReviewRound
from risks.selectors.movement_report import MovementReport
from risks.selectors.profile import Profile
from risks.selectors.register import Row

Layout = Register.Layout


@dataclass(frozen=True)
class Kept:
    """A register as it stood in a quarter, read for a file: with controls and actions for the register itself, with
    its profile for the summary profile.
    """

    register: Register
    rows: Sequence[Row]
    report: MovementReport
    layout: str = ""
    profile: Profile | None = None

    @property
    def in_order(self) -> list[Row]:
        """Risks, then opportunities."""
        return sorted(self.rows, key=lambda row: row.is_opportunity)


def register_document(
    kept: Sequence[Kept], quarter: Quarter, round_: ReviewRound, *, council: str, as_at: datetime.datetime
) -> Document:
    """Registers of a quarter, each with its movements, and the key to their scores."""
    return _document(
        kept,
        quarter,
        round_,
        parts=_register_sections,
        sheets=lambda each: register_sheets(each.in_order, each.report),
        title=kept[0].register.name if len(kept) == 1 else "Risk and opportunity registers",
        council=council,
        as_at=as_at,
    )


def profile_document(
    kept: Sequence[Kept], quarter: Quarter, round_: ReviewRound, *, council: str, as_at: datetime.datetime
) -> Document:
    """The summary risk profile of registers, the paper's Appendix B."""
    first = kept[0].register
    if len(kept) > 1:
        title = "Summary risk profiles"
    elif first.is_corporate:
        title = f"Corporate Summary Risk Profile {quarter.financial_year.label}"
    else:
        title = f"Summary Risk Profile {quarter.financial_year.label}: {first.name}"
    return _document(
        kept,
        quarter,
        round_,
        parts=_profile_sections,
        sheets=lambda each: profile_sheets(each.profile, each.report),
        title=title,
        council=council,
        as_at=as_at,
    )


def _document(
    kept: Sequence[Kept],
    quarter: Quarter,
    round_: ReviewRound,
    *,
    parts: Callable[[Kept, int], Iterator[Section]],
    sheets: Callable[[Kept], Iterator[Table]],
    title: str,
    council: str,
    as_at: datetime.datetime,
) -> Document:
    """Several registers have a heading each; a single one gives the document its title."""
    several = len(kept) > 1
    sections: list[Section] = []
    for number, each in enumerate(kept):
        if several:
            sections.append(Section(each.register.name, new_page=number > 0))
        sections += parts(each, 2 if several else 1)
    matrices = _different(row.matrix for each in kept for row in each.rows)
    titles = (
        ["Key to scores"] if len(matrices) == 1 else [f"Key to scores {n + 1}" for n in range(len(matrices))]
    )
    keys = [key_section(matrix, level=1, title=name) for matrix, name in zip(matrices, titles, strict=True)]
    return Document(
        title=title,
        subtitle=f"{quarter.label}{_standing(round_)}",
        marking=f"Draft: the review of {quarter.label} is open" if round_.is_open else "",
        council=council,
        as_at=as_at,
        sections=(*sections, *keys),
        sheets=(
            *(Section(each.register.name, tuple(sheets(each))) for each in kept),
            *(Section(name, (key_sheet(matrix),)) for matrix, name in zip(matrices, titles, strict=True)),
        ),
        section_heading="Register",
        table_heading="Table",
    )


def _standing(round_: ReviewRound) -> str:
    """Since when the quarter stands as it is printed."""
    return f", as it stood on {date_label(timezone.localdate(round_.closed_at))}" if round_.closed_at else ""


def _different(matrices: Iterator[Matrix]) -> list[Matrix]:
    """Each matrix once: what was scored by an older version keeps that."""
    found: list[Matrix] = []
    for matrix in matrices:
        if matrix not in found:
            found.append(matrix)
    return found


def _register_sections(kept: Kept, level: int) -> Iterator[Section]:
    yield Section("Movements", tuple(movement_blocks(kept.report)), level=level)
    if not kept.rows:
        yield Section("Entries", ("No entry is on the register in this quarter.",), level=level)
        return
    yield Section("Entries", (overview_table(kept.in_order),), level=level)
    if kept.layout == Layout.TABLE:
        for title, table in register_tables(kept.rows):
            yield Section(title, (table,), level=level, new_page=True)
    else:
        yield from (card(row, level=level) for row in kept.in_order)


def _profile_sections(kept: Kept, level: int) -> Iterator[Section]:
    tables = (
        tuple(profile_tables(kept.profile))
        if kept.rows
        else ("No entry is on the register in this quarter.",)
    )
    yield Section("Profile", tables, level=level)
    yield Section("Movements", tuple(movement_blocks(kept.report)), level=level)
