"""Saving figures as an officer does: through the page, its form and everything behind it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from council.celery import app
from council.models import User
from council.periods import Quarter
from kpis.models import Definition, Figure
from kpis.selectors import entry, inputs
from kpis.selectors.inputs import EVERYTHING
from kpis.series import slot_of_round

Result = TypeVar("Result")


def due(user: User, quarter: Quarter) -> list[Definition]:
    """The indicators whose figure for `quarter` this person enters."""
    return next(
        [task.definition for task in each.tasks] for each in entry.tasks(user) if each.quarter == quarter
    )


def current(definition: Definition, quarter: Quarter) -> Figure | None:
    """The figure that stands in the place the round fills."""
    slot = slot_of_round(definition.frequency, quarter)
    return (
        Figure.objects.current()
        .filter(indicator=definition.indicator_id, grain=slot.grain, ordinal=slot.ordinal)
        .first()
    )


def save(
    client: Client, definition: Definition, quarter: Quarter, *, version: int, value: str, note: str = ""
) -> HttpResponse:
    """Post the form as a browser would."""
    return client.post(
        reverse("kpi-enter", args=[definition.indicator.slug, str(quarter)]),
        {
            "version": version,
            "value": value,
            "second_value": "",
            "text": "",
            "state": "provisional",
            "note": note,
            "confirmed": "on",
        },
    )


def says_pending(client: Client, definition: Definition) -> bool:
    """Whether the indicator's page says that the rating is being worked out."""
    return b"being worked out" in client.get(reverse("kpi-rating", args=[definition.indicator.slug])).content


def pending() -> int:
    """How many figures have no rating yet."""
    return sum(row["status"] is None for row in inputs.fetch(EVERYTHING))


def sweep() -> None:
    """What beat does every quarter of a minute."""
    app.send_task("council.drain_outbox", expires=15, ignore_result=True)


def at_once(*works: Callable[[], Result]) -> list[Result]:
    """Do several things at the same moment, each on a database connection of its own."""
    ready = Barrier(len(works))

    def run(work: Callable[[], Result]) -> Result:
        try:
            ready.wait(10)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]
