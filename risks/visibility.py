"""Who sees which registers, and from which quarters. Every page, chart, table and file starts from here.

A closed risk quarter of a register that is for members is for everybody who may see dashboards. Other registers, and
whatever is being reviewed, are for those who may see drafts of the register's directorate or service. Whoever reviews an
entry sees it while it is reviewed.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet

from council.authorization import Grant, Permission, grants, may
from council.models import User
from council.periods import Quarter
from council.selectors import rounds_as_at
from risks.models import Details, Register, ReviewRound


@dataclass(frozen=True)
class RiskView:
    """What one person may see; `user` None is the system itself (files made by commands), which sees everything.

    `moment`: which quarters there were at that moment, and which of them were closed, for what is read as at it; None: now.
    """

    user: User | None
    moment: datetime.datetime | None = None

    @cached_property
    def rounds(self) -> list[ReviewRound]:
        """The risk quarters that this person may look at, newest first."""
        rounds = rounds_as_at(ReviewRound.objects.all(), self.moment)
        return [row for row in rounds if not row.is_open or self.sees_some_drafts]

    @property
    def sees_some_drafts(self) -> bool:
        return self.user is None or may(self.user, Permission.VIEW_DRAFTS)

    @property
    def sees_every_register(self) -> bool:
        """Whether nothing of any register is kept from this person: staff of the whole council."""
        return self.user is None or any(
            grant.permission is Permission.VIEW_DRAFTS and grant.everywhere for grant in grants(self.user)
        )

    @property
    def newest_closed(self) -> Quarter | None:
        """The quarter that pages show when nobody asks for another."""
        return next((row.quarter for row in self.rounds if not row.is_open), None)

    def round_of(self, quarter: Quarter) -> ReviewRound | None:
        """The quarter's round, where this person may look at it."""
        return next((row for row in self.rounds if row.ordinal == quarter.ordinal), None)

    @cached_property
    def registers(self) -> list[Register]:
        """The registers that this person may look at, the corporate ones first."""
        found = Register.objects.select_related("directorate", "service", "service__directorate", "matrix")
        order = list(Register.Kind)
        return sorted(
            (row for row in found if self.sees_register(row)),
            key=lambda row: order.index(Register.Kind(row.kind)),
        )

    def sees_register(self, register: Register) -> bool:
        """Whether this person may see its closed quarters."""
        if self.sees_drafts_of(register):
            return True
        return register.for_members and may(self.user, Permission.VIEW_PUBLISHED)

    def sees_drafts_of(self, register: Register) -> bool:
        """Whether this person may see how its entries stand while they are reviewed."""
        return self.user is None or holds(self.user, Permission.VIEW_DRAFTS, register)

    def manages(self, register: Register) -> bool:
        """Whether this person keeps the register: adds, moves and closes entries, and agrees reviews."""
        return self.user is not None and holds(self.user, Permission.MANAGE_RISKS, register)

    @property
    def runs_rounds(self) -> bool:
        """Whether this person opens and closes quarters: whoever keeps the registers of the whole council."""
        return self.user is not None and any(
            grant.permission is Permission.MANAGE_RISKS and grant.everywhere for grant in grants(self.user)
        )

    def reviewed_entries(self) -> QuerySet:
        """Ids of the entries that this person reviews: theirs to see while their register's quarter is open."""
        if self.user is None or not may(self.user, Permission.REVIEW_RISKS):
            return Details.objects.none().values("entry")
        return Details.objects.current().filter(reviewer=self.user).values("entry")

    def reviews(self, entry: int) -> bool:
        """Whether this person is named to review the entry."""
        return entry in self._reviewed

    @cached_property
    def _reviewed(self) -> frozenset[int]:
        return frozenset(self.reviewed_entries().values_list("entry", flat=True))


def holds(user: User, permission: Permission, register: Register) -> bool:
    """Whether a person has a permission for a register: everywhere, or for what the register belongs to."""
    return any(
        grant.permission is permission and (grant.everywhere or _covers(grant, register))
        for grant in grants(user)
    )


def _covers(grant: Grant, register: Register) -> bool:
    if register.is_corporate:
        return False
    if register.service_id:
        return grant.service_id == register.service_id or (
            grant.directorate_id is not None and grant.directorate_id == register.service.directorate_id
        )
    return grant.directorate_id is not None and grant.directorate_id == register.directorate_id


def in_scope(user: User, permission: Permission) -> Q:
    """The registers for which a person has a permission, as a condition on `Register`."""
    held = [grant for grant in grants(user) if grant.permission is permission]
    if any(grant.everywhere for grant in held):
        return Q()
    services = [grant.service_id for grant in held if grant.service_id]
    directorates = [grant.directorate_id for grant in held if grant.directorate_id]
    return (
        Q(service__in=services) | Q(service__directorate__in=directorates) | Q(directorate__in=directorates)
    )


def visible_to(user: User | None, moment: datetime.datetime | None = None) -> RiskView:
    """What `user` may see; of what is read as at a moment, by the quarters of that moment."""
    return RiskView(user, moment)
