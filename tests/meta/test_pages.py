"""What holds for every page: its number of queries (bar P7), its headers (bar A9), no other host named."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from django.db import connection, reset_queries
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from council.models import Job
from council.periods import Quarter
from kpis.actions import ratings
from kpis.selectors.inputs import EVERYTHING
from tests.factories import make_figure, make_indicator, make_target
from tests.meta import complaints_in_use
from tests.meta.doors import EVERYBODY, ROLES
from tests.meta.pages_in_use import IN_USE, bring_into_use
from tests.meta.permissions import DOORS, PUBLIC

pytestmark = pytest.mark.django_db

COUNTS = Path(__file__).with_name("query_counts.json")
#: Set OUTTURN_WRITE_QUERY_COUNTS=1 to write the file anew, on purpose, and review the difference.
WRITE = os.environ.get("OUTTURN_WRITE_QUERY_COUNTS") == "1"
BUDGET = 15
WATCHED_ROLES = ("performance", "risk", "approver", "officer", "member", "complaints")
PAGES = [name for name, door in DOORS.items() if door.get.status == 200]

CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}


@pytest.fixture
def address_of(person):
    job = Job.objects.create(kind="recompute", title="Recompute", requested_by=person("performance"))
    return lambda name: DOORS[name].address.format(job=job.pk)


Counts = dict[str, dict[str, int]]


#: Where a transaction begins and ends: no questions.
MARKS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


def count_queries(client: Client, address: str) -> int:
    reset_queries()  # Django keeps the last nine thousand of a connection
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    return sum(not query["sql"].startswith(MARKS) for query in queries)


def page_counts(client_of, address_of) -> Counts:
    """The queries of every address that answers with a page, for each role watched that is let in."""
    clients = {role: client_of(role) for role in WATCHED_ROLES}
    return {
        name: {
            role: count_queries(client, address_of(name))
            for role, client in clients.items()
            if role in DOORS[name].get.roles
        }
        for name in sorted(PAGES)
    }


def counts_in_use(client_of, numbers: dict[str, object]) -> Counts:
    """The same of the pages at their fullest."""
    clients = {role: client_of(role) for role in WATCHED_ROLES}
    return {
        f"in use: {name}": {
            role: count_queries(client, address.format(**numbers))
            for role, client in clients.items()
            if role in roles
        }
        for name, (address, roles) in (IN_USE | complaints_in_use.IN_USE).items()
    }


def test_the_number_of_queries_of_every_page_is_the_reviewed_one(
    client_of, address_of, person, q3: Quarter
) -> None:
    """No more at 200 indicators than at 42, or at ten times the steps of a case, and never above the budget (design, 6)."""
    page_counts(client_of, address_of)  # what is read once per process is not the page's
    beginning = page_counts(client_of, address_of)
    complaints = complaints_in_use.bring_into_use(person("complaints"))
    numbers = bring_into_use(q3, person) | complaints
    in_use = counts_in_use(client_of, numbers)
    few = beginning | in_use
    if WRITE:
        COUNTS.write_text(json.dumps(few, indent=2) + "\n", encoding="utf-8")
    assert few == json.loads(COUNTS.read_text(encoding="utf-8"))
    above = {name: counts for name, counts in few.items() if max(counts.values(), default=0) > BUDGET}
    assert above == {}

    for number in range(158):
        service = ("highways", "street-lighting", "libraries")[number % 3]
        indicator = make_indicator(f"more-{number}", service, name=f"One more measure, number {number}")
        make_figure(indicator, "2021-22-Q2", "90")
        make_target(indicator, value=str(80 + number % 20))
    ratings.rate(EVERYTHING)
    complaints_in_use.add_more(complaints, by=person("complaints"), days=range(1, 10))
    many = counts_in_use(client_of, numbers)
    grown = {name: (in_use[name], many[name]) for name in many if _is_more(many[name], in_use[name])}
    assert grown == {}


def _is_more(many: dict[str, int], few: dict[str, int]) -> bool:
    return any(many[role] > few[role] for role in few)


def answers(client_of, address_of) -> list:
    """A response of every kind: each page as everybody, a redirect, refusals, what is not found, a form sent back."""
    signed_in = {role: client_of(role) for role in ("performance", "risk", "member")}
    found = [client.get(address_of(name)) for name in DOORS for client in signed_in.values()]
    found += [Client().get(address_of(name)) for name in DOORS]
    found += [signed_in["member"].post(address_of(name)) for name in DOORS]
    found += [client_of("performance").get("/nowhere/"), Client().get("/nowhere/")]
    found += [client_of("officer").post(address_of("kpi-enter"), {"version": 0, "value": "x"})]
    return found


def test_every_response_carries_the_headers_that_protect_it(client_of, address_of) -> None:
    statuses = set()
    for response in answers(client_of, address_of):
        statuses.add(response.status_code)
        where = (response.request["PATH_INFO"], response.status_code)
        assert set(response.headers["Content-Security-Policy"].split("; ")) == CSP, where
        assert response.headers["X-Content-Type-Options"] == "nosniff", where
        assert response.headers["X-Frame-Options"] == "DENY", where
        assert response.headers["Referrer-Policy"] == "same-origin", where
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin", where
        assert response.headers["Permissions-Policy"].startswith("camera=()"), where
        # Open data is the same for everybody, and may be kept by whoever passes it on.
        is_kept = response.status_code == 200 and where[0].startswith("/api/")
        assert ("public" if is_kept else "no-store") in response.headers["Cache-Control"], where
    assert statuses == {200, 302, 403, 404, 405}


def test_cookies_are_out_of_reach_of_scripts(client_of, address_of) -> None:
    response = Client().post(
        address_of("sign-in"), {"username": "member", "password": "for-tests-only-Quarter-2"}
    )
    assert response.status_code == 302
    assert set(response.cookies) >= {"sessionid"}
    for cookie in response.cookies.values():
        assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_no_page_names_another_host_or_carries_an_inline_style_or_script(client_of, address_of) -> None:
    """Name spaces of SVG and the like are names, not addresses."""
    seen = 0
    for response in answers(client_of, address_of):
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            continue
        seen += 1
        page = response.content.decode()
        where = response.request["PATH_INFO"]
        assert (
            re.findall(r"""(?:src|href|action|data-[a-z-]+)\s*=\s*["'](?:https?:)?//[^"']*""", page) == []
        ), where
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page), where
        scripts = re.findall(r"<script([^>]*)>([^<]*)", page)
        inline = [
            code for attributes, code in scripts if "application/json" not in attributes and code.strip()
        ]
        assert inline == [], where
    assert seen > 20


