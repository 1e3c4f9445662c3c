"""Saying why a finding of the check may stand, and taking that back."""

from __future__ import annotations

import datetime

from django.db import transaction

from committee.actions.meetings import locked
from committee.actions.refusals import CommitteeRefused
from committee.models import FindingAnswer, Meeting
from committee.reconcile.facts import Finding
from committee.visibility import require_clerk
from council.actions.superseding import supersede
from council.models import User
from council.sections import clean_text


@transaction.atomic
def accept(
    meeting: Meeting,
    finding: Finding,
    *,
    reason: str,
    by: User,
    based_on: int,
    at: datetime.datetime | None = None,
) -> FindingAnswer:
    """Let a finding stand, with the reason that is kept with the pack. It comes back if a figure in it changes.

    Raises EditConflict where somebody else answered it since version `based_on` (0: nobody had).
    """
    require_clerk(by)
    reason = clean_text(reason).strip()
    if not reason:
        raise CommitteeRefused("Say why it may stand. Nothing was accepted.")
    row = FindingAnswer(
        meeting=locked(meeting), finding=finding.key, sentence=finding.sentence, reason=reason
    )
    return supersede(row, by=by, based_on=based_on, at=at)


@transaction.atomic
def take_back(answer: FindingAnswer, *, by: User, based_on: int) -> FindingAnswer:
    """Take an acceptance back: the finding stands in the way of freezing again."""
    require_clerk(by)
    row = FindingAnswer(
        meeting=locked(answer.meeting), finding=answer.finding, sentence=answer.sentence, reason=""
    )
    return supersede(row, by=by, based_on=based_on)
