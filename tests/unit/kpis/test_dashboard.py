"""A quarter as a page or a file shows it: the real paper's, as it stood at several moments."""

import csv
import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council.demo import DEMO
from council.periods import Quarter, Slot, parse_quarter
from council.presenters import is_rated
from kpis.actions import definitions, overrides
from kpis.models import Indicator
from kpis.rating_sums import movement
from kpis.selectors import dashboard
from kpis.selectors.dashboard import IndicatorRow
from kpis.visibility import visible_to
from tests.factories import definition_fields, judged, make_figure, make_indicator, make_target

pytestmark = pytest.mark.django_db

LIBRARIES = {
    "library-visits": ("4000000", "1400000"),
    "library-pnet-sessions": ("621000", "150000"),
    "library-events": ("8400", "1000"),
    "library-e-downloads": ("293908", "800000"),
    "library-volunteers": ("600", "250"),
}
with (DEMO / "2021-22-q2" / "stated_ratings.csv").open(encoding="utf-8", newline="") as file:
    STATED = list(csv.DictReader(file))


def noon(year: int, month: int, day: int) -> datetime.datetime:
    return datetime.datetime(year, month, day, 12, 30, tzinfo=ZoneInfo("Europe/London"))


def rows(quarter: Quarter, **kwargs) -> dict[str, IndicatorRow]:
    return {row.definition.indicator.slug: row for row in dashboard.rows(quarter, visible_to(None), **kwargs)}


@pytest.fixture
def paper(q2: Quarter) -> dict[str, IndicatorRow]:
    return rows(q2, with_history=True)


def test_the_paper_has_42_indicators_in_its_own_order(q2: Quarter) -> None:
    listed = dashboard.rows(q2, visible_to(None))
    assert len(listed) == 42
    assert [row.definition.indicator.slug for row in listed[:2]] == [
        "defects-4h-emergency",
        "defects-2d-urgent",
    ]
    priorities = [row.definition.priority.slug for row in listed]
    assert list(dict.fromkeys(priorities)) == [
        "delivering-better-services",
        "protecting-our-environment",
        "supporting-economic-growth",
        "caring-for-the-vulnerable",
    ]


@pytest.mark.parametrize("stated", STATED, ids=lambda row: f"{row['indicator']}-{row['stated'] or 'silent'}")
def test_every_rating_the_paper_states(paper: dict[str, IndicatorRow], stated: dict) -> None:
    """Calculated and agreed both. The one contradiction of the paper with itself is in a footnote of the data."""
    row = paper[stated["indicator"]]
    assert row.calculated == stated["calculated_expected"]
    contradiction = stated["indicator"] == "long-term-services-in-community" and stated["stated"] == "good"
    if contradiction:
        assert row.definition.queries, "the page must say that the paper contradicts itself"
    elif stated["accept"]:
        assert row.shown_status in stated["accept"].split()


def test_agreed_stands_beside_calculated(paper: dict[str, IndicatorRow]) -> None:
    for slug in ("library-events", "library-volunteers"):
        row = paper[slug]
        assert (row.agreed, row.calculated, row.state) == ("amber", "red", "amber")
        assert row.mark.agreed and row.mark.word == "Slightly below desired"
        assert row.calculated_mark.word == "Requires improvement"
    assert paper["library-visits"].agreed is None and paper["library-visits"].calculated_mark is None


def test_counts_add_up_to_the_indicators(q2: Quarter) -> None:
    counted = dashboard.counts(dashboard.rows(q2, visible_to(None)))
    assert sum(sum(counter.values()) for counter in counted.values()) == 42
    environment = next(
        counter for priority, counter in counted.items() if priority.slug == "protecting-our-environment"
    )
    assert environment == {"red": 1, "not_due": 1}


@pytest.mark.parametrize("slug", LIBRARIES)
def test_before_the_targets_were_reviewed_the_old_ones_held(q2: Quarter, slug: str) -> None:
    """The library targets were changed at the end of Quarter 2 (30 September 2021)."""
    old, new = LIBRARIES[slug]
    before, after = (rows(q2, as_at=noon(2021, 9, day), with_history=True)[slug] for day in (29, 30))
    assert str(before.target.value) == old and before.replaced_target is None
    assert str(after.target.value) == new and str(after.replaced_target.value) == old


