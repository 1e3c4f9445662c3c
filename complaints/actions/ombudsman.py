"""The Ombudsman's enquiries: recorded, answered, decided, and what follows from a decision.

A case that the council knows is that of whoever handles it; an enquiry about a complaint that the council never saw is for
those who run complaints for the whole council. A decision that ends a case shows in where the case stands at once.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from complaints.actions import standing
from complaints.actions.refusals import ComplaintRefused
from complaints.models import Decision, Feedback, OmbudsmanCase, Outcome, Recommendation
from complaints.visibility import require_handler, require_manager
from council.actions.superseding import seen_version, supersede
from council.models import User
from council.sections import clean_text

#: The columns of a case and of a recommendation that a new version takes over unless it changes them.
FIELDS = (
    "reference", "feedback", "area", "received_on", "answer_by", "answered_on", "decided_on", "decision",
    "council_outcome", "already_remedied", "public_report", "settlement", "synthetic", "void",
)  # fmt: skip
RECOMMENDED = ("text", "due_on", "done_on", "proof", "void")
#: What belongs to a decision, and is gone when it is taken back.
UNDECIDED: dict[str, object] = {
    "decided_on": None,
    "decision": Decision.PENDING,
    "council_outcome": "",
    "already_remedied": False,
    "public_report": False,
    "settlement": None,
}


@transaction.atomic
def add(
    *,
    by: User | None,
    reference: str,
    area: str,
    received_on: datetime.date,
    answer_by: datetime.date | None = None,
    feedback: Feedback | None = None,
    synthetic: bool = False,
    at: datetime.datetime | None = None,
) -> OmbudsmanCase:
    """Record an enquiry; of a synthetic case it is synthetic too.

    Raises PermissionDenied, ComplaintRefused, ValidationError.
    """
    row = OmbudsmanCase(
        reference=reference,
        area=area,
        received_on=received_on,
        answer_by=answer_by,
        feedback=feedback,
        synthetic=synthetic or bool(feedback and feedback.synthetic),
    )
    _require(by, feedback)
    _check(row)
    return supersede(row, by=by, based_on=0, at=at)


@transaction.atomic
def change(
    key: UUID, *, by: User | None, based_on: int, at: datetime.datetime | None = None, **changes: object
) -> OmbudsmanCase:
    """Change what is recorded of an enquiry; `changes` are fields of `OmbudsmanCase`.

    Raises PermissionDenied, ComplaintRefused, EditConflict, ValidationError.
    """
    seen = seen_version(OmbudsmanCase.objects.filter(key=key), based_on)
    row = OmbudsmanCase(key=key, **{name: getattr(seen, name) for name in FIELDS} | changes)
    row.synthetic = row.synthetic or bool(row.feedback and row.feedback.synthetic)
    _require(by, seen.feedback)
    _require(by, row.feedback)
    _check(row)
    supersede(row, by=by, based_on=based_on, at=at)
    # A case that it was linked with by mistake stands again as the council left it.
    standing.refresh({pk for pk in (seen.feedback_id, row.feedback_id) if pk}, by=by, at=at)
    return row


def answer(key: UUID, *, by: User | None, based_on: int, answered_on: datetime.date | None) -> OmbudsmanCase:
    """Record when the council answered the enquiry; None takes the answer back. Raises as `change` does."""
    return change(key, by=by, based_on=based_on, answered_on=answered_on)


def decide(
    key: UUID,
    *,
    by: User | None,
    based_on: int,
    decided_on: datetime.date,
    decision: str,
    council_outcome: str = "",
    already_remedied: bool = False,
    public_report: bool = False,
    settlement: Decimal | None = None,
    at: datetime.datetime | None = None,
) -> OmbudsmanCase:
    """Record the Ombudsman's decision, or put another one in its place. Raises as `change` does."""
    if decision not in Decision.values or decision == Decision.PENDING:
        raise ComplaintRefused("Choose what the Ombudsman decided.")
    return change(
        key,
        by=by,
        based_on=based_on,
        at=at,
        decided_on=decided_on,
        decision=decision,
        council_outcome=council_outcome,
        already_remedied=already_remedied,
        public_report=public_report,
        settlement=settlement,
    )


def take_back_decision(key: UUID, *, by: User | None, based_on: int) -> OmbudsmanCase:
    """Undo a decision that was recorded by mistake. Raises as `change` does."""
    return change(key, by=by, based_on=based_on, **UNDECIDED)


def remove(key: UUID, *, by: User | None, based_on: int) -> OmbudsmanCase:
    """Take out an enquiry that was entered by mistake; it stays on record. Raises as `change` does."""
    return change(key, by=by, based_on=based_on, void=True)


def _require(by: User | None, feedback: Feedback | None) -> None:
    if feedback is None:
        require_manager(by)
    else:
        require_handler(by, feedback)


