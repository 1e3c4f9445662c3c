"""Who sees which cases, and which figures. Every page, chart, table and file of complaints starts from here.

Cases are for those who handle complaints, within the directorate or service that their role is narrowed to. Everybody else
who may see dashboards sees figures of closed reports, as they stood at the closing, with small counts kept back. Individual
cases are nobody else's business: the Member Responsible for Complaints, too, works with figures (LGSCO's guide for members).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from complaints.models import AnnualReport, AnnualReportStep, Feedback, Standing
from council.authorization import Grant, Permission, grants, may
from council.models import User

#: The steps that open or close a report again.
TURNS = (AnnualReportStep.Step.CLOSED, AnnualReportStep.Step.REOPENED)


@dataclass(frozen=True)
class ComplaintView:
    """What one person may see; `user` None is the system itself (files made by commands), which sees everything.

    `moment`: which reports were closed at that moment, for what is read as at it; None: now.
    """

    user: User | AnonymousUser | None
    moment: datetime.datetime | None = None

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
        return [row for row in self.all_reports if self.manages_all or not row.is_open]

    @cached_property
    def all_reports(self) -> list[AnnualReport]:
        """Every report, whoever may look at it; closed only where it was closed at the moment. For reading only."""
        found = list(AnnualReport.objects.all())
        for row in found if self.moment else ():
            if row.closed_at is None or row.closed_at > self.moment:
                turns = row.steps.filter(step__in=TURNS, at__lte=self.moment)
                turn = turns.order_by("at", "id").last()
                row.closed_at = turn.at if turn and turn.step == AnnualReportStep.Step.CLOSED else None
        return found

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

    def called(self, reference: str) -> QuerySet[Standing]:
        """The one case with this reference, where there is one that this person handles."""
        if not reference or "\0" in reference:
            return (
                Standing.objects.none()
            )  # NUL: no text of the database can hold it, asking for it is an error
        return self.cases().filter(feedback__reference=reference)

    def standing(self, reference: str) -> Standing | None:
        """Where the case with this reference stands, where this person handles it."""
        return self.called(reference).first()

    def case(self, reference: str) -> Feedback | None:
        """The case with this reference, where this person handles it."""
        standing = self.standing(reference)
        return standing.feedback if standing else None


@dataclass(frozen=True)
class PaperView(ComplaintView):
    """What a committee's paper prints: what everybody may see of a report, small counts kept back.

    While the report is open, it is the draft of what they would see if it closed now; for those who write papers.
    """

    @cached_property
    def reports(self) -> list[AnnualReport]:
        return self.all_reports

    def as_at(self, report: AnnualReport) -> datetime.datetime | None:
        return report.closed_at or self.moment


def for_papers(moment: datetime.datetime | None = None) -> PaperView:
    """What a committee's paper may print, as at a moment; None: now."""
    return PaperView(AnonymousUser(), moment)


def visible_to(user: User | None, moment: datetime.datetime | None = None) -> ComplaintView:
    """What `user` may see; of what is read as at a moment, by the reports that were closed then."""
    return ComplaintView(user, moment)


def require_handler(user: User, feedback: Feedback) -> None:
    """Raise PermissionDenied, with a sentence that says nothing of the case, unless this person handles it."""
    if not visible_to(user).cases().filter(feedback=feedback).exists():
        raise PermissionDenied("Your account may not handle this case.")


def require_manager(user: User) -> None:
    """Raise PermissionDenied unless this person runs complaints for the whole council."""
    if not visible_to(user).manages_all:
        raise PermissionDenied("Your account may not do this for the complaints of the whole council.")
