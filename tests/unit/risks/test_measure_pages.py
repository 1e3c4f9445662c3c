"""The pages on which controls and actions are written, changed, ordered, ended and put back."""

from __future__ import annotations

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from council.actions.superseding import EditConflict
from risks.actions import measures, reviews
from risks.actions.entries import EntryRefused
from risks.measure_edit_forms import points
from risks.models import Action, Control, Place
from tests.risk_factories import (
    close_quarter,
    make_assessment,
    make_entry,
    make_register,
    open_quarter,
    risk_lead,
)
from tests.unit.kpis.page_forms import typed, words

pytestmark = pytest.mark.django_db

ENTRY = "/risks/of-highways/h1"
LIST = f"{ENTRY}/measures/"


@pytest.fixture
def officer(client_of) -> Client:
    return client_of("officer")


@pytest.fixture
def place(person) -> Place:
    """An entry that the officer reviews, with two controls and an action."""
    register = make_register("of-highways", service="highways", name="Highways register")
    place = make_entry(register, "H1", title="The salt runs out", reviewer=person("officer"))
    for text in ("Two depots", "Weather service"):
        measures.write(place.entry, of="control", by=risk_lead(), text=text)
    measures.write(
        place.entry, of="action", by=risk_lead(), text="Order more", kind="mitigating", due_on="2022-03-31"
    )
    return place


def controls(place: Place) -> list[str]:
    now = Control.objects.current().filter(entry=place.entry, ended=False)
    return [row.text for row in now.order_by("position", "number")]


def action(place: Place, number: int = 1) -> Action:
    return Action.objects.current().get(entry=place.entry, number=number)


def test_points_as_people_type_and_paste_them() -> None:
    assert points(" One \r\n\r\n- Two\n•  Three\n-5 degrees\n\x0b") == ["One", "Two", "Three", "-5 degrees"]


class TestWriting:
    def test_a_control_with_everything(self, officer: Client, place: Place) -> None:
        given = {
            "version": "0", "text": "A stock\nof salt", "sub_items": "In the north\n- In the south",
            "heading": "Salt", "sub_heading": "Stocks", "owner": "Head of Highways", "adequacy": "good",
        }  # fmt: skip
        answer = officer.post(f"{ENTRY}/controls/add/", given, follow=True)
        assert "The control is added." in words(answer)
        made = Control.objects.current().get(entry=place.entry, number=3)
        assert (made.text, made.sub_items) == ("A stock of salt", ["In the north", "In the south"])
        assert (made.heading, made.sub_heading, made.owner) == ("Salt", "Stocks", "Head of Highways")
        assert (made.adequacy, made.recorded_by.username) == ("good", "officer")
        assert controls(place) == ["Two depots", "Weather service", "A stock of salt"]

    def test_an_action_begins_as_not_started_and_of_the_usual_kind(
        self, officer: Client, place: Place
    ) -> None:
        data = typed(officer, f"{ENTRY}/actions/add/")
        assert (data["kind"], data["status"]) == ("mitigating", "not_started")
        assert "revised_reason" not in data
        officer.post(f"{ENTRY}/actions/add/", data | {"text": "Borrow from the neighbours"})
        assert (action(place, 2).text, action(place, 2).status) == (
            "Borrow from the neighbours",
            "not_started",
        )

    def test_an_opportunity_is_realised(self, client_of) -> None:
        address = "/risks/corporate/co2/actions/add/"
        assert typed(client_of("approver"), address)["kind"] == "to_realise"

    def test_a_change_of_any_word_is_a_new_version(self, officer: Client, place: Place) -> None:
        address = f"{ENTRY}/actions/1/"
        assert "Nothing was changed." in words(officer.post(address, typed(officer, address), follow=True))
        moved = {
            "revised_due_on_day": "30", "revised_due_on_month": "6", "revised_due_on_year": "2022",
            "revised_reason": "No lorries", "status": "in_progress", "progress": "Half of it is there",
        }  # fmt: skip
        assert officer.post(address, typed(officer, address) | moved).status_code == 302
        kept = action(place)
        assert (kept.version, kept.due_on, kept.due) == (
            2,
            datetime.date(2022, 3, 31),
            datetime.date(2022, 6, 30),
        )
        assert (kept.revised_reason, kept.status, kept.progress) == (
            "No lorries",
            "in_progress",
            "Half of it is there",
        )

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"text": " "}, "Enter what will be done"),
            ({"text": "\x0b"}, "Enter what will be done"),
            (
                {"revised_due_on_day": "1", "revised_due_on_month": "6", "revised_due_on_year": "2022"},
                "Say why the date moved",
            ),
            ({"revised_reason": "No lorries"}, "Enter the new date, or remove the reason"),
            (
                {
                    "due_on_day": "", "due_on_month": "", "due_on_year": "", "revised_reason": "No lorries",
                    "revised_due_on_day": "1", "revised_due_on_month": "6", "revised_due_on_year": "2022",
                },
                "Enter the day that was first agreed",
            ),
            ({"due_on_day": "31", "due_on_month": "2"}, "must be a real date"),
            ({"kind": "magic"}, "Select a valid choice"),
            ({"version": "99999999999999"}, "less than or equal"),
        ],
    )  # fmt: skip
    def test_nothing_typed_is_lost_on_a_mistake(
        self, officer: Client, place: Place, wrong: dict[str, str], sentence: str
    ) -> None:
        address = f"{ENTRY}/actions/1/"
        answer = officer.post(address, typed(officer, address) | {"progress": "Kept as typed"} | wrong)
        assert answer.status_code == 200
        assert sentence in words(answer)
        assert "Kept as typed" in answer.content.decode()
        assert action(place).version == 1

    def test_a_date_that_moves_again_needs_another_reason(self, officer: Client, place: Place) -> None:
        address = f"{ENTRY}/actions/1/"
        days = {"revised_due_on_day": "30", "revised_due_on_month": "6", "revised_due_on_year": "2022"}
        officer.post(address, typed(officer, address) | days | {"revised_reason": "No lorries"})
        again = typed(officer, address) | {"revised_due_on_month": "9"}
        assert "Say why the date moved again" in words(officer.post(address, again))
        assert officer.post(address, again | {"revised_reason": "Still none"}).status_code == 302
        assert action(place).revised_due_on == datetime.date(2022, 9, 30)

    def test_two_people_are_shown_both_and_lose_nothing(self, officer: Client, place: Place) -> None:
        address = f"{ENTRY}/controls/1/"
        mine = typed(officer, address) | {"text": "Mine"}
        measures.write(place.entry, of="control", by=risk_lead(), number=1, based_on=1, text="Theirs")
        answer = officer.post(address, mine)
        assert answer.status_code == 409
        page = BeautifulSoup(answer.content, "html.parser")
        (row,) = page.select(".app-changes tbody tr")
        assert [each.get_text() for each in row.select("th, td")] == ["Text", "Theirs", "Mine"]
        assert page.select_one("[name=text]").get_text().strip() == "Mine"
        assert controls(place) == ["Theirs", "Weather service"]
        again = mine | {"version": page.select_one("[name=version]")["value"]}
        assert officer.post(address, again).status_code == 302
        assert controls(place) == ["Mine", "Weather service"]


