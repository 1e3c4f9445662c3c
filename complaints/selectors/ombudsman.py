"""The Ombudsman's enquiries as somebody may see them: the list, one of them, and the statistics of a year.

Those about a case are for whoever handles the case, the others for those who run complaints for the whole council.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum

from complaints.models import Decision, Feedback, OmbudsmanCase, Recommendation, Stage, Standing
from complaints.ombudsman_statistics import (
    Compliance,
    Decided,
    Promise,
    Statistics,
    compliance,
    is_newly_upheld,
    statistics,
)
from complaints.references import year_of
from complaints.visibility import ComplaintView
from council.period_kinds import FinancialYear, date_label

#: What an enquiry waits for, as the address writes it, and in words.
STATES = {
    "to-answer": "To be answered",
    "answer-overdue": "Answer overdue",
    "waiting": "Waiting for a decision",
    "decided": "Decided",
    "to-do": "Recommendations to be done",
    "overdue": "Recommendations overdue",
}
UNDECIDED = Q(decision=Decision.PENDING)


@dataclass(frozen=True)
class Case:
    """One enquiry with what its page shows beside it; `link` is where the case stands if this person handles it."""

    row: OmbudsmanCase
    link: Standing | None
    recommendations: list[Recommendation]

    @property
    def is_newly_upheld(self) -> bool:
        return is_newly_upheld(self.row.decision, self.row.council_outcome)

    @property
    def may_have_recommendations(self) -> bool:
        return self.row.decision == Decision.UPHELD


def cases(view: ComplaintView) -> QuerySet[OmbudsmanCase]:
    """The enquiries that this person may see, newest first."""
    rows = OmbudsmanCase.objects.current().filter(void=False)
    if not view.manages_all:
        rows = rows.filter(feedback__in=view.cases().values("feedback"))
    return rows.select_related("feedback", "recorded_by").order_by("-received_on", "-reference")


def matching(view: ComplaintView, chosen: Mapping[str, str], today: datetime.date) -> QuerySet[OmbudsmanCase]:
    """Those that have everything `chosen` (values that the filters checked), with the counts of their recommendations."""
    rows = cases(view)
    for name, value in chosen.items():
        rows = rows.filter(_CONDITIONS[name](value, today))
    return rows.annotate(
        recommended=_count_of(Q()),
        to_do=_count_of(Q(done_on=None)),
        overdue=_count_of(Q(done_on=None, due_on__lt=today)),
    )


def recommendations(view: ComplaintView) -> QuerySet[Recommendation]:
    """What the Ombudsman recommended after the enquiries that this person may see."""
    return _recommendations().filter(case__in=cases(view).order_by().values("key")).order_by()


def _recommendations() -> QuerySet[Recommendation]:
    return Recommendation.objects.current().filter(void=False)


def _count_of(condition: Q) -> Subquery:
    of_case = _recommendations().filter(condition, case=OuterRef("key")).order_by().values("case")
    return Subquery(of_case.annotate(number=Count("pk")).values("number"))


def _has_recommendation(**condition: object) -> Exists:
    return Exists(_recommendations().filter(case=OuterRef("key"), **condition))


def _state(value: str, today: datetime.date) -> Q:
    return {
        "to-answer": UNDECIDED & Q(answered_on=None),
        "answer-overdue": UNDECIDED & Q(answered_on=None, answer_by__lt=today),
        "waiting": UNDECIDED & Q(answered_on__isnull=False),
        "decided": ~UNDECIDED,
        "to-do": Q(_has_recommendation(done_on=None)),
        "overdue": Q(_has_recommendation(done_on=None, due_on__lt=today)),
    }[value]


def _year(column: str, value: str) -> Q:
    year = FinancialYear(int(value))
    return Q(**{f"{column}__range": (year.start, year.end)})


_CONDITIONS: dict[str, Callable[[str, datetime.date], Q]] = {
    "area": lambda value, today: Q(area=value),
    "state": _state,
    "decision": lambda value, today: Q(decision=value),
    "received": lambda value, today: _year("received_on", value),
    "decided": lambda value, today: _year("decided_on", value),
    "search": lambda value, today: Q(reference__icontains=value) | Q(feedback__reference__iexact=value),
}


def years(view: ComplaintView) -> list[int]:
    """The financial years of the enquiries that this person may see, by their first calendar year, newest first."""
    found = cases(view).aggregate(
        first=Min("received_on"), last=Max("received_on"), decided=Max("decided_on")
    )
    if found["first"] is None:
        return []
    last = max(day for day in (found["last"], found["decided"]) if day)
    return list(range(year_of(last), year_of(found["first"]) - 1, -1))


# --- One enquiry ---------------------------------------------------------------------------------------------------------


def case(view: ComplaintView, key: UUID) -> Case | None:
    """One enquiry, if this person may see it."""
    row = cases(view).filter(key=key).first()
    if row is None:
        return None
    link = view.cases().filter(feedback=row.feedback_id).first() if row.feedback_id else None
    return Case(row, link, list(_recommendations().filter(case=key).order_by("number")))


def recommendation(key: UUID, number: int) -> Recommendation | None:
    """One recommendation of an enquiry as it is now."""
    return _recommendations().filter(case=key, number=number).select_related("recorded_by").first()


def of_case(view: ComplaintView, feedback: Feedback) -> list[OmbudsmanCase]:
    """The enquiries about one of the council's cases, oldest first."""
    return list(cases(view).filter(feedback=feedback).order_by("received_on", "reference"))


