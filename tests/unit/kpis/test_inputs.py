"""What judges a figure: target, comparators, running total, share of the year, pending or not."""

import csv
from decimal import Decimal

import pytest
from django.utils import timezone

from council.demo import DEMO, FIXTURES, read_yaml
from council.periods import Slot, parse_quarter
from kpis import rating
from kpis.actions import definitions, ratings
from kpis.models import Definition, Figure, Indicator, Rating
from kpis.selectors import inputs
from kpis.selectors.inputs import EVERYTHING, Scope
from kpis.selectors.outcomes import explain, schemes_by_version
from tests.factories import (
    definition_fields,
    judged,
    make_figure,
    make_indicator,
    make_target,
    performance_lead,
)

pytestmark = pytest.mark.django_db

with (DEMO / "2021-22-q2" / "stated_ratings.csv").open(encoding="utf-8", newline="") as file:
    STATED = list(csv.DictReader(file))


def outcome(row: dict, decimals: int | None = None) -> rating.Outcome:
    return explain(row, schemes_by_version()[row["scheme_version_id"]], unit="%", decimals=decimals)


@pytest.mark.parametrize("stated", STATED, ids=lambda row: f"{row['indicator']}-{row['stated'] or 'silent'}")
def test_every_rating_of_the_paper_is_reproduced(stated: dict) -> None:
    row = judged(Indicator.objects.get(slug=stated["indicator"]), rate=False)[stated["for_slot"]]
    assert row["status"] == stated["calculated_expected"]


def test_all_indicators_of_the_paper_are_held_against_it() -> None:
    of_the_paper = Definition.objects.current().filter(retired_on=None)
    assert {row["indicator"] for row in STATED} == set(of_the_paper.values_list("indicator__slug", flat=True))
    assert len({row["indicator"] for row in STATED}) == 42


def test_what_sql_stored_is_what_the_engine_says_of_every_figure() -> None:
    """The rating of every figure in the database, worked out again by the reference engine."""
    rows = inputs.fetch(EVERYTHING)
    assert len(rows) == Figure.objects.current().count() > 140
    for row in rows:
        engine = outcome(row)
        stored = (row["status"], row["direction_previous"] or "", row["direction_last_year"] or "")
        assert stored == (engine.status, engine.direction_previous, engine.direction_last_year), row


def test_nothing_is_pending_after_the_demonstration_was_loaded_and_a_second_recompute_adds_nothing() -> None:
    before = Rating.objects.count()
    counts = ratings.rate(EVERYTHING)
    assert counts.changed == 0
    assert counts.unchanged == Figure.objects.current().count()
    assert Rating.objects.count() == before


@pytest.fixture
def indicator(db) -> Indicator:
    return make_indicator()


class TestPending:
    """A change of what judges a figure leaves it without a rating until it is rated again."""

    def statuses(self, indicator: Indicator) -> list[str | None]:
        """That of Quarter 2 before it is rated again, and after."""
        return [judged(indicator, rate=rate)["2021-22-Q2"]["status"] for rate in (False, True)]

    @pytest.fixture(autouse=True)
    def rated(self, indicator: Indicator) -> None:
        make_figure(indicator, "2021-22-Q1", "80")
        make_figure(indicator, "2021-22-Q2", "90")
        make_target(indicator, value="85")
        assert judged(indicator)["2021-22-Q2"]["status"] == "green"

    def test_the_figure(self, indicator: Indicator) -> None:
        make_figure(indicator, "2021-22-Q2", "91", based_on=1)
        assert self.statuses(indicator) == [None, "green"]

    def test_the_target(self, indicator: Indicator) -> None:
        make_target(indicator, value="99", based_on=1, reason="More salt", at=timezone.now())
        assert self.statuses(indicator) == [None, "red"]

    def test_the_definition_in_an_open_round(self, indicator: Indicator) -> None:
        make_figure(indicator, "2021-22-Q3", "90")
        judged(indicator)
        definitions.define(
            slug=indicator.slug, by=performance_lead(), based_on=1, **definition_fields(tolerance=Decimal(20))
        )
        found = judged(indicator, rate=False)
        assert [found[f"2021-22-Q{n}"]["status"] for n in (2, 3)] == ["green", None], "Quarter 2 is closed"
        assert judged(indicator)["2021-22-Q3"]["status"]

    def test_the_comparator(self, indicator: Indicator) -> None:
        make_figure(indicator, "2021-22-Q1", "95", based_on=1)
        assert self.statuses(indicator) == [None, "green"]

    def test_last_years_figure(self, indicator: Indicator) -> None:
        make_figure(indicator, "2020-21-Q2", "70")
        assert self.statuses(indicator) == [None, "green"]

    def test_a_break(self, indicator: Indicator) -> None:
        definitions.break_series(
            indicator=indicator, slot=Slot.parse("2021-22-Q2"), reason="New boundary", by=performance_lead()
        )
        assert self.statuses(indicator) == [None, "green"]

    def test_another_indicators_figure_changes_nothing(self, indicator: Indicator) -> None:
        make_figure(make_indicator("another"), "2021-22-Q2", "1")
        assert judged(indicator, rate=False)["2021-22-Q2"]["status"] == "green"

    def test_going_back_to_old_inputs_finds_the_old_rating(self, indicator: Indicator) -> None:
        count = Rating.objects.count()
        assert ratings.rate(Scope(indicators=[indicator.pk])).changed == 0
        assert Rating.objects.count() == count