class TestEnding:
    @pytest.mark.parametrize(
        ("of", "asked"), [("control", "End the control?"), ("action", "Withdraw the action?")]
    )
    def test_it_is_asked_first_and_can_be_put_back(
        self, officer: Client, place: Place, of: str, asked: str
    ) -> None:
        address = f"{ENTRY}/{of}s/1/end/"
        assert asked in words(officer.get(address))
        data = typed(officer, address)
        model = measures.MODELS[of]
        assert not model.objects.current().get(entry=place.entry, number=1).ended
        answer = officer.post(address, data, follow=True)
        assert "It can be put back below." in words(answer)
        ended = model.objects.current().get(entry=place.entry, number=1)
        assert ended.ended
        assert "It ended already." in words(officer.get(address, follow=True))
        back = officer.post(f"{ENTRY}/{of}s/1/put-back/", {"version": str(ended.version)}, follow=True)
        assert f"The {of} is put back." in words(back)
        now = model.objects.current().get(entry=place.entry, number=1)
        assert (now.ended, now.text, now.position) == (False, ended.text, ended.position)
        again = officer.post(f"{ENTRY}/{of}s/1/put-back/", {"version": "3"}, follow=True)
        assert "It is there already." in words(again)

    @pytest.mark.parametrize("version", ["", "0", "7", "x", "9" * 30])
    def test_what_somebody_changed_meanwhile_is_not_ended(
        self, officer: Client, place: Place, version: str
    ) -> None:
        answer = officer.post(f"{ENTRY}/controls/1/end/", {"version": version}, follow=True)
        assert "Somebody else has just changed it" in words(answer)
        assert controls(place) == ["Two depots", "Weather service"]

    def test_a_paper_of_a_closed_quarter_keeps_it(self, officer: Client, place: Place) -> None:
        make_assessment(place)
        quarter = close_quarter()
        answer = officer.post(
            f"{ENTRY}/controls/1/end/", typed(officer, f"{ENTRY}/controls/1/end/"), follow=True
        )
        assert "It shows in the next risk quarter" in words(answer)
        assert "Two depots" in words(officer.get(f"{ENTRY}/?quarter={quarter}"))


