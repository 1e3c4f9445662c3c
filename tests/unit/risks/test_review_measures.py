"""Actions and controls in the quarter's review: on the page, and written all together or not at all."""

from __future__ import annotations

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.test import Client

from council.actions.superseding import EditConflict
from risks.actions import entries, review_measures, reviews, rounds
from risks.measure_changes import Change
from risks.models import Action, Control, Place, Review
from tests.risk_factories import (
    close_quarter,
    make_assessment,
    make_entry,
    make_register,
    open_next,
    open_quarter,
    risk_lead,
)
from tests.unit.kpis.page_forms import typed, words
from tests.unit.risks.test_review_pages import errors

pytestmark = pytest.mark.django_db

ADDRESS = "/risks/measures/m1/review/measures/"
MARCH, JUNE = datetime.date(2022, 3, 31), datetime.date(2022, 6, 30)


@pytest.fixture
def place(db, person) -> Place:
    """An entry that the approver reviews, with two actions, the second without a date, and a control."""
    place = make_entry(make_register("measures"), "M1", reviewer=person("approver"))
    lead = risk_lead()
    for text, due_on in (("Recruit", MARCH), ("Train", None)):
        entries.write_action(
            place.entry, by=lead, kind="mitigating", text=text, due_on=due_on, sub_items=["in schools"]
        )
    entries.write_control(place.entry, by=lead, text="A plan", heading="Plans")
    return place


@pytest.fixture
def approver(client_of, place) -> Client:
    return client_of("approver")


def action(place: Place, number: int = 1) -> Action:
    return place.entry.actions.current().get(number=number)


def control(place: Place) -> Control:
    return place.entry.controls.current().get(number=1)