class TestWhichTargetJudges:
    """Its own quarter's, else its year's, else that of the year it was reported in, else a running programme's."""

    def value(self, indicator: Indicator, slot: str = "2021-22-Q2") -> Decimal | None:
        return judged(indicator)[slot]["target"]

    def test_in_order(self, indicator: Indicator) -> None:
        make_figure(indicator, "2021-22-Q2", "50")
        assert self.value(indicator) is None
        first, last = (parse_quarter(name).ordinal for name in ("2020-21-Q3", "2022-23-Q2"))
        make_target(
            indicator, kind="programme", grain="P", ordinal=first, last_quarter=last, value=Decimal(800)
        )
        assert self.value(indicator) == 100, "an eighth: the programme's share of one quarter of eight"
        make_target(indicator, "2021-22", "90")
        assert self.value(indicator) == 90
        make_target(indicator, "2021-22-Q2", "60")
        assert self.value(indicator) == 60

    def test_a_programmes_share_for_a_year(self, indicator: Indicator) -> None:
        first, last = (parse_quarter(name).ordinal for name in ("2020-21-Q3", "2022-23-Q2"))
        make_target(
            indicator, kind="programme", grain="P", ordinal=first, last_quarter=last, value=Decimal(800)
        )
        make_figure(indicator, "2020-21", "300", reported_in="2020-21-Q4")
        assert self.value(indicator, "2020-21") == 200, "the programme ran for two quarters of that year"
        make_figure(indicator, "2021-22", "300", reported_in="2021-22-Q4")
        assert self.value(indicator, "2021-22") == 400

    def test_a_programme_that_is_over_judges_nothing(self, indicator: Indicator) -> None:
        first, last = (parse_quarter(name).ordinal for name in ("2019-20-Q1", "2020-21-Q4"))
        make_target(
            indicator, kind="programme", grain="P", ordinal=first, last_quarter=last, value=Decimal(800)
        )
        make_figure(indicator, "2021-22-Q2", "50")
        assert self.value(indicator) is None
        assert judged(indicator)["2021-22-Q2"]["status"] == "data_only"

    def test_a_figure_published_late_is_judged_by_the_target_in_force_when_it_is_seen(self) -> None:
        late = make_indicator(frequency="annual", basis="academic_year", good_is="low")
        make_target(late, "2021-22", "0.09")
        make_figure(late, "2019-20", "0.09", reported_in="2021-22-Q1")
        assert judged(late)["2019-20"]["status"] == "green"

    def test_the_replaced_target_judges_no_longer(self, indicator: Indicator) -> None:
        make_figure(indicator, "2021-22-Q2", "50")
        make_target(indicator, value="90")
        make_target(indicator, value="40", based_on=1, reason="A hard winter", at=timezone.now())
        assert judged(indicator)["2021-22-Q2"]["status"] == "green"


