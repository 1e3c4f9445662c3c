"""Complaints, comments and compliments for tests, written by the actions that people use."""

from __future__ import annotations

import datetime

from complaints.actions import feedback, learning, ombudsman
from complaints.models import (
    Area,
    Complainant,
    Decision,
    Feedback,
    Kind,
    Learning,
    OmbudsmanCase,
    Procedure,
    ServiceType,
    Stage,
    Standing,
    Subject,
)
from council.models import User

#: When the cases of tests come in, unless the test says otherwise: a Monday without a bank holiday near.
RECEIVED = datetime.date(2021, 6, 7)


def complaints_manager() -> User:
    """Who handles complaints of the whole council in the demonstration."""
    return User.objects.get(username="complaints")


def service_type(slug: str = "support-planning", *, area: str = Area.ADULTS, name: str = "") -> ServiceType:
    """The service type with this slug, made where there is none."""
    made = {"name": name or slug.replace("-", " ").capitalize(), "area": area}
    return ServiceType.objects.get_or_create(slug=slug, defaults=made)[0]


def log_complaint(
    procedure: str = Procedure.ADULTS,
    *,
    by: User | None = None,
    received_on: datetime.date = RECEIVED,
    texts: dict[str, str] | None = None,
    stage: str = "",
    **details: object,
) -> Feedback:
    """A complaint of an adult (or of the procedure named) about support planning."""
    area = Area.ADULTS if procedure == Procedure.ADULTS else Area.CHILDREN
    return feedback.log(
        kind=Kind.COMPLAINT,
        by=by or complaints_manager(),
        texts=texts,
        stage=stage,
        **{
            "received_on": received_on,
            "procedure": procedure,
            "area": area,
            "service_type": service_type(area=area) if area == Area.ADULTS else None,
            "complainant": Complainant.RELATIVE,
        }
        | details,
    )


def log_feedback(
    kind: str, *, by: User | None = None, received_on: datetime.date = RECEIVED, **details: object
):
    """A comment or a compliment about adult social care."""
    return feedback.log(
        kind=kind,
        by=by or complaints_manager(),
        **{"received_on": received_on, "area": Area.ADULTS} | details,
    )


def standing(case: Feedback) -> Standing:
    """Where the case stands now."""
    return Standing.objects.current().get(feedback=case)


def stage_of(case: Feedback, number: int = 1) -> Stage:
    """A stage of the case as it is now."""
    return Stage.objects.current().get(feedback=case, number=number)


def enquiry(
    reference: str = "20 001 234",
    *,
    by: User | None = None,
    feedback: Feedback | None = None,
    **fields: object,
) -> OmbudsmanCase:
    """An enquiry of the Ombudsman about adult social care; about a case of the log where one is given."""
    given = {"area": Area.ADULTS, "received_on": datetime.date(2021, 7, 1)} | fields
    return ombudsman.add(by=by or complaints_manager(), reference=reference, feedback=feedback, **given)


def decided_enquiry(
    reference: str = "20 001 234",
    *,
    decision: str = Decision.UPHELD,
    decided_on: datetime.date = datetime.date(2021, 9, 1),
    feedback: Feedback | None = None,
    area: str = Area.ADULTS,
    **fields: object,
) -> OmbudsmanCase:
    """An enquiry that the Ombudsman decided; `fields` are those of the decision."""
    made = enquiry(reference, feedback=feedback, area=area)
    return ombudsman.decide(
        made.key,
        by=complaints_manager(),
        based_on=made.version,
        decided_on=decided_on,
        decision=decision,
        **fields,
    )


def learning_point(
    text: str = "Staff were reminded to call back.", *, by: User | None = None, **fields: object
) -> Learning:
    """A learning point of 2021/22 about adult social care; `cases` are those that it came from."""
    return learning.add(
        by=by or complaints_manager(), text=text, **{"year": 2021, "area": Area.ADULTS} | fields
    )


def subject(slug: str = "communication") -> Subject:
    """The subject with this slug, made where there is none."""
    return Subject.objects.get_or_create(slug=slug, defaults={"name": slug.replace("-", " ").capitalize()})[0]
