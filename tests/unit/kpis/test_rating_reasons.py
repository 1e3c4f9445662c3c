"""The sentences: what a committee member reads behind every mark."""

from decimal import Decimal
from typing import Any

import pytest

from kpis.rating import GoodIs, Inputs, Target, rate
from kpis.schemes import load_scheme
from tests.unit.kpis.rating_rows import reference_schemes

SCHEMES = {scheme.name: scheme for scheme in reference_schemes()}
HIGH, LOW, RANGE = GoodIs.HIGH, GoodIs.LOW, GoodIs.RANGE


def D(text: str) -> Decimal:
    return Decimal(text)


def reason(scheme: str, **inputs: Any) -> str:
    return rate(Inputs(**inputs), SCHEMES[scheme]).reason


def test_the_sentence_of_the_specification() -> None:
    assert reason("house", good_is=HIGH, actual=D("88.71"), target=Target(D("95")), unit="%") == (
        "88.71% against a target of 95%: 6.29 points (6.6%) short. Amber needs 5% or less. "
        "Requires improvement (red)."
    )


@pytest.mark.parametrize(
    ("scheme", "inputs", "sentence"),
    [
        (
            "house",
            {
                "good_is": HIGH,
                "actual": D("92.6"),
                "target": Target(D("95")),
                "unit": "%",
                "tolerance": D("5.00"),
            },
            "92.6% against a target of 95%: 2.4 points (2.5%) short. Amber needs 5% or less, and that is so. "
            "Slightly below desired (amber).",
        ),
        (
            "house",
            {"good_is": HIGH, "actual": D("455123"), "target": Target(D("450000")), "unit": "visits"},
            "455,123 visits against a target of 450,000: the target is met. On track (green).",
        ),
        (
            "house",
            {"good_is": LOW, "actual": D("1200"), "target": Target(D("1000")), "unit": "GBP"},
            "£1,200 against a target of £1,000: £200 (20%) over. Amber needs 5% or less. Requires improvement (red).",
        ),
        (
            "house",
            {"good_is": RANGE, "actual": D("650"), "target": Target(low=D("600"), high=D("680"))},
            "650 against a target of 600 to 680: inside the range. On track (green).",
        ),
        (
            "house",
            {"good_is": RANGE, "actual": D("575"), "target": Target(low=D("600"), high=D("680"))},
            "575 against a target of 600 to 680: 25 (4.2%) below the range. Amber needs 5% or less, and that is so. "
            "Slightly below desired (amber).",
        ),
        (
            "house",
            {"good_is": RANGE, "actual": D("6"), "target": Target(D("5"))},
            "6 against a target of 5: 1 (20%) above the target. Amber needs 5% or less. Requires improvement (red).",
        ),
        (
            "house",
            {"good_is": RANGE, "actual": D("3"), "target": Target(low=D("5"))},
            "3 against a target of 5 or more: 2 (40%) short. Amber needs 5% or less. Requires improvement (red).",
        ),
        (
            "met-or-not",
            {"good_is": RANGE, "actual": D("3"), "target": Target(high=D("2"))},
            "3 against a target of 2 or less: 1 (50%) over. Not met.",
        ),
        (
            "met-or-not",
            {"good_is": LOW, "actual": D("5"), "target": Target(D("5"), strict="<")},
            "5 against a target of less than 5: equal to the limit, which is not enough. Not met.",
        ),
        (
            "four-bands",
            {"good_is": LOW, "actual": D("1"), "target": Target(D("0")), "unit": "%"},
            "1% against a target of 0%: 1 point over. Amber green needs 1 point or less, and that is so. "
            "Just below target (amber green).",
        ),
        (
            "target-and-floor",
            {"good_is": HIGH, "actual": D("85"), "target": Target(D("90"), floor=D("80")), "unit": "%"},
            "85% against a target of 90%: 5 points (5.6%) short. Amber needs the floor of 80% to be met, "
            "and that is so. Slightly below desired (amber).",
        ),
        (
            "improving-amber",
            {
                "good_is": HIGH,
                "actual": D("85"),
                "target": Target(D("90")),
                "last_year": D("85.2"),
                "unit": "%",
            },
            "85% against a target of 90%: 5 points (5.6%) short. "
            "Amber needs a figure better than in the same period last year (85.2%). Requires improvement (red).",
        ),
        (
            "quartile-position",
            {"good_is": HIGH, "actual": D("85"), "target": Target(quartile=2), "quartile": 3, "unit": "%"},
            "85% against a target of quartile 2 or better. Green needs quartile 2 or better (it is in quartile 3). "
            "Amber needs quartile 3 or better (it is in quartile 3), and that is so. Slightly below desired (amber).",
        ),
        (
            "on-forecast",
            {
                "good_is": HIGH,
                "actual": D("40.8"),
                "target": Target(D("50")),
                "forecast": D("48"),
                "unit": "%",
            },
            "40.8% against a target of 50%: 9.2 points (18.4%) short. "
            "Year-end forecast 48%: 2 points (4%) short. On the forecast, green needs the target to be met. "
            "On the forecast, amber needs 5% or less, and that is so. Slightly below desired (amber).",
        ),
        (
            "one-and-five-percent",
            {"good_is": HIGH, "actual": D("99"), "target": Target(D("100"))},
            "99 against a target of 100: 1 (1%) short. Green needs the target to be met, or a shortfall of 1% or less, "
            "and that is so. On track (green).",
        ),
        (
            "met-or-not",
            {
                "good_is": HIGH,
                "actual": D("470"),
                "target": Target(
                    D("450"), year_value=D("1000"), profile="45% of the year by the end of September"
                ),
            },
            "470 against 450 expected by now (45% of the year by the end of September; the year's target is 1,000): "
            "the target is met. Met.",
        ),
    ],
)
def test_rated(scheme: str, inputs: dict[str, Any], sentence: str) -> None:
    assert reason(scheme, **inputs) == sentence


