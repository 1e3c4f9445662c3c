"""The way of a complaint through its stages. Dates are worked out here, by the rules of the day on which a clock starts."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from complaints.actions import standing
from complaints.actions.holding import hold
from complaints.actions.refusals import ComplaintRefused
from complaints.clocks import CannotExtend, Pause
from complaints.models import Details, Feedback, Stage
from complaints.procedures import NoRule
from complaints.selectors import clocks
from complaints.stage_dates import dates_of_row
from complaints.stage_moves import STAGES, StageKind, first_stages, kind_of, label_of, next_stages
from council.actions.superseding import seen_version, supersede
from council.models import User
from council.working_days import WorkingDays

#: What a version of a stage takes over from the one before unless it is changed.
CONTENT = (
    "stage", "started_on", "acknowledged_on", "acknowledge_by", "extended", "letter_on", "agreed_to", "answered_on",
    "outcome", "decided_by", "investigated", "cost", "limit_on", "longest_on", "due_on", "void",
)  # fmt: skip


def begin(
    case: Feedback,
    details: Details,
    stage: str,
    *,
    by: User | None,
    started_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> Stage:
    """Write the next stage of a case; the caller refreshes the standing. Raises ComplaintRefused."""
    if stage not in _codes(STAGES[details.procedure]):
        raise ComplaintRefused(f"This procedure has no stage {stage}.")
    number = case.stages.current().count() + 1
    row = Stage(feedback=case, number=number, stage=stage, started_on=started_on or details.received_on)
    work_out(row, details)
    return supersede(row, by=by, based_on=0, at=at)


def work_out(row: Stage, details: Details) -> None:
    """Set the days that follow from a stage's other days. Raises ComplaintRefused."""
    pauses = clocks.pauses_of([(row.feedback_id, details.procedure)])[row.feedback_id]
    _set_days(row, details.procedure, pauses, clocks.calendar())


def _set_days(row: Stage, procedure: str, pauses: Sequence[Pause], calendar: WorkingDays) -> None:
    try:
        days = dates_of_row(procedure, row, pauses=pauses, calendar=calendar)
    except (CannotExtend, NoRule) as error:
        raise ComplaintRefused(str(error)) from error
    row.acknowledge_by, row.limit_on = days.acknowledge_by, days.limit_on
    row.longest_on, row.due_on = days.longest_on, days.due_on


# --- Steps ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def move_on(case: Feedback, stage: str, *, on: datetime.date, by: User) -> Stage:
    """Start the next stage, asked for on the day `on`. Raises PermissionDenied, ComplaintRefused."""
    details = _hold(case, by)
    newest = _newest(case)
    if newest is not None and newest.is_open:
        raise ComplaintRefused(
            f"{label_of(details.procedure, newest.stage)} has not been answered yet. Answer it, then move on."
        )
    if newest is not None and stage not in next_stages(details.procedure, newest.stage):
        raise ComplaintRefused(
            f"After {label_of(details.procedure, newest.stage)} this procedure has no stage {stage}."
        )
    if newest is not None and newest.answered_on and on < newest.answered_on:
        raise ComplaintRefused(
            "The next stage was asked for before the last one was answered. Check the day."
        )
    _not_in_future(on, "The request")
    if on < details.received_on:
        raise ComplaintRefused("The stage was asked for before the complaint came. Check the day.")
    if newest is None and stage not in first_stages(details.procedure):
        raise ComplaintRefused(f"A complaint does not begin with stage {stage} in this procedure.")
    shares_the_clock = kind_of(details.procedure, stage).clock_from == "receipt"
    row = begin(case, details, stage, by=by, started_on=details.received_on if shares_the_clock else on)
    standing.refresh([case.pk], by=by)
    return row


@transaction.atomic
def change(case: Feedback, number: int, *, by: User, based_on: int, **changes: object) -> Stage:
    """Write the next version of a stage, its days worked out again, and where the case now stands.

    `changes` are fields of `Stage`. Raises PermissionDenied, ComplaintRefused, EditConflict, ValidationError.
    """
    details = _hold(case, by)
    seen = seen_version(case.stages.filter(number=number), based_on)
    row = Stage(feedback=case, number=number, **{name: getattr(seen, name) for name in CONTENT} | changes)
    _check(case, row, details)
    work_out(row, details)
    supersede(row, by=by, based_on=based_on)
    standing.refresh([case.pk], by=by)
    return row


