"""Where cases stand: the one place that writes `Standing`, from a case's details, stages and the Ombudsman's decision."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from complaints.models import (
    Decision,
    Details,
    Feedback,
    Investigated,
    Kind,
    OmbudsmanCase,
    Outcome,
    Stage,
    Standing,
)
from council.models import User

BATCH = 500
#: The stages of local resolution: timeliness is measured from receipt to the last of these answers.
LOCAL = frozenset({"0", "1", "respond"})
#: What ends a case at the Ombudsman: an investigation. Other decisions leave the council's own outcome as it is.
ENDS_THE_CASE = {Decision.UPHELD: Outcome.UPHELD, Decision.NOT_UPHELD: Outcome.NOT_UPHELD}
#: What versions of a standing may differ in.
CONTENT = tuple(
    field.attname
    for field in Standing._meta.concrete_fields
    if field.name not in {"id", "feedback", "version", "recorded_at", "recorded_by", "superseded_at"}
)


@transaction.atomic
def refresh(cases: Collection[int], *, by: User | None, at: datetime.datetime | None = None) -> int:
    """Work out where these cases (ids of `Feedback`) stand and write what changed; returns how many did.

    Runs in the transaction of what changed them. The cases are locked in the order of their ids, so two actions that touch
    the same ones wait for each other instead of failing.
    """
    at = at or timezone.now()
    changed = 0
    ordered = sorted(cases)
    for start in range(0, len(ordered), BATCH):
        changed += _refresh(ordered[start : start + BATCH], by=by, at=at)
    return changed


def _refresh(ids: Sequence[int], *, by: User | None, at: datetime.datetime) -> int:
    cases = Feedback.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    details = {row.feedback_id: row for row in Details.objects.current().filter(feedback__in=ids)}
    stages = _by_case(Stage.objects.current().filter(feedback__in=ids, void=False).order_by("number"))
    decisions = _by_case(
        OmbudsmanCase.objects.current()
        .filter(feedback__in=ids, void=False, decision__in=ENDS_THE_CASE)
        .order_by("decided_on")
    )
    before = {row.feedback_id: row for row in Standing.objects.current().filter(feedback__in=ids)}
    rows = [standing_of(case, details[case.pk], stages[case.pk], decisions[case.pk]) for case in cases]
    changed = [row for row in rows if row.feedback_id not in before or _differs(row, before[row.feedback_id])]
    for row in changed:
        last = before.get(row.feedback_id)
        row.version = last.version + 1 if last else 1
        row.recorded_at, row.recorded_by = at, by
    Standing.objects.current().filter(feedback__in=[row.feedback_id for row in changed]).update(
        superseded_at=at
    )
    Standing.objects.bulk_create(changed)
    return len(changed)


def standing_of(
    case: Feedback, details: Details, stages: Sequence[Stage], decisions: Sequence[OmbudsmanCase]
) -> Standing:
    """Where one case stands; `stages` are its stages that hold, `decisions` those of the Ombudsman that end a case."""
    row = Standing(
        feedback=case,
        kind=case.kind,
        synthetic=case.synthetic,
        area=details.area,
        procedure=details.procedure,
        received_on=details.received_on,
        captured=details.captured,
        service_id=details.service_id,
        service_type_id=details.service_type_id,
        complainant=details.complainant,
        joint=details.is_joint,
    )
    if case.kind != Kind.COMPLAINT or not stages:
        return row
    newest = stages[-1]
    row.stage = newest.stage
    row.stages = [stage.stage for stage in stages]
    row.cost = sum((stage.cost for stage in stages if stage.cost), Decimal(0))
    investigated = {stage.investigated for stage in stages}
    row.investigated = next(
        (who for who in (Investigated.INDEPENDENT, Investigated.INTERNAL) if who in investigated), ""
    )
    _add_timeliness(row, [stage for stage in stages if stage.stage in LOCAL])
    if newest.is_open:
        row.due_on = newest.due_on
        return row
    row.closed_on, row.outcome, row.resolved_at = newest.answered_on, newest.outcome, newest.stage
    # A report that counts no further than this keeps the council's own ending, whatever the Ombudsman decides later.
    row.own_closed_on, row.own_outcome, row.own_resolved_at = row.closed_on, row.outcome, row.resolved_at
    for decision in decisions:
        row.closed_on = max(row.closed_on, decision.decided_on)
        row.outcome, row.resolved_at = ENDS_THE_CASE[Decision(decision.decision)], "ombudsman"
    return row


def _add_timeliness(row: Standing, local: Sequence[Stage]) -> None:
    """From receipt (the first local stage's limits) to the last local answer, however many stages lie between."""
    row.limit_on = next((stage.limit_on for stage in local if stage.limit_on), None)
    row.longest_on = next((stage.longest_on for stage in local if stage.longest_on), None)
    if local and not local[-1].is_open:
        row.answered_on = local[-1].answered_on


def _by_case(rows: Iterable) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for row in rows:
        found[row.feedback_id].append(row)
    return found


def _differs(row: Standing, before: Standing) -> bool:
    return any(getattr(row, name) != getattr(before, name) for name in CONTENT)
