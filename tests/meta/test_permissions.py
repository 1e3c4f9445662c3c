"""Bar A1: every address, with every method, as every role, against the reviewed table in `permissions.py`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from council.models import Job, User
from tests.meta.doors import EVERYBODY, ROLES, UNKNOWN, Answer
from tests.meta.permissions import DOORS, PUBLIC

pytestmark = pytest.mark.django_db


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


@pytest.fixture
def browser(person, client_of):
    """A function from a role, or from one of the unknown, to a browser."""

    def open_browser(role: str) -> Client:
        if role == "anonymous":
            return Client()
        if role != "inactive":
            return client_of(role)
        client = client_of("performance")
        User.objects.filter(username="performance").update(is_active=False)
        return client

    return open_browser


@pytest.fixture
def address_of(person):
    job = Job.objects.create(kind="recompute", title="Recompute", requested_by=person("performance"))
    return lambda name: DOORS[name].address.format(job=job.pk)


def test_every_address_is_in_the_table_and_every_row_is_an_address() -> None:
    names = [pattern.name for pattern in patterns()]
    assert None not in names, "an address without a name"
    assert set(names) == set(DOORS)
    assert len(names) == len(set(names))


def test_the_table_holds_an_example_of_each_address(address_of) -> None:
    assert {name: get_resolver().resolve(address_of(name).split("?")[0]).url_name for name in DOORS} == {
        name: name for name in DOORS
    }


def test_every_view_declares_its_access() -> None:
    undeclared = [pattern.name for pattern in patterns() if not hasattr(pattern.callback, "access")]
    assert undeclared == []
    assert {p.name for p in patterns() if p.callback.access == "public"} == PUBLIC


@contextmanager
def undone() -> Iterator[None]:
    """What is asked inside leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_let_in(browser, address_of, role: str, method: str) -> None:
    client = browser(role)
    signed_in = client.cookies.output()
    otherwise = {}
    for name, door in DOORS.items():
        with undone():
            response = getattr(client, method)(address_of(name))
        client.cookies.clear()
        client.cookies.load(signed_in.replace("Set-Cookie: ", ""))
        if not answers_as_reviewed(response, name, getattr(door, method), role):
            otherwise[name] = (response.status_code, response.headers.get("Location"))
    assert otherwise == {}


def answers_as_reviewed(response: HttpResponse, name: str, answer: Answer, role: str) -> bool:
    """The status of the table for whoever is let in; a refusal in words, or the way to sign in, for everybody else."""
    if role in answer.roles:
        return response.status_code == answer.status
    if name == "sign-in":  # already signed in
        return (response.status_code, response.headers["Location"]) == (302, "/")
    if name in PUBLIC:
        return response.status_code == answer.status == 405
    if role in UNKNOWN:
        return response.status_code == 302 and response.headers["Location"].startswith("/sign-in/?next=")
    return response.status_code == 403 and "may not" in response.content.decode()


def test_nobody_unknown_is_ever_told_anything(address_of) -> None:
    told = {}
    for name in sorted(set(DOORS) - PUBLIC):
        for method in ("get", "post", "head", "put", "patch", "delete", "options"):
            response = getattr(Client(), method)(address_of(name))
            if (response.status_code, response.content) != (302, b""):
                told[name, method] = response.status_code
    assert told == {}


def test_the_roles_are_the_demonstrations() -> None:
    assert set(ROLES) == set(
        User.objects.exclude(role_assignments=None)
        .filter(username__in=ROLES)
        .values_list("username", flat=True)
    )


@pytest.mark.parametrize("slug", ["library-visits", "recycling-rate"])
def test_an_officer_enters_only_for_the_own_services(client_of, slug: str) -> None:
    address = f"/kpis/{slug}/enter/2021-22-Q3/"
    assert client_of("officer").get(address).status_code == 403
    assert (
        client_of("officer").post(address, {"version": 0, "value": "1", "state": "validated"}).status_code
        == 403
    )


def test_an_approver_proposes_only_for_the_own_directorate(client_of) -> None:
    address = "/kpis/library-visits/override/2021-22-Q2/"
    assert client_of("approver").get(address).status_code == 403
    assert client_of("approver").post(address, {"status": "red", "reason": "x"}).status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/kpis/no-such-indicator/",
        "/kpis/no-such-indicator/rating/",
        "/kpis/defects-4h-emergency/enter/2031-32-Q1/",
        "/kpis/defects-4h-emergency/enter/never/",
        "/kpis/audit-report/enter/2021-22-Q3/",
        "/kpis/defects-4h-emergency/override/2031-32-Q1/",
        "/download/secrets.csv",
        "/download/kpis.exe",
        "/download/indicator/no-such-indicator.csv",
        "/overview/?quarter=never",
        "/overview/?quarter=2031-32-Q1",
        "/jobs/999999999/",
    ],
)
def test_what_does_not_exist_is_not_found(client_of, address: str) -> None:
    assert client_of("performance").get(address).status_code == 404