def _check(row: OmbudsmanCase) -> None:
    """What the database does not say of an enquiry. Raises ComplaintRefused."""
    row.reference = " ".join(clean_text(row.reference).split())
    if row.void:
        if _recommendations(row.key).exists():
            raise ComplaintRefused("It has recommendations. Remove them first.")
        return
    _check_days(row)
    same = OmbudsmanCase.objects.current().filter(void=False, reference__iexact=row.reference)
    if same.exclude(key=row.key).exists():
        raise ComplaintRefused(
            "There is an enquiry with this reference of the Ombudsman already. Look it up."
        )
    if row.decision != Decision.UPHELD:
        if _recommendations(row.key).exists():
            raise ComplaintRefused(
                "It has recommendations, which only a decision to uphold has. Remove them first."
            )
        if row.already_remedied:
            raise ComplaintRefused("Only a complaint that is upheld can have been remedied already.")
    if row.council_outcome and row.council_outcome not in Outcome.values:
        raise ComplaintRefused("Choose what the council itself had decided.")


def _check_days(row: OmbudsmanCase) -> None:
    today = timezone.localdate()
    if row.received_on > today:
        raise ComplaintRefused("The day on which the enquiry came is in the future. Check it.")
    if row.answer_by and row.answer_by < row.received_on:
        raise ComplaintRefused("The day by which to answer is before the enquiry came. Check both days.")
    for day, name in ((row.answered_on, "answer"), (row.decided_on, "decision")):
        if day and day < row.received_on:
            raise ComplaintRefused(f"The day of the {name} is before the enquiry came. Check both days.")
        if day and day > today:
            raise ComplaintRefused(f"The day of the {name} is in the future. Record it when it has come.")


# --- Recommendations ------------------------------------------------------------------------------------------------------


@transaction.atomic
def recommend(
    key: UUID,
    *,
    by: User | None,
    text: str,
    due_on: datetime.date,
    done_on: datetime.date | None = None,
    proof: str = "",
    at: datetime.datetime | None = None,
) -> Recommendation:
    """Record what the Ombudsman recommended, and by when. Raises PermissionDenied, ComplaintRefused, ValidationError."""
    case = _decided_case(key, by)
    taken = (
        Recommendation.objects.filter(case=key).order_by("-number").values_list("number", flat=True).first()
    )
    row = Recommendation(
        case=key, number=(taken or 0) + 1, text=text, due_on=due_on, done_on=done_on, proof=proof
    )
    _check_recommendation(row, case)
    return supersede(row, by=by, based_on=0, at=at)


@transaction.atomic
def change_recommendation(
    key: UUID, number: int, *, by: User | None, based_on: int, **changes: object
) -> Recommendation:
    """Change a recommendation: its words, its day, or that it was done. `changes` are fields of `Recommendation`.

    Raises PermissionDenied, ComplaintRefused, EditConflict, ValidationError.
    """
    case = _decided_case(key, by)
    seen = seen_version(Recommendation.objects.filter(case=key, number=number), based_on)
    row = Recommendation(
        case=key, number=number, **{name: getattr(seen, name) for name in RECOMMENDED} | changes
    )
    _check_recommendation(row, case)
    return supersede(row, by=by, based_on=based_on)


def recommendation_done(
    key: UUID, number: int, *, by: User | None, based_on: int, done_on: datetime.date, proof: str
) -> Recommendation:
    """Record that a recommendation was done, and what shows it. Raises as `change_recommendation` does."""
    return change_recommendation(key, number, by=by, based_on=based_on, done_on=done_on, proof=proof)


def remove_recommendation(key: UUID, number: int, *, by: User | None, based_on: int) -> Recommendation:
    """Take out a recommendation that was entered by mistake; it stays on record."""
    return change_recommendation(key, number, by=by, based_on=based_on, void=True)


def _recommendations(key: UUID) -> Iterable[Recommendation]:
    return Recommendation.objects.current().filter(case=key, void=False)


def _decided_case(key: UUID, by: User | None) -> OmbudsmanCase:
    """The case, locked, so that two recommendations made at once are numbered one after the other."""
    case = OmbudsmanCase.objects.select_for_update().current().filter(key=key, void=False).get()
    _require(by, case.feedback)
    if case.decision != Decision.UPHELD:
        raise ComplaintRefused(
            "Recommendations follow from a decision to uphold. Record the Ombudsman's decision first."
        )
    return case


def _check_recommendation(row: Recommendation, case: OmbudsmanCase) -> None:
    """What the database does not say of a recommendation. Raises ComplaintRefused."""
    row.text, row.proof = clean_text(row.text).strip(), clean_text(row.proof).strip()
    if not row.text:
        raise ComplaintRefused("Say what is to be done.")
    if row.due_on < case.received_on:
        raise ComplaintRefused("The day by which it is to be done is before the enquiry came. Check it.")
    if row.done_on and row.done_on > timezone.localdate():
        raise ComplaintRefused("The day on which it was done is in the future. Record it when it is done.")
    if row.done_on and not row.proof:
        raise ComplaintRefused("Say what shows that it was done: the Ombudsman asks for proof.")