def recount(
    cases: Collection[int],
    *,
    by: User | None,
    at: datetime.datetime | None = None,
    received_on: datetime.date | None = None,
    only_open: bool = False,
) -> int:
    """Work out again the days of these cases' stages, as after a pause was recorded; returns how many stages changed.

    `received_on` is a new day of receipt, on which the first stage starts, and every other that runs from receipt. The
    caller refreshes the standing. `only_open` leaves answered stages as they were counted. Raises ComplaintRefused.
    """
    at = at or timezone.now()
    details = {row.feedback_id: row for row in Details.objects.current().filter(feedback__in=cases)}
    rows = Stage.objects.current().filter(feedback__in=cases, void=False)
    if only_open:
        rows = rows.filter(answered_on=None)
    calendar = clocks.calendar()
    pauses = clocks.pauses_of((pk, row.procedure) for pk, row in details.items())
    changed = []
    for seen in rows:
        row = Stage(
            feedback_id=seen.feedback_id,
            number=seen.number,
            version=seen.version + 1,
            recorded_at=at,
            recorded_by=by,
            **{name: getattr(seen, name) for name in CONTENT},
        )
        procedure = details[row.feedback_id].procedure
        if received_on:
            if row.number == 1 or kind_of(procedure, row.stage).clock_from == "receipt":
                row.started_on = received_on
            _check_after_receipt(row, received_on)
        _set_days(row, procedure, pauses[row.feedback_id], calendar)
        if any(getattr(row, name) != getattr(seen, name) for name in CONTENT):
            changed.append((seen.pk, row))
    Stage.objects.filter(pk__in=[pk for pk, _ in changed]).update(superseded_at=at)
    Stage.objects.bulk_create([row for _, row in changed], batch_size=500)
    return len(changed)


def check_procedure(case: Feedback, procedure: str) -> None:
    """Whether the stages that a case has been through exist in another procedure. Raises ComplaintRefused."""
    known = _codes(STAGES[procedure])
    missing = sorted(set(case.stages.current().filter(void=False).values_list("stage", flat=True)) - known)
    if missing:
        raise ComplaintRefused(
            f"The case has been at stage {', '.join(missing)}, which the other procedure does not have. Remove that stage "
            "as entered by mistake first, then change the procedure."
        )


def _hold(case: Feedback, by: User) -> Details:
    """The details of a case, which nobody else changes until the transaction ends."""
    hold(case, by, has="stages")
    return case.details.current().get()


def _codes(kinds: Iterable[StageKind]) -> set[str]:
    return {kind.code for kind in kinds}


def _newest(case: Feedback) -> Stage | None:
    return case.stages.current().filter(void=False).order_by("number").last()


def _check(case: Feedback, row: Stage, details: Details) -> None:
    """What the days of a stage must agree with. Raises ComplaintRefused."""
    if row.started_on < details.received_on:
        raise ComplaintRefused("The stage started before the complaint came. Check the day.")
    for day, what in (
        (row.acknowledged_on, "The acknowledgement"),
        (row.letter_on, "The letter about the extension"),
        (row.answered_on, "The answer"),
    ):
        if day is None:
            continue
        if day < row.started_on:
            raise ComplaintRefused(f"{what} is before the day on which the stage started. Check the days.")
        _not_in_future(day, what)
    if row.acknowledged_on and row.answered_on and row.acknowledged_on > row.answered_on:
        raise ComplaintRefused("The acknowledgement is after the answer. Check both days.")
    if (row.answered_on is None) != (row.outcome == ""):
        raise ComplaintRefused("An answer needs its day and its outcome: give both or neither.")
    later = case.stages.current().filter(void=False, number__gt=row.number).order_by("number").first()
    if later is not None and not row.void:
        if row.answered_on is None:
            raise ComplaintRefused("The complaint has moved on from this stage, so it keeps its answer.")
        if (
            later.started_on < row.answered_on
            and kind_of(details.procedure, later.stage).clock_from == "request"
        ):
            raise ComplaintRefused(
                "The answer is after the day on which the next stage started. Check the days."
            )
    if row.void and later is not None:
        raise ComplaintRefused("Only the newest stage can be removed as entered by mistake: begin with that.")


def _check_after_receipt(row: Stage, received_on: datetime.date) -> None:
    """Whether what happened in a stage is not before a new day of receipt. Raises ComplaintRefused."""
    happened = (row.started_on, row.acknowledged_on, row.letter_on, row.answered_on)
    if any(day and day < received_on for day in happened):
        raise ComplaintRefused(
            "A stage began, was acknowledged or was answered before that day. Check the day, or correct the stage first."
        )


def _not_in_future(day: datetime.date, what: str) -> None:
    if day > timezone.localdate():
        raise ComplaintRefused(f"{what} is in the future. Give the day on which it happened.")
