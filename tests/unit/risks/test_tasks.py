"""What waits for whom in the open risk quarters."""

from __future__ import annotations

import datetime

import pytest

from council.authorization import Role
from risks.actions import entries, movements, registers, reviews, rounds
from risks.models import Place, Review
from risks.selectors import tasks
from risks.visibility import visible_to
from tests.risk_factories import (
    DECISION,
    agree_review,
    make_assessment,
    make_entry,
    make_person,
    make_register,
    open_next,
    open_quarter,
    risk_lead,
)

pytestmark = pytest.mark.django_db


def refs(found: list[tasks.ReviewTask]) -> list[str]:
    return [task.place.ref for task in found]


class TestWhatWaitsForSomebody:
    def test_is_what_is_in_their_name_and_not_submitted(self, person) -> None:
        approver = person("approver")
        assert refs(tasks.waiting_for(approver)) == ["Corp 6", "CO2"]
        assert [task.tag.text for task in tasks.waiting_for(approver)] == ["Not started", "Not started"]

        place = Place.objects.get(register__slug="corporate", key="corp6")
        quarter = open_quarter()
        reviews.assess_part(place.entry, quarter=quarter, by=approver, based_on=0, confidence="amber")
        assert [task.tag.text for task in tasks.waiting_for(approver)] == ["In progress", "Not started"]

        reviews.submit(place.entry, quarter=quarter, by=approver)
        assert refs(tasks.waiting_for(approver)) == ["CO2"]

        reviews.send_back(place.entry, quarter=quarter, by=risk_lead(), comment="Which date?")
        (returned, _) = tasks.waiting_for(approver)
        assert (returned.tag.text, returned.is_returned, returned.comment) == (
            "Returned",
            True,
            "Which date?",
        )

        reviews.submit(place.entry, quarter=quarter, by=approver)
        reviews.agree(place.entry, quarter=quarter, by=risk_lead())
        assert refs(tasks.waiting_for(approver)) == ["CO2"]

    def test_is_nothing_for_others_and_without_an_open_quarter(self, person) -> None:
        assert tasks.waiting_for(person("officer")) == []
        rounds.close_round(quarter=open_quarter(), by=risk_lead(), reason="For a test")
        assert tasks.open_rounds() == []
        assert tasks.waiting_for(person("approver")) == []

    def test_says_an_old_comment_no_more_once_it_was_submitted_again(self, person) -> None:
        approver, quarter = person("approver"), open_quarter()
        entry = Place.objects.get(register__slug="corporate", key="corp6").entry
        reviews.assess_part(entry, quarter=quarter, by=approver, based_on=0, confidence="amber")
        reviews.submit(entry, quarter=quarter, by=approver)
        reviews.send_back(entry, quarter=quarter, by=risk_lead(), comment="Which date?")
        reviews.submit(entry, quarter=quarter, by=approver)
        (task,) = [each for each in tasks.of_round(tasks.open_rounds()[0]) if each.entry == entry]
        assert (task.review.state, task.comment) == (Review.State.SUBMITTED, "")

    def test_comes_once_for_an_entry_on_two_registers(self) -> None:
        officer = make_person("gritter", Role.OFFICER, service="highways")
        below = make_register("highways-risks", service="highways")
        above = make_register("corporate-risks")
        place = make_entry(below, "H1", reviewer=officer)
        movements.escalate(
            place, to=above, ref="C1", quarter=open_quarter(), decision=DECISION, by=risk_lead()
        )
        (task,) = tasks.waiting_for(officer)
        assert (task.place.ref, [other.ref for other in task.others]) == ("H1", ["C1"])

    def test_leaves_out_what_is_closed_or_on_a_register_that_has_ended(self) -> None:
        officer = make_person("gritter", Role.OFFICER, service="highways")
        kept = make_register("highways-risks", service="highways")
        ended = make_register("old-risks", service="highways")
        place = make_entry(kept, "H1", reviewer=officer)
        make_entry(ended, "O1", reviewer=officer)
        ended.valid_to = datetime.date(2021, 12, 31)
        registers.keep_register(ended, by=risk_lead())
        assert refs(tasks.waiting_for(officer)) == ["H1"]
        movements.close(place, quarter=open_quarter(), decision=DECISION, by=risk_lead())
        assert tasks.waiting_for(officer) == []

    def test_comes_from_every_open_quarter_the_oldest_first(self, person) -> None:
        old = open_quarter()
        new = open_next()
        rounds.reopen_round(quarter=old, by=risk_lead(), reason="For a test")
        found = tasks.waiting_for(person("approver"))
        assert [task.quarter for task in found] == [old, old, new, new]


class TestOverdue:
    @pytest.mark.parametrize(("day", "overdue"), [("2022-02-11", False), ("2022-02-12", True)])
    def test_is_what_its_owner_should_have_submitted(self, person, day: str, overdue: bool) -> None:
        (task, _) = tasks.waiting_for(person("approver"))
        assert task.round.due_on == datetime.date(2022, 2, 11)
        assert task.is_overdue(datetime.date.fromisoformat(day)) is overdue

    def test_is_nothing_that_lies_with_the_risk_lead_or_has_no_deadline(self, person) -> None:
        late = datetime.date(2030, 1, 1)
        place = Place.objects.get(register__slug="corporate", key="corp6")
        make_assessment(place)
        agree_review(place)
        (task,) = [each for each in tasks.of_round(tasks.open_rounds()[0]) if each.entry == place.entry]
        assert not task.is_overdue(late)

        open_next()
        (task, _) = tasks.waiting_for(person("approver"))
        assert task.round.due_on is None
        assert not task.is_overdue(late)


class TestWhoSeesWhichReviews:
    def test_the_owner_those_in_their_name(self, person) -> None:
        (found,) = tasks.overview(visible_to(person("approver")))
        assert (refs(found.mine), found.nobodys, found.others) == (["Corp 6", "CO2"], [], [])

    def test_the_keeper_those_that_nobody_is_named_for_and_those_of_others(self) -> None:
        (found,) = tasks.overview(visible_to(risk_lead()))
        assert found.mine == []
        assert refs(found.others) == ["Corp 6", "CO2"]
        assert {"Corp 1", "CO1"} <= set(refs(found.nobodys))
        assert not {"Corp 6", "CO2"} & set(refs(found.nobodys))

    def test_the_keeper_of_a_part_of_the_council_those_of_its_registers(self) -> None:
        keeper = make_person("keeper", Role.RISK, service="highways")
        make_entry(make_register("highways-risks", service="highways"), "H1")
        (found,) = tasks.overview(visible_to(keeper))
        assert (refs(found.mine), refs(found.nobodys), found.others) == ([], ["H1"], [])

    def test_somebody_named_later_has_it_from_then_on(self, person) -> None:
        place = Place.objects.get(register__slug="corporate", key="corp2")
        details = place.entry.details.current().get()
        entries.change(place.entry, by=risk_lead(), based_on=details.version, reviewer=person("officer"))
        assert refs(tasks.waiting_for(person("officer"))) == ["Corp 2"]

    def test_costs_the_same_however_many_there_are(self, person, django_assert_num_queries) -> None:
        user = person("approver")
        register = make_register("more")
        for number in range(5):
            make_entry(register, f"M{number}", reviewer=user)
        with django_assert_num_queries(4):  # the quarters, and three for the one that is open
            assert len(tasks.waiting_for(user)) == 7
