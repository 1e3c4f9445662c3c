"""Fixtures that all tests share. `bin/test` starts a throw-away PostgreSQL and a Redis-protocol server for them.

The test database is filled once with the demonstration data; each test runs in a transaction that is rolled back. Tests
that need committed rows (workers, browsers) use `committed_demo`, which puts the data back after the last one emptied
the database; they come after all others.
"""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from council.models import Council, User
from council.periods import Quarter, parse_quarter
from tests import demo_copy

PASSWORD = "for-tests-only-Quarter-2"
#: The rows of the demonstration, filled when it has been loaded.
DEMONSTRATION: demo_copy.Copy = {}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database with the demonstration data in it."""
    with django_db_blocker.unblock():
        _load_demo()
        DEMONSTRATION.update(demo_copy.take())
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        # Threads and workers that tests started may still be letting go; the database cannot be dropped under them.
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def committed_demo(transactional_db) -> None:
    """The demonstration data in rows that other processes see."""
    if not Council.objects.exists():
        demo_copy.put_back(DEMONSTRATION)


def _load_demo() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEMO_PASSWORD", PASSWORD)
        call_command("load_demo", until="2021-22-Q2", verbosity=0)


@pytest.fixture
def person(db):
    """A function from a user name of the demonstration to its user."""
    return lambda username: User.objects.get(username=username)


@pytest.fixture
def client_of(person):
    """A function from a user name to a browser that is signed in as that user."""

    def sign_in(username: str) -> Client:
        client = Client()
        client.force_login(person(username))
        return client

    return sign_in


@pytest.fixture
def q2() -> Quarter:
    """The closed quarter of the real paper."""
    return parse_quarter("2021-22-Q2")


@pytest.fixture
def q3() -> Quarter:
    """The quarter that is open for figures."""
    return parse_quarter("2021-22-Q3")
