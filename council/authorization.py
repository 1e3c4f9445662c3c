"""Who may do what. Roles are sets of permissions; a role assignment may narrow them to a directorate or a service.

Views name the permission they need (`council.views.access`), actions ask `require`, and querysets narrow what a person
sees. Everything that is not granted here is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from council.models import Service, User


class Permission(StrEnum):
    """What a person may do, in the words of a job description."""

    VIEW_PUBLISHED = "see the dashboards of closed quarters"
    VIEW_DRAFTS = "see figures of an open quarter"
    ENTER_FIGURES = "enter figures and commentary"
    APPROVE_FIGURES = "approve returns and propose overrides"
    DEFINE_KPIS = "define indicators, targets and schemes; agree overrides; open and close quarters"
    RECOMPUTE = "have a quarter's ratings worked out again"
    EXPORT = "download tables"
    VIEW_AUDIT = "read the audit trail"
    MANAGE_PEOPLE = "manage people, roles and the organisation"
    REVIEW_RISKS = "review the risks and opportunities in your name"
    MANAGE_RISKS = "keep the risk register"
    MANAGE_COMPLAINTS = "log and handle complaints"
    READ_CASE_TEXT = "read what people wrote in a complaint"
    MANAGE_MEETINGS = "prepare and publish committee papers"
    WRITE_PAPERS = "write the words of committee papers"
    READ_EXEMPT = "read exempt committee papers"
    ASK_QUESTIONS = "put a question to a committee's officers"
    ANSWER_QUESTIONS = "answer the questions of committee members"


P = Permission


class Role(StrEnum):
    """The people of the product, one role each."""

    OFFICER = "officer"
    APPROVER = "approver"
    PERFORMANCE = "performance"
    RISK = "risk"
    COMPLAINTS = "complaints"
    CLERK = "clerk"
    MEMBER = "member"
    AUDITOR = "auditor"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        return ROLES[self].label

    @property
    def permissions(self) -> frozenset[Permission]:
        return ROLES[self].permissions


@dataclass(frozen=True)
class RoleDescription:
    label: str
    comes_to: str
    permissions: frozenset[Permission]


STAFF = frozenset({P.VIEW_PUBLISHED, P.VIEW_DRAFTS, P.EXPORT})
#: Whoever writes papers may be the author of an exempt one.
AUTHOR = frozenset({P.WRITE_PAPERS, P.READ_EXEMPT, P.ANSWER_QUESTIONS})

ROLES: dict[Role, RoleDescription] = {
    Role.OFFICER: RoleDescription(
        "Officer",
        "Enters the quarter's figures and commentary of a service",
        STAFF | {P.ENTER_FIGURES, P.REVIEW_RISKS},
    ),
    Role.APPROVER: RoleDescription(
        "Approver",
        "Reviews and approves the returns of a directorate",
        STAFF | {P.APPROVE_FIGURES, P.REVIEW_RISKS},
    ),
    Role.PERFORMANCE: RoleDescription(
        "Performance lead",
        "Defines indicators, targets and schemes, runs the quarter, builds the report",
        STAFF | AUTHOR | {P.ENTER_FIGURES, P.DEFINE_KPIS, P.RECOMPUTE, P.REVIEW_RISKS},
    ),
    Role.RISK: RoleDescription(
        "Risk lead",
        "Keeps the risk and opportunity register",
        STAFF | AUTHOR | {P.MANAGE_RISKS, P.REVIEW_RISKS},
    ),
    Role.COMPLAINTS: RoleDescription(
        "Complaints manager",
        "Logs feedback, runs the clocks, reports",
        STAFF | AUTHOR | {P.MANAGE_COMPLAINTS, P.READ_CASE_TEXT},
    ),
    Role.CLERK: RoleDescription(
        "Committee clerk",
        "Prepares meetings, papers and publication",
        STAFF | AUTHOR | {P.MANAGE_MEETINGS, P.ASK_QUESTIONS},
    ),
    Role.MEMBER: RoleDescription(
        "Committee member",
        "Browses dashboards and papers, asks questions",
        frozenset({P.VIEW_PUBLISHED, P.EXPORT, P.ASK_QUESTIONS}),
    ),
    Role.AUDITOR: RoleDescription(
        "Auditor", "Reads everything but case notes", STAFF | {P.VIEW_AUDIT, P.READ_EXEMPT}
    ),
    Role.ADMIN: RoleDescription(
        "Administrator",
        "Looks after people, roles and the organisation",
        frozenset({P.VIEW_PUBLISHED, P.MANAGE_PEOPLE, P.VIEW_AUDIT}),
    ),
}


@dataclass(frozen=True)
class Grant:
    """One permission as one assignment gives it: everywhere, or in a directorate or service only."""

    permission: Permission
    directorate_id: int | None
    service_id: int | None

    @property
    def everywhere(self) -> bool:
        return self.directorate_id is None and self.service_id is None


def grants(user: User) -> tuple[Grant, ...]:
    """Every grant of an active person; read once per request."""
    if not user.is_authenticated or not user.is_active:
        return ()
    if not hasattr(user, "_grants"):
        user._grants = tuple(
            Grant(permission, held["directorate_id"], held["service_id"])
            for held in user.held_roles
            for permission in sorted(Role(held["role"]).permissions)
        )
    return user._grants


def may(user: User, permission: Permission, service: Service | None = None) -> bool:
    """Whether `user` holds `permission` at all, or, where a service is given, for that service."""
    held = [grant for grant in grants(user) if grant.permission is permission]
    if service is None:
        return bool(held)
    return any(
        grant.everywhere or grant.service_id == service.pk or grant.directorate_id == service.directorate_id
        for grant in held
    )


def require(user: User, permission: Permission, service: Service | None = None) -> None:
    """Raise PermissionDenied, with a sentence, unless `may`."""
    if not may(user, permission, service):
        where = f" for {service.name}" if service else ""
        raise PermissionDenied(f"Your account may not {permission.value}{where}.")