def test_on_29_september_quarter_2_had_no_figures_and_quarter_1_stood(q2: Quarter) -> None:
    before = rows(q2, as_at=noon(2021, 9, 29))
    assert len(before) == 42
    assert not any(row.is_current for row in before.values())
    defects = before["defects-4h-emergency"]
    assert (defects.figure.slot, defects.state) == (Slot.parse("2021-22-Q1"), "awaiting")
    assert before["library-events"].agreed is None
    assert {row.state for row in before.values()} <= {"awaiting", "not_due"}


def test_on_the_day_of_the_meeting_the_paper_stood(q2: Quarter, paper: dict[str, IndicatorRow]) -> None:
    meeting = rows(q2, as_at=noon(2021, 11, 25))
    shown = {slug: (row.shown_status, row.agreed, row.figure.pk) for slug, row in meeting.items()}
    assert shown == {slug: (row.shown_status, row.agreed, row.figure.pk) for slug, row in paper.items()}


def test_an_override_holds_from_the_day_it_was_agreed(q2: Quarter) -> None:
    assert rows(q2, as_at=noon(2021, 11, 11))["library-events"].shown_status == "red"
    assert rows(q2, as_at=noon(2021, 11, 12))["library-events"].shown_status == "amber"


def test_an_override_expires_with_its_quarter(q3: Quarter) -> None:
    assert rows(q3)["library-events"].override is None


def test_a_proposal_alone_changes_nothing_on_the_page(q2: Quarter, person) -> None:
    defects = Indicator.objects.get(slug="defects-4h-emergency")
    overrides.propose(indicator=defects, quarter=q2, status="green", reason="Storm", by=person("approver"))
    row = rows(q2)["defects-4h-emergency"]
    assert (row.agreed, row.state, row.override.state) == (None, "red", "proposed")


def test_before_anything_was_defined_there_is_nothing(q2: Quarter) -> None:
    assert rows(q2, as_at=noon(2017, 3, 31)) == {}


def test_a_rating_of_an_earlier_quarter_stands_until_a_newer_one(q3: Quarter, q2: Quarter) -> None:
    row = rows(q3)["defects-4h-emergency"]
    assert (row.shown_status, row.state, row.is_carried) == ("red", "awaiting", True)
    indicator = Indicator.objects.get(slug="defects-4h-emergency")
    make_figure(indicator, "2021-22-Q3", "96")
    judged(indicator)
    row = rows(q3)["defects-4h-emergency"]
    assert (row.shown_status, row.state, row.is_carried) == ("green", "green", False)
    assert rows(q2)["defects-4h-emergency"].shown_status == "red", "the closed quarter stays as it was"


def test_a_carried_state_that_is_no_rating_is_not_shown(q3: Quarter) -> None:
    row = rows(q3)["audit-report"]
    assert not is_rated(row.mark) and not row.is_carried


def test_a_rating_of_more_than_two_years_ago_no_longer_stands() -> None:
    indicator = make_indicator()
    make_figure(indicator, "2019-20-Q2", "90")
    make_target(indicator, "2019-20", "80")
    judged(indicator)
    assert rows(parse_quarter("2021-22-Q2"))["roads-gritted"].shown_status == "green"
    assert rows(parse_quarter("2021-22-Q3"))["roads-gritted"].figure is None


def test_pending_until_it_is_rated(q3: Quarter) -> None:
    indicator = make_indicator()
    make_figure(indicator, "2021-22-Q3", "90")
    make_target(indicator, value="80")
    row = rows(q3)["roads-gritted"]
    assert (row.state, row.mark.word, row.outcome) == ("pending", "Being rated", None)
    judged(indicator)
    row = rows(q3)["roads-gritted"]
    assert (row.state, row.outcome.status) == ("green", "green")


@pytest.mark.parametrize(
    ("frequency", "state"), [("quarterly", "awaiting"), ("monthly", "awaiting"), ("annual", "not_due")]
)
def test_what_is_said_of_an_indicator_without_a_figure(q3: Quarter, frequency: str, state: str) -> None:
    make_indicator(frequency=frequency)
    row = rows(q3)["roads-gritted"]
    assert (row.state, row.figure, row.calculated, row.outcome, row.marks) == (state, None, None, None, {})


