"""One event in two states: completed and nearing completion, agreed and still to come."""

from __future__ import annotations

import pytest

from committee.reconcile.event_rules import RULES
from committee.reconcile.facts import Finding, Papers
from committee.reconcile.risk_facts import Line
from tests.unit.committee.reconcile.risk_cards import card, papers_of


def found(papers: Papers) -> list[Finding]:
    return [finding for rule in RULES for finding in rule(papers)]


def test_work_that_is_completed_and_nearing_completion_is_found_once() -> None:
    papers = papers_of(
        card(
            Line("progress", '"Front Door to Change" design work & key engagement completed.', "Capacity"),
            Line(
                "progress",
                'Recruitment underway. "Front Door to Change" work nearing completion',
                "Ways of working",
            ),
        )
    )
    [finding] = found(papers)
    assert (finding.code, finding.severity) == ("done_and_not_done", "medium")
    assert [place.where for place in finding.places] == [
        "R1, the progress under Capacity",
        "R1, the progress under Ways of working",
    ]


def test_the_same_words_without_quotation_marks_are_one_thing() -> None:
    papers = papers_of(
        card(
            Line("progress", "Staff survey of the highways depots completed"),
            Line("travel", "The staff survey of the highways depots is under way"),
        )
    )
    assert [finding.code for finding in found(papers)] == ["done_and_not_done"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Staff survey of the depots completed", "Recruitment of the highways apprentices is under way"),
        ("Staff survey of the depots to be completed", "Staff survey of the depots is under way"),
        ("Recruitment to the core team completed", "Recruitment to the remaining posts is in progress"),
    ],
)
def test_two_things_may_be_in_two_states(one: str, other: str) -> None:
    assert found(papers_of(card(Line("progress", one), Line("progress", other)))) == []


def test_entries_are_not_held_against_one_another() -> None:
    done = card(Line("progress", "Staff survey of the depots completed"))
    under_way = card(Line("progress", "Staff survey of the depots is under way"), ref="R2")
    assert found(papers_of(done, under_way)) == []


AGREED = (
    "Final proposed saving options agreed by Cabinet 3rd December 2018 and Full Council on 14th February 2019"
)
TO_COME = (
    "Savings options agreed by Cabinet in December will be presented to budget Full Council in February 2019"
)


def test_a_decision_that_is_taken_and_still_to_be_taken_is_found() -> None:
    [finding] = found(papers_of(card(Line("control", AGREED), Line("travel", TO_COME))))
    assert (finding.code, finding.severity) == ("agreed_and_to_come", "medium")
    assert finding.numbers == (AGREED, TO_COME)


@pytest.mark.parametrize(
    "other",
    [
        "A corporate strategy document is to be presented to Cabinet and then Full Council on 14th February 2019",
        "Savings options agreed by Cabinet in December will be presented to budget Full Council in March 2019",
        "Savings options were presented to budget Full Council in February 2019",
    ],
)
def test_another_event_another_month_or_the_same_state_is_not(other: str) -> None:
    assert found(papers_of(card(Line("control", AGREED), Line("travel", other)))) == []
