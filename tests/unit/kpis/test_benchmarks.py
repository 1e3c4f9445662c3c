"""Beside others: the right figure of ours, the difference in words, and nothing of a draft."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from council.models import User
from council.periods import parse_quarter
from kpis import charts
from kpis.actions import benchmarks
from kpis.benchmarks import NO_PERIOD, Match, Own, difference, match, quartile_words, rank_words
from kpis.models import Benchmark, Indicator
from kpis.selectors import indicator
from kpis.selectors.benchmarks import Compared, compared
from kpis.visibility import visible_to
from tests.factories import judged, make_figure, make_indicator, performance_lead

Q1, Q2, Q3 = (parse_quarter(f"2021-22-Q{number}").ordinal for number in (1, 2, 3))
OURS = [
    Own("2020-21", Q1 - 1, Decimal(1)),
    Own("2021-22-Q1", Q1, Decimal(2)),
    Own("R12@2021-09-30", Q2, Decimal(3)),
]


@pytest.mark.parametrize(
    ("period", "reported_in", "found"),
    [
        ("2020-21", Q2, Match(0, is_same=True)),
        ("R12@2021-09-30", Q2, Match(2, is_same=True)),
        ("", Q1, Match(1, is_same=True, note=NO_PERIOD)),
        ("", Q3, None),
        ("2019-20", Q1 - 2, None),
    ],
)
def test_the_figure_of_the_same_period_else_of_the_same_round(
    period: str, reported_in: int, found: Match | None
) -> None:
    assert match(period, reported_in, OURS) == found


def test_another_period_is_compared_with_our_newest_by_then_and_says_so() -> None:
    found = match("2021-22-Q2", Q2, OURS)
    assert found == Match(2, is_same=False, note=found.note)
    assert found.note == (
        "Not the same period: ours is for October 2020 to September 2021, theirs for Quarter 2 (July-Sep) 2021/22."
    )


@pytest.mark.parametrize(
    ("own", "good_is", "says_better", "words"),
    [
        ("75.1", "high", True, "3.1 points above the England average: better"),
        ("75.1", "low", True, "3.1 points above the England average: worse"),
        ("70.0", "high", True, "2.0 points below the England average: worse"),
        ("70.0", "low", True, "2.0 points below the England average: better"),
        ("70.0", "range", True, "2.0 points below the England average"),
        ("70.0", "", True, "2.0 points below the England average"),
        ("70.0", "low", False, "2.0 points below the England average"),
        ("72.00", "high", True, "The same as the England average"),
    ],
)
def test_the_difference_in_words(own: str, good_is: str, says_better: bool, words: str) -> None:
    said = difference(
        Decimal(own),
        Decimal("72.0"),
        whom="the England average",
        good_is=good_is,
        says_better=says_better,
        size="{:f} points".format,
    )
    assert said == words


@pytest.mark.parametrize(
    ("rank", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"), (112, "112th")],
)  # fmt: skip
def test_a_rank_is_an_ordinal(rank: int, words: str) -> None:
    assert rank_words(rank, 151) == f"{words} of 151"


def test_quartiles_name_the_good_and_the_bad_end() -> None:
    assert [quartile_words(number) for number in (None, 1, 2, 4)] == [
        "", "Quartile 1, the best", "Quartile 2", "Quartile 4, the worst",
    ]  # fmt: skip


# --- On the page ----------------------------------------------------------------------------------------------------


@pytest.fixture
def kpi(db) -> Indicator:
    made = make_indicator(decimals=1, second_measure="Rate", second_unit="per 1,000")
    make_figure(made, "2021-22-Q1", "70.0")
    make_figure(made, "2021-22-Q2", "75.1", second_value=Decimal(12))
    judged(made)
    return made


def beside(
    kpi: Indicator, comparator: str = "england", reported_in: str = "2021-22-Q2", **fields
) -> Benchmark:
    return benchmarks.record(
        indicator=kpi,
        comparator=comparator,
        reported_in=parse_quarter(reported_in),
        by=performance_lead(),
        based_on=0,
        **fields,
    )


def rows(user: User | None = None) -> list[Compared]:
    view = visible_to(user)
    return compared(indicator.page("roads-gritted", view), view)


def test_a_comparator_of_the_same_quarter(kpi: Indicator) -> None:
    beside(kpi, period="2021-22-Q2", value=Decimal("72"), rank=12, rank_of=151, quartile=1)
    (row,) = rows()
    assert (row.label, row.theirs, row.ours) == ("England average", "72.0%", "75.1%")
    assert row.difference == "3.1 points above the England average: better"
    assert row.standing == "12th of 151; Quartile 1, the best"
    assert row.note == ""


def test_a_rate_is_compared_with_our_rate(kpi: Indicator) -> None:
    beside(kpi, period="2021-22-Q2", second_value=Decimal("14.5"))
    (row,) = rows()
    assert (row.theirs, row.ours) == ("14.5 per 1,000", "12 per 1,000")
    assert row.difference == "2.5 per 1,000 below the England average: worse"


def test_words_in_place_of_a_number_and_a_rank_alone(kpi: Indicator) -> None:
    beside(kpi, comparator="counties", text="n/a", period="2021-22-Q2")
    beside(kpi, comparator="neighbours", rank=3, text="3rd", period="2021-22-Q2")
    neighbours, counties = rows()
    assert (counties.theirs, counties.difference, counties.note) == ("n/a", "", "")
    assert (neighbours.theirs, neighbours.standing) == ("–", "3rd")


def test_a_dash_of_a_paper_is_left_out_and_a_range_of_theirs_is_printed_as_it_was(db) -> None:
    made = make_indicator()
    make_figure(made, "2021-22-Q2", "60")
    judged(made)
    beside(made, text="-", period="2021-22-Q2")
    beside(
        made,
        comparator="other",
        name="Earlier years",
        text="between 711 & 742",
        period="2021-22-Q2",
        value=Decimal(711),
        second_value=Decimal(742),
    )
    (row,) = rows()
    assert (row.label, row.theirs, row.difference, row.note) == ("Earlier years", "between 711 & 742", "", "")


def test_a_number_of_another_period_is_never_called_better(kpi: Indicator) -> None:
    beside(kpi, comparator="region", name="North West", period="2019-20", value=Decimal(50))
    (row,) = rows()
    assert row.difference == "25.1 points above North West"
    assert row.note.startswith("Not the same period: ours is for Quarter 2 (July-Sep) 2021/22")


def test_the_chart_draws_those_of_our_periods_only_and_the_newest_printing(kpi: Indicator) -> None:
    beside(kpi, period="2021-22-Q1", value=Decimal(60), reported_in="2021-22-Q1")
    beside(kpi, period="2021-22-Q1", value=Decimal(61))
    beside(kpi, comparator="region", name="North West", period="2019-20", value=Decimal(50))
    view = visible_to(None)
    page = indicator.page("roads-gritted", view)
    chart = charts.trend(page, compared(page, view))
    (england,) = chart.data.others
    assert (england.name, england.values) == ("England average", (Decimal(61), None))
    assert chart.others == ("England average",)


def test_a_comparator_without_a_period_says_so_in_the_key_of_the_chart(kpi: Indicator) -> None:
    beside(kpi, value=Decimal(60))
    view = visible_to(None)
    page = indicator.page("roads-gritted", view)
    assert charts.trend(page, compared(page, view)).others == ("England average, period not given",)


def test_a_year_so_far_is_not_drawn_beside_somebodys_quarter(db) -> None:
    made = make_indicator(cumulative=True, value_type="number", unit="visits")
    make_figure(made, "2021-22-Q1", "10")
    make_figure(made, "2021-22-Q2", "20")
    judged(made)
    beside(made, period="2021-22-Q2", value=Decimal(25))
    view = visible_to(None)
    page = indicator.page("roads-gritted", view)
    (row,) = compared(page, view)
    assert row.difference == "5 visits below the England average: worse"
    assert charts.trend(page, [row]).others == ()


def test_what_an_open_quarter_prints_is_a_draft(kpi: Indicator, person) -> None:
    beside(kpi, reported_in="2021-22-Q3", period="2021-22-Q2", value=Decimal(72))
    assert rows(person("member")) == []
    assert len(rows(person("officer"))) == 1


def test_the_page_shows_them_as_a_table(kpi: Indicator, client_of) -> None:
    beside(kpi, period="2021-22-Q2", value=Decimal("72"), source="Department for <Transport>")
    soup = BeautifulSoup(client_of("member").get("/kpis/roads-gritted/").content, "html.parser")
    table = soup.find("h2", id="compared").find_next("table")
    cells = [cell.get_text(" ", strip=True) for cell in table.tbody.tr.find_all(["th", "td"])]
    assert cells == [
        "England average",
        "Quarter 2 (July-Sep) 2021/22",
        "72.0%",
        "75.1%",
        "3.1 points above the England average: better Source: Department for <Transport>",
        "–",
    ]