class TestRunningTotals:
    @pytest.fixture
    def visits(self, db) -> Indicator:
        return make_indicator("visits", cumulative=True, value_type="number", unit="")

    def test_the_quarters_add_up_and_start_again_in_april(self, visits: Indicator) -> None:
        for slot, value in (
            ("2020-21-Q4", "40"),
            ("2021-22-Q1", "10"),
            ("2021-22-Q2", "20"),
            ("2021-22-Q3", "30"),
        ):
            make_figure(visits, slot, value)
        found = judged(visits)
        assert [found[f"2021-22-Q{n}"]["actual"] for n in (1, 2, 3)] == [10, 30, 60]

    def test_without_a_profile_the_target_is_in_proportion_to_the_months(self, visits: Indicator) -> None:
        make_figure(visits, "2021-22-Q1", "10")
        make_figure(visits, "2021-22-Q2", "20")
        make_target(visits, value="1200")
        found = judged(visits)
        assert [found[f"2021-22-Q{n}"]["target"] for n in (1, 2)] == [300, 600]

    def test_with_a_profile_its_shares_to_date(self, visits: Indicator) -> None:
        make_figure(visits, "2021-22-Q1", "10")
        make_figure(visits, "2021-22-Q2", "20")
        make_target(visits, value="1000", profile=[Decimal(x) for x in ("15", "30", "27.5", "27.5")])
        found = judged(visits)
        assert [found[f"2021-22-Q{n}"]["target"] for n in (1, 2)] == [150, 450]

    def test_an_earlier_quarter_missing_is_not_available_and_says_so(self, visits: Indicator) -> None:
        make_figure(visits, "2021-22-Q2", "20")
        make_target(visits, value="1000")
        row = judged(visits)["2021-22-Q2"]
        assert row["status"] == "not_available"
        assert "A figure of an earlier quarter of the year is missing" in outcome(row).reason

    def test_an_earlier_quarter_in_words_is_missing_too(self, visits: Indicator) -> None:
        make_figure(visits, "2021-22-Q1", absence="not_available", text="Libraries were closed")
        make_figure(visits, "2021-22-Q2", "20")
        assert judged(visits)["2021-22-Q2"]["status"] == "not_available"

    def test_no_direction_against_another_quarter_but_against_last_years_total(
        self, visits: Indicator
    ) -> None:
        for slot, value in (
            ("2020-21-Q1", "10"),
            ("2020-21-Q2", "10"),
            ("2021-22-Q1", "10"),
            ("2021-22-Q2", "20"),
        ):
            make_figure(visits, slot, value)
        make_target(visits, value="40")
        row = judged(visits)["2021-22-Q2"]
        assert (row["previous"], row["last_year"]) == (None, 20)
        assert (row["direction_previous"] or "", row["direction_last_year"]) == ("", "better")

    def test_the_floor_is_due_like_the_target(self, visits: Indicator) -> None:
        make_figure(visits, "2021-22-Q1", "10")
        make_target(visits, value="1200", floor=Decimal(800))
        row = judged(visits)["2021-22-Q1"]
        assert (row["target"], row["floor"], row["year_value"], row["year_floor"]) == (300, 200, 1200, 800)

    def test_a_month_is_held_against_exactly_its_twelfths(self) -> None:
        """A third of a target has no end in decimals: 10 of 120 in April is met, and not one part in a trillion short."""
        calls = make_indicator(
            "calls", cumulative=True, value_type="number", unit="", frequency="monthly", basis="month"
        )
        make_figure(calls, "2021-04", "10")
        make_figure(calls, "2021-05", "10")
        make_target(calls, value="120")
        found = judged(calls)
        assert [found[month]["target"] for month in ("2021-04", "2021-05")] == [10, 20]
        assert [found[month]["status"] for month in ("2021-04", "2021-05")] == ["green", "green"]
        assert "8.333% of the year's target" in outcome(found["2021-04"]).reason

    def test_an_outturn_is_not_added_up(self, visits: Indicator) -> None:
        make_figure(visits, "2020-21", "55", reported_in="2020-21-Q4")
        assert judged(visits)["2020-21"]["actual"] == 55


