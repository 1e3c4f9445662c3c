"""What is due in complaints, and whose work it is: what reminders and calendars are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from complaints.models import OmbudsmanCase, Pause, Recommendation, Remedy, Stage, Standing
from complaints.reminders import Task, What
from complaints.stage_moves import label_of
from council.authorization import Permission, Role
from council.models import RoleAssignment, Service
from council.reminders import Hands


def tasks() -> list[Task]:
    """Everything in complaints that is due on a day and is not done. Seven queries at any size.

    A stage is left out while its clock stands still: nobody can be late with it.
    """
    stages = Stage.objects.current().filter(void=False, answered_on=None, due_on__isnull=False)
    remedies = Remedy.objects.current().filter(void=False, done_on=None, due_on__isnull=False)
    enquiries = {row.key: row for row in _open_enquiries()}
    cases = {row.feedback_id for row in [*stages, *remedies, *enquiries.values()] if row.feedback_id}
    standings = {
        row.feedback_id: row
        for row in Standing.objects.current().filter(feedback__in=cases).select_related("feedback", "service")
    }
    hands = _Handlers()
    return [
        *_of_stages(stages, standings, hands),
        *_of_remedies(remedies, standings, hands),
        *_of_enquiries(enquiries.values(), standings, hands),
        *_of_recommendations(enquiries, standings, hands),
    ]


class _Handlers:
    """Those who handle complaints, by name for a service or directorate, or for the whole council."""

    def __init__(self) -> None:
        self.rows = [
            row
            for row in RoleAssignment.objects.filter(user__is_active=True)
            if Permission.MANAGE_COMPLAINTS in Role(row.role).permissions
        ]
        self.council = frozenset(
            row.user_id for row in self.rows if row.directorate_id is None and row.service_id is None
        )

    def of(self, service: Service | None) -> Hands:
        """Whose work the cases of a service are."""
        if service is None:
            return Hands(council=self.council)
        own = frozenset(
            row.user_id
            for row in self.rows
            if row.service_id == service.pk or row.directorate_id == service.directorate_id
        )
        return Hands(own, self.council)


def _of_stages(rows: Iterable[Stage], standings: Mapping[int, Standing], hands: _Handlers) -> Iterator[Task]:
    pauses = list(Pause.objects.current().filter(void=False, last=None))
    cases = {row.feedback_id for row in pauses if row.feedback_id}
    procedures = {row.procedure for row in pauses if row.procedure}
    for row in rows:
        case = standings[row.feedback_id]
        if case.feedback_id in cases or case.procedure in procedures:
            continue
        name, ref = label_of(case.procedure, row.stage), case.feedback.reference
        key, handlers = f"case {case.feedback_id} stage {row.number}", hands.of(case.service)
        if row.acknowledge_by and row.acknowledged_on is None:
            yield Task(
                key=key,
                what=What.ACKNOWLEDGE,
                step=f"{name}, to be acknowledged",
                due_on=row.acknowledge_by,
                reference=ref,
                case=ref,
                handlers=handlers,
            )
        yield Task(
            key=key,
            what=What.ANSWER,
            step=name,
            due_on=row.due_on,
            reference=ref,
            case=ref,
            handlers=handlers,
        )


def _of_remedies(
    rows: Iterable[Remedy], standings: Mapping[int, Standing], hands: _Handlers
) -> Iterator[Task]:
    for row in rows:
        case = standings[row.feedback_id]
        yield Task(
            key=f"case {row.feedback_id} remedy {row.number}",
            what=What.REMEDY,
            step="a remedy",
            due_on=row.due_on,
            reference=case.feedback.reference,
            case=case.feedback.reference,
            handlers=hands.of(case.service),
        )


def _open_enquiries() -> list[OmbudsmanCase]:
    """The Ombudsman's cases with an answer or a recommendation that is due."""
    waiting = Recommendation.objects.current().filter(void=False, done_on=None).values("case")
    found = OmbudsmanCase.objects.current().filter(void=False)
    to_answer = found.filter(answered_on=None, decided_on=None, answer_by__isnull=False)
    return list(to_answer | found.filter(key__in=waiting))


def _of_enquiries(
    rows: Iterable[OmbudsmanCase], standings: Mapping[int, Standing], hands: _Handlers
) -> Iterator[Task]:
    for row in rows:
        if row.answer_by and row.answered_on is None and row.decided_on is None:
            yield Task(
                key=f"ombudsman {row.key}",
                what=What.ENQUIRY,
                step="an answer to the Ombudsman",
                due_on=row.answer_by,
                reference=row.reference,
                ombudsman=str(row.key),
                handlers=_of_an_enquiry(row, standings, hands),
            )


def _of_recommendations(
    enquiries: Mapping[UUID, OmbudsmanCase], standings: Mapping[int, Standing], hands: _Handlers
) -> Iterator[Task]:
    for row in Recommendation.objects.current().filter(void=False, done_on=None, case__in=enquiries):
        enquiry = enquiries[row.case]
        yield Task(
            key=f"ombudsman {row.case} recommendation {row.number}",
            what=What.RECOMMENDATION,
            step=f"recommendation {row.number} of the Ombudsman",
            due_on=row.due_on,
            reference=enquiry.reference,
            ombudsman=str(row.case),
            handlers=_of_an_enquiry(enquiry, standings, hands),
        )


def _of_an_enquiry(row: OmbudsmanCase, standings: Mapping[int, Standing], hands: _Handlers) -> Hands:
    case = standings.get(row.feedback_id) if row.feedback_id else None
    return hands.of(case.service if case else None)
