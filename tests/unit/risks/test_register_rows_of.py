"""A register as it stood: what closed stays as it closed, what is carried over says so, and each score keeps its matrix."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from risks.actions import entries, movements, registers
from risks.models import Place, Register
from risks.selectors.register import Row, moment_of, rows, rows_of
from risks.visibility import visible_to
from tests.risk_factories import (
    DECISION,
    agree_review,
    close_quarter,
    make_assessment,
    make_entry,
    make_matrix,
    make_register,
    open_next,
    open_quarter,
    risk_lead,
)
from tests.unit.risks.import_files import FOUR, LETTERED

pytestmark = pytest.mark.django_db


def read(register: Register, quarter=None, **options: object) -> dict[str, Row]:
    found = rows(register, quarter or open_quarter(), visible_to(None), with_measures=True, **options)
    return {row.ref: row for row in found}


class TestAClosedQuarter:
    def test_it_reads_as_it_closed_whatever_is_written_afterwards(
        self, register: Register, place: Place
    ) -> None:
        entries.write_control(place.entry, by=risk_lead(), text="Gritting")
        entries.write_action(place.entry, by=risk_lead(), kind="mitigating", text="More salt")
        make_assessment(place, "4x4", "2x4")
        agree_review(place)
        closed = open_quarter()
        open_next()
        before = read(register, closed)["H1"]

        entries.change(place.entry, by=risk_lead(), based_on=1, title="Black ice", owner="Somebody else")
        entries.write_control(place.entry, by=risk_lead(), number=1, based_on=1, text="None", ended=True)
        entries.write_control(place.entry, by=risk_lead(), text="Signs")
        entries.write_action(
            place.entry,
            by=risk_lead(),
            number=1,
            based_on=1,
            kind="mitigating",
            text="More salt",
            status="done",
        )
        make_entry(register, "H9")

        after = read(register, closed)
        assert list(after) == ["H1"]
        row = after["H1"]
        assert (row.details.title, row.details.owner) == ("Ice on the roads", "Head of Service")
        assert [each.text for each in row.controls] == ["Gritting"]
        assert [(each.text, each.status) for each in row.actions] == [("More salt", "")]
        assert (row.details.pk, row.assessment.pk) == (before.details.pk, before.assessment.pk)

        now = read(register)["H1"]
        assert (now.details.title, [each.text for each in now.controls]) == ("Black ice", ["Signs"])
        assert now.actions[0].is_done

    def test_a_member_reads_the_same(self, person) -> None:
        corporate = Register.objects.get(slug="corporate")
        place = make_entry(corporate, "Corp 91", title="Before")
        closed = close_quarter()
        entries.change(place.entry, by=risk_lead(), based_on=1, title="After")
        found = {row.ref: row for row in rows(corporate, closed, visible_to(person("member")))}
        assert found["Corp 91"].details.title == "Before"

    def test_what_left_in_the_next_quarter_was_still_on_it(self, register: Register, place: Place) -> None:
        closed = open_quarter()
        quarter = open_next()
        movements.close(place, quarter=quarter, decision=DECISION, by=risk_lead())
        assert list(read(register, closed)) == ["H1"]
        assert read(register) == {}
        movements.reopen(place, quarter=quarter, decision=DECISION, by=risk_lead())
        assert list(read(register)) == ["H1"]

    def test_as_at_a_moment(self, register: Register, place: Place) -> None:
        make_assessment(place, "4x4", "2x4")
        moment = timezone.now()
        make_assessment(place, "2x2", "1x1")
        entries.change(place.entry, by=risk_lead(), based_on=1, title="Black ice")
        make_entry(register, "H2")
        then = read(register, as_at=moment)
        assert list(then) == ["H1"]
        assert (then["H1"].current.score, then["H1"].details.title) == (16, "Ice on the roads")
        assert read(register)["H1"].current.score == 4
        assert read(register, as_at=moment - timedelta(days=1)) == {}

    def test_the_moment(self, register: Register) -> None:
        view = visible_to(None)
        asked = datetime(2022, 1, 1, tzinfo=UTC)
        quarter = open_quarter()
        assert moment_of(view.round_of(quarter)) is None
        closed = close_quarter()
        round_ = visible_to(None).round_of(closed)
        assert moment_of(round_) == round_.closed_at
        assert moment_of(round_, asked) == asked
        assert moment_of(None) is None


class TestAssessments:
    def test_one_that_nobody_assessed(self, register: Register, place: Place) -> None:
        row = read(register)["H1"]
        assert (row.assessment, row.current.score, row.current.band, row.residual_score) == (None,) * 4
        assert (row.travel.value, row.is_reviewed, row.target_date, row.current.words) == (
            "unknown",
            False,
            "",
            "",
        )

    def test_carried_over_from_the_quarter_before(self, register: Register, place: Place) -> None:
        make_assessment(place, "4x4", "2x4", target_date_text="Ongoing")
        open_next()
        row = read(register)["H1"]
        assert (row.current.score, row.before.score, row.travel.value) == (16, 16, "same")
        assert (row.is_reviewed, row.target_date) == (False, "Ongoing")

    @pytest.mark.parametrize(
        ("kind", "second", "travel"),
        [("risk", "2x4", "improving"), ("risk", "5x5", "worsening"), ("opportunity", "2x4", "worsening"),
         ("opportunity", "5x5", "improving"), ("risk", "4x4", "same")],
    )  # fmt: skip
    def test_the_direction_of_travel(self, register: Register, kind: str, second: str, travel: str) -> None:
        place = make_entry(register, "X1", kind=kind)
        make_assessment(place, "4x4", "")
        assert read(register)["X1"].travel.value == "new"
        open_next()
        make_assessment(place, second, "")
        row = read(register)["X1"]
        assert (row.before.score, row.travel.value, row.is_reviewed) == (16, travel, True)

    def test_the_residual_score_is_the_targets_or_the_current_one(
        self, register: Register, place: Place
    ) -> None:
        make_assessment(place, "4x4", "")
        assert read(register)["H1"].residual_score == 16
        make_assessment(place, "4x4", "3x4")
        assert read(register)["H1"].residual_score == Decimal(12)

    def test_a_target_date_in_words_or_as_a_day(self, register: Register, place: Place) -> None:
        make_assessment(place, target_on="2022-03-31")
        assert read(register)["H1"].target_date == "31 March 2022"
        make_assessment(place, target_on="2022-03-31", target_date_text="March 2022")
        assert read(register)["H1"].target_date == "March 2022"

    def test_words_and_bands_of_an_opportunity(self, register: Register) -> None:
        make_assessment(make_entry(register, "O1", kind="opportunity"), "4x5", "5x5")
        row = read(register)["O1"]
        assert (row.current.words, row.is_opportunity) == ("Outstanding/Likely", True)
        assert row.current.band in row.matrix.opportunity_bands


class TestMatrices:
    def test_an_assessment_keeps_the_version_it_was_made_with(self) -> None:
        matrix = make_matrix("four", FOUR)
        register = make_register("four", service="highways", matrix=matrix)
        place = make_entry(register)
        make_assessment(place, "4x2", "1x1")
        closed = open_quarter()
        quarter = open_next()
        registers.add_matrix_version(
            slug="four", name="Four", content=LETTERED, valid_from=quarter, by=risk_lead()
        )
        carried = read(register)["R1"]
        assert (carried.current.score, carried.current.band.label) == (8, "Large")
        make_assessment(place, "Ax3", "Ax1")
        row = read(register)["R1"]
        assert (row.current.score, row.current.band.label, row.current.likelihood.value) == (3, "Green", "A")
        assert (row.before.score, row.before.band.label, row.before.likelihood.value) == (8, "Large", "4")
        assert read(register, closed)["R1"].current.band.label == "Large"

    def test_one_that_nobody_assessed_has_the_matrix_in_force(self) -> None:
        register = make_register("four", service="highways", matrix=make_matrix("four", FOUR))
        make_entry(register)
        assert len(read(register)["R1"].matrix.likelihood) == 4


class TestTwoRegisters:
    def test_an_escalated_entry_is_on_both_with_one_assessment(
        self, register: Register, place: Place
    ) -> None:
        corporate = Register.objects.get(slug="corporate")
        make_assessment(place, "4x4", "3x4")
        quarter = open_quarter()
        above = movements.escalate(
            place, to=corporate, ref="Corp 91", quarter=quarter, decision=DECISION, by=risk_lead()
        )
        make_assessment(place, "5x4", "3x4")
        here, there = read(register)["H1"], read(corporate)["Corp 91"]
        assert here.assessment == there.assessment
        assert there.current.score == 20
        assert here.details == there.details

        movements.de_escalate(
            above, keep_on=register, ref="H1", quarter=quarter, decision=DECISION, by=risk_lead()
        )
        assert "Corp 91" not in read(corporate)
        assert list(read(register)) == ["H1"]

    def test_closing_takes_it_off_both(self, register: Register, place: Place) -> None:
        corporate = Register.objects.get(slug="corporate")
        quarter = open_quarter()
        above = movements.escalate(
            place, to=corporate, ref="Corp 91", quarter=quarter, decision=DECISION, by=risk_lead()
        )
        movements.close(above, quarter=quarter, decision=DECISION, by=risk_lead())
        assert read(register) == {}
        assert "Corp 91" not in read(corporate)


def test_risks_stand_before_opportunities(register: Register) -> None:
    for ref, kind in (("O1", "opportunity"), ("R1", "risk"), ("O2", "opportunity"), ("R2", "risk")):
        make_entry(register, ref, kind=kind)
    assert list(read(register)) == ["R1", "R2", "O1", "O2"]


def test_the_number_of_queries_does_not_grow(register: Register) -> None:
    quarter, counted = open_quarter(), []
    for first in (0, 2):
        for number in range(first, first * 4 + 2):
            place = make_entry(register, f"R{number}")
            make_assessment(place)
            entries.write_control(place.entry, by=risk_lead(), text="Gritting")
        with CaptureQueriesContext(connection) as queries:
            found = read(register, quarter)
        counted.append((len(found), len(queries)))
    assert [entries_ for entries_, _ in counted] == [2, 10]
    assert counted[0][1] == counted[1][1] <= 10


def test_rows_of_no_places() -> None:
    assert rows_of([], open_quarter(), moment=None, with_measures=True) == []