def council_outcome(feedback: Feedback | None) -> str:
    """What the council itself decided of a case: the outcome of the last stage that it answered."""
    if feedback is None:
        return ""
    answered = Stage.objects.current().filter(feedback=feedback, void=False).exclude(outcome="")
    last = answered.order_by("-number").first()
    return last.outcome if last else ""


def words(row: OmbudsmanCase) -> dict[str, str]:
    """What is recorded of an enquiry, field by field; for telling two versions apart."""
    return {
        "Ombudsman’s reference": row.reference,
        "Our case": row.feedback.reference if row.feedback else "",
        "Area": row.get_area_display(),
        "Received": _day(row.received_on),
        "To be answered by": _day(row.answer_by),
        "Answered": _day(row.answered_on),
        "Decided": _day(row.decided_on),
        "Decision": row.get_decision_display(),
        "The council had decided": row.get_council_outcome_display(),
        "Already remedied": _yes(row.already_remedied),
        "Public report": _yes(row.public_report),
        "Settlement": f"£{row.settlement:,.2f}" if row.settlement else "",
        "Removed": _yes(row.void),
    }


def recommendation_words(row: Recommendation) -> dict[str, str]:
    """The same of a recommendation."""
    return {
        "What is to be done": row.text,
        "To be done by": _day(row.due_on),
        "Done": _day(row.done_on),
        "Proof": row.proof,
        "Removed": _yes(row.void),
    }


def _day(day: datetime.date | None) -> str:
    return date_label(day) if day else ""


def _yes(value: bool) -> str:
    return "Yes" if value else "No"


# --- Statistics ----------------------------------------------------------------------------------------------------------


def year_statistics(
    view: ComplaintView, year: int, today: datetime.date, *, area: str = ""
) -> tuple[Statistics, bool]:
    """The statistics of a financial year, of one area or all; and whether synthetic enquiries are among them."""
    rows = cases(view).filter(area=area) if area else cases(view)
    rows = rows.order_by()
    period = FinancialYear(year)
    received = rows.filter(received_on__range=(period.start, period.end))
    decided = rows.filter(decided_on__range=(period.start, period.end))
    counts = received.aggregate(all=Count("pk"), synthetic=Count("pk", filter=Q(synthetic=True)))
    groups = decided.values(
        "decision", "council_outcome", "already_remedied", "public_report", "synthetic"
    ).annotate(count=Count("pk"), paid=Sum("settlement"))
    found = list(groups)
    due = _recommendations().filter(case__in=rows.values("key"), due_on__range=(period.start, period.end))
    figures = statistics(
        counts["all"],
        [
            Decided(
                each["decision"],
                each["council_outcome"],
                each["already_remedied"],
                each["public_report"],
                each["count"],
                each["paid"] or Decimal(0),
            )
            for each in found
        ],
        _compliance(due, today),
    )
    return figures, bool(counts["synthetic"]) or any(each["synthetic"] for each in found)


def compliance_of(found: Case, today: datetime.date) -> Compliance:
    """How the recommendations of one enquiry were kept."""
    return compliance((Promise(row.due_on, row.done_on) for row in found.recommendations), today)


def kept(view: ComplaintView, today: datetime.date) -> Compliance:
    """How all recommendations were kept that this person may see."""
    return _compliance(_recommendations().filter(case__in=cases(view).values("key")), today)


def _compliance(rows: QuerySet[Recommendation], today: datetime.date) -> Compliance:
    return compliance((Promise(*days) for days in rows.values_list("due_on", "done_on")), today)
