"""Two meetings of the demonstration, published once for a module: making their files takes seconds."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.db import transaction

from committee.demo import packs
from committee.models import Meeting

#: The paper of the demonstration with indicators, risks and complaints, and the meeting with two exempt items.
FULL, WITH_EXEMPT = "ccpi-2021-11-25", "ccpi-2021-09-09"
DAYS = {WITH_EXEMPT: datetime.date(2021, 9, 1), FULL: datetime.date(2021, 11, 19)}


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The papers of both meetings are published, until the module ends; each test still undoes what it does."""
    with django_db_blocker.unblock(), transaction.atomic():
        for slug, day in DAYS.items():
            packs.publish(Meeting.objects.get(slug=slug), on=day)
        yield
        transaction.set_rollback(True)
