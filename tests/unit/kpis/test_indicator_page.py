"""Everything on the page of one indicator."""

import pytest

from council.periods import Slot
from kpis.actions import overrides
from kpis.models import Indicator
from kpis.selectors import indicator
from kpis.selectors.indicator import IndicatorPage
from kpis.visibility import visible_to
from tests.factories import judged, make_figure, make_indicator, make_target

pytestmark = pytest.mark.django_db


def page(slug: str) -> IndicatorPage:
    return indicator.page(slug, visible_to(None))


def test_an_unknown_indicator() -> None:
    assert page("no-such-indicator") is None


def test_the_newest_figure_with_its_rating_and_reason() -> None:
    newest = page("defects-4h-emergency").newest
    assert (str(newest.figure.value), newest.status, newest.agreed) == ("88.71", "red", None)
    assert "88.71" in newest.outcome.reason and "95" in newest.outcome.reason
    assert newest.label == "Quarter 2 (July-Sep) 2021/22" and newest.tick


def test_the_series_is_in_the_order_of_time_and_holds_every_figure() -> None:
    found = page("defects-4h-emergency")
    assert [str(point.figure.slot) for point in found.series] == [
        "2019-20",
        "2020-21",
        "2021-22-Q1",
        "2021-22-Q2",
    ]
    ends = [point.figure.slot.period.end for point in found.series]
    assert ends == sorted(ends)


def test_the_trend_leaves_out_words_and_outturns_of_years_that_have_quarters() -> None:
    drawn = page("lampout-ntm-5d").points
    assert [str(point.figure.slot) for point in drawn] == ["2020-21-Q2", "2021-22-Q1", "2021-22-Q2"]
    assert all(point.figure.value is not None for point in drawn)


def test_an_agreed_rating_goes_before_the_calculated_one() -> None:
    newest = page("library-events").newest
    assert (newest.status, newest.calculated, newest.agreed) == ("amber", "red", "amber")
    assert page("library-events").series[0].override is None


def test_a_cumulative_indicator_is_drawn_by_its_running_total() -> None:
    assert page("library-visits").newest.actual == 658279
    assert page("library-visits").newest.target == 630000


def test_the_ledger_names_old_and_new_newest_first() -> None:
    found = page("library-visits")
    assert [str(target.value) for target in found.ledger] == ["1400000", "4000000"]
    assert found.current_targets == found.ledger[:1]


def test_a_break_is_named_at_its_figure() -> None:
    broken = {str(point.figure.slot): point.broken for point in page("ld-own-home").series}
    assert "data cleansing" in broken.pop("2021-22-Q2")
    assert set(broken.values()) == {""}


def test_commentary_of_the_indicator() -> None:
    words = page("library-visits").commentary
    assert {each.reported_in for each in words} == {Slot.parse("2021-22-Q2").ordinal}
    assert any("librar" in each.heading.lower() for each in words)


def test_an_annual_indicators_newest_is_the_year() -> None:
    assert str(page("primary-top-3-preferences").newest.figure.slot) == "2021-22"


def test_an_outturn_reported_with_the_last_quarter_does_not_hide_the_quarter() -> None:
    kpi = make_indicator()
    make_figure(kpi, "2020-21-Q4", "80")
    make_figure(kpi, "2020-21", "82", reported_in="2020-21-Q4")
    assert str(page("roads-gritted").newest.figure.slot) == "2020-21-Q4"


def test_pending_and_empty() -> None:
    kpi = make_indicator()
    empty = page("roads-gritted")
    assert (empty.newest, empty.series, empty.points, empty.marks) == (None, [], [], {})
    make_figure(kpi, "2021-22-Q2", "90")
    newest = page("roads-gritted").newest
    assert (newest.status, newest.outcome, newest.people_short) == ("pending", None, None)


def test_how_many_people_are_missing() -> None:
    kpi = make_indicator()
    make_figure(kpi, "2021-22-Q2", "50", numerator=100, denominator=200)
    make_target(kpi, value="60")
    judged(kpi)
    assert page("roads-gritted").newest.people_short == 20


def test_an_override_of_a_quarter_speaks_of_the_quarter_not_of_an_outturn_reported_with_it(
    person, q2
) -> None:
    kpi = Indicator.objects.get(slug="defects-4h-emergency")
    make_figure(kpi, "2018-19", "95", reported_in="2021-22-Q2")
    overrides.propose(indicator=kpi, quarter=q2, status="amber", reason="Storm", by=person("approver"))
    overridden = [str(point.figure.slot) for point in page("defects-4h-emergency").series if point.override]
    assert overridden == ["2021-22-Q2"]
