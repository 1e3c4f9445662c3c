"""The pages on which an entry is put on a register and changed: what they ask, refuse, and never lose."""

from __future__ import annotations

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from council.authorization import Role
from council.models import CorporatePriority
from risks.actions import entries, reviews
from risks.models import Details, Movement, Place, Register
from risks.selectors import entry_choices
from risks.visibility import visible_to
from tests.risk_factories import (
    close_quarter,
    make_assessment,
    make_entry,
    make_matrix,
    make_person,
    make_register,
    open_quarter,
    risk_lead,
)
from tests.unit.kpis.page_forms import typed, words
from tests.unit.risks.import_files import LETTERED

pytestmark = pytest.mark.django_db

ADD = "/risks/of-highways/add/"
EDIT = "/risks/of-highways/h1/edit/"
REASON = {"reason": "Reworded at the risk board"}
NEW = {"ref": "H1", "title": "The salt runs out"}


@pytest.fixture
def place(register: Register, person) -> Place:
    return make_entry(register, "H1", title="The salt runs out", reviewer=person("officer"))


def details(place: Place) -> Details:
    return entry_choices.current_details(place.entry)


class TestAdding:
    def test_the_kind_is_asked_first(self, lead: Client, register: Register) -> None:
        assert "What do you want to add?" in words(lead.get(ADD))
        assert "Error: Select whether" not in words(lead.get(ADD))
        assert "Select whether it is a risk or an opportunity" in words(lead.get(f"{ADD}?asked=yes"))
        assert "Benefits" in words(lead.get(f"{ADD}?asked=yes&kind=opportunity"))

    @pytest.mark.parametrize(("kind", "suggested"), [("risk", "Corp8"), ("opportunity", "CO3")])
    def test_the_next_free_reference_is_suggested(self, lead: Client, kind: str, suggested: str) -> None:
        suggestion = str(typed(lead, f"/risks/corporate/add/?kind={kind}")["ref"])
        assert suggestion.replace(" ", "") == suggested

    def test_everything_is_kept(self, lead: Client, register: Register, person) -> None:
        priority = CorporatePriority.objects.filter(valid_to=None).first()
        given = NEW | {
            "category": "Operational",
            "description": "# Winter\n- Late orders\n  - of salt",
            "consequences": "Roads are icy",
            "owner": "Head of Highways",
            "reviewer": "officer",
            "priority": priority.slug,
            "services": ["highways", "finance"],
            "current": "4/5",
            "target": "2/5",
            "target_on_day": "31", "target_on_month": "3", "target_on_year": "2022",
            "target_date_text": "March 2022/Ongoing",
            "reason": "Stocks are low",
            "decided_by": "the Highways management team",
            "decided_on_day": "1", "decided_on_month": "2", "decided_on_year": "2022",
        }  # fmt: skip
        answer = lead.post(f"{ADD}?kind=risk", given)
        assert answer.headers["Location"] == "/risks/of-highways/h1/measures/"
        place = Place.objects.get(register=register, key="h1")
        kept = details(place)
        assert (kept.title, kept.category, kept.owner) == (
            "The salt runs out",
            "Operational",
            "Head of Highways",
        )
        assert kept.description == [
            {"heading": "Winter", "items": [{"text": "Late orders", "sub_items": ["of salt"]}]}
        ]
        assert kept.consequences == [{"items": [{"text": "Roads are icy"}]}]
        assert (kept.reviewer, kept.priority) == (person("officer"), priority)
        assert {service.slug for service in kept.services.all()} == {"highways", "finance"}
        assessment = place.entry.assessments.get()
        assert (assessment.current_score, assessment.target_score) == (20, 10)
        assert (assessment.target_on, assessment.target_date_text) == (
            datetime.date(2022, 3, 31),
            "March 2022/Ongoing",
        )
        movement = place.movements.get()
        assert (movement.kind, movement.quarter) == (Movement.Kind.NEW, open_quarter())
        assert (movement.reason, movement.decided_by) == ("Stocks are low", "the Highways management team")
        assert movement.decided_on == datetime.date(2022, 2, 1)

    def test_it_may_wait_for_its_first_score(self, lead: Client, register: Register) -> None:
        assert lead.post(f"{ADD}?kind=opportunity", NEW).status_code == 302
        place = Place.objects.get(register=register)
        assert place.entry.is_opportunity
        assert not place.entry.assessments.exists()

    def test_the_matrix_is_the_registers_own(self, lead: Client) -> None:
        make_register("lettered", service="highways", matrix=make_matrix("lettered", LETTERED))
        page = BeautifulSoup(lead.get("/risks/lettered/add/?kind=risk").content, "html.parser")
        assert len(page.select("input[name=current]")) == 4 * 3 + 1
        lead.post("/risks/lettered/add/?kind=risk", NEW | {"current": "D/3"})
        assert Place.objects.get(register__slug="lettered").entry.assessments.get().current_score == 12

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"title": ""}, "Enter title"),
            ({"title": "\x0b \x0b"}, "Enter title"),
            ({"ref": ""}, "Enter reference"),
            ({"ref": "taken"}, "Highways register has an entry taken already"),
            ({"ref": "Heat map"}, "is the name of a page of the register"),
            ({"ref": "!!"}, "Give a reference with letters or digits"),
            ({"current": "6/6"}, "Choose a cell of the matrix"),
            ({"target": "1/1"}, "Choose where it stands now, since you set a target"),
            ({"target_date_text": "Ongoing"}, "Choose where it stands now, since you gave a target date"),
            ({"reviewer": "member"}, "Select a valid choice"),
            ({"services": ["nobody"]}, "Select a valid choice"),
            (
                {"decided_on_day": "1", "decided_on_month": "1", "decided_on_year": "2999"},
                "The day must be today or before",
            ),
            ({"title": "x" * 401}, "at most 400 characters"),
        ],
    )
    def test_nothing_typed_is_lost_on_a_mistake(
        self, lead: Client, register: Register, wrong: dict, sentence: str
    ) -> None:
        make_entry(register, "Taken")
        before = Place.objects.count()
        answer = lead.post(f"{ADD}?kind=risk", NEW | {"owner": "Kept as typed"} | wrong)
        assert answer.status_code == 200
        assert sentence in words(answer)
        assert "Kept as typed" in answer.content.decode()
        assert Place.objects.count() == before

    def test_a_taken_reference_names_one_that_is_free(self, lead: Client, register: Register) -> None:
        make_entry(register, "H07")
        answer = lead.post(f"{ADD}?kind=risk", NEW | {"ref": "h-07"})
        assert "H08 is free" in words(answer)

    def test_without_an_open_quarter_it_says_who_opens_one(self, lead: Client, client_of) -> None:
        make_register("of-highways", service="highways")
        close_quarter()
        answer = lead.get(ADD)
        assert "none is open" in words(answer)
        assert "/risks/rounds/" in answer.content.decode()
        keeper = make_person("keeper", Role.RISK, service="highways")
        assert "The risk lead of the council opens the next one" in words(client_of(keeper.username).get(ADD))
        assert lead.post(f"{ADD}?kind=risk", NEW).status_code == 200
        assert not Place.objects.filter(register__slug="of-highways").exists()

    def test_who_keeps_another_register_is_told_so(self, client_of, register: Register) -> None:
        stranger = client_of(make_person("stranger", Role.RISK, service="finance").username)
        assert stranger.get(ADD).status_code == 404  # a register that is not for members
        assert stranger.get("/risks/corporate/add/").status_code == 403


