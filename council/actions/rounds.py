"""The verbs of a round, whichever app's it is: hold it still, open it, move its deadline, close it, open it again.

Whatever belongs to a round is written while the round is held, and the round is the first thing that a transaction
locks: then whether it is open is still true when the transaction ends. Every verb belongs in a transaction of its
caller, who asks first whether the person may do it, and knows what else must be so before a round is opened or closed.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import connection
from django.utils import timezone

from council.models import User
from council.models.rounds import Round, StepOfRound
from council.periods import Quarter
from council.sections import clean_text

RoundT = TypeVar("RoundT", bound=Round)
Step = StepOfRound.Step


@dataclass(frozen=True)
class Rounds(Generic[RoundT]):
    """One kind of round, the record of its steps, and the exception that says why something cannot be done."""

    model: type[RoundT]
    steps: type[StepOfRound]
    refusal: type[Exception]

    def hold(self, *quarters: Quarter) -> dict[int, RoundT]:
        """These rounds (none named: all) by their ordinals, those that were opened, as they stay until the transaction ends.

        Any number of people hold a round at once; whoever steers it (`steer`) waits for all of them, and they for it.
        """
        # Django has no name for FOR SHARE. Always in the same order: two who hold several wait for each other at most.
        table = connection.ops.quote_name(self.model._meta.db_table)
        wanted = "WHERE ordinal = ANY(%s)" if quarters else ""
        rows = self.model.objects.raw(
            f"SELECT * FROM {table} {wanted} ORDER BY ordinal FOR SHARE",  # noqa: S608 - our own table's name
            [[quarter.ordinal for quarter in quarters]] if quarters else [],
        )
        return {row.ordinal: row for row in rows}

    def steer(self, quarter: Quarter) -> RoundT | None:
        """The round for whoever takes it, or what lies in it, a step further: nobody else holds it meanwhile."""
        return self.model.objects.select_for_update(no_key=True).filter(ordinal=quarter.ordinal).first()

    def open(
        self, quarter: Quarter, by: User, due_on: datetime.date | None, at: datetime.datetime | None
    ) -> RoundT:
        """Start a round; where it is open already, that round as it is."""
        at = at or timezone.now()
        row, created = self.model.objects.get_or_create(
            ordinal=quarter.ordinal, defaults={"opened_at": at, "opened_by": by, "due_on": due_on}
        )
        if not created and not row.is_open:
            raise self.refusal(
                f"{quarter.label} is closed. Reopen it with a reason instead of opening it again."
            )
        if created:
            self._note(row, Step.OPENED, by, at)
        return row

    def move_deadline(self, quarter: Quarter, due_on: datetime.date, by: User, reason: str) -> RoundT:
        """Set another day by which what it asks for is due."""
        row = self._opened(quarter)
        if not row.is_open:
            raise self.refusal(f"{quarter.label} is closed, so nothing is due in it any more.")
        row.due_on = due_on
        row.save(update_fields=["due_on"])
        self._note(row, Step.DEADLINE, by, timezone.now(), reason)
        return row

    def next_to_close(self, quarter: Quarter) -> RoundT:
        """The round for whoever closes it, steered; it may be closed already. Rounds close in order."""
        row = self._opened(quarter)
        earlier = self.model.objects.filter(ordinal__lt=quarter.ordinal, closed_at=None).last()
        if earlier:
            raise self.refusal(
                f"{earlier.quarter.label} is still open. Close it first: quarters close in order."
            )
        return row

    def close(self, row: RoundT, by: User, reason: str, at: datetime.datetime | None) -> None:
        """End an open round that was found by `next_to_close`."""
        row.closed_at, row.closed_by = at or timezone.now(), by
        row.save(update_fields=["closed_at", "closed_by"])
        self._note(row, Step.CLOSED, by, row.closed_at, reason)

    def reopen(self, quarter: Quarter, by: User, reason: str) -> RoundT:
        """Open a closed round again, the newest first, with the reason."""
        reason = clean_text(reason).strip()
        if not reason:
            raise self.refusal(f"Say why {quarter.label} is reopened: the reason stays on record.")
        row = self._opened(quarter)
        if row.is_open:
            raise self.refusal(f"{quarter.label} is open already.")
        later = self.model.objects.filter(ordinal__gt=quarter.ordinal).exclude(closed_at=None).first()
        if later:
            # It is compared with, and worked out from, the one before: members would read drafts there.
            raise self.refusal(
                f"{later.quarter.label} is closed. Reopen it first: quarters reopen from the newest back."
            )
        row.closed_at = row.closed_by = None
        row.save(update_fields=["closed_at", "closed_by"])
        self._note(row, Step.REOPENED, by, timezone.now(), reason)
        return row

    def _opened(self, quarter: Quarter) -> RoundT:
        row = self.steer(quarter)
        if row is None:
            raise self.refusal(f"{quarter.label} was never opened. Open it first.")
        return row

    def _note(self, row: RoundT, step: Step, by: User, at: datetime.datetime, reason: str = "") -> None:
        self.steps.objects.create(round=row, step=step, at=at, by=by, reason=clean_text(reason).strip())
