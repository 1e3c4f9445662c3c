"""How long words are kept, whose time is over, and who has read them. Nothing here shows a word of a case."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from complaints.models import (
    CaseAccess,
    CaseText,
    Kind,
    OmbudsmanCase,
    Procedure,
    Recommendation,
    Retention,
    Standing,
)
from complaints.retention import DEFAULT_REASON, DEFAULT_YEARS, due_if_ended_by, kept_until
from council.models import User

#: What comments and compliments are kept under: they have no procedure.
NO_PROCEDURE = "comments-and-compliments"
#: Cases in one go, the oldest first: a page that somebody waits for, and a list that somebody can look through.
MOST_AT_ONCE = 1000


@dataclass(frozen=True)
class RetentionLine:
    """How long the words of one procedure's cases are kept; `row` is None where the council has not chosen yet."""

    procedure: str
    row: Retention | None
    due: int = 0

    @property
    def slug(self) -> str:
        return self.procedure or NO_PROCEDURE

    @property
    def label(self) -> str:
        return Procedure(self.procedure).label if self.procedure else "Comments and compliments"

    @property
    def years(self) -> int:
        return self.row.years if self.row else DEFAULT_YEARS

    @property
    def reason(self) -> str:
        return self.row.reason if self.row else DEFAULT_REASON

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0

    def kept_until(self, ended_on: datetime.date) -> datetime.date:
        return kept_until(ended_on, self.years)


def retention() -> list[RetentionLine]:
    """How long words are kept, by procedure in their order, comments and compliments last; and how many cases are due."""
    lines = _lines()
    counts = dict(due(lines).order_by().values_list("procedure").annotate(number=Count("pk")))
    return [replace(line, due=counts.get(line.procedure, 0)) for line in lines]


def line_of(slug: str) -> RetentionLine | None:
    """How long the words of one procedure's cases are kept, by its slug in addresses."""
    procedure = "" if slug == NO_PROCEDURE else slug
    if procedure and procedure not in Procedure.values:
        return None
    row = Retention.objects.current().filter(procedure=procedure).select_related("recorded_by").first()
    return RetentionLine(procedure, row)


def _lines() -> list[RetentionLine]:
    rows = {row.procedure: row for row in Retention.objects.current().select_related("recorded_by")}
    return [RetentionLine(procedure, rows.get(procedure)) for procedure in (*Procedure.values, "")]


# --- What is due ----------------------------------------------------------------------------------------------------


def due(lines: Sequence[RetentionLine] | None = None) -> QuerySet[Standing]:
    """The cases whose words are no longer kept, those that ended first at the top; `ended_on` is annotated.

    A case with which the Ombudsman is still dealing keeps its words.
    """
    return _over(lines).filter(~Exists(_before_the_ombudsman()))


def held(lines: Sequence[RetentionLine] | None = None) -> int:
    """How many cases keep their words past their time because the Ombudsman has not decided yet."""
    return _over(lines).filter(Exists(_before_the_ombudsman())).count()


def first_due() -> tuple[list[Standing], str]:
    """The cases that are erased in one go, and a fingerprint of them: what was looked at is what is erased."""
    rows = list(due()[:MOST_AT_ONCE])
    text = " ".join(str(row.feedback_id) for row in rows)
    return rows, hashlib.sha256(text.encode()).hexdigest()[:16]


def is_with_the_ombudsman(feedback: int) -> bool:
    """Whether the Ombudsman is dealing with a case."""
    return _undecided().filter(feedback=feedback).exists()


def _over(lines: Sequence[RetentionLine] | None) -> QuerySet[Standing]:
    today = timezone.localdate()
    over = Q()
    for line in _lines() if lines is None else lines:
        over |= Q(procedure=line.procedure, ended_on__lte=due_if_ended_by(today, line.years))
    return (
        Standing.objects.current()
        # An open complaint has not ended; a comment or a compliment ends on the day it comes.
        .exclude(kind=Kind.COMPLAINT, closed_on=None)
        .annotate(ended_on=Coalesce(F("closed_on"), F("received_on")))
        .filter(over, Exists(CaseText.objects.filter(feedback=OuterRef("feedback"))))
        .select_related("feedback", "service", "service_type")
        .order_by("ended_on", "feedback_id")
    )


def _undecided() -> QuerySet[OmbudsmanCase]:
    return OmbudsmanCase.objects.current().filter(void=False, decided_on=None)


def _before_the_ombudsman() -> QuerySet[OmbudsmanCase]:
    return _undecided().filter(feedback=OuterRef("feedback"))


# --- Who read what --------------------------------------------------------------------------------------------------


def accesses(*, search: str = "", by: str = "", what: str = "") -> QuerySet[CaseAccess]:
    """Who read or took the words of which case, the newest first; `search` is a reference, `by` a user name."""
    rows = CaseAccess.objects.select_related("feedback", "by").order_by("-at", "-id")
    if search:
        rows = rows.filter(feedback__reference__iexact=search)
    if by:
        rows = rows.filter(by__username=by)
    return rows.filter(what=what) if what else rows


def readers() -> dict[str, str]:
    """Everybody who has read or taken words, by user name."""
    read = CaseAccess.objects.filter(by=OuterRef("pk"))
    rows = User.objects.filter(Exists(read)).order_by("name", "username")
    return {row.username: str(row) for row in rows}


def accesses_of(feedback: int) -> list[CaseAccess]:
    """Who read or took the words of one case, the oldest first."""
    return list(CaseAccess.objects.filter(feedback=feedback).select_related("by").order_by("at", "id"))


def recommendations_of(enquiries: Sequence[OmbudsmanCase]) -> list[Recommendation]:
    """What the Ombudsman recommended in these enquiries."""
    rows = Recommendation.objects.current().filter(void=False, case__in=[row.key for row in enquiries])
    return list(rows.order_by("due_on", "number"))
