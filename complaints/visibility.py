"""Who sees which cases, and which figures. Every page, chart, table and file of complaints starts from here.

Cases are for those who handle complaints, within the directorate or service that their role is narrowed to. Everybody else
who may see dashboards sees figures of closed reports, as they stood at the closing, with small counts kept back. Individual
cases are nobody else's business: the Member Responsible for Complaints, too, works with figures (LGSCO's guide for members).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from complaints.models import AnnualReport, Feedback, Standing
from council.authorization import Grant, Permission, grants, may
from council.models import User


@dataclass(frozen=True)
class ComplaintView:
    """What one person may see; `user` None is the system itself (files made by commands), which sees everything."""

    user: User | None

    @cached_property
    def _grants(self) -> list[Grant]:
        return [grant for grant in grants(self.user) if grant.permission is Permission.MANAGE_COMPLAINTS]

    @property
    def handles(self) -> bool:
        """Whether this person works on cases at all."""
        return self.user is None or bool(self._grants)

    @property
    def manages_all(self) -> bool:
        """Whether this person runs complaints for the whole council: exports, pauses of a procedure, erasure, the report."""
        return self.user is None or any(grant.everywhere for grant in self._grants)

    @property
    def reads_words(self) -> bool:
        """Whether this person may read what people wrote in the cases that they handle."""
        return self.user is not None and self.handles and may(self.user, Permission.READ_CASE_TEXT)

    @property
    def suppressed(self) -> bool:
        """Whether small counts are kept back from this person."""
        return not self.manages_all

    @cached_property
    def reports(self) -> list[AnnualReport]:
        """The annual reports that this person may look at, newest first."""
        return [row for row in AnnualReport.objects.all() if self.manages_all or not row.is_open]

    def report_of(self, year: int) -> AnnualReport | None:
        """The report of a year, where this person may look at it."""
        return next((row for row in self.reports if row.year == year), None)

    def as_at(self, report: AnnualReport) -> datetime.datetime | None:
        """The moment as of which this person sees the report's figures; None means now."""
        return None if self.manages_all else report.closed_at

    def cases(self) -> QuerySet[Standing]:
        """Where the cases stand that this person handles."""
        found = Standing.objects.current().select_related("feedback", "service", "service_type")
        if self.manages_all:
            return found
        services = [grant.service_id for grant in self._grants if grant.service_id]
        directorates = [grant.directorate_id for grant in self._grants if grant.directorate_id]
        return found.filter(Q(service__in=services) | Q(service__directorate__in=directorates))

    def standing(self, reference: str) -> Standing | None:
        """Where the case with this reference stands, where this person handles it."""
        if not reference or "\0" in reference:
            return None  # NUL: no text of the database can hold it, and asking for it is an error
        return self.cases().filter(feedback__reference=reference).first()

    def case(self, reference: str) -> Feedback | None:
        """The case with this reference, where this person handles it."""
        standing = self.standing(reference)
        return standing.feedback if standing else None


def visible_to(user: User | None) -> ComplaintView:
    """What `user` may see."""
    return ComplaintView(user)


def require_handler(user: User, feedback: Feedback) -> None:
    """Raise PermissionDenied, with a sentence that says nothing of the case, unless this person handles it."""
    if not visible_to(user).cases().filter(feedback=feedback).exists():
        raise PermissionDenied("Your account may not handle this case.")


def require_manager(user: User) -> None:
    """Raise PermissionDenied unless this person runs complaints for the whole council."""
    if not visible_to(user).manages_all:
        raise PermissionDenied("Your account may not do this for the complaints of the whole council.")
