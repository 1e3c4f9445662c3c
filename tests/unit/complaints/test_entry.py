"""Logging feedback by the quick form: what it offers, what it refuses, what it asks, and equality monitoring beside it."""

from __future__ import annotations

import datetime

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from complaints.models import CaseText, EqualityAnswer, Feedback, Subject
from council.authorization import Role
from council.models import Service
from tests.complaint_factories import log_complaint, service_type, stage_of
from tests.risk_factories import make_person
from tests.unit.kpis.page_forms import words

pytestmark = pytest.mark.django_db

ADDRESS = "/complaints/cases/add/"
CANARY = "Canary Person"


@pytest.fixture
def manager(client_of) -> Client:
    return client_of("complaints")


@pytest.fixture(autouse=True)
def choices(db) -> None:
    service_type("support-planning")
    Subject.objects.get_or_create(slug="delay", defaults={"name": "Delay"})


def send(client: Client, **changes: object) -> HttpResponse:
    data = {
        "kind": "complaint", "received_on_day": "7", "received_on_month": "6", "received_on_year": "2021",
        "channel": "telephone", "complainant": "relative", "service_type": "support-planning",
    }  # fmt: skip
    return client.post(ADDRESS, data | changes)


def logged(answer: HttpResponse) -> Feedback:
    assert answer.status_code == 302, words(answer)
    return Feedback.objects.get(reference=answer.headers["Location"].split("/")[3])


class TestWhatIsLogged:
    def test_area_procedure_and_stage_follow_from_the_answers(self, manager: Client) -> None:
        case = logged(send(manager, subjects=["delay"]))
        details = case.details.get()
        assert (details.area, details.procedure, details.complainant, details.channel, details.subjects) == (
            "adults", "adults-statutory", "relative", "telephone", ["delay"],
        )  # fmt: skip
        assert details.received_on == datetime.date(2021, 6, 7)
        assert stage_of(case).stage == "0"

    def test_what_is_chosen_holds_against_what_is_offered(self, manager: Client) -> None:
        chosen = {"service_type": "", "area": "children", "complainant": "parent"}
        offered = logged(send(manager, **chosen))
        assert offered.details.get().procedure == "childrens-statutory"
        other = logged(
            send(manager, **chosen, procedure="childrens-non-statutory", stage="1", asked=offered.reference)
        )
        assert other.details.get().procedure == "childrens-non-statutory"
        assert stage_of(other).stage == "1"
        assert "You chose it" in words(manager.get(f"/complaints/cases/{other.reference}/added/"))

    def test_words_and_names_go_where_they_are_kept_apart(self, manager: Client) -> None:
        case = logged(
            send(manager, name=CANARY, contact=" ", words="What Canary said\r\ntwice", person="Canary child")
        )
        assert dict(CaseText.objects.filter(feedback=case).values_list("part", "text")) == {
            "name": CANARY, "person": "Canary child", "words": "What Canary said\ntwice",
        }  # fmt: skip
        for page in ("", "added/"):
            assert "anary" not in words(manager.get(f"/complaints/cases/{case.reference}/{page}"))

    def test_a_compliment_has_no_procedure(self, manager: Client) -> None:
        case = logged(send(manager, kind="compliment"))
        assert (case.kind, case.details.get().procedure) == ("compliment", "")
        said = words(manager.get(f"/complaints/cases/{case.reference}/added/"))
        assert "A compliment has no limits" in said

    def test_joint_complaints_name_who_leads_and_with_whom(self, manager: Client) -> None:
        details = logged(send(manager, lead_body="nhs", partners="A hospital")).details.get()
        assert (details.lead_body, details.partners) == ("nhs", "A hospital")

    def test_the_confirmation_explains_procedure_and_due_date(self, manager: Client) -> None:
        case = logged(send(manager, stage="respond"))
        said = words(manager.get(f"/complaints/cases/{case.reference}/added/"))
        assert f"Feedback logged {case.reference}" in said
        assert (
            "Offered because complaints about adult social care fall under the Regulations of 2009." in said
        )
        assert "6 months from 7 June 2021: 7 December 2021" in said
        assert "3 working days from 7 June 2021: 10 June 2021" in said


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"received_on_day": ""}, "The date must include a day"),
            ({"received_on_year": "2999"}, "The day of receipt must be today or in the past"),
            ({"received_on_year": "1900"}, "The day of receipt must be in 1990 or later"),
            ({"channel": ""}, "Select how it came"),
            ({"complainant": ""}, "Select who it is from"),
            ({"service_type": ""}, "Select the service type, or the area below"),
            ({"area": "children"}, "Support Planning belongs to Adult social care"),
            ({"lead_body": "nhs"}, "Enter the organisations that it is joint with"),
            ({"partners": "A hospital"}, "Select who leads, or take the organisations away"),
            ({"procedure": "corporate", "stage": "0"}, "This procedure begins with Stage 1, response"),
            ({"kind": "comment", "procedure": "corporate"}, "Only complaints have one"),
            ({"subjects": ["no-such"]}, "Select a valid choice"),
        ],
    )
    def test_it_is_said_and_what_was_typed_stays(
        self, manager: Client, changes: dict[str, object], sentence: str
    ) -> None:
        before = Feedback.objects.count()
        answer = send(manager, words="Everything they said", **changes)
        page = BeautifulSoup(answer.content, "html.parser")
        assert sentence in page.select_one(".govuk-error-summary").get_text()
        assert page.select_one("[name=words]").get_text().strip() == "Everything they said"
        assert Feedback.objects.count() == before

    def test_today_is_the_day_that_is_proposed(self, manager: Client) -> None:
        page = BeautifulSoup(manager.get(ADDRESS).content, "html.parser")
        today = timezone.localdate()
        boxes = [page.select_one(f"[name=received_on_{part}]")["value"] for part in ("day", "month", "year")]
        assert boxes == [str(today.day), str(today.month), str(today.year)]