class TestFiguresOfTheYearSoFar:
    """Figures that are running totals themselves, of an indicator whose figures are usually of one quarter."""

    @pytest.fixture
    def loans(self, db) -> Indicator:
        return make_indicator("loans", value_type="money", unit="GBP")

    def so_far(self, loans: Indicator, quarter: str, value: str) -> None:
        """As a paper of another arrangement is loaded: the form asks for the quarter alone."""
        figure = make_figure(loans, quarter, value)
        Figure.objects.filter(pk=figure.pk).update(is_running_total=True, period=f"{quarter}-YTD")

    def programme(self, loans: Indicator, first: str, last: str, **fields: object) -> None:
        start, end = (parse_quarter(name).ordinal for name in (first, last))
        make_target(loans, kind="programme", grain="P", ordinal=start, last_quarter=end, **fields)

    def test_a_programme_is_due_to_date(self, loans: Indicator) -> None:
        self.programme(loans, "2020-21-Q1", "2022-23-Q4", value=Decimal(1200), floor=Decimal(600))
        self.so_far(loans, "2021-22-Q2", "150")
        make_figure(loans, "2021-22-Q1", "50")
        found = judged(loans)
        assert (found["2021-22-Q1"]["target"], found["2021-22-Q1"]["floor"]) == (100, 50)
        assert (found["2021-22-Q2"]["target"], found["2021-22-Q2"]["floor"]) == (200, 100)
        part = "against 200% expected (6 of the programme's 36 months; the programme's target is 1,200%)"
        assert part in outcome(found["2021-22-Q2"]).reason

    @pytest.mark.parametrize(("first", "due"), [("2021-22-Q2", 200), ("2021-22-Q3", 100)])
    def test_of_its_first_year_only_what_came_after_its_start(
        self, loans: Indicator, first: str, due: int
    ) -> None:
        self.programme(loans, first, "2023-24-Q4", value=Decimal(1100 if due == 200 else 1000))
        self.so_far(loans, "2021-22-Q3", "150")
        assert judged(loans)["2021-22-Q3"]["target"] == due

    def test_a_cumulative_indicator_too(self) -> None:
        jobs = make_indicator("jobs", cumulative=True, value_type="number", unit="")
        self.programme(jobs, "2020-21-Q1", "2022-23-Q4", value=Decimal(1200))
        make_figure(jobs, "2021-22-Q1", "50")
        make_figure(jobs, "2021-22-Q2", "60")
        found = judged(jobs)["2021-22-Q2"]
        assert (found["actual"], found["target"]) == (110, 200)

    def test_a_profile_is_due_to_date(self, loans: Indicator) -> None:
        make_target(loans, value="1000", profile=[Decimal(x) for x in ("15", "30", "27.5", "27.5")])
        self.so_far(loans, "2021-22-Q2", "500")
        assert judged(loans)["2021-22-Q2"]["target"] == 450

    def test_a_target_of_the_year_that_does_not_add_up_is_due_whole(self, loans: Indicator) -> None:
        """95% on time is asked of the year so far as of any quarter of it."""
        make_target(loans, value="95")
        self.so_far(loans, "2021-22-Q2", "96")
        assert judged(loans)["2021-22-Q2"]["target"] == 95

    def test_compared_with_last_years_total_and_with_no_single_quarter(self, loans: Indicator) -> None:
        make_figure(loans, "2020-21-Q2", "10")
        make_figure(loans, "2021-22-Q1", "20")
        self.so_far(loans, "2021-22-Q2", "30")
        make_figure(loans, "2021-22-Q3", "40")
        self.so_far(loans, "2022-23-Q2", "35")
        found = judged(loans)
        assert (found["2021-22-Q2"]["previous"], found["2021-22-Q2"]["last_year"]) == (None, None)
        assert found["2021-22-Q3"]["previous"] is None, "nor a quarter with the year before it"
        assert (found["2022-23-Q2"]["last_year"], found["2022-23-Q2"]["direction_last_year"]) == (
            30,
            "better",
        )


def test_a_profile_of_an_indicator_that_is_not_cumulative_gives_the_quarters_own_share(
    indicator: Indicator,
) -> None:
    make_figure(indicator, "2021-22-Q2", "50")
    make_target(indicator, value="1000", profile=[Decimal(x) for x in ("15", "30", "27.5", "27.5")])
    assert judged(indicator)["2021-22-Q2"]["target"] == 300


