"""Assessing, submitting, returning and agreeing: what each step needs, and who may take it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from council.actions.superseding import EditConflict
from council.authorization import Role
from risks.actions import entries, movements, reviews, rounds
from risks.actions.reviews import ReviewIncomplete, ReviewRefused
from risks.models import Assessment, Place, Review
from tests.risk_factories import (
    DECISION,
    agree_review,
    close_quarter,
    make_assessment,
    make_entry,
    make_matrix,
    make_person,
    make_register,
    open_next,
    open_quarter,
    risk_lead,
)
from tests.unit.risks.import_files import LETTERED

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(person) -> Place:
    """An entry of the Highways Service that the officer reviews."""
    return make_entry(make_register("of-highways", service="highways"), "H1", reviewer=person("officer"))


@pytest.fixture
def officer(person):
    return person("officer")


def review(place: Place) -> Review:
    return place.entry.reviews.get(round=open_quarter().ordinal)


def act(step: Callable, place: Place, by, **more: object) -> Review:
    return step(place.entry, quarter=open_quarter(), by=by, **more)


class TestAssessing:
    def test_scores_follow_from_the_matrix(self, place: Place, officer) -> None:
        row = make_assessment(place, "4x5", "2x3", by=officer, current_score=Decimal(1), confidence="green")
        assert (row.current_score, row.target_score, row.inherent_score) == (20, 6, None)
        assert (row.matrix.matrix.slug, row.recorded_by) == ("five-by-five", officer)
        assert review(place).state == "in_progress"

    def test_an_entry_that_stands_on_no_register(self, place: Place, officer) -> None:
        movements.close(place, quarter=open_quarter(), decision=DECISION, by=risk_lead())
        with pytest.raises(ReviewRefused, match="It stands on no register in"):
            make_assessment(place, "4x5", "2x3", by=officer)
        assert not place.entry.assessments.exists()

    def test_a_score_alone(self, place: Place) -> None:
        row = make_assessment(place, "12", "")
        assert (row.current_score, row.current_likelihood, row.target_score) == (12, "", None)

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"current_likelihood": "6", "current_impact": "1"}, "likelihood of the current position is 6"),
            ({"current_likelihood": "1", "current_impact": ""}, "impact of the current position is missing"),
            ({"target_likelihood": "", "target_impact": "1"}, "likelihood of the target position is missing"),
            (
                {"inherent_likelihood": "A", "inherent_impact": "1"},
                "likelihood of the inherent position is A",
            ),
        ],
    )
    def test_a_position_that_is_no_cell(self, place: Place, fields: dict[str, str], words: str) -> None:
        with pytest.raises(ReviewRefused, match=words):
            act(reviews.assess, place, risk_lead(), based_on=0, **fields)
        assert not Assessment.objects.filter(entry=place.entry).exists()

    def test_by_the_letters_of_another_matrix(self) -> None:
        matrix = make_matrix("lettered", LETTERED)
        place = make_entry(make_register("lettered", service="highways", matrix=matrix))
        assert make_assessment(place, "Dx3", "Ax1").current_score == 12

    def test_two_people_at_once(self, place: Place, officer) -> None:
        make_assessment(place, by=officer)
        with pytest.raises(EditConflict):
            act(reviews.assess, place, risk_lead(), based_on=0, current_score=3)

    def test_a_part_of_it(self, place: Place, officer) -> None:
        make_assessment(place, "4x4", "2x4", by=officer, confidence="amber", progress=[{"items": []}])
        row = act(reviews.assess_part, place, officer, based_on=1, direction="same")
        assert (row.version, row.confidence, row.direction, row.current_score) == (2, "amber", "same", 16)
        with pytest.raises(EditConflict):
            act(reviews.assess_part, place, officer, based_on=3, direction="same")

    def test_the_first_of_a_quarter_takes_over_what_lasts(self, place: Place, officer) -> None:
        make_assessment(place, "4x4", "2x4", confidence="amber", direction="same", target_date_text="Ongoing")
        open_next()
        row = act(reviews.assess_part, place, officer, based_on=0, current_impact="3")
        assert (row.current_score, row.target_score, row.target_date_text) == (12, 8, "Ongoing")
        assert (row.confidence, row.direction) == ("", "")

    def test_in_an_open_quarter_only(self, place: Place) -> None:
        closed = close_quarter()
        for quarter in (closed, closed.previous, closed.next):
            with pytest.raises(rounds.RoundRefused, match="not open for review"):
                make_assessment(place, quarter=quarter)

    @pytest.mark.parametrize(
        "username", ["approver", "performance", "complaints", "clerk", "member", "auditor", "admin"]
    )
    def test_by_others(self, place: Place, person, username: str) -> None:
        for step, more in (
            (reviews.assess, {"based_on": 0}), (reviews.assess_part, {"based_on": 0}), (reviews.submit, {}),
            (reviews.take_back, {}),
        ):  # fmt: skip
            with pytest.raises(PermissionDenied, match="reviewed by somebody else"):
                act(step, place, person(username), **more)

    @pytest.mark.parametrize("state", ["submitted", "agreed"])
    def test_not_while_it_lies_with_the_risk_lead(self, place: Place, officer, state: str) -> None:
        make_assessment(place, by=officer, confidence="green")
        act(reviews.submit, place, officer)
        if state == "agreed":
            act(reviews.agree, place, risk_lead())
        with pytest.raises(ReviewRefused, match=f"The review is {state}. Take it back"):
            make_assessment(place, by=officer)


class TestSubmitting:
    def test_not_before_it_is_assessed(self, place: Place, officer) -> None:
        with pytest.raises(ReviewIncomplete, match="Confirm or change the score"):
            act(reviews.submit, place, officer)

    def test_an_earlier_assessment_is_not_enough(self, place: Place, officer) -> None:
        make_assessment(place, confidence="green")
        open_next()
        with pytest.raises(ReviewIncomplete, match="Confirm or change the score"):
            act(reviews.submit, place, officer)

    @pytest.mark.parametrize(
        ("current", "confidence", "words"),
        [("", "green", "current likelihood and impact"), ("4x4", "", "how confident you are")],
    )
    def test_what_it_needs(self, place: Place, officer, current: str, confidence: str, words: str) -> None:
        make_assessment(place, current, "", confidence=confidence)
        with pytest.raises(ReviewIncomplete, match=words):
            act(reviews.submit, place, officer)
        assert review(place).state == "in_progress"

    def test_the_way_of_a_review(self, place: Place, officer) -> None:
        make_assessment(place, by=officer, confidence="green")
        act(reviews.submit, place, officer)
        act(reviews.take_back, place, officer)
        act(reviews.submit, place, officer)
        act(reviews.send_back, place, risk_lead(), comment=" Why\x00? ")
        make_assessment(place, "3x3", by=officer, confidence="amber")
        act(reviews.submit, place, officer)
        act(reviews.agree, place, risk_lead(), comment="Thank you")
        act(reviews.send_back, place, risk_lead(), comment="One more thing")
        row = review(place)
        assert (row.state, row.submitted_by) == ("sent_back", officer)
        assert [(step.step, step.by.username, step.comment) for step in row.steps.all()] == [
            ("submitted", "officer", ""), ("taken_back", "officer", ""), ("submitted", "officer", ""),
            ("sent_back", "risk", "Why?"), ("submitted", "officer", ""), ("agreed", "risk", "Thank you"),
            ("sent_back", "risk", "One more thing"),
        ]  # fmt: skip


#: Of each state, the steps that may be taken from it.
ALLOWED = {
    "in_progress": {"submit"},
    "submitted": {"take_back", "send_back", "agree"},
    "sent_back": {"submit"},
    "agreed": {"send_back"},
}
STEPS: dict[str, tuple[Callable, dict[str, str]]] = {
    "submit": (reviews.submit, {}),
    "take_back": (reviews.take_back, {}),
    "send_back": (reviews.send_back, {"comment": "Why?"}),
    "agree": (reviews.agree, {}),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", ALLOWED)
def test_every_step_from_every_state(place: Place, officer, state: str, step: str) -> None:
    make_assessment(place, by=officer, confidence="green")
    if state != "in_progress":
        act(reviews.submit, place, officer)
    if state == "agreed":
        act(reviews.agree, place, risk_lead())
    if state == "sent_back":
        act(reviews.send_back, place, risk_lead(), comment="Why?")
    action, more = STEPS[step]
    if step in ALLOWED[state]:
        assert act(action, place, risk_lead(), **more).state != state
    else:
        with pytest.raises(ReviewRefused, match="Somebody may have been quicker"):
            act(action, place, risk_lead(), **more)
        assert review(place).state == state


class TestTheRiskLeadsSteps:
    @pytest.mark.parametrize(
        "username", ["officer", "approver", "performance", "clerk", "member", "auditor", "admin"]
    )
    def test_by_others(self, place: Place, person, officer, username: str) -> None:
        make_assessment(place, by=officer, confidence="green")
        act(reviews.submit, place, officer)
        for step, more in ((reviews.agree, {}), (reviews.send_back, {"comment": "No"})):
            with pytest.raises(PermissionDenied, match="Only the risk lead"):
                act(step, place, person(username), **more)
        assert review(place).state == "submitted"

    def test_a_keeper_of_the_service_and_of_another(self, place: Place, officer) -> None:
        make_assessment(place, by=officer, confidence="green")
        act(reviews.submit, place, officer)
        with pytest.raises(PermissionDenied):
            act(reviews.agree, place, make_person("elsewhere", Role.RISK, service="adult-services"))
        assert act(reviews.agree, place, make_person("here", Role.RISK, service="highways")).state == "agreed"

    def test_returning_needs_a_comment(self, place: Place) -> None:
        make_assessment(place)
        agree_review(place)
        with pytest.raises(ReviewRefused, match="Say what is to be changed"):
            act(reviews.send_back, place, risk_lead(), comment=" \x00 ")
        assert review(place).state == "agreed"

    def test_who_may_agree(self, place: Place, person) -> None:
        assert [reviews.may_agree(person(name), place.entry) for name in ("risk", "officer", "auditor")] == [
            True, False, False,
        ]  # fmt: skip


def test_every_step_needs_the_quarter_open(place: Place) -> None:
    make_assessment(place)
    agree_review(place)
    closed = close_quarter()
    for action, more in STEPS.values():
        with pytest.raises(rounds.RoundRefused, match="not open for review"):
            action(place.entry, quarter=closed, by=risk_lead(), **more)


def test_a_reopened_quarter_has_its_reviews_open_again(place: Place) -> None:
    make_assessment(place)
    agree_review(place)
    closed = close_quarter()
    rounds.reopen_round(quarter=closed, by=risk_lead(), reason="A wrong score")
    assert review(place).state == "in_progress"
    assert review(place).steps.last().comment == "A wrong score"
    entries.require_reviewer(risk_lead(), place.entry)
