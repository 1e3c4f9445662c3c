"""One reading of what papers are made from: the rounds, registers and reports that there were, and the indicators' rows.

Several papers of a meeting, the papers and their check, or a page and its warnings ask for the same; each is read once.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property

from complaints.visibility import PaperView, for_papers
from council.periods import Quarter
from council.selectors import council_name
from kpis.selectors import dashboard
from kpis.selectors.dashboard import IndicatorRow
from kpis.visibility import View
from kpis.visibility import visible_to as kpis_visible_to
from risks.visibility import RiskView
from risks.visibility import visible_to as risks_visible_to


@dataclass(frozen=True)
class Reading:
    """What is read as at one moment (None: now), as the council itself sees it. To read anew, begin another."""

    as_at: datetime.datetime | None = None
    _rows: dict[Quarter, list[IndicatorRow]] = field(default_factory=dict)

    @cached_property
    def kpis(self) -> View:
        return kpis_visible_to(None, self.as_at)

    @cached_property
    def risks(self) -> RiskView:
        return risks_visible_to(None, self.as_at)

    @cached_property
    def complaints(self) -> PaperView:
        return for_papers(self.as_at)

    @cached_property
    def council(self) -> str:
        return council_name()

    def indicators(self, quarter: Quarter) -> list[IndicatorRow]:
        """The indicators of a quarter as its paper prints them."""
        if quarter not in self._rows:
            self._rows[quarter] = dashboard.rows(quarter, self.kpis, as_at=self.as_at, with_history=True)
        return self._rows[quarter]
