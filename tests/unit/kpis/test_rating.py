"""The rating engine by example: states, edges, directions, distance in people."""

from decimal import Decimal
from typing import Any

import pytest

from kpis.rating import GoodIs, Inputs, Outcome, Scheme, Target, people_to_target, rate, status_of
from kpis.schemes import load_scheme
from tests.unit.kpis.rating_rows import reference_schemes

SCHEMES = {scheme.name: scheme for scheme in reference_schemes()}
HIGH, LOW, RANGE = GoodIs.HIGH, GoodIs.LOW, GoodIs.RANGE


def scheme_with(when: str, *, default: str = "") -> Scheme:
    """Green under one condition, written as in a scheme file; else red."""
    return load_scheme(
        f"""
        name: test
        label: Test
        {default}
        statuses: [{{code: green, label: Good}}, {{code: red, label: Bad}}]
        rules:
          - {{status: green, when: {{{when}}}}}
          - {{status: red}}
        """
    )


def rated(scheme: str | Scheme, **inputs: Any) -> Outcome:
    """Rate with numbers written as text."""
    target = inputs.pop("target", None)
    if isinstance(target, str):
        target = Target(value=Decimal(target))
    numbers = {
        name: Decimal(value) for name, value in inputs.items() if name in NUMERIC and value is not None
    }
    found = SCHEMES[scheme] if isinstance(scheme, str) else scheme
    known = Inputs(**{"good_is": HIGH, "target": target} | inputs | numbers)
    outcome = rate(known, found)
    assert status_of(known, found) == outcome.status
    return outcome


NUMERIC = {"actual", "previous", "last_year", "forecast", "tolerance", "dead_band"}


def band(low: str | None = None, high: str | None = None) -> Target:
    return Target(low=None if low is None else Decimal(low), high=None if high is None else Decimal(high))


@pytest.mark.parametrize(
    ("good_is", "actual", "target", "status"),
    [
        (HIGH, "95", "95", "green"),
        (HIGH, "94.99", "95", "amber"),
        (HIGH, "90.25", "95", "amber"),
        (HIGH, "90.2499", "95", "red"),
        (LOW, "8.5", "8.5", "green"),
        (LOW, "8.51", "8.5", "amber"),
        (LOW, "8.925", "8.5", "amber"),
        (LOW, "8.9251", "8.5", "red"),
        (RANGE, "600", band("600", "680"), "green"),
        (RANGE, "680", band("600", "680"), "green"),
        (RANGE, "570", band("600", "680"), "amber"),
        (RANGE, "714", band("600", "680"), "amber"),
        (RANGE, "714.1", band("600", "680"), "red"),
        (RANGE, "5", "5", "green"),
        (RANGE, "5.25", "5", "amber"),
        (RANGE, "4.74", "5", "red"),
        (RANGE, "38", band(low="5"), "green"),
        (RANGE, "4.75", band(low="5"), "amber"),
        (RANGE, "6", band(high="5"), "red"),
        (HIGH, "701", band("600", "680"), "amber"),
        (LOW, "-5", "-5", "green"),
        (LOW, "-4.75", "-5", "amber"),
        (LOW, "-4.74", "-5", "red"),
        (HIGH, "0", "0", "green"),
    ],
)
def test_house_scheme(good_is: GoodIs, actual: str, target: str | Target, status: str) -> None:
    assert rated("house", good_is=good_is, actual=actual, target=target).status == status


@pytest.mark.parametrize(
    ("sign", "actual", "status"),
    [
        ("<", "4.99", "met"),
        ("<", "5", "not-met"),
        (">", "5.01", "met"),
        (">", "5", "not-met"),
        (">", "4", "not-met"),
    ],
)
@pytest.mark.parametrize("good_is", list(GoodIs))
def test_a_strict_limit_is_not_met_by_its_own_value(
    good_is: GoodIs, sign: Any, actual: str, status: str
) -> None:
    limit = Target(value=Decimal(5), strict=sign)
    assert rated("met-or-not", good_is=good_is, actual=actual, target=limit).status == status


def test_own_tolerance_then_the_scheme_s_then_five() -> None:
    near = {"actual": "93", "target": "100"}
    rule = "within: {percent: tolerance}"
    assert rated(scheme_with(rule), **near).status == "red"
    assert rated(scheme_with(rule, default="default_tolerance: 7"), **near).status == "green"
    assert rated(scheme_with(rule, default="default_tolerance: 7"), **near, tolerance="6.9").status == "red"
    assert rated(scheme_with(rule), **near, tolerance="7").status == "green"
    assert rated(scheme_with(rule, default="default_tolerance: 0"), actual="95", target="100").status == "red"


