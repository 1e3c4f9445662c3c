"""Reading the assessments of a whole register: as much as a page needs, in as many queries for many entries as for one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council.periods import Quarter
from risks.models import Place, Register
from risks.selectors import assessments, findings, history
from risks.selectors import register as registers
from risks.visibility import visible_to
from tests.risk_factories import (
    make_assessment,
    make_entry,
    make_register,
    open_next,
    open_quarter,
    risk_lead,
)

pytestmark = pytest.mark.django_db
NO_CHANGE = "no_change"


@pytest.fixture
def register(db) -> Register:
    return make_register()


def assessed(register: Register, ref: str, *scores: str, **fields: object) -> Place:
    """An entry with an assessment in each of the next quarters ("" is none), the last of which stays open."""
    place = make_entry(register, ref)
    for number, score in enumerate(scores):
        if number:
            open_next()
        if score:
            make_assessment(place, score, **fields)
    return place


def ordinals(place: Place, quarter: Quarter, since: int = 0) -> list[int]:
    found = assessments.standing_in([place.entry_id], quarter.ordinal, None, since=since)
    return [row.ordinal - quarter.ordinal for row in found]


def test_they_begin_with_the_one_that_stood_in_the_quarter(register: Register) -> None:
    place = assessed(register, "R1", "4x4", "3x4", "", "2x4")
    quarter = open_quarter()
    assert ordinals(place, quarter) == [-3, -2, 0]
    assert ordinals(place, quarter, since=quarter.ordinal - 1) == [-2, 0]
    assert ordinals(place, quarter, since=quarter.ordinal) == [0]
    assert ordinals(place, quarter.previous, since=quarter.ordinal - 2) == [-1]


def test_what_was_corrected_is_read_as_it_was_known(register: Register) -> None:
    place = assessed(register, "R1", "4x4")
    before = place.entry.assessments.get().recorded_at
    make_assessment(place, "5x5")
    quarter = open_quarter()

    def scores(moment: object) -> list[Decimal | None]:
        found = assessments.standing_in([place.entry_id], quarter.ordinal, moment, since=quarter.ordinal)
        return [row.current_score for row in found]

    assert (scores(before), scores(None)) == ([Decimal(16)], [Decimal(25)])


def test_a_register_is_read_without_long_texts_and_one_entry_with_them(register: Register) -> None:
    place = assessed(register, "R1", "4x4", progress=[{"items": [{"text": "Under way"}]}])
    quarter, view = open_quarter(), visible_to(risk_lead())
    for with_measures, left_out in ((False, {"travel", "progress", "summary"}), (True, set())):
        (row,) = registers.rows(register, quarter, view, with_measures=with_measures)
        assert row.assessment.get_deferred_fields() == left_out
        assert row.details.get_deferred_fields() == ({"description", "consequences"} if left_out else set())
    (row,) = registers.rows_of([place], quarter, moment=None)
    assert row.assessment.get_deferred_fields() == set()


def test_the_history_of_many_is_that_of_one(register: Register) -> None:
    place = assessed(register, "R1", "4x4", "3x4", "", "2x4")
    quarter = open_quarter()
    rows = registers.rows(register, quarter, visible_to(risk_lead()))
    whole = history.scores([place.entry], quarter, moment=None)[place.entry_id]
    many = history.of_many([place.entry], quarter, moment=None, rows=rows)[place.entry_id]
    assert (many.scores, many.quarters) == (whole.scores, whole.quarters)
    assert many.scores == [Decimal(16), Decimal(12), None, Decimal(8)]
    late = history.of_many(
        [place.entry], quarter, moment=None, rows=rows, since=quarter.previous.previous.previous
    )
    assert late[place.entry_id].scores == many.scores
    late = history.of_many([place.entry], quarter, moment=None, rows=rows, since=quarter)
    assert late[place.entry_id].scores == [Decimal(8)]


def test_the_checks_find_what_they_find_with_every_quarter(register: Register) -> None:
    """How long an improving entry has stood is told although other entries are read for two quarters only."""
    moving, still = make_entry(register, "R1"), make_entry(register, "R2")
    for number, score in enumerate(("5x5", "4x4", "3x4", "2x4")):
        if number:
            open_next()
        make_assessment(moving, score, "1x4", direction="worsening")
        make_assessment(still, "4x4", "2x4", direction="improving")
    quarter, view = open_quarter(), visible_to(risk_lead())
    rows = registers.rows(register, quarter, view)
    on = findings.checked_on(view.round_of(quarter))
    every = history.scores([row.entry for row in rows], quarter, moment=None)
    found = findings.of_register(rows, findings.histories(rows, quarter, moment=None), on)
    assert found == findings.of_register(rows, every, on)
    (stands,) = (each for each in found if each.code == NO_CHANGE)
    assert (stands.ref, "for 3 quarters" in stands.sentence) == ("R2", True)


@pytest.mark.parametrize(
    "address",
    [
        "/risks/?quarter={quarter}",
        "/risks/test-register/?quarter={quarter}",
        "/risks/test-register/checks/?quarter={quarter}",
        "/risks/test-register/heat-map/?quarter={quarter}",
        "/risks/test-register/profile/?quarter={quarter}",
        "/risks/test-register/movements/?quarter={quarter}",
        "/risks/rounds/{quarter}/",
        "/risks/reviews/",
    ],
)
def test_more_entries_and_quarters_ask_no_more_questions(client_of, register: Register, address: str) -> None:
    client = client_of("risk")

    def questions() -> int:
        there = address.format(quarter=open_quarter())
        client.get(there)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(there).status_code == 200
        return len(asked)

    places = [make_entry(register, "R1")]
    for _ in range(3):
        make_assessment(places[0], "4x4", direction="improving")
        open_next()
    make_assessment(places[0], "4x4", direction="improving")
    before = questions()
    places += [make_entry(register, f"R{number}") for number in range(2, 8)]
    for _ in range(3):
        open_next()
        for place in places:
            make_assessment(place, "4x4", direction="improving")
    assert questions() == before <= 15
