"""The feedback log: who sees which cases, what narrows it, and that it stays as quick however long it is."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.actions import steps
from complaints.models import Area, Feedback, Kind, Procedure, Standing
from council.authorization import Role
from council.models import Service
from tests.complaint_factories import complaints_manager, log_complaint, log_feedback, service_type
from tests.risk_factories import make_person

pytestmark = pytest.mark.django_db

ADDRESS = "/complaints/cases/"
#: A Monday, long after whatever the demonstration's cases are of.
TODAY = datetime.date(2031, 6, 9)
SINCE = f"since={TODAY - datetime.timedelta(days=300)}"


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(datetime.datetime(2031, 6, 9, 12, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def manager(client_of) -> Client:
    return client_of("complaints")


@pytest.mark.parametrize("address", [f"{ADDRESS}?search=%00", "/complaints/ombudsman/?search=%00"])
def test_an_address_with_nul_looks_for_nothing(manager: Client, address: str) -> None:
    assert manager.get(address).status_code == 200


def test_a_reference_with_nul_is_none(manager: Client) -> None:
    assert manager.get(f"{ADDRESS}CF-2020-%00/").status_code == 404


@pytest.fixture
def shown(manager: Client) -> Callable[..., list[str]]:
    """A function from filters to the references that the log shows, in their order; only cases of this test."""

    def references(query: str = "", client: Client = manager) -> list[str]:
        response = client.get(f"{ADDRESS}?{SINCE}&{query}")
        assert response.status_code == 200
        page = BeautifulSoup(response.content, "html.parser")
        return [link.get_text() for link in page.select("main tbody th a")]

    return references


def ago(days: int) -> datetime.date:
    return TODAY - datetime.timedelta(days=days)


def highways_complaint(**changes: object) -> Feedback:
    given = {"received_on": ago(1), "area": Area.OTHER, "service": Service.objects.get(slug="highways")}
    return log_complaint(Procedure.CORPORATE, **given | changes)


class TestFilters:
    def test_each_of_them(self, shown: Callable[..., list[str]]) -> None:
        adult = log_complaint(received_on=ago(40), stage="respond")
        child = log_complaint(
            Procedure.CHILDREN,
            received_on=ago(30),
            stage="1",
            complainant="parent",
            lead_body="nhs",
            partners="A hospital",
        )
        road = highways_complaint(received_on=ago(20))
        steps.answer(road, 1, on=ago(2), outcome="upheld", by=complaints_manager(), based_on=1)
        thanks = log_feedback(Kind.COMPLIMENT, received_on=ago(10))
        everything = [thanks, road, child, adult]
        expected = {
            "": everything,
            "kind=compliment": [thanks],
            "area=adults": [thanks, adult],
            "procedure=corporate": [road],
            "service=highways": [road],
            "type=support-planning": [adult],
            "stage=respond": [adult],
            "outcome=upheld": [road],
            "joint=yes": [child],
            "joint=no": [thanks, road, adult],
            "due=open": [child, adult],
            "due=closed": [road],
            "due=overdue": [child],
            "due=acknowledge": [adult],
            f"search={road.reference.lower()}": [road],
            f"since={ago(20)}&until={ago(10)}": [thanks, road],
            f"until={ago(20):%d/%m/%Y}&kind=complaint": [road, child, adult],
            "kind=complaint&area=adults": [adult],
            "kind=no-such-kind": everything,
            "search=words+that+nobody+searches": [],
        }
        found = {query: shown(query) for query in expected}
        assert found == {query: [case.reference for case in cases] for query, cases in expected.items()}

    @pytest.mark.parametrize(("days", "due"), [(-1, "overdue"), (0, "soon"), (6, "soon"), (7, "")])
    def test_this_week_is_today_and_the_six_days_after_it(
        self, shown: Callable[..., list[str]], days: int, due: str
    ) -> None:
        case = log_complaint(received_on=ago(40), stage="respond")
        Standing.objects.current().filter(feedback=case).update(due_on=TODAY + datetime.timedelta(days=days))
        assert {each for each in ("overdue", "soon") if shown(f"due={each}")} == {due} - {""}

    def test_mine_are_open_cases_that_i_logged_or_worked_on(self, shown: Callable[..., list[str]]) -> None:
        other = make_person("other-manager", Role.COMPLAINTS)
        mine, theirs = log_complaint(received_on=ago(3)), log_complaint(received_on=ago(2), by=other)
        taken = log_complaint(received_on=ago(1), by=other)
        steps.acknowledge(taken, 1, on=ago(1), by=complaints_manager(), based_on=1)
        done = highways_complaint()
        steps.answer(done, 1, on=TODAY, outcome="upheld", by=complaints_manager(), based_on=1)
        assert shown("mine=yes") == [taken.reference, mine.reference]
        assert theirs.reference in shown("due=open")

    def test_a_day_that_cannot_be_read_is_said(self, manager: Client) -> None:
        page = BeautifulSoup(manager.get(f"{ADDRESS}?since=soon").content, "html.parser")
        assert (
            "Received from: write the day like 27 3 2021"
            in page.select_one(".govuk-error-summary").get_text()
        )
        assert page.select_one("title").get_text().startswith("Error: ")
        assert page.select_one("details").has_attr("open")

    def test_what_is_chosen_is_said_and_can_be_removed(self, manager: Client) -> None:
        log_feedback(Kind.COMMENT, received_on=ago(1))
        page = BeautifulSoup(manager.get(f"{ADDRESS}?kind=comment&since=2031-06-01").content, "html.parser")
        chosen = {link.get_text(): link["href"] for link in page.select(".app-chosen__link")}
        assert chosen == {
            "Remove filter: Kind: Comment": "?since=2031-06-01",
            "Remove filter: Received from: 1 June 2031": "?kind=comment",
        }


class TestTheTable:
    def test_a_due_date_has_a_word_and_a_mark(self, manager: Client) -> None:
        case = log_complaint(Procedure.CHILDREN, received_on=ago(30), stage="1", complainant="parent")
        page = BeautifulSoup(manager.get(f"{ADDRESS}?search={case.reference}").content, "html.parser")
        cell = page.select("main tbody td")[4]
        assert cell.select_one(".govuk-tag--red").get_text() == "Overdue"
        assert "23 May 2031" in cell.get_text() and "17 days overdue" in cell.get_text()

    def test_what_is_made_up_is_marked(self, manager: Client) -> None:
        case = log_feedback(Kind.COMMENT, received_on=ago(1))
        Feedback.objects.filter(pk=case.pk).update(synthetic=True)
        page = BeautifulSoup(manager.get(f"{ADDRESS}?search={case.reference}").content, "html.parser")
        assert page.select_one("main tbody th .govuk-tag").get_text() == "Synthetic"

    def test_it_is_sorted_as_asked(self, shown: Callable[..., list[str]]) -> None:
        late = log_complaint(Procedure.CHILDREN, received_on=ago(5), stage="1", complainant="parent")
        later = log_complaint(received_on=ago(4), stage="respond")
        assert shown("sort=due&due=open") == [late.reference, later.reference]
        assert shown("sort=-due&due=open") == [later.reference, late.reference]
        assert shown("sort=name,;drop") == [later.reference, late.reference]

    def test_nothing_and_nothing_found_say_what_to_do(self, manager: Client) -> None:
        Standing.objects.current().update(superseded_at=datetime.datetime.now(datetime.UTC))
        assert "The log has no cases yet" in manager.get(ADDRESS).content.decode()
        assert "No case matches these filters" in manager.get(f"{ADDRESS}?kind=comment").content.decode()


class TestWhoSeesIt:
    @pytest.mark.parametrize(
        "role", ["officer", "performance", "risk", "clerk", "member", "auditor", "admin"]
    )
    def test_nobody_else(self, client_of, role: str) -> None:
        assert client_of(role).get(ADDRESS).status_code == 403

    def test_who_handles_one_service_sees_its_cases_only(self, shown: Callable[..., list[str]]) -> None:
        own, other = highways_complaint(), log_complaint(received_on=ago(1))
        narrow = Client()
        narrow.force_login(make_person("narrow", Role.COMPLAINTS, service="highways"))
        assert shown("", narrow) == [own.reference]
        assert shown(f"search={other.reference}", narrow) == []
        page = narrow.get(ADDRESS).content.decode()
        assert "the services that your role is for" in page
        assert "filter-service" not in page
        assert narrow.get(f"{ADDRESS}{other.reference}/").status_code == 404

    def test_words_and_names_are_neither_shown_nor_searched(self, manager: Client) -> None:
        log_complaint(received_on=ago(1), texts={"name": "Canary Person", "words": "Canary words"})
        assert b"anary" not in manager.get(ADDRESS).content
        assert "No case matches" in manager.get(f"{ADDRESS}?search=canary").content.decode()


def test_a_longer_log_takes_no_more_queries(manager: Client) -> None:
    def count(query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(f"{ADDRESS}?{query}").status_code == 200
        return len(queries)

    log_complaint(received_on=ago(1))
    asked = "due=open&sort=due&mine=yes&search=CF"
    manager.get(ADDRESS)
    few = count(""), count(asked)
    for day in range(60):
        log_feedback(Kind.COMMENT, received_on=ago(day), service_type=service_type(f"type-{day}"))
    assert (count(""), count(asked)) == few
    assert max(few) <= 15
