"""What the year-end forecast would be rated, beside the figure's own rating."""

from decimal import Decimal
from typing import Any

import pytest

from kpis.rating import GoodIs, Inputs, Outcome, Scheme, Target, forecast_outcome, rate
from kpis.schemes import parse_scheme, to_mapping
from tests.unit.kpis.rating_rows import reference_schemes

SCHEMES = {scheme.name: scheme for scheme in reference_schemes()}


def forecast(scheme: str = "house", **inputs: Any) -> Outcome | None:
    given = {"good_is": GoodIs.HIGH, "target": Target(value=Decimal(100)), "forecast": Decimal(99)} | inputs
    return forecast_outcome(Inputs(**given), SCHEMES[scheme])


@pytest.mark.parametrize(("number", "status"), [("100", "green"), ("95", "amber"), ("94.99", "red")])
def test_the_forecast_is_held_against_the_target(number: str, status: str) -> None:
    outcome = forecast(actual=Decimal(100), forecast=Decimal(number))
    assert outcome is not None
    assert outcome.status == status
    assert outcome.reason.startswith(f"Year-end forecast: {number} against a target of 100")


def test_it_is_held_against_the_whole_year_not_what_is_expected_by_now() -> None:
    half = Target(
        value=Decimal(50), year_value=Decimal(100), profile="50% of the year's target by 30 September 2021"
    )
    outcome = forecast(actual=Decimal(60), target=half, forecast=Decimal(80))
    assert outcome is not None
    assert (outcome.status, outcome.shortfall) == ("red", 20)
    assert "expected by now" not in outcome.reason


def test_a_band_of_the_year_is_whole_again() -> None:
    half = Target(
        low=Decimal(30), high=Decimal(34), year_low=Decimal(60), year_high=Decimal(68), profile="50% by now"
    )
    assert forecast(target=half, forecast=Decimal(64)).status == "green"
    assert forecast(target=half, forecast=Decimal(32)).status == "red"


def test_it_needs_no_figure_of_its_own() -> None:
    assert forecast(actual=None, absence="awaiting").status == "amber"


def test_it_has_no_direction_of_travel() -> None:
    outcome = forecast(previous=Decimal(1), last_year=Decimal(1))
    assert (outcome.direction_previous, outcome.direction_last_year) == ("", "")
    trend = forecast("improving-amber", last_year=Decimal(1))
    assert trend.status == "unrateable"
    assert "not comparable (a forecast is of the whole year)" in trend.reason


@pytest.mark.parametrize(
    "inputs",
    [
        {"forecast": None},
        {"target": None},
        {"target": Target(floor=Decimal(1))},
        {"target": Target(value=Decimal(100), covers_year=False)},
    ],
)
def test_nothing_to_say(inputs: dict[str, Any]) -> None:
    assert forecast(**inputs) is None


def test_a_scheme_that_asks_the_forecast_says_the_same() -> None:
    assert forecast("on-forecast", actual=Decimal(1)).status == "amber"


class TestARuleThatAsksTheForecast:
    """Held against the year's target, however much of it is expected by now."""

    HALF = Target(
        value=Decimal(50),
        floor=Decimal(40),
        year_value=Decimal(100),
        year_floor=Decimal(80),
        profile="50% of the year's target by 30 September 2021",
    )

    def outcome(self, scheme: str | Scheme = "on-forecast", **inputs: Any) -> Outcome:
        given = {"good_is": GoodIs.HIGH, "target": self.HALF, "actual": Decimal(60)} | inputs
        return rate(Inputs(**given), SCHEMES[scheme] if isinstance(scheme, str) else scheme)

    @pytest.mark.parametrize(
        ("number", "status"), [("100", "green"), ("99", "amber"), ("95", "amber"), ("60", "red")]
    )
    def test_the_target(self, number: str, status: str) -> None:
        assert self.outcome(forecast=Decimal(number)).status == status

    def test_the_floor(self) -> None:
        mapping = to_mapping(SCHEMES["on-forecast"])
        mapping["rules"] = [{"status": "green", "when": {"forecast": {"meets": "floor"}}}, {"status": "red"}]
        scheme = parse_scheme(mapping)
        assert self.outcome(scheme, forecast=Decimal(80)).status == "green"
        outcome = self.outcome(scheme, forecast=Decimal(79))
        assert outcome.status == "red"
        assert "On the forecast, green needs the floor of 80 to be met." in outcome.reason

    def test_the_reason_names_both_targets(self) -> None:
        reason = self.outcome(forecast=Decimal(80)).reason
        assert reason.startswith("60 against 50 expected by now")
        assert "Year-end forecast 80 against a target of 100 for the year: 20 (20%) short." in reason

    def test_without_a_profile_the_target_is_named_once(self) -> None:
        reason = self.outcome(target=Target(value=Decimal(100)), forecast=Decimal(80)).reason
        assert "Year-end forecast 80: 20 (20%) short." in reason

    def test_a_quarters_own_target_is_none_of_the_year(self) -> None:
        outcome = self.outcome(target=Target(value=Decimal(50), covers_year=False), forecast=Decimal(80))
        assert outcome.status == "unrateable"
        assert "the target is not one of the whole year, and the forecast is" in outcome.reason
        assert "Year-end forecast 80." in outcome.reason
