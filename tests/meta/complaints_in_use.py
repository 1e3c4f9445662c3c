"""The pages of complaints at their fullest, for counting queries: a case, an enquiry and a learning point with everything.

The demonstration is there already: some thousand cases and the closed report of a year.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from complaints.actions import case_pauses, elements, feedback, ombudsman, remedies
from complaints.models import Feedback, Procedure, Remedy
from council.models import User
from tests.complaint_factories import (
    RECEIVED,
    decided_enquiry,
    enquiry,
    learning_point,
    log_complaint,
    service_type,
    subject,
)
from tests.meta.permissions import COMPLAINTS, SEE_DASHBOARDS

#: Name, address, and who opens it.
IN_USE: dict[str, tuple[str, tuple[str, ...]]] = {
    "complaints": ("/complaints/", SEE_DASHBOARDS),
    "complaints of another year": ("/complaints/?year=2020-21", SEE_DASHBOARDS),
    "years of complaints": ("/complaints/years/", SEE_DASHBOARDS),
    "annual report": ("/complaints/report/2020-21/", SEE_DASHBOARDS),
    "cases": ("/complaints/cases/", COMPLAINTS),
    "cases, filtered": ("/complaints/cases/?kind=complaint&area=adults&due=overdue", COMPLAINTS),
    "case": ("/complaints/cases/{case}/", COMPLAINTS),
    "answer to a case": ("/complaints/cases/{case}/stages/1/answer/", COMPLAINTS),
    "enquiries": ("/complaints/ombudsman/", COMPLAINTS),
    "statistics of the Ombudsman": ("/complaints/ombudsman/statistics/", COMPLAINTS),
    "enquiry": ("/complaints/ombudsman/{enquiry}/", COMPLAINTS),
    "learning": ("/complaints/learning/", COMPLAINTS),
    "learning point": ("/complaints/learning/{point}/", COMPLAINTS),
    "learning panel": ("/complaints/panel/", COMPLAINTS),
    "pauses and closed days": ("/complaints/pauses/", COMPLAINTS),
    "retention": ("/complaints/retention/", COMPLAINTS),
    "words to be erased": ("/complaints/erasure/", COMPLAINTS),
    "who read what": ("/complaints/access/", COMPLAINTS),
}


def bring_into_use(by: User) -> dict[str, object]:
    """Make what the addresses name."""
    case = log_complaint(Procedure.CHILDREN, by=by, texts={"name": "A. Person", "words": "Nobody called."})
    decided = decided_enquiry(feedback=case, area="children")
    point = learning_point(by=by, cases=[case], service_type=service_type(), subject=subject())
    made = {"case": case.reference, "enquiry": decided.key, "point": point.key}
    add_more(made, by=by, days=range(1))
    return made


def add_more(made: Mapping[str, object], *, by: User, days: Iterable[int]) -> None:
    """More of everything that these pages list, for each of these days after the first."""
    case = Feedback.objects.get(reference=made["case"])
    for number in days:
        day = RECEIVED + datetime.timedelta(days=number)
        other = log_complaint(by=by, received_on=day)
        elements.add(case, subject=subject(), by=by, words="The call")
        remedies.add(case, by=by, what=Remedy.What.APOLOGY, agreed_on=day)
        case_pauses.pause(case, first=day, last=day, ground="court", by=by)
        feedback.link(case, other.reference, by=by)
        feedback.add_note(case, "A note", by=by)
        ombudsman.recommend(made["enquiry"], by=by, text="Apologise.", due_on=datetime.date(2021, 10, 1))
        enquiry(f"21 009 {number:03}", by=by, feedback=other)
        learning_point(f"Remind staff, day {number}.", by=by, cases=[case, other], subject=subject())
