"""Rounds of councils that are less tidy than the demonstration: what moves, begins, ends or is missing meanwhile."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from council.actions import quarters
from council.models import ReportingQuarter, RoleAssignment, Service
from council.periods import Quarter, Slot
from kpis.actions import definitions, digests, figures
from kpis.actions.figures import FigureRefused
from kpis.entries import Entry
from kpis.models import Definition, Indicator
from kpis.selectors import return_page, rounds
from kpis.visibility import visible_to
from tests.factories import make_indicator, submit_as_it_stands
from tests.unit.kpis.round_rows import fill_in, highways, person

pytestmark = pytest.mark.django_db


def definition_of(indicator: Indicator) -> Definition:
    return Definition.objects.current().get(indicator=indicator)


def move(indicator: Indicator, slug: str) -> None:
    definitions.revise(
        definition_of(indicator),
        by=person("performance"),
        reason="Reorganised",
        service=Service.objects.get(slug=slug),
    )


def enter(indicator: Indicator, quarter: Quarter, username: str = "officer", based_on: int = 0) -> None:
    figures.record(
        indicator=indicator,
        slot=Slot.of(quarter),
        entry=Entry(value=Decimal("91.25") + based_on),
        based_on=based_on,
        by=person(username),
    )


def returns_of(quarter: Quarter) -> dict[str, rounds.ServiceReturn]:
    return {each.service.slug: each for each in rounds.monitor(quarter).returns}


# --- An indicator that moves from one service to another ------------------------------------------------------------------


def test_a_draft_moves_with_its_indicator_into_the_other_services_return(q3) -> None:
    kpi = make_indicator("gritted")
    enter(kpi, q3)
    move(kpi, "libraries")
    asked = returns_of(q3)
    assert kpi.pk in {each.indicator_id for each, _ in asked["libraries"].due}
    assert asked["libraries"].entered == 1
    assert kpi.pk not in {each.indicator_id for each, _ in asked["highways"].due}
    with pytest.raises(PermissionDenied, match="Library Service"):
        enter(kpi, q3, based_on=1)


def test_a_return_that_lost_its_last_indicator_hinders_nothing(q3) -> None:
    for row in Definition.objects.current().filter(service=highways()).select_related("indicator"):
        if row.places_due(q3):
            enter(row.indicator, q3)
        move(row.indicator, "libraries")
    watched = rounds.monitor(q3)
    assert "highways" not in {each.service.slug for each in watched.returns}
    assert not [finding for finding in watched.findings if finding.service == "highways"]


# --- An indicator that begins or ends inside a quarter --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dates", "months"),
    [
        ({"introduced_on": datetime.date(2021, 11, 30)}, ["2021-11", "2021-12"]),
        ({"introduced_on": datetime.date(2021, 12, 1)}, ["2021-12"]),
        ({"retired_on": datetime.date(2021, 11, 1)}, ["2021-10", "2021-11"]),
        ({"retired_on": datetime.date(2021, 10, 31)}, ["2021-10"]),
        ({}, ["2021-10", "2021-11", "2021-12"]),
    ],
)
def test_only_the_months_in_which_it_is_measured_are_asked_for(q3, dates: dict, months: list[str]) -> None:
    kpi = make_indicator("gullies", frequency="monthly", basis="month", **dates)
    page = return_page.page(highways(), q3, visible_to(person("officer")))
    assert [str(line.slot) for line in page.lines if line.definition.indicator_id == kpi.pk] == months


# --- Two rounds open at once ----------------------------------------------------------------------------------------------


def test_a_submitted_return_keeps_no_figure_of_the_other_open_round_back(q3) -> None:
    quarters.open_quarter(quarter=q3.next, by=person("performance"))
    fill_in(highways(), q3, person("officer"))
    submit_as_it_stands(highways(), q3, person("officer"))
    indicator = Definition.objects.current().filter(service=highways()).first().indicator
    enter(indicator, q3.next)
    with pytest.raises(FigureRefused, match="has been submitted"):
        enter(indicator, q3, based_on=1)


# --- Nobody to approve ----------------------------------------------------------------------------------------------------


def test_without_any_approver_the_round_still_closes_with_a_reason(q3) -> None:
    RoleAssignment.objects.filter(role="approver").delete()
    submit_as_it_stands(highways(), q3, person("officer"))
    assert "waits for approval" in returns_of(q3)["highways"].words
    lead = person("performance")
    lead.email = "lead@example.org"
    lead.save(update_fields=["email"])
    digests.send(timezone.now())
    assert "1 to approve" in next(each.subject for each in mail.outbox if each.to == [lead.email])
    closed = quarters.close_quarter(
        quarter=q3, by=lead, reason="Nobody approves for the Highways Service yet"
    )
    assert not closed.is_open


# --- The days on which clocks change --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "due",
    [
        datetime.date(2022, 3, 27),  # the day has 23 hours in London
        datetime.date(2022, 10, 30),  # 25 hours
        datetime.date(2024, 2, 29),
        datetime.date(2022, 1, 31),
    ],
)
def test_one_digest_a_london_day_whenever_the_run_is(q3, due: datetime.date) -> None:
    """On the day, and a week later; never twice between two midnights of London, nor on the days between."""
    ReportingQuarter.objects.filter(ordinal=q3.ordinal).update(due_on=due)
    officer = person("officer")
    officer.email = "officer@example.org"
    officer.save(update_fields=["email"])

    def sent(day: datetime.date, hour: int, minute: int) -> int:
        moment = timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))
        mail.outbox.clear()
        digests.send(moment.astimezone(datetime.UTC))
        return sum(message.to == [officer.email] for message in mail.outbox)

    week = datetime.timedelta(days=7)
    day = datetime.timedelta(days=1)
    assert sent(due - week, 23, 59) == 1
    assert sent(due - day, 23, 59) == 0
    assert [sent(due, hour, minute) for hour, minute in ((0, 0), (7, 30), (23, 59))] == [1, 0, 0]
    assert sent(due + week - day, 23, 59) == 0
    assert [sent(due + week, hour, 0) for hour in (0, 23)] == [1, 0]
