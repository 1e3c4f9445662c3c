"""Indicators by quarters, and the exceptions of a quarter, from rows that people could have entered."""

from __future__ import annotations

import datetime
import io

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from committee import tables_for_export
from committee.exports import FORMATS, write
from council.actions import quarters
from council.models import ReportingQuarter, User
from council.periods import Quarter, parse_quarter
from council.sections import tables_of
from kpis.actions import overrides, ratings
from kpis.models import Definition, Indicator
from kpis.selectors import dashboard, grid
from kpis.selectors.exceptions import exceptions
from kpis.selectors.grid import Reported
from kpis.selectors.inputs import EVERYTHING, Scope
from kpis.selectors.outcomes import schemes_by_version
from kpis.visibility import visible_to
from tests.factories import make_figure, make_indicator, make_target

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2022, 1, 31, 12, tzinfo=datetime.UTC)


def cells_of(slug: str, quarter: str = "2021-22-Q2", user: User | None = None) -> dict[str, Reported]:
    """What each round had for one indicator, by the round's notation."""
    view, newest = visible_to(user), parse_quarter(quarter)
    schemes = schemes_by_version()
    rows = [
        row
        for row in dashboard.summaries(newest, view, schemes=schemes)
        if row.definition.indicator.slug == slug
    ]
    found = grid.cells(rows, grid.rounds_up_to(newest, view), view, schemes=schemes)
    return {
        str(Quarter.from_ordinal(ordinal)): cell
        for ordinal, cell in found[rows[0].definition.indicator_id].items()
    }


def indicator_with(values: dict[str, str], **fields: object) -> Indicator:
    """An indicator with a target of 80 in both years, and these figures, rated."""
    indicator = make_indicator(**fields)
    for year in ("2020-21", "2021-22"):
        make_target(indicator, year, "80")
    for slot, value in values.items():
        make_figure(indicator, slot, value)
    ratings.rate(Scope(indicators=[indicator.pk]))
    return indicator


def sentences(quarter: str = "2021-22-Q2", user: User | None = None) -> dict[str, dict[str, str]]:
    """The sentences by list and indicator."""
    return {
        findings.code: {item.slug: item.sentence for item in findings.items}
        for findings in exceptions(parse_quarter(quarter), visible_to(user))
    }


def test_the_rounds_are_the_last_eight_quarters_oldest_first_and_none_before_the_first(person) -> None:
    view = visible_to(person("member"))
    assert [str(quarter) for quarter in grid.rounds_up_to(parse_quarter("2021-22-Q2"), view)] == [
        "2019-20-Q3", "2019-20-Q4", "2020-21-Q1", "2020-21-Q2", "2020-21-Q3", "2020-21-Q4", "2021-22-Q1", "2021-22-Q2",
    ]  # fmt: skip
    first = view.quarters[-1].quarter
    assert grid.rounds_up_to(first, view) == [first]


def test_a_round_has_the_rating_of_the_figure_reported_in_it_and_nothing_is_carried() -> None:
    indicator_with({"2020-21-Q4": "80", "2021-22-Q2": "60"})
    found = cells_of("roads-gritted")
    assert {quarter: found[quarter].mark.code for quarter in ("2020-21-Q4", "2021-22-Q1", "2021-22-Q2")} == {
        "2020-21-Q4": "green",
        "2021-22-Q1": "not_collected",
        "2021-22-Q2": "red",
    }
    assert (found["2021-22-Q2"].value, found["2021-22-Q2"].place) == (60, "worst")
    assert (found["2021-22-Q1"].value, found["2021-22-Q1"].place) == (None, "unrated")


def test_without_a_figure_the_newest_and_an_open_quarter_await_one_and_earlier_ones_were_not_collected(
    person,
) -> None:
    indicator_with({"2020-21-Q4": "80"})
    assert cells_of("roads-gritted", "2021-22-Q2")["2021-22-Q2"].mark.word == "Awaiting figure"
    found = cells_of("roads-gritted", "2021-22-Q3", person("officer"))
    assert {quarter: found[quarter].mark.word for quarter in ("2020-21-Q1", "2021-22-Q2", "2021-22-Q3")} == {
        "2020-21-Q1": "Not collected",
        "2021-22-Q2": "Not collected",
        "2021-22-Q3": "Awaiting figure",
    }
    quarters.reopen_quarter(
        quarter=parse_quarter("2021-22-Q2"), by=person("performance"), reason="A late one"
    )
    found = cells_of("roads-gritted", "2021-22-Q3", person("officer"))
    assert found["2021-22-Q2"].mark.word == "Awaiting figure"


