"""Opening and closing the quarters in which registers are reviewed, and holding one still while something is written in it.

Whatever belongs to a risk quarter is written while its round is held (`council.actions.rounds`): the round is the first
thing that a transaction locks; then the entry.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from council.actions.rounds import Rounds
from council.actions.submissions import take_step
from council.models import User
from council.periods import Quarter
from council.sections import clean_text
from risks.actions.registers import require_everywhere
from risks.models import Review, ReviewRound, ReviewRoundStep, ReviewStep
from risks.selectors import reviews


class RoundRefused(Exception):
    """The risk quarter cannot be opened, closed or written in; the message says why and what to do."""


class ReviewsMissing(RoundRefused):
    """Entries have no agreed review; closing although needs a reason."""


ROUNDS = Rounds(ReviewRound, ReviewRoundStep, RoundRefused)


def hold(quarter: Quarter) -> ReviewRound:
    """The round of an open quarter, which nobody closes until the transaction ends. Raises RoundRefused."""
    row = ROUNDS.hold(quarter).get(quarter.ordinal)
    if row is None or not row.is_open:
        raise RoundRefused(
            f"The registers of {quarter.label} are not open for review. Nothing was changed: the risk lead opens a quarter."
        )
    return row


def open_now() -> Quarter:
    """The risk quarter that is being reviewed. Raises RoundRefused where none is."""
    row = ReviewRound.objects.filter(closed_at=None).first()
    if row is None:
        raise RoundRefused("No risk quarter is open. The risk lead opens the next one.")
    return row.quarter


@transaction.atomic
def open_round(
    *, quarter: Quarter, by: User, due_on: datetime.date | None = None, at: datetime.datetime | None = None
) -> ReviewRound:
    """Start the review of all registers for a quarter; reviews are due on `due_on`.

    Quarters are run by whoever keeps the registers of the whole council.
    """
    require_everywhere(by)
    later = ReviewRound.objects.filter(ordinal__gt=quarter.ordinal).first()
    if later:
        raise RoundRefused(f"{later.quarter.label} was opened already. Quarters open in order.")
    return ROUNDS.open(quarter, by, due_on, at)


@transaction.atomic
def move_deadline(*, quarter: Quarter, due_on: datetime.date, by: User, reason: str = "") -> ReviewRound:
    """Set another day by which reviews are due."""
    require_everywhere(by)
    return ROUNDS.move_deadline(quarter, due_on, by, reason)


@transaction.atomic
def close_round(
    *, quarter: Quarter, by: User, reason: str = "", at: datetime.datetime | None = None
) -> ReviewRound:
    """End the review: members see the registers as they now stand. Quarters close in order.

    An entry that nobody reviewed keeps the assessment before, and says so. Raises ReviewsMissing where there are such
    entries and no `reason` to close without them.
    """
    require_everywhere(by)
    row = ROUNDS.next_to_close(quarter)
    if not row.is_open:
        return row
    missing = reviews.not_agreed(quarter)
    if missing and not clean_text(reason).strip():
        entries = "1 entry has" if len(missing) == 1 else f"{len(missing)} entries have"
        raise ReviewsMissing(
            f"{entries} no agreed review in {quarter.label}. Have them reviewed, or say why it closes without."
        )
    ROUNDS.close(row, by, reason, at)
    return row


@transaction.atomic
def reopen_round(*, quarter: Quarter, by: User, reason: str) -> ReviewRound:
    """Open a closed quarter again, the newest first. Members see none of it until it closes again.

    Its agreed reviews are open again too: what is corrected is agreed anew.
    """
    require_everywhere(by)
    row = ROUNDS.reopen(quarter, by, reason)
    now, said = timezone.now(), clean_text(reason).strip()
    for review in Review.objects.select_for_update().filter(round=row, state=Review.State.AGREED):
        take_step(review, Review.State.IN_PROGRESS, ReviewStep.Step.REOPENED, by, comment=said, at=now)
    return row
