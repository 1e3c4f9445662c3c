"""The KPI part of a service on a page, and of a directorate: what stands, what got worse, what is said and done about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F

from council.models import Directorate, Service
from council.periods import Quarter
from kpis.exceptions import place_of
from kpis.models import Commentary
from kpis.selectors import dashboard, grid
from kpis.selectors.dashboard import IndicatorRow
from kpis.selectors.grid import Cells
from kpis.selectors.outcomes import schemes_by_version
from kpis.visibility import View

#: How many quarters the small grid of ratings shows.
ROUNDS = 4


@dataclass(frozen=True)
class Concern:
    """Indicators that are not on track and share a commentary, with that commentary: the newest by the quarter."""

    rows: list[IndicatorRow]
    commentary: Commentary | None

    @property
    def said_in(self) -> Quarter | None:
        """The earlier quarter that the commentary is of; None where it is of the quarter itself."""
        if self.commentary is None or self.commentary.reported_in == self.rows[0].quarter.ordinal:
            return None
        return Quarter.from_ordinal(self.commentary.reported_in)


@dataclass(frozen=True)
class ServiceKpis:
    """A service's indicators in one quarter, as one person may see them. `rows` are complete."""

    rows: list[IndicatorRow]
    rounds: list[Quarter] = field(default_factory=list)
    cells: Cells = field(default_factory=dict)
    concerns: list[Concern] = field(default_factory=list)

    @property
    def worse(self) -> list[IndicatorRow]:
        """Those whose figure of this quarter is worse than the one before; than last year's, where only that compares."""
        return [row for row in self.rows if row.is_current and _direction(row) == "worse"]

    @property
    def awaited(self) -> list[IndicatorRow]:
        """Those whose figure for this quarter is due and has not come."""
        return [row for row in self.rows if row.state == "awaiting"]


@dataclass(frozen=True)
class Counted:
    """A service of a list, with how many of its indicators have each status or state."""

    service: Service
    counts: Counter[str]

    @property
    def total(self) -> int:
        return self.counts.total()


def service_kpis(slug: str, quarter: Quarter, view: View) -> ServiceKpis:
    """What the page of a service shows of its indicators. Ten queries."""
    schemes = schemes_by_version()
    rows = dashboard.summaries(quarter, view, schemes=schemes, service=slug)
    if not rows:
        return ServiceKpis(rows)
    dashboard.complete(rows, view)
    rounds = grid.rounds_up_to(quarter, view)[-ROUNDS:]
    return ServiceKpis(
        rows=rows,
        rounds=rounds,
        cells=grid.cells(rows, rounds, view, schemes=schemes),
        concerns=_concerns(rows, view),
    )


def service(slug: str) -> Service | None:
    """The service of an address, whether or not it has indicators."""
    return Service.objects.select_related("directorate").filter(slug=slug).first()


def directorate(slug: str) -> Directorate | None:
    """The directorate of an address."""
    return Directorate.objects.filter(slug=slug).first()


def counted(rows: Iterable[IndicatorRow]) -> list[Counted]:
    """The services of `rows` by name, each with the counts of its indicators (counts, never averages). No query."""
    found: dict[int, Counted] = {}
    for row in rows:
        service = row.definition.service
        found.setdefault(service.pk, Counted(service, Counter())).counts[row.state] += 1
    return sorted(found.values(), key=lambda each: each.service.name)


def _direction(row: IndicatorRow) -> str:
    outcome = row.outcome
    return (outcome.direction_previous or outcome.direction_last_year or "") if outcome else ""


def _concerns(rows: list[IndicatorRow], view: View) -> list[Concern]:
    """Every indicator below the best rating of its scheme, the worst first, beside those that share its commentary."""
    short = [row for row in rows if place_of(row.state, list(row.marks)) in {"middle", "worst"}]
    newest = _newest_commentary(short, view)
    by_commentary: dict[tuple[str, int], list[IndicatorRow]] = {}
    for row in sorted(short, key=lambda row: row.rank):
        said = newest.get(row.definition.indicator_id)
        key = ("commentary", said.pk) if said else ("indicator", row.definition.indicator_id)
        by_commentary.setdefault(key, []).append(row)
    return [
        Concern(together, newest.get(together[0].definition.indicator_id))
        for together in by_commentary.values()
    ]


def _newest_commentary(rows: list[IndicatorRow], view: View) -> dict[int, Commentary]:
    """The newest words about each indicator by the quarter, of the rounds this person may see. One query."""
    if not rows:
        return {}
    quarter, service = rows[0].quarter, rows[0].definition.service
    rounds = [ordinal for ordinal in view.rounds_of(service) if ordinal <= quarter.ordinal]
    said = (
        view.commentary()
        .current()
        .filter(
            indicators__in=[row.definition.indicator_id for row in rows],
            reported_in__in=rounds,
        )
        .annotate(about=F("indicators"))
        .order_by("reported_in", "-position")
    )
    return {commentary.about: commentary for commentary in said}
