"""A round with something in it, for the tests of rounds: the Highways Service's return of Quarter 3, filled in."""

from __future__ import annotations

from decimal import Decimal

from council.models import Service, User
from council.periods import Quarter
from kpis.actions import figures
from kpis.entries import Entry
from kpis.models import Definition, Return
from tests.factories import submit_as_it_stands


def person(username: str) -> User:
    return User.objects.get(username=username)


def highways() -> Service:
    return Service.objects.select_related("directorate").get(slug="highways")


def fill_in(service: Service, quarter: Quarter, by: User) -> None:
    """Enter every figure that is due from the service."""
    for definition in Definition.objects.current().filter(service=service).select_related("indicator"):
        for slot in definition.places_due(quarter):
            figures.record(
                indicator=definition.indicator,
                slot=slot,
                reported_in=quarter,
                entry=Entry(value=Decimal("91.25")),
                based_on=0,
                by=by,
            )


def submitted(quarter: Quarter) -> Return:
    """The return of the Highways Service, filled in and submitted by its officer."""
    officer = person("officer")
    fill_in(highways(), quarter, officer)
    return submit_as_it_stands(highways(), quarter, officer)
