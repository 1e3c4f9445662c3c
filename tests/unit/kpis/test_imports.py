"""What the rows of an uploaded sheet come to: entries in their places, or findings that say how to mend them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.periods import parse
from council.spreadsheets import FileRefused, Row, Sheet, read
from council.spreadsheets.grid import SHOWN
from kpis.imports import Register, check, settle
from kpis.written_numbers import clean, read_number
from tests import hostile_files as hostile
from tests.unit.kpis.upload_rows import (
    FINDING,
    GOOD,
    QUARTERLY,
    REGISTER,
    accepted,
    checked,
    refused,
    settled,
)

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


@given(st.text())
def test_any_text_is_a_number_in_plain_digits_or_none(text: str) -> None:
    """Bar I8. Digits are those of ASCII: others look alike, and are refused with a sentence."""
    number = read_number(text)
    if number is not None:
        assert number.value.is_finite()
        assert all(character.isascii() for character in clean(text) if character.isdigit())


@given(st.text(alphabet="0123456789QRAYTDM-@/ １٣²", max_size=16))
def test_any_text_is_a_period_in_plain_digits_or_a_value_error(text: str) -> None:
    try:
        period = parse(text)
    except ValueError:
        return
    assert parse(str(period)) == period
    assert text.isascii()


@given(st.text())
def test_any_text_is_the_name_of_an_indicator_or_of_none(text: str) -> None:
    for measure in REGISTER.named(text):
        assert clean(text).casefold() in {measure.slug, measure.name.casefold()}
