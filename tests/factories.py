"""Rows for tests, written by the actions that people use, so that no test relies on data the product would refuse."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.utils import timezone

from council.models import CorporatePriority, ReportingQuarter, Service, User
from council.periods import Quarter, Slot, parse_quarter
from kpis.actions import definitions, figures, ratings, targets
from kpis.entries import Entry
from kpis.models import Figure, Indicator, Return, ReturnStep, Target
from kpis.selectors import inputs
from kpis.selectors.inputs import Scope

LONG_AGO = datetime.datetime(2018, 4, 1, 12, tzinfo=datetime.UTC)


def performance_lead() -> User:
    return User.objects.get(username="performance")


def definition_fields(service: str = "highways", **fields: object) -> dict:
    """A quarterly percentage of the Highways Service where high is good, unless `fields` say otherwise."""
    owner = Service.objects.select_related("directorate").get(slug=service)
    return {
        "name": "Roads gritted on time",
        "position": 90,
        "priority": CorporatePriority.objects.get(slug="delivering-better-services"),
        "directorate": owner.directorate,
        "service": owner,
        "good_is": "high",
        "value_type": "percentage",
        "unit": "%",
        "frequency": "quarterly",
        "basis": "quarter",
        **fields,
    }


def make_indicator(slug: str = "roads-gritted", service: str = "highways", **fields: object) -> Indicator:
    definition = definitions.define(
        slug=slug, by=performance_lead(), based_on=0, at=LONG_AGO, **definition_fields(service, **fields)
    )
    return definition.indicator


def make_target(
    indicator: Indicator, applies_to: str = "2021-22", value: str = "", **fields: object
) -> Target:
    """A target of a year or a quarter; of a value, unless `fields` name another kind."""
    slot = Slot.parse(applies_to)
    given = {"kind": "value", "value": Decimal(value)} if value else {}
    given = {"grain": slot.grain, "ordinal": slot.ordinal, "based_on": 0, "at": LONG_AGO} | given | fields
    return targets.set_target(indicator=indicator, by=performance_lead(), **given)


def make_figure(
    indicator: Indicator,
    slot: str,
    value: str = "",
    *,
    based_on: int = 0,
    reported_in: str = "",
    **entry: object,
) -> Figure:
    """A figure entered by the performance lead, with a reason where its round is closed; the round is opened if need be."""
    place = Slot.parse(slot)
    quarter = parse_quarter(reported_in) if reported_in else place.period.quarter
    ReportingQuarter.objects.get_or_create(ordinal=quarter.ordinal, defaults={"opened_at": LONG_AGO})
    return figures.record(
        indicator=indicator,
        slot=place,
        reported_in=quarter,
        entry=Entry(value=Decimal(value) if value else None, **entry),
        based_on=based_on,
        by=performance_lead(),
        reason="Entered for a test",
    )


def submit_as_it_stands(service: Service, quarter: Quarter, by: User) -> Return:
    """A return that lies with its approver, whatever it lacks: for tests of what comes after, not of submitting."""
    row, _ = Return.objects.update_or_create(
        service=service,
        round_id=quarter.ordinal,
        defaults={"state": Return.State.SUBMITTED, "submitted_by": by},
    )
    ReturnStep.objects.create(service_return=row, step=ReturnStep.Step.SUBMITTED, at=timezone.now(), by=by)
    return row


def judged(indicator: Indicator, *, rate: bool = True) -> dict[str, dict]:
    """The inputs and ratings of an indicator's figures by place ("2021-22-Q2"), worked out first unless told otherwise."""
    scope = Scope(indicators=[indicator.pk])
    if rate:
        ratings.rate(scope)
    return {str(Slot(row["grain"], row["ordinal"])): row for row in inputs.fetch(scope)}
