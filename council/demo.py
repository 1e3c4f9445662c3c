"""The demonstration council: its organisation and one account for each role. Never in production."""

from __future__ import annotations

import hashlib
from pathlib import Path

import yaml
from django.conf import settings
from django.contrib.auth.hashers import make_password

from council.authorization import Role
from council.models import CorporatePriority, Council, Directorate, RoleAssignment, Service, User

FIXTURES = settings.BASE_DIR / "fixtures"
DEMO = FIXTURES / "demo"


class DemoRefused(Exception):
    """Demonstration data may not be loaded here; the message says why."""


#: user name, name shown, role, and the services or directorates it is limited to (none: the whole council).
ACCOUNTS: tuple[tuple[str, str, Role, tuple[str, ...]], ...] = (
    ("officer", "Highways Performance Officer", Role.OFFICER, ("highways", "street-lighting")),
    (
        "approver",
        "Director of Growth, Environment and Transport",
        Role.APPROVER,
        ("growth-environment-transport",),
    ),
    ("performance", "Corporate Performance Lead", Role.PERFORMANCE, ()),
    ("risk", "Corporate Risk Lead", Role.RISK, ()),
    ("complaints", "Complaints Manager", Role.COMPLAINTS, ()),
    ("clerk", "Democratic Services Officer", Role.CLERK, ()),
    ("member", "Committee Member", Role.MEMBER, ()),
    ("auditor", "Internal Auditor", Role.AUDITOR, ()),
    ("admin", "Systems Administrator", Role.ADMIN, ()),
)


def refuse_outside_demonstration() -> None:
    """Raise DemoRefused in production, and in a database that belongs to a real council."""
    if settings.ENVIRONMENT not in {"demo", "test"}:
        raise DemoRefused("Demonstration data is refused here: OUTTURN_ENV is neither demo nor test.")
    council = Council.objects.first()
    if council and not council.demonstration:
        raise DemoRefused(f"Demonstration data is refused: this database belongs to {council.name}.")


def digest() -> str:
    """A fingerprint of the demonstration files, so that a second load knows there is nothing to do."""
    seen = hashlib.sha256()
    for path in sorted(p for p in FIXTURES.rglob("*") if p.is_file()):
        seen.update(path.relative_to(FIXTURES).as_posix().encode() + path.read_bytes())
    return seen.hexdigest()


def read_yaml(path: Path) -> object:
    with path.open(encoding="utf-8") as file:
        return yaml.safe_load(file)


def load_organisation() -> None:
    data = read_yaml(DEMO / "organisation.yaml")
    Council.objects.create(
        pk=1, name=data["council"]["name"], gss_code=data["council"]["gss_code"], demonstration=digest()
    )
    directorates = {row["slug"]: Directorate.objects.create(**row) for row in data["directorates"]}
    for position, row in enumerate(data["services"], start=1):
        Service.objects.create(**{**row, "directorate": directorates[row["directorate"]]}, position=position)
    for row in data["priorities"]:
        CorporatePriority.objects.create(**row)


def load_accounts(password: str) -> None:
    """One account for each role. Their one password is hashed once: a hash is slow on purpose."""
    hashed = make_password(password)
    for username, name, role, scopes in ACCOUNTS:
        user = User.objects.create(
            username=username,
            email=f"{username}@example.org",
            password=hashed,
            name=name,
            is_demonstration=True,
        )
        for scope in scopes or (None,):
            RoleAssignment.objects.create(
                user=user,
                role=role,
                service=Service.objects.filter(slug=scope).first(),
                directorate=Directorate.objects.filter(slug=scope).first(),
            )
