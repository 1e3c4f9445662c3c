"""Who sees which indicators and figures. Every page, chart, table, file and API call starts from here.

A closed quarter is for everybody who may see dashboards. An open quarter's figures are drafts: for those who may see
drafts of the service the indicator belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet

from council.authorization import Permission, grants, may
from council.models import ReportingQuarter, Service, User
from council.periods import Quarter
from kpis.models import Definition, Figure


@dataclass(frozen=True)
class View:
    """What one person may see; `user` None is the system itself (files made by commands), which sees everything."""

    user: User | None

    @cached_property
    def quarters(self) -> list[ReportingQuarter]:
        """The rounds that this person may look at, newest first."""
        rounds = list(ReportingQuarter.objects.all())
        return [row for row in rounds if not row.is_open or self.sees_some_drafts]

    @cached_property
    def closed(self) -> list[int]:
        return [row.ordinal for row in self.quarters if not row.is_open]

    @property
    def sees_some_drafts(self) -> bool:
        return self.user is None or may(self.user, Permission.VIEW_DRAFTS)

    @property
    def sees_all_drafts(self) -> bool:
        return self.user is None or any(
            grant.permission is Permission.VIEW_DRAFTS and grant.everywhere for grant in grants(self.user)
        )

    def rounds_of(self, service: Service) -> list[int]:
        """The rounds whose figures and words about a service's indicators this person may see: ordinals, newest first."""
        drafts = self.sees_drafts_of(service)
        return [row.ordinal for row in self.quarters if drafts or not row.is_open]

    def sees_drafts_of(self, service: Service) -> bool:
        """Whether this person may see what is not agreed yet about a service's indicators."""
        return self.user is None or may(self.user, Permission.VIEW_DRAFTS, service)

    def sees_quarter(self, quarter: Quarter) -> bool:
        return any(row.ordinal == quarter.ordinal for row in self.quarters)

    @property
    def newest_closed(self) -> Quarter | None:
        """The quarter that pages show when nobody asks for another."""
        return Quarter.from_ordinal(self.closed[0]) if self.closed else None

    def figures(self) -> QuerySet[Figure]:
        """The figures this person may see, of any version and time."""
        if self.sees_all_drafts:
            return Figure.objects.all()
        return Figure.objects.filter(
            Q(reported_in__in=self.closed) | Q(indicator__in=self._draft_indicators())
        )

    def _draft_indicators(self) -> QuerySet:
        held = [grant for grant in grants(self.user) if grant.permission is Permission.VIEW_DRAFTS]
        return (
            Definition.objects.current()
            .filter(
                Q(service__in=[grant.service_id for grant in held if grant.service_id])
                | Q(service__directorate__in=[grant.directorate_id for grant in held if grant.directorate_id])
            )
            .values("indicator")
        )


def visible_to(user: User | None) -> View:
    """What `user` may see."""
    return View(user)
