"""The tables a committee can take away as a file, by the name that commands and addresses use."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

from council.periods import Quarter
from council.sections import Document, tables_of
from council.selectors import council_name
from kpis.change_tables import change_document
from kpis.exports import kpi_document, ratings_document
from kpis.narrative_tables import narrative_sections
from kpis.selectors import changes, commentary, dashboard, grid
from kpis.selectors.outcomes import schemes_by_version
from kpis.selectors.previous_targets import under_previous_target
from kpis.visibility import View


class NothingToExport(Exception):
    """The quarter does not exist, or not for this person; the message says what to do."""


def kpis(quarter: Quarter, *, view: View, now: datetime.datetime) -> Document:
    """Appendix A of the performance report, and the narrative where the quarter has one."""
    rows = dashboard.rows(quarter, view, with_history=True)
    if not rows:
        raise NothingToExport(f"There are no indicators in {quarter.label}.")
    under_previous = under_previous_target(rows, view, targets=[t for row in rows for t in row.targets])
    document = kpi_document(rows, quarter, under_previous=under_previous, council=council_name(), as_at=now)
    said = narrative_sections(
        commentary.of_quarter(quarter, view), first_table=len(list(tables_of(document))) + 1
    )
    return replace(document, sections=(*document.sections, *said))


def ratings(quarter: Quarter, *, view: View, now: datetime.datetime) -> Document:
    """The ratings of the last eight reporting quarters."""
    schemes = schemes_by_version()
    rows = dashboard.summaries(quarter, view, schemes=schemes)
    if not rows:
        raise NothingToExport(f"There are no indicators in {quarter.label}.")
    rounds = grid.rounds_up_to(quarter, view)
    cells = grid.cells(rows, rounds, view, schemes=schemes)
    return ratings_document(rows, rounds, cells, council=council_name(), as_at=now)


def changed(quarter: Quarter, *, view: View, now: datetime.datetime) -> Document:
    """What changed in a closed quarter after members had seen it."""
    if quarter.ordinal not in view.closed:
        raise NothingToExport(
            f"{quarter.label} is open: what is entered now is no change to what members saw."
        )
    found = changes.changes(view, quarter=quarter)
    return change_document(found, quarter, council=council_name(), as_at=now)


TABLES: dict[str, Callable[..., Document]] = {"kpis": kpis, "ratings": ratings, "changes": changed}


def build(table: str, quarter: Quarter, *, view: View, now: datetime.datetime) -> Document:
    """The table as somebody may see it."""
    if not view.sees_quarter(quarter):
        known = ", ".join(str(row) for row in reversed(view.quarters)) if view.user is None else ""
        raise NothingToExport(
            f"There is no reporting quarter {quarter}." + (f" There are: {known}." if known else "")
        )
    return TABLES[table](quarter, view=view, now=now)
