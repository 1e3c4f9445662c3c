"""What the rows of an uploaded sheet come to: entries in their places, or findings that say how to mend them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.periods import Slot, parse, parse_quarter
from council.spreadsheets import FileRefused, Row, Sheet, read
from council.spreadsheets.grid import SHOWN
from kpis.entries import Entry
from kpis.imports import Checked, Finding, Measure, Register, Settled, Standing, check, settle
from tests import hostile_files as hostile

FINDING = re.compile(
    r'row (\d+): (kpi|period|value|numerator|denominator|value_2|state|note|column [A-Z]+): "([^"]*)" (.+\.)'
)
QUARTERLY = Measure(
    id=1,
    slug="defects-4h-emergency",
    name="Emergency defects repaired within 4 hours",
    frequency="quarterly",
    basis="quarter",
    value_type="percentage",
    unit="%",
    second_measure="",
    second_unit="",
    may_enter=True,
)
MEASURES = (
    QUARTERLY,
    replace(QUARTERLY, id=2, slug="visits", name="Library visits", value_type="number", unit="visits",
            basis="running_total"),
    replace(QUARTERLY, id=3, slug="absence", name="Days lost", unit="days", value_type="days", basis="rolling_year"),
    replace(QUARTERLY, id=4, slug="attainment", name="Attainment", frequency="annual", basis="academic_year"),
    replace(QUARTERLY, id=5, slug="calls", name="Calls", frequency="monthly", basis="month"),
    replace(QUARTERLY, id=6, slug="spend", name="Money won", unit="£", value_type="money", second_measure="Investments",
            second_unit="investments"),
    replace(QUARTERLY, id=7, slug="secret", name="Another service's", may_enter=False),
    replace(QUARTERLY, id=8, slug="story", name="In words", value_type="text", unit=""),
    replace(QUARTERLY, id=9, slug="twin-1", name="Twins"),
    replace(QUARTERLY, id=10, slug="twin-2", name="Twins"),
    replace(QUARTERLY, id=11, slug="mid-month", name="Snapshot in a month", basis="month"),
)  # fmt: skip
CLOSED, OPEN = parse_quarter("2021-22-Q2"), parse_quarter("2021-22-Q3")
REGISTER = Register(MEASURES, {CLOSED.ordinal: False, OPEN.ordinal: True})
GOOD = hostile.GOOD


def checked(*rows: dict[str, str], headings: tuple[str, ...] = hostile.HEADINGS) -> Checked:
    """The rows as a sheet that begins in row 2."""
    sheet_rows = (
        Row(number, {headings.index(name): text for name, text in row.items()}, {})
        for number, row in enumerate(rows, start=2)
    )
    return check(Sheet("figures", headings, tuple(sheet_rows)), REGISTER)


def accepted(**changes: str):
    """The one row that comes of a good row with these changes."""
    found = checked(GOOD | changes)
    assert found.findings == ()
    return found.rows[0]


def refused(**changes: str) -> list[Finding]:
    """The findings on a good row with these changes."""
    found = checked(GOOD | changes)
    assert found.rows == ()
    return list(found.findings)


def settled(*rows: dict[str, str], standing=(), register: Register = REGISTER, **kwargs) -> Settled:
    return settle(checked(*rows, **kwargs), register, dict(standing))


# --- Names, periods and values -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kpi", ["defects-4h-emergency", "DEFECTS-4h-emergency", " emergency  DEFECTS repaired within 4 hours"]
)
def test_an_indicator_is_known_by_both_names(kpi: str) -> None:
    assert accepted(kpi=kpi).measure == QUARTERLY


def test_a_name_that_two_indicators_share_is_refused_with_their_short_names() -> None:
    (finding,) = refused(kpi="twins")
    assert "twin-1, twin-2" in finding.sentence


def test_a_shared_name_means_the_one_that_may_be_entered() -> None:
    mine, other = (
        replace(QUARTERLY, name="Shared"),
        replace(QUARTERLY, id=2, slug="other", name="Shared", may_enter=False),
    )
    sheet = Sheet(
        "figures", ("kpi", "period", "value"), (Row(2, {0: "shared", 1: "2021-22-Q3", 2: "5"}, {}),)
    )
    (row,) = check(sheet, Register([mine, other], REGISTER.rounds)).rows
    assert row.measure == mine


def test_another_services_row_says_nothing_else() -> None:
    """Neither its service nor whether the rest of the row was right."""
    (finding,) = refused(kpi="secret", period="nonsense", value="x")
    assert (finding.column, finding.value) == ("kpi", "secret")
    assert "service" not in finding.sentence


def test_an_indicator_in_words_takes_no_figures() -> None:
    assert "in words" in refused(kpi="story")[0].sentence


@pytest.mark.parametrize(
    ("kpi", "period", "slot", "covers"),
    [
        ("defects-4h-emergency", "2021-22-Q3", "2021-22-Q3", "2021-22-Q3"),
        ("defects-4h-emergency", "@2021-12-31", "2021-22-Q3", "@2021-12-31"),
        ("visits", "2021-22-Q3", "2021-22-Q3", "2021-22-Q3-YTD"),
        ("visits", "2021-22-Q3-YTD", "2021-22-Q3", "2021-22-Q3-YTD"),
        ("absence", "2021-22-Q3", "2021-22-Q3", "R12@2021-12-31"),
        ("absence", "R12@2021-11-30", "2021-22-Q3", "R12@2021-11-30"),
        ("attainment", "AY2019-20", "2019-20", "AY2019-20"),
        ("attainment", "2020-21", "2020-21", "AY2020-21"),
        ("attainment", "2021-22", "2021-22", "AY2021-22"),
        ("calls", "2021-12", "2021-12", "2021-12"),
        ("mid-month", "2021-11", "2021-22-Q3", "2021-11"),
    ],
)
def test_where_a_figure_stands_and_what_it_covers(kpi: str, period: str, slot: str, covers: str) -> None:
    (change,) = settled({"kpi": kpi, "period": period, "value": "5"}).changes
    assert (str(change.slot), str(change.period)) == (slot, covers)


@pytest.mark.parametrize(
    ("kpi", "period", "says"),
    [
        ("defects-4h-emergency", "2022-23", "future"),
        ("defects-4h-emergency", "2021-11", "every quarter"),
        ("attainment", "2021-22-Q3", "every year"),
        ("calls", "2021-22-Q3", "every month"),
        ("calls", "2022-01", "future"),
        ("defects-4h-emergency", "2021-22-Q4", "future"),
        ("attainment", "2022-23", "future"),
        ("defects-4h-emergency", "2021-09-30", "is a date"),
        ("defects-4h-emergency", "2021-23-Q1", "after 2021 comes 22"),
        ("defects-4h-emergency", "", "is empty"),
    ],
)
def test_periods_that_do_not_fit(kpi: str, period: str, says: str) -> None:
    (finding,) = refused(kpi=kpi, period=period)
    assert finding.column == "period"
    assert says in finding.sentence


@pytest.mark.parametrize(
    ("kpi", "value", "number"),
    [
        ("defects-4h-emergency", "88.71%", "88.71"), ("defects-4h-emergency", "88.10", "88.10"),
        ("visits", "265,139", "265139"), ("spend", "£569,000", "569000"), ("visits", "−5", "-5"), ("visits", " 0 ", "0"),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(kpi: str, value: str, number: str) -> None:
    entry = accepted(kpi=kpi, value=value).entry
    assert str(entry.value) == number
    assert (entry.absence, entry.text) == ("", "")


@pytest.mark.parametrize(
    ("kpi", "value"), [("visits", "5%"), ("spend", "5%"), ("defects-4h-emergency", "£5"), ("visits", "£5")]
)
def test_a_sign_that_is_not_the_units_is_refused(kpi: str, value: str) -> None:
    (finding,) = refused(kpi=kpi, value=value)
    assert f"written with {value.strip('5')}" in finding.sentence


@pytest.mark.parametrize(
    "text", ["n/a", "TBC", "tbc", "New measure", "New measure from Q1", "..", "Not  collected this quarter"]
)
def test_words_stand_in_place_of_a_figure(text: str) -> None:
    entry = accepted(value=text).entry
    assert (entry.value, entry.absence, entry.text) == (None, "not_available", " ".join(text.split()))


@pytest.mark.parametrize("text", ["Not due until March", "not yet due"])
def test_what_is_not_due_is_not_missing(text: str) -> None:
    assert (accepted(value=text).entry.absence, accepted(value=text).entry.text) == ("not_due", text)


def test_words_are_cleaned() -> None:
    assert accepted(value="New\u202e mea\u0007sure").entry.text == "New measure"
    assert accepted(note=" From\u000bWord\u0000 ").entry.note == "From\nWord"


def test_a_formula_in_a_note_is_kept_as_text() -> None:
    """Writers escape it; to change what somebody wrote is not for us."""
    assert accepted(note="=cmd|' /C calc'!A0").entry.note == "=cmd|' /C calc'!A0"


def test_numerator_and_denominator_make_the_percentage() -> None:
    entry = accepted(value="", numerator="1", denominator="8").entry
    assert (entry.value, entry.numerator, entry.denominator) == (Decimal("12.5"), Decimal(1), Decimal(8))


@pytest.mark.parametrize("value", ["33%", "33.3", "33.33%", "33.333333333333"])
def test_a_percentage_agrees_with_its_counts_at_its_own_decimals(value: str) -> None:
    entry = accepted(value=value, numerator="1", denominator="3").entry
    assert str(entry.value) == value.rstrip("%")


@pytest.mark.parametrize("value", ["34%", "33.4", "33.34%", "0.33", "-33"])
def test_a_percentage_that_does_not_agree_is_refused(value: str) -> None:
    (finding,) = refused(value=value, numerator="1", denominator="3")
    assert "is not 1 of 3, which is 33.33%" in finding.sentence


def test_half_is_rounded_up() -> None:
    assert accepted(value="12.5", numerator="1", denominator="8").entry.value == Decimal("12.5")
    assert accepted(value="13", numerator="1", denominator="8").entry.value == Decimal(13)
    assert refused(value="12", numerator="1", denominator="8")


def test_counts_have_no_place_beside_other_figures() -> None:
    assert "not a percentage" in refused(kpi="visits", value="5", numerator="1", denominator="2")[0].sentence


def test_the_second_number() -> None:
    assert accepted(kpi="spend", value="5", value_2="3").entry.second_value == 3
    assert "one number" in refused(value_2="3")[0].sentence


@pytest.mark.parametrize("state", ["Validated", " estimate ", "PROVISIONAL", "revised"])
def test_states(state: str) -> None:
    assert accepted(state=state).entry.state == state.strip().lower()


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    assert [finding.column for finding in refused(period="x", value="x", state="x", note="x" * 3000)] == [
        "period",
        "value",
        "state",
        "note",
    ]


# --- The file as a whole -----------------------------------------------------------------------------------------------


def test_both_rows_of_a_pair_are_named() -> None:
    found = checked(
        GOOD, {**GOOD, "kpi": "visits", "value": "5"}, {**GOOD, "value": "3", "period": "@2021-12-01"}
    )
    assert [(finding.row, finding.column) for finding in found.findings] == [(2, "kpi"), (4, "kpi")]
    assert all("rows 2, 4" in finding.sentence for finding in found.findings)


def test_a_column_that_is_there_twice_is_refused() -> None:
    with pytest.raises(FileRefused, match="column value twice"):
        checked(GOOD, headings=("kpi", "period", "value", "value"))


def test_an_unknown_column_is_said_and_one_without_a_heading_refused() -> None:
    found = checked({**GOOD, "comment": "x"}, headings=("kpi", "period", "value", "comment"))
    assert (found.findings, found.notes) == ((), ("The column comment was not read.",))
    row = Row(2, {0: GOOD["kpi"], 1: GOOD["period"], 2: "12", 3: "345"}, {})  # 12,345 without quotation marks
    found = check(Sheet("figures", ("kpi", "period", "value"), (row,)), REGISTER)
    assert [(finding.column, finding.value) for finding in found.findings] == [("column D", "345")]


def test_a_cell_that_could_not_be_read_is_a_finding() -> None:
    row = Row(9, {0: GOOD["kpi"], 1: GOOD["period"], 2: "#DIV/0!"}, {2: "is an error."})
    found = check(Sheet("figures", ("kpi", "period", "value"), (row,)), REGISTER)
    assert [str(finding) for finding in found.findings] == ['row 9: value: "#DIV/0!" is an error.']


@pytest.mark.parametrize("kind", hostile.WRITERS)
@pytest.mark.parametrize("name", hostile.ROWS)
def test_a_bad_row_is_named_with_column_value_rule_and_remedy(name: str, kind: str) -> None:
    """Bar I2: every refusal, checked by reading it."""
    try:
        sheet = read(name, hostile.WRITERS[kind](hostile.ROWS[name]), needed=hostile.NEEDED)
    except FileRefused:
        assert name == "kpi 9"  # a NUL: no text file or XML part may hold one
        return
    found = check(sheet, REGISTER)
    findings = [*found.findings, *settle(found, REGISTER, {}).findings]
    assert findings
    for finding in findings:
        parts = FINDING.fullmatch(str(finding))
        assert parts, str(finding)
        assert len(parts[3]) <= SHOWN
        assert parts[3].isprintable()
        assert ". " in parts[4], "the rule, then how to mend it"


# --- Beside the figures that stand -------------------------------------------------------------------------------------

PLACE = (1, "Q", OPEN.ordinal)
STANDS = Standing(
    pk=7,
    version=3,
    reported_in=OPEN.ordinal,
    period="2021-22-Q3",
    entry=Entry(
        value=Decimal("88.710"), state="validated", note="As agreed", forecast=Decimal(90), quartile=2
    ),
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


def test_a_quarter_that_nobody_opened_is_refused() -> None:
    (finding,) = settled({**GOOD, "period": "2019-20-Q1"}).findings
    assert finding.column == "period"
    assert "not open for figures" in finding.sentence


def test_years_are_reported_in_the_newest_open_round_else_their_last() -> None:
    row = {"kpi": "attainment", "period": "2020-21", "value": "5", "note": "Late"}
    assert settled(row).changes[0].reported_in == OPEN
    last = parse_quarter("2020-21-Q4")
    register = Register(MEASURES, {last.ordinal: False, CLOSED.ordinal: False})
    assert register.round_for(Slot.parse("2020-21"), "annual") == last
    assert register.round_for(Slot.parse("2020-21"), "annual", CLOSED.ordinal) == CLOSED


def test_the_outturn_of_a_quarterly_indicator_is_reported_in_its_last_quarter() -> None:
    """Not in the open round, whose figure it would otherwise pass for."""
    last = parse_quarter("2020-21-Q4")
    register = Register(MEASURES, {last.ordinal: False, OPEN.ordinal: True})
    assert register.round_for(Slot.parse("2020-21"), "quarterly") == last


def test_a_year_that_members_have_seen_needs_a_note_though_its_new_round_is_open() -> None:
    row = {"kpi": "attainment", "period": "2020-21", "value": "5"}
    place = (4, "Y", Slot.parse("2020-21").ordinal)
    stands = {place: replace(STANDS, reported_in=CLOSED.ordinal, period="AY2020-21")}
    (finding,) = settled(row, standing=stands).findings
    assert (finding.column, CLOSED.label in finding.sentence) == ("note", True)
    (change,) = settled({**row, "note": "Recounted"}, standing=stands).changes
    assert (change.reported_in, change.reason) == (OPEN, "Recounted")


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


# --- Any input ---------------------------------------------------------------------------------------------------------


@given(st.fixed_dictionaries({}, optional={name: st.text(max_size=30) for name in hostile.HEADINGS}))
def test_any_row_is_taken_or_refused(row: dict[str, str]) -> None:
    found = checked(GOOD | row)
    assert len(found.rows) + bool(found.findings) == 1
    for finding in found.findings:
        assert FINDING.fullmatch(str(finding))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**13), max_value=10**13, places=6))
def test_a_written_number_comes_back(number: Decimal) -> None:
    assert accepted(kpi="visits", value=f"{number:,f}").entry.value == number