class TestThePage:
    def test_saves_what_changed_and_nothing_else(self, approver, place) -> None:
        data = typed(approver, ADDRESS) | {"action-2-status": "done", "action-2-progress": "All of them"}
        assert approver.post(ADDRESS, data)["Location"] == "/risks/measures/m1/review/"
        assert (action(place).version, control(place).version) == (1, 1)
        after = action(place, 2)
        assert (after.version, after.status, after.progress, after.text) == (
            2,
            "done",
            "All of them",
            "Train",
        )
        assert (after.sub_items, after.recorded_by.username) == (["in schools"], "approver")
        assert Review.objects.get(entry=place.entry).state == Review.State.IN_PROGRESS

    def test_says_so_where_nothing_changed(self, approver, place) -> None:
        answer = approver.post(ADDRESS, typed(approver, ADDRESS), follow=True)
        assert "Nothing was changed." in words(answer)
        assert action(place).version == 1

    def test_moves_a_date_with_a_reason_and_keeps_the_first(self, approver, place) -> None:
        moved = typed(approver, ADDRESS) | {
            "action-1-revised_due_on_day": "30",
            "action-1-revised_due_on_month": "6",
            "action-1-revised_due_on_year": "2022",
        }
        assert errors(approver.post(ADDRESS, moved)) == [
            "Say why the date moves: the reason is printed beside it"
        ]
        assert action(place).version == 1
        approver.post(ADDRESS, moved | {"action-1-revised_reason": "Nobody applied"})
        after = action(place)
        assert (after.due_on, after.revised_due_on, after.revised_reason) == (MARCH, JUNE, "Nobody applied")
        again = typed(approver, ADDRESS) | {"action-1-revised_due_on_month": "7"}
        assert errors(approver.post(ADDRESS, again)) == [
            "Say why the date moves again: the reason given is the last one's"
        ]

    def test_sets_a_date_that_nobody_set(self, approver, place) -> None:
        data = typed(approver, ADDRESS) | {
            "action-2-due_on_day": "30",
            "action-2-due_on_month": "6",
            "action-2-due_on_year": "2022",
        }
        approver.post(ADDRESS, data)
        assert (action(place, 2).due_on, action(place, 2).revised_due_on) == (JUNE, None)

    def test_says_how_adequate_a_control_is_and_ends_it(self, approver, place) -> None:
        approver.post(ADDRESS, typed(approver, ADDRESS) | {"control-1-adequacy": "fair"})
        assert (control(place).adequacy, control(place).heading) == ("fair", "Plans")
        approver.post(ADDRESS, typed(approver, ADDRESS) | {"control-1-ended": "on"})
        assert control(place).ended
        assert "It has no controls yet" in words(approver.get(ADDRESS))

    @pytest.mark.parametrize(("kind", "wanted"), [("risk", "mitigating"), ("opportunity", "to_realise")])
    def test_adds_an_action_of_the_entrys_kind(self, client_of, kind: str, wanted: str) -> None:
        place = make_entry(make_register(kind), "X1", kind=kind)
        lead, address = client_of("risk"), f"/risks/{kind}/x1/review/measures/"
        lead.post(address, typed(lead, address) | {"new-text": "Ask", "new-owner": "Head of Asking"})
        added = action(place)
        assert (added.text, added.owner, added.kind, added.status) == (
            "Ask",
            "Head of Asking",
            wanted,
            "not_started",
        )

    def test_asks_what_is_to_be_done_where_only_its_owner_is_named(self, approver, place) -> None:
        answer = approver.post(ADDRESS, typed(approver, ADDRESS) | {"new-owner": "Head of Asking"})
        assert errors(answer) == ["Enter what will be done, or empty the owner and the date"]
        assert place.entry.actions.current().count() == 2

    def test_keeps_everything_that_was_typed_where_somebody_was_quicker(self, approver, place) -> None:
        data = typed(approver, ADDRESS) | {"action-1-status": "done", "action-2-progress": "Mine"}
        entries.write_action(
            place.entry,
            by=risk_lead(),
            number=2,
            based_on=1,
            kind="mitigating",
            text="Train",
            progress="Theirs",
        )
        answer = approver.post(ADDRESS, data)
        assert answer.status_code == 409
        text = words(answer)
        assert "Corporate Risk Lead saved it at" in text
        assert "Progress: Theirs" in text
        assert "Mine" in text
        assert (action(place).version, action(place, 2).progress) == (1, "Theirs")
        page = BeautifulSoup(answer.content, "html.parser")
        version = page.select_one('input[name="action-2-version"]')["value"]
        assert version == "2"
        assert approver.post(ADDRESS, data | {"action-2-version": version}).status_code == 302
        assert (action(place).status, action(place, 2).progress) == ("done", "Mine")

    def test_does_not_mind_a_change_of_what_the_owner_left_alone(self, approver, place) -> None:
        data = typed(approver, ADDRESS) | {"action-1-status": "done"}
        entries.write_action(
            place.entry,
            by=risk_lead(),
            number=2,
            based_on=1,
            kind="mitigating",
            text="Train",
            progress="Theirs",
        )
        assert approver.post(ADDRESS, data).status_code == 302
        assert (action(place).status, action(place, 2).progress) == ("done", "Theirs")

    def test_keeps_what_was_typed_of_an_action_that_was_withdrawn_meanwhile(self, approver, place) -> None:
        data = typed(approver, ADDRESS) | {"action-2-progress": "Mine"}
        entries.write_action(
            place.entry, by=risk_lead(), number=2, based_on=1, kind="mitigating", text="Train", ended=True
        )
        answer = approver.post(ADDRESS, data)
        assert answer.status_code == 409
        assert "Mine" in words(answer)
        assert "It is withdrawn" in words(answer)

    def test_says_why_where_the_quarter_closed_meanwhile(self, approver, place, monkeypatch) -> None:
        data = typed(approver, ADDRESS) | {"action-1-status": "done"}

        def closed(quarter: object) -> None:
            raise rounds.RoundRefused("The registers are not open for review.")

        monkeypatch.setattr(rounds, "hold", closed)
        answer = approver.post(ADDRESS, data)
        assert errors(answer) == ["The registers are not open for review."]
        assert action(place).version == 1


