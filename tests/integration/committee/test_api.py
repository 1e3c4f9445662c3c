"""The open-data API over what the demonstration publishes: by an outside fuzzer, by a CSVW reader, and by hand."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from csvw import CSVW
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings
from schemathesis import Case

from committee.api.resources import api
from committee.api.tables import TABLES
from committee.demo import packs
from committee.models import Meeting, PackFile, PublishedRecord
from council.models import User
from council.wsgi import application
from tests.integration.committee.conftest import DAYS, FULL, WITH_EXEMPT
from tests.services import Valkey, private_valkey

pytestmark = pytest.mark.django_db

EXAMPLES = 60  # of each resource: a minute for all
RESOURCES = ("meetings", "indicators", "figures", "ratings", "risks", "complaints")
FIGURES = "/api/v1/figures"


#: The API as its own OpenAPI document describes it to anybody.
DESCRIBED = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Through WSGI a request begins and ends with a look at its connection, which is in the middle of this test's work."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def get(address: str, **parameters: object) -> dict:
    response = Client().get(address, parameters)
    assert response.status_code == 200, response.content
    return response.json()


def every_row(resource: str, **parameters: object) -> Iterator[dict]:
    """The records of a resource, page by page as the API leads on."""
    answer = get(f"/api/v1/{resource}", page_size=500, **parameters)
    yield from answer["results"]
    while answer["next"]:
        answer = get(answer["next"])
        yield from answer["results"]


class TestByAFuzzer:
    @DESCRIBED.parametrize()
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    def test_it_keeps_what_its_description_promises(self, published, one_connection, case: Case) -> None:
        """All checks of the fuzzer: no server error, statuses, types and bodies as described, nonsense refused."""
        assert case.call_and_validate().status_code < 500


class TestRecords:
    @pytest.mark.parametrize("resource", RESOURCES)
    def test_every_record_that_was_published_is_an_answer_of_its_type(self, published, resource: str) -> None:
        kind = {"complaints": "complaints"}.get(resource, resource.removesuffix("s"))
        keys = set(
            PublishedRecord.objects.filter(kind=kind, pack__publication__isnull=False).values_list(
                "key", flat=True
            )
        )
        assert len(list(every_row(resource))) == len(keys) > 0

    @pytest.mark.parametrize(
        ("resource", "given"),
        [
            ("indicators", {"chapter": "Caring for the vulnerable", "frequency": "annual"}),
            ("figures", {"indicator": "defects-4h-emergency", "slot": "2021-22-Q2"}),
            ("figures", {"state": "provisional"}),
            ("ratings", {"status": "red", "quarter": "2021-22-Q2"}),
            ("ratings", {"slot": "2021-22-Q2", "indicator": "defects-4h-emergency"}),
            ("risks", {"register": "corporate", "kind": "opportunity"}),
            ("risks", {"ref": "Corp 1", "quarter": "2021-22-Q3"}),
            ("complaints", {"figure": "all.complaints.received", "year": "2020-21"}),
            ("complaints", {"audience": "all", "topic": "complaints"}),
            ("figures", {"meeting": FULL}),
        ],
    )
    def test_a_filter_keeps_what_matches_and_nothing_else(
        self, published, resource: str, given: dict
    ) -> None:
        everything = list(every_row(resource))
        wanted = [row for row in everything if given.items() <= row.items()]
        assert list(every_row(resource, **given)) == wanted != []

    def test_what_another_meeting_published_is_not_in_this_ones(self, published) -> None:
        assert list(every_row("figures", meeting=WITH_EXEMPT)) == []

    def test_pages_hold_every_record_once_and_lead_to_each_other(self, published) -> None:
        first = get(FIGURES, page_size=50)
        last = get(FIGURES, page_size=50, page=first["pages"])
        assert (first["previous"], last["next"]) == (None, None)
        assert get(first["next"])["previous"] == f"{FIGURES}?page_size=50&page=1"
        rows = [
            row
            for page in range(first["pages"])
            for row in get(FIGURES, page_size=50, page=page + 1)["results"]
        ]
        keys = [(row["indicator"], row["slot"]) for row in rows]
        assert len(keys) == len(set(keys)) == first["count"]
        assert get(FIGURES, page=90_000)["results"] == []

    def test_a_rating_says_why_and_by_which_scheme(self, published) -> None:
        [rating] = every_row("ratings", indicator="defects-4h-emergency")
        assert (rating["status"], rating["status_word"]) == ("red", "Requires improvement")
        assert "88.71% against a target of 95%" in rating["reason"]
        assert re.fullmatch(r"[-a-z]+/\d+", rating["scheme"])

    def test_a_meeting_names_its_files_with_hashes_at_addresses_that_hold(self, published) -> None:
        meeting = get(f"/api/v1/meetings/{FULL}")
        assert [item["number"] for item in meeting["items"]] == list(range(1, len(meeting["items"]) + 1))
        assert len(meeting["files"]) == PackFile.objects.filter(pack__meeting__slug=FULL, part=1).count()
        assert {Client().get(file["address"]).status_code for file in meeting["files"]} == {200}

    def test_a_paper_says_which_period_it_reports(self, published) -> None:
        papers = {item["number"]: item["paper"] for item in get(f"/api/v1/meetings/{FULL}")["items"]}
        assert papers[4] == {"kind": "performance", "quarter": "2021-22-Q2", "year": None}
        assert papers[5] == {"kind": "risks", "quarter": "2021-22-Q3", "year": None}
        assert papers[6] == {"kind": "complaints", "quarter": "", "year": 2020}
        assert papers[1] is None

    def test_of_an_exempt_item_it_says_that_it_is_and_why(self, published) -> None:
        exempt = [item for item in get(f"/api/v1/meetings/{WITH_EXEMPT}")["items"] if item["part"] == 2]
        assert [item["paragraphs"] for item in exempt] == [[3], [3, 4]]
        assert not any(item[name] for item in exempt for name in ("text", "author", "paper"))

    def test_nobody_is_named(self, published) -> None:
        names = {user.name for user in User.objects.all()} | {
            user.email for user in User.objects.exclude(email="")
        }
        said = json.dumps([list(every_row(resource)) for resource in RESOURCES])
        said += json.dumps([get(f"/api/v1/meetings/{slug}") for slug in DAYS])
        assert {name for name in names if name and name in said} == set()


class TestAnswers:
    @pytest.mark.parametrize(
        "address", [FIGURES, "/api/v1/", f"/api/v1/meetings/{FULL}", "/api/v1/risks.csv"]
    )
    def test_an_answer_is_kept_until_something_else_is_published(self, published, address: str) -> None:
        first = Client().get(address)
        tag = first.headers["ETag"]
        assert first.headers.get("Vary", "") == ""
        again = Client().get(address, headers={"If-None-Match": tag})
        assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "public, max-age=300"
        assert (again.status_code, again.content) == (304, b"")
        packs.publish(Meeting.objects.get(slug="ccpi-2021-04-20"), on=datetime.date(2021, 4, 12))
        assert Client().get(address, headers={"If-None-Match": tag}).headers["ETag"] != tag

    @pytest.mark.parametrize("address", [FIGURES, "/api/v1/", "/api/v1/figures.csv", "/api/v1/openapi.json"])
    def test_head_says_what_get_would(self, published, address: str) -> None:
        head, whole = Client().head(address), Client().get(address)
        assert (head.status_code, head.content if not head.streaming else b"") == (200, b"")
        assert head.headers["Content-Type"] == whole.headers["Content-Type"]

    @pytest.mark.parametrize(
        ("address", "status", "words"),
        [
            ("/api/v1/indicators/none-such", 404, "No such indicator was published."),
            ("/api/v1/meetings/none-such", 404, "No papers of such a meeting were published."),
            ("/api/v1/none-such/at/all", 404, "There is nothing at this address."),
            ("/api/v1/figures/", 404, "There is nothing at this address."),
            ("/api/v1/none-such.csv", 404, "There is no such table. There are: indicators, figures"),
            ("/api/v1/none-such.csv-metadata.json", 404, "There is no such table."),
            (f"{FIGURES}?page=0", 422, "page: Input should be greater than or equal to 1."),
            (f"{FIGURES}?state=secret", 422, "state: Input should be 'estimate'"),
            (f"{FIGURES}?slot=%00", 422, "slot: "),
        ],
    )
    def test_what_is_wrong_is_said_in_words(self, published, address: str, status: int, words: str) -> None:
        response = Client().get(address)
        assert response.status_code == status
        assert response.json()["detail"].startswith(words)
        assert "Traceback" not in response.json()["detail"]

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
    @pytest.mark.parametrize("address", [FIGURES, "/api/v1/", "/api/v1/figures.csv", "/api/v1/openapi.json"])
    def test_nothing_can_be_sent(self, published, method: str, address: str) -> None:
        response = getattr(Client(enforce_csrf_checks=True), method)(address)
        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
        assert response.json() == {"detail": "Open data is only read: ask with GET or HEAD."}

    def test_pages_of_others_may_read_open_data_and_nothing_else(self, published) -> None:
        allowed = {
            address: Client().get(address).headers.get("Access-Control-Allow-Origin")
            for address in (
                FIGURES,
                "/api/v1/figures.csv",
                "/api/v1/none",
                "/",
                "/published/",
                f"/published/{FULL}/",
            )
        }
        assert {address for address, origin in allowed.items() if origin == "*"} == {
            FIGURES,
            "/api/v1/figures.csv",
            "/api/v1/none",
        }
        assert set(allowed.values()) == {"*", None}

    def test_every_address_of_the_description_is_one_and_says_what_can_go_wrong(self) -> None:
        for where, methods in api.get_openapi_schema()["paths"].items():
            assert where.startswith("/api/v1/")
            assert set(methods) == {"get"}
            assert {200, 304, 404, 405, 422, 429} <= set(methods["get"]["responses"]), where

    def test_where_everything_is(self, published) -> None:
        index = get("/api/v1/")
        assert set(index["resources"]) == set(RESOURCES)
        for address in (*index["resources"].values(), *index["tables"].values(), index["openapi"]):
            assert Client().get(address).status_code == 200


class TestTables:
    @pytest.mark.parametrize("name", TABLES)
    def test_a_csvw_reader_finds_the_table_as_its_metadata_says(
        self, published, tmp_path: Path, name: str
    ) -> None:
        """Read back by a reader that is not ours: valid, every row, and the same cells as the API."""
        table = Client().get(reverse("api-table", args=[name]))
        metadata = Client().get(reverse("api-table-metadata", args=[name]))
        assert metadata.headers["Content-Type"] == "application/csvm+json"
        assert f"{name}.csv-metadata.json" in table.headers["Link"]
        path = tmp_path / f"{name}.csv"
        path.write_bytes(b"".join(table.streaming_content))
        path.with_name(f"{name}.csv-metadata.json").write_bytes(metadata.content)
        read = CSVW(str(path), validate=True)
        assert read.is_valid, read.warnings
        [found] = read.tables
        rows = list(found.iterdicts())
        keys = [tuple(row[part] for part in TABLES[name].key) for row in rows]
        assert len(keys) == len(set(keys))
        assert len(rows) == get(f"/api/v1/{name}")["count"]
        assert found.common_props["dc:license"]["@id"].startswith("https://www.nationalarchives.gov.uk/")

    def test_a_cell_is_what_the_api_says(self, published) -> None:
        body = Client().get("/api/v1/risks.csv").getvalue().decode()
        rows = list(csv.DictReader(io.StringIO(body, newline="")))
        assert "\r\n" in body and not body.startswith("\ufeff")
        for row, record in zip(rows, every_row("risks"), strict=True):
            assert row["title"] == record["title"]
            assert row["current_score"] == (record["current"]["score"] or "")
            assert row["description"].splitlines() == record["description"].splitlines()


class TestRate:
    """The rate is of one address: these have addresses of their own."""

    def ask(self, address: str, who: str, times: int) -> list[int]:
        client = Client(REMOTE_ADDR=who)
        return [client.get(address).status_code for _ in range(times)]

    @pytest.mark.parametrize("address", [FIGURES, "/api/v1/figures.csv", "/api/v1/figures.csv-metadata.json"])
    def test_who_asks_too_often_is_told_to_wait_and_others_are_not(self, db, settings, address: str) -> None:
        settings.API_RATE = "3/hour"
        cache.clear()
        assert self.ask(address, "192.0.2.1", 5) == [200, 200, 200, 429, 429]
        assert self.ask(address, "192.0.2.2", 1) == [200]
        told = Client(REMOTE_ADDR="192.0.2.1").get(address)
        assert 0 < int(told.headers["Retry-After"]) <= 3600
        assert told.json() == {"detail": "You have asked too often. Wait a little and ask again."}
        assert "Cache-Control" not in told.headers or "public" not in told.headers["Cache-Control"]

    def test_one_limit_for_all_addresses_of_the_api(self, db, settings) -> None:
        settings.API_RATE = "2/hour"
        cache.clear()
        assert self.ask(FIGURES, "192.0.2.3", 1) == [200]
        assert self.ask("/api/v1/risks.csv", "192.0.2.3", 1) == [200]
        assert self.ask("/api/v1/openapi.json", "192.0.2.3", 1) == [429]

    def test_an_address_behind_a_proxy_is_the_one_that_the_proxy_saw(self, db, settings, monkeypatch) -> None:
        monkeypatch.setattr("ninja.conf.settings.NUM_PROXIES", 1)
        settings.API_RATE = "1/hour"
        cache.clear()
        asked = [
            Client(REMOTE_ADDR="10.0.0.1").get("/api/v1/", headers={"X-Forwarded-For": forwarded}).status_code
            for forwarded in ("192.0.2.4", "made-up, 192.0.2.4", "192.0.2.5")
        ]
        assert asked == [200, 429, 200]

    def test_without_redis_open_data_stays_open(self, db, settings, caplog) -> None:
        settings.API_RATE = "1/hour"
        with private_valkey() as valkey:
            assert isinstance(valkey, Valkey)
            settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": valkey.url}}
            assert self.ask(FIGURES, "192.0.2.6", 2) == [200, 429]
            valkey.kill()
            assert self.ask(FIGURES, "192.0.2.6", 2) == [200, 200]
        assert "cannot be counted" in caplog.text