def test_an_agreed_rating_stands_before_the_calculated_one_in_its_round_alone(person) -> None:
    indicator = indicator_with({"2021-22-Q1": "60", "2021-22-Q2": "60"})
    proposed = overrides.propose(
        indicator=indicator,
        quarter=parse_quarter("2021-22-Q1"),
        status="green",
        reason="A storm",
        by=person("approver"),
    )
    assert cells_of("roads-gritted")["2021-22-Q1"].mark.code == "red"
    overrides.agree(override=proposed, by=person("performance"))
    found = cells_of("roads-gritted")
    assert (found["2021-22-Q1"].mark.words, found["2021-22-Q1"].place) == ("On track (agreed)", "best")
    assert (found["2021-22-Q2"].mark.words, found["2021-22-Q2"].place) == ("Requires improvement", "worst")


def test_a_figure_that_is_not_rated_yet_is_being_rated() -> None:
    make_figure(make_indicator(), "2021-22-Q2", "60")
    assert cells_of("roads-gritted")["2021-22-Q2"].mark.word == "Being rated"


def test_an_annual_indicator_is_not_due_and_rounds_before_an_indicator_are_left_out() -> None:
    indicator_with(
        {"2020-21": "80"}, frequency="annual", basis="year", introduced_on=datetime.date(2020, 12, 1)
    )
    found = cells_of("roads-gritted")
    assert {quarter: cell.mark.code for quarter, cell in found.items()} == {
        "2020-21-Q3": "not_due",
        "2020-21-Q4": "green",
        "2021-22-Q1": "not_due",
        "2021-22-Q2": "not_due",
    }


def test_of_two_figures_of_a_round_the_quarters_own_counts() -> None:
    indicator_with({"2020-21": "10", "2020-21-Q4": "80"})
    assert cells_of("roads-gritted")["2020-21-Q4"].value == 80


def test_the_newest_column_agrees_with_the_overview_for_every_indicator_of_the_demonstration(q2) -> None:
    view, schemes = visible_to(None), schemes_by_version()
    rows = dashboard.summaries(q2, view, schemes=schemes)
    found = grid.cells(rows, grid.rounds_up_to(q2, view), view, schemes=schemes)
    newest = {row.definition.name: found[row.definition.indicator_id][q2.ordinal].mark.code for row in rows}
    assert newest == {row.definition.name: row.state for row in rows}
    assert len(newest) == 42


def test_a_draft_is_for_those_who_may_see_it(person) -> None:
    indicator_with({"2021-22-Q3": "60"})
    assert cells_of("roads-gritted", "2021-22-Q3", person("officer"))["2021-22-Q3"].mark.code == "red"
    indicator_with({"2021-22-Q3": "60"}, slug="library-queues", service="libraries", name="Queues")
    assert cells_of("library-queues", "2021-22-Q3", person("officer"))["2021-22-Q3"].value is None
    assert "2021-22-Q3" not in cells_of("roads-gritted", "2021-22-Q2", person("member"))


def test_the_number_of_queries_does_not_depend_on_the_number_of_indicators(q2) -> None:
    view, schemes = visible_to(None), schemes_by_version()
    rows = dashboard.summaries(q2, view, schemes=schemes)
    rounds = grid.rounds_up_to(q2, view)
    for some in (rows[:1], rows):
        with CaptureQueriesContext(connection) as queries:
            grid.cells(some, rounds, view, schemes=schemes)
        assert len(queries) == 2


# --- The page -------------------------------------------------------------------------------------------------------


