"""What is asked about a step of a stage that looks unusual."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from complaints.procedures import window_for
from complaints.stage_warnings import (
    of_acknowledgement,
    of_agreed_day,
    of_answer,
    of_extension,
    of_refusal,
    of_request,
)
from council.working_days import ENGLAND

DUE, LONGEST = date(2021, 6, 21), date(2021, 7, 5)


@dataclass
class Days:
    started_on: date = date(2021, 6, 7)
    acknowledged_on: date | None = date(2021, 6, 8)
    stage: str = "1"


def asked(typed: dict, proposed: str = "") -> str:
    usual = {"on": date(2021, 6, 16), "outcome": "upheld", "cost": None, "investigated": ""}
    return " ".join(of_answer(Days(), usual | typed, proposed=proposed, calendar=ENGLAND))


def test_an_acknowledgement_in_time_is_not_asked_about() -> None:
    assert of_acknowledgement(DUE, DUE) == []
    assert of_acknowledgement(DUE, None) == []


def test_a_late_acknowledgement_is() -> None:
    assert "21 June 2021" in of_acknowledgement(date(2021, 6, 22), DUE)[0]


def test_a_letter_after_the_due_date_is_asked_about() -> None:
    assert of_extension(DUE, DUE) == []
    assert "before the letter" in of_extension(date(2021, 6, 22), DUE)[0]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2021, 6, 20), "before 21 June 2021"),
        (date(2021, 7, 6), "the longest that the rules allow"),
        (date(2031, 6, 22), "more than a year"),
    ],
)
def test_an_unusual_agreed_day_is_asked_about(day: date, words: str) -> None:
    assert words in of_agreed_day(day, due_on=DUE, longest_on=LONGEST)[0]


def test_an_agreed_day_between_the_limits_is_not() -> None:
    assert of_agreed_day(date(2021, 7, 1), due_on=DUE, longest_on=LONGEST) == []


def test_a_plain_answer_is_not_asked_about() -> None:
    assert asked({}) == ""
    assert asked({}, proposed="upheld") == ""


@pytest.mark.parametrize(
    ("typed", "proposed", "words"),
    [
        ({"on": date(2021, 6, 19)}, "", "19 June 2021 is a Saturday"),
        ({"on": date(2021, 8, 30)}, "", "Summer bank holiday"),
        ({"on": date(2021, 6, 7)}, "", "acknowledged only on 8 June 2021"),
        ({}, "partly_upheld", "lead to another outcome"),
        ({"cost": Decimal("30000"), "investigated": "internal"}, "", "£30,000.00 is much"),
        ({"cost": Decimal("10")}, "", "was not investigated"),
    ],
)
def test_what_is_unusual_about_an_answer_is_asked_about(typed: dict, proposed: str, words: str) -> None:
    assert words in asked(typed, proposed)


def test_an_outcome_without_a_decision_needs_no_points() -> None:
    assert asked({"outcome": "withdrawn"}, proposed="upheld") == ""


def test_a_request_after_its_time_is_asked_about() -> None:
    window = window_for("childrens-statutory", "2")
    assert of_request(date(2021, 7, 19), DUE, window, ENGLAND) == []
    assert "19 July 2021, 20 working days" in of_request(date(2021, 7, 20), DUE, window, ENGLAND)[0]
    assert of_request(date(2031, 7, 20), DUE, None, ENGLAND) == []


def test_refusing_a_right_and_refusing_without_a_reason_are_asked_about() -> None:
    assert of_refusal("Stage 2, review", "Asked after a year", is_a_right=False) == []
    right, reason = of_refusal("Stage 3, review panel", " ", is_a_right=True)
    assert "right to Stage 3, review panel" in right
    assert "no reason" in reason
