"""From an officer's commit to the rating that a reader sees, through Redis and a real worker."""

from __future__ import annotations

import statistics
from decimal import Decimal

from council import outbox
from council.authorization import Role
from council.models import RoleAssignment, User
from council.periods import Slot
from kpis.actions import figures, ratings
from kpis.entries import Entry
from kpis.models import Figure, Rating
from kpis.selectors.inputs import EVERYTHING
from tests.bench import data
from tests.bench.measure import Report, percentile
from tests.services import running_worker, wait_for

INDICATORS, QUARTERS, SAVES = 500, 40, 40


def run(report: Report) -> None:
    """Save figures one after another, each when the one before is rated."""
    data.make_council()
    data.make_series(INDICATORS, QUARTERS)
    lead = User.objects.get()
    RoleAssignment.objects.create(user=lead, role=Role.PERFORMANCE)
    ratings.rate(EVERYTHING)
    outbox.drain()
    with running_worker():
        newest = Figure.objects.current().filter(ordinal=data.LAST).select_related("indicator")
        waits = [_commit_to_visible(figure, lead) * 1000 for figure in newest[:SAVES]]
    report.add("worker: one figure, commit to visible, median", statistics.median(waits), "ms")
    report.add("worker: one figure, commit to visible, p95", percentile(waits, 95), "ms", most=1000)


def _commit_to_visible(figure: Figure, lead: User) -> float:
    saved = figures.record(
        indicator=figure.indicator,
        slot=Slot(figure.grain, figure.ordinal),
        entry=Entry(value=Decimal("61.5")),
        based_on=figure.version,
        by=lead,
        reason="Measured",
    )
    return wait_for(lambda: Rating.objects.filter(figure_id=saved.pk).exists(), every=0.002)