@pytest.mark.parametrize(
    ("rule", "actual", "target", "status"),
    [
        ("within: {percent: 5}", "95", "100", "green"),
        ("within: {percent: 5, strict: true}", "95", "100", "red"),
        ("within: {points: 2}", "98", "100", "green"),
        ("within: {points: 2, strict: true}", "98", "100", "red"),
        ("within: {points: 2}", "97.9", "100", "red"),
        ("within: {percent: 1, points: 90}", "98", "100", "red"),
        ("within: {percent: 1, points: 2}", "-2", "0", "green"),
        ("within: {percent: 1, points: 2}", "-2.1", "0", "red"),
        ("within: {percent: 5}", "-1", "0", "unrateable"),
        ("within: {percent: 5}", "0", "0", "unrateable"),
        ("any: [{meets: target}, {within: {percent: 5}}]", "0", "0", "green"),
        ("all: [{meets: target}, {within: {percent: 5}}]", "-1", "0", "red"),
        ("not: {within: {percent: 5}}", "-1", "0", "unrateable"),
        ("not: {within: {percent: 5}}", "94", "100", "green"),
    ],
)
def test_within(rule: str, actual: str, target: str, status: str) -> None:
    assert rated(scheme_with(rule), actual=actual, target=target).status == status


@pytest.mark.parametrize(
    ("good_is", "actual", "status"),
    [(HIGH, "80", "amber"), (HIGH, "79.9", "red"), (RANGE, "85", "unrateable")],
)
def test_floor(good_is: GoodIs, actual: str, status: str) -> None:
    target = Target(value=Decimal(90), floor=Decimal(80))
    assert rated("target-and-floor", good_is=good_is, actual=actual, target=target).status == status


def test_floor_where_low_is_good_is_the_worst_acceptable() -> None:
    target = Target(value=Decimal(10), floor=Decimal(12))
    assert rated("target-and-floor", good_is=LOW, actual="12", target=target).status == "amber"
    assert rated("target-and-floor", good_is=LOW, actual="12.1", target=target).status == "red"


def test_a_missing_floor_is_named_only_where_it_is_needed() -> None:
    assert rated("target-and-floor", actual="90", target="90").status == "green"
    missed = rated("target-and-floor", actual="89", target="90")
    assert (missed.status, missed.rated) == ("unrateable", False)
    assert "no floor is set" in missed.reason


@pytest.mark.parametrize(
    ("last_year", "status"), [("84", "amber"), ("85", "red"), ("86", "red"), (None, "unrateable")]
)
def test_amber_only_when_improving(last_year: str | None, status: str) -> None:
    assert rated("improving-amber", actual="85", target="90", last_year=last_year).status == status


def test_trend_takes_a_list_and_needs_no_target() -> None:
    held_or_better = scheme_with("trend: [improved, held], against: previous")
    assert rated(held_or_better, actual="85", previous="85").status == "green"
    assert rated(held_or_better, actual="85", previous="86").status == "red"
    assert rated(held_or_better, actual="85").status == "unrateable"


@pytest.mark.parametrize(
    ("kept", "now", "status"),
    [(2, 1, "green"), (2, 2, "green"), (2, 3, "amber"), (2, 4, "red"), (2, None, "unrateable")],
)
def test_quartile_position(kept: int, now: int | None, status: str) -> None:
    found = rated("quartile-position", actual="85", target=Target(quartile=kept), quartile=now)
    assert found.status == status


def test_a_fixed_quartile_needs_no_target_and_a_kept_one_does() -> None:
    fixed = scheme_with("quartile: {at_most: 2}")
    assert rated(fixed, actual="85", quartile=2).status == "green"
    assert rated("quartile-position", actual="85", quartile=2).status == "data_only"
    assert rated("quartile-position", actual="85", quartile=2, target="90").status == "unrateable"


@pytest.mark.parametrize(
    ("forecast", "status"), [("50", "green"), ("47.5", "amber"), ("47", "red"), (None, "unrateable")]
)
def test_rated_on_forecast(forecast: str | None, status: str) -> None:
    assert rated("on-forecast", actual="20", target="50", forecast=forecast).status == status


@pytest.mark.parametrize("state", ["not_due", "awaiting", "not_available"])
def test_an_absent_figure_keeps_its_state(state: Any) -> None:
    outcome = rated("house", absence=state, absence_reason="schools were closed", target="95", previous="90")
    assert (outcome.status, outcome.rated, outcome.direction_previous) == (state, False, "")
    assert "schools were closed" in outcome.reason


def test_a_blank_is_awaiting_and_zero_is_a_figure() -> None:
    assert rated("house", target="95").status == "awaiting"
    assert rated("house", actual="0", target="95").status == "red"


def test_no_target_is_data_only_and_keeps_directions() -> None:
    outcome = rated("house", actual="40", previous="39", last_year="41")
    assert (outcome.status, outcome.label) == ("data_only", "Data only")
    assert (outcome.direction_previous, outcome.direction_last_year) == ("better", "worse")
    assert rated("house", actual="40", target=Target(floor=Decimal(5))).status == "data_only"


