"""What needs doing today: how many cases wait for what, within what somebody handles. Counts only; lists are a link away."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from complaints.due_marks import SOON
from complaints.selectors import cases as log
from complaints.selectors import learning, ombudsman
from complaints.visibility import ComplaintView


@dataclass(frozen=True)
class Todo:
    """Counts of what waits, on one day."""

    overdue: int
    this_week: int
    open: int
    unacknowledged: int
    to_answer: int
    answer_first: datetime.date | None
    recommendations: int
    recommendations_overdue: int
    learning: int
    learning_overdue: int


def of(view: ComplaintView, today: datetime.date) -> Todo:
    """What waits for this person on `today`."""
    cases = view.cases().order_by()
    # Nothing else can be due, and there are few of them in any log.
    still_open = cases.filter(log.OPEN)
    unacknowledged = log.unacknowledged()
    if not view.manages_all:
        unacknowledged = unacknowledged.filter(feedback__in=cases.values("feedback"))
    points = learning.points(view).order_by().filter(status__in=learning.OPEN)
    late = Count("pk", filter=Q(due_on__lt=today))
    enquiries = ombudsman.cases(view).order_by().filter(ombudsman.UNDECIDED, answered_on=None)
    to_do = ombudsman.recommendations(view).filter(done_on=None)
    return Todo(
        unacknowledged=unacknowledged.count(),
        **still_open.aggregate(
            overdue=late,
            this_week=Count("pk", filter=Q(due_on__range=(today, today + SOON))),
            open=Count("pk"),
        ),
        **enquiries.aggregate(to_answer=Count("pk"), answer_first=Min("answer_by")),
        **to_do.aggregate(recommendations=Count("pk"), recommendations_overdue=late),
        **points.aggregate(learning=Count("pk"), learning_overdue=late),
    )