@pytest.mark.parametrize(
    ("dates", "listed"),
    [
        ({"introduced_on": datetime.date(2021, 12, 31)}, True),
        ({"introduced_on": datetime.date(2022, 1, 1)}, False),
        ({"retired_on": datetime.date(2021, 10, 1)}, True),
        ({"retired_on": datetime.date(2021, 9, 30)}, False),
    ],
)
def test_an_indicator_is_listed_in_the_quarters_in_which_it_existed(
    q3: Quarter, dates: dict, listed: bool
) -> None:
    make_indicator(**dates)
    assert ("roads-gritted" in rows(q3)) is listed


def test_the_definition_is_the_one_of_the_moment_and_a_closed_quarter_keeps_its_own(
    q2: Quarter, q3: Quarter, person
) -> None:
    make_indicator()
    definitions.define(
        slug="roads-gritted",
        by=person("performance"),
        based_on=1,
        **definition_fields(name="Roads gritted by 6am"),
    )
    assert rows(q3)["roads-gritted"].definition.name == "Roads gritted by 6am"
    assert rows(q3, as_at=noon(2022, 1, 25))["roads-gritted"].definition.name == "Roads gritted on time"
    assert rows(q2)["roads-gritted"].definition.name == "Roads gritted on time"


def test_an_indicator_that_was_defined_after_a_quarter_closed_comes_as_it_was_first(
    q2: Quarter, person
) -> None:
    for based_on, name in enumerate(("Gritting", "Roads gritted by 6am")):
        definitions.define(
            slug="roads-gritted", by=person("performance"), based_on=based_on, **definition_fields(name=name)
        )
    assert rows(q2)["roads-gritted"].definition.name == "Gritting"


def test_running_totals_of_the_libraries_as_the_paper_prints_them(paper: dict[str, IndicatorRow]) -> None:
    printed = {
        "library-visits": 658279,
        "library-pnet-sessions": 68244,
        "library-events": 151,
        "library-e-downloads": 471294,
    }
    assert {slug: paper[slug].running_total(paper[slug].figure) for slug in printed} == printed
    assert paper["library-volunteers"].running_total(paper["library-volunteers"].figure) is None, (
        "not cumulative"
    )


def test_no_running_total_where_a_quarter_is_missing(q2: Quarter) -> None:
    visits = make_indicator(cumulative=True)
    figure = make_figure(visits, "2021-22-Q2", "20")
    assert rows(q2, with_history=True)["roads-gritted"].running_total(figure) is None


@pytest.mark.parametrize("with_history", [False, True])
def test_the_number_of_queries_does_not_grow(q2: Quarter, with_history: bool) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            dashboard.rows(q2, visible_to(None), with_history=with_history)
        return len(queries)

    few = count()
    for number in range(20):
        make_figure(make_indicator(f"more-{number}", name=f"One more, number {number}"), "2021-22-Q2", "90")
    assert count() == few <= 11


@pytest.mark.parametrize("quarter", ["2018-19-Q3", "2021-22-Q2", "2021-22-Q3"])
def test_outlines_say_the_same_and_are_completed_where_they_are_printed(
    quarter: str, django_assert_num_queries
) -> None:
    view = visible_to(None)
    whole = dashboard.summaries(parse_quarter(quarter), view)
    outlined = dashboard.summaries(parse_quarter(quarter), view, is_brief=True)

    def said(rows: list[IndicatorRow]) -> list[tuple]:
        return [
            (row.definition.name, row.definition.chapter, row.definition.service, row.state, row.rank)
            for row in rows
        ]

    assert said(outlined) == said(whole)
    assert dashboard.counts(outlined) == dashboard.counts(whole)
    with django_assert_num_queries(3):
        dashboard.complete(outlined[:10], view)
    with django_assert_num_queries(0):
        for printed, row in zip(outlined[:10], whole, strict=False):
            assert printed.definition == row.definition
            assert printed.definition.indicator.slug == row.definition.indicator.slug
            assert printed.definition.directorate == row.definition.directorate
            assert printed.definition.chapter == row.definition.chapter


def test_the_direction_kept_beside_a_rating_is_the_engines(paper: dict[str, IndicatorRow]) -> None:
    compared = [row for row in paper.values() if row.outcome and row.outcome.direction_previous]
    assert len(compared) > 10
    for row in compared:
        kept, outcome = row.judged, row.outcome
        assert kept["direction_previous"] == outcome.direction_previous
        assert (kept["direction_last_year"] or "") == outcome.direction_last_year
        assert movement(kept["previous"], kept["actual"]) == outcome.movement_previous
