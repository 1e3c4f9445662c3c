"""In whose name a command writes: the person that is named, or the first who holds a role for the whole council."""

from django.core.management.base import CommandError

from council.authorization import Role
from council.models import User


def acting_person(username: str | None, role: Role) -> User:
    """The active account. Raises CommandError where there is none."""
    people = User.objects.filter(is_active=True)
    if username is not None:
        person = people.filter(username=username).first()
        if person is None:
            raise CommandError(f"There is no active account {username}. Nothing was imported.")
        return person
    everywhere = people.filter(
        role_assignments__role=role, role_assignments__service=None, role_assignments__directorate=None
    )
    lead = everywhere.order_by("pk").first()
    if lead is None:
        raise CommandError(
            f"There is no {role.label.lower()}. Say who imports: --by USERNAME. Nothing was imported."
        )
    return lead
