"""Roles and permissions: what is not granted is refused, and a grant ends where its service or directorate ends."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from council.authorization import ROLES, Permission, Role, grants, may, require
from council.demo import ACCOUNTS
from council.models import RoleAssignment, Service, User

pytestmark = pytest.mark.django_db


def service(slug: str) -> Service:
    return Service.objects.get(slug=slug)


def test_every_role_is_described_and_has_a_demonstration_account() -> None:
    assert set(ROLES) == set(Role)
    assert {role for _, _, role, _ in ACCOUNTS} == set(Role)
    assert all(role.label and role.permissions for role in Role)


@pytest.mark.parametrize(
    ("username", "slug", "allowed"),
    [
        ("officer", "highways", True),
        ("officer", "street-lighting", True),
        ("officer", "waste-management", False),  # the same directorate, another service
        ("officer", "libraries", False),
        ("performance", "libraries", True),
        ("approver", "highways", False),
        ("member", "highways", False),
        ("admin", "highways", False),
    ],
)
def test_who_may_enter_figures_of_a_service(person, username: str, slug: str, allowed: bool) -> None:
    assert may(person(username), Permission.ENTER_FIGURES, service(slug)) is allowed


@pytest.mark.parametrize(
    ("slug", "allowed"), [("highways", True), ("waste-management", True), ("libraries", False)]
)
def test_a_directorates_role_reaches_all_its_services_and_no_other(person, slug: str, allowed: bool) -> None:
    assert may(person("approver"), Permission.APPROVE_FIGURES, service(slug)) is allowed


def test_without_a_service_the_question_is_whether_it_is_held_anywhere(person) -> None:
    assert may(person("officer"), Permission.ENTER_FIGURES)
    assert not may(person("officer"), Permission.DEFINE_KPIS)


@pytest.mark.parametrize("username", ["member", "admin"])
def test_members_and_administrators_see_no_drafts(person, username: str) -> None:
    assert not may(person(username), Permission.VIEW_DRAFTS)


def test_nobody_and_disabled_people_hold_nothing(person) -> None:
    disabled = person("performance")
    disabled.is_active = False
    assert grants(AnonymousUser()) == grants(disabled) == ()
    assert not any(may(disabled, permission) for permission in Permission)


def test_djangos_own_flags_grant_nothing() -> None:
    root = User.objects.create_user("root", password="x", name="Root", is_superuser=True, is_staff=True)
    assert not any(may(root, permission) for permission in Permission)


def test_two_roles_add_up(person) -> None:
    member = person("member")
    RoleAssignment.objects.create(user=member, role=Role.OFFICER, service=service("libraries"))
    assert may(member, Permission.ENTER_FIGURES, service("libraries"))
    assert not may(member, Permission.ENTER_FIGURES, service("highways"))


def test_a_refusal_names_the_permission_and_the_service(person) -> None:
    with pytest.raises(PermissionDenied, match="may not enter figures and commentary for Library Service"):
        require(person("officer"), Permission.ENTER_FIGURES, service("libraries"))
    with pytest.raises(PermissionDenied, match="may not read the audit trail"):
        require(person("officer"), Permission.VIEW_AUDIT)
    require(person("officer"), Permission.ENTER_FIGURES, service("highways"))