@pytest.mark.parametrize(
    ("scheme", "inputs", "sentence"),
    [
        ("house", {}, "The figure is due and has not been entered."),
        ("house", {"absence": "not_due"}, "This indicator does not report this quarter."),
        (
            "house",
            {"absence": "not_available", "absence_reason": "Assessments were cancelled."},
            "No figure is available: Assessments were cancelled.",
        ),
        ("house", {"actual": D("5")}, "5. Data only: there is no target by design, so it is not rated."),
        (
            "house",
            {"actual": D("5"), "target": Target(text="target pending review")},
            '5 against the target "target pending review". '
            "Cannot be rated: a target in words has no number to compare with.",
        ),
        (
            "house",
            {"good_is": LOW, "actual": D("5"), "target": Target(D("0"))},
            "5 against a target of 0: 5 over. Amber needs 5% or less. Cannot be rated: the target is 0, a percentage "
            "of 0 means nothing, and the scheme gives no tolerance in points.",
        ),
        (
            "house",
            {"actual": D("5"), "target": Target(D("4"))},
            "5 against a target of 4. Cannot be rated: the indicator does not say whether high or low is good.",
        ),
        (
            "improving-amber",
            {
                "good_is": HIGH,
                "actual": D("5"),
                "target": Target(D("6")),
                "last_year": D("4"),
                "last_year_note": "a break in the series",
            },
            "5 against a target of 6: 1 (16.7%) short. Amber needs a figure better than in the same period last year. "
            "Cannot be rated: the same period last year is not comparable (a break in the series).",
        ),
        (
            "on-forecast",
            {"good_is": HIGH, "actual": D("5"), "target": Target(D("6"))},
            "5 against a target of 6: 1 (16.7%) short. On the forecast, green needs the target to be met. "
            "Cannot be rated: there is no year-end forecast.",
        ),
    ],
)
def test_not_rated(scheme: str, inputs: dict[str, Any], sentence: str) -> None:
    assert reason(scheme, **inputs) == sentence


def test_figures_are_shown_at_their_published_decimals() -> None:
    shown = reason("house", good_is=HIGH, actual=D("71.25"), target=Target(D("80")), unit="%", decimals=1)
    assert shown.startswith("71.3% against a target of 80%: 8.8 points (10.9%) short.")


def test_a_threshold_is_never_rounded() -> None:
    shown = reason("house", good_is=HIGH, actual=D("71.2"), target=Target(D("80.25")), unit="%", decimals=1)
    assert "a target of 80.25%" in shown


def test_rounding_that_would_make_the_rating_look_wrong_is_told() -> None:
    shown = reason(
        "met-or-not", good_is=HIGH, actual=D("95.96"), target=Target(D("96.0")), unit="%", decimals=1
    )
    assert (
        shown
        == "96.0% (95.96% before rounding) against a target of 96.0%: 0.04 points (0.04%) short. Not met."
    )


def test_rounding_that_would_hide_a_missed_target_is_told_even_where_the_status_is_the_same() -> None:
    shown = reason(
        "one-and-five-percent",
        good_is=HIGH,
        actual=D("95.96"),
        target=Target(D("96.0")),
        unit="%",
        decimals=1,
    )
    assert shown.startswith(
        "96.0% (95.96% before rounding) against a target of 96.0%: 0.04 points (0.04%) short."
    )
    assert shown.endswith("On track (green).")


def test_rounding_a_comparator_is_told_too() -> None:
    shown = reason(
        "improving-amber",
        good_is=HIGH,
        actual=D("86.04"),
        last_year=D("86.01"),
        target=Target(D("90")),
        unit="%",
        decimals=1,
    )
    assert shown.startswith("86.0% (86.04% before rounding)")
    assert "(86.01%)" in shown


def test_harmless_rounding_is_not_told() -> None:
    shown = reason("house", good_is=HIGH, actual=D("98.96"), target=Target(D("96.0")), unit="%", decimals=1)
    assert shown == "99.0% against a target of 96.0%: the target is met. On track (green)."


@pytest.mark.parametrize(
    ("actual", "share"), [("90.246", "(5.004%)"), ("90.25", "(5%)"), ("90.2499999", "(5.0000001%)")]
)
def test_the_percentage_is_never_rounded_across_what_the_rule_allows(actual: str, share: str) -> None:
    assert share in reason("house", good_is=HIGH, actual=D(actual), target=Target(D("95")), unit="%")


def test_nested_conditions_read_as_a_sentence() -> None:
    scheme = load_scheme(
        """
        name: nested
        label: Nested
        statuses: [{code: good, label: Good}, {code: poor, label: Poor}]
        rules:
          - status: good
            when:
              all:
                - within: {percent: 5, strict: true}
                - not: {trend: worsened, against: previous}
                - forecast: {meets: floor}
                - trend: [improved, held]
                  against: last_year
          - status: poor
        """
    )
    inputs = Inputs(
        good_is=HIGH,
        actual=D("97"),
        previous=D("96"),
        last_year=D("97"),
        forecast=D("98"),
        target=Target(D("100"), floor=D("90")),
    )
    assert rate(inputs, scheme).reason == (
        "97 against a target of 100: 3 (3%) short. Year-end forecast 98: 2 (2%) short. Good needs a shortfall of less "
        "than 5% and anything but a figure worse than in the previous period (96) and on the forecast the floor of 90 "
        "to be met and a figure better than or the same as in the same period last year (97), and that is so. Good."
    )
