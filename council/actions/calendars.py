"""The secret address of a person's calendar feed."""

from __future__ import annotations

import uuid

from council.models import User


def renew(*, user: User) -> uuid.UUID:
    """Give the person's calendar a new secret; an address with the old one finds nothing from now on."""
    user.calendar_key = uuid.uuid4()
    user.save(update_fields=["calendar_key"])
    return user.calendar_key