PARAMETERS = (
    "quarter",
    "search",
    "priority",
    "status",
    "page",
    "per_page",
    "sort",
    "as_at",
    "since",
    "until",
    "show",
    "year",
    "due",
    "kind",
    "stage",
    "case",
)


@pytest.fixture
def asked(monkeypatch) -> set[str]:
    """The parameters that views ask their requests for, by name."""
    names: set[str] = set()

    class Overheard(QueryDict):
        def __getitem__(self, name):
            names.add(name)
            return super().__getitem__(name)

        def __contains__(self, name):
            names.add(name)
            return super().__contains__(name)

        def getlist(self, name, default=None):
            names.add(name)
            return super().getlist(name, default)

    monkeypatch.setattr("django.core.handlers.wsgi.QueryDict", Overheard)
    return names


#: Everything that is only dangerous as text in one; then what a number or a database may stumble over.
HOSTILE = ("""'"><script>alert(1)</script>{{7*7}}%00../../etc/passwd""", "\x00", "-1", "1000000")


@pytest.mark.parametrize("name", sorted(set(PAGES) - PUBLIC))
def test_hostile_parameters_are_never_a_server_error(
    client_of, address_of, asked: set[str], name: str
) -> None:
    """Each parameter that the page asks for by itself; those it ignores together, since its links may repeat them."""
    client = client_of(next(role for role in (*WATCHED_ROLES, *ROLES) if role in DOORS[name].get.roles))
    assert client.get(address_of(name)).status_code == 200  # and `asked` has heard what it asks for
    for hostile in HOSTILE:
        each = [{parameter: hostile} for parameter in PARAMETERS if parameter in asked]
        ignored = {parameter: hostile for parameter in PARAMETERS if parameter not in asked}
        for parameters in (*each, ignored):
            response = client.get(address_of(name), parameters)
            assert response.status_code in {200, 302, 400, 404}, parameters
            assert b"<script>alert(1)" not in response.content


def test_the_roles_watched_are_roles() -> None:
    assert set(WATCHED_ROLES) < set(ROLES) < set(EVERYBODY)
