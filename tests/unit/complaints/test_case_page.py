"""The page of one case: where it stands and why, what may be done, and that words are shown to those on record only."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.actions import elements, feedback, learning, ombudsman, remedies, stages, steps
from complaints.actions.case_pauses import pause
from complaints.models import CaseAccess, Feedback, Kind, Procedure, Stage, Subject
from council.authorization import Permission, Role
from tests.complaint_factories import complaints_manager, log_complaint, log_feedback
from tests.risk_factories import make_person
from tests.unit.kpis.page_forms import words

pytestmark = pytest.mark.django_db

CANARY = {"name": "Canary Person", "contact": "canary@example.org", "words": "Canary words\nand more"}
#: The names of the roles that do not handle complaints.
OTHERS = ("officer", "approver", "performance", "risk", "clerk", "member", "auditor", "admin")


@pytest.fixture
def manager(client_of) -> Client:
    return client_of("complaints")


@pytest.fixture
def case() -> Feedback:
    return log_complaint(Procedure.CHILDREN, stage="1", complainant="parent", texts=CANARY)


def address(case: Feedback, below: str = "") -> str:
    return f"/complaints/cases/{case.reference}/{below}"


def day(number: int, month: int = 6) -> datetime.date:
    return datetime.date(2021, month, number)


class TestTheClock:
    def test_it_says_by_when_and_why(self, manager: Client, case: Feedback) -> None:
        clock = BeautifulSoup(manager.get(address(case)).content, "html.parser").select_one(".app-clock")
        said = " ".join(clock.get_text(" ").split())
        assert "Stage 1, local resolution Answer due: 21 June 2021 Overdue" in said
        assert "10 working days from 7 June 2021: 21 June 2021." in said

    def test_a_closed_case_says_how_it_ended(self, manager: Client, case: Feedback) -> None:
        steps.answer(case, 1, on=day(30), outcome="upheld", by=complaints_manager(), based_on=1)
        said = words(manager.get(address(case)))
        assert "Closed on 30 June 2021: upheld , at Stage 1, local resolution." in said
        assert "9 days after the day it was due" in said

    def test_an_acknowledgement_that_is_missing_is_named(self, manager: Client) -> None:
        case = log_complaint(stage="respond")
        assert "Not acknowledged yet: due by 10 June 2021 (3 working days from 7 June 2021" in words(
            manager.get(address(case))
        )
        steps.acknowledge(case, 1, on=day(8), by=complaints_manager(), based_on=1)
        assert "Not acknowledged yet" not in words(manager.get(address(case)))

    def test_a_compliment_has_no_clock(self, manager: Client) -> None:
        page = BeautifulSoup(manager.get(address(log_feedback(Kind.COMPLIMENT))).content, "html.parser")
        assert page.select_one(".app-clock") is None
        assert [each.get_text() for each in page.select("main h2")] == [
            "Summary", "What was said", "Learning", "Linked cases", "Timeline",
        ]  # fmt: skip


class TestWhatMayBeDone:
    def offers(self, manager: Client, case: Feedback) -> set[str]:
        page = BeautifulSoup(manager.get(address(case)).content, "html.parser")
        return {link.get_text() for link in page.select("main .govuk-button-group a, main .app-doors a")}

    def test_an_open_stage_can_be_answered_and_a_closed_one_followed(
        self, manager: Client, case: Feedback
    ) -> None:
        open_now = self.offers(manager, case)
        assert {"Record the answer", "Extend the stage", "Pause the clock"} <= open_now
        assert "Begin the next stage" not in open_now
        steps.answer(case, 1, on=day(30), outcome="upheld", by=complaints_manager(), based_on=1)
        closed = self.offers(manager, case)
        assert {"Begin the next stage", "Refuse the next stage", "Take the answer back"} <= closed
        assert not {"Record the answer", "Extend the stage", "Pause the clock"} & closed

    def test_after_the_last_stage_there_is_none(self, manager: Client) -> None:
        case = log_complaint(stage="respond")
        steps.answer(case, 1, on=day(30), outcome="upheld", by=complaints_manager(), based_on=1)
        assert not {"Begin the next stage", "Refuse the next stage"} & self.offers(manager, case)


class TestWords:
    def test_they_are_shown_only_after_a_click_that_is_on_record(
        self, manager: Client, case: Feedback
    ) -> None:
        before = manager.get(address(case))
        assert "anary" not in before.content.decode()
        assert not CaseAccess.objects.filter(feedback=case).exists()
        shown = manager.post(address(case, "words/"))
        for text in ("Canary Person", "canary@example.org", "Canary words"):
            assert text in words(shown)
        assert shown.headers["Cache-Control"] == "no-store"
        access = CaseAccess.objects.get(feedback=case)
        assert (access.by, access.what) == (complaints_manager(), "read")
        assert "anary" not in manager.get(address(case)).content.decode()
        manager.post(address(case, "words/"))
        assert CaseAccess.objects.filter(feedback=case).count() == 2

    def test_a_link_does_not_show_them(self, manager: Client, case: Feedback) -> None:
        assert manager.get(address(case, "words/")).status_code == 405
        assert not CaseAccess.objects.filter(feedback=case).exists()

    def test_whoever_handles_cases_without_reading_words(
        self, manager: Client, case: Feedback, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        role = Role.COMPLAINTS.permissions - {Permission.READ_CASE_TEXT}
        monkeypatch.setattr(Role, "permissions", property(lambda self: role))
        page = manager.get(address(case))
        assert "Your role does not let you read names and words." in words(page)
        assert "Show what was said" not in words(page)
        assert manager.post(address(case, "words/")).status_code == 403
        assert not CaseAccess.objects.filter(feedback=case).exists()

    def test_a_case_without_words_and_one_whose_words_were_erased(self, manager: Client) -> None:
        case = log_complaint()
        assert "No words are kept of this case." in words(manager.get(address(case)))
        Feedback.objects.filter(pk=case.pk).update(
            erased_at=datetime.datetime(2031, 6, 9, tzinfo=datetime.UTC), erased_by=complaints_manager()
        )
        said = words(manager.get(address(case)))
        assert "Its words and names were erased on 9 June 2031" in said
        assert "Add a note" not in said

    def test_the_title_of_the_page_is_the_reference(self, manager: Client, case: Feedback) -> None:
        page = BeautifulSoup(manager.post(address(case, "words/")).content, "html.parser")
        assert page.select_one("title").get_text().startswith(f"Case {case.reference} –")


class TestWhoSeesIt:
    @pytest.mark.parametrize("role", OTHERS)
    def test_nobody_else(self, client_of, case: Feedback, role: str) -> None:
        client = client_of(role)
        assert client.get(address(case)).status_code == 403
        assert client.get(address(case, "added/")).status_code == 403
        assert client.post(address(case, "words/")).status_code == 403

    def test_who_handles_another_service_finds_nothing(self, case: Feedback) -> None:
        person = make_person("narrow", Role.COMPLAINTS, service="highways")
        narrow = Client()
        narrow.force_login(person)
        missing = narrow.get(address(case))
        never = narrow.get("/complaints/cases/CF-1990-0001/")
        assert (missing.status_code, never.status_code) == (404, 404)
        assert words(missing) == words(never)
        assert narrow.post(address(case, "words/")).status_code == 404
        with pytest.raises(PermissionDenied):
            feedback.read_words(case, by=person)
        assert not CaseAccess.objects.filter(feedback=case).exists()


def test_what_is_made_up_is_marked(manager: Client, case: Feedback) -> None:
    Feedback.objects.filter(pk=case.pk).update(synthetic=True)
    page = BeautifulSoup(manager.get(address(case)).content, "html.parser")
    assert "Synthetic" in page.select_one("h1").get_text()
    assert "It is about nobody" in page.get_text()


def test_everything_that_belongs_to_a_case_is_on_its_page(manager: Client, case: Feedback) -> None:
    fill(case)
    said = words(manager.get(address(case)))
    for part in (
        "Point 1 Delay Upheld", "Payment £250.00 10 June 2021", "pause for court proceedings", "21 002 345",
        "Letters are answered", "Complaint, received 7 June 2021", "Led by the council, with A hospital",
    ):  # fmt: skip
        assert part in said, part


def test_every_link_of_the_page_leads_somewhere(manager: Client, case: Feedback) -> None:
    fill(case)
    page = BeautifulSoup(manager.get(address(case)).content, "html.parser")
    links = {link["href"] for link in page.select("main a[href^='/complaints/']")}
    assert len(links) > 10
    # A step that asks for a POST says 405 to a link; none may be a page that is not there.
    assert {
        href: manager.get(href).status_code for href in links if manager.get(href).status_code != 200
    } == {}


def test_the_number_of_queries_does_not_grow_with_the_case(manager: Client, case: Feedback) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(address(case)).status_code == 200
        return len(queries)

    fill(case)
    count()
    few = count()
    by = complaints_manager()
    steps.answer(case, 1, on=day(30), outcome="upheld", by=by, based_on=newest(case, 1).version)
    for number in range(2, 10):
        # A way that no procedure allows: more stages than there are, each corrected.
        Stage.objects.create(
            feedback=case, number=number, stage="1", started_on=day(30), version=1,
            recorded_at=datetime.datetime.now(datetime.UTC), recorded_by=by,
        )  # fmt: skip
        stages.change(case, number, by=by, based_on=1, answered_on=day(30), outcome="upheld")
        remedies.add(case, by=by, what="apology", agreed_on=day(10))
        feedback.link(case, log_complaint(received_on=day(number)).reference, by=by)
        feedback.add_note(case, "A note", by=by)
    assert count() == few
    assert few <= 15


def newest(case: Feedback, number: int) -> Stage:
    return Stage.objects.current().get(feedback=case, number=number)


def fill(case: Feedback) -> None:
    """Give a case one of everything that can belong to it."""
    by = complaints_manager()
    subject = Subject.objects.get_or_create(slug="delay", defaults={"name": "Delay"})[0]
    feedback.change_details(case, by=by, based_on=1, lead_body="council", partners="A hospital")
    elements.add(case, subject=subject, by=by, outcome="upheld")
    remedies.add(case, by=by, what="money", amount=Decimal(250), agreed_on=day(10))
    pause(case, first=day(9), last=day(10), ground="court", by=by)
    feedback.link(case, log_complaint().reference, by=by)
    ombudsman.add(by=by, reference="21 002 345", area="children", received_on=day(1, 9), feedback=case)
    learning.add(by=by, cases=[case], year=2021, area="children", text="Letters are answered")
