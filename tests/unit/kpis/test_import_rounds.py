"""What the rows of an uploaded sheet change: beside the figures that stand, in which round, and with whose leave."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from council.periods import Slot, parse, parse_quarter
from council.spreadsheets import Row, Sheet
from kpis.imports import Measure, Register, Settled, check, settle
from tests import hostile_files as hostile
from tests.unit.kpis.upload_rows import (
    CLOSED,
    GOOD,
    MEASURES,
    OPEN,
    PLACE,
    QUARTERLY,
    REGISTER,
    STANDS,
    checked,
    settled,
)


def test_a_new_figure_is_provisional_and_belongs_to_its_own_round() -> None:
    (change,) = settled(GOOD).changes
    assert (change.entry.state, change.reported_in, change.reason, change.replaces) == (
        "provisional",
        OPEN,
        "",
        None,
    )


def test_the_same_figure_is_unchanged() -> None:
    short = ("kpi", "period", "value")
    found = settled(GOOD, standing={PLACE: STANDS}, headings=short)
    assert (found.changes, found.unchanged, found.findings) == ([], 1, [])


def test_what_a_file_does_not_say_stays() -> None:
    (change,) = settled(
        {**GOOD, "value": "89"}, standing={PLACE: STANDS}, headings=("kpi", "period", "value")
    ).changes
    assert change.entry == replace(STANDS.entry, value=Decimal(89))
    assert change.replaces == STANDS


def test_an_empty_note_removes_the_note_and_an_empty_state_keeps_the_state() -> None:
    (change,) = settled(GOOD, standing={PLACE: STANDS}).changes
    assert (change.entry.note, change.entry.state) == ("", "validated")


def test_an_unusual_period_stays_unless_the_file_gives_another() -> None:
    stands = replace(STANDS, period="@2021-12-15", entry=replace(STANDS.entry, note=""))
    assert settled(GOOD, standing={PLACE: stands}).unchanged == 1
    (change,) = settled({**GOOD, "period": "@2021-12-20"}, standing={PLACE: stands}).changes
    assert change.period == parse("@2021-12-20")


def test_a_closed_quarter_needs_a_note_which_is_the_reason() -> None:
    row = {**GOOD, "period": "2021-22-Q2"}
    (finding,) = settled(row).findings
    assert (finding.column, finding.value) == ("note", "")
    (change,) = settled({**row, "note": "Late return"}).changes
    assert (change.reason, change.entry.note, change.reported_in) == ("Late return", "Late return", CLOSED)


def test_a_figure_of_a_closed_quarter_that_is_the_same_needs_no_note() -> None:
    stands = replace(
        STANDS, reported_in=CLOSED.ordinal, period="2021-22-Q2", entry=replace(STANDS.entry, note="")
    )
    found = settled({**GOOD, "period": "2021-22-Q2"}, standing={(1, "Q", CLOSED.ordinal): stands})
    assert (found.unchanged, found.findings) == (1, [])


def test_an_old_note_is_no_reason_for_a_new_change() -> None:
    stands = replace(STANDS, reported_in=CLOSED.ordinal, period="2021-22-Q2")
    row = {**GOOD, "period": "2021-22-Q2", "value": "1"}
    found = settled(row, standing={(1, "Q", CLOSED.ordinal): stands}, headings=("kpi", "period", "value"))
    assert [finding.column for finding in found.findings] == ["note"]


def test_nor_is_the_old_note_in_a_file_that_repeats_it() -> None:
    """A file that was taken from here and changed in one cell says nothing about why."""
    noted = replace(STANDS.entry, note="Counted again")
    stands = replace(STANDS, reported_in=CLOSED.ordinal, period="2021-22-Q2", entry=noted)
    row = {**GOOD, "period": "2021-22-Q2", "value": "1", "note": "Counted again"}
    (finding,) = settled(row, standing={(1, "Q", CLOSED.ordinal): stands}).findings
    assert (finding.column, finding.value) == ("note", "Counted again")
    assert finding.sentence.startswith("is the one that stands already, and ")
    (change,) = settled(
        {**row, "note": "Two were missed"}, standing={(1, "Q", CLOSED.ordinal): stands}
    ).changes
    assert change.reason == "Two were missed"


def test_a_quarter_that_nobody_opened_is_refused() -> None:
    (finding,) = settled({**GOOD, "period": "2019-20-Q1"}).findings
    assert finding.column == "period"
    assert "not open for figures" in finding.sentence


def test_a_year_that_no_round_asks_for_is_reported_in_the_newest_open_round_else_its_last() -> None:
    row = {"kpi": "attainment", "period": "2020-21", "value": "5", "note": "Late"}
    assert settled(row).changes[0].reported_in == OPEN
    last = parse_quarter("2020-21-Q4")
    register = Register(MEASURES, {last.ordinal: False, CLOSED.ordinal: False})
    assert register.round_for(Slot.parse("2020-21"), MEASURES[3]) == last
    assert register.round_for(Slot.parse("2020-21"), MEASURES[3], CLOSED.ordinal) == CLOSED


@pytest.mark.parametrize(
    ("measure", "lag", "slot", "round_"),
    [
        (MEASURES[0], None, "2021-22-Q3", "2021-22-Q3"),
        (MEASURES[0], 1, "2021-22-Q2", "2021-22-Q3"),
        (MEASURES[0], 2, "2020-21-Q4", "2021-22-Q2"),
        (MEASURES[0], 2, "2021-22-Q3", "2021-22-Q3"),  # the round that asks for it is not there yet
        (MEASURES[3], 1, "2020-21", "2021-22-Q3"),  # the school year ended in August
        (MEASURES[3], 0, "2020-21", "2021-22-Q2"),
        (MEASURES[4], 1, "2021-09", "2021-22-Q3"),
        (MEASURES[4], None, "2021-12", "2021-22-Q3"),
    ],
)
def test_the_round_is_the_one_that_asks_for_the_figure(
    measure: Measure, lag: int | None, slot: str, round_: str
) -> None:
    late = replace(measure, lag=lag)
    assert str(REGISTER.round_for(Slot.parse(slot), late)) == round_


def test_the_outturn_of_a_quarterly_indicator_is_reported_in_its_last_quarter() -> None:
    """Not in the open round, whose figure it would otherwise pass for."""
    last = parse_quarter("2020-21-Q4")
    register = Register(MEASURES, {last.ordinal: False, OPEN.ordinal: True})
    assert register.round_for(Slot.parse("2020-21"), QUARTERLY) == last


def test_a_year_that_members_have_seen_is_corrected_in_its_round_and_needs_a_note() -> None:
    """As on the form of one figure; the open round is that of new figures."""
    row = {"kpi": "attainment", "period": "2020-21", "value": "5"}
    place = (4, "Y", Slot.parse("2020-21").ordinal)
    stands = {place: replace(STANDS, reported_in=CLOSED.ordinal, period="AY2020-21")}
    (finding,) = settled(row, standing=stands).findings
    assert (finding.column, CLOSED.label in finding.sentence) == ("note", True)
    (change,) = settled({**row, "note": "Recounted"}, standing=stands).changes
    assert (change.reported_in, change.reason) == (CLOSED, "Recounted")


def test_an_indicator_that_is_worked_out_takes_no_figures() -> None:
    register = Register([replace(QUARTERLY, is_calculated=True)], REGISTER.rounds)
    sheet = Sheet("figures", hostile.NEEDED, (Row(2, {0: QUARTERLY.slug, 1: "2021-22-Q3", 2: "5"}, {}),))
    (finding,) = check(sheet, register).findings
    assert (
        finding.sentence == "is worked out from other indicators. Take the row out: it follows their figures."
    )


MINE = replace(QUARTERLY, service=7, service_name="Highways Service")


def of_return(state: str, **changes: str) -> Settled:
    """One row of the Highways Service, whose return of the open round is in `state`."""
    register = Register([MINE], REGISTER.rounds)
    headings = hostile.HEADINGS
    cells = {headings.index(name): text for name, text in (GOOD | changes).items()}
    rows = check(Sheet("figures", headings, (Row(2, cells, {}),)), register)
    return settle(rows, register, {}, {(7, OPEN.ordinal): state})


def test_a_return_that_lies_with_its_approver_takes_no_rows_and_says_what_to_do() -> None:
    (finding,) = of_return("submitted", note="A reason does not help").findings
    assert (finding.column, finding.value) == ("kpi", QUARTERLY.slug)
    assert "return of Highways Service" in finding.sentence
    assert "Take the return back, or have the approver return it" in finding.sentence


def test_an_approved_return_needs_a_note_which_is_kept_as_the_reason() -> None:
    (finding,) = of_return("approved").findings
    assert (finding.column, "is approved. Write why" in finding.sentence) == ("note", True)
    (change,) = of_return("approved", note="Recounted").changes
    assert change.reason == "Recounted"


@pytest.mark.parametrize("state", ["in_progress", "sent_back"])
def test_a_return_on_the_officers_desk_takes_rows(state: str) -> None:
    (change,) = of_return(state).changes
    assert change.reason == ""


def test_why_a_figure_is_right_in_spite_of_warnings_goes_with_the_figure() -> None:
    explained = replace(STANDS, entry=replace(STANDS.entry, explanation="A hard winter", is_forecast=True))
    standing = {(1, "Q", OPEN.ordinal): explained}
    noted, other = (
        {**GOOD, "value": f"{STANDS.entry.value}", "note": "Now with a note"},
        {**GOOD, "value": "1"},
    )
    (same,) = settled(noted, standing=standing).changes
    (changed,) = settled(other, standing=standing).changes
    assert (same.entry.explanation, changed.entry.explanation) == ("A hard winter", "")
    assert changed.entry.is_forecast, "a file cannot say so, and leaves it"


def test_columns_that_are_there_to_be_read_are_not_spoken_of() -> None:
    headings = (*hostile.NEEDED, "indicator_name", "previous_figure", "target", "what_to_fix", "colour")
    assert checked(GOOD, headings=headings).notes == ("The column colour was not read.",)


def test_a_late_figure_is_corrected_in_the_round_that_brought_it_in() -> None:
    stands = replace(STANDS, period="2021-22-Q2")  # reported in Quarter 3
    (change,) = settled(
        {**GOOD, "period": "2021-22-Q2", "value": "1"}, standing={(1, "Q", CLOSED.ordinal): stands}
    ).changes
    assert (change.reported_in, change.reason) == (OPEN, "")


def test_without_any_round_nothing_is_taken() -> None:
    sheet = Sheet(
        "figures", ("kpi", "period", "value"), (Row(2, {0: "visits", 1: "2021-22-Q3", 2: "5"}, {}),)
    )
    (finding,) = check(sheet, Register(MEASURES, {})).findings
    assert "no quarter has been opened" in finding.sentence