class TestTheAction:
    def test_writes_all_or_nothing(self, place) -> None:
        changes = [
            Change(of="control", number=1, based_on=1, fields={"adequacy": "good"}),
            Change(of="action", number=1, based_on=7, fields={"status": "done"}),
        ]
        with pytest.raises(EditConflict) as conflict:
            self._update(place, changes)
        assert conflict.value.current == action(place)
        assert (control(place).version, action(place).version) == (1, 1)

    def test_refuses_a_date_that_moves_without_a_reason(self, place) -> None:
        with pytest.raises(entries.EntryRefused, match="Say why the date moved"):
            self._update(place, [Change(of="action", number=1, based_on=1, fields={"revised_due_on": JUNE})])

    def test_refuses_while_the_review_lies_with_the_risk_lead(self, place) -> None:
        make_assessment(place, confidence="green")
        reviews.submit(place.entry, quarter=open_quarter(), by=risk_lead())
        with pytest.raises(reviews.ReviewRefused, match="The review is submitted"):
            self._update(place, [Change(of="action", number=1, based_on=1, fields={"status": "done"})])

    def test_refuses_in_a_closed_quarter_and_strangers(self, place, person) -> None:
        change = Change(of="action", number=1, based_on=1, fields={"status": "done"})
        quarter = open_quarter()
        with pytest.raises(PermissionDenied):
            review_measures.update(place.entry, quarter=quarter, by=person("officer"), changes=[change])
        close_quarter(quarter)
        with pytest.raises(rounds.RoundRefused):
            review_measures.update(place.entry, quarter=quarter, by=risk_lead(), changes=[change])
        assert action(place).version == 1

    @staticmethod
    def _update(place: Place, changes: list[Change]) -> None:
        review_measures.update(place.entry, quarter=open_quarter(), by=risk_lead(), changes=changes)


class TestAPartOfTheAssessment:
    def test_of_a_new_quarter_carries_over_all_but_what_is_said_anew(self, place) -> None:
        make_assessment(
            place,
            "4x4",
            "2x4",
            confidence="green",
            direction="improving",
            reason="First",
            summary=["Good"],
            as_printed={"score": "20"},
            target_date_text="Ongoing",
        )
        quarter = open_next()
        row = reviews.assess_part(place.entry, quarter=quarter, by=risk_lead(), based_on=0, direction="same")
        assert (row.current_score, row.target_score, row.summary, row.target_date_text) == (
            16,
            8,
            ["Good"],
            "Ongoing",
        )
        assert (row.confidence, row.direction, row.reason, row.as_printed) == ("", "same", "", {})

    def test_carries_over_a_score_without_steps(self, place) -> None:
        make_assessment(place, "20", "")
        quarter = open_next()
        row = reviews.assess_part(place.entry, quarter=quarter, by=risk_lead(), based_on=0)
        assert (row.current_score, row.current_likelihood, row.target_score) == (20, "", None)

    def test_keeps_the_rest_of_the_version_it_was_based_on(self, place) -> None:
        quarter = open_quarter()
        make_assessment(place, "4x4", confidence="amber", reason="Because")
        row = reviews.assess_part(
            place.entry, quarter=quarter, by=risk_lead(), based_on=1, direction="worsening"
        )
        assert (row.version, row.current_score, row.confidence, row.reason) == (2, 16, "amber", "Because")

    @pytest.mark.parametrize("based_on", [0, 1, 9])
    def test_is_refused_on_another_version_than_the_newest(self, place, based_on: int) -> None:
        make_assessment(place, "4x4")
        make_assessment(place, "3x4")
        with pytest.raises(EditConflict) as conflict:
            reviews.assess_part(
                place.entry, quarter=open_quarter(), by=risk_lead(), based_on=based_on, confidence="red"
            )
        assert conflict.value.current.current_score == 12
