"""Figures, targets and periods in the words of the paper. No database."""

from decimal import Decimal

import pytest

from council.periods import Slot
from kpis.models import Definition, Figure, Target
from kpis.presenters import (
    amount,
    figure_words,
    main_target,
    slot_heading,
    table_amount,
    target_period,
    target_words,
    unusual_period,
)

PERCENT = Definition(name="Defects repaired", unit="%", frequency="quarterly", basis="quarter")
POUNDS = Definition(name="Loans", unit="£", second_unit="investments", frequency="quarterly", basis="quarter")
VISITS = Definition(
    name="Number of visits to libraries", unit="visits", frequency="quarterly", basis="quarter"
)
ANNUAL = Definition(name="First preferences", unit="%", frequency="annual", basis="month")


def figure(value: str | None, slot: str = "2021-22-Q2", period: str = "", **fields: object) -> Figure:
    place = Slot.parse(slot)
    number = Decimal(value) if value else None
    return Figure(value=number, grain=place.grain, ordinal=place.ordinal, period=period or slot, **fields)


def target(value: str | None = None, kind: str = "value", **fields: object) -> Target:
    return Target(kind=kind, value=Decimal(value) if value else None, **fields)


@pytest.mark.parametrize(
    ("value", "definition", "words"),
    [
        ("88.10", PERCENT, "88.10%"),
        ("-2.28", PERCENT, "-2.28%"),
        ("569000", POUNDS, "£569,000"),
        ("393140", VISITS, "393,140 visits"),
        ("88.666", Definition(unit="%", decimals=1), "88.7%"),
    ],
)
def test_a_number_with_its_unit(value: str, definition: Definition, words: str) -> None:
    assert amount(Decimal(value), definition) == words


def test_a_table_leaves_out_a_unit_that_the_name_says_already() -> None:
    assert table_amount(Decimal(265139), VISITS) == "265,139"
    assert table_amount(Decimal(5), Definition(name="Percentage %", unit="%")) == "5%"


@pytest.mark.parametrize(
    ("shown", "definition", "total", "words"),
    [
        (None, PERCENT, None, ""),
        (figure("88.71"), PERCENT, None, "88.71%"),
        (figure(None, text="Annual Statement"), PERCENT, None, "Annual Statement"),
        (figure("569000", second_value=Decimal(3)), POUNDS, None, "£569,000 (3 investments)"),
        (figure("75000", second_value=Decimal(1)), POUNDS, None, "£75,000 (1 investment)"),
        (figure("393140"), VISITS, Decimal(658279), "393,140 visits (658,279 visits in the year so far)"),
        (figure("265139"), VISITS, Decimal(265139), "265,139 visits"),
        (figure("95.1", period="2021-06"), PERCENT, None, "95.1% (June 2021)"),
        (
            figure("1", period="2021-06", second_value=Decimal(2)),
            POUNDS,
            None,
            "£1 (2 investments; June 2021)",
        ),
    ],
)
def test_a_cell(shown: Figure | None, definition: Definition, total: Decimal | None, words: str) -> None:
    assert figure_words(shown, definition, total) == words


@pytest.mark.parametrize(
    ("shown", "definition", "words"),
    [
        (figure("1"), PERCENT, ""),
        (
            figure("1", period="2021-22", is_forecast=True),
            PERCENT,
            "",
        ),  # the footnote says it is the year's forecast
        (
            figure("1", "2021-22", "R12@2021-09-30", is_forecast=True),
            ANNUAL,
            "October 2020 to September 2021",
        ),
        (figure("1", period="2021-22"), PERCENT, "2021/22"),
        (figure("1", "2020-21", "2020-21"), PERCENT, ""),
        (figure("1", "2020-21", "AY2020-21"), PERCENT, "Academic year 2020/21"),
        (figure("1", period="R12@2021-09-30"), PERCENT, "October 2020 to September 2021"),
        (figure("1", "2021-22", "2021-04"), ANNUAL, "April 2021"),
        (figure("1", period="@2021-09-30"), PERCENT, "30 September 2021"),
    ],
)
def test_a_period_is_said_only_where_the_heading_does_not(
    shown: Figure, definition: Definition, words: str
) -> None:
    assert unusual_period(shown, definition) == words


@pytest.mark.parametrize(
    ("given", "definition", "words"),
    [
        (None, PERCENT, ""),
        (target(kind="none"), PERCENT, ""),
        (target("95"), PERCENT, "95%"),
        (target("90", text="90% within 5 working days"), PERCENT, "90% within 5 working days"),
        (target("50", text="current national target"), PERCENT, "50% (current national target)"),
        (target(kind="range", low=Decimal(600), high=Decimal(680)), PERCENT, "600 to 680%"),
        (target(kind="range", low=Decimal(5)), VISITS, "5 visits or more"),
        (target(kind="range", high=Decimal(5)), VISITS, "5 visits or less"),
        (target("3", kind="strict", strict="<"), PERCENT, "less than 3%"),
        (target("3", kind="strict", strict=">"), PERCENT, "more than 3%"),
        (target(kind="quartile", quartile=2), PERCENT, "Quartile 2"),
        (target(kind="quartile", quartile=2, text="Maintain Quartile 2"), PERCENT, "Maintain Quartile 2"),
        (target(kind="text", text="Improve on last year"), PERCENT, "Improve on last year"),
        (
            target("562500", second_value=Decimal("7.5"), second_unit=" investments"),
            POUNDS,
            "£562,500 and 7.5 investments",
        ),
    ],
)
def test_a_target(given: Target | None, definition: Definition, words: str) -> None:
    assert " ".join(target_words(given, definition).split()) == words


def test_a_target_that_replaced_another_names_it() -> None:
    new, old = target("1400000", text="Target reviewed: See Notes"), target("4000000")
    words = target_words(new, VISITS, old)
    assert words == "1,400,000 visits (Target reviewed: See Notes) (previously 4,000,000 visits)"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (Target(grain="Y", ordinal=2021), "2021/22"),
        (Target(grain="Q", ordinal=Slot.parse("2021-22-Q2").ordinal), "Quarter 2 (July-Sep) 2021/22"),
        (
            Target(
                grain="P",
                ordinal=Slot.parse("2019-20-Q2").ordinal,
                last_quarter=Slot.parse("2024-25-Q1").ordinal,
            ),
            "Quarter 2 (July-Sep) 2019/20 to Quarter 1 (April-June) 2024/25",
        ),
    ],
)
def test_what_a_target_applies_to(given: Target, words: str) -> None:
    assert target_period(given) == words


def test_the_target_that_judges_a_quarter() -> None:
    year, quarter, programme = (Target(grain=grain, ordinal=1) for grain in "YQP")
    assert main_target([programme, year, quarter]) is quarter
    assert main_target([programme, year]) is year
    assert main_target([programme]) is programme
    assert main_target([]) is None
    assert main_target([Target(grain="M", ordinal=1), year], "M").grain == "M"


def test_headings_of_columns() -> None:
    assert slot_heading(Slot.parse("2020-21"), "quarterly") == "2020/21 Outturn"
    assert slot_heading(Slot.parse("2020-21"), "annual") == "2020/21"
    assert slot_heading(Slot.parse("2021-22-Q2"), "quarterly") == "Quarter 2 (July-Sep) 2021/22"