def test_a_target_in_words_is_never_rated() -> None:
    words = Target(text="90% within 5 working days")
    outcome = rated(
        scheme_with("trend: improved, against: previous"), actual="88", target=words, previous="80"
    )
    assert (outcome.status, outcome.direction_previous) == ("unrateable", "better")
    assert "90% within 5 working days" in outcome.reason


@pytest.mark.parametrize(
    ("good_is", "before", "now", "direction", "movement"),
    [
        (HIGH, "80", "85", "better", "up"),
        (HIGH, "85", "80", "worse", "down"),
        (LOW, "80", "85", "worse", "up"),
        (LOW, "85", "80", "better", "down"),
        (LOW, "80", "80.0", "same", "level"),
        (RANGE, "590", "595", "better", "up"),
        (RANGE, "595", "590", "worse", "down"),
        (RANGE, "590", "690", "same", "up"),
        (RANGE, "610", "670", "same", "up"),
        (RANGE, "700", "685", "better", "down"),
        (RANGE, "650", "590", "worse", "down"),
    ],
)
def test_direction_and_movement(
    good_is: GoodIs, before: str, now: str, direction: str, movement: str
) -> None:
    outcome = rated("house", good_is=good_is, actual=now, previous=before, target=band("600", "680"))
    assert (outcome.direction_previous, outcome.movement_previous) == (direction, movement)


def test_a_dead_band_makes_small_changes_the_same_but_still_movements() -> None:
    small = rated("house", actual="85.5", previous="85", dead_band="0.5")
    assert (small.direction_previous, small.movement_previous) == ("same", "up")
    assert rated("house", actual="85.51", previous="85", dead_band="0.5").direction_previous == "better"


def test_what_is_not_comparable_has_no_direction() -> None:
    noted = rated("house", actual="85", previous="80", previous_note="a break in the series", last_year="80")
    assert (noted.direction_previous, noted.movement_previous) == ("", "")
    assert noted.direction_last_year == "better"
    assert rated("house", good_is=RANGE, actual="85", previous="80").direction_previous == ""
    assert rated("house", good_is=None, actual="85", previous="80").direction_previous == ""


def test_shortfall_is_kept_beside_the_status() -> None:
    short = rated("house", actual="88.71", target="95")
    assert short.shortfall == Decimal("6.29")
    assert short.relative_shortfall is not None
    assert round(short.relative_shortfall, 4) == Decimal("6.6211")
    assert rated("house", actual="96", target="95").shortfall == 0
    assert rated("house", actual="-1", target="0").relative_shortfall is None
    assert rated("house", actual="5").shortfall is None


@pytest.mark.parametrize(
    "value", [Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity"), Decimal("sNaN")]
)
def test_nan_and_infinity_are_no_figures(value: Decimal) -> None:
    with pytest.raises(ValueError, match="is not a figure"):
        Inputs(actual=value)
    with pytest.raises(ValueError, match="is not a figure"):
        Target(value=value)


def test_values_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="upside down"):
        Target(low=Decimal(5), high=Decimal(4))
    with pytest.raises(ValueError, match="not a strict limit"):
        Target(value=Decimal(5), strict="<=")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not a way for a figure to be absent"):
        Inputs(absence="lost")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("good_is", "numerator", "denominator", "target", "people"),
    [
        (HIGH, 55, 62, "95", 4),
        (HIGH, 59, 62, "95", 0),
        (HIGH, 58, 62, "95", 1),
        (LOW, 7, 50, "10", 2),
        (LOW, 5, 50, "10", 0),
        (HIGH, 45, 50, Target(value=Decimal(90), strict=">"), 1),
        (LOW, 5, 50, Target(value=Decimal(10), strict="<"), 1),
        (RANGE, 20, 50, band("45", "55"), 3),
        (RANGE, 30, 50, band("45", "55"), 3),
        (RANGE, 25, 50, band("45", "55"), 0),
        (RANGE, 1, 3, "50", None),
        (HIGH, 40, 50, "101", None),
        (LOW, 40, 50, "-1", None),
        (HIGH, 40, 0, "90", None),
        (HIGH, 40, 50, None, None),
    ],
)
def test_people_to_target(
    good_is: GoodIs, numerator: int, denominator: int, target: Any, people: int | None
) -> None:
    inputs = Inputs(
        good_is=good_is,
        target=Target(value=Decimal(target)) if isinstance(target, str) else target,
        unit="%",
        numerator=Decimal(numerator),
        denominator=Decimal(denominator),
    )
    assert people_to_target(inputs) == people


def test_people_are_counted_only_for_percentages_with_their_counts() -> None:
    target = Target(value=Decimal(95))
    assert people_to_target(Inputs(good_is=HIGH, target=target, unit="%", numerator=Decimal(5))) is None
    assert (
        people_to_target(
            Inputs(good_is=HIGH, target=target, unit="days", numerator=Decimal(5), denominator=Decimal(9))
        )
        is None
    )