class TestDirections:
    @pytest.fixture(autouse=True)
    def figures(self, indicator: Indicator) -> None:
        for slot, value in (("2020-21-Q2", "70"), ("2021-22-Q1", "95"), ("2021-22-Q2", "90")):
            make_figure(indicator, slot, value)
        make_target(indicator, value="85")

    def directions(self, indicator: Indicator) -> tuple[str, str]:
        row = judged(indicator)["2021-22-Q2"]
        return row["direction_previous"] or "", row["direction_last_year"] or ""

    def test_against_the_quarter_before_and_a_year_ago(self, indicator: Indicator) -> None:
        assert self.directions(indicator) == ("worse", "better")

    def test_none_across_a_break(self, indicator: Indicator) -> None:
        definitions.break_series(
            indicator=indicator, slot=Slot.parse("2021-22-Q2"), reason="New boundary", by=performance_lead()
        )
        assert self.directions(indicator) == ("", "")

    def test_a_break_between_stops_only_the_comparison_that_crosses_it(self, indicator: Indicator) -> None:
        definitions.break_series(
            indicator=indicator, slot=Slot.parse("2021-22-Q1"), reason="New boundary", by=performance_lead()
        )
        assert self.directions(indicator) == ("worse", "")

    def test_a_break_recorded_later_changes_nothing_about_the_time_before(self, indicator: Indicator) -> None:
        judged(indicator)
        before = timezone.now()
        definitions.break_series(
            indicator=indicator, slot=Slot.parse("2021-22-Q2"), reason="New boundary", by=performance_lead()
        )
        ratings.rate(Scope(indicators=[indicator.pk]))
        then = {
            Slot(r["grain"], r["ordinal"]): r for r in inputs.fetch(Scope(indicators=[indicator.pk]), before)
        }
        assert then[Slot.parse("2021-22-Q2")]["direction_previous"] == "worse"

    def test_a_place_without_a_figure_is_no_comparator(self, indicator: Indicator) -> None:
        make_figure(indicator, "2021-22-Q1", based_on=1, absence="not_available", text="Withdrawn")
        assert self.directions(indicator) == ("", "better")

    def test_the_papers_own_break_stops_the_direction(self) -> None:
        """ld-own-home: a data cleansing exercise; the earlier figures were not restated."""
        row = judged(Indicator.objects.get(slug="ld-own-home"), rate=False)["2021-22-Q2"]
        assert (row["previous_id"], row["direction_previous"] or "") == (None, "")


def test_a_scheme_version_rates_the_quarters_from_which_it_holds(indicator: Indicator) -> None:
    make_figure(indicator, "2021-22-Q2", "80")
    make_figure(indicator, "2021-22-Q3", "80")
    make_target(indicator, value="85")
    assert judged(indicator)["2021-22-Q3"]["status"] == "red"
    content = read_yaml(FIXTURES / "reference" / "schemes" / "house.yaml") | {"default_tolerance": 10}
    definitions.add_scheme_version(
        content=content, valid_from=parse_quarter("2021-22-Q3"), by=performance_lead()
    )
    found = judged(indicator)
    assert [found[f"2021-22-Q{number}"]["status"] for number in (2, 3)] == ["red", "amber"]


def test_a_rule_that_asks_the_forecast_holds_it_against_the_whole_year() -> None:
    """80 of 100 is short of the year, although only 50 are due by now; a quarter's own target says nothing of the year."""
    version = definitions.add_scheme_version(
        content=read_yaml(FIXTURES / "reference" / "schemes" / "on-forecast.yaml"),
        valid_from=parse_quarter("2018-19-Q1"),
        by=performance_lead(),
    )
    visits = make_indicator("visits", cumulative=True, value_type="number", unit="", scheme=version.scheme)
    make_target(visits, value="100")
    make_target(visits, "2021-22-Q3", "25")
    for quarter, forecast in (("2021-22-Q1", "100"), ("2021-22-Q2", "80"), ("2021-22-Q3", "100")):
        make_figure(visits, quarter, "40", forecast=Decimal(forecast))
    found = judged(visits)
    assert [found[f"2021-22-Q{n}"]["status"] for n in (1, 2, 3)] == ["green", "red", "unrateable"]
    assert [outcome(found[f"2021-22-Q{n}"]).status for n in (1, 2, 3)] == ["green", "red", "unrateable"]
