"""Who sees which indicators and figures. Every page, chart, table, file and API call starts from here.

A closed quarter is for everybody who may see dashboards. An open quarter's figures are drafts: for those who may see
drafts of the service the indicator belongs to. What is worked out from other indicators is a draft of each of them, since
whoever knows the result and one part knows the other; and words about several services are drafts of all of them.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from council.authorization import Permission, grants, may
from council.models import ReportingQuarter, Service, User
from council.periods import Quarter
from council.selectors import rounds_as_at
from kpis.models import Commentary, Definition, Figure

#: The indicators of all services but some, and what is worked out from them at whatever remove.
_MADE_OF_OTHER_DRAFTS = """
WITH RECURSIVE other AS (
    SELECT d.indicator_id, i.slug
    FROM kpis_definition d
    JOIN kpis_indicator i ON i.id = d.indicator_id
    JOIN council_service s ON s.id = d.service_id
    WHERE d.superseded_at IS NULL
      AND NOT (s.id = ANY(%s::bigint[]) OR s.directorate_id = ANY(%s::bigint[]))
  UNION
    SELECT d.indicator_id, i.slug
    FROM other
    JOIN kpis_definition d ON d.calculation -> 'of' @> to_jsonb(other.slug::text)
    JOIN kpis_indicator i ON i.id = d.indicator_id
    WHERE d.superseded_at IS NULL
)
SELECT indicator_id FROM other
"""


@dataclass(frozen=True)
class View:
    """What one person may see; `user` None is the system itself (files made by commands), which sees everything.

    `moment`: which rounds there were at that moment, and which of them were closed, for what is read as at it; None: now.
    """

    user: User | None
    moment: datetime.datetime | None = None

    @cached_property
    def quarters(self) -> list[ReportingQuarter]:
        """The rounds that this person may look at, newest first."""
        rounds = rounds_as_at(ReportingQuarter.objects.all(), self.moment)
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
        shown = Q(reported_in__in=_closed_rounds())
        if self.sees_some_drafts:
            services, directorates = self._draft_places()
            shown |= ~Q(indicator__in=RawSQL(_MADE_OF_OTHER_DRAFTS, [services, directorates]))
        return Figure.objects.filter(shown)

    def commentary(self) -> QuerySet[Commentary]:
        """The commentary this person may see, of any version and time.

        That of an open round is for those who see the drafts of every service it speaks of, and of the one whose return it
        belongs to. What belongs to no service is for those who see all drafts.
        """
        if self.sees_all_drafts:
            return Commentary.objects.all()
        about = Commentary.indicators.through.objects.filter(commentary=OuterRef("pk"))
        other = about.exclude(indicator__in=self._draft_definitions().values("indicator"))
        services, directorates = self._draft_places()
        own = Q(service__in=services) | Q(service__directorate__in=directorates)
        own |= Q(Exists(about), service=None)
        return Commentary.objects.filter(Q(reported_in__in=_closed_rounds()) | (own & ~Exists(other)))

    def _draft_definitions(self) -> QuerySet[Definition]:
        """The indicators of the services whose drafts this person may see."""
        services, directorates = self._draft_places()
        return Definition.objects.current().filter(
            Q(service__in=services) | Q(service__directorate__in=directorates)
        )

    def _draft_places(self) -> tuple[list[int], list[int]]:
        """The services, and the directorates, whose drafts this person may see."""
        held = [grant for grant in grants(self.user) if grant.permission is Permission.VIEW_DRAFTS]
        return (
            [grant.service_id for grant in held if grant.service_id],
            [grant.directorate_id for grant in held if grant.directorate_id],
        )


def _closed_rounds() -> QuerySet:
    return ReportingQuarter.objects.exclude(closed_at=None).order_by().values("ordinal")


def visible_to(user: User | None, moment: datetime.datetime | None = None) -> View:
    """What `user` may see; of what is read as at a moment, by the rounds of that moment."""
    return View(user, moment)