def page(client, address: str, **query: str) -> BeautifulSoup:
    response = client.get(address, query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_the_grid_is_a_table_that_can_be_read_aloud(client_of) -> None:
    indicator_with({"2021-22-Q2": "60.5"}, decimals=1)
    table = page(client_of("member"), "/kpis/grid/").select_one("table.app-grid")
    assert table.caption.get_text(strip=True) == "Ratings up to Quarter 2 (July-Sep) 2021/22"
    assert [th.get_text(strip=True) for th in table.thead.select("th[scope=col]")][-1] == "Q2 2021/22"
    groups = [body.select_one("th[scope=rowgroup]").get_text(strip=True) for body in table.select("tbody")]
    assert len(groups) == len(set(groups)) > 2
    row = table.find("a", string="Roads gritted on time").find_parent("tr")
    assert row.th["scope"] == "row"
    newest = row.select("td")[-1]
    assert newest.select_one(".app-rag__letter").get_text() == "R"
    assert newest.select_one(".app-rag__word.govuk-visually-hidden").get_text() == "Requires improvement"
    assert newest.select_one(".app-under").get_text() == "60.5%"
    assert len(row.select("td")) == len(table.thead.select("th")) - 1 == 8


def test_a_quarter_before_the_indicator_says_so_in_words(client_of) -> None:
    indicator_with({"2021-22-Q2": "60"}, introduced_on=datetime.date(2021, 7, 1))
    table = page(client_of("member"), "/kpis/grid/").select_one("table.app-grid")
    cells = table.find("a", string="Roads gritted on time").find_parent("tr").select("td")
    assert [cell.get_text(strip=True) for cell in cells[:-1]] == ["–Not measured yet"] * 7


def test_the_grid_keeps_the_filters_of_the_overview(client_of) -> None:
    found = page(client_of("member"), "/kpis/grid/", priority="protecting-our-environment", status="red")
    assert [link["href"] for link in found.select("table.app-grid tbody a")] == ["/kpis/recycling-rate/"]
    assert "No indicator matches" in page(client_of("member"), "/kpis/grid/", search="zzz").get_text()


def test_the_ratings_can_be_taken_away(client_of) -> None:
    indicator_with({"2021-22-Q1": "80", "2021-22-Q2": "60"})
    response = client_of("member").get("/download/ratings.csv", {"quarter": "2021-22-Q2"})
    assert response.status_code == 200
    (line,) = [line for line in response.content.decode().splitlines() if "Roads gritted" in line]
    assert line.endswith(",Not collected,On track,Requires improvement")
    link = page(client_of("member"), "/kpis/grid/").select_one('a[href^="/download/ratings.csv"]')
    assert link["href"] == "/download/ratings.csv?quarter=2021-22-Q2"


@pytest.mark.parametrize("file_format", sorted(FORMATS))
def test_every_format_holds_the_ratings(q2, file_format: str) -> None:
    stream = io.BytesIO()
    write(tables_for_export.build("ratings", q2, view=visible_to(None), now=NOW), file_format, stream)
    assert len(stream.getvalue()) > 2000


def test_the_document_of_ratings_has_every_indicator_and_one_column_a_round(q2) -> None:
    document = tables_for_export.build("ratings", q2, view=visible_to(None), now=NOW)
    tables = [table for _, table in tables_of(document)]
    assert sum(len(table.rows) for table in tables) == 42
    assert {len(table.columns) for table in tables} == {2 + grid.ROUNDS}
    assert {mark.word for mark in document.key} >= {"On track", "Requires improvement", "Not due"}


# --- Exceptions -----------------------------------------------------------------------------------------------------


def test_what_stands_out_in_the_quarter_of_the_paper(person) -> None:
    found = sentences(user=person("member"))
    assert (
        found["worst-gaps"]["rosebud-loans"]
        == "£75,000, £487,500 below its target of £562,500: short by 86.7%."
    )
    assert (
        found["worst-gaps"]["ld-in-employment"]
        == "2.1%, 1.0 points below its target of 3.1%: short by 32.3%."
    )
    assert set(found["newly-red"]) == {"rosebud-loans", "boost-jobs-created"}
    assert found["newly-red"]["boost-jobs-created"] == (
        "Requires improvement now, On track in Quarter 1 (April-June) 2021/22."
    )
    assert "ld-own-home" in found["newly-green"]
    # Earlier outturns had no target, so no rating: the run is known to be no longer.
    assert found["longest-red"]["defects-4h-emergency"] == (
        "Requires improvement for 2 ratings in a row, since Quarter 1 (April-June) 2021/22."
    )
    assert set(found["late"]) == {"school-exclusions", "eet-16-17"}


def test_red_for_two_rounds_after_green() -> None:
    indicator_with({"2020-21-Q4": "80", "2021-22-Q1": "20", "2021-22-Q2": "1"})
    found = sentences()
    assert found["worst-gaps"]["roads-gritted"] == "1%, 79 points below its target of 80%: short by 98.8%."
    assert found["most-changed"]["roads-gritted"] == "Down by 95.0%, from 20% to 1%, worse."
    assert found["longest-red"]["roads-gritted"] == (
        "Requires improvement for 2 ratings in a row, since Quarter 1 (April-June) 2021/22."
    )
    assert "roads-gritted" not in found.get("newly-red", {})
    earlier = sentences("2021-22-Q1")
    assert earlier["newly-red"]["roads-gritted"] == (
        "Requires improvement now, On track in Quarter 4 (Jan-March) 2020/21."
    )


def test_a_draft_quarter_has_nothing_late_and_keeps_to_what_the_person_may_see(person) -> None:
    indicator_with({"2021-22-Q2": "90", "2021-22-Q3": "1"})
    make_indicator("paths-gritted", name="Paths gritted on time", introduced_on=datetime.date(2021, 9, 1))
    draft = sentences("2021-22-Q3", person("officer"))
    assert "roads-gritted" in draft["newly-red"]
    assert "paths-gritted" not in draft.get("late", {})
    assert "paths-gritted" in sentences("2021-22-Q2", person("member"))["late"]
    assert "roads-gritted" not in sentences("2021-22-Q2", person("member")).get("newly-red", {})


def test_a_gap_measured_from_nothing_is_no_gap() -> None:
    indicator = make_indicator(good_is="low")
    make_target(indicator, value="0")
    make_figure(indicator, "2021-22-Q2", "4000")
    ratings.rate(EVERYTHING)
    assert "roads-gritted" not in sentences()["worst-gaps"]


def test_the_page_of_exceptions_links_to_each_indicator(client_of) -> None:
    indicator_with({"2021-22-Q2": "1"})
    found = page(client_of("member"), "/kpis/exceptions/", quarter="2021-22-Q2")
    item = found.find("a", href="/kpis/roads-gritted/").find_parent("li")
    assert "79 points below its target" in item.get_text()
    assert found.select_one("ul[aria-labelledby=worst-gaps]")
    assert found.select_one(".govuk-back-link")["href"] == "/overview/?quarter=2021-22-Q2"


def test_a_quarter_without_anything_says_so(client_of) -> None:
    Definition.objects.update(introduced_on=datetime.date(2018, 4, 1))
    ReportingQuarter.objects.create(ordinal=parse_quarter("2010-11-Q1").ordinal, opened_at=NOW, closed_at=NOW)
    found = page(client_of("member"), "/kpis/exceptions/", quarter="2010-11-Q1")
    assert "Nothing stands out in this quarter." in found.main.get_text()
    assert found.main.select("h2") == []


def test_the_overview_leads_to_both(client_of) -> None:
    links = {a["href"] for a in page(client_of("member"), "/overview/").select("main a")}
    assert {"/kpis/exceptions/?quarter=2021-22-Q2", "/kpis/grid/?quarter=2021-22-Q2"} <= links


def test_the_overview_fetches_the_first_of_each_list_and_says_how_many_there_are(client_of) -> None:
    overview = page(client_of("member"), "/overview/")
    address = overview.select_one("main [data-poll-url]")["data-poll-url"]
    assert address == "/kpis/exceptions/summary/?quarter=2021-22-Q2"
    found = page(client_of("member"), address)
    lists = {
        part.h3.get_text(strip=True): [link["href"] for link in part.select("li a")]
        for part in found.select("section")
    }
    assert set(lists["Newly red: 2"]) == {"/kpis/rosebud-loans/", "/kpis/boost-jobs-created/"}
    assert {len(links) for links in lists.values()} <= {1, 2, 3}
    assert any(int(title.rsplit(": ")[1]) > 3 for title in lists)
    assert found.select_one("[data-poll-url]") is None  # the answer is whole: it is not asked for again


def test_a_member_gets_no_summary_of_a_draft_quarter(client_of) -> None:
    assert client_of("member").get("/kpis/exceptions/summary/?quarter=2021-22-Q3").status_code == 404
