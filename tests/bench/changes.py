"""One change among many figures: its ratings in its own transaction (P2), and saves during a full recompute (P3)."""

from __future__ import annotations

import statistics
import time
from decimal import Decimal
from threading import Event, Thread

from django.db import connection, transaction

from council.authorization import Role
from council.models import RoleAssignment, User
from council.periods import Slot
from kpis.actions import definitions, figures, ratings, targets
from kpis.entries import Entry
from kpis.models import Definition, Figure, Target
from kpis.models.ratings import Rating
from kpis.selectors import inputs
from kpis.selectors.inputs import EVERYTHING, Scope
from tests.bench import data
from tests.bench.measure import Report, percentile, seconds, value_of

INDICATORS, QUARTERS, CHANGES = 11_000, 40, 200
EVERY = 0.005  # seconds between two saves


def run(report: Report) -> None:
    """Measure both in a database of 440,000 figures."""
    data.make_council()
    data.make_series(INDICATORS, QUARTERS)
    lead = User.objects.get()
    RoleAssignment.objects.create(user=lead, role=Role.PERFORMANCE)
    _saves_during_a_recompute(report, lead)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE kpis_rating")
    _one_change(report, lead)


def _one_change(report: Report, lead: User) -> None:
    """The change and its ratings, committed together; every other rating row must stay untouched."""
    last = Rating.objects.latest("id").pk
    before = _fingerprint(last)
    for what, change in (("target", _change_target), ("definition", _change_definition)):
        times = []
        for number in range(CHANGES):
            row = Definition.objects.current().select_related("indicator").get(position=1 + number * 50)
            times.append(seconds(lambda row=row, change=change: _changed_and_rated(row, change, lead)) * 1000)
            left = sum(each["status"] is None for each in inputs.fetch(Scope(indicators=[row.indicator_id])))
            assert left == 0, f"{left} figures of {row} are still pending"
        report.add(
            f"changes: a {what} and its indicator's {QUARTERS} ratings, median",
            statistics.median(times),
            "ms",
        )
        report.add(
            f"changes: a {what} and its indicator's {QUARTERS} ratings, p95",
            percentile(times, 95),
            "ms",
            most=25,
        )
    report.add("changes: ratings rewritten by them", float(before != _fingerprint(last)), "rows", most=0)


def _changed_and_rated(row: Definition, change, lead: User) -> None:
    with transaction.atomic():
        change(row, lead)
        ratings.rate(Scope(indicators=[row.indicator_id]))


def _change_target(row: Definition, lead: User) -> None:
    """The newest year's target, a little higher."""
    target = Target.objects.current().filter(indicator=row.indicator).latest("ordinal")
    targets.set_target(
        indicator=row.indicator,
        grain=target.grain,
        ordinal=target.ordinal,
        by=lead,
        based_on=target.version,
        kind=target.kind,
        value=target.value + 1,
        reason="Measured",
    )


def _change_definition(row: Definition, lead: User) -> None:
    """The tolerance, which judges every figure of the indicator anew."""
    fields = {f.name: getattr(row, f.name) for f in Definition._meta.fields if f.name in _DEFINED}
    definitions.define(
        slug=row.indicator.slug, by=lead, based_on=row.version, **{**fields, "tolerance": Decimal("3.5")}
    )


_NOT_DEFINED = {"id", "version", "recorded_at", "recorded_by", "superseded_at", "indicator"}
_DEFINED = {field.name for field in Definition._meta.fields} - _NOT_DEFINED


def _fingerprint(last: int) -> object:
    """A sum over every rating row there was and the transaction that wrote it."""
    return value_of(
        f"SELECT sum(hashtextextended(id || ':' || xmin::text, 0)) FROM kpis_rating WHERE id <= {last}"
    )


def _saves_during_a_recompute(report: Report, lead: User) -> None:
    """An officer saves every few milliseconds while a worker rates everything for the first time."""
    over = Event()
    worker = Thread(target=_recompute_until_done, args=(over,))
    worker.start()
    waits = []
    number = 0
    while not over.is_set():
        figure = Figure.objects.current().select_related("indicator").filter(ordinal=data.LAST)[number % 1000]
        waits.append(seconds(lambda figure=figure: _save(figure, lead)) * 1000)
        number += 1
        time.sleep(EVERY)
    worker.join()
    report.add("changes: saves while 440,000 figures are rated", len(waits), "saves", least=50)
    report.add("changes: a save during the recompute, median", statistics.median(waits), "ms")
    report.add("changes: a save during the recompute, longest", max(waits), "ms", most=250)


def _recompute_until_done(over: Event) -> None:
    try:
        ratings.rate(EVERYTHING)
    finally:
        over.set()
        connection.close()


def _save(figure: Figure, lead: User) -> None:
    figures.record(
        indicator=figure.indicator,
        slot=Slot(figure.grain, figure.ordinal),
        entry=Entry(value=Decimal("61.5")),
        based_on=figure.version,
        by=lead,
        reason="Measured",
    )