class TestWhatMayBeThereAlready:
    def test_it_is_asked_about_and_never_blocked(self, manager: Client) -> None:
        first = logged(send(manager))
        asked = send(manager, words="The same again")
        page = BeautifulSoup(asked.content, "html.parser")
        assert page.select_one(f"[href='/complaints/cases/{first.reference}/']")
        assert page.select_one("[name=words]").get_text().strip() == "The same again"
        assert "Log it all the same" in words(asked)
        again = logged(send(manager, words="The same again", asked=page.select_one("[name=asked]")["value"]))
        assert again.reference != first.reference

    @pytest.mark.parametrize(
        "other",
        [
            {"received_on_day": "8"},
            {"complainant": "advocate"},
            {"kind": "comment"},
            {"service_type": "", "area": "adults"},
        ],
    )
    def test_another_day_kind_type_or_complainant_is_another_case(
        self, manager: Client, other: dict[str, str]
    ) -> None:
        first = logged(send(manager))
        assert logged(send(manager, **other)).pk != first.pk

    def test_a_case_that_came_meanwhile_is_asked_about_too(self, manager: Client) -> None:
        first = logged(send(manager))
        logged(send(manager, asked=first.reference))
        assert send(manager, asked=first.reference).status_code == 200


class TestWhoHandlesOneService:
    @pytest.fixture
    def narrow(self) -> Client:
        client = Client()
        client.force_login(make_person("narrow", Role.COMPLAINTS, service="highways"))
        return client

    def test_logs_feedback_of_that_service_only(self, narrow: Client) -> None:
        own = {"service_type": "", "area": "other", "service": "highways"}
        case = logged(send(narrow, **own))
        assert case.details.get().service == Service.objects.get(slug="highways")
        for refused in (own | {"service": ""}, own | {"service": "libraries"}):
            assert send(narrow, **refused).status_code == 200

    def test_is_offered_no_other(self, narrow: Client) -> None:
        page = BeautifulSoup(narrow.get(ADDRESS).content, "html.parser")
        assert [each["value"] for each in page.select("[name=service] option")] == ["", "highways"]
        assert [each["value"] for each in page.select("[name=service_type] option")] == [""]
        assert page.select_one("details").has_attr("open")

    def test_is_not_told_of_cases_of_others(self, narrow: Client) -> None:
        log_complaint("corporate", area="other", service_type=None)
        case = logged(send(narrow, service_type="", area="other", service="highways"))
        assert case.pk


class TestEqualityMonitoring:
    def test_answers_are_kept_without_anything_that_leads_to_a_case(self, manager: Client) -> None:
        case = logged(send(manager))
        confirmation = BeautifulSoup(
            manager.get(f"/complaints/cases/{case.reference}/added/").content, "html.parser"
        )
        address = "/complaints/equality/2021/adults/"
        assert confirmation.select_one(f"[href='{address}']")
        answer = manager.post(address, {"age": "65 to 84", "sex": "", "disability": "Prefer not to say"})
        assert answer.headers["Location"] == "/complaints/cases/"
        kept = EqualityAnswer.objects.filter(year=2021, area="adults")
        assert set(kept.values_list("question", "answer")) == {
            ("age", "65 to 84"), ("disability", "Prefer not to say"),
        }  # fmt: skip
        assert not [field for field in EqualityAnswer._meta.get_fields() if field.is_relation]

    def test_every_question_may_be_left_out_and_none_made_up(self, manager: Client) -> None:
        address = "/complaints/equality/2021/children/"
        said = words(manager.post(address, {}, follow=True))
        assert "No question was answered, so nothing was kept." in said
        assert "Select a valid choice" in words(manager.post(address, {"age": CANARY}))
        assert not EqualityAnswer.objects.filter(area="children").exists()

    @pytest.mark.parametrize(
        "address", ["/complaints/equality/2999/adults/", "/complaints/equality/2021/nobody/"]
    )
    def test_no_other_year_or_area(self, manager: Client, address: str) -> None:
        assert manager.get(address).status_code == 404
