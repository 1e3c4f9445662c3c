"""Writing figures."""

from __future__ import annotations

import datetime
from dataclasses import asdict, fields

from django.db import transaction

from council import outbox
from council.actions import quarters
from council.actions.superseding import EditConflict, supersede
from council.authorization import Permission, require
from council.models import ReportingQuarter, User
from council.periods import Quarter, RunningTotal, Slot, parse
from council.sections import clean_text
from kpis.actions import calculations, returns
from kpis.entries import Entry
from kpis.models import Definition, Figure, Indicator
from kpis.series import usual_period
from kpis.topics import RATE


class FigureRefused(Exception):
    """A figure cannot be recorded; the message says why and what to do."""


class QuarterNotOpen(FigureRefused):
    """Nobody has opened the reporting quarter."""


class ReasonNeeded(FigureRefused):
    """Members have seen the figure, or somebody approved it, so a change says why."""


class FigureIsCalculated(FigureRefused):
    """The indicator is worked out from others: its figures are not entered."""


@transaction.atomic
def record(
    *,
    indicator: Indicator,
    slot: Slot,
    entry: Entry,
    based_on: int,
    by: User,
    reported_in: Quarter | None = None,
    period: str = "",
    reason: str = "",
    at: datetime.datetime | None = None,
) -> Figure:
    """Make `entry` the figure of `indicator` at `slot`, with those worked out from it, and have their ratings worked out.

    `based_on` is the version the person saw (0: none). `reported_in` is the round (default: the slot's own quarter),
    `period` what the figure covers (default: what is usual for the indicator), `at` the moment, for loading history.
    Raises PermissionDenied, FigureRefused, EditConflict. Sending the same entry twice writes one figure.
    """
    round_ = reported_in or slot.period.quarter
    quarter = quarters.hold(round_).get(round_.ordinal)
    calculations.take_turns([indicator.pk])
    definition = Definition.objects.current().select_related("service").get(indicator=indicator)
    require(by, Permission.ENTER_FIGURES, definition.service)
    if definition.calculation:
        raise FigureIsCalculated(
            f"{definition.name} is worked out from other indicators. Enter theirs, and it follows."
        )
    if quarter is None:
        raise QuarterNotOpen(f"{round_.label} is not open for figures. Ask the performance lead to open it.")
    reason = clean_text(reason).strip()
    if not quarter.is_open and not reason:
        raise ReasonNeeded(
            f"{round_.label} is closed. Give the reason for changing a figure that members have seen."
        )
    if not reason and _members_have_seen(indicator, slot):
        raise ReasonNeeded(f"Members have seen the figure for {slot.label}. Give the reason for changing it.")
    if quarter.is_open:
        try:
            returns.guard(definition.service, round_)
        except returns.ReturnIsWithApprover as refusal:
            raise FigureRefused(str(refusal)) from refusal
        if not reason and returns.is_approved(definition.service, round_):
            raise ReasonNeeded(
                f"The return of {definition.service.name} for {round_.label} is approved. Give the reason for changing "
                "one of its figures."
            )
    covers = parse(period) if period else usual_period(definition.basis, slot)
    figure = Figure(
        indicator=indicator,
        grain=slot.grain,
        ordinal=slot.ordinal,
        reported_in=round_.ordinal,
        period=str(covers),
        is_running_total=isinstance(covers, RunningTotal),
        reason=reason,
        **asdict(entry),
    )
    try:
        written = supersede(figure, by=by, based_on=based_on, at=at)
    except EditConflict as conflict:
        if _sent_twice(conflict.current, figure, based_on, by):
            return conflict.current
        raise
    outbox.put(RATE, indicator=indicator.pk)
    calculations.follow([(indicator.pk, slot.grain, slot.ordinal)], by=by, at=written.recorded_at)
    return written


def _members_have_seen(indicator: Indicator, slot: Slot) -> bool:
    """Whether the present figure came with a round that has closed, whichever round its correction is reported in."""
    closed = ReportingQuarter.objects.exclude(closed_at=None).values("ordinal")
    current = Figure.objects.current().filter(indicator=indicator, grain=slot.grain, ordinal=slot.ordinal)
    return current.filter(reported_in__in=closed).exists()


def _sent_twice(current: Figure | None, wanted: Figure, based_on: int, by: User) -> bool:
    """Whether the conflict is with the same person's same entry: a double click, not another mind."""
    if current is None or current.version != based_on + 1 or current.recorded_by_id != by.pk:
        return False
    same = ("reported_in", "period", "reason", *(field.name for field in fields(Entry)))
    return all(getattr(current, name) == getattr(wanted, name) for name in same)
