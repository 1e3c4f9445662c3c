"""The tables a committee can take away as a file, by the name that commands and addresses use."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from council.models import Council, ReportingQuarter, User
from council.periods import Quarter
from council.sections import Document
from kpis.exports import kpi_document, ratings_document
from kpis.selectors import dashboard, grid
from kpis.selectors.outcomes import schemes_by_version
from kpis.visibility import View, visible_to


class NothingToExport(Exception):
    """The quarter does not exist, or not for this person; the message says what to do."""


def kpis(quarter: Quarter, *, view: View, now: datetime.datetime) -> Document:
    """Appendix A of the performance report."""
    rows = dashboard.rows(quarter, view, with_history=True)
    if not rows:
        raise NothingToExport(f"There are no indicators in {quarter.label}.")
    return kpi_document(rows, quarter, council=Council.objects.get().name, as_at=now)


def ratings(quarter: Quarter, *, view: View, now: datetime.datetime) -> Document:
    """The ratings of the last eight reporting quarters."""
    schemes = schemes_by_version()
    rows = dashboard.summaries(quarter, view, schemes=schemes)
    if not rows:
        raise NothingToExport(f"There are no indicators in {quarter.label}.")
    rounds = grid.rounds_up_to(quarter, view)
    cells = grid.cells(rows, rounds, view, schemes=schemes)
    return ratings_document(rows, rounds, cells, council=Council.objects.get().name, as_at=now)


TABLES: dict[str, Callable[..., Document]] = {"kpis": kpis, "ratings": ratings}


def build(table: str, quarter: Quarter, *, user: User | None, now: datetime.datetime) -> Document:
    """The table as `user` may see it (None: the system, which sees everything)."""
    view = visible_to(user)
    if not view.sees_quarter(quarter):
        known = (
            ", ".join(str(row) for row in ReportingQuarter.objects.order_by("ordinal"))
            if user is None
            else ""
        )
        raise NothingToExport(
            f"There is no reporting quarter {quarter}." + (f" There are: {known}." if known else "")
        )
    return TABLES[table](quarter, view=view, now=now)
