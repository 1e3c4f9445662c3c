"""Numbers as people write them."""

from decimal import Decimal

import pytest

from kpis.written_numbers import clean, read_number


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("88.71%", "88.71", "%"),
        ("88.10 %", "88.10", "%"),
        ("£1,200", "1200", "£"),
        ("-£1,200.50", "-1200.50", "£"),
        ("£-5", "-5", "£"),
        (" 12 ", "12", ""),
        ("\u00a012\u00a0", "12", ""),
        ("-0.59", "-0.59", ""),
        ("−5", "-5", ""),
        ("+5", "5", ""),
        (".5", "0.5", ""),
        ("1,234,567.89", "1234567.89", ""),
        ("1234567", "1234567", ""),
        ("0", "0", ""),
    ],
)
def test_numbers(text: str, value: str, unit: str) -> None:
    number = read_number(text)
    assert number is not None
    assert (str(number.value), number.unit) == (str(Decimal(value)), unit)


@pytest.mark.parametrize(
    "text",
    [
        "", "abc", "12..5", "9o", "1,2", "1,23,456", "12,34", "1,2345", "1 234", "1e5", "NaN", "inf", "-Infinity",
        "５", "٣", "--5", "-+5", "- 5", "5-", "(5)", "5.", ".", "%", "£", "£5%", "5%%", "0x10", "1_000", "1.2.3",
        "£1.2m", "5 days", "=1+1", "-£-5",
    ],
)  # fmt: skip
def test_what_is_not_a_number(text: str) -> None:
    assert read_number(text) is None


def test_clean_keeps_words_and_drops_odd_spaces() -> None:
    assert clean("  New\u00a0measure \n from   Q1 ") == "New measure from Q1"