class TestChanging:
    def test_sent_back_untouched_it_changes_nothing(self, lead: Client) -> None:
        for address in ("/risks/corporate/corp1/edit/", "/risks/corporate-2018/co1/edit/"):
            untouched = typed(lead, address)
            services = details(
                Place.objects.get(register__slug=address.split("/")[2], key=address.split("/")[3])
            ).services
            untouched["services"] = [service.slug for service in services.all()]
            answer = lead.post(address, untouched | REASON, follow=True)
            assert "Nothing was changed." in words(answer)

    def test_a_change_is_a_new_version_with_its_reason(self, lead: Client, place: Place) -> None:
        data = typed(lead, EDIT) | REASON | {"title": "Salt is short", "description": "- Late orders"}
        answer = lead.post(EDIT, data)
        assert answer.headers["Location"] == "/risks/of-highways/h1/?quarter=2021-22-Q4"
        kept = details(place)
        assert (kept.version, kept.title, kept.reason) == (2, "Salt is short", REASON["reason"])
        assert kept.recorded_by == risk_lead()
        assert "Before: The salt runs out" in words(lead.get(answer.headers["Location"]))

    def test_a_reason_is_asked_for(self, lead: Client, place: Place) -> None:
        answer = lead.post(EDIT, typed(lead, EDIT) | {"title": "Kept as typed", "reason": " "})
        assert "Say why it is changed" in words(answer)
        assert "Kept as typed" in answer.content.decode()
        assert details(place).version == 1

    def test_two_people_are_shown_both_and_lose_nothing(self, lead: Client, place: Place, person) -> None:
        mine = typed(lead, EDIT) | REASON | {"title": "Mine", "owner": "Head of Salt"}
        entries.change(place.entry, by=person("officer"), based_on=1, title="Theirs", reason="Quicker")
        answer = lead.post(EDIT, mine)
        assert answer.status_code == 409
        shown = words(answer)
        assert "Somebody else changed this" in shown
        assert f"{person('officer')} saved version 2" in shown
        page = BeautifulSoup(answer.content, "html.parser")
        (row,) = [each for each in page.select(".app-changes tbody tr") if each.th.get_text() == "Title"]
        assert [cell.get_text() for cell in row.select("td")] == ["Theirs", "Mine"]
        assert page.select_one("[name=title]")["value"] == "Mine"
        assert details(place).title == "Theirs"
        again = mine | {"version": page.select_one("[name=version]")["value"]}
        assert lead.post(EDIT, again).status_code == 302
        assert (details(place).version, details(place).title) == (3, "Mine")

    @pytest.mark.parametrize("version", ["999", "0", "99999999999999", "x", ""])
    def test_a_version_that_never_was_breaks_nothing(self, lead: Client, place: Place, version: str) -> None:
        answer = lead.post(EDIT, typed(lead, EDIT) | REASON | {"title": "New", "version": version})
        assert answer.status_code in {200, 409}
        assert details(place).version == 1

    def test_the_reviewer_changes_it_but_names_nobody(self, client_of, place: Place, person) -> None:
        officer = client_of("officer")
        data = typed(officer, EDIT)
        assert "reviewer" not in data
        assert officer.post(EDIT, data | REASON | {"title": "New", "reviewer": ""}).status_code == 302
        assert (details(place).title, details(place).reviewer) == ("New", person("officer"))
        with pytest.raises(PermissionDenied, match="may not name"):
            entries.change(place.entry, by=person("officer"), based_on=2, reviewer=None)

    def test_while_the_risk_lead_reads_the_review_its_owner_changes_nothing(
        self, client_of, lead: Client, place: Place, person
    ) -> None:
        make_assessment(place, by=person("officer"), confidence="green")
        reviews.submit(place.entry, quarter=open_quarter(), by=person("officer"))
        officer = client_of("officer")
        answer = officer.post(EDIT, typed(officer, EDIT) | REASON | {"title": "Behind the back"})
        assert "The review is submitted. Take it back" in words(answer)
        assert "Behind the back" in answer.content.decode()
        assert details(place).title == "The salt runs out"
        assert lead.post(EDIT, typed(lead, EDIT) | REASON | {"title": "By the keeper"}).status_code == 302
        assert details(place).title == "By the keeper"

    def test_between_quarters_it_is_said_when_the_change_shows(self, lead: Client, place: Place) -> None:
        close_quarter()
        answer = lead.post(EDIT, typed(lead, EDIT) | REASON | {"title": "New"}, follow=True)
        assert "It shows in the next risk quarter that is opened" in words(answer)
        assert "The salt runs out" in words(answer)

    def test_a_reviewer_who_left_can_stay_named(self, lead: Client, place: Place, person) -> None:
        officer = person("officer")
        officer.is_active = False
        officer.save()
        assert typed(lead, EDIT)["reviewer"] == "officer"
        assert "officer" not in entry_choices.choices(datetime.date(2022, 3, 1), visible_to(None)).reviewers

    @pytest.mark.parametrize("username", ["approver", "performance"])
    def test_who_does_not_review_it_is_refused(self, client_of, place: Place, username: str) -> None:
        assert client_of(username).get("/risks/corporate/corp1/edit/").status_code == 403
        assert client_of(username).post("/risks/corporate/corp1/edit/", REASON).status_code == 403

    def test_what_is_typed_comes_back_as_text(self, lead: Client, place: Place) -> None:
        hostile = "<script>alert(1)</script> =HYPERLINK(1)"
        lead.post(EDIT, typed(lead, EDIT) | REASON | {"title": hostile, "description": f"# {hostile}"})
        page = lead.get("/risks/of-highways/h1/?quarter=2021-22-Q4").content.decode()
        assert "<script>alert" not in page
        assert details(place).title == hostile

    @pytest.mark.parametrize("address", [ADD + "?kind=risk", EDIT])
    def test_queries(self, lead: Client, place: Place, address: str) -> None:
        for number in range(10):
            make_entry(place.register, f"More {number}", category=f"Category {number}")
        with CaptureQueriesContext(connection) as asked:
            assert lead.get(address).status_code == 200
        assert len(asked) <= 15
