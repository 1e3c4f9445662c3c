"""The way of a service's return: submitted by whoever entered it, returned or approved by somebody else.

While it is submitted nobody changes its figures or words: the officer takes it back, or the approver returns it. After
approval a change is a correction: it gives a reason, and the approval stands on record beside it.

Locks are taken in one order everywhere: rounds, what is worked out from others, returns, figures.
"""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from council.actions import quarters
from council.actions.submissions import take_step
from council.authorization import Permission, may, require
from council.models import Service, User
from council.periods import Quarter
from council.sections import clean_text
from kpis.models import Return, ReturnStep
from kpis.selectors import approval, return_page
from kpis.visibility import visible_to

State, Step = Return.State, ReturnStep.Step


class ReturnRefused(Exception):
    """The return cannot take this step; the message says why and what to do."""


class ReturnIncomplete(ReturnRefused):
    """Something is missing that has to be there before the return is submitted."""


class ReturnIsWithApprover(ReturnRefused):
    """A figure or commentary of a submitted return cannot be changed."""


@transaction.atomic
def submit(*, service: Service, quarter: Quarter, by: User, at: datetime.datetime | None = None) -> Return:
    """Hand the service's return of an open quarter to its approver.

    Raises PermissionDenied, ReturnRefused, and ReturnIncomplete where it lacks a figure or an action.
    """
    require(by, Permission.ENTER_FIGURES, service)
    row = _locked(service, quarter)
    _refuse_unless(row.state in {State.IN_PROGRESS, State.SENT_BACK}, row, "submitted")
    page = return_page.page(service, quarter, visible_to(by))
    if page is not None and page.missing:
        wanted = "; ".join(each.sentence for each in page.missing)
        raise ReturnIncomplete(f"The return of {service.name} is not complete. {wanted}.")
    row.submitted_by = by
    return take_step(row, State.SUBMITTED, Step.SUBMITTED, by, at=at)


@transaction.atomic
def take_back(*, service: Service, quarter: Quarter, by: User, at: datetime.datetime | None = None) -> Return:
    """Take a submitted return back, to change it."""
    require(by, Permission.ENTER_FIGURES, service)
    row = _locked(service, quarter)
    _refuse_unless(row.state == State.SUBMITTED, row, "taken back")
    return take_step(row, State.IN_PROGRESS, Step.TAKEN_BACK, by, at=at)


@transaction.atomic
def send_back(
    *, service: Service, quarter: Quarter, by: User, comment: str, at: datetime.datetime | None = None
) -> Return:
    """Return a submitted return to its officer, with a comment that says what to change."""
    _require_approver(by, service)
    comment = clean_text(comment).strip()
    if not comment:
        raise ReturnRefused("Say what is to be changed: the officer reads it beside the return.")
    row = _locked(service, quarter)
    _refuse_unless(row.state == State.SUBMITTED, row, "returned")
    return take_step(row, State.SENT_BACK, Step.SENT_BACK, by, comment=comment, at=at)


@transaction.atomic
def approve(
    *, service: Service, quarter: Quarter, by: User, comment: str = "", at: datetime.datetime | None = None
) -> Return:
    """Approve a submitted return. Never one's own: not submitted by the approver, and with nothing they entered in it."""
    _require_approver(by, service)
    row = _locked(service, quarter)
    _refuse_unless(row.state == State.SUBMITTED, row, "approved")
    if row.submitted_by_id == by.pk or approval.had_a_hand_in(by, service, quarter):
        raise PermissionDenied(
            "You entered part of this return or submitted it. Somebody else must approve it."
        )
    return take_step(row, State.APPROVED, Step.APPROVED, by, comment=clean_text(comment).strip(), at=at)


def may_approve(user: User, service: Service) -> bool:
    """Those who approve the service's figures, and the performance lead."""
    return any(may(user, each, service) for each in (Permission.DEFINE_KPIS, Permission.APPROVE_FIGURES))


def is_approved(service: Service, quarter: Quarter) -> bool:
    """Whether somebody has vouched for the service's figures of a round."""
    return Return.objects.filter(service=service, round=quarter.ordinal, state=State.APPROVED).exists()


def guard(service: Service, quarter: Quarter) -> None:
    """Refuse a change to what lies with the approver of an open round. Nobody submits the return until the transaction ends.

    Raises ReturnIsWithApprover.
    """
    round_ = quarters.hold(quarter).get(quarter.ordinal)
    if round_ is None or not round_.is_open:
        return  # its returns wait for nobody
    Return.objects.get_or_create(service=service, round_id=quarter.ordinal)  # something to lock
    row = Return.objects.select_for_update().get(service=service, round=quarter.ordinal)
    if row.state == State.SUBMITTED:
        raise ReturnIsWithApprover(
            f"The return of {service.name} for {quarter.label} has been submitted. Take it back, or have the approver "
            "return it, before you change it."
        )


def _require_approver(user: User, service: Service) -> None:
    if not may_approve(user, service):
        require(user, Permission.APPROVE_FIGURES, service)


def _locked(service: Service, quarter: Quarter) -> Return:
    """The return, made where there is none yet, locked until the transaction ends; its round must be open."""
    round_ = quarters.steer(quarter)
    if round_ is None or not round_.is_open:
        raise ReturnRefused(f"{quarter.label} is not open, so its returns cannot be changed.")
    Return.objects.get_or_create(service=service, round=round_)
    return (
        Return.objects.select_for_update(of=("self",))
        .select_related("service", "round")
        .get(service=service, round=round_)
    )


def _refuse_unless(allowed: bool, row: Return, done: str) -> None:
    if not allowed:
        raise ReturnRefused(
            f"The return of {row.service.name} is {row.get_state_display().lower()}, so it cannot be {done}. "
            "Somebody may have been quicker: look at it again."
        )
