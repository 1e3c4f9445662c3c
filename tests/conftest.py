"""Fixtures that all tests share. `bin/test` starts a throw-away PostgreSQL and a Redis-protocol server for them.

The test database is filled once with the demonstration data; each test runs in a transaction that is rolled back. Tests
that need committed rows (workers, browsers) use `committed_demo`, which puts the data back after the last one emptied
the database; they come after all others.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.client import ClientHandler

from council.models import Council, User
from council.periods import Quarter, parse_quarter
from tests import demo_copy
from tests.services import send_to

PASSWORD = "for-tests-only-Quarter-2"
#: The rows of the demonstration, filled when it has been loaded.
DEMONSTRATION: demo_copy.Copy = {}


def pytest_configure(config: pytest.Config) -> None:
    """Quick passwords, no limit to open data, and one chain of middleware; for one of several processes, a queue of its own
    in the Redis server."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.API_RATE = "1000000/min"
    ClientHandler.load_middleware = _once(ClientHandler.load_middleware)
    if number := os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw"):
        settings.REDIS_URL = urlsplit(settings.REDIS_URL)._replace(path=f"/{int(number) + 1}").geturl()
        send_to(settings.REDIS_URL)


def _once(load_middleware):
    """Loading the middleware lists every static file, and keeps nothing that one test could leave to another."""
    loaded = []

    def load(handler: ClientHandler) -> None:
        if not loaded:
            load_middleware(handler)
            loaded.append(handler._middleware_chain)
        handler._middleware_chain = loaded[0]

    return load


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by mark
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What commits rows works with other processes and threads, and empties the database behind it: it runs alone."""
    for item in items:
        database = item.get_closest_marker("django_db")
        commits = "transactional_db" in getattr(item, "fixturenames", ())
        if commits or (database and database.kwargs.get("transaction")):
            item.add_marker("alone")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database with the demonstration data in it."""
    with django_db_blocker.unblock():
        _load_demo()
        DEMONSTRATION.update(demo_copy.take())
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        # Threads and workers that tests started may still be letting go; the database cannot be dropped under them. Its
        # own helpers, such as a vacuum, PostgreSQL ends itself.
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
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