class TestOrder:
    def test_up_and_down(self, officer: Client, place: Place) -> None:
        measures.write(place.entry, of="control", by=risk_lead(), text="Contracts")
        officer.post(f"{ENTRY}/controls/3/move/", {"to": "up"})
        assert controls(place) == ["Two depots", "Contracts", "Weather service"]
        officer.post(f"{ENTRY}/controls/1/move/", {"to": "down"})
        assert controls(place) == ["Contracts", "Two depots", "Weather service"]
        # at the ends nothing moves
        versions = Control.objects.filter(entry=place.entry).count()
        officer.post(f"{ENTRY}/controls/3/move/", {"to": "up"})
        officer.post(f"{ENTRY}/controls/2/move/", {"to": "down"})
        assert controls(place) == ["Contracts", "Two depots", "Weather service"]
        assert Control.objects.filter(entry=place.entry).count() == versions

    def test_those_without_a_place_of_their_own_get_one(self, place: Place) -> None:
        for number in (1, 2):
            measures.write(place.entry, of="control", by=risk_lead(), number=number, based_on=1, position=5)
        assert controls(place) == ["Two depots", "Weather service"]
        measures.move(place.entry, of="control", number=2, by=risk_lead(), up=True)
        assert controls(place) == ["Weather service", "Two depots"]

    def test_an_action_changes_places_with_one_of_its_kind(self, place: Place) -> None:
        for text, kind in (("Sell salt", "to_realise"), ("Borrow", "mitigating")):
            measures.write(place.entry, of="action", by=risk_lead(), text=text, kind=kind)
        measures.move(place.entry, of="action", number=3, by=risk_lead(), up=True)
        order = Action.objects.current().filter(entry=place.entry).order_by("position", "number")
        assert [row.text for row in order] == ["Borrow", "Sell salt", "Order more"]

    def test_what_ended_is_passed_over(self, officer: Client, place: Place) -> None:
        measures.write(place.entry, of="control", by=risk_lead(), text="Contracts")
        measures.write(place.entry, of="control", by=risk_lead(), number=2, based_on=1, ended=True)
        officer.post(f"{ENTRY}/controls/3/move/", {"to": "up"})
        assert controls(place) == ["Contracts", "Two depots"]
        answer = officer.post(f"{ENTRY}/controls/2/move/", {"to": "up"}, follow=True)
        assert "Put it back before you move it" in words(answer)


class TestRefusals:
    def test_while_the_risk_lead_reads_the_review_nothing_is_written(
        self, officer: Client, place: Place, person
    ) -> None:
        make_assessment(place, by=person("officer"), confidence="green")
        reviews.submit(place.entry, quarter=open_quarter(), by=person("officer"))
        address = f"{ENTRY}/controls/1/"
        answer = officer.post(address, typed(officer, address) | {"text": "Behind the back"})
        assert "The review is submitted. Take it back" in words(answer)
        assert "Behind the back" in answer.content.decode()
        for what, data in (
            ("end", {"version": "1"}),
            ("move", {"to": "down"}),
        ):
            told = officer.post(f"{address}{what}/", data, follow=True)
            assert "The review is submitted" in words(told)
        added = officer.post(f"{ENTRY}/controls/add/", {"version": "0", "text": "More"})
        assert "The review is submitted" in words(added)
        assert controls(place) == ["Two depots", "Weather service"]
        with pytest.raises(EntryRefused, match="submitted"):
            measures.write(place.entry, of="control", by=risk_lead(), text="By the keeper")

    def test_only_whoever_reviews_it(self, client_of, person, place: Place) -> None:
        approver = client_of("approver")
        for path in ("measures/", "controls/1/", "controls/add/", "controls/1/end/"):
            assert approver.get(f"/risks/corporate/corp1/{path}").status_code == 403
        for path in ("controls/1/put-back/", "actions/1/move/"):
            assert approver.post(f"/risks/corporate/corp1/{path}").status_code == 403
        with pytest.raises(PermissionDenied):
            measures.move(place.entry, of="control", number=1, by=person("approver"), up=False)

    @pytest.mark.parametrize("number", [0, 9, 10**30])
    @pytest.mark.parametrize("path", ["", "end/", "put-back/", "move/"])
    def test_what_does_not_exist_is_not_found(
        self, officer: Client, place: Place, number: int, path: str
    ) -> None:
        assert officer.post(f"{ENTRY}/controls/{number}/{path}").status_code == 404

    def test_a_version_nobody_wrote_is_a_conflict(self, place: Place) -> None:
        with pytest.raises(EditConflict) as conflict:
            measures.write(place.entry, of="control", by=risk_lead(), number=1, based_on=4, text="x")
        assert conflict.value.current.text == "Two depots"


def test_the_list_shows_all_and_asks_as_much_for_many(officer: Client, place: Place) -> None:
    for number in range(20):
        measures.write(place.entry, of="control", by=risk_lead(), text=f"Control {number}")
    with CaptureQueriesContext(connection) as asked:
        page = officer.get(LIST)
    assert len(asked) <= 15
    assert "Control 19" in words(page)
    assert "Due 31 March 2022" in words(page)
